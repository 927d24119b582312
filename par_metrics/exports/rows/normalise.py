"""From the text of an export to typed canonical rows, the refused rows, and what to warn of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

import polars as pl

from par_metrics.exports.profiles.detection import Match
from par_metrics.exports.rows import messages
from par_metrics.exports.rows.cells import FORMULA_NOT_CALCULATED, Typed, is_looked_up, read_columns
from par_metrics.exports.rows.conflicts import conflicting
from par_metrics.exports.rows.defects import Defect, refused_rows, safe_value
from par_metrics.exports.rows.filling import Filled, fill
from par_metrics.exports.rows.identity import identities
from par_metrics.exports.rows.misplaced import misplaced
from par_metrics.exports.rows.month_first import check_day_first
from par_metrics.exports.rows.references import References
from par_metrics.readers.values import map_unique
from schemas import Field, RecordKind, Rule

_Name = TypeVar("_Name", str, str | None)
_UNIT, _UNIT_NAME, _PROCEDURE = "unit_code", "unit_name", "procedure_code"


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
        file_warnings: what the file as a whole is warned of, with how many: `missing_column`, `sheet_skipped`,
            `hidden_rows`, `placeholder_empty`, `due_at_midnight`.
        hidden_sheets: names of hidden sheets that were not read, masked where one looks personal.
        unknown_columns: headings that mean nothing to the profile.
        unknown_statuses: status as exported -> rows refused for it; masked if it looks personal.
        rows_read: record rows of the file; rows of `frame` and of `refused` add up to it.
        unresolved: rows refused for want of a unit, and rows whose procedure's name was not found.
        provided: stored columns that the export provides.
    """

    frame: pl.DataFrame
    refused: pl.DataFrame
    identities: pl.DataFrame
    warned: Mapping[str, pl.Series]
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
        return {rule: count for rule, count in sorted({**counts, **self.file_warnings}.items()) if count}


def normalise(match: Match, context: Context) -> Normalised:
    """Reads the tables of a matched export.

    Args:
        match: the profile and the tables.
        context: the workspace's side.
    Returns:
        Every record row, either in `frame` or in `refused`.
    Raises:
        RefusedFileError: `month_first_dates`.
    """
    filled = fill(match)
    kind, size = match.kind, filled.rows.height
    typed = _pseudonymised(read_columns(match, filled, context.references, context.timezone), kind, context)
    canonical = _with_all_columns(typed.columns, kind, size)
    refusing, warning = _broken_rules(canonical, kind, set(typed.columns), context.loaded_at)
    defects = _all_defects(typed, refusing, filled, kind)
    if not match.profile.read.datetime_formats and _dates_are_doubtful(defects, warning, kind):
        check_day_first(filled.rows, kind)
    sheets = _safe([binding.table.sheet for binding in match.bindings])
    refused = _any_of([defect.broken for defect in defects], size)
    conflicts = conflicting(canonical, refused, filled, sheets, kind)
    kept = ~_any_of([refused, *(defect.broken for defect in conflicts)], size)
    provided = tuple(field.name for field in kind.stored if field.name in typed.columns)
    sheet = filled.rows["table"].replace_strict(
        list(range(len(sheets))), pl.Series(sheets, dtype=pl.String), return_dtype=pl.String
    )
    unread = pl.lit(None, pl.List(pl.String)).alias("unread")
    frame = canonical.select(filled.rows["row"], sheet.alias("sheet"), unread, *provided).filter(kept)
    warned = {**warning, **typed.ways, **_unknown_references(canonical, kind, context.references)}
    warned = {rule: rows.filter(kept) for rule, rows in warned.items() if (rows & kept).any()}
    not_found = int(warned["procedure_not_found"].sum()) if "procedure_not_found" in warned else 0
    no_unit = _any_of([d.broken for d in defects if d.rule == "no_unit"], size)
    return Normalised(
        frame=frame,
        refused=refused_rows([*defects, *conflicts], filled, sheets, kind, context.file),
        identities=identities(canonical, filled, ~kept, defects, kind),
        warned=warned,
        file_warnings={
            **_file_warnings(match),
            "placeholder_empty": filled.placeholders,
            "due_at_midnight": typed.due_at_midnight,
        },
        hidden_sheets=tuple(_safe(match.bindings[0].table.book.hidden_sheets)),
        unknown_columns=_unknown_columns(match),
        unknown_statuses=_unknown_statuses(defects),
        rows_read=size,
        unresolved=int(no_unit.sum()) + not_found,
        provided=provided,
    )


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


# --- judging ---------------------------------------------------------------------------


