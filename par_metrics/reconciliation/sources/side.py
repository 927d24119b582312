"""One side of a reconciliation: its records, and what they could not say."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from par_metrics.exports.rows.defects import REFUSED_SCHEMA
from schemas import Label, RecordKind

LOAD = "_load"
"""Column of a side's frame that tells which load, or file, a record comes from."""


@dataclass(frozen=True)
class Side:
    """Records of one kind as one source, one load or one file knows them.

    Args:
        name: what it was asked for by.
        label: what it is, for people.
        kind: the kind of its records.
        records: all stored columns of the kind, and `_load`.
        providers: column -> the loads whose exports have it; a column no export has is left out.
        refused: rows of the export that were refused (`defects.REFUSED_SCHEMA`), with reasons.
        duplicates: rows of the export left out because their key occurs again in it.
        exported_at: when the export was made; None for a source, which has many.
    """

    name: str
    label: Label
    kind: RecordKind
    records: pl.DataFrame
    providers: Mapping[str, frozenset[str]]
    refused: pl.DataFrame
    duplicates: int = 0
    exported_at: datetime | None = None

    def provides(self, columns: Collection[str], prefix: str = "") -> pl.Expr:
        """Whether the export of a record has any of `columns`, or its value was handed on by an earlier one.

        Args:
            columns: canonical names.
            prefix: of the side's columns in the frame the expression is used in.
        """
        providing = frozenset().union(*(self.providers.get(name, frozenset()) for name in columns))
        handed_on = pl.any_horizontal(pl.col(prefix + name).is_not_null() for name in columns)
        return pl.col(prefix + LOAD).is_in(sorted(providing)) | handed_on


def side_of_export(
    name: str,
    label: Label,
    kind: RecordKind,
    rows: pl.DataFrame,
    provided: Collection[str],
    *,
    refused: pl.DataFrame | None = None,
    duplicates: int = 0,
    exported_at: datetime | None = None,
) -> Side:
    """The side that one export makes.

    Args:
        rows: accepted rows; stored columns that the export lacks count as null.
        provided: columns the export has.
    """
    stored = [
        pl.col(field.name) if field.name in rows.columns else pl.lit(None, field.polars_type).alias(field.name)
        for field in kind.stored
    ]
    records = rows.select(*stored, pl.lit(name).alias(LOAD))
    providers = {column: frozenset({name}) for column in provided}
    nothing = pl.DataFrame(schema=REFUSED_SCHEMA)
    return Side(name, label, kind, records, providers, nothing if refused is None else refused, duplicates, exported_at)
