"""Collecting what is wrong with the rows of an export into one line per refused row."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import polars as pl

from par_metrics.domain.privacy import looks_personal, masked, mentions_somebody
from par_metrics.exports.rows.filling import Filled
from par_metrics.exports.rows.messages import with_place
from schemas import Field, Label, RecordKind, ValueType

_Name = TypeVar("_Name", str, str | None)
_LONGEST_VALUE = 120
_SHORTEST_NAME = 4
_PROSE = (
    ValueType.TEXT,
    ValueType.CODE,
    ValueType.PROCEDURE_CODE,
    ValueType.CATEGORY,
    ValueType.STATUS,
    ValueType.PERIOD,
    ValueType.PLAN_ROW,
)

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
    """

    rule: str
    label: Label
    broken: pl.Series
    field: Field | None = None
    cell: pl.Series | None = None
    place: str = ""


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
    """One line per row of a defect: `index` (position of the row), `row`, `sheet`, `column`, `field`, `rule`, value."""
    rows = filled.rows
    index = defect.broken.arg_true()
    cells = defect.cell if defect.cell is not None else pl.repeat(None, rows.height, dtype=pl.String, eager=True)
    personal = personal_columns(rows, kind)
    lines = rows.select("table", "row", *personal).with_columns(cells.alias("value"))[index]
    field = defect.field
    return lines.select(
        index.alias("index"),
        "row",
        _by_table(list(sheets)).alias("sheet"),
        _by_table([heading_of(defect, headings.get(defect.place)) for headings in filled.headings]).alias("column"),
        pl.lit(field.name if field else None, dtype=pl.String).alias("field"),
        pl.lit(defect.rule).alias("rule"),
        safe_value(pl.col("value"), field, personal).alias("value"),
    )


def safe_value(value: pl.Expr, field: Field | None, personal: Sequence[str] = ()) -> pl.Expr:
    """The cell, masked if it looks personal or holds what a personal cell of its row does, cut if long."""
    suspicious = looks_personal(value, prose=field is None or field.type in _PROSE) | mentions_somebody(value)
    for name in personal:
        named = pl.col(name).str.len_chars() >= _SHORTEST_NAME
        holds = (value == pl.col(name)) | (named & value.str.contains(pl.col(name), literal=True))
        suspicious = suspicious | holds.fill_null(False)
    short = pl.when(value.str.len_chars() > _LONGEST_VALUE).then(value.str.head(_LONGEST_VALUE) + "…").otherwise(value)
    return pl.when(suspicious).then(masked(value)).otherwise(short)


def shown_names(names: Sequence[_Name]) -> list[_Name]:
    """Headings or names of sheets as they may be shown: masked where one looks personal."""
    texts = pl.DataFrame({"name": names}, schema={"name": pl.String})
    return texts.select(safe_value(pl.col("name"), None)).to_series().to_list()


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