def _with_all_columns(columns: Mapping[str, pl.Series], kind: RecordKind, size: int) -> pl.DataFrame:
    """All stored columns of the kind; what the export lacks is null."""
    return pl.DataFrame(
        [
            columns[field.name].cast(field.polars_type).alias(field.name)
            if field.name in columns
            else pl.repeat(None, size, dtype=field.polars_type, eager=True).alias(field.name)
            for field in kind.stored
        ]
    )


def _broken_rules(
    canonical: pl.DataFrame, kind: RecordKind, provided: set[str], now: datetime
) -> tuple[list[tuple[Rule, pl.Series]], dict[str, pl.Series]]:
    """Rows that break refusing rules, rule by rule, and rows that break warning rules, by id."""
    applied = [rule for rule in kind.rules if set(rule.needs) <= provided]
    broken = canonical.select(
        rule.broken(now).fill_null(False).alias(str(number)) for number, rule in enumerate(applied)
    )
    refusing: list[tuple[Rule, pl.Series]] = []
    warning: dict[str, pl.Series] = {}
    for number, rule in enumerate(applied):
        rows = broken[str(number)]
        if rule in kind.refusals:
            refusing.append((rule, rows))
        else:
            warning[rule.id] = warning[rule.id] | rows if rule.id in warning else rows
    return refusing, warning


def _all_defects(
    typed: Typed, refusing: list[tuple[Rule, pl.Series]], filled: Filled, kind: RecordKind
) -> list[Defect]:
    """Everything that refuses a row: the row's shape first, then in the order of the columns."""
    rows = filled.rows
    found = [*typed.defects, *misplaced(typed.columns, kind)]
    for name in kind.required:
        empty = (
            typed.columns[name].is_null()
            if name in typed.columns
            else pl.repeat(True, rows.height, dtype=pl.Boolean, eager=True)
        )
        empty = empty & ~_any_of([d.broken for d in typed.defects if d.field and d.field.name == name], rows.height)
        is_unit = name == _UNIT and is_looked_up(kind, _UNIT_NAME)
        rule, label = ("no_unit", messages.NO_UNIT) if is_unit else ("empty_required", messages.EMPTY_REQUIRED)
        found.append(Defect(rule, label, empty, kind.by_name[name], None, name))
    for broken_rule, broken in refusing:
        name = broken_rule.column
        place = next((part for part in (name, f"{name}+1") if part in rows.columns), "")
        cell = rows[place] if place else None
        found.append(Defect(broken_rule.id, broken_rule.label, broken, kind.by_name[name], cell, place))
    order = [field.name for field in kind.fields]
    found.sort(key=lambda defect: order.index(defect.field.name) if defect.field else -1)
    # Whatever else is wrong with such a row may follow from the value that is not there.
    found.sort(key=lambda defect: defect.rule != FORMULA_NOT_CALCULATED)
    return [Defect("too_many_cells", messages.TOO_MANY_CELLS, rows["excess"]), *found]


def _dates_are_doubtful(defects: list[Defect], warning: Mapping[str, pl.Series], kind: RecordKind) -> bool:
    """Some date cannot be read, or stands in the wrong order with another."""
    doubted = [defect.broken for defect in defects if defect.field and defect.field.polars_type.is_temporal()]
    ordered = {rule.id for rule in kind.rules if kind.by_name[rule.column].polars_type.is_temporal()}
    return any(bool(rows.any()) for rows in (*doubted, *(rows for rule, rows in warning.items() if rule in ordered)))


def _unknown_references(canonical: pl.DataFrame, kind: RecordKind, references: References) -> dict[str, pl.Series]:
    """Codes that the registers do not hold; nothing while a register is empty."""
    found: dict[str, pl.Series] = {}
    for column, known, rule in (
        (_UNIT, references.unit_codes, "unknown_unit"),
        (_PROCEDURE, references.procedure_codes, "unknown_procedure"),
    ):
        if column in canonical.columns and kind.key != (column,) and known:
            codes = canonical[column]
            found[rule] = codes.is_not_null() & ~codes.is_in(list(known)).fill_null(False)
    return found


def _any_of(masks: list[pl.Series], size: int) -> pl.Series:
    result = pl.repeat(False, size, dtype=pl.Boolean, eager=True)
    for mask in masks:
        result = result | mask
    return result


# --- telling ---------------------------------------------------------------------------


def _file_warnings(match: Match) -> dict[str, int]:
    """Columns that a user's profile names and no table has; sheets that hold no records; rows that Excel hides."""
    missing = 0
    if match.profile.digest:
        wanted = set(match.profile.columns)
        missing = len(wanted - {name for binding in match.bindings for name in binding.fields})
    hidden = sum(binding.table.hidden_rows for binding in match.bindings)
    return {"missing_column": missing, "sheet_skipped": match.skipped_tables, "hidden_rows": hidden}


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
