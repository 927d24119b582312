"""What tables show on a screen; machine formats have every column."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from par_metrics.display.frames import inputs_shown, units_of_values
from par_metrics.display.numbers import value
from par_metrics.domain.plan import NOT_REPORTED
from par_metrics.indicators.catalogue import catalogue
from par_metrics.indicators.rulesets import rules as rule_sets
from schemas import Label, Language

_MACHINE_ONLY = ("version", "rules", "period_start", "period_end", "as_of")

_LOAD_COLUMNS = (
    "load_id",
    "file",
    "kind",
    "state",
    "exported_at",
    "loaded_at",
    "rows_read",
    "accepted",
    "rejected",
    "duplicates",
)

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
    "incomplete": Label("số liệu chưa đủ", "the figure is incomplete"),
    "suppressed": Label("số liệu không công bố", "the figure is suppressed"),
    "outside_bands": Label("ngoài các mức điểm", "outside the bands"),
}


def short_figures(figures: pl.DataFrame) -> pl.DataFrame:
    return figures.drop(_MACHINE_ONLY)


def short_scorecard(card: pl.DataFrame, by: str) -> pl.DataFrame:
    """The group beside the row; status and state in one column: what is reported stands where there is no figure."""
    reported = pl.col("value").is_null() & (pl.col("state") != NOT_REPORTED)
    status = pl.when(reported).then("state").otherwise(pl.coalesce("status", "state"))
    columns = (
        "plan_row",
        by,
        "title",
        "indicator",
        "value",
        "target",
        "status",
        "refused",
        "trend",
        "trend_basis",
        "owner",
    )
    return card.with_columns(status=status).select(*dict.fromkeys(columns))


def catalogue_table() -> pl.DataFrame:
    from par_metrics.publish.lists import catalogue_frame

    return catalogue_frame(catalogue.values())


def short_catalogue(table: pl.DataFrame, language: Language) -> pl.DataFrame:
    return table.select("indicator", "version", f"label_{language}", "plan_rows", f"owner_{language}")


def short_loads(loads: pl.DataFrame, language: Language) -> pl.DataFrame:
    """The columns that fit a screen, and why a file was refused or a load withdrawn."""
    reason = pl.coalesce("withdrawn_reason", f"reason_{language}").alias(f"reason_{language}")
    is_withdrawn = loads["withdrawn_at"].is_not_null().any()
    return loads.select(*_LOAD_COLUMNS, *(["withdrawn_at"] if is_withdrawn else []), reason)


def short_rejects(rejects: pl.DataFrame, language: Language) -> pl.DataFrame:
    """Where each refused row is and what to do about it; the message names file, row and column."""
    return rejects.select("load_id", "rule", f"message_{language}")


def short_scores(table: pl.DataFrame, language: Language) -> pl.DataFrame:
    names = pl.col("missing").str.json_decode(pl.List(pl.String)).list.join(", ")
    table = _with_blocks(table, language).with_columns(missing=names)
    return table.drop("rules", "rules_version", "as_of", "parent")


def short_stakes(table: pl.DataFrame, language: Language) -> pl.DataFrame:
    table = _with_blocks(_with_values(table, language), language)
    return table.drop("rules", "rules_version", "as_of", "indicator", "max_points")


def _with_blocks(table: pl.DataFrame, language: Language) -> pl.DataFrame:
    """Blocks by their labels; the domains of a table of criteria are words already."""
    scorers = (rule_sets[name].scorer for name in table["rules"].unique() if rule_sets[name].inputs)
    labels = {block.key: block.label.in_language(language) for scorer in scorers for block in scorer.blocks}
    return table.with_columns(pl.col("block").replace(labels))


def short_inputs(table: pl.DataFrame, language: Language) -> pl.DataFrame:
    """What a score is made of, as people read it; machine formats have every column."""
    figure = Label("chỉ số ", "indicator ").in_language(language)
    shown = _with_notes(table, language).with_columns(pl.col("origin").str.replace("^indicator ", figure))
    return shown.select(inputs_shown(language))


def short_index(table: pl.DataFrame, language: Language) -> pl.DataFrame:
    name = pl.coalesce("title", "domain", pl.lit("Tổng điểm" if language == "vi" else "Total"))
    noted = _with_notes(table, language).with_columns(
        note=pl.concat_str(
            pl.col("note").replace("", None), *_partial_sums(language), separator="; ", ignore_nulls=True
        )
    )
    return _with_values(noted, language).with_columns(title=name).select(
        "unit_code", "criterion_code", "title", "max_points", "self_points", "appraised_points",
        "computed_points", "value", "computed_rank", "note",
    )  # fmt: skip


def _partial_sums(language: Language) -> Iterator[pl.Expr]:
    """What a sum says of the criteria it lacks: less of the maximum than it seems to be."""
    for basis, label in _BASES.items():
        count = pl.col(f"{basis}_missing")
        is_partial = (pl.col("level") != "criterion") & pl.col(f"{basis}_points").is_not_null() & (count > 0)
        lacks = Label("thiếu {} tiêu chí", "without {} criteria").in_language(language)
        yield pl.when(is_partial).then(pl.format(f"{label.in_language(language)}: {lacks}", count))


def _with_values(table: pl.DataFrame, language: Language) -> pl.DataFrame:
    """Values as text, each in the unit of its indicator; what is typed in is a ratio."""
    units = units_of_values()
    texts = [
        None if amount is None else value(amount, units.get(str(indicator), "share"), language)
        for indicator, amount in table.select("indicator", "value").iter_rows()
    ]
    return table.with_columns(value=pl.Series(texts, dtype=pl.String))


def _with_notes(table: pl.DataFrame, language: Language) -> pl.DataFrame:
    return table.with_columns(
        pl.col("note").replace({code: words.in_language(language) for code, words in _NOTES.items()})
    )
