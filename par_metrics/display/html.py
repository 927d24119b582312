"""Tables as HTML for notebooks: styles are inline, since notebook viewers drop style sheets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from par_metrics import display
from schemas import Label, Language

MOST_ROWS = 50
"""A longer table is cut, with a line that says how many rows there are."""

_GOOD, _BAD, _PALE = "#1a7f37", "#b42318", "#6b6b6b"
# Colours that stand out on a light and on a dark page; the words are there for those who do not see them.
_COLOURS = {
    "met": _GOOD,
    "missed": _BAD,
    "no_target": _PALE,
    "no_population": _PALE,
    "suppressed": _PALE,
    "not_reported": _PALE,
    "numerator": _GOOD,
    "denominator": _BAD,
    "excluded": _PALE,
}


@dataclass(frozen=True)
class Cell:
    """One cell.

    Args:
        text: what is read, not yet escaped.
        is_number: set to the right.
        code: the coded value the text stands for; it gives the colour.
        hint: shown when the pointer rests on the cell.
    """

    text: str
    is_number: bool = False
    code: str = ""
    hint: str = ""

    @property
    def html(self) -> str:
        style = "text-align:right;white-space:nowrap" if self.is_number else "text-align:left"
        if self.code in _COLOURS:
            style += f";color:{_COLOURS[self.code]};font-weight:600"
        hint = f' title="{escape(self.hint)}"' if self.hint else ""
        return f'<td style="{style}"{hint}>{escape(self.text)}</td>'


def html_table(
    headings: Sequence[str], rows: Iterable[Sequence[Cell]], height: int, language: Language, caption: str = ""
) -> str:
    """A table.

    Args:
        headings: of the columns.
        rows: those to show, at most `MOST_ROWS`.
        height: how many rows there are in all.
        caption: a line above the table.
    """
    shown = list(rows)
    numeric = [bool(shown) and shown[0][n].is_number for n in range(len(headings))]
    head = "".join(
        f'<th style="text-align:{"right" if is_number else "left"}">{escape(heading)}</th>'
        for heading, is_number in zip(headings, numeric, strict=True)
    )
    body = "".join(f"<tr>{''.join(cell.html for cell in row)}</tr>" for row in shown)
    above = f'<div style="margin:0 0 4px">{escape(caption)}</div>' if caption else ""
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f"<div>{above}{table}{_below(len(shown), height, language)}</div>"


def _below(shown: int, height: int, language: Language) -> str:
    if shown == height and height:
        return ""
    some, every = display.number(shown, language), display.number(height, language)
    cut = Label(f"Hiện {some} trong {every} dòng.", f"{some} of {every} rows are shown.")
    none = Label("Không có dòng nào.", "No rows.")
    return f"<div>{escape((cut if height else none).in_language(language))}</div>"
