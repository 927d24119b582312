"""How a definition shows itself in a notebook: what people read of it, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Protocol

from schemas import Label


class Definition(Protocol):
    """What a definition says of itself, as far as it is shown."""

    @property
    def id(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def label(self) -> Label: ...
    @property
    def formula(self) -> Label: ...
    @property
    def rules(self) -> str: ...
    @property
    def plan_rows(self) -> tuple[str, ...]: ...
    @property
    def owner(self) -> Label | None: ...
    @property
    def source(self) -> str: ...


_LEFT = 'style="text-align:left"'


def definition_html(definition: Definition) -> str:
    """Name, formula, where it is asked for and by whom; its SQL is a call away."""
    owner = definition.owner
    terms = {
        "Cách tính": definition.formula.vi,
        "Formula": definition.formula.en,
        "Chủ trì · Owner": f"{owner.vi} ({owner.en})" if owner else "",
        "Mục kế hoạch · Rows of the plan": ", ".join(definition.plan_rows),
        "Bộ quy tắc · Rule set": definition.rules,
        "Căn cứ · Source": definition.source,
        "SQL": f'pm.catalogue["{definition.id}@{definition.version}"].sql()',
    }
    rows = "".join(
        f"<tr><th {_LEFT}>{escape(term)}</th><td {_LEFT}>{escape(text)}</td></tr>"
        for term, text in terms.items()
        if text
    )
    name = f"<b>{escape(definition.label.vi)}</b> · {escape(definition.label.en)}"
    return f"<div>{name} <code>{escape(definition.id)}@{definition.version}</code><table>{rows}</table></div>"


def catalogue_html(definitions: Iterable[Definition]) -> str:
    """A line an indicator: name in both languages, id, rows of the plan."""
    rows = "".join(
        f"<tr><td {_LEFT}>{escape(d.label.vi)}</td><td {_LEFT}>{escape(d.label.en)}</td>"
        f"<td {_LEFT}><code>{escape(d.id)}</code></td><td {_LEFT}>{escape(', '.join(d.plan_rows))}</td></tr>"
        for d in definitions
    )
    heads = "".join(f"<th {_LEFT}>{head}</th>" for head in ("Chỉ số", "Indicator", "Id", "Mục kế hoạch · Plan"))
    return f"<div><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
