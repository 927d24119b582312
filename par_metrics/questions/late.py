"""The dossiers that a figure misses: those that ended late, or are late now, with how late they are.

Codes only: neither names of people nor the officer who holds a dossier are stored.
"""

from dataclasses import replace
from datetime import datetime, timedelta

import polars as pl

from par_metrics.domain.calendar import WorkingCalendar
from par_metrics.domain.period import Period
from par_metrics.errors import UsageError
from par_metrics.figures.snapshot import Snapshot
from par_metrics.indicators.base import Definition, Indicator
from par_metrics.indicators.tables.records import TABLES
from schemas import Label
from schemas.dossiers import ENDED_STATUSES

_BY_766 = "qd766_dossiers"
"""The table whose clock stands while the citizen is asked for papers."""
_OF_766 = ("judged_at", "clock_stops_at", "used_working_days", "statutory_working_days")
_NEEDED = ("procedure_code", "status", "received_at", "due_at", "ended_at")
_ORIGINAL_DUE = "original_due_at"

COLUMNS = (
    "dossier_code",
    "unit_code",
    "procedure_code",
    "procedure_name",
    "received_at",
    "due_at",
    "ended_at",
    "working_days_late",
    "is_calendar_announced",
)


def late(snapshot: Snapshot, definition: Definition, period: Period, unit_code: str | None = None) -> pl.DataFrame:
    """The dossiers that a share counts in its denominator alone, or that a count counts.

    Returns:
        `COLUMNS`, the latest first. `due_at` is the date the figure goes by (the first one promised, of
        `on_time_rate_original_due`); `working_days_late` are the working days after it until the dossier ended, or
        until the instant of the figure where it is open (at midnight that is the end of the day before): 0 where it
        ended late on the day itself, null where it is not late (a share may miss a dossier for something else) or has
        no date. Under Quyết định 766/QĐ-TTg the days
        the citizen was waited for are left out, and without a due date what the law allows is gone by.
        `is_calendar_announced` is false where the days counted may still change.
    Raises:
        UsageError: the figure is not a share or a count of dossiers.
    """
    indicator = _of_dossiers(definition)
    of_766 = _OF_766 if indicator.table == _BY_766 else ()
    columns = tuple(dict.fromkeys((*indicator.dates, *_NEEDED, *of_766)))
    missed = "numerator" if indicator.statistic == "count" else "denominator"
    records = snapshot.records(replace(indicator, dates=columns), period, unit_code).filter(counted_as=missed)
    until = period.cut(snapshot.as_of) if indicator.window.judged_at == "t" else snapshot.as_of
    # A date of the end does not end a dossier that is still being worked on, as in the figure.
    has_result = pl.col("status").is_in(ENDED_STATUSES)
    records = records.with_columns(ended_at=pl.when(has_result).then(pl.col("ended_at")))
    judged = _with_days_late(records, snapshot.calendar, until)
    names = pl.DataFrame(
        list(snapshot.procedure_names().items()),
        schema={"procedure_code": pl.String, "procedure_name": pl.String},
        orient="row",
    )
    judged = judged.join(names, on="procedure_code", how="left", maintain_order="left")
    return judged.select(COLUMNS).sort("working_days_late", "dossier_code", descending=[True, False], nulls_last=True)


def _with_days_late(records: pl.DataFrame, calendar: WorkingCalendar, until: datetime) -> pl.DataFrame:
    """Adds `working_days_late` and `is_calendar_announced`; `due_at` becomes the date that counts."""
    due = pl.coalesce(_ORIGINAL_DUE, "due_at") if _ORIGINAL_DUE in records.columns else pl.col("due_at")
    if "judged_at" in records.columns:
        ended, is_running = pl.col("judged_at"), pl.col("clock_stops_at").is_null()
    else:
        ended, is_running = pl.col("ended_at").fill_null(until), pl.col("ended_at").is_null()
    # At the instant of the figure nothing of the day that begins then has passed.
    passed = pl.when(is_running).then(ended - timedelta(microseconds=1)).otherwise(ended)
    dated = records.with_columns(due_at=due, end=ended).with_columns(
        due_day=pl.col("due_at").dt.date(), end_day=passed.dt.date(), judged_day=ended.dt.date()
    )
    index = calendar.table().select("day", "working_index")
    for name in ("due", "end", "judged"):
        of_day = index.rename({"day": f"{name}_day", "working_index": f"{name}_index"})
        dated = dated.join(of_day, on=f"{name}_day", how="left", maintain_order="left")
    days: pl.Expr = pl.when(pl.col("end") > pl.col("due_at")).then(pl.col("end_index") - pl.col("due_index"))
    if "used_working_days" in records.columns:
        by_law = pl.col("used_working_days") - pl.col("statutory_working_days")
        begun = pl.col("judged_index") - pl.col("end_index")
        days = pl.coalesce(days, pl.when(pl.col("due_at").is_null() & (by_law > 0)).then(by_law - begun))
    last = pl.max_horizontal("due_day", "end_day")
    return dated.with_columns(
        working_days_late=days.cast(pl.Int32), is_calendar_announced=last <= calendar.announced_until
    )


def _of_dossiers(definition: Definition) -> Indicator:
    if isinstance(definition, Indicator) and definition.statistic in ("share", "count") and not definition.distinct:
        table = TABLES[definition.table]
        if table.kind == "dossiers" and "dossier_code" in table.key:
            return definition
    raise UsageError(
        Label(
            f'"{definition.id}" không phải tỷ lệ hay số đếm hồ sơ nên không có hồ sơ trễ để liệt kê. '
            f"Từng bản ghi: par-metrics explain {definition.id}",
            f'"{definition.id}" is no share or count of dossiers, and has none that are late. '
            f"Its records: par-metrics explain {definition.id}",
        ),
        "not_of_dossiers",
    )
