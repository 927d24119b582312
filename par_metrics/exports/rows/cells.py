"""Reading the text of an export: every column typed, units and procedures found, defects noted."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from par_metrics.domain.privacy import NO_AMOUNT
from par_metrics.exports.profiles.detection import Match
from par_metrics.exports.profiles.profile import field_of
from par_metrics.exports.rows import messages
from par_metrics.exports.rows.defects import UNREADABLE, Defect
from par_metrics.exports.rows.filling import DERIVED, EMPTY_FILLED, EXPORTED, UNCALCULATED, Filled
from par_metrics.exports.rows.references import (
    UNKNOWN_NAME,
    Days,
    References,
    Resolved,
    resolve_procedures,
    resolve_units,
)
from par_metrics.readers.addresses import nearest_plan_row
from par_metrics.readers.dates import DateReading, read_due_times
from par_metrics.readers.values import DRESSED_CODE, few_values, map_unique, plain_codes, read_values
from schemas import Field, RecordKind, ValueType

FORMULA_NOT_CALCULATED = "formula_not_calculated"
# A day is no code: a spreadsheet makes one of `12-2026` or `3-12`, and shows it as here. Of what names a respondent the
# time of an answer may be all there is.
_DATED = (
    r"^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$"
    r"|^(?:\d{1,2}-)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?:-\d{2}|-\d{4})$"
    r"|^\d{1,2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)$"
)

_UNIT, _UNIT_NAME = "unit_code", "unit_name"
_PROCEDURE, _PROCEDURE_NAME = "procedure_code", "procedure_name"

# A blank cell is "no", or says that nobody knows: no figure made of it is what it seems.
_TOLD_WHERE_EMPTY = (ValueType.BOOLEAN, ValueType.CATEGORY)

# No count of an office, no days and no points are as many; a citizen's number is.
_MORE_THAN_COUNTED = 100_000_000
_AMOUNTS = (ValueType.INTEGER, ValueType.DECIMAL)
_CODES = (ValueType.CODE, ValueType.PROCEDURE_CODE)

# A number as spreadsheets and programs write it when it grows long: `2.02603E+14`, `2,02603E14`, `2E+14`, `2E14`.
# `1E5` and `12E45` may be codes.
_SCIENTIFIC = r"(?i)^[+-]?(?:\d+[.,]\d+E[+-]?\d{1,3}|\d+E\+\d{1,3}|\dE-?\d{2,3})$"


_ODD_CODE = "|".join(f"(?:{shape})" for shape in (DRESSED_CODE, _SCIENTIFIC, _DATED))


@dataclass(frozen=True)
class Typed:
    """The columns of a kind as they were read, with what could not be.

    Args:
        columns: field -> values; a blank cell of a Boolean column is "no", what the export lacks is not there.
        defects: what refuses its row.
        emptied: what could not be read in fields that decide no figure: the cell is empty.
        doubtful: cells that were not believed: names of units that the register lacks.
        ways: a warning's id -> the rows it is about.
        empty: fields whose column the export has and never fills, though a blank cell says something there.
        unknown: outcome -> rows of tables that lack its column, where others have it.
        due_at_midnight: how many due times of which midnight was read as the end of the day.
    """

    columns: dict[str, pl.Series]
    defects: list[Defect]
    emptied: list[Defect]
    doubtful: list[Defect]
    ways: Mapping[str, pl.Series]
    empty: tuple[Field, ...]
    unknown: Mapping[str, pl.Series]
    due_at_midnight: int


def read_columns(match: Match, filled: Filled, references: References, timezone: str) -> Typed:
    """Reads every stored column, and those only read to fill others."""
    kind, rows = match.kind, filled.rows
    read_section = match.profile.read
    table = match.bindings[0].table
    reading = DateReading(
        read_section.datetime_formats,
        read_section.timezone or timezone,
        timezone,
        read_section.due_at_midnight,
        serials_from_1904=filled.days_from_1904,
    )
    typed_numbers = table.typed_numbers
    columns: dict[str, pl.Series] = {}
    defects: list[Defect] = []
    emptied: list[Defect] = []
    empty: list[Field] = []
    due_at_midnight = 0
    nowhere = pl.repeat(False, rows.height, dtype=pl.Boolean, eager=True)
    for field in kind.fields:
        if field.personal or field.name == "raw_status":
            continue
        parts = [name for name in rows.columns if name == field.name or name.startswith(f"{field.name}+")]
        read: dict[str, pl.Series] = {}
        unread = nowhere
        defects += _uncalculated(field, rows)
        for part in parts:
            text, damaged = _without_damaged(field, part, rows)
            if field.type is ValueType.DUE:
                due = read_due_times(text, reading)
                read[part] = due.times
                due_at_midnight += int((due.at_midnight & _is_own(field.name, rows)).sum())
            else:
                # A code that was a number in a spreadsheet shows it in the CSV that was saved from it too.
                typed = typed_numbers or field.type in _CODES
                read[part] = read_values(text, field, reading, typed_numbers=typed, plan_rows=references.plan_rows)
                if field.type in _AMOUNTS:
                    read[part] = _without_phones(text, read[part], field)
            found = [*damaged, *_unreadable(field, part, text, read[part], rows, references)]
            (defects if kind.decides(field) else emptied).extend(found)
            for defect in found:
                unread = unread | defect.broken
        if parts:
            columns[field.name] = _own_or_sum(field.name, read)
            says_something = field.type in _TOLD_WHERE_EMPTY or field.name in kind.outcomes
            if says_something and filled.is_blank(field.name) and rows.height and not unread.any():
                empty.append(field)
        _fill_blanks(columns, field, kind, filled, unread)
    ways: dict[str, pl.Series] = {}
    ways |= _resolve(columns, kind, references, rows.height)
    ways |= _derivations(columns, filled)
    if "raw_status" in kind.by_name and (raw := _raw_status(filled)) is not None:
        columns["raw_status"] = raw
    unknown = {name: ~has for name in kind.outcomes if name in columns and not (has := filled.has(name)).all()}
    doubtful = _unknown_names(ways.pop(UNKNOWN_NAME, None), kind, rows)
    return Typed(columns, defects, emptied, doubtful, ways, tuple(empty), unknown, due_at_midnight)


def _without_phones(text: pl.Series, numbers: pl.Series, field: Field) -> pl.Series:
    """The numbers without those that are a phone's or a citizen's as they are written, or too large for a count."""
    phones = text.str.contains(NO_AMOUNT).fill_null(False)
    if not field.name.endswith("_vnd"):
        phones = phones | (numbers.abs() >= _MORE_THAN_COUNTED).fill_null(False)
    return numbers.zip_with(~phones, numbers.clear(numbers.len())) if phones.any() else numbers


def _is_own(name: str, rows: pl.DataFrame) -> pl.Series:
    """Where the value of a field is its own cell, not one that a rule took from another column."""
    if DERIVED + name in rows.columns:
        return ~rows[DERIVED + name]
    return pl.repeat(True, rows.height, dtype=pl.Boolean, eager=True)


def _unknown_names(doubted: pl.Series | None, kind: RecordKind, rows: pl.DataFrame) -> list[Defect]:
    """The names of units beside which the dossier code was believed."""
    if doubted is None or _UNIT_NAME not in rows.columns:
        return []
    name = rows[_UNIT_NAME]
    return [Defect(UNKNOWN_NAME, messages.UNKNOWN_UNIT_NAME, doubted, kind.by_name[_UNIT_NAME], name, _UNIT_NAME)]


def _fill_blanks(
    columns: dict[str, pl.Series], field: Field, kind: RecordKind, filled: Filled, unread: pl.Series
) -> None:
    """The default in place, and "no" for a blank cell of a Boolean column; nothing where the cell was not blank."""
    size = filled.rows.height
    if field.default is not None:
        given = columns.get(field.name, pl.repeat(None, size, dtype=field.polars_type, eager=True))
        blank = ~unread
        meant = field.default
    elif field.type is ValueType.BOOLEAN and field.name in columns and field.name not in kind.required:
        given = columns[field.name]
        blank = ~unread & filled.has(field.name)
        meant = False
    else:
        return
    value = pl.Series([meant], dtype=field.polars_type)
    columns[field.name] = given.zip_with(given.is_not_null() | ~blank, value).alias(field.name)


def _without_damaged(field: Field, part: str, rows: pl.DataFrame) -> tuple[pl.Series, list[Defect]]:
    """The cells of a code without those that a spreadsheet turned into a rounded number or a day."""
    text = rows[part]
    if field.type not in _CODES:
        return text, []
    # Most columns hold nothing odd, and one look at all shapes tells.
    different = few_values(text)
    if not (text if different is None else different).str.contains(_ODD_CODE).any():
        return text, []
    text = plain_codes(text)
    shapes = [(_SCIENTIFIC, messages.DAMAGED_CODE)]
    if not field.pseudonym:
        shapes.append((_DATED, messages.DATED_CODE))
    found = []
    for shape, label in shapes:
        damaged = text.str.contains(shape).fill_null(False)
        if damaged.any():
            found.append(Defect("damaged_code", label, damaged, field, text, part))
            text = text.zip_with(~damaged, text.clear(text.len()))
    return text, found


def _unreadable(
    field: Field, part: str, text: pl.Series, read: pl.Series, rows: pl.DataFrame, references: References
) -> list[Defect]:
    """The cells that could not be read; those that name no row of the plan by the row that was perhaps meant."""
    if read.null_count() == text.null_count():  # what is blank reads as nothing
        return []
    broken = text.is_not_null() & read.is_null()
    if field.type is ValueType.PLAN_ROW:
        unread = pl.select(pl.when(broken).then(text)).to_series()
        nearest = map_unique(unread, lambda cell: nearest_plan_row(cell, references.plan_rows), pl.String())
        return [
            Defect(
                "unknown_plan_row",
                messages.unknown_plan_row(row) if row else messages.NO_PLAN,
                (nearest == row).fill_null(False),
                field,
                text,
                part,
            )
            for row in nearest.unique(maintain_order=True).drop_nulls()
        ]
    cell = rows[EXPORTED + part] if EXPORTED + part in rows.columns else text
    is_status = field.name == "status" and field.values
    rule, label = ("unknown_status", messages.UNKNOWN_STATUS) if is_status else (UNREADABLE, messages.unreadable(field))
    return [Defect(rule, label, broken, field, cell, part)]


def _uncalculated(field: Field, rows: pl.DataFrame) -> list[Defect]:
    """The cells of the field, or those its rule looks at, that hold a formula without a value."""
    flags = [name for name in rows.columns if name.startswith(UNCALCULATED)]
    places = {flag: flag.removeprefix(UNCALCULATED) for flag in flags}
    return [
        Defect(FORMULA_NOT_CALCULATED, messages.FORMULA_NOT_CALCULATED, rows[flag], field, None, place)
        for flag, place in places.items()
        if field_of(place) == field.name
    ]


def _own_or_sum(name: str, read: Mapping[str, pl.Series]) -> pl.Series:
    """The column itself; where it is empty, the sum of its addends that are filled."""
    addends = [values for part, values in read.items() if part != name]
    if not addends:
        return read[name].alias(name)
    filled = [values.is_not_null() for values in addends]
    total = pl.select(pl.when(pl.any_horizontal(filled)).then(pl.sum_horizontal(addends))).to_series()
    own = read.get(name)
    return (total if own is None else own.zip_with(own.is_not_null(), total)).alias(name)


def _raw_status(filled: Filled) -> pl.Series | None:
    """The status as the export wrote it, nothing where it was derived or is a constant."""
    rows = filled.rows
    if "raw_status" in rows.columns:
        return rows["raw_status"]
    if not any("status" in headings for headings in filled.headings):
        return None
    if EXPORTED + "status" in rows.columns:
        return rows[EXPORTED + "status"].alias("raw_status")
    nothing = pl.repeat(None, rows.height, dtype=pl.String, eager=True)
    derived = rows.columns.count(DERIVED + "status")
    raw = nothing.zip_with(rows[DERIVED + "status"], rows["status"]) if derived else rows["status"]
    return raw.alias("raw_status")


def _resolve(
    columns: dict[str, pl.Series], kind: RecordKind, references: References, size: int
) -> dict[str, pl.Series]:
    """Fills unit and procedure codes in place; the rows each way served."""
    nothing = pl.repeat(None, size, dtype=pl.String, eager=True)
    ways: dict[str, pl.Series] = {}
    if _UNIT in kind.by_name and is_looked_up(kind, _UNIT_NAME):
        units: Resolved = resolve_units(
            columns.get(_UNIT, nothing),
            columns.get(_UNIT_NAME, nothing),
            columns.get("dossier_code", nothing),
            _entry_days(columns if references.units_by_shared_name else {}, kind, size),
            references,
        )
        columns[_UNIT] = units.code.alias(_UNIT)
        ways |= units.ways
    if is_looked_up(kind, _PROCEDURE_NAME) and {_PROCEDURE, _PROCEDURE_NAME} & set(columns):
        procedures = resolve_procedures(
            columns.get(_PROCEDURE, nothing), columns.get(_PROCEDURE_NAME, nothing), references
        )
        columns[_PROCEDURE] = procedures.code.alias(_PROCEDURE)
        ways |= procedures.ways
    return ways


def _entry_days(columns: Mapping[str, pl.Series], kind: RecordKind, size: int) -> Days:
    """The first and last day on which each record may have come to exist; null where nothing says."""
    named = [name for name in (kind.entry, *kind.events) if name is not None and name in columns]
    nothing = pl.repeat(None, size, dtype=pl.Date, eager=True)
    if named:
        day = pl.select(pl.coalesce(columns[name].cast(pl.Date) for name in named)).to_series()
        return day, day
    if "year" not in columns:
        return nothing, nothing
    year = pl.lit(columns["year"].cast(pl.Int32))
    first, last = pl.date(year, 1, 1).alias("first"), pl.date(year, 12, 31).alias("last")
    days = pl.select(first, last)
    return days["first"], days["last"]


def is_looked_up(kind: RecordKind, name: str) -> bool:
    """Whether the name is only read to find a code."""
    return name in kind.by_name and not kind.by_name[name].stored


def _derivations(columns: Mapping[str, pl.Series], filled: Filled) -> dict[str, pl.Series]:
    ways = {}
    for flag, rule, name in (
        (DERIVED, "status_derived", "status"),
        (EMPTY_FILLED, "channel_from_profile_default", "channel"),
    ):
        if flag + name in filled.rows.columns and name in columns:
            ways[rule] = filled.rows[flag + name]
    return ways
