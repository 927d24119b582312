"""The appendices: the scorecard, Biểu II.06a and the late dossiers, as tables."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import polars as pl

from par_metrics import display
from par_metrics.documents.forms import FORMS
from par_metrics.documents.forms.totals import on_totals, totals_of
from par_metrics.documents.report.blocks import Block, Head, Paragraph, Table, plain_heads
from par_metrics.documents.report.facts import Facts
from par_metrics.documents.report.lines import Line
from par_metrics.documents.report.wording import (
    NO_TARGET,
    STAND_IN,
    lack_words,
    name_of,
    sides_words,
    target_words,
    value_words,
)
from par_metrics.reconciliation.forms.ii06a import CELLS, ROWS, TOTAL, By

_CARD = (
    "Mục",
    "Nội dung, chủ trì, thời hạn; chỉ số",
    "Giá trị",
    "Tử/Mẫu",
    "Chỉ tiêu",
    "Kết quả",
    "Báo cáo tiến độ",
    "Từ chối",
)
_CARD_WIDTHS = (1.8, 9.2, 2.6, 2.4, 3.4, 2.1, 3.4, 1.3)
_LATE = ("STT", "Mã hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày có kết quả", "Đơn vị giải quyết", "Ghi chú")
_LATE_WIDTHS = (1.1, 4.3, 2.3, 2.3, 2.3, 2.2, 3.2)
_MOST_LATE = 500
_FORM_WIDTHS = (1.1, 5.2, *(1.75 for _ in CELLS))


def scorecard(facts: Facts) -> list[Block]:
    """Every row of the plan, and under it its figures."""
    rows: list[Sequence[str]] = []
    strong, reaching = set(), dict[int, tuple[int, int]]()
    for title, lines in _by_row(facts.lines):
        if lines[0].definition is not None:
            strong.add(len(rows))
        first = lines[0]
        state = "" if first.state is None else display.words(first.state, "vi")
        index = f" ({first.index})" if first.index else ""
        owner = f". Chủ trì: {first.owner}" if first.owner else ""
        said = facts.plan.by_row[first.plan_row].deadline
        deadline = f". Thời hạn: {said}" if said else ""
        # Nothing stands between the title and the state.
        reaching[len(rows)] = (1, 5)
        rows.append((first.plan_row, f"{title}{index}{owner}{deadline}", "", "", "", "", state, ""))
        for line in (line for line in lines if line.definition is not None):
            if not line.has_figure:
                # What it lacks takes more room than a number, and it has no sides.
                reaching[len(rows)] = (2, 3)
            rows.append(_figure(line))
    addresses = f"{facts.plan.note.rstrip('.')}. " if facts.plan.note else ""
    note = (
        f"Ghi chú: {addresses}Cột “Từ chối” là số dòng của các loại bản ghi đứng "
        "sau chỉ số bị từ chối khi nạp, chưa được tính. Phần trăm làm tròn hai chữ số thập phân từ tử số và mẫu số."
    )
    table = Table(
        plain_heads(*_CARD),
        _CARD_WIDTHS,
        rows,
        centred=frozenset({2, 3, 4, 5, 6, 7}),
        strong=frozenset(strong),
        reaching=reaching,
    )
    return [table, Paragraph(note, is_aside=True)]


def _by_row(lines: Sequence[Line]) -> Iterator[tuple[str, list[Line]]]:
    rows: dict[str, list[Line]] = {}
    for line in lines:
        rows.setdefault(line.plan_row, []).append(line)
    yield from ((of_row[0].title, of_row) for of_row in rows.values())


def _figure(line: Line) -> Sequence[str]:
    assert line.definition is not None
    is_whole = line.has_figure
    value = value_words(line.definition, line.value, line.denominator) if is_whole else lack_words(line)
    sides = sides_words(line.definition, line.numerator, line.denominator) if is_whole else ""
    if is_whole and line.target is None:
        result = NO_TARGET
    else:
        result = display.words(line.status or "", "vi") if is_whole else ""
    mark = f" {STAND_IN}" if line.is_stand_in else ""
    refused = display.number(line.refused, "vi")
    return ("", f"{name_of(line.definition)}{mark}", value, sides, target_words(line), result, "", refused)


_IDENTITIES = "Ghi chú: (3) = (4) + (5) + (6); (7) = (8) + (9) + (10); (11) = (12) + (13)."


def form(facts: Facts) -> list[Block]:
    """Biểu II.06a with its numbering and total rows, and what stands in none of its cells."""
    by: By = "unit_code" if "unit_code" in facts.form.frame.columns else "field"
    cells = [cell.id for cell in CELLS]
    names = facts.form.frame.select(pl.coalesce("unit_name", "unit_code") if by == "unit_code" else "field").to_series()
    rows: list[Sequence[str]] = [tuple(f"({n})" for n in range(1, len(cells) + 3))]
    for number, (name, counts) in enumerate(
        zip(names, facts.form.frame.select(cells).iter_rows(), strict=True), start=1
    ):
        rows.append((str(number), name, *(display.number(count, "vi") for count in counts)))
    official = FORMS["II.06a"]
    totals = totals_of(official, facts.form)
    rows.append(("", TOTAL, *(display.number(totals[cell], "vi") for cell in cells)))
    numbers = frozenset({0, *range(2, len(cells) + 2)})
    table = Table(_form_heads(ROWS[by].vi), _FORM_WIDTHS, rows, centred=numbers, strong=frozenset({len(rows) - 1}))
    unit = Paragraph("Đơn vị tính: Số hồ sơ TTHC", is_aside=True, is_right=True)
    told = (*facts.form.notes, *on_totals(official, facts.form))
    notes = [_IDENTITIES, *(f"- {note.vi.rstrip('.')}." for note in told)]
    return [unit, table, *(Paragraph(note, is_aside=True) for note in notes)]


def _form_heads(rows: str) -> tuple[Head, ...]:
    """Equal neighbours are one cell, and a short heading reaches down to the last row."""
    depth = max(len(cell.heading) for cell in CELLS)
    heads = [Head("STT", 0, 0, depth), Head(rows, 0, 1, depth)]
    for level in range(depth):
        column = 0
        while column < len(CELLS):
            heading = CELLS[column].heading
            end = column + 1
            if level < len(heading):
                while end < len(CELLS) and CELLS[end].heading[: level + 1] == heading[: level + 1]:
                    end += 1
                reach = depth - level if level == len(heading) - 1 else 1
                heads.append(Head(heading[level], level, column + 2, reach, end - column))
            column = end
    return tuple(heads)


def late(facts: Facts) -> list[Block]:
    """The late dossiers by their codes, those still open first; and of how many it is not known."""
    found = facts.late
    undated = found.undated_open + found.undated_resolved
    if not found.is_loaded:
        return [Paragraph("Chưa nạp hồ sơ nào.")]
    unknown: list[Block] = []
    if undated:
        lacking = f"{display.number(undated, 'vi')} hồ sơ thiếu ngày hẹn trả hoặc ngày kết thúc"
        unknown = [Paragraph(f"Chưa xác định được có quá hạn hay không: {lacking}.", is_aside=True)]
    if found.listed.is_empty():
        return unknown or [Paragraph("Không có hồ sơ quá hạn trong số hồ sơ đã nạp.")]
    shown = found.listed.head(_MOST_LATE)
    rows = [
        (
            str(number),
            dossier["dossier_code"],
            _day(dossier["received_at"]),
            _day(dossier["due_at"]),
            _day(dossier["ended_at"]),
            dossier["unit"] or "",
            "đang giải quyết" if dossier["ended_at"] is None else "",
        )
        for number, dossier in enumerate(shown.iter_rows(named=True), start=1)
    ]
    blocks: list[Block] = [Table(plain_heads(*_LATE), _LATE_WIDTHS, rows, centred=frozenset({0, 2, 3, 4, 5, 6}))]
    if (more := found.listed.height - shown.height) > 0:
        rest = f"Còn {display.number(more, 'vi')} hồ sơ khác"
        how = "lấy đủ bằng lệnh par-metrics explain, chỉ số overdue_open_count và on_time_rate"
        blocks.append(Paragraph(f"{rest}; {how}.", is_aside=True))
    return [*blocks, *unknown]


def _day(instant: datetime | None) -> str:
    return display.NO_VALUE if instant is None else display.when(instant.date(), "vi")
