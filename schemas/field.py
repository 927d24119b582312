"""What a field is: its type, its names, its headings, and whether it is personal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import polars as pl

from schemas.labels import Label


class ValueType(StrEnum):
    """How the text of a cell is read (docs/reference/values.md)."""

    TEXT = "text"
    CODE = "code"
    PROCEDURE_CODE = "procedure_code"
    CATEGORY = "category"
    STATUS = "status"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    PERIOD = "period"
    PLAN_ROW = "plan_row"
    DATE = "date"
    DATETIME = "datetime"
    DUE = "due"
    """A timestamp by which something is promised: a date alone means the end of that day."""


_POLARS: Mapping[ValueType, pl.DataType] = {
    ValueType.TEXT: pl.String(),
    ValueType.CODE: pl.String(),
    ValueType.PROCEDURE_CODE: pl.String(),
    ValueType.CATEGORY: pl.String(),
    ValueType.STATUS: pl.Int8(),
    ValueType.INTEGER: pl.Int64(),
    ValueType.DECIMAL: pl.Float64(),
    ValueType.BOOLEAN: pl.Boolean(),
    ValueType.PERIOD: pl.String(),
    ValueType.PLAN_ROW: pl.String(),
    ValueType.DATE: pl.Date(),
    ValueType.DATETIME: pl.Datetime("us"),
    ValueType.DUE: pl.Datetime("us"),
}

_DUCKDB: Mapping[ValueType, str] = {
    ValueType.TEXT: "VARCHAR",
    ValueType.CODE: "VARCHAR",
    ValueType.PROCEDURE_CODE: "VARCHAR",
    ValueType.CATEGORY: "VARCHAR",
    ValueType.STATUS: "TINYINT",
    ValueType.INTEGER: "BIGINT",
    ValueType.DECIMAL: "DOUBLE",
    ValueType.BOOLEAN: "BOOLEAN",
    ValueType.PERIOD: "VARCHAR",
    ValueType.PLAN_ROW: "VARCHAR",
    ValueType.DATE: "DATE",
    ValueType.DATETIME: "TIMESTAMP",
    ValueType.DUE: "TIMESTAMP",
}


@dataclass(frozen=True)
class Field:
    """One column of one or more record kinds, defined here and nowhere else.

    Args:
        name: canonical name; a unit of measure is its suffix (`_vnd`, `_days`).
        type: how cells are read and what is stored.
        label: heading for people.
        doc: what the column means, with its source where the law fixes it.
        doc_vi: the same for the officer who fills in a template.
        headings: headings seen in real exports, as printed there.
        values: canonical value -> ways it is written in exports (CATEGORY, STATUS).
        default: value of a row whose cell is empty or whose column is absent.
        personal: personal data; neither stored nor shown.
        pseudonym: personal data of which a keyed pseudonym is stored, never the value itself.
        told_apart_by: columns beside the value that the pseudonym is made from (of a date its year), so
            that numbers given anew in every place and year name different people.
        stored: False for a column that is only read to fill others (a unit's name).
        decisive: a figure is decided by it, so a cell that cannot be read refuses its row; a cell of any
            other field is then left empty, with a warning (`RecordKind.decides`).
    """

    name: str
    type: ValueType
    label: Label
    doc: str = ""
    headings: tuple[str, ...] = ()
    values: Mapping[object, tuple[str, ...]] = field(default_factory=dict)
    default: object = None
    personal: bool = False
    pseudonym: bool = False
    told_apart_by: tuple[str, ...] = ()
    stored: bool = True
    decisive: bool = False
    doc_vi: str = ""

    @property
    def polars_type(self) -> pl.DataType:
        return _POLARS[self.type]

    @property
    def duckdb_type(self) -> str:
        return _DUCKDB[self.type]

    @property
    def is_time(self) -> bool:
        return self.type in (ValueType.DATE, ValueType.DATETIME, ValueType.DUE)

    def word(self, value: object) -> str:
        """The word of a coded value: the first in Vietnamese letters of the ways it is written, else the value."""
        written = self.values[value]
        words = [text for text in written if not text.isascii()] or [text for text in written if text.isalpha()]
        return words[0][:1].upper() + words[0][1:] if words else str(value)
