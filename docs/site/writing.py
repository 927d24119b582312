"""Small pieces of pages: lines in both languages, tables of rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

import polars as pl

from par_metrics import display
from par_metrics.display.frames import units_of_values
from par_metrics.indicators.base import Definition
from par_metrics.indicators.targets import plan_targets
from schemas import KINDS, Label, Language


def english(text: str) -> str:
    """Text within a line that is in English; empty where there is none."""
    return f'[{text}]{{.en lang="en"}}' if text else ""


def both(label: Label) -> str:
    """Vietnamese, and the English beside it where it differs."""
    return label.vi if label.vi == label.en else f"{label.vi} {english(label.en)}"


def paragraphs(label: Label) -> Iterator[str]:
    """A paragraph in each language."""
    yield label.vi
    yield ""
    yield '{.en lang="en"}'
    yield label.en
    yield ""


def titled(level: int, label: Label) -> Iterator[str]:
    """A heading, with its English below."""
    yield f"{'#' * level} {label.vi}"
    yield ""
    yield '{.lead .en lang="en"}' if level == 1 else '{.en lang="en"}'
    yield label.en
    yield ""


def shown(html: str, about: str) -> Iterator[str]:
    """HTML as it is, in a frame in which what is wide moves sideways; `about` is told to who cannot see it."""
    yield "```{raw} html"
    yield f'<div class="rows" tabindex="0" role="region" aria-label="{escape(about)}">'
    yield html.replace("\n", " ")
    yield "</div>"
    yield "```"
    yield ""


def html_rows(headings: Sequence[str], rows: Iterable[Sequence[tuple[str, str]]]) -> str:
    """A table; headings are HTML, a cell is its text and a class."""
    head = "".join(f'<th scope="col">{heading}</th>' for heading in headings)
    body = "".join("<tr>" + "".join(_cell(*cell) for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


_LONG = 40
"""Letters from which on a cell is written in several lines."""


def _cell(text: str, kind: str) -> str:
    kind = " ".join(filter(None, (kind, "long" if len(text) > _LONG else "")))
    return f'<td class="{kind}">{escape(text)}</td>' if kind else f"<td>{escape(text)}</td>"


def heading(column: str, kind: str = "") -> str:
    """A column's Vietnamese name over its own, as HTML; `kind` names the records whose column it is."""
    labels = {field.name: field.label for field in KINDS[kind].fields} if kind else {}
    name = display.heading(column, "vi", labels=labels)
    code = f"<code>{escape(column)}</code>"
    return code if name == column else f"{escape(name)}<br>{code}"


def link(definition: Definition, place: str = "") -> str:
    """An indicator's name in both languages, leading to its page; `place` goes before the page's own place."""
    return f"[{definition.label.vi}]({place}{definition.id}.md)<br>{english(definition.label.en)}"


def targets(definition: Definition, language: Language) -> str:
    """Its targets in the built-in plan; empty where there is none."""
    found = [target for target in plan_targets() if target.indicator == definition.target]
    return "<br>".join(
        " ".join(
            part
            for part in (
                _bound(display.value(target.value, definition.unit, language), target.better).in_language(language),
                _among(target.among).in_language(language),
                f"({target.first_year}–{target.last_year})",
            )
            if part
        )
        for target in found
    )


def _bound(value: str, better: str) -> Label:
    if better == "higher":
        return Label(f"từ {value} trở lên", f"{value} or more")
    return Label(f"không quá {value}", f"{value} or less")


def _among(count: int | None) -> Label:
    return Label(f"trong {count} đơn vị được xếp hạng", f"of {count} ranked") if count else Label("", "")


def _kind(content: object) -> str:
    return "number" if isinstance(content, int | float) and not isinstance(content, bool) else ""


def frame_html(frame: pl.DataFrame) -> str:
    """A plain frame as a table, its codes in words."""
    units = units_of_values()
    rows = (
        [
            (display.cell(name, content, units.get(str(record.get("indicator")), "share"), "vi"), _kind(content))
            for name, content in record.items()
        ]
        for record in frame.iter_rows(named=True)
    )
    kind = "dossiers" if "dossier_code" in frame.columns else ""
    return html_rows([heading(name, kind) for name in frame.columns], rows)
