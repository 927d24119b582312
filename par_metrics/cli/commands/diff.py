"""`par-metrics diff`: which figures changed between two instants, and why."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from par_metrics.cli.app import app
from par_metrics.cli.options import (
    AsOfOption,
    FormatOption,
    IdsArgument,
    LimitOption,
    OutputOption,
    PeriodOption,
    UnitOption,
)
from par_metrics.cli.output import MOST_ROWS, is_for_people, write
from par_metrics.cli.state import State
from par_metrics.errors import UsageError
from schemas import Label

if TYPE_CHECKING:
    import polars as pl

    from par_metrics.questions.diff import Diff


class Table(StrEnum):
    """The three tables of a difference."""

    FIGURES = "figures"
    RECORDS = "records"
    LOADS = "loads"


_SHORT = {
    Table.RECORDS: (
        "indicator",
        "record",
        "counted_before",
        "counted_after",
        "cause",
        "changes",
        "unit_code",
        "loaded_at",
        "file",
    ),
    Table.LOADS: ("file", "kind", "records", "figures", "loaded_at", "exported_at", "load_id"),
}
_SECTION = {Table.FIGURES: ("indicator",), Table.RECORDS: ("indicator",), Table.LOADS: ()}


@app.command()
def diff(
    context: typer.Context,
    ids: IdsArgument = None,
    instants: Annotated[list[str] | None, typer.Option("--known-at")] = None,
    period: PeriodOption = None,
    unit: UnitOption = None,
    as_of: AsOfOption = None,
    table: Annotated[Table, typer.Option("--table", case_sensitive=False)] = Table.FIGURES,
    form: FormatOption = None,
    limit: LimitOption = MOST_ROWS,
    output: OutputOption = None,
) -> None:
    from par_metrics.cli.tables import short_diff
    from par_metrics.display.frames import units_of_values

    state: State = context.obj
    first, second = _two(instants or [])
    found = state.open().diff(first, second, period=period, unit_code=unit, ids=ids or None, as_of=as_of)
    frame: pl.DataFrame = {Table.FIGURES: found.figures, Table.RECORDS: found.records, Table.LOADS: found.loads}[table]
    if is_for_people(form, output):
        frame = short_diff(frame, state.speaks) if table is Table.FIGURES else frame.select(_SHORT[table])
    state.say(_summary(found))
    write(state, frame, form, output, units_of_values(), limit, section=_SECTION[table])


def _two(instants: list[str]) -> tuple[str | None, str | None]:
    """None for the first: the latest published run; for the second: now."""
    if len(instants) > 2:
        raise UsageError(
            Label(
                f"--known-at: so hai thời điểm, đã cho {len(instants)}",
                f"--known-at: two instants are compared, {len(instants)} were given",
            ),
            "too_many_instants",
        )
    first, second = [*instants, None, None][:2]
    return first, second


def _summary(found: Diff) -> Label:
    records = found.records.select("kind", "record").n_unique()
    sizes = found.figures.height, records, found.loads.height
    as_before = _as_before(found)
    vi, en = (
        [f"{instant:{pattern} %H:%M:%S}" for instant in (found.known_a, found.known_b, found.as_of)]
        for pattern in ("%d/%m/%Y", "%Y-%m-%d")
    )
    return Label(
        "Kỳ {}, {} -> {}, tính đến {}: {} số liệu thay đổi, do {} bản ghi trong {} lần nạp "
        "(--table records, --table loads).".format(found.period.label, *vi, *sizes)
        + as_before.vi,
        "{}, {} -> {}, as of {}: {} figures changed, by {} records of {} loads "
        "(--table records, --table loads).".format(found.period.label, *en, *sizes)
        + as_before.en,
    )


def _as_before(found: Diff) -> Label:
    """How many figures are as they were although records behind them changed: those are in no other line."""
    figure = ("indicator", "version", "unit_code")
    equal = found.records.join(found.figures, on=figure, how="anti", nulls_equal=True).select(figure).n_unique()
    if not equal:
        return Label("", "")
    return Label(
        f" Ở {equal} số liệu khác, các thay đổi bù trừ nhau nên số liệu như cũ; bản ghi vẫn có trong --table records.",
        f" In {equal} other figures changes cancel out and the figure is as it was; --table records has them too.",
    )
