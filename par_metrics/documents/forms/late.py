"""The list of late dossiers: by codes, since neither names nor addresses are stored."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import polars as pl

from par_metrics.documents.forms.dossier_columns import DOSSIER, ENDED, RECEIVED, date_column
from par_metrics.documents.forms.form import Asked, Column, Filled, Form
from par_metrics.documents.forms.notes import said_of, without_any
from par_metrics.figures.snapshot import Snapshot
from par_metrics.indicators.base import ABSENT
from par_metrics.indicators.definitions.on_time import on_time_rate, overdue_open_count
from schemas import Label

_DATES = ("procedure_code", "received_at", "due_at", "ended_at")
_RESOLVED = replace(on_time_rate, id="form_late", dates=_DATES)
_OVERDUE = replace(overdue_open_count, id="form_overdue", dates=_DATES)


def _fill(asked: Asked) -> Filled:
    """See `form_late`."""
    snapshot = asked.snapshot
    resolved = snapshot.records(_RESOLVED, asked.period, asked.unit_code)
    opened = snapshot.records(_OVERDUE, asked.period, asked.unit_code)
    late = resolved.filter(counted_as="denominator").with_columns(state=pl.lit("late"))
    overdue = opened.filter(counted_as="numerator").with_columns(
        state=pl.lit("overdue"), ended_at=pl.lit(None, pl.Datetime("us"))
    )
    both = pl.concat([late, overdue], how="diagonal").with_columns(
        # At T nothing of the day that begins then has passed.
        until=pl.coalesce("ended_at", pl.lit(asked.t - timedelta(microseconds=1)))
    )
    named = _with_names(snapshot, _with_working_days(snapshot, both))
    listed = named.select(*_COLUMNS).sort("unit_code", "due_at", "dossier_code")
    unknown = _unknown(resolved, opened)
    return Filled(listed, notes=(*_in_all(listed, unknown), *unknown), without_rows=without_any(unknown))


_COLUMNS = (
    "dossier_code",
    "procedure_code",
    "received_at",
    "due_at",
    "ended_at",
    "unit_code",
    "unit_name",
    "state",
    "working_days_late",
)


def _with_working_days(snapshot: Snapshot, records: pl.DataFrame) -> pl.DataFrame:
    """`working_days_late`: from the day due to that of the end, or the last before T; 0 for that day and days off."""
    index = snapshot.calendar.table().select("day", "working_index")
    return (
        records.with_columns(due_day=pl.col("due_at").dt.date(), end_day=pl.col("until").dt.date())
        .join(index.rename({"day": "due_day", "working_index": "due_index"}), on="due_day", how="left")
        .join(index.rename({"day": "end_day", "working_index": "end_index"}), on="end_day", how="left")
        .with_columns(working_days_late=(pl.col("end_index") - pl.col("due_index")).cast(pl.Int64))
    )


def _with_names(snapshot: Snapshot, records: pl.DataFrame) -> pl.DataFrame:
    names = pl.DataFrame(
        [*snapshot.unit_names().items()], schema={"unit_code": pl.String, "unit_name": pl.String}, orient="row"
    )
    return records.join(names, on="unit_code", how="left")


def _in_all(listed: pl.DataFrame, unknown: Sequence[Label]) -> tuple[Label, ...]:
    """How many are listed; none where none is, though some may have to be."""
    if listed.is_empty() and unknown:
        return ()
    late, overdue = (listed.filter(state=state).height for state in ("late", "overdue"))
    return (
        Label(
            f"Tổng số: {listed.height} hồ sơ, gồm {late} hồ sơ giải quyết trễ trong kỳ và {overdue} hồ sơ đang giải "
            "quyết đã quá hạn.",
            f"In all {listed.height} dossiers: {late} resolved late in the period, {overdue} open and overdue.",
        ),
    )


def _unknown(resolved: pl.DataFrame, opened: pl.DataFrame) -> tuple[Label, ...]:
    """Of how many dossiers nobody knows whether they are late."""
    reasons = dict(resolved.filter(counted_as="excluded").group_by("reason").len().iter_rows())
    # Those without an end date are left out on both sides.
    unknown = opened.filter((pl.col("counted_as") == "excluded") & ~pl.col("reason").is_in([ABSENT, "no_end_date"]))
    return (
        *said_of(
            reasons.get("no_due_date", 0),
            "Không rõ có trễ hay không: {} hồ sơ đã giải quyết không có ngày hẹn trả.",
            "Nobody knows whether {} resolved dossiers without a due date were late.",
        ),
        *said_of(
            unknown.height,
            "Không rõ có quá hạn hay không: {} hồ sơ đang giải quyết không có ngày hẹn trả hoặc ngày tiếp nhận.",
            "Nobody knows whether {} open dossiers are overdue: they have no due date, or no date of reception.",
        ),
        *said_of(
            reasons.get("no_end_date", 0),
            "Không rõ có trễ hay không: {} hồ sơ đã xong nhưng thiếu ngày kết thúc.",
            "Nobody knows whether {} dossiers that are done without an end date were late.",
        ),
    )


def _printed(listed: pl.DataFrame) -> pl.DataFrame:
    days = pl.col("working_days_late")
    what = pl.when(state="late").then(pl.lit("Giải quyết trễ")).otherwise(pl.lit("Chưa có kết quả, quá hạn"))
    how_long = (
        pl.when(days > 0)
        .then(pl.format(" {} ngày làm việc", days))
        .when(days <= 0)
        .then(pl.lit(", chưa đến 1 ngày làm việc"))
        .otherwise(pl.lit(""))
    )
    return listed.with_columns(unit=pl.coalesce("unit_name", "unit_code"), remark=pl.concat_str(what, how_long))


form_late = Form(
    id="qua-han",
    name=Label("Danh sách hồ sơ chậm trễ", "List of late dossiers"),
    number="Phụ lục I",
    issued="",
    title="DANH SÁCH ĐƠN VỊ CHẬM TRỄ TRONG VIỆC GIẢI QUYẾT HỒ SƠ THỦ TỤC HÀNH CHÍNH",
    counts="",
    bys=(),
    rows={},
    columns=(
        DOSSIER,
        RECEIVED,
        date_column("due_at", "Ngày hẹn trả", "ngày hẹn trả", "due"),
        ENDED,
        Column(id="unit", heading=("Đơn vị giải quyết",), label=Label("đơn vị", "unit"), kind="text", width=34),
        Column(id="remark", heading=("Ghi chú",), label=Label("ghi chú", "remark"), kind="text", width=42),
    ),
    fill=_fill,
    printed=_printed,
    further={
        "unit_code": Label("mã đơn vị", "unit code"),
        "unit_name": Label("đơn vị", "unit"),
        "procedure_code": Label("mã TTHC", "procedure"),
        "state": Label("tình trạng", "state"),
        "working_days_late": Label("trễ (ngày làm việc)", "working days late"),
    },
)
"""In the period `[S, E)`, at T = min(as_of, E): one row a one-stop dossier.

`state` late: status 9 or 10, ended in [S, T) after its due date: the denominator of `on_time_rate` without the
numerator, and the cell `late` of Biểu II.06a. Overdue: received and not ended at T, due before T:
`overdue_open_count`, and the cell `overdue`. The sum of both cells is the number of rows. """
