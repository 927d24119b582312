"""What is added up from cells is what counting record by record gives."""

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from par_metrics.domain.period import Period
from par_metrics.indicators.base import Indicator, Window
from par_metrics.testing import Tables
from schemas import Label

Record = Mapping[str, Any]
_OWN = Indicator(
    id="share",
    version=1,
    label=Label("", ""),
    formula=Label("", ""),
    source="",
    table="dossiers",
    window=Window(event="received_at"),
    population="status <> 1",
    exclude={"odd": "status = 7"},
    numerator="channel = 'online'",
)
_MEASURED = replace(_OWN, numerator="TRUE", measure="suspended_working_days")
INDICATORS = (
    _OWN,
    replace(_MEASURED, id="mean", statistic="mean"),
    replace(_MEASURED, id="median", statistic="median"),
    replace(_MEASURED, id="p90", statistic="p90"),
    replace(_OWN, id="services", distinct="procedure_code"),
    replace(_OWN, id="codes", distinct="dossier_code"),
    replace(_OWN, id="stock", window=Window(touches="received_at < t"), population="received_at < :t AND status <> 1"),
)
AS_OF = datetime(2026, 3, 5, 12)


def class_of(record: Record) -> str | None:
    """How `_OWN` counts a record."""
    if record["status"] == 1:
        return None
    if record["status"] == 7:
        return "odd"
    return "not_known" if record["channel"] is None else "yes" if record["channel"] == "online" else "no"


def quantile(values: list[Fraction], share: Fraction) -> float | None:
    """By linear interpolation between the two values around the rank."""
    if not values:
        return None
    rank = share * (len(values) - 1)
    low, high = values[int(rank)], values[min(int(rank) + 1, len(values) - 1)]
    return float(low + (high - low) * (rank - int(rank)))


def by_hand(records: Iterable[Record], period: Period) -> dict[str, tuple[Any, ...]]:
    """Numerator, denominator, statistic and exclusions of each, record by record."""
    seen = [r for r in records if r["received_at"] < AS_OF]
    within = [r for r in seen if period.start <= r["received_at"] < period.end]

    def counted(of: Iterable[Record]) -> tuple[Any, ...]:
        classes = [class_of(r) for r in of]
        excluded = {name: classes.count(name) for name in ("odd", "not_known") if name in classes}
        return classes.count("yes"), classes.count("yes") + classes.count("no"), None, excluded

    def distinct(column: str) -> tuple[Any, ...]:
        best: dict[str, int] = {}
        order = ("yes", "not_known", "no", "odd")
        for r in within:
            if r[column] is not None and class_of(r) is not None:
                best[r[column]] = min(best.get(r[column], 9), order.index(str(class_of(r))))
        found = [list(best.values()).count(rank) for rank in range(4)]
        excluded = {name: n for name, n in (("not_known", found[1]), ("odd", found[3])) if n}
        return found[0], found[0] + found[2], None, excluded

    measured = [r for r in within if class_of(r) not in (None, "odd")]
    days = sorted(
        Fraction(str(r["suspended_working_days"])) for r in measured if r["suspended_working_days"] is not None
    )
    excluded = counted(within)[3]
    excluded.pop("not_known", None)
    of_days: dict[str, Callable[[], float | None]] = {
        "mean": lambda: float(sum(days)) if days else None,
        "median": lambda: quantile(days, Fraction(1, 2)),
        "p90": lambda: quantile(days, Fraction(9, 10)),
    }
    return {
        "share": counted(within),
        "services": distinct("procedure_code"),
        "codes": distinct("dossier_code"),
        "stock": counted(r for r in seen if r["received_at"] < period.cut(AS_OF)),
    } | {name: (len(measured), len(measured), value(), excluded) for name, value in of_days.items()}


RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "dossier_code": st.integers(1, 400).map(lambda n: f"d{n}"),
            "source": st.just("one_stop"),
            "unit_code": st.sampled_from(["U1", "U2"]),
            "procedure_code": st.sampled_from(["1", "2", "3", None]),
            "status": st.sampled_from([1, 4, 4, 7, 10]),
            "channel": st.sampled_from(["online", "in_person", None]),
            "suspended_working_days": st.sampled_from([None, 0.0, 0.1, 0.2, 0.5, 1.5, 7.0]),
            "received_at": st.integers(0, 80 * 24).map(lambda h: datetime(2026, 1, 1) + timedelta(hours=h)),
        }
    ),
    max_size=25,
)
DAYS = st.integers(0, 70).map(lambda n: datetime(2026, 1, 1) + timedelta(days=n))
PERIODS = st.lists(
    st.tuples(DAYS, st.integers(1, 40)).map(lambda p: Period.between(p[0], p[0] + timedelta(days=p[1]))),
    min_size=1,
    max_size=6,
)


@settings(max_examples=25, deadline=None)
@given(RECORDS, PERIODS)
def test_cells_add_up_to_what_is_counted_record_by_record(records: list[dict[str, Any]], periods: list[Period]) -> None:
    """Kỳ nào cũng vậy, kể cả các kỳ chồng lên nhau."""
    with Tables() as tables:
        for record in records:
            tables.insert("dossiers", record)
        counts = tables.snapshot(AS_OF).engine.count(INDICATORS, periods, AS_OF, (("unit_code",), ()))
    excluded = counts["excluded"].str.json_decode(pl.Struct({"odd": pl.Int64, "not_known": pl.Int64}))
    found = {
        (row["indicator"], row["period_id"], row["unit_code"]): (
            row["numerator"],
            row["denominator"],
            row["statistic"],
            {name: n for name, n in reasons.items() if n is not None},
        )
        for row, reasons in zip(counts.iter_rows(named=True), excluded, strict=True)
    }
    assert len(found) == counts.height, "each indicator, period and group once"
    for number, period in enumerate(periods):
        for unit in ("U1", "U2", None):
            for name, expected in by_hand((r for r in records if unit in (None, r["unit_code"])), period).items():
                cell = found.get((name, number, unit), (0, 0, None, {}))
                value = expected[2] if expected[2] is None else pytest.approx(expected[2], rel=1e-12)
                assert cell == (*expected[:2], value, expected[3]), (name, period, unit)


def assessed(points: Iterable[float]) -> pl.DataFrame:
    """The counts of the PAR INDEX of as many criteria, in the order given."""
    from par_metrics.indicators.catalogue import catalogue

    with Tables() as tables:
        for number, value in enumerate(points):
            row = {"unit_code": "U1", "year": 2026, "criterion_code": str(number), "max_points": value}
            tables.insert("assessments", row | {"self_points": value})
        index = catalogue["par_index"]
        assert isinstance(index, Indicator)
        return tables.snapshot().engine.count([index], [Period.parse("2026")], datetime(2027, 1, 1), ((),))


def test_a_sum_has_the_same_digits_in_whatever_order_its_records_come() -> None:
    """0,1 + 0,2 + 0,3 là 0,6, không phải 0,6000000000000001."""
    points = [0.1, 0.2, 0.3, 0.7, 1.1, 2.3, 0.05] * 5
    exact = float(sum(Fraction(str(value)) for value in points))
    orders = [points, points[::-1], *(random.Random(seed).sample(points, len(points)) for seed in range(3))]
    assert sum(points) != exact
    for order in orders:
        assert assessed(order).select("statistic", "denominator").row(0) == (exact, exact)
