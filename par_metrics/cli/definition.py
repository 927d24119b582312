"""One indicator as its definition says it: what is counted, against which target, for whom, from which text."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from par_metrics import display
from par_metrics.display.layout import wrapped
from par_metrics.display.named import named
from par_metrics.display.words import AXES
from par_metrics.domain.plan import Plan
from par_metrics.indicators.answers import rows_of
from par_metrics.indicators.base import ABSENT, Composite, Definition, Indicator
from par_metrics.indicators.catalogue import Catalogue
from par_metrics.indicators.tables.records import TABLES
from par_metrics.indicators.targets import Target
from schemas import KINDS, Label, Language

_WIDEST = 100
"""Sentences are not read in longer lines."""
_TERMS = {
    "formula": Label("Cách tính", "Formula"),
    "unit": Label("Đo bằng", "Measured in"),
    "records": Label("Tính từ", "Counted from"),
    "excluded": Label("Không tính", "Left out"),
    "targets": Label("Chỉ tiêu", "Target"),
    "owner": Label("Chủ trì", "Owner"),
    "plan": Label("Mục kế hoạch", "Rows of the plan"),
    "rules": Label("Bộ quy tắc", "Rule set"),
    "source": Label("Căn cứ", "Source"),
    "version": Label("Phiên bản", "Version"),
    "then": Label("Xem tiếp", "Then"),
}
_OR_MORE, _OR_LESS = Label("trở lên", "or more"), Label("trở xuống", "or less")
_AMONG = Label("trong {} đơn vị được xếp hạng", "of {} units ranked")
_NO_TARGET = Label("không có, chỉ theo dõi", "none, it is only followed")
_NOTHING = Label("không loại gì", "nothing")
_RETIRED = Label("đã có phiên bản mới thay", "replaced by a newer version")


def print_definition(
    definition: Definition, catalogue: Catalogue, plan: Plan, targets: Iterable[Target], language: Language
) -> None:
    """The definition on standard output: its name, its id, then a term a line."""
    from rich.console import Console
    from rich.text import Text

    is_screen = sys.stdout.isatty()
    console = Console(file=sys.stdout, highlight=False, width=None if is_screen else 10_000)
    console.print(Text(definition.label.in_language(language), "bold"), soft_wrap=True)
    console.print(Text(definition.id, "dim"), soft_wrap=True)
    console.print()
    lines = [
        (_TERMS[term].in_language(language), text)
        for term, text in _lines(definition, catalogue, plan, targets, language)
    ]
    indent = max(len(term) for term, _ in lines) + 2
    room = (min(console.width, _WIDEST) if is_screen else console.width) - indent
    for term, text in lines:
        first, *others = wrapped(text, room)
        console.print(Text.assemble((term.ljust(indent), "bold"), first), soft_wrap=True)
        for line in others:
            console.print(Text(" " * indent + line), soft_wrap=True)


def _lines(
    definition: Definition, catalogue: Catalogue, plan: Plan, targets: Iterable[Target], language: Language
) -> Iterator[tuple[str, str]]:
    """Term and what it says, of all that the definition has."""
    retired = f" ({_RETIRED.in_language(language)})" if definition.is_retired else ""
    yield "formula", definition.formula.in_language(language)
    yield "unit", AXES[definition.unit].in_language(language)
    yield "records", _made_of(definition, catalogue, language)
    if isinstance(definition, Indicator):
        yield "excluded", _left_out(definition, language)
    yield "targets", _targets(definition, targets, language)
    if definition.owner is not None:
        yield "owner", definition.owner.in_language(language)
    if answered := rows_of(plan, definition):
        yield "plan", "; ".join(f"{row} {plan.by_row[row].title}" for row in answered)
    rules = named("rules", definition.rules, {}, language)
    yield "rules", rules.in_a_line if rules else definition.rules
    yield "source", definition.source
    yield "version", f"{definition.version}{retired}"
    yield "then", f"par-metrics explain {definition.id}; par-metrics indicators {definition.id} --sql"


def _made_of(definition: Definition, catalogue: Catalogue, language: Language) -> str:
    if isinstance(definition, Composite):
        parts = (catalogue[part] for part in definition.components)
        return ", ".join(f"{part.label.in_language(language)} ({part.id})" for part in parts)
    assert isinstance(definition, Indicator)
    return KINDS[TABLES[definition.table].kind].label.in_language(language)


def _left_out(indicator: Indicator, language: Language) -> str:
    """Why records are left out, in the order in which the reasons are looked for."""
    reasons = [reason for reason in indicator.reasons if reason != ABSENT]
    said = [display.words(reason, language) for reason in (*reasons, ABSENT)]
    return "; ".join(said) or _NOTHING.in_language(language)


def _targets(definition: Definition, targets: Iterable[Target], language: Language) -> str:
    """Every target of the indicator: its value, the years it holds in, and for whom."""
    said = []
    for target in targets:
        if target.indicator not in (definition.target, definition.id):
            continue
        more = (_OR_MORE if target.better == "higher" else _OR_LESS).in_language(language)
        years = f"{target.first_year}-{target.last_year}" if target.first_year != target.last_year else target.years[0]
        place = "".join(f", {whom}" for whom in (target.level, target.unit) if whom)
        among = f" {_AMONG.in_language(language).format(target.among)}" if target.among else ""
        said.append(f"{display.measured(target.value, definition.unit, language)} {more}{among} ({years}{place})")
    return "; ".join(said) or _NO_TARGET.in_language(language)
