"""What must be handled now: open dossiers and feedback that fall due within n working days, or are overdue.

Codes only: neither names nor the officer who holds a dossier are stored, so the desks are
those of unit and procedure.
"""

import warnings
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

import polars as pl

from par_metrics.domain.calendar import FIRST_DAY, WorkingCalendar
from par_metrics.domain.period import Period
from par_metrics.errors import Notice, UsageError
from par_metrics.figures.presence import units_with_records
from par_metrics.figures.question import no_group_error
from par_metrics.figures.snapshot import Snapshot
from par_metrics.indicators.base import ABSENT, NOT_KNOWN, Indicator, Window
from par_metrics.indicators.tables.records import TABLES
from schemas import Label

RiskKind = Literal["dossiers", "feedback"]

STATES = ("overdue", "due_today", "due_soon", "clock_stopped")
"""What is listed, by how soon somebody must act; a stopped clock waits for the citizen."""
_NOT_LISTED = ("later", "no_due_date")

_OPEN_DOSSIERS = Indicator(
    id="open_dossiers",
    version=1,
    label=Label("Hồ sơ đang giải quyết", "Open dossiers"),
    formula=Label(
        "Hồ sơ đã tiếp nhận, chưa kết thúc ở thời điểm xét", "Dossiers received and not ended at the instant asked for"
    ),
    table="qd766_dossiers",
    window=Window(touches="received_at < t AND status NOT IN (1, 3)", judged_at="t"),
    population="received_at < :t AND status NOT IN (1, 3, 7, 8, 9, 10)",
    numerator="TRUE",
    statistic="count",
    source="Phụ lục III.3; Quyết định 766/QĐ-TTg, chỉ số tiến độ giải quyết",
    dates=(
        "procedure_code",
        "field",
        "channel",
        "status",
        "received_at",
        "due_at",
        "clock_stops_at",
        "is_supplemented",
        "received_working_index",
        "statutory_working_days",
    ),
)

_COLUMNS: dict[RiskKind, tuple[str, ...]] = {
    "dossiers": (
        "dossier_code",
        "unit_code",
        "procedure_code",
        "procedure_name",
        "received_at",
        "due_at",
        "due_by",
        "working_days_left",
        "state",
        "is_past_due",
        "is_calendar_announced",
    ),
    "feedback": (
        "feedback_code",
        "unit_code",
        "sent_at",
        "transferred_at",
        "due_at",
        "due_by",
        "working_days_left",
        "state",
        "is_past_due",
        "is_calendar_announced",
    ),
}


def at_risk(
    snapshot: Snapshot, days: int = 3, kind: RiskKind = "dossiers", unit_code: str | None = None, by: Sequence[str] = ()
) -> pl.DataFrame:
    """The list, or with `by` its counts by group; see `WorkspaceOutlook.at_risk`."""
    return _answer(snapshot, _judged_open(snapshot, days, kind, unit_code, by), kind, by)


def at_risk_told(
    snapshot: Snapshot, days: int, kind: RiskKind, unit_code: str | None, by: Sequence[str]
) -> pl.DataFrame:
    """The same for somebody who asks: with `Notice`s of what a list cannot show, and of why it is empty."""
    judged = _judged_open(snapshot, days, kind, unit_code, by)
    if not by:
        _tell(snapshot, judged, kind, unit_code)
    return _answer(snapshot, judged, kind, by)


def _judged_open(
    snapshot: Snapshot, days: int, kind: RiskKind, unit_code: str | None, by: Sequence[str]
) -> pl.DataFrame:
    """Everything open, with its state."""
    _check(days, kind, by)
    snapshot.check_unit(unit_code)
    opened = (_open_dossiers if kind == "dossiers" else _open_feedback)(snapshot, unit_code)
    unsure = int((opened["reason"] == NOT_KNOWN).sum())
    if unsure:
        notice = Notice(
            f"{unsure} bản ghi không rõ đã xong hay chưa (tệp xuất thiếu cột), nên không có trong danh sách",
            f"nobody knows of {unsure} records whether they are done (no export has the column): they are not listed",
        )
        warnings.warn(notice, stacklevel=4)
    opened = opened.filter(~pl.col("reason").is_in([ABSENT, NOT_KNOWN]))
    return _judged(opened, snapshot.calendar, snapshot.as_of, days)


