"""The catalogue by index, by owner, and by the rows of the plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docs.site.demonstration import Demonstration
from docs.site.groups import INDEXES, Index, owners
from docs.site.navigation import toctree
from docs.site.writing import both, english, link, paragraphs, targets, titled
from par_metrics import display
from par_metrics.domain.plan import PlanRow, builtin_plan
from par_metrics.indicators.base import Definition
from par_metrics.indicators.catalogue import catalogue
from schemas import Label

_PARTS = {
    "A.I": Label("Phụ lục I: PAPI", "Appendix I: PAPI"),
    "A.II": Label("Phụ lục II: SIPAS", "Appendix II: SIPAS"),
    "A.III": Label("Phụ lục III: PAR INDEX", "Appendix III: PAR INDEX"),
    "P.II": Label("Phần II: mục tiêu", "Section II: aims"),
    "P.III": Label("Phần III: nhiệm vụ", "Section III: tasks"),
    "P.IV": Label("Phần IV: tổ chức thực hiện", "Section IV: carrying it out"),
}


def list_pages(demonstration: Demonstration) -> dict[str, str]:
    """The pages by their place."""
    pages = {f"catalogue/{index.place}.md": "\n".join(_index_page(index, demonstration)) for index in INDEXES}
    pages["catalogue/index.md"] = "\n".join(_front(demonstration))
    pages["catalogue/owners.md"] = "\n".join(_owners(demonstration))
    pages["catalogue/plan.md"] = "\n".join(_plan())
    return pages


def _front(demonstration: Demonstration) -> Iterator[str]:
    yield from titled(1, Label("Chỉ số theo bộ chỉ số", "Indicators by index"))
    yield from paragraphs(
        Label(
            f"{len(catalogue)} chỉ số; mỗi chỉ số một trang: định nghĩa, căn cứ, chỉ tiêu, ví dụ đã tính. Xem cả "
            "[theo kế hoạch](plan.md), [theo cơ quan](owners.md).",
            f"{len(catalogue)} indicators, each on a page of its own: definition, source, targets, a worked example. "
            "Also [by the plan](plan.md) and [by owner](owners.md).",
        )
    )
    for index in INDEXES:
        yield f"## [{index.title.vi}]({index.place}.md)"
        yield ""
        yield from paragraphs(index.about)
        names = (f"[{definition.label.vi}]({definition.id}.md)" for definition in index.indicators)
        yield from (f"- {name}" for name in names)
        yield ""
    yield from toctree(f"catalogue/{index.place}" for index in INDEXES)


def _index_page(index: Index, demonstration: Demonstration) -> Iterator[str]:
    yield f"# {index.title.vi}"
    yield ""
    yield from paragraphs(index.about)
    yield from _table(index.indicators, demonstration)
    yield from toctree(f"catalogue/{definition.id}" for definition in index.own_indicators)


def _table(definitions: Iterable[Definition], demonstration: Demonstration) -> Iterator[str]:
    yield "| Chỉ số · Indicator | Chỉ tiêu · Target | Chủ trì · Owner | Dữ liệu mẫu · Demo |"
    yield "| --- | --- | --- | ---: |"
    for definition in definitions:
        owner = definition.owner.vi if definition.owner else ""
        figure = demonstration.own_figure(definition.id)
        value = figure["value"] if figure else None
        shown = display.measured(value if isinstance(value, float) else None, definition.unit, "vi")
        yield f"| {link(definition)} | {targets(definition, 'vi') or '—'} | {owner} | {shown} |"
    yield ""
    yield "Cột cuối: phường An Tường, năm 2026 đến 01/10. " + english(
        "The last column: An Tường, 2026 up to 1 October."
    )
    yield ""


def _owners(demonstration: Demonstration) -> Iterator[str]:
    yield from titled(1, Label("Chỉ số theo cơ quan chủ trì", "Indicators by owner"))
    for owner, definitions in owners().values():
        yield from titled(2, owner)
        yield from _table(definitions, demonstration)


def _plan() -> Iterator[str]:
    plan = builtin_plan()
    yield from titled(1, Label("Chỉ số theo kế hoạch", "Indicators by the rows of the plan"))
    yield from paragraphs(
        Label(
            "Mọi mục của kế hoạch phường An Tường 2026–2030, và chỉ số trả lời cho mục đó. Đơn vị khác "
            "[dùng kế hoạch của mình](../docs/how-to/own-plan.md).",
            "Every row of the plan of An Tường ward, 2026–2030, and the indicators that answer it. Others "
            "[follow their own](../docs/how-to/own-plan.md).",
        )
    )
    for part, title in _PARTS.items():
        yield from titled(2, title)
        for row in plan.rows:
            if row.plan_row.startswith(f"{part}."):
                yield from _row(row)


def _row(row: PlanRow) -> Iterator[str]:
    plan = builtin_plan()
    yield f"(plan-{row.plan_row})="
    yield from titled(3, Label(f"{row.plan_row} {row.title}", row.title_en))
    facts = {
        "Chủ trì": Label(row.owner or "", plan.in_english(row.owner) or ""),
        "Phối hợp": Label(row.coordinating or "", plan.in_english(row.coordinating) or ""),
        "Thời hạn": Label(row.deadline or "", plan.in_english(row.deadline) or ""),
    }
    yield from (f"- {name}: {both(text)}" for name, text in facts.items() if text.vi)
    for definition in (d for d in catalogue.values() if row.plan_row in d.plan_rows):
        aim = targets(definition, "vi")
        yield f"- Chỉ số: [{definition.label.vi}]({definition.id}.md)" + (f", {aim}" if aim else "")
    yield ""
