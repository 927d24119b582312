"""How a run shows itself in a notebook and in a line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from par_metrics import display
from par_metrics.display.html import Cell, html_table
from par_metrics.publish.gate import Gate
from schemas import Label, Language


class Result(Protocol):
    """What became of a run, as far as it is shown."""

    @property
    def run_id(self) -> str: ...
    @property
    def folder(self) -> Path: ...
    @property
    def as_of(self) -> datetime: ...
    @property
    def published(self) -> bool: ...
    @property
    def is_new(self) -> bool: ...
    @property
    def gates(self) -> Sequence[Gate]: ...
    @property
    def failed(self) -> Sequence[Gate]: ...
    @property
    def language(self) -> Language: ...


def text_of(result: Result) -> str:
    """Whether it was published, and which checks hold it back."""
    when = display.when(result.as_of, result.language)
    done = Label(
        f"{result.run_id}, tính đến {when}: đã công bố ({result.folder})",
        f"{result.run_id}, as of {when}: published ({result.folder})",
    )
    held = Label(
        f"{result.run_id}, tính đến {when}: CHƯA công bố, giữ ở {result.folder}",
        f"{result.run_id}, as of {when}: NOT published, held in {result.folder}",
    )
    stays = Label(
        f"{result.run_id}, tính đến {when}: không có gì mới, bản này vẫn giữ nguyên ({result.folder})",
        f"{result.run_id}, as of {when}: nothing is new, it stays ({result.folder})",
    )
    published = done if result.is_new else stays
    said = (published if result.published else held).in_language(result.language)
    return "; ".join([said, *(gate.message.in_language(result.language) for gate in result.failed)])


def html_of(result: Result) -> str:
    """The same over a table of the checks."""
    headings = [display.heading(column, result.language) for column in ("gate", "result", "message_vi")]
    rows = [_row(gate, result) for gate in result.gates]
    return html_table(headings, rows, len(rows), result.language, text_of(result).partition("; ")[0])


def _row(gate: Gate, result: Result) -> list[Cell]:
    language = result.language
    if gate.passed:
        code, said, told = "met", Label("đạt", "passed"), Label("", "")
    elif gate.holds_back:
        code, said, told = "missed", Label("chưa đạt", "failed"), gate.message
    else:
        code, said, told = "incomplete", Label("được chấp nhận", "accepted"), gate.accepted_message
    return [
        Cell(display.words(gate.id, language, "gate"), hint=gate.id),
        Cell(said.in_language(language), code=code),
        Cell(told.in_language(language)),
    ]
