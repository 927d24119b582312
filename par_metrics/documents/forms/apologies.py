"""The letters of apology that are still to be written: a table for mail merge, by codes."""

from dataclasses import replace

import polars as pl

from par_metrics.documents.forms.dossier_columns import DOSSIER, ENDED, RECEIVED, date_column
from par_metrics.documents.forms.form import Asked, Column, Filled, Form
from par_metrics.documents.forms.notes import said_of, without_any
from par_metrics.indicators.base import NOT_KNOWN
from par_metrics.indicators.definitions.on_time import apology_rate
from schemas import Label
from schemas.dossiers import ENDED_STATUSES

_SENT = "apology_sent_at_happened"
_OWED = replace(
    apology_rate,
    id="form_apologies",
    dates=(
        *("procedure_code", "status", "received_at", "original_due_at", "due_at", "ended_at", _SENT),
        *("is_apology_published", "supplement_by_officer_fault"),
    ),
)


def _fill(asked: Asked) -> Filled:
    """See `form_apologies`."""
    snapshot = asked.snapshot
    owed = snapshot.records(_OWED, asked.period, asked.unit_code)
    missed = owed.filter(counted_as="denominator")
    # What nobody knows to have been sent must not be sent twice.
    to_send = missed.filter(pl.col(_SENT).eq_missing(pl.lit(value=False)))
    promised = pl.coalesce("original_due_at", "due_at")
    # A date of the end does not end a dossier that is still being worked on, as in the figure.
    has_result = pl.col("status").is_in(ENDED_STATUSES) & (pl.col("ended_at") <= asked.t)
    ended, due = pl.when(has_result).then(pl.col("ended_at")), pl.col("due_at")
    is_extended = due > promised
    lies_ahead = ended.is_null() & (due >= asked.t)
    names = snapshot.stored("procedures", ["procedure_code", "procedure_name"]).unique("procedure_code")
    units = pl.DataFrame(
        [*snapshot.unit_names().items()], schema={"unit_code": pl.String, "unit_name": pl.String}, orient="row"
    )
    listed = (
        to_send.with_columns(
            promised_at=promised,
            ended_at=ended,
            extended_due_at=pl.when(is_extended).then(due),
            new_due_at=pl.when(is_extended & lies_ahead).then(due),
            cause=pl.when((ended > due).fill_null(value=False))
            .then(pl.lit("late"))
            .when((ended.is_null() & (due < asked.t)).fill_null(value=False))
            .then(pl.lit("overdue"))
            .when(pl.col("supplement_by_officer_fault").fill_null(value=False))
            .then(pl.lit("officer_fault")),
        )
        .join(names, on="procedure_code", how="left")
        .join(units, on="unit_code", how="left")
        .select(*_COLUMNS)
        .sort("unit_code", "promised_at", "dossier_code")
    )
    unknown = _unknown(owed, missed)
    notes = (*_first_dates(to_send), *_known(missed, listed), *unknown)
    return Filled(listed, notes=notes, without_rows=without_any(unknown))


_COLUMNS = (
    "dossier_code",
    "procedure_code",
    "procedure_name",
    "unit_code",
    "unit_name",
    "received_at",
    "promised_at",
    "extended_due_at",
    "ended_at",
    "new_due_at",
    "cause",
)
_CAUSES = {
    "late": "giải quyết trễ hạn",
    "overdue": "đang giải quyết, quá hạn",
    "officer_fault": "phải bổ sung do lỗi cán bộ",
}


def _printed(listed: pl.DataFrame) -> pl.DataFrame:
    return listed.with_columns(unit=pl.coalesce("unit_name", "unit_code"), remark=pl.col("cause").replace(_CAUSES))


def _first_dates(to_send: pl.DataFrame) -> tuple[Label, ...]:
    """That nobody knows of an earlier date: an export may have only that in force."""
    if to_send.is_empty() or to_send["original_due_at"].is_not_null().any():
        return ()
    return (_NO_FIRST_DATES,)


