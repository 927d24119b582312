"""766, progress: what was received, handled and is being handled, judged by the rule of Quyết định 766/QĐ-TTg."""

from dataclasses import replace

import polars as pl

from par_metrics.documents.forms.beside import beside_ii06a
from par_metrics.documents.forms.form import Asked, Column, Filled, Form
from par_metrics.documents.forms.notes import of_units, said_of
from par_metrics.indicators.definitions.on_time import on_time_rate_qd766
from par_metrics.reconciliation.forms import make_form
from schemas import Label
from schemas.dossiers import ENDED_STATUSES

_STOPPED = (7, 8)

_LOOKED_AT = replace(
    on_time_rate_qd766,
    id="form_766_progress",
    dates=(
        "channel",
        "status",
        "received_at",
        "due_at",
        "judged_at",
        "clock_stops_at",
        "supplement_count",
        "is_supplemented",
    ),
)
# The clock of these stopped before the period, where the citizen was asked for more, and never ran in it.
_WAITING_SINCE_BEFORE = replace(
    on_time_rate_qd766,
    id="form_766_waiting",
    population="received_at < :t AND status = 5 AND clock_stops_at < :period_start",
    exclude={},
    numerator="TRUE",
)


def judged(asked: Asked) -> pl.DataFrame:
    """What the rule looks at, with `has_ended`, `is_late`, `counted_as` (excluded: in no cell) and its `reason`."""
    looked_at = asked.snapshot.records(_LOOKED_AT, asked.period, asked.unit_code)
    return looked_at.with_columns(
        has_ended=pl.col("status").is_in(ENDED_STATUSES), is_late=pl.col("counted_as") == "denominator"
    )


def _fill(asked: Asked) -> Filled:
    """See `form_766_progress`."""
    snapshot, start = asked.snapshot, asked.period.start
    looked_at = judged(asked)
    counted = looked_at.filter(pl.col("counted_as") != "excluded").with_columns(
        is_carried=pl.col("received_at") < start,
        # Null without a due date: the law's limit tells late from in time, and no day to be early on.
        is_early=pl.col("judged_at").dt.date() < pl.col("due_at").dt.date(),
    )
    carried, ended, late = pl.col("is_carried"), pl.col("has_ended"), pl.col("is_late")
    handled_well = ended & ~late
    early = pl.col("is_early").fill_null(value=False)
    # Empty where of no dossier it is known whether it was early.
    is_told = ~handled_well.any() | (handled_well & pl.col("is_early").is_not_null()).any()
    new_known = (~carried & pl.col("channel").is_not_null()).any() | carried.all()
    by_channel = {
        name: pl.when(new_known).then((~carried & (pl.col("channel") == channel)).sum())
        for name, channel in (("online", "online"), ("in_person", "in_person"), ("postal", "postal"))
    }
    counts = counted.group_by("unit_code").agg(
        received_total=pl.len(),
        carried_over=carried.sum(),
        received_new=(~carried).sum(),
        **by_channel,
        handled_total=ended.sum(),
        handled_early=pl.when(is_told).then((handled_well & early).sum()),
        handled_in_time=pl.when(is_told).then((handled_well & ~early).sum()),
        handled_late=(ended & late).sum(),
        open_total=(~ended).sum(),
        open_in_time=(~ended & ~late).sum(),
        open_late=(~ended & late).sum(),
    )
    frame, notes = of_units(asked, counts.with_columns(pl.exclude("unit_code").cast(pl.Int64)))
    waiting = snapshot.records(_WAITING_SINCE_BEFORE, asked.period, asked.unit_code)
    blank = frame.filter(pl.col("handled_total") > 0, pl.col("handled_early").is_null())["unit_code"]
    undated = counted.filter(handled_well & pl.col("is_early").is_null())
    beside = beside_ii06a(make_form(snapshot, asked.period, asked.unit_code).places, looked_at)
    return Filled(frame, notes=(*_notes(counted, looked_at, waiting), *_undated(undated, blank), *notes, *beside))


def _undated(undated: pl.DataFrame, blank: pl.Series) -> tuple[Label, ...]:
    """Of dossiers without a due date, handled within the law's limit: whether they were early is not known."""
    is_blank = pl.col("unit_code").is_in(blank.implode())
    return (
        *said_of(
            undated.filter(is_blank).height,
            "Để trống ô Trước hạn, Trong hạn của đơn vị có mọi hồ sơ đã xử lý không quá hạn đều thiếu ngày hẹn trả: {} "
            "hồ sơ xét theo thời hạn luật định.",
            "Early and in time are empty for units whose dossiers handled in time all lack a due date: {} were judged "
            "by the time limit of the law.",
        ),
        *said_of(
            undated.filter(~is_blank).height,
            "Đã xử lý trong hạn gồm cả {} hồ sơ thiếu ngày hẹn trả, xét theo thời hạn luật định, không rõ có trước hạn "
            "hay không.",
            "Handled in time includes {} dossiers without a due date, judged by the time limit of the law; whether "
            "they were early is not known.",
        ),
    )


