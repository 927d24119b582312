"""Commands that compare: two sources of records, and aggregate forms with the records."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from par_metrics.cli.app import app
from par_metrics.cli.options import (
    AsOfOption,
    FormatOption,
    KnownAtOption,
    LimitOption,
    OutputOption,
    PeriodOption,
    UnitOption,
)
from par_metrics.cli.output import MOST_ROWS, Format, format_of, is_for_people, is_in_words, print_rows, write
from par_metrics.cli.state import State, fitted
from schemas import Label

if TYPE_CHECKING:
    import polars as pl


class Part(StrEnum):
    """A frame of a reconciliation."""

    DIFFERENCES = "differences"
    BY_REASON = "by-reason"
    ONLY_LEFT = "only-left"
    ONLY_RIGHT = "only-right"
    AMBIGUOUS = "ambiguous"
    MATCHED = "matched"
    NOT_COMPARED = "not-compared"
    REFUSED = "refused"


class FormPart(StrEnum):
    """A frame of the check of a form."""

    CELLS = "cells"
    IDENTITIES = "identities"
    EXPLANATIONS = "explanations"
    CANDIDATES = "candidates"
    UNMATCHED = "unmatched"


@app.command()
def reconcile(
    context: typer.Context,
    record_kind: Annotated[str, typer.Argument(metavar="KIND")],
    left: Annotated[str, typer.Argument(metavar="LEFT")],
    right: Annotated[str, typer.Argument(metavar="RIGHT")],
    part: Annotated[Part | None, typer.Option("--part")] = None,
    unit: UnitOption = None,
    period: PeriodOption = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    form: FormatOption = None,
    limit: LimitOption = MOST_ROWS,
    output: OutputOption = None,
) -> None:
    from par_metrics.reconciliation.sources.shown import in_words, summary_table, title

    state: State = context.obj
    result = state.open().reconcile(
        record_kind, left, right, as_of=as_of, known_at=known_at, unit_code=unit, period=period
    )
    if form is None and output is not None and format_of(form, output) is Format.XLSX:
        with state.saving(output):
            result.write_xlsx(output)
        state.say(Label(f"Đã ghi {output}.", f"Wrote {output}."))
        return
    if part is None and is_for_people(form, output):
        print(fitted(title(result, state.speaks), sys.stdout))
        shown = summary_table(result, state.speaks), in_words(result.by_reason, result.kind, state.speaks)
        _print(state, limit, *shown)
        return
    frame: pl.DataFrame = getattr(result, (part or Part.DIFFERENCES).replace("-", "_"))
    if is_for_people(form, output):
        state.say(Label(f"{title(result, 'vi')}: {frame.height} dòng.", f"{title(result, 'en')}: {frame.height} rows."))
    if is_in_words(form, output):
        frame = in_words(frame, result.kind, state.speaks)
    write(state, frame, form, output, limit=limit)


@app.command("check-form")
def check_form(
    context: typer.Context,
    form_file: Annotated[Path, typer.Argument(metavar="FILE")],
    period: PeriodOption = None,
    unit: UnitOption = None,
    part: Annotated[FormPart | None, typer.Option("--part")] = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    form: FormatOption = None,
    limit: LimitOption = MOST_ROWS,
    output: OutputOption = None,
) -> None:
    from par_metrics.reconciliation.forms.result import in_words

    state: State = context.obj
    check = state.open().check_form(form_file, period=period, unit_code=unit, as_of=as_of, known_at=known_at)
    if part is None and is_for_people(form, output):
        counts = check.summary
        state.say(
            Label(
                f"{check.form.name}: {counts['failing']} trong {counts['identities']} đẳng thức không đúng; "
                f"{counts['differing']} trong {counts['cells']} ô khác hồ sơ của ta.",
                f"{check.form.name}: {counts['failing']} of {counts['identities']} identities do not hold; "
                f"{counts['differing']} of {counts['cells']} cells differ from our records.",
            )
        )
        shown = (check.failing, check.differing, check.explanations, check.unmatched)
        _print(state, limit, *(in_words(frame, state.speaks) for frame in shown))
        return
    frame: pl.DataFrame = getattr(check, (part or FormPart.CELLS).value)
    if is_in_words(form, output):
        frame = in_words(frame, state.speaks)
    write(state, frame, form, output, limit=limit)


def _print(state: State, limit: int, *frames: pl.DataFrame) -> None:
    for frame in frames:
        if not frame.is_empty():
            print_rows(state, frame, limit=limit)