_NO_FIRST_DATES = Label(
    "Bản ghi không có ngày hẹn trả ban đầu riêng của hồ sơ nào: cột đó ghi ngày hẹn trả đang có.",
    "The records have a first due date of no dossier: that column has the date in force.",
)


def _known(missed: pl.DataFrame, listed: pl.DataFrame) -> tuple[Label, ...]:
    open_ones = listed.filter(pl.col("ended_at").is_null() & pl.col("new_due_at").is_null()).height
    return (
        *said_of(
            open_ones,
            "Ngày hẹn trả mới của {} hồ sơ chưa có kết quả cần ghi trước khi trộn thư.",
            "The new due date of {} dossiers that are still open is to be filled in before letters are made.",
        ),
        *said_of(
            missed.filter(pl.col(_SENT)).height,
            "Không có trong danh sách: {} hồ sơ đã gửi thư xin lỗi, còn phải công khai.",
            "Not listed: {} dossiers whose letter was sent and is still to be published.",
        ),
    )


def _unknown(owed: pl.DataFrame, missed: pl.DataFrame) -> tuple[Label, ...]:
    """Of how many dossiers nobody knows whether a letter is still to be sent."""
    sent = pl.col(_SENT)
    return (
        *said_of(
            missed.filter(sent.is_null()).height + owed.filter((pl.col("reason") == NOT_KNOWN) & sent.is_null()).height,
            "Không có trong danh sách: {} hồ sơ không rõ đã gửi thư xin lỗi hay chưa (tệp xuất thiếu cột).",
            "Not listed: {} dossiers of which nobody knows whether a letter was sent (no export has the column).",
        ),
        *said_of(
            owed.filter((pl.col("reason") == NOT_KNOWN) & sent.is_not_null()).height,
            "Không có trong danh sách: {} hồ sơ không rõ có trễ hay không (không có ngày hẹn trả hoặc ngày kết thúc).",
            "Not listed: {} dossiers of which nobody knows whether they are late (no due date or end date).",
        ),
    )


form_apologies = Form(
    id="xin-loi",
    name=Label("Danh sách trộn thư xin lỗi", "Mail-merge list of letters of apology"),
    number="",
    issued="Nghị định 61/2018/NĐ-CP, Điều 19.9",
    title="Hồ sơ còn phải gửi thư xin lỗi và hẹn lại thời gian trả kết quả",
    counts="",
    bys=(),
    rows={},
    columns=(
        DOSSIER,
        Column(id="procedure_code", heading=("Mã TTHC",), label=Label("mã TTHC", "procedure"), kind="text", width=18),
        Column(id="procedure_name", heading=("Tên TTHC",), label=Label("tên TTHC", "name"), kind="text", width=44),
        Column(id="unit", heading=("Đơn vị",), label=Label("đơn vị", "unit"), kind="text", width=28),
        RECEIVED,
        date_column("promised_at", "Ngày hẹn trả ban đầu", "ngày hẹn trả ban đầu", "first promised"),
        date_column("extended_due_at", "Ngày hẹn trả sau gia hạn", "ngày hẹn trả sau gia hạn", "due after extension"),
        ENDED,
        date_column("new_due_at", "Ngày hẹn trả mới", "ngày hẹn trả mới", "new due date"),
        Column(id="remark", heading=("Lý do",), label=Label("lý do", "cause"), kind="text", width=26),
    ),
    fill=_fill,
    printed=_printed,
    further={
        "unit_code": Label("mã đơn vị", "unit code"),
        "unit_name": Label("đơn vị", "unit"),
        "cause": Label("lý do", "cause"),
    },
    is_letter_list=True,
)
"""In the period `[S, E)`, at T: the dossiers in the denominator of `apology_rate` and not in its numerator, of which
it is known that no letter was sent by `as_of`.

Ended late in [S, T), or open and overdue at T, or asked for papers in it through the officer's fault. `promised_at`:
the due date first promised, that in force where the records have no earlier one; `extended_due_at`: that in force
where it is later; `new_due_at`: the same where it lies ahead, else null: to be filled in. Those whose letter was sent
but not published are in a note; with these, and those of which it is not known, the rows are what `apology_rate`
misses. """
