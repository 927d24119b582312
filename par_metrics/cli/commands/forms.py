"""`par-metrics form`: official forms, as tables and as the workbooks that are handed in."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Literal

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
from par_metrics.cli.output import MOST_ROWS, Format, format_of, is_for_people, write
from par_metrics.cli.state import State
from schemas import Label

if TYPE_CHECKING:
    import polars as pl


@app.command("form")
def make_form(
    context: typer.Context,
    form_id: Annotated[str | None, typer.Argument(metavar="[FORM]")] = None,
    period: PeriodOption = None,
    rows: Annotated[Literal["unit", "field", "unit_code"], typer.Option("--by")] = "unit",
    unit: UnitOption = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    form: FormatOption = None,
    limit: LimitOption = MOST_ROWS,
    output: OutputOption = None,
) -> None:
    state: State = context.obj
    if form_id is None:
        frame = _every_form(state)
        if is_for_people(form, output):
            frame = frame.rename({name: label.in_language(state.speaks) for name, label in _OF_LIST.items()})
        write(state, frame, form, output, limit=limit, labels=_OF_LIST)
        return
    import polars as pl

    from par_metrics.cli.commands.figures import about_asked
    from par_metrics.cli.summaries import of_form
    from par_metrics.display.headings import HEADINGS_OF, heading
    from par_metrics.display.numbers import percent
    from par_metrics.documents.forms import find_form

    ws = state.open()
    by: Literal["unit_code", "field"] = "field" if rows == "field" else "unit_code"
    if format_of(form, output) is Format.XLSX:
        with TemporaryDirectory() as folder:
            path = output or Path(folder) / "form.xlsx"
            with state.saving(path):
                ws.write_form(path, form_id, period, unit, as_of, known_at, by)
            if output is None:
                sys.stdout.buffer.write(path.read_bytes())
                return
        state.say(Label(f"Đã ghi {output}.", f"Wrote {output}."))
        return
    frame = ws.form(form_id, period, unit, as_of, known_at, by)
    asked_for = find_form(form_id)
    labels = {**HEADINGS_OF["form"], **asked_for.labels()}
    if is_for_people(form, output):
        state.say(of_form(asked_for.name, frame, about_asked(state, period, unit, as_of, known_at)))
        shares = [column.id for column in asked_for.columns if column.kind == "share"]
        for name in shares:
            texts = [percent(share, state.speaks) for share in frame[name]]
            frame = frame.with_columns(pl.Series(name, texts, dtype=pl.String))
        if not asked_for.bys:
            # A list is read by its names; files have the codes.
            frame = frame.with_columns(unit_name=pl.coalesce("unit_name", "unit_code"))
            frame = frame.drop("unit_code", "procedure_code")
        frame = frame.rename({name: heading(name, state.speaks, labels=labels) for name in frame.columns})
    title = asked_for.name.in_language(state.speaks)
    write(state, frame, form, output, limit=limit, labels=labels, title=title)


_OF_LIST = {"form": Label("Biểu", "Form"), "title": Label("Tên", "Name"), "rows": Label("Mỗi dòng là", "A row is")}
_ROWS = {"unit_code": Label("đơn vị", "a unit"), "field": Label("lĩnh vực", "a field")}
_A_DOSSIER = Label("hồ sơ", "a dossier")


def _every_form(state: State) -> pl.DataFrame:
    """The forms there are, and what their rows can be."""
    import polars as pl

    from par_metrics.documents.forms import FORMS

    rows = [
        (
            form.id,
            form.name.in_language(state.speaks),
            ", ".join(rows.in_language(state.speaks) for rows in ([_ROWS[by] for by in form.bys] or [_A_DOSSIER])),
        )
        for form in FORMS.values()
    ]
    return pl.DataFrame(rows, schema=[*_OF_LIST], orient="row")
