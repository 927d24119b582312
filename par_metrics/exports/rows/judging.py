"""Judging rows that were read: what refuses them, what empties a cell, what only earns a warning."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import polars as pl

from par_metrics.exports.profiles.profile import Profile
from par_metrics.exports.rows import messages
from par_metrics.exports.rows.cells import FORMULA_NOT_CALCULATED, Typed, is_looked_up
from par_metrics.exports.rows.defects import Defect
from par_metrics.exports.rows.filling import Filled
from par_metrics.exports.rows.misplaced import misplaced
from par_metrics.exports.rows.references import SHARED_NAME, References
from schemas import RecordKind, Rule, Severity

# A number that may have had zeros at its end.
_CUT_SHORT = r"^\d+\.\d*[1-9]$"
_UNIT, _UNIT_NAME, _SUCCESSOR, _PROCEDURE = "unit_code", "unit_name", "successor_code", "procedure_code"


def with_all_columns(columns: Mapping[str, pl.Series], kind: RecordKind, size: int) -> pl.DataFrame:
    """All stored columns of the kind; what the export lacks is null."""
    return pl.DataFrame(
        [
            columns[field.name].cast(field.polars_type).alias(field.name)
            if field.name in columns
            else pl.repeat(None, size, dtype=field.polars_type, eager=True).alias(field.name)
            for field in kind.stored
        ]
    )


def without_impossible(
    canonical: pl.DataFrame, kind: RecordKind, filled: Filled, now: datetime
) -> tuple[pl.DataFrame, list[Defect]]:
    """The columns without the values that no figure hangs on and that cannot be, and those cells."""
    found: list[Defect] = []
    for rule in kind.emptying:
        broken = canonical.select(rule.broken(now).fill_null(False)).to_series()
        if broken.any():
            field = kind.by_name[rule.column]
            found.append(Defect(rule.id, rule.label, broken, field, filled.rows[rule.column], rule.column))
            canonical = canonical.with_columns(pl.when(~broken).then(rule.column).alias(rule.column))
    return canonical, found


def unread_fields(emptied: list[Defect], unknown: Mapping[str, pl.Series], size: int) -> pl.Series:
    """For each row the fields of which nobody knows what they say; null for none."""
    rows: dict[str, pl.Series] = dict(unknown)
    for defect in emptied:
        if defect.field is not None:
            name = defect.field.name
            rows[name] = rows[name] | defect.broken if name in rows else defect.broken
    if not rows:
        return pl.repeat(None, size, dtype=pl.List(pl.String), eager=True).alias("unread")
    names = pl.concat_list(
        pl.when(pl.lit(broken)).then(pl.lit(name)).otherwise(pl.lit(None, pl.String)) for name, broken in rows.items()
    ).list.drop_nulls()
    return pl.select(pl.when(names.list.len() > 0).then(names).alias("unread")).to_series()


def broken_rules(
    canonical: pl.DataFrame, kind: RecordKind, provided: set[str], now: datetime
) -> tuple[list[tuple[Rule, pl.Series]], list[tuple[Rule, pl.Series]]]:
    """Rows that break refusing rules, and rows that break warning rules, rule by rule."""
    applied = [rule for rule in (*kind.refusals, *kind.warnings) if set(rule.needs) <= provided]
    broken = canonical.select(
        rule.broken(now).fill_null(False).alias(str(number)) for number, rule in enumerate(applied)
    )
    found = [(rule, broken[str(number)]) for number, rule in enumerate(applied)]
    return (
        [(rule, rows) for rule, rows in found if rule.severity is Severity.REFUSE],
        [(rule, rows) for rule, rows in found if rule.severity is Severity.WARN],
    )


def by_id(warning: list[tuple[Rule, pl.Series]]) -> dict[str, pl.Series]:
    """The rows that break any rule of an id."""
    rows: dict[str, pl.Series] = {}
    for rule, broken in warning:
        rows[rule.id] = rows[rule.id] | broken if rule.id in rows else broken
    return rows


def all_defects(
    typed: Typed, refusing: list[tuple[Rule, pl.Series]], filled: Filled, kind: RecordKind, profile: Profile
) -> list[Defect]:
    """Everything that refuses a row: the row's shape first, then in the order of the columns."""
    rows = filled.rows
    found = [*typed.defects, *misplaced(typed.columns, kind, profile)]
    for name in kind.required:
        empty = (
            typed.columns[name].is_null()
            if name in typed.columns
            else pl.repeat(True, rows.height, dtype=pl.Boolean, eager=True)
        )
        empty = empty & ~any_of([d.broken for d in typed.defects if d.field and d.field.name == name], rows.height)
        if name == _UNIT and is_looked_up(kind, _UNIT_NAME):
            found += _without_unit(empty, typed, filled, kind)
        else:
            found.append(Defect("empty_required", messages.EMPTY_REQUIRED, empty, kind.by_name[name], None, name))
    for broken_rule, broken in refusing:
        name = broken_rule.column
        place = next((part for part in (name, f"{name}+1") if part in rows.columns), "")
        cell = rows[place] if place else None
        found.append(Defect(broken_rule.id, broken_rule.label, broken, kind.by_name[name], cell, place))
    order = [field.name for field in kind.fields]
    found.sort(key=lambda defect: order.index(defect.field.name) if defect.field else -1)
    # Whatever else is wrong with such a row may follow from the value that is not there.
    found.sort(key=lambda defect: defect.rule != FORMULA_NOT_CALCULATED)
    return [
        Defect("torn_row", messages.TORN_ROW, rows["torn"]),
        Defect("too_many_cells", messages.TOO_MANY_CELLS, rows["excess"]),
        *found,
    ]


