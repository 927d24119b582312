"""What the report says across heads: the whole, by owner, misses, contradictions, late dossiers."""

from collections import Counter
from collections.abc import Iterable

from par_metrics import display
from par_metrics.documents.report.blocks import Block, Paragraph, items
from par_metrics.documents.report.facts import Facts
from par_metrics.documents.report.lines import Line
from par_metrics.documents.report.outlook import CHANCES, chance_of, concern_words, is_of_concern
from par_metrics.documents.report.wording import (
    figure_words,
    line_words,
    listing,
    lower_first,
    name_of,
    result_words,
    short_row,
    upper_first,
)
from par_metrics.domain.plan import NOT_REPORTED, Plan

_LETTERS = "abcdefgh"
_CLAIMED = ("done", "on_track")


def whole(facts: Facts) -> list[Block]:
    """How many targets are met, and how far the rows that state work are."""
    aimed = [line for line in facts.figure_lines if line.target is not None]
    counts = Counter(line.status for line in aimed)
    without = len(aimed) - counts["met"] - counts["missed"]
    results = f"đạt {_n(counts['met'])}, chưa đạt {_n(counts['missed'])}, chưa có giá trị để so {_n(without)}"
    texts = [f"{_n(len(aimed))} chỉ số có chỉ tiêu trong kỳ: {results}"]
    reported = {line.plan_row: line.state for line in facts.lines if line.state not in (None, NOT_REPORTED)}
    states = Counter(reported.values())
    told = ", ".join(f"{display.words(state or '', 'vi')} {_n(n)}" for state, n in states.most_common())
    of_rows = [f"{_n(states.total())} mục của Kế hoạch có báo cáo tiến độ{': ' if told else ''}{told}"]
    if silent := {line.plan_row for line in facts.lines if line.state == NOT_REPORTED}:
        of_rows.append(f"{_n(len(silent))} mục chưa có báo cáo")
    texts.append("; ".join(of_rows))
    return [*items(texts)]


def by_owner(facts: Facts) -> list[Block]:
    """What each agency answers for: targets met and missed, work behind and not reported."""
    texts = []
    for owner, lines in sorted(_owners(facts.plan, facts.lines).items()):
        aimed = {line.definition.id: line for line in lines if line.definition and line.target is not None}
        missed = [line for line in aimed.values() if line.status == "missed"]
        met = sum(line.status == "met" for line in aimed.values())
        parts = [f"{_n(len(aimed))} chỉ số có chỉ tiêu: đạt {_n(met)}, chưa đạt {_n(len(missed))}"] if aimed else []
        if missed:
            parts[0] += f" ({listing(f'{name_of(m.definition)} {figure_words(m)}' for m in missed if m.definition)})"
        if without := len(aimed) - met - len(missed):
            parts[0] += f", chưa có giá trị để so {_n(without)}"
        for state in ("behind", "not_started", NOT_REPORTED):
            rows = dict.fromkeys(short_row(line.plan_row) for line in lines if line.state == state)
            if rows:
                parts.append(f"{display.words(state, 'vi')}: {', '.join(rows)}")
        if parts:
            texts.append(f"{owner}: {'; '.join(parts)}")
    return [*items(texts)]


def _owners(plan: Plan, lines: Iterable[Line]) -> dict[str, list[Line]]:
    owners: dict[str, list[Line]] = {}
    for line in lines:
        for owner in plan.agencies_in(line.owner) if line.owner else ["Kế hoạch chưa nêu cơ quan chủ trì"]:
            owners.setdefault(owner, []).append(line)
    return owners


def misses(facts: Facts) -> list[Block]:
    """The targets missed in the period or lost for the year, by what can still be done."""
    concerns = [
        (line, row)
        for line in facts.figure_lines
        if line.definition and is_of_concern(line, row := facts.outlook.get(line.definition.id))
    ]
    if not concerns:
        return [Paragraph("Không có chỉ số nào có số liệu mà chưa đạt chỉ tiêu trong kỳ.")]
    blocks: list[Block] = []
    letters = iter(_LETTERS)
    for chance in CHANCES:
        texts = [
            concern_words(line, row, facts.period, facts.year) for line, row in concerns if chance_of(row) is chance
        ]
        if texts:
            title = chance.title.format(year=facts.year.label)
            blocks += [Paragraph(f"{next(letters)}) {title}:", is_lead=True), *items(texts)]
    return blocks


def contradictions(facts: Facts) -> list[Block]:
    """Rows reported as done or on track whose figure misses its target."""
    rows: dict[str, list[Line]] = {}
    for line in facts.lines:
        if line.state in _CLAIMED and line.status == "missed":
            rows.setdefault(line.plan_row, []).append(line)
    texts = [
        f"{upper_first(short_row(row))}, {lines[0].title}: báo cáo ghi “{display.words(lines[0].state or '', 'vi')}”, "
        f"trong khi {'; '.join(lower_first(line_words(line)) for line in lines)}"
        for row, lines in rows.items()
    ]
    if not texts:
        return [Paragraph("Không có mục nào báo cáo hoàn thành hoặc đúng tiến độ mà số liệu chưa đạt chỉ tiêu.")]
    return [*items(texts)]


def late(facts: Facts) -> list[Block]:
    """How many dossiers are late; the list is an appendix."""
    # An own plan may have no row of them.
    aimed = [line for line in facts.lines if line.definition and line.definition.id == "overdue_open_count"]
    found = facts.late
    if not found.is_loaded:
        return [Paragraph("Chưa nạp hồ sơ nào.")]
    still_open = found.listed["ended_at"].null_count()
    where = " (danh sách mã hồ sơ tại Phụ lục III)" if found.listed.height else ""
    opened = _so_many(still_open, found.undated_open, "ngày hẹn trả")
    ended = _so_many(found.listed.height - still_open, found.undated_resolved, "ngày hẹn trả hoặc ngày kết thúc")
    # None known to be overdue meets no target while some may be.
    result = result_words(aimed[0]) if aimed and (still_open or not found.undated_open) else ""
    return [
        Paragraph(
            f"Hồ sơ đang giải quyết quá hạn: {opened}{f', {result}' if result else ''}; hồ sơ đã giải quyết "
            f"trong kỳ quá hạn: {ended}{where}."
        )
    ]


def _so_many(count: int, unknown: int, lacking: str) -> str:
    """A count, with how many may belong to it; where none is known to, that it is not known."""
    if not unknown:
        return _n(count)
    if not count:
        return f"chưa xác định được (thiếu {lacking} của {_n(unknown)} hồ sơ)"
    return f"{_n(count)}, chưa kể {_n(unknown)} hồ sơ thiếu {lacking}"


def _n(count: int) -> str:
    return display.number(count, "vi")
