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
from par_metrics.cli.output import MOST_ROWS, is_for_people, is_in_words, write
from par_metrics.cli.state import State
from par_metrics.errors import UsageError
from schemas import Label

if TYPE_CHECKING:
    import polars as pl

    from par_metrics.documents.since_signed import SinceSigned
    from par_metrics.questions.diff import Diff


class Table(StrEnum):
    """The three tables of a difference, and what a report handed in has otherwise for other reasons."""

    FIGURES = "figures"
    RECORDS = "records"
    LOADS = "loads"
    OTHERWISE = "otherwise"


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
    Table.OTHERWISE: (
        "indicator",
        "because",
        "version_before",
        "version_after",
        *(f"{side}_{then}" for then in ("before", "after") for side in ("numerator", "denominator", "value", "target")),
    ),
    Table.LOADS: ("file", "kind", "records", "figures", "loaded_at", "exported_at", "load_id"),
}
_SECTION = {
    **dict.fromkeys((Table.FIGURES, Table.RECORDS, Table.OTHERWISE), ("indicator",)),
    Table.LOADS: (),
}


@app.command()
def diff(
    context: typer.Context,
    ids: IdsArgument = None,
    instants: Annotated[list[str] | None, typer.Option("--known-at")] = None,
    reported: Annotated[str | None, typer.Option("--reported", metavar="PERIOD")] = None,
    period: PeriodOption = None,
    unit: UnitOption = None,
    as_of: AsOfOption = None,
    table: Annotated[Table, typer.Option("--table", case_sensitive=False)] = Table.FIGURES,
    form: FormatOption = None,
    limit: LimitOption = MOST_ROWS,
    output: OutputOption = None,
) -> None:
    from par_metrics.cli.tables import changes_in_words, short_diff
    from par_metrics.display.frames import units_of_values

    state: State = context.obj
    since = None
    if reported is not None:
        since = _since_reported(state, reported, unit, ids, instants or [], beside=period or as_of)
        found = since.diff
    else:
        first, second = _two(instants or [])
        found = state.open().diff(first, second, period=period, unit_code=unit, ids=ids or None, as_of=as_of)
    frame = _table(found, since, table)
    if table is Table.RECORDS and is_in_words(form, output):
        frame = changes_in_words(frame, state.speaks)
    if is_for_people(form, output):
        frame = short_diff(frame, state.speaks) if table is Table.FIGURES else frame.select(_SHORT[table])
    state.say(_summary(found))
    if since is not None:
        state.say(since.summary)
    write(state, frame, form, output, units_of_values(), limit, section=_SECTION[table])


def _since_reported(
    state: State, reported: str, unit: str | None, ids: list[str] | None, instants: list[str], *, beside: str | None
) -> SinceSigned:
    """What changed since a report was handed in; it says itself of which period and as of when it is."""
    if beside is not None or len(instants) > 1:
        raise UsageError(
            Label(
                "--reported đã cho biết kỳ, --as-of và thời điểm đầu; bỏ chúng đi, --known-at chỉ ghi thời điểm cuối",
                "--reported tells the period, --as-of and the first instant: leave them out, give --known-at once",
            ),
            "beside_reported",
        )
    return state.open().diff_reported(reported, unit, ids=ids or None, known_b=next(iter(instants), None))


def _table(found: Diff, since: SinceSigned | None, table: Table) -> pl.DataFrame:
    if table is not Table.OTHERWISE:
        chosen: pl.DataFrame = getattr(found, table.value)
        return chosen
    if since is None:
        raise UsageError(
            Label("--table otherwise cần --reported KỲ", "--table otherwise needs --reported PERIOD"),
            "otherwise_of_nothing",
        )
    return since.otherwise


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
    import polars as pl

    figure = ("indicator", "version", "unit_code")
    moved = pl.any_horizontal(pl.col(f"{side}_change").fill_null(0) != 0 for side in ("numerator", "denominator"))
    equal = found.records.join(found.figures, on=figure, how="anti", nulls_equal=True)
    # Where no count moved, as behind a median, there is nothing that could cancel out.
    cancels = equal.group_by(figure).agg(moved.any().alias("cancels"))["cancels"]
    counts = cancels.to_list().count(True), cancels.to_list().count(False)
    said = [of(count) for count, of in zip(counts, (_cancelled, _unmoved), strict=True) if count]
    if not said:
        return Label("", "")
    return Label(
        f" {' '.join(label.vi for label in said)} Các bản ghi đó có trong --table records.",
        f" {' '.join(label.en for label in said)} Those records are in --table records.",
    )


def _cancelled(count: int) -> Label:
    return Label(
        f"Ở {count} số liệu khác, các thay đổi bù trừ nhau nên số liệu như cũ.",
        f"In {count} other figures changes cancel out and the figure is as it was.",
    )


def _unmoved(count: int) -> Label:
    return Label(
        f"Ở {count} số liệu khác, có bản ghi thay đổi mà giá trị (như trung vị) vẫn như cũ.",
        f"In {count} other figures records changed and the value, such as a median, did not.",
    )
