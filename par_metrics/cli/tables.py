"""What tables show on a screen; machine formats have every column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from par_metrics.cli.state import Only
from par_metrics.display.frames import inputs_shown, units_of_values
from par_metrics.display.numbers import sides, value
from par_metrics.display.record_changes import changes_shown
from par_metrics.domain.plan import NOT_REPORTED, Plan
from par_metrics.indicators.base import Definition
from par_metrics.indicators.rulesets import rules as rule_sets
from par_metrics.questions.freshness import feed_name, late_first
from schemas import Label, Language

_OF_FIGURES = ("value", "sides", "target", "status", "provisional", "refused", "excluded")
_LOAD_COLUMNS = ("file", "state", "rows_read", "accepted", "rejected", "duplicates", "kind", "exported_at", "loaded_at")

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
    "no_population": Label("chưa phát sinh, chưa quy định", "no records, and no setting for it"),
    "no_population_full": Label("chưa phát sinh: điểm tối đa", "no records: all points"),
    "no_population_zero": Label("chưa phát sinh: 0 điểm", "no records: 0 points"),
    "no_population_drop": Label("chưa phát sinh: loại ra", "no records: left out"),
    "incomplete": Label("số liệu chưa đủ", "the figure is incomplete"),
    "suppressed": Label("số liệu ẩn do ít hồ sơ", "the figure is suppressed"),
    "outside_bands": Label("ngoài các mức điểm", "outside the bands"),
}


def short_figures(figures: pl.DataFrame, language: Language, *, of_one_unit: bool = False) -> pl.DataFrame:
    """What a figure is of, its value with both sides, its status, and last what it leaves out.

    What is the same for all figures is said above them: the period, the unit, and whether they are provisional.
    """
    groups = figures.columns[figures.columns.index("refused") + 1 :]
    of_all = [name for name in ("period", "provisional") if figures[name].n_unique() == 1]
    of_all += ["unit_code"] if of_one_unit else []
    # Several versions of one indicator have one name, and could not be told apart.
    is_of_versions = figures.select("indicator", "version").n_unique() > figures["indicator"].n_unique()
    version = ("version",) if is_of_versions else ()
    columns = ("indicator", *version, "period", *groups, *_OF_FIGURES)
    return _with_sides(figures, language).select(name for name in columns if name not in of_all)


def _with_sides(table: pl.DataFrame, language: Language) -> pl.DataFrame:
    """Numerator and denominator as one text."""
    texts = [sides(n, d, language) for n, d in table.select("numerator", "denominator").iter_rows()]
    return table.with_columns(sides=pl.Series(texts, dtype=pl.String))


def short_records(records: pl.DataFrame, language: Language, *, of_one_unit: bool) -> pl.DataFrame:
    """How each record counts and why beside its key; the dates after that."""
    if "component" in records.columns:
        table = _with_sides(records, language)
        return table.select("component", "value", "sides", "counted_as", "reason", "unit_code")
    said = ("counted_as", "reason", "unit_code", "original_unit_code")
    records = _marked_where_unsure(records)
    said_above = ("unit_code",) if of_one_unit else ()
    places = [n for n in ("unit_code", "original_unit_code") if n in records.columns and n not in said_above]
    key, *dates = [name for name in records.columns if name not in said]
    reason = ["reason"] if (records["reason"] != "").any() else []
    return records.select(key, "counted_as", *dates, *reason, *places)


def short_late(late: pl.DataFrame, *, of_one_unit: bool) -> pl.DataFrame:
    """How late each dossier is, of which procedure and unit."""
    unit = () if of_one_unit else ("unit_code",)
    return late.select("dossier_code", "working_days_late", "due_at", "ended_at", "procedure_code", *unit)


def short_at_risk(table: pl.DataFrame, *, of_one_unit: bool) -> pl.DataFrame:
    """What is due when, and whose it is; a list by groups as it is."""
    if "state" not in table.columns:
        return table
    columns = [table.columns[0], "working_days_left", "state", "due_at", "procedure_code"]
    columns += [] if of_one_unit else ["unit_code"]
    columns += ["due_by"] if (table["due_by"] == "statutory").any() else []  # else it is the date promised
    table = _marked_where_unsure(table)
    return table.select(name for name in (*columns, _ANNOUNCED) if name in table.columns)


def short_freshness(table: pl.DataFrame, language: Language) -> pl.DataFrame:
    """The state of each feed beside its name, those that are late first, then what it goes by."""
    shown = ["state", "newest_export", "age_working_days", "limit_working_days", "limit_from", "newest_record"]
    # Only where it is a reason for doubt.
    shown += ["exported_at_from"] if (table["exported_at_from"] == "file_time").any() else []
    table = late_first(table)
    names = [feed_name(kind, source).in_language(language) for kind, source in table["kind", "source"].iter_rows()]
    return table.with_columns(pl.Series("kind", names, dtype=pl.String)).select("kind", *shown)


_ANNOUNCED = "is_calendar_announced"


def _marked_where_unsure(table: pl.DataFrame) -> pl.DataFrame:
    """Which rows go by days that no calendar announces yet; without that column where none does."""
    return (
        table if _ANNOUNCED in table.columns and not table[_ANNOUNCED].all() else table.drop(_ANNOUNCED, strict=False)
    )


SCORECARD_SECTION = ("plan_row", "title", "index", "owner")
"""What stands once above the figures of a row of the plan, on a terminal."""


def short_scorecard(card: pl.DataFrame, by: str) -> pl.DataFrame:
    """The group beside the row; status and state in one column: what is reported stands where there is no figure."""
    reported = pl.col("value").is_null() & (pl.col("state") != NOT_REPORTED)
    status = pl.when(reported).then("state").otherwise(pl.coalesce("status", "state"))
    figure = ("indicator", "value", "target", "status", "trend", "refused", "trend_basis")
    card = card.with_columns(status=status, indicator=pl.col("indicator").fill_null("task"))
    return card.select(*dict.fromkeys(("plan_row", by, "title", *figure, *SCORECARD_SECTION)))


def only_some(card: pl.DataFrame, only: Only | None) -> pl.DataFrame:
    """The rows of a scorecard that are asked for; a task that is behind is missed like a target."""
    wanted = {
        Only.MISSED: (pl.col("status") == "missed") | (pl.col("value").is_null() & (pl.col("state") == "behind")),
        Only.FIGURES: pl.col("indicator").is_not_null(),
        Only.TASKS: pl.col("indicator").is_null(),
    }
    return card if only is None else card.filter(wanted[only].fill_null(False))


def catalogue_table(definitions: Iterable[Definition], plan: Plan) -> pl.DataFrame:
    from par_metrics.publish.lists import catalogue_frame

    return catalogue_frame(definitions, plan)


def short_catalogue(table: pl.DataFrame, language: Language) -> pl.DataFrame:
    return table.select("indicator", "plan_rows", f"owner_{language}")


def short_loads(loads: pl.DataFrame, language: Language) -> pl.DataFrame:
    """The columns that fit a screen, and why a file was refused or a load withdrawn, or both."""
    both = pl.concat_str("withdrawn_reason", f"reason_{language}", separator=" · ", ignore_nulls=True)
    reason = pl.when(both != "").then(both).alias(f"reason_{language}")
    is_withdrawn = loads["withdrawn_at"].is_not_null().any()
    return loads.select(*_LOAD_COLUMNS, "load_id", *(["withdrawn_at"] if is_withdrawn else []), reason)


def short_rejects(rejects: pl.DataFrame, language: Language) -> pl.DataFrame:
    """Where each refused row is and what to do about it; the message names file, row and column."""
    settled = ("by_load",) if rejects["by_load"].is_not_null().any() else ()
    return rejects.select("load_id", "state", f"message_{language}", "rule", *settled)


def missing_first(rejects: pl.DataFrame) -> pl.DataFrame:
    """The refused rows that papers lack before those that came after all, else in their order."""
    return rejects.sort(pl.col("state") != "still_missing", maintain_order=True)


def short_diff(figures: pl.DataFrame, language: Language) -> pl.DataFrame:
    """What each figure was and is; both sides as texts."""
    for then in ("before", "after"):
        both = figures.select(f"numerator_{then}", f"denominator_{then}").iter_rows()
        texts = [sides(n, d, language) for n, d in both]
        figures = figures.with_columns(pl.Series(f"sides_{then}", texts, dtype=pl.String))
    return figures.select(
        "indicator", "unit_code", "value_before", "value_after", "change", "status_after", "sides_before", "sides_after"
    )


def changes_in_words(records: pl.DataFrame, language: Language) -> pl.DataFrame:
    """The records of a difference; what changed in them is said by the headings of their fields."""
    rows = list(zip(records["changes"], records["kind"], strict=True))
    # A record stands in many figures.
    told = {(changes, kind): changes_shown(changes, kind, language) for changes, kind in set(rows)}
    return records.with_columns(changes=pl.Series([told[row] for row in rows], dtype=pl.String))


def short_scores(table: pl.DataFrame, language: Language) -> pl.DataFrame:
    names = pl.col("missing").str.json_decode(pl.List(pl.String)).list.join(", ")
    table = _with_blocks(table, language).with_columns(missing=names)
    return table.select("unit_code", "block", "points", "max_points", "rank", "n_units", "missing")


def short_stakes(table: pl.DataFrame, language: Language) -> pl.DataFrame:
    table = _with_sides(_with_inputs(_with_blocks(_with_values(table, language), language), language), language)
    return table.select(
        "unit_code", "input", "lost", "points", "one_percent", "value", "sides", "block", "records_of_one_percent"
    )


def _with_inputs(table: pl.DataFrame, language: Language) -> pl.DataFrame:
    """Inputs by their labels, with their keys; a criterion is called by its code."""
    scorers = (rule_sets[name].scorer for name in table["rules"].unique() if rule_sets[name].inputs)
    labels = {row.key: f"{row.label.in_language(language)} ({row.key})" for scorer in scorers for row in scorer.rows}
    return table.with_columns(pl.col("input").replace(labels))


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