def _notes(counted: pl.DataFrame, looked_at: pl.DataFrame, waiting: pl.DataFrame) -> tuple[Label, ...]:
    reasons = dict(looked_at.filter(counted_as="excluded").group_by("reason").len().iter_rows())
    ended = pl.col("has_ended")
    return (
        *said_of(
            counted.filter(pl.col("status").is_in(_STOPPED)).height,
            "Đã xử lý gồm cả {} hồ sơ công dân rút hoặc dừng xử lý, tính hạn theo lúc kết thúc.",
            "Handled includes {} withdrawn or stopped dossiers, judged by when they ended.",
        ),
        *said_of(
            counted.filter(~ended & pl.col("clock_stops_at").is_not_null()).height,
            "Đang xử lý gồm cả {} hồ sơ chờ bổ sung, tính hạn đến lúc yêu cầu bổ sung.",
            "Being handled includes {} dossiers that wait for papers, judged up to the request.",
        ),
        *said_of(
            counted.filter(ended & pl.col("clock_stops_at").is_null()).height,
            "Đã xử lý gồm cả {} hồ sơ thiếu ngày kết thúc, tính hạn đến cuối kỳ.",
            "Handled includes {} dossiers without an end date, judged at the end of the period.",
        ),
        *said_of(
            waiting.height,
            "Ngoài biểu: {} hồ sơ chờ bổ sung từ trước kỳ.",
            "Not in the form: {} dossiers that have waited for papers since before the period.",
        ),
        *said_of(
            reasons.get("no_due_date", 0),
            "Ngoài biểu: {} hồ sơ không có ngày hẹn trả và không rõ thời hạn của thủ tục.",
            "Not in the form: {} dossiers without a due date whose procedure has no known time limit.",
        ),
        *said_of(
            reasons.get("not_known", 0),
            "Ngoài biểu: {} hồ sơ không rõ ngày tiếp nhận hoặc ngày kết thúc.",
            "Not in the form: {} dossiers of which nobody knows when they were received or ended.",
        ),
        *said_of(
            counted.filter(~pl.col("is_carried") & pl.col("channel").is_null()).height,
            "Trong kỳ gồm cả {} hồ sơ không rõ hình thức nộp, không thuộc cột nào trong ba cột sau.",
            "Received in the period includes {} dossiers of an unknown channel, in none of the three columns after it.",
        ),
    )


def _column(id: str, heading: tuple[str, ...], vi: str, en: str, parts: tuple[str, ...] = ()) -> Column:
    return Column(id=id, heading=heading, label=Label(vi, en), parts=parts, width=10.5)


_RECEIVED, _NEW, _HANDLED, _OPEN = "Tiếp nhận", "Trong kỳ", "Đã xử lý", "Đang xử lý"

form_766_progress = Form(
    id="766-tien-do",
    name=Label("Theo dõi tiến độ giải quyết (766)", "Progress of dossiers (766)"),
    number="Quyết định số 766/QĐ-TTg",
    issued="ngày 23/06/2022",
    title="THEO DÕI TIẾN ĐỘ GIẢI QUYẾT -\nTHEO QUYẾT ĐỊNH SỐ 766/QĐ-TTg NGÀY 23/06/2022",
    counts="Số hồ sơ TTHC",
    bys=("unit_code",),
    rows={"unit_code": "Đơn vị"},
    columns=(
        _column("received_total", (_RECEIVED, "Tổng số"), "tiếp nhận", "received", ("carried_over", "received_new")),
        _column("carried_over", (_RECEIVED, "Kỳ trước chuyển sang"), "kỳ trước chuyển sang", "carried over"),
        _column(
            "received_new",
            (_RECEIVED, _NEW, "Tổng số"),
            "tiếp nhận trong kỳ",
            "received in period",
            ("online", "in_person", "postal"),
        ),
        _column("online", (_RECEIVED, _NEW, "Trực tuyến"), "trong kỳ, trực tuyến", "in period, online"),
        _column("in_person", (_RECEIVED, _NEW, "Trực tiếp"), "trong kỳ, trực tiếp", "in period, in person"),
        _column("postal", (_RECEIVED, _NEW, "BCCI"), "trong kỳ, bưu chính", "in period, by post"),
        _column(
            "handled_total",
            (_HANDLED, "Tổng số"),
            "đã xử lý",
            "handled",
            ("handled_early", "handled_in_time", "handled_late"),
        ),
        _column("handled_early", (_HANDLED, "Trước hạn"), "đã xử lý, trước hạn", "handled early"),
        _column("handled_in_time", (_HANDLED, "Trong hạn"), "đã xử lý, trong hạn", "handled in time"),
        _column("handled_late", (_HANDLED, "Quá hạn"), "đã xử lý, quá hạn", "handled late"),
        _column("open_total", (_OPEN, "Tổng số"), "đang xử lý", "in progress", ("open_in_time", "open_late")),
        _column("open_in_time", (_OPEN, "Trong hạn"), "đang xử lý, trong hạn", "in progress, in time"),
        _column("open_late", (_OPEN, "Quá hạn"), "đang xử lý, quá hạn", "in progress, overdue"),
    ),
    fill=_fill,
)
"""In the period `[S, E)`, at T, by the rule of `on_time_rate_qd766`, whose population it is.

Received: what the rule looks at: one-stop dossiers received before T that had not ended, nor had their clock stopped,
before S; those received before S are carried over. Handled: status 7-10 as of T. In progress: all others. Late and
overdue: the denominator without the numerator; early: in time, and judged (after the time that a supplement took) on
a day before the day due; in time: what is left; both are null where none of them has a due date. So early + in time +
in progress in time is the numerator of `on_time_rate_qd766`, and received its denominator. """