def _answer(snapshot: Snapshot, judged: pl.DataFrame, kind: RiskKind, by: Sequence[str]) -> pl.DataFrame:
    if by:
        return _summary(judged, by)
    if kind == "dossiers":
        names = snapshot.engine.stored("procedures", ("procedure_code", "procedure_name"))
        judged = judged.join(names, on="procedure_code", how="left")
    listed = judged.filter(~pl.col("state").is_in(_NOT_LISTED))
    return listed.select(_COLUMNS[kind]).sort("due_at", _COLUMNS[kind][0])


def _tell(snapshot: Snapshot, judged: pl.DataFrame, kind: RiskKind, unit_code: str | None) -> None:
    """See `at_risk_told`."""
    undated = judged.filter(state="no_due_date").height
    if not _is_loaded(snapshot, kind, unit_code):
        vi, en = ("hồ sơ", "dossier") if kind == "dossiers" else ("phản ánh, kiến nghị", "feedback")
        notice = Notice(f"chưa nạp {vi} nào", f"no {en} is loaded")
    elif undated:
        notice = Notice(
            f"{undated} hồ sơ đang giải quyết không rõ hạn (thiếu ngày hẹn trả, không rõ thời hạn của thủ tục), nên "
            "không có trong danh sách",
            f"nobody knows when {undated} open dossiers are due (no due date, no known time limit of the procedure): "
            "they are not listed",
        )
    elif judged.filter(~pl.col("state").is_in(_NOT_LISTED)).is_empty():
        notice = Notice("không có gì sắp đến hạn hay quá hạn", "nothing falls due or is overdue")
    else:
        return
    warnings.warn(notice, stacklevel=4)


def _is_loaded(snapshot: Snapshot, kind: RiskKind, unit_code: str | None) -> bool:
    if kind == "feedback":
        # Without any of a unit nothing waits for it: that there is none is what its list of feedback says.
        return not snapshot.engine.holdings().filter(pl.col("records") > 0, kind=kind).is_empty()
    known = units_with_records(snapshot.engine, kind, snapshot.as_of)
    return bool(known) if unit_code is None else unit_code in known


def _open_dossiers(snapshot: Snapshot, unit_code: str | None) -> pl.DataFrame:
    """Open dossiers with the deadline that counts: the date promised, else what the law allows its procedure."""
    today = Period.parse(f"{snapshot.as_of:%Y-%m-%d}")
    records = snapshot.records(_OPEN_DOSSIERS, today, unit_code)
    allowed_until = snapshot.calendar.table().filter("is_working").select("working_index", allowed_until="ends_at")
    records = records.with_columns(
        working_index=(pl.col("received_working_index") + pl.col("statutory_working_days")).cast(pl.Int32)
    ).join(allowed_until, on="working_index", how="left")
    # No working days allowed means the day of reception, even one that is no working day.
    end_of_day = pl.col("received_at").dt.truncate("1d") + timedelta(days=1) - timedelta(microseconds=1)
    by_law = pl.when(pl.col("allowed_until").is_not_null()).then(pl.max_horizontal("allowed_until", end_of_day))
    is_waiting = (pl.col("status") == 6) | ((pl.col("status") == 5) & ~pl.col("is_supplemented"))
    return records.with_columns(
        due_by=pl.when(pl.col("due_at").is_not_null())
        .then(pl.lit("due_date"))
        .when(by_law.is_not_null())
        .then(pl.lit("statutory")),
        due_at=pl.coalesce("due_at", by_law),
        is_waiting=is_waiting,
    )


