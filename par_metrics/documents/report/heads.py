"""Which rows of the plan stand under which head of the report (`HEADINGS`), and what is said there."""

from collections.abc import Mapping, Sequence
from functools import cache

from par_metrics import display
from par_metrics.documents.report.blocks import Block, Paragraph, items
from par_metrics.documents.report.facts import Facts
from par_metrics.documents.report.lines import Line, by_number
from par_metrics.documents.report.wording import line_words, listing, short_row, upper_first
from par_metrics.domain.plan import HEADINGS, NOT_REPORTED, builtin_plan
from par_metrics.indicators.answers import answers_of
from par_metrics.indicators.catalogue import catalogue

OF_INDEX: Mapping[str | None, str] = {
    "PAR INDEX": "chỉ số PAR INDEX",
    "SIPAS": "chỉ số SIPAS",
    "PAPI": "chỉ số PAPI",
    None: "chỉ đạo điều hành",
}
"""Index -> the head of a row that names none and has no indicator of the built-in plan."""
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


def nothing_under(head: str, facts: Facts) -> Paragraph:
    """What is said where nothing stands under a head: its rows may be told above."""
    if _rows(head, facts):
        return Paragraph("Số liệu của nội dung này đã nêu ở các phần trên.")
    return Paragraph("Kế hoạch không có chỉ số cho nội dung này.")


def _before(head: str) -> Sequence[str]:
    return HEADINGS[: HEADINGS.index(head)]


def _rows(head: str, facts: Facts) -> list[Line]:
    return [line for line in facts.lines if _heading_of(line, facts) == head]


def _heading_of(line: Line, facts: Facts) -> str:
    """The head of a line: as its row says, else by its indicator, else by the others of its row, else by its index."""
    if (named := facts.plan.by_row[line.plan_row].heading) is not None:
        return named
    of_row = [other.definition for other in facts.lines if other.plan_row == line.plan_row]
    ids = [definition.id for definition in (line.definition, *of_row) if definition is not None]
    return next((_natures()[id] for id in ids if id in _natures()), OF_INDEX[line.index])


@cache
def _natures() -> Mapping[str, str]:
    """Indicator -> the head under which the built-in plan has it, the first of several."""
    answers, rows = answers_of(builtin_plan(), catalogue.values()), builtin_plan().rows
    by_head = sorted((row for row in rows if row.heading), key=lambda row: HEADINGS.index(row.heading or ""))
    return {id: row.heading or "" for row in reversed(by_head) for id in answers[row.plan_row]}


def _states(lines: Sequence[Line]) -> list[Block]:
    """The states reported of the rows, the rows of one state in one paragraph."""
    stated = {line.plan_row: line for line in lines if line.state is not None}
    told = []
    for state in _STATES:
        rows = [f"{line.title} ({short_row(row)})" for row, line in stated.items() if line.state == state]
        if rows:
            told.append(f"{upper_first(display.words(state, 'vi'))}: {listing(rows)}")
    return [Paragraph("Tình hình thực hiện nhiệm vụ:", is_lead=True), *items(told)] if told else []
