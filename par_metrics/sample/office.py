"""Made-up registers of the wards' offices: staff, findings, documents, yearly duties."""

from datetime import date

import polars as pl

from par_metrics.sample.draws import NUMBER, Draws
from par_metrics.sample.texts import NAMES

STAFF_DAYS = (date(2025, 12, 31), date(2026, 6, 30))
_STAFF = 25
_DOCUMENTS = 200
_FINDINGS = {"par_inspection": 8, "finance_audit": 6}
_DUTIES = ("budget_compliant", "documents_online", "edocuments_exchanged")


def _of_each_ward(units: pl.DataFrame, count: int) -> pl.DataFrame:
    """`count` rows of every ward: `ward` (the last part of its code), `place` from 1, and a number for the draws."""
    wards = units.select("unit_code", ward=pl.col("unit_code").str.split(".").list.last())
    places = pl.DataFrame({"place": range(1, count + 1)})
    rows = wards.join(places, how="cross").with_row_index(NUMBER)
    return rows.with_columns(pl.col(NUMBER).cast(pl.UInt64))


def staff(units: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Everyone on each of two days; who is not qualified in 2025 may be half a year later; one was reprimanded."""
    draws = Draws(seed)
    people = _of_each_ward(units, _STAFF).select(
        pl.format("CB.{}.{}", "ward", pl.col("place").cast(pl.String).str.zfill(2)).alias("staff_code"),
        "unit_code",
        "place",
        staff_name=draws.one_of("staff.name", NAMES),
        at_first=draws.chance("staff.qualified", 0.88),
        later=draws.chance("staff.trained", 0.6),
    )
    first, second = (people.with_columns(as_of=pl.lit(day)) for day in STAFF_DAYS)
    rows = pl.concat(
        [
            first.with_columns(is_qualified="at_first"),
            second.with_columns(is_qualified=pl.col("at_first") | pl.col("later")),
        ]
    )
    is_disciplined = (
        (pl.col("unit_code") == units["unit_code"][0]) & (pl.col("place") == 7) & (pl.col("as_of") == STAFF_DAYS[1])
    )
    return rows.with_columns(
        discipline=pl.when(is_disciplined).then(pl.lit("reprimand")).otherwise(pl.lit("none")),
        disciplined_on=pl.when(is_disciplined).then(pl.lit(date(2026, 4, 14))),
    ).drop("at_first", "later", "place")


def findings(units: pl.DataFrame, seed: int, at: date) -> pl.DataFrame:
    """Findings of 2025 and 2026: most remedied in time, some late, some not yet; nothing is later than `at`."""
    draws = Draws(seed)
    rows = _of_each_ward(units, sum(_FINDINGS.values())).with_columns(
        kind=pl.when(pl.col("place") <= _FINDINGS["par_inspection"])
        .then(pl.lit("par_inspection"))
        .otherwise(pl.lit("finance_audit")),
        raised_on=pl.lit(date(2025, 3, 3)) + pl.duration(days=draws.below("finding.day", 500)),
        fate=draws.uniform("finding.fate"),
    )
    due = pl.col("raised_on") + pl.duration(days=30 + 30 * draws.below("finding.limit", 3))
    late = 3 + draws.below("finding.late", 40)
    remedied = pl.when(pl.col("fate") < 0.8).then(-1 - draws.below("finding.early", 20)).otherwise(late)
    rows = rows.with_columns(
        due_on=due, remedied_on=pl.when(pl.col("fate") < 0.92).then(due + pl.duration(days=remedied))
    )
    rows = rows.with_columns(
        report_filed_on=pl.when(draws.chance("finding.reported", 0.95)).then(
            pl.col("remedied_on") + pl.duration(days=draws.below("finding.report", 3, skew=2.0))
        )
    )
    return rows.filter(pl.col("raised_on") <= at).select(
        pl.format("KL{}.{}.{}", pl.col("raised_on").dt.strftime("%y"), "ward", "place").alias("finding_code"),
        "unit_code",
        "kind",
        "raised_on",
        "due_on",
        *(pl.when(pl.col(name) <= at).then(name).alias(name) for name in ("remedied_on", "report_filed_on")),
    )


def documents(units: pl.DataFrame, seed: int, at: date) -> pl.DataFrame:
    """Documents of a ward handled in 2026 up to `at`."""
    draws = Draws(seed)
    first = date(2026, 1, 5)
    return _of_each_ward(units, _DOCUMENTS).select(
        pl.format("VB{}.{}", "ward", pl.col("place").cast(pl.String).str.zfill(4)).alias("document_code"),
        "unit_code",
        direction=draws.one_of("document.direction", ("in", "in", "in", "out", "out", "internal")),
        handled_on=pl.lit(first) + pl.duration(days=draws.below("document.day", (at - first).days + 1)),
        is_handled_online=draws.chance("document.online", 0.97),
        is_exchanged_electronically=draws.chance("document.exchanged", 0.94),
        is_digitally_signed=draws.chance("document.signed", 0.9),
    )


def agency_reports(units: pl.DataFrame, seed: int) -> pl.DataFrame:
    """The three yearly duties of each ward in 2025 and 2026; a few are not fulfilled."""
    draws = Draws(seed)
    years = pl.DataFrame({"year": [2025, 2026]}).join(pl.DataFrame({"duty": _DUTIES}), how="cross")
    rows = units.select("unit_code").join(years, how="cross").with_row_index(NUMBER)
    return (
        rows.with_columns(pl.col(NUMBER).cast(pl.UInt64))
        .with_columns(is_fulfilled=draws.chance("duty", 0.85))
        .drop(NUMBER)
    )
