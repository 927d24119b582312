"""Made-up dossiers: what truly happened, and what of it an export of a given day knows."""

from datetime import date, datetime, timedelta

import polars as pl

from par_metrics.domain.calendar import WorkingCalendar
from par_metrics.sample.draws import NUMBER, Draws, pick
from par_metrics.sample.texts import NAMES
from schemas import KINDS

FIRST_RECEIVED = date(2025, 12, 1)
LAST_RECEIVED = date(2026, 9, 30)
_LONGEST_DAYS = 120

# Shares of all dossiers, cumulated: not yet accepted, refused, withdrawn, stopped, left lying.
_NEW, _REFUSED, _WITHDRAWN, _STOPPED, _STUCK = 0.006, 0.02, 0.035, 0.04, 0.05
_LATE = 0.055
_SUPPLEMENTED = 0.05
_SUPPLEMENTED_TWICE = 0.006

_EVENTS = KINDS["dossiers"].events


class DossierMaker:
    """Makes dossiers by their number; the same number and seed give the same dossier."""

    def __init__(self, units: pl.DataFrame, procedures: pl.DataFrame, seed: int) -> None:
        self._draws = Draws(seed)
        self._units = units
        offered = procedures.filter(pl.col("level") == "commune")
        self._procedures = offered
        calendar = WorkingCalendar().table().filter("is_working")
        first = calendar.filter(pl.col("day") >= FIRST_RECEIVED)["day"]
        self._days = first.head(first.search_sorted(LAST_RECEIVED, side="right") + _LONGEST_DAYS).cast(
            pl.Datetime("us")
        )
        self._receiving_days = int(first.search_sorted(LAST_RECEIVED, side="right"))

    def make(self, start: int, stop: int) -> pl.DataFrame:
        """Dossiers `start` to `stop - 1` as they will one day be: the plan of their events, all known."""
        numbers = pl.select(pl.int_range(start, stop, dtype=pl.UInt64).alias(NUMBER))
        return numbers.lazy().pipe(self._what).pipe(self._when).pipe(self._facts).collect()

    def _what(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        draws, units, procedures = self._draws, self._units, self._procedures
        return frame.with_columns(
            unit=draws.below("unit", units.height, skew=1.4),
            # A few dossiers do not say what procedure they are of.
            procedure=pl.when(draws.chance("procedure.known", 0.99)).then(
                draws.below("procedure", procedures.height, skew=1.7)
            ),
            fate=draws.uniform("fate"),
            channel=draws.one_of("channel", ("online",) * 31 + ("in_person",) * 16 + ("postal",) * 2 + (None,)),
            requests=pl.when(draws.chance("supplement", _SUPPLEMENTED))
            .then(pl.when(draws.chance("supplement.twice", _SUPPLEMENTED_TWICE / _SUPPLEMENTED)).then(2).otherwise(1))
            .otherwise(0),
        ).with_columns(
            unit_code=pick(units["unit_code"], pl.col("unit")),
            unit_name=pick(units["unit_name"], pl.col("unit")),
            procedure_code=pick(procedures["procedure_code"], pl.col("procedure")),
            procedure_name=pick(procedures["procedure_name"], pl.col("procedure")),
            field=pick(procedures["field"], pl.col("procedure")),
            applicant_name=draws.one_of("applicant", NAMES),
            limit=pick(procedures["statutory_working_days"], pl.col("procedure")).fill_null(5),
            listed_fee=pick(procedures["fee_vnd"], pl.col("procedure")).fill_null(0),
            is_accepted=pl.col("fate") >= _REFUSED,
        )

    def _when(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Days are counted as places in the list of working days."""
        draws = self._draws
        late = draws.chance("late", _LATE) & (pl.col("fate") >= _STUCK)
        used = (
            pl.when(late)
            .then(pl.col("limit") + 1 + draws.below("late.days", 9, skew=2.0))
            .otherwise(draws.below("used", pl.col("limit") + 1))
        )
        return (
            frame.with_columns(
                received_day=draws.below("received", self._receiving_days),
                pause=pl.when(pl.col("requests") > 0).then(3 + draws.below("pause", 7)).otherwise(0),
                used=used,
            )
            .with_columns(
                received_at=self._moment("received_day", "received.time"),
                first_due_at=self._due(pl.col("received_day") + pl.col("limit")),
                moved_due_at=self._due(pl.col("received_day") + pl.col("limit") + pl.col("pause")),
                completed_day=pl.col("received_day") + pl.col("used") + pl.col("pause"),
            )
            .with_columns(
                supplement_requested_at=pl.when(pl.col("requests") > 0).then(
                    self._at(pl.col("received_day") + 1, draws.below("request.time", 120))
                ),
                supplemented_at=pl.when(pl.col("requests") > 0).then(
                    self._at(pl.col("received_day") + pl.col("pause") - 1, 240 + draws.below("answer.time", 120))
                ),
                completed_at=pl.max_horizontal(
                    self._moment("completed_day", "completed.time"), pl.col("received_at") + timedelta(minutes=10)
                ),
                submitted_at=pl.col("received_at")
                - pl.when(pl.col("channel") == "online")
                .then(pl.duration(minutes=5 + draws.below("waited", 1200)))
                .otherwise(pl.duration(minutes=draws.below("queued", 30))),
            )
            .with_columns(
                returned_at=pl.max_horizontal(
                    self._moment(pl.col("completed_day") + draws.below("return.days", 4, skew=2.5), "returned.time"),
                    pl.col("completed_at") + timedelta(minutes=5),
                )
            )
        )

    def _facts(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        draws = self._draws
        is_late = pl.col("completed_at") > pl.col("moved_due_at")
        pays_online = (pl.col("listed_fee") > 0) & draws.chance("pays_online", 0.7) & (pl.col("channel") == "online")
        return frame.with_columns(
            dossier_code=pl.format(
                "{}-{}-{}",
                "unit_code",
                pl.col("received_at").dt.strftime("%y%m%d"),
                pl.col(NUMBER).cast(pl.String).str.zfill(5),
            ),
            fee_vnd=pl.when(draws.chance("fee.exempt", 0.1))
            .then(0)
            .when(~draws.chance("fee.unknown", 0.05))
            .then("listed_fee"),
            online_payment=pl.when(pays_online)
            .then(draws.one_of("gateway", ("national", "provincial", "provincial")))
            .otherwise(pl.lit("none")),
            has_no_due_date=draws.chance("no_due_date", 0.006),
            has_no_end_date=draws.chance("no_end_date", 0.004),
            is_returned=draws.chance("returned", 0.8),
            open_status=pl.lit(pl.Series([4, 4, 4, 4, 4, 4, 2, 2, 6])).gather(draws.below("open", 9)),
            suspended_working_days=pl.when(draws.chance("suspended", 0.015)).then(
                0.5 + draws.below("suspended.days", 3)
            ),
            has_digital_components=draws.chance("digital", 0.8),
            has_reused_components=draws.chance("reused", 0.45),
            has_digital_result=draws.chance("digital_result", 0.85),
            has_electronic_result=draws.chance("electronic_result", 0.75),
            is_result_published=draws.chance("result_published", 0.93),
            supplement_by_officer_fault=draws.chance("fault", 0.15),
            apology_sent_at=pl.when((is_late & draws.chance("apology", 0.75)) & (pl.col("fate") >= _STUCK)).then(
                pl.col("moved_due_at").dt.truncate("1d")
                + pl.duration(hours=9, minutes=draws.below("apology.time", 400))
            ),
            is_apology_published=draws.chance("apology_published", 0.85),
        )

    def _moment(self, day: str | pl.Expr, draw: str) -> pl.Expr:
        """Within office hours of a working day."""
        place = pl.col(day) if isinstance(day, str) else day
        return self._at(place, self._draws.below(draw, 8 * 60))

    def _at(self, place: pl.Expr, minutes: pl.Expr) -> pl.Expr:
        return pick(self._days, place) + pl.duration(minutes=8 * 60 + minutes)

    def _due(self, place: pl.Expr) -> pl.Expr:
        """Due at 17:00, or on a day without a time, which means its end."""
        day = pick(self._days, place)
        dated = self._draws.chance("due.date_only", 0.4)
        return pl.when(dated).then(day + timedelta(days=1, microseconds=-1)).otherwise(day + timedelta(hours=17))


def as_known(plan: pl.DataFrame, at: datetime) -> pl.DataFrame:
    """The dossiers as an export made at an instant shows them, in canonical columns.

    What is later than `at` has not happened; dossiers filed later are not there.
    """
    known = plan.filter(pl.col("submitted_at") <= at).with_columns(
        pl.when(pl.col(name) <= at).then(name).alias(name) for name in _EVENTS
    )
    fate = pl.col("fate")
    ended = pl.col("completed_at").is_not_null() & ~fate.is_between(_STOPPED, _STUCK, closed="left")
    asked = pl.col("supplement_requested_at").is_not_null()
    accepted = pl.col("is_accepted") & pl.col("received_at").is_not_null()
    status = (
        pl.when(~accepted)
        .then(pl.when(fate.is_between(_NEW, _REFUSED, closed="left")).then(3).otherwise(1))
        .when(ended & (fate < _WITHDRAWN))
        .then(7)
        .when(ended & (fate < _STOPPED))
        .then(8)
        .when(ended & pl.col("is_returned") & pl.col("returned_at").is_not_null())
        .then(10)
        .when(ended)
        .then(9)
        .when(asked & pl.col("supplemented_at").is_null())
        .then(5)
        .otherwise("open_status")
        .cast(pl.Int8)
    )
    return known.with_columns(status=status, moved=asked, ended=ended, accepted=accepted).pipe(_only_what_applies)


def _only_what_applies(known: pl.DataFrame) -> pl.DataFrame:
    """Empties what a dossier in its state does not have: an open one has no result, one not accepted no due date."""
    accepted, ended = pl.col("accepted"), pl.col("accepted") & pl.col("ended")
    dated = ended & ~(pl.col("has_no_end_date") & (pl.col("status") >= 9))
    due = pl.when("moved").then("moved_due_at").otherwise("first_due_at")
    apologised = accepted & pl.col("apology_sent_at").is_not_null()
    results = ("has_digital_result", "has_electronic_result", "is_result_published")
    return known.with_columns(
        pl.when(accepted).then("received_at").alias("received_at"),
        pl.when(accepted & ~pl.col("has_no_due_date")).then(due).alias("due_at"),
        pl.when(accepted & pl.col("moved") & ~pl.col("has_no_due_date")).then("first_due_at").alias("original_due_at"),
        pl.when(dated).then("completed_at").alias("completed_at"),
        pl.when(dated & (pl.col("status") == 10)).then("returned_at").alias("returned_at"),
        pl.when(accepted & pl.col("moved")).then("supplement_requested_at").alias("supplement_requested_at"),
        pl.when(accepted).then("supplemented_at").alias("supplemented_at"),
        pl.when(accepted & pl.col("moved")).then("requests").otherwise(0).cast(pl.Int64).alias("supplement_count"),
        pl.when(accepted & pl.col("moved")).then("supplement_by_officer_fault").alias("supplement_by_officer_fault"),
        pl.when(ended).then("suspended_working_days").alias("suspended_working_days"),
        pl.when(apologised).then("apology_sent_at").alias("apology_sent_at"),
        pl.when(apologised).then("is_apology_published").alias("is_apology_published"),
        *(pl.when(ended & (pl.col("status") >= 9)).then(name).alias(name) for name in results),
    )
