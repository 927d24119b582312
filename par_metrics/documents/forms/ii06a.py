"""Biểu II.06a/VPCP/KSTT: dossiers received, resolved and in progress, by unit or by field.

Its cells are those of `par_metrics.reconciliation.forms.records`, which says what each counts; the same cells are
what a form that somebody else filled in is checked against. Here cells become empty of which the exports say nothing.
"""

from collections.abc import Mapping, Sequence

import polars as pl

from par_metrics.display.numbers import number
from par_metrics.documents.forms.beside import beside_progress
from par_metrics.documents.forms.form import Asked, By, Column, Filled, Form
from par_metrics.documents.forms.notes import listed, of_units, said_of
from par_metrics.documents.forms.progress import judged
from par_metrics.reconciliation.forms import make_form
from par_metrics.reconciliation.forms.ii06a import CELLS, ID, IDENTITIES, OTHER
from schemas import Label

_CHANNELS, _RESOLVED, _OPEN = (
    ("received_online", "received_other"),
    ("early", "on_time", "late"),
    ("in_time", "overdue"),
)
_OUTSIDE: Mapping[str, Label] = {
    "withdrawn": Label("công dân rút", "withdrawn"),
    "stopped": Label("dừng xử lý", "stopped"),
    "no_end_date": Label("đã xong nhưng thiếu ngày kết thúc", "done without an end date"),
    "ended_before_period": Label("kết thúc trước kỳ nhưng ghi tiếp nhận trong kỳ", "ended before the period"),
}


def _fill(asked: Asked) -> Filled:
    """See `form_ii06a`."""
    ours = make_form(asked.snapshot, asked.period, asked.unit_code, asked.by)
    row = asked.by
    blanks: dict[tuple[str, ...], list[str]] = {
        cells: _of_silent_units(ours.places, row, cells) for cells in (_CHANNELS, _RESOLVED, _OPEN)
    }
    frame, notes = ours.cells, tuple[Label, ...]()
    if row == "unit_code":
        frame, notes = of_units(
            asked, ours.cells.drop("unit_name").filter(pl.col("received_total") + pl.col(OTHER) > 0)
        )
    frame = frame.with_columns(
        pl.when(pl.col(row).is_in(names)).then(None).otherwise(pl.col(cell)).alias(cell)
        for cells, names in blanks.items()
        for cell in cells
    )
    notes = (*_left_out(ours.places), *_taken_for_granted(ours.places, row, blanks), *notes)
    if any(blanks.values()):
        notes += (_BLANK,)
    notes += beside_progress(ours.places, judged(asked))
    return Filled(frame, notes=notes)


_BLANK = Label(
    "Để trống ô mà tệp xuất không cho biết: hình thức nộp, hoặc ngày hẹn trả, của mọi hồ sơ trong dòng.",
    "Cells are empty where exports say nothing: of the channel, or the due date, of every dossier of the row.",
)
_KNOWN = {
    _CHANNELS: (pl.col("arrival") != "carried_over", pl.col("has_channel")),
    _RESOLVED: (pl.col("outcome").is_in(_RESOLVED), pl.col("note").is_null()),
    _OPEN: (pl.col("outcome").is_in(_OPEN), pl.col("note").is_null()),
}
"""Cells -> the dossiers that lie in them, and of which it is known in which."""


def _of_silent_units(places: pl.DataFrame, row: By, cells: Sequence[str]) -> list[str]:
    """The rows with dossiers of a unit of which of no dossier it is known in which of the cells it lies.

    Whatever the rows are: by field and by unit the same totals are known.
    """
    inside, is_known = _KNOWN[tuple(cells)]
    within = places.filter(inside)
    known = within.group_by("unit_code").agg(is_known.any().alias("known"))
    silent = known.filter(~pl.col("known"))["unit_code"]
    return within.filter(pl.col("unit_code").is_in(silent.implode()))[row].unique().to_list()


def _left_out(places: pl.DataFrame) -> tuple[Label, ...]:
    """That received is more than resolved and in progress, by how many and why."""
    outside = dict(places.filter(outcome="other").group_by("note").len().iter_rows())
    count = sum(outside.values())
    if not count:
        return ()
    why = listed({label: outside.get(note, 0) for note, label in _OUTSIDE.items()})
    received, resolved, opened = (_NUMBERS[cell] for cell in ("received_total", "resolved_total", "in_progress_total"))
    return (
        Label(
            f"Cột ({received}) nhiều hơn ({resolved})+({opened}) là {number(count, 'vi')} hồ sơ mà biểu không có cột: "
            f"{why.vi}.",
            f"Column ({received}) exceeds ({resolved})+({opened}) by {number(count, 'en')} dossiers that the form has "
            f"no column for: {why.en}.",
        ),
    )


def _taken_for_granted(
    places: pl.DataFrame, row: By, blanks: Mapping[tuple[str, ...], Sequence[str]]
) -> tuple[Label, ...]:
    """Of dossiers that the form, which has no cell for what is not known, counts as in time or as of no channel."""

    def unknown(cells: tuple[str, ...]) -> int:
        inside, is_known = _KNOWN[cells]
        return places.filter(inside & ~is_known & ~pl.col(row).is_in(blanks[cells])).height

    return (
        *said_of(
            unknown(_RESOLVED) + unknown(_OPEN),
            "Biểu không có ô cho điều chưa rõ: {} hồ sơ không có ngày hẹn trả tính là đúng hạn hoặc trong hạn.",
            "The form has no cell for what is not known: {} dossiers without a due date count as on time or in time.",
        ),
        *said_of(
            unknown(_CHANNELS),
            "Biểu không có ô cho điều chưa rõ: {} hồ sơ không rõ hình thức nộp tính là trực tiếp, bưu chính.",
            "The form has no cell for what is not known: {} of an unknown channel count as in person or by post.",
        ),
    )


form_ii06a = Form(
    id=ID,
    name=Label("Tình hình, kết quả giải quyết TTHC", "Reception and resolution of administrative procedures"),
    number="Biểu số: II.06a/VPCP/KSTT",
    issued="Ban hành theo Thông tư số 01/2020/TT-VPCP ngày 21/10/2020",
    title="TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH\nTẠI TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
    counts="Số hồ sơ TTHC",
    bys=("unit_code", "field"),
    rows={"unit_code": "Đơn vị", "field": "Lĩnh vực, công việc giải quyết theo cấp"},
    columns=tuple(
        Column(id=cell.id, heading=cell.heading, label=cell.label, width=11.5, parts=IDENTITIES.get(cell.id, ()))
        for cell in CELLS
    ),
    fill=_fill,
    further={OTHER: Label("rút, dừng, thiếu ngày kết thúc", "withdrawn, stopped, no end date")},
)
"""In the period `[S, E)`, at T, of the one-stop dossiers that full lists still have.

Received: in the period, or before it and not ended before it. Resolved: status 9 or 10, ended in [S, T). In progress:
not ended at T. Late and overdue: after the due date, by the instant. `frame` also has `other`, which the form has no
cell for: withdrawn, stopped, without an end date; so received = resolved + in progress + other. """
_NUMBERS = {column.id: form_ii06a.number_of(column.id) for column in form_ii06a.columns}