def _without_unit(empty: pl.Series, typed: Typed, filled: Filled, kind: RecordKind) -> list[Defect]:
    """Rows whose unit nothing tells: not named at all, by a name nobody bears, or by one that several bear."""
    field = kind.by_name[_UNIT]
    if _UNIT_NAME not in filled.rows.columns:
        return [Defect("no_unit", messages.NO_UNIT, empty, field, None, _UNIT)]
    name = filled.rows[_UNIT_NAME]
    shared = typed.ways.get(SHARED_NAME, name.is_null() & False)
    return [
        Defect("no_unit", messages.NO_UNIT, empty & name.is_null(), field, None, _UNIT),
        Defect("no_unit", messages.SHARED_UNIT_NAME, empty & shared, field, name, _UNIT_NAME),
        Defect("no_unit", messages.UNKNOWN_UNIT_NAME, empty & name.is_not_null() & ~shared, field, name, _UNIT_NAME),
    ]


def doubtful_dates(
    defects: Sequence[Defect], warning: Sequence[tuple[Rule, pl.Series]], kind: RecordKind, size: int
) -> pl.Series:
    """Boolean, true for the rows with a date that cannot be read, or stands in the wrong order with another."""
    doubted = [defect.broken for defect in defects if defect.field and defect.field.polars_type.is_temporal()]
    doubted += [rows for rule, rows in warning if kind.by_name[rule.column].polars_type.is_temporal()]
    return any_of(doubted, size)


def unknown_references(canonical: pl.DataFrame, kind: RecordKind, references: References) -> dict[str, pl.Series]:
    """Codes that the registers do not hold; nothing while a register is empty. Units may succeed one of their list."""
    found: dict[str, pl.Series] = {}
    for column, known, rule in (
        (_UNIT, references.unit_codes, "unknown_unit"),
        (_PROCEDURE, references.procedure_codes, "unknown_procedure"),
    ):
        if column in canonical.columns and kind.key != (column,) and known:
            codes = canonical[column]
            found[rule] = codes.is_not_null() & ~codes.is_in(list(known)).fill_null(False)
    if kind.key == (_UNIT,) and _SUCCESSOR in canonical.columns:
        successors = canonical[_SUCCESSOR]
        listed = [*references.unit_codes, *canonical[_UNIT].drop_nulls()]
        found["unknown_successor"] = successors.is_not_null() & ~successors.is_in(listed).fill_null(False)
    return found


def numeric_twins(canonical: pl.DataFrame, kind: RecordKind, refused: pl.Series) -> pl.Series:
    """Rows of one key whose code may have been a number: 1.1 and 1.10 of typed cells are one, as 1.1 twice is.

    Args:
        canonical: all stored columns.
        refused: Boolean, true for rows that are refused anyway.
    """
    code = kind.key[-1]
    if canonical.schema[code] != pl.String:
        return pl.repeat(False, canonical.height, dtype=pl.Boolean, eager=True)
    is_number = pl.col(code).str.contains(_CUT_SHORT).fill_null(False) & ~pl.lit(refused)
    is_twin = pl.struct(pl.when(is_number).then(name) for name in kind.key).is_duplicated()
    return canonical.select(is_number & is_twin).to_series()


def any_of(masks: list[pl.Series], size: int) -> pl.Series:
    """Rows of which any of the masks is true."""
    result = pl.repeat(False, size, dtype=pl.Boolean, eager=True)
    for mask in masks:
        result = result | mask
    return result
