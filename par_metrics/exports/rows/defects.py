"""Collecting what is wrong with the rows of an export into one line per refused row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import polars as pl

from par_metrics.domain.privacy import cut, mask, may_be_office, may_be_quoted_code, may_be_quoted_title, may_be_shown
from par_metrics.exports.rows.filling import Filled
from par_metrics.exports.rows.messages import with_place
from par_metrics.readers.serial_dates import with_day_said
from par_metrics.readers.values import map_unique
from schemas import Field, Label, RecordKind, ValueType

UNREADABLE = "unreadable_value"
_SHORTEST_NAME = 4
_OFFICES = ("unit_name", "former_names")
_TITLES = ("procedure_name",)
_CODES = (ValueType.CODE, ValueType.PROCEDURE_CODE)
_AMOUNTS = (ValueType.INTEGER, ValueType.DECIMAL)

REFUSED_SCHEMA: dict[str, pl.DataType] = {
    "row": pl.UInt32(),
    "sheet": pl.String(),
    "column": pl.String(),
    "field": pl.String(),
    "rule": pl.String(),
    "message_vi": pl.String(),
    "message_en": pl.String(),
    "value": pl.String(),
    "also": pl.String(),
}


@dataclass(frozen=True)
class Defect:
    """One thing wrong, in one column, of some rows.

    Args:
        rule: id of the refusal.
        label: what is wrong and what to do; `{value}` is the cell.
        broken: Boolean, true for the rows.
        field: the column, None if it is the row as a whole.
        cell: the cells as exported, None where there is nothing to quote.
        place: the column of `Filled.headings` that names it.
        is_said_by_us: `cell` holds words of ours, or a mask, and nothing of the file.
    """

    rule: str
    label: Label
    broken: pl.Series
    field: Field | None = None
    cell: pl.Series | None = None
    place: str = ""
    is_said_by_us: bool = False


def refused_rows(
    defects: Sequence[Defect], filled: Filled, sheets: Sequence[str | None], kind: RecordKind, file: str
) -> pl.DataFrame:
    """One line per refused row: its first defect in column order, the others in `also`.

    Args:
        defects: in column order.
        filled: the text of the rows.
        sheets: name of the sheet of each table.
        kind: tells which columns are personal.
        file: name of the file, for the messages.
    Returns:
        Columns of `REFUSED_SCHEMA`, in the order of the rows.
    """
    parts = []
    for order, defect in enumerate(defects):
        if defect.broken.any():
            vi, en = with_place(defect.label, file, many_tables=len(sheets) > 1)
            messages = (pl.lit(order).alias("order"), vi.alias("message_vi"), en.alias("message_en"))
            parts.append(lines_of(defect, filled, sheets, kind).with_columns(messages))
    if not parts:
        return pl.DataFrame(schema=REFUSED_SCHEMA)
    lines = pl.concat(parts).sort("index", "order")
    further = pl.format("{}: {}", pl.col("field").fill_null("row"), "rule")
    first = lines.group_by("index", maintain_order=True).agg(
        pl.exclude("index", "order").first(),
        further.slice(1).str.join("; ").alias("also"),
    )
    also = pl.when(pl.col("also") != "").then("also").alias("also")
    return first.with_columns(also).select(pl.col(name).cast(dtype) for name, dtype in REFUSED_SCHEMA.items())


def lines_of(defect: Defect, filled: Filled, sheets: Sequence[str | None], kind: RecordKind) -> pl.DataFrame:
    """One line per row of a defect: `index` (position of the row), `row`, `sheet`, `column`, `field`, `rule`, `value`.

    Behind these `said`: the value as messages quote it, where a serial number of a day stands with its day.
    """
    rows = filled.rows
    index = defect.broken.arg_true()
    cells = defect.cell if defect.cell is not None else pl.repeat(None, rows.height, dtype=pl.String, eager=True)
    personal = personal_columns(rows, kind)
    lines = rows.select("table", "row", *personal).with_columns(cells.alias("value"))[index]
    field = defect.field
    shown = lines["value"] if defect.is_said_by_us else safe_values(lines, field, personal)
    return lines.select(
        index.alias("index"),
        "row",
        _by_table(list(sheets)).alias("sheet"),
        _by_table([heading_of(defect, headings.get(defect.place)) for headings in filled.headings]).alias("column"),
        pl.lit(field.name if field else None, dtype=pl.String).alias("field"),
        pl.lit(defect.rule).alias("rule"),
        shown.alias("value"),
        _said(shown, defect, filled).alias("said"),
    )


def _said(shown: pl.Series, defect: Defect, filled: Filled) -> pl.Series:
    """The values as messages quote them; what could not be read as a day is none."""
    is_day = defect.field is not None and defect.field.polars_type.is_temporal() and defect.rule != UNREADABLE
    return with_day_said(shown, from_1904=filled.days_from_1904) if is_day else shown


def safe_values(lines: pl.DataFrame, field: Field | None, personal: Sequence[str] = ()) -> pl.Series:
    """The column `value`: each cell as it may be shown, masked too if it holds what a personal cell of its row does."""
    shows = _shows(field)
    values = lines["value"]
    shown = map_unique(values, lambda text: cut(text) if shows(text) else mask(text), pl.String())
    return lines.with_columns(shown=shown, hidden=map_unique(values, mask, pl.String())).select(
        pl.when(_holds_any(pl.col("value"), personal)).then("hidden").otherwise("shown").alias("value")
    )["value"]


def _shows(field: Field | None) -> Callable[[str], bool]:
    """What tells whether a cell of a field has the shape of its column."""
    if field is not None and field.name in _OFFICES:
        return may_be_office
    if field is not None and field.name in _TITLES:
        return may_be_quoted_title
    if field is not None and field.type in _CODES and not field.pseudonym:
        return may_be_quoted_code
    amount = field is not None and field.type in _AMOUNTS
    return partial(may_be_shown, amount=amount)


def _holds_any(value: pl.Expr, personal: Sequence[str]) -> pl.Expr:
    holds = pl.lit(False)
    for name in personal:
        named = pl.col(name).str.len_chars() >= _SHORTEST_NAME
        found = (value == pl.col(name)) | (named & value.str.contains(pl.col(name), literal=True))
        holds = holds | found.fill_null(False)
    return holds


def personal_columns(rows: pl.DataFrame, kind: RecordKind) -> list[str]:
    """The columns of personal fields, and further ones that claim them (`applicant_name+1`)."""
    fields = {name: kind.by_name.get(name.split("+")[0]) for name in rows.columns}
    return [name for name, field in fields.items() if field is not None and (field.personal or field.pseudonym)]


def heading_of(defect: Defect, printed: str | None) -> str | None:
    """The heading as printed; the field's label where the export has no such column."""
    return printed or (defect.field.label.vi if defect.field else None)


def _by_table(texts: Sequence[str | None]) -> pl.Expr:
    """The text of each row's table."""
    return pl.col("table").replace_strict(
        list(range(len(texts))), pl.Series(texts, dtype=pl.String), return_dtype=pl.String
    )
