"""Which rows of the plan stand under which head of the report.

The heads are those the plan names for PAR INDEX (II.2.1); two of them, institutions and organisation, have neither a
row nor an indicator in the plan and are left to the officer in the template.
"""

from collections.abc import Mapping, Sequence

from par_metrics import display
from par_metrics.documents.report.blocks import Block, Paragraph, items
from par_metrics.documents.report.facts import Facts
from par_metrics.documents.report.lines import Line, by_number
from par_metrics.documents.report.wording import line_words, listing, short_row, upper_first
from par_metrics.domain.plan import NOT_REPORTED

# Field -> the rows of the plan, by the beginning of their address. A figure that answers several is under the first.
HEADS: Mapping[str, Sequence[str]] = {
    "chỉ đạo điều hành": ("A.III.1", "P.IV.1"),
    "thủ tục hành chính": ("A.III.2", "A.III.3", "A.III.4", "A.I.5.2"),
    "chế độ công vụ": ("A.III.5", "A.III.6"),
    "tài chính công": ("A.III.7",),
    "chính quyền số": ("A.III.8", "A.III.9", "P.III.3"),
    "chỉ số PAR INDEX": ("P.II.2.1", "P.II.1.3"),
    "chỉ số SIPAS": ("P.II.2.3", "A.II."),
    "chỉ số PAPI": ("P.II.2.2", "A.I."),
}
OF_INDEX: Mapping[str | None, str] = {
    "PAR INDEX": "chỉ số PAR INDEX",
    "SIPAS": "chỉ số SIPAS",
    "PAPI": "chỉ số PAPI",
    None: "chỉ đạo điều hành",
}
"""Index -> the head of the rows of a workspace's own plan, whose addresses are not those of the built-in one."""
_INDEXES = ("par_index", "sipas", "papi")
"""These come before what they are made of."""
_STAND_INS = "Điểm PAPI nêu trên là kết quả khảo sát địa phương, chỉ để tham khảo: PAPI không công bố điểm của cấp xã."
_STATES = ("done", "on_track", "behind", "not_started", NOT_REPORTED)


def under(head: str, facts: Facts) -> list[Block]:
    """What the plan's rows of a head come to: their figures, then what was reported of them."""
    own = _rows(head, facts)
    told = [line for other in _before(head) for line in _rows(other, facts)]
    earlier = {line.definition.id for line in told if line.definition}
    rows = {line.plan_row for line in told}
    figures = {line.definition.id: line for line in own if line.definition and line.definition.id not in earlier}
    ordered = by_number(figures.values())
    first = sorted(ordered, key=lambda line: line.definition is None or line.definition.id not in _INDEXES)
    blocks: list[Block] = list(items([line_words(line) for line in first]))
    if any(line.is_stand_in for line in first):
        blocks.append(Paragraph(_STAND_INS))
    return [*blocks, *_states([line for line in own if line.plan_row not in rows])]


def _before(head: str) -> list[str]:
    names = list(HEADS)
    return names[: names.index(head)]


def _rows(head: str, facts: Facts) -> list[Line]:
    def belongs(line: Line) -> bool:
        if facts.plan.by_row[line.plan_row].indicators is not None:
            return OF_INDEX[line.index] == head
        row = line.plan_row
        return any(row == start or (start.endswith(".") and row.startswith(start)) for start in HEADS[head])

    return [line for line in facts.lines if belongs(line)]


def _states(lines: Sequence[Line]) -> list[Block]:
    """The states reported of the rows, the rows of one state in one paragraph."""
    stated = {line.plan_row: line for line in lines if line.state is not None}
    told = []
    for state in _STATES:
        rows = [f"{line.title} ({short_row(row)})" for row, line in stated.items() if line.state == state]
        if rows:
            told.append(f"{upper_first(display.words(state, 'vi'))}: {listing(rows)}")
    return [Paragraph("Tình hình thực hiện nhiệm vụ:", is_lead=True), *items(told)] if told else []
