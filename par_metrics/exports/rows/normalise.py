"""From the text of an export to typed canonical rows, the refused rows, and what to warn of."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

import polars as pl

from par_metrics.exports.profiles.detection import Match
from par_metrics.exports.rows.cells import Typed, read_columns
from par_metrics.exports.rows.conflicts import conflicting
from par_metrics.exports.rows.defects import Defect, refused_rows, safe_value
from par_metrics.exports.rows.filling import Filled, fill
from par_metrics.exports.rows.identity import identities
from par_metrics.exports.rows.judging import (
    all_defects,
    any_of,
    broken_rules,
    by_id,
    dates_are_doubtful,
    numeric_twins,
    unknown_references,
    unread_fields,
    with_all_columns,
    without_impossible,
)
from par_metrics.exports.rows.mixed_dates import check_one_order
from par_metrics.exports.rows.month_first import check_day_first
from par_metrics.exports.rows.notes import (
    LOOKED_UP,
    NUMERIC_TWINS,
    Note,
    note_on_rows,
    notes_on_cells,
    notes_on_columns,
    warned_cells,
)
from par_metrics.exports.rows.receipts import with_receipts_told_apart
from par_metrics.exports.rows.references import References
from par_metrics.readers.values import map_unique
from schemas import Field, RecordKind

_Name = TypeVar("_Name", str, str | None)


@dataclass(frozen=True)
class Context:
    """What reading an export needs to know of its workspace.

    Args:
        references: the registers of units and procedures, and the own unit.
        timezone: zone in which times are stored, naive.
        loaded_at: time of loading, naive local; some rules look at it.
        pseudonym: from a personal value to its pseudonym.
        file: name of the file, for the messages.
    """

    references: References
    timezone: str
    loaded_at: datetime
    pseudonym: Callable[[str], str]
    file: str = ""


@dataclass(frozen=True)
class Normalised:
    """An export, read.

    Args:
        frame: rows that may be accepted: `row`, `sheet`, `unread` (fields whose cell was filled but could not
            be read; null for none), then the stored columns of `provided`, typed, in the order of the kind.
            Keys may still occur twice.
        refused: one line per refused row (`defects.REFUSED_SCHEMA`).
        identities: `unit_code` and `key` of each refused row, in the same order (`identity`).
        warned: rule -> the rows of `frame` it warns of, Boolean, in their order.
        warned_in: the note on each rule and column that rows may break, and its rows of `frame`.
        warned_cells: cells of `frame` left empty, or not believed (`notes.WARNED_SCHEMA`).
        column_notes: what is to be said of whole columns.
        file_warnings: what the file as a whole is warned of, with how many: `missing_column`, `sheet_skipped`,
            `hidden_rows`, `placeholder_empty`, `due_at_midnight`.
        hidden_sheets: names of hidden sheets that were not read, masked where one looks personal.
        unknown_columns: headings that mean nothing to the profile.
        unknown_statuses: status as exported -> rows refused for it; masked if it looks personal.
        rows_read: record rows of the file; rows of `frame` and of `refused` add up to it.
        unresolved: rows refused for want of a unit, and rows whose unit's or procedure's name was not found.
        provided: stored columns that the export provides.
    """

    frame: pl.DataFrame
    refused: pl.DataFrame
    identities: pl.DataFrame
    warned: Mapping[str, pl.Series]
    warned_in: tuple[tuple[Note, pl.Series], ...]
    warned_cells: pl.DataFrame
    column_notes: tuple[Note, ...]
    file_warnings: Mapping[str, int]
    hidden_sheets: tuple[str, ...]
    unknown_columns: list[str]
    unknown_statuses: dict[str, int]
    rows_read: int
    unresolved: int
    provided: tuple[str, ...]

    def warnings(self, kept: pl.Series | None = None) -> dict[str, int]:
        """How many rows each rule warns of, among those at the positions `kept` of `frame`; None for all."""
        counts = {rule: int((rows if kept is None else rows.gather(kept)).sum()) for rule, rows in self.warned.items()}
        emptied = self._cells(kept).group_by("rule").agg(pl.col("index").n_unique())
        counts |= dict(emptied.iter_rows())
        return {rule: count for rule, count in sorted({**counts, **self.file_warnings}.items()) if count}

    def notes(self, kept: pl.Series | None = None) -> tuple[Note, ...]:
        """The columns the warnings are about, among the rows at the positions `kept` of `frame`; None for all."""
        counted = ((note, int((rows if kept is None else rows.gather(kept)).sum())) for note, rows in self.warned_in)
        of_rules = (replace(note, count=count) for note, count in counted if count)
        return (*notes_on_cells(self._cells(kept)), *of_rules, *self.column_notes)

    def _cells(self, kept: pl.Series | None) -> pl.DataFrame:
        return self.warned_cells if kept is None else self.warned_cells.filter(pl.col("index").is_in(kept.implode()))


def normalise(match: Match, context: Context) -> Normalised:
    """Reads the tables of a matched export.

    Args:
        match: the profile and the tables.
        context: the workspace's side.
    Returns:
        Every record row, either in `frame` or in `refused`.
    Raises:
        RefusedFileError: `month_first_dates`, `mixed_dates`.
    """
    filled = fill(match)
    if not match.profile.read.datetime_formats:
        check_one_order(filled, match.kind)
    kind, size = match.kind, filled.rows.height
    read = read_columns(match, filled, context.references, context.timezone)
    typed = _pseudonymised(with_receipts_told_apart(read, match.bindings[0], kind), kind, context)
    canonical, emptied = without_impossible(
        with_all_columns(typed.columns, kind, size), kind, filled, context.loaded_at
    )
    emptied = [*typed.emptied, *emptied]
    refusing, warning = broken_rules(canonical, kind, set(typed.columns), context.loaded_at)
    defects = all_defects(typed, refusing, filled, kind)
    if not match.profile.read.datetime_formats and dates_are_doubtful([*defects, *emptied], warning, kind):
        check_day_first(filled.rows, kind)
    sheets = _safe([binding.table.sheet for binding in match.bindings])
    refused = any_of([defect.broken for defect in defects], size)
    conflicts = conflicting(canonical, refused, filled, sheets, kind)
    kept = ~any_of([refused, *(defect.broken for defect in conflicts)], size)
    provided = tuple(field.name for field in kind.stored if field.name in typed.columns)
    sheet = filled.rows["table"].replace_strict(
        list(range(len(sheets))), pl.Series(sheets, dtype=pl.String), return_dtype=pl.String
    )
    unread = unread_fields(emptied, typed.unknown, size)
    frame = canonical.select(filled.rows["row"], sheet.alias("sheet"), unread, *provided).filter(kept)
    cells = warned_cells([*emptied, *typed.doubtful], filled, sheets, kind)
    skipped = [Note("sheet_skipped", "", name) for name in _safe(match.skipped_sheets)]
    column_notes = (*skipped, *notes_on_columns(match, filled, typed.empty))
    ways = {**typed.ways, **unknown_references(canonical, kind, context.references)}
    if match.bindings[0].table.typed_numbers:
        ways[NUMERIC_TWINS] = numeric_twins(canonical, kind, refused)
    told_in = {**LOOKED_UP, NUMERIC_TWINS: kind.key[-1]}
    told = [(rule.id, rule.column, rows & kept) for rule, rows in warning]
    told += [(rule, told_in[rule], rows & kept) for rule, rows in ways.items() if rule in told_in]
    warned = {rule: rows.filter(kept) for rule, rows in {**by_id(warning), **ways}.items()}
    warned = {rule: rows for rule, rows in warned.items() if rows.any()}
    not_found = int(warned["procedure_not_found"].sum()) if "procedure_not_found" in warned else 0
    no_unit = any_of([d.broken for d in defects if d.rule == "no_unit"], size)
    # A name beside a code that was believed may yet turn out to be another unit's.
    doubtful = any_of([d.broken & kept for d in typed.doubtful], size)
    return Normalised(
        frame=frame,
        refused=refused_rows([*defects, *conflicts], filled, sheets, kind, context.file),
        identities=identities(canonical, filled, ~kept, defects, kind),
        warned=warned,
        warned_in=tuple(
            (
                note_on_rows(_told(rule, kind.by_name[column], rows, filled, canonical), filled, sheets, kind),
                rows.filter(kept),
            )
            for rule, column, rows in told
            if rows.any()
        ),
        warned_cells=_positioned(cells, kept),
        column_notes=column_notes,
        file_warnings={
            "hidden_rows": sum(binding.table.hidden_rows for binding in match.bindings),
            **Counter(note.rule for note in column_notes),
            "placeholder_empty": filled.placeholders,
            "due_at_midnight": typed.due_at_midnight,
        },
        hidden_sheets=tuple(_safe(match.bindings[0].table.book.hidden_sheets)),
        unknown_columns=_unknown_columns(match),
        unknown_statuses=_unknown_statuses(defects),
        rows_read=size,
        unresolved=int(no_unit.sum()) + int(doubtful.sum()) + not_found,
        provided=provided,
    )


def _told(rule: str, field: Field, rows: pl.Series, filled: Filled, read: pl.DataFrame) -> Defect:
    """Rows a rule warns of, with the cell of a field; with what was read where the file has none, as of a unit."""
    found = next((frame[field.name] for frame in (filled.rows, read) if field.name in frame.columns), None)
    cell = None if found is None else found.cast(pl.String)
    return Defect(rule, field.label, rows, field, cell, field.name)


def _pseudonymised(typed: Typed, kind: RecordKind, context: Context) -> Typed:
    """Pseudonyms in place of the values of which nothing else may be stored, before anyone looks at them."""
    pseudonyms = {
        field.name: map_unique(_told_apart(field, typed.columns), context.pseudonym, pl.String())
        for field in kind.fields
        if field.pseudonym and field.name in typed.columns
    }
    return replace(typed, columns={**typed.columns, **pseudonyms})


def _told_apart(field: Field, columns: Mapping[str, pl.Series]) -> pl.Series:
    """The values to make pseudonyms from, with what tells equal ones apart; null where there is no value."""
    value = columns[field.name]
    within = [columns[name] for name in field.told_apart_by if name in columns]
    parts = [part.dt.year().cast(pl.String) if part.dtype.is_temporal() else part for part in within]
    joined = pl.concat_str([*(part.fill_null("") for part in parts), value], separator="\x1f")
    return pl.select(pl.when(value.is_not_null()).then(joined)).to_series()


def _positioned(cells: pl.DataFrame, kept: pl.Series) -> pl.DataFrame:
    """The cells of the rows kept, by their position among these."""
    positions = pl.DataFrame({"kept": kept}).with_row_index("index").filter("kept").select("index").with_row_index("at")
    return cells.join(positions, on="index", maintain_order="left").with_columns(index=pl.col("at")).drop("at")


# --- telling ---------------------------------------------------------------------------


def _unknown_columns(match: Match) -> list[str]:
    """Headings the profile does not know, each once, in the order of the file."""
    headings = list(dict.fromkeys(heading for binding in match.bindings for heading in binding.unknown))
    return _safe(headings)


def _safe(names: Sequence[_Name]) -> list[_Name]:
    """Headings or names of sheets as they may be shown: masked where one looks personal."""
    texts = pl.DataFrame({"name": names}, schema={"name": pl.String})
    return texts.select(safe_value(pl.col("name"), None)).to_series().to_list()


def _unknown_statuses(defects: list[Defect]) -> dict[str, int]:
    """Statuses that mean nothing to us, with the rows that have them, the commonest first."""
    counts: dict[str, int] = {}
    for defect in defects:
        if defect.rule != "unknown_status" or defect.cell is None:
            continue
        cells = pl.DataFrame({"status": defect.cell}).filter(defect.broken)
        named = cells.select(safe_value(pl.col("status"), defect.field)).to_series()
        for status, count in named.value_counts(sort=True).iter_rows():
            counts[status] = counts.get(status, 0) + count
    return counts


__all__ = ["Context", "Normalised", "References", "normalise"]
