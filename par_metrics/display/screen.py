"""Tables on a screen: laid out to its width where it is a terminal, a line a row where it is a pipe or a file."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import IO, TYPE_CHECKING

from par_metrics.display.headings import heading
from par_metrics.display.layout import NO_BREAK, Cell, Column, Part, lines_of, wrapped
from par_metrics.display.named import INDICATORS, Named, Names, named
from par_metrics.display.numbers import NO_VALUE, cell
from par_metrics.display.signs import sign_of
from par_metrics.display.words import EVERYTHING
from par_metrics.support.characters import visible_only
from schemas import Language

if TYPE_CHECKING:
    import polars as pl
    from rich.console import Console

_WHOLE = 10_000
"""In a pipe there is no width to fold to: lines stay whole for grep and less."""
_LONGEST_NAME = 120
"""A name longer than this fills a table; the code beside it says what it is of, and files have it whole."""
_LONGEST_REASON = 160
"""Why a file was refused goes on for long; on a terminal it stands beneath its row, and files have it whole."""
_REASONS = ("reason_vi", "reason_en")
_BREAK = re.compile("[\t\n\r\u2028\u2029]")
_TOLD = ("message_vi", "message_en", *_REASONS, "changes", "title")
"""Columns of whole sentences."""


def print_table(
    frame: pl.DataFrame,
    language: Language,
    stream: IO[str],
    units: Mapping[str, str] | None = None,
    names: Names | None = None,
    section: Sequence[str] = (),
) -> None:
    """Print `frame` as a table for people.

    Args:
        frame: any frame; `value`, `target` and `trend` are read in the unit of the row's `indicator` or `component`.
            Its columns come in the order of what they matter: where a terminal has no room for all of them, the last
            ones stand beneath each row.
        language: of headings, words and numbers.
        stream: where to.
        units: indicator id -> share, count or working_days.
        names: of units and procedures, to stand beside their codes.
        section: columns whose values, on a terminal, head the rows that share them, and are said once.
    """
    from rich.console import Console

    table = _Table(language, units or {}, names or {}, _LONGEST_NAME if stream.isatty() else _WHOLE)
    if stream.isatty():
        _on_terminal(table, frame, Console(file=stream, highlight=False), section)
    else:
        _in_lines(table, frame, stream)


class _Table:
    """How cells read."""

    def __init__(self, language: Language, units: Mapping[str, str], names: Names, longest: int) -> None:
        self.language, self._units, self._names, self._longest = language, units, names, longest

    def read(self, column: str, record: Mapping[str, object]) -> Named:
        content = record[column]
        unit = self._units.get(str(record.get("indicator") or record.get("component")), "count")
        if isinstance(content, str) and (found := named(column, content, self._names, self.language)):
            return Named(_cut(_plain(found.text), self._longest), _plain(found.key), found.is_beneath)
        if content is None and column == "unit_code":
            return Named(EVERYTHING.in_language(self.language))
        return Named(_plain(cell(column, content, unit, self.language)))

    def sign(self, column: str, record: Mapping[str, object]) -> tuple[str, str]:
        content = record[column]
        return sign_of(column, content) if isinstance(content, str) else ("", "")


def _in_lines(table: _Table, frame: pl.DataFrame, stream: IO[str]) -> None:
    """A line a row, without blanks at its end: one long text makes no other line long."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=None, pad_edge=False)
    for name in frame.columns:
        drawn.add_column(heading(name, table.language), justify="right" if _is_number(name, frame) else "left")
    for record in frame.iter_rows(named=True):
        drawn.add_row(*(Text(_in_line(table, name, record)) for name in record))
    drawn_as = io.StringIO()
    Console(file=drawn_as, width=_WHOLE, highlight=False).print(drawn, crop=False)
    stream.writelines(f"{line.rstrip()}\n" for line in drawn_as.getvalue().splitlines())


def _in_line(table: _Table, name: str, record: Mapping[str, object]) -> str:
    text = table.sign(name, record)[0] + table.read(name, record).in_a_line
    return _cut(text, _LONGEST_REASON) if name in _REASONS else text


def _on_terminal(table: _Table, frame: pl.DataFrame, console: Console, section: Sequence[str]) -> None:
    from rich.text import Text

    shown = [name for name in frame.columns if name not in section]
    columns = [Column(heading(name, table.language), _is_number(name, frame), is_told=name in _TOLD) for name in shown]
    records = list(frame.iter_rows(named=True))
    rows = [[_cell(table, name, record) for name in shown] for record in records]
    before, at = None, -1
    for number, line in lines_of(columns, rows, console.width, NO_VALUE):
        if section and number > at:
            head = [table.read(name, records[number]).in_a_line for name in section]
            if head != before:
                said = " · ".join(text for text in head if text != NO_VALUE)
                for text in wrapped(said, console.width):
                    console.print(Text(text, "bold cyan"), soft_wrap=True)
            before = head
        at = number
        console.print(line, soft_wrap=True)


def _is_number(column: str, frame: pl.DataFrame) -> bool:
    return column.startswith("sides") or frame.schema[column].is_numeric()


def _cell(table: _Table, column: str, record: Mapping[str, object]) -> Cell:
    read, content = table.read(column, record), record[column]
    sign, style = table.sign(column, record)
    if column in INDICATORS and read.key:
        return Part(read.text), Part(read.key, "dim")
    text = read.in_a_line if read.key else sign + read.text
    # A number keeps its unit beside it, a day its time.
    is_one = isinstance(content, int | float | date) or sign
    return (Part(text.replace(" ", NO_BREAK) if is_one else text, style),)


def _cut(name: str, longest: int) -> str:
    return name if len(name) <= longest else f"{name[: longest - 1].rstrip()}…"


def _plain(text: str) -> str:
    """Text without what would move the cursor or turn the reading around: names come from exports."""
    return _BREAK.sub(" ", visible_only(text))
