"""The commands that list rule sets and give points."""

import json
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
from par_metrics.cli.output import MOST_ROWS, is_for_people, is_in_words, write
from par_metrics.cli.state import State, period_of
from par_metrics.indicators.rulesets.registry import SCORE_RULES
from schemas import Label

if TYPE_CHECKING:
    import polars as pl

_BY_UNIT = ("unit_code",)
RuleSetOption = Annotated[str, typer.Option("--rules")]


@app.command()
def rules(context: typer.Context, form: FormatOption = None, output: OutputOption = None) -> None:
    state: State = context.obj
    table = _rule_sets()
    if is_for_people(form, output):
        from par_metrics.cli.summaries import of_rule_sets

        state.say(of_rule_sets(table))
    if is_in_words(form, output):
        table = table.select("rules", "is_confirmed", "scores", "version")
    write(state, table, form, output)


@app.command()
def score(
    context: typer.Context,
    rule_set: RuleSetOption = SCORE_RULES,
    period: PeriodOption = None,
    unit: UnitOption = None,
    inputs: Annotated[bool, typer.Option("--inputs")] = False,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    form: FormatOption = None,
    limit: LimitOption = MOST_ROWS,
    output: OutputOption = None,
) -> None:
    from par_metrics.cli.summaries import of_points
    from par_metrics.cli.tables import short_inputs, short_scores

    state: State = context.obj
    ws = state.open()
    ask = ws.score_inputs if inputs else ws.score
    table: pl.DataFrame = ask(rule_set, period=period, unit_code=unit, as_of=as_of, known_at=known_at)
    if is_for_people(form, output):
        state.say(of_points(rule_set, period_of(state, period, as_of, known_at)))
    if is_in_words(form, output):
        table = short_inputs(table, state.speaks) if inputs else short_scores(table, state.speaks)
    write(state, table, form, output, limit=limit, section=_BY_UNIT)


@app.command(name="par-index")
def par_index(
    context: typer.Context,
    period: PeriodOption = None,
    unit: UnitOption = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    form: FormatOption = None,
    limit: LimitOption = MOST_ROWS,
    output: OutputOption = None,
) -> None:
    from par_metrics.cli.summaries import of_points
    from par_metrics.cli.tables import short_index

    state: State = context.obj
    table: pl.DataFrame = state.open().par_index(period=period, unit_code=unit, as_of=as_of, known_at=known_at)
    if "no_table" in table["note"]:
        state.say(
            Label(
                "Chưa có bảng tiêu chí PAR INDEX nên không tính điểm: ghi [par_index] criteria trong par-metrics.toml.",
                "No points are computed without a table of criteria: set [par_index] criteria in par-metrics.toml.",
            )
        )
    if is_for_people(form, output):
        state.say(of_points("par-index", period_of(state, period, as_of, known_at)))
        table = short_index(table, state.speaks)
    write(state, table, form, output, limit=limit, section=_BY_UNIT)


@app.command()
def stakes(
    context: typer.Context,
    rule_set: RuleSetOption = SCORE_RULES,
    period: PeriodOption = None,
    unit: UnitOption = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    form: FormatOption = None,
    limit: LimitOption = MOST_ROWS,
    output: OutputOption = None,
) -> None:
    from par_metrics.cli.summaries import of_points
    from par_metrics.cli.tables import short_stakes

    state: State = context.obj
    table: pl.DataFrame = state.open().stakes(rule_set, period=period, unit_code=unit, as_of=as_of, known_at=known_at)
    if is_for_people(form, output):
        state.say(of_points(rule_set, period_of(state, period, as_of, known_at)))
        table = short_stakes(table, state.speaks)
    write(state, table, form, output, limit=limit, section=_BY_UNIT)


def _rule_sets() -> "pl.DataFrame":
    """The rule sets as a table: one row each, what people read in both languages."""
    import polars as pl

    from par_metrics.indicators.rulesets import rules as rule_sets

    return pl.DataFrame(
        [
            {
                "rules": r.name,
                "version": r.version,
                "label_vi": r.label.vi,
                "label_en": r.label.en,
                "is_confirmed": r.is_confirmed,
                "scores": bool(r.inputs),
                "description_vi": r.description.vi,
                "description_en": r.description.en,
                "unconfirmed_vi": r.unconfirmed.vi if r.unconfirmed else None,
                "unconfirmed_en": r.unconfirmed.en if r.unconfirmed else None,
                "source": r.source,
                "inputs": json.dumps(list(r.inputs)),
            }
            for r in rule_sets.values()
        ]
    )