def _open_feedback(snapshot: Snapshot, unit_code: str | None) -> pl.DataFrame:
    """Feedback on procedures, within competence, not refused and not processed: those that the plan's figure awaits."""
    ever = Period(datetime.combine(FIRST_DAY, datetime.min.time()), snapshot.as_of + timedelta(days=1), "")
    records = snapshot.records(snapshot.catalogue["feedback_resolved_rate"], ever, unit_code)
    return records.filter(pl.col("processed_at").is_null()).with_columns(
        due_at="deadline_at",
        due_by=pl.lit("statutory"),
        is_waiting=pl.lit(False),
        clock_stops_at=pl.lit(None, pl.Datetime("us")),
    )


def _judged(opened: pl.DataFrame, calendar: WorkingCalendar, as_of: datetime, days: int) -> pl.DataFrame:
    """Adds `working_days_left`, `state`, `is_past_due`, `is_calendar_announced`.

    Where the clock stands, the days left are those at the moment it stopped; whether the
    record is listed at all goes by its due date, for the clock may run again any day. Where the
    days counted reach beyond the announced calendar, they may still change. At midnight nothing
    of the day that begins has passed: it is no day overdue, and is one of those left.
    """
    index = calendar.table().select("day", "working_index")
    # Before the calendar begins nothing was open, and no day is looked at.
    today, passed = (
        next(iter(index.filter(day=instant.date())["working_index"]), None)
        for instant in (as_of, as_of - timedelta(microseconds=1))
    )
    indexed = (
        opened.with_columns(due_day=pl.col("due_at").dt.date(), stop_day=pl.col("clock_stops_at").dt.date())
        .join(index.rename({"day": "due_day", "working_index": "due_index"}), on="due_day", how="left")
        .join(index.rename({"day": "stop_day", "working_index": "stop_index"}), on="stop_day", how="left")
    )
    is_past_due = pl.col("due_at") < as_of
    was_late_already = (pl.col("due_at") < pl.col("clock_stops_at")).fill_null(False)
    state = (
        pl.when(pl.col("due_at").is_null())
        .then(pl.lit("no_due_date"))
        .when(pl.col("due_index") - today > days)
        .then(pl.lit("later"))
        .when(pl.col("is_waiting") & ~was_late_already)
        .then(pl.lit("clock_stopped"))
        .when(is_past_due)
        .then(pl.lit("overdue"))
        .when(pl.col("due_day") == as_of.date())
        .then(pl.lit("due_today"))
        .otherwise(pl.lit("due_soon"))
    )
    return indexed.with_columns(
        working_days_left=pl.col("due_index")
        - pl.coalesce("stop_index", pl.when(is_past_due).then(pl.lit(passed)).otherwise(pl.lit(today))),
        state=state,
        is_past_due=is_past_due.fill_null(False),
        is_calendar_announced=pl.max_horizontal("due_day", pl.lit(as_of.date())) <= calendar.announced_until,
    )


def _summary(judged: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Counts by group: all that is open, and how it divides."""
    counts = {name: (pl.col("state") == name).sum() for name in (*STATES, *_NOT_LISTED)}
    promised = pl.col("is_past_due") & (pl.col("due_by") == "due_date")
    past_due = {"past_due_date": promised.sum()} if "dossier_code" in judged.columns else {}
    return judged.group_by(by).agg(pl.len().alias("open"), **counts, **past_due).sort(by, nulls_last=True)


def _check(days: int, kind: RiskKind, by: Sequence[str]) -> None:
    if days < 0:
        raise UsageError(
            Label(
                f"số ngày làm việc phải từ 0 trở lên, không phải {days}", f"working days must be 0 or more, not {days}"
            ),
            "negative_days",
        )
    if kind not in _COLUMNS:
        raise UsageError(
            Label(f'không có loại "{kind}"; có: dossiers, feedback', f'no kind "{kind}"; there are dossiers, feedback'),
            "unknown_kind",
        )
    groups = TABLES[kind].groups
    for column in by:
        if column not in groups:
            raise no_group_error(column, kind, groups)
