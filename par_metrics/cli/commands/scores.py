"""The commands that list rule sets and give points."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from par_metrics.cli.app import AsOfOption, FormatOption, KnownAtOption, OutputOption, PeriodOption, UnitOption, app
from par_metrics.cli.output import is_for_people, write
from par_metrics.cli.state import State
from schemas import Label, Language

if TYPE_CHECKING:
    import polars as pl

RuleSetOption = Annotated[str, typer.Option("--rules")]
_DEFAULT = "qd766-live-2026"

_BASES = {
    "self": Label("tự chấm", "own"),
    "appraised": Label("thẩm định", "appraised"),
    "computed": Label("tính được", "computed"),
}

_NOTES = {
    "typed": Label("nhập tay", "typed"),
    "typed_over": Label("nhập tay, thay số tính được", "typed over the figure"),
    "no_records": Label("chưa nạp bản ghi cần thiết", "records it needs are not loaded"),
    "not_determined": Label("bản ghi chưa đủ để xác định", "the records do not determine it"),
    "to_be_typed": Label("cần nhập (score_inputs)", "to be typed (score_inputs)"),
    "manual": Label("chấm theo đánh giá", "by the assessment"),
    "no_table": Label("chưa có bảng tiêu chí", "no table of criteria"),
    "max_differs": Label("điểm tối đa khác bảng tiêu chí", "assessed by another maximum"),
    "no_population": Label("không phát sinh, chưa quy định", "no records, and no setting for it"),
    "no_population_full": Label("không phát sinh: điểm tối đa", "no records: all points"),
    "no_population_zero": Label("không phát sinh: 0 điểm", "no records: 0 points"),
    "no_population_drop": Label("không phát sinh: loại ra", "no records: left out"),
    "outside_bands": Label("ngoài các mức điểm", "outside the bands"),
}


@app.command()
def rules(context: typer.Context, form: FormatOption = None, output: OutputOption = None) -> None:
    state: State = context.obj
    table = _rule_sets()
    if is_for_people(form, output):
        table = table.select("rules", "version", f"label_{state.speaks}", "is_confirmed", "scores")
    write(state, table, form, output)


@app.command()
def score(
    context: typer.Context,
    rule_set: RuleSetOption = _DEFAULT,
    period: PeriodOption = None,
    unit: UnitOption = None,
    inputs: Annotated[bool, typer.Option("--inputs")] = False,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    state: State = context.obj
    ws = state.open()
    ask = ws.score_inputs if inputs else ws.score
    table: pl.DataFrame = ask(rule_set, period=period, unit_code=unit, as_of=as_of, known_at=known_at)
    if is_for_people(form, output):
        table = short_inputs(table, state.speaks) if inputs else _short_scores(table, state.speaks)
    write(state, table, form, output)


@app.command(name="par-index")
def par_index(
    context: typer.Context,
    period: PeriodOption = None,
    unit: UnitOption = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
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
        table = _short_index(table, state.speaks)
    write(state, table, form, output)


@app.command()
def stakes(
    context: typer.Context,
    rule_set: RuleSetOption = _DEFAULT,
    period: PeriodOption = None,
    unit: UnitOption = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    state: State = context.obj
    table: pl.DataFrame = state.open().stakes(rule_set, period=period, unit_code=unit, as_of=as_of, known_at=known_at)
    if is_for_people(form, output):
        table = _short_stakes(table, state.speaks)
    write(state, table, form, output)


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


def _short_scores(table: "pl.DataFrame", language: Language) -> "pl.DataFrame":
    import polars as pl

    names = pl.col("missing").str.json_decode(pl.List(pl.String)).list.join(", ")
    table = _with_blocks(table, language).with_columns(missing=names)
    return table.drop("rules", "rules_version", "as_of")


def _short_stakes(table: "pl.DataFrame", language: Language) -> "pl.DataFrame":
    table = _with_blocks(_with_values(table, language), language)
    return table.drop("rules", "rules_version", "as_of", "indicator", "max_points")


def _with_blocks(table: "pl.DataFrame", language: Language) -> "pl.DataFrame":
    """Blocks by their labels; the domains of a table of criteria are words already."""
    import polars as pl

    from par_metrics.indicators.rulesets import rules as rule_sets

    scorers = (rule_sets[name].scorer for name in table["rules"].unique() if rule_sets[name].inputs)
    labels = {block.key: block.label.in_language(language) for scorer in scorers for block in scorer.blocks}
    return table.with_columns(pl.col("block").replace(labels))


def short_inputs(table: "pl.DataFrame", language: Language) -> "pl.DataFrame":
    """What a score is made of, as people read it; machine formats have every column."""
    import polars as pl

    from par_metrics.display.frames import inputs_shown

    figure = Label("chỉ số ", "indicator ").in_language(language)
    shown = _with_notes(table, language).with_columns(pl.col("origin").str.replace("^indicator ", figure))
    return shown.select(inputs_shown(language))


def _short_index(table: "pl.DataFrame", language: Language) -> "pl.DataFrame":
    import polars as pl

    name = pl.coalesce("title", "domain", pl.lit("Tổng điểm" if language == "vi" else "Total"))
    told = _with_notes(table, language).with_columns(
        note=pl.concat_str(
            pl.col("note").replace("", None), *_partial_sums(language), separator="; ", ignore_nulls=True
        )
    )
    return _with_values(told, language).with_columns(title=name).select(
        "unit_code", "criterion_code", "title", "max_points", "self_points", "appraised_points",
        "computed_points", "value", "computed_rank", "note",
    )  # fmt: skip


def _partial_sums(language: Language) -> Iterator["pl.Expr"]:
    """What a sum says of the criteria it lacks: less of the maximum than it seems to be."""
    import polars as pl

    for basis, label in _BASES.items():
        count = pl.col(f"{basis}_missing")
        is_partial = (pl.col("level") != "criterion") & pl.col(f"{basis}_points").is_not_null() & (count > 0)
        lacks = Label("thiếu {} tiêu chí", "without {} criteria").in_language(language)
        yield pl.when(is_partial).then(pl.format(f"{label.in_language(language)}: {lacks}", count))


def _with_values(table: "pl.DataFrame", language: Language) -> "pl.DataFrame":
    """Values as text, each in the unit of its indicator; what is typed in is a ratio."""
    import polars as pl

    from par_metrics.display.frames import units_of_values
    from par_metrics.display.numbers import value

    units = units_of_values()
    texts = [
        None if amount is None else value(amount, units.get(str(indicator), "share"), language)
        for indicator, amount in table.select("indicator", "value").iter_rows()
    ]
    return table.with_columns(value=pl.Series(texts, dtype=pl.String))


def _with_notes(table: "pl.DataFrame", language: Language) -> "pl.DataFrame":
    import polars as pl

    return table.with_columns(
        pl.col("note").replace({code: words.in_language(language) for code, words in _NOTES.items()})
    )
