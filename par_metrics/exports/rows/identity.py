"""Whose the refused rows are: their unit and key, so far as these could be read.

Kept so that figures can say how many records of a unit they lack, and so that a refused record is
known again when a later file brings it. They are stored, so what may name somebody is left out.
"""

from collections.abc import Iterator, Sequence

import polars as pl

from par_metrics.domain.privacy import is_somebodys
from par_metrics.exports.rows.defects import Defect, personal_columns
from par_metrics.exports.rows.filling import Filled
from par_metrics.readers.values import map_unique
from schemas import RecordKind
from schemas.kind import key_expr

_UNITS = ("unit_code", "place_code")


def identities(
    canonical: pl.DataFrame, filled: Filled, refused: pl.Series, defects: Sequence[Defect], kind: RecordKind
) -> pl.DataFrame:
    """The unit and the whole key, as one text, of each refused row.

    Args:
        canonical: all stored columns of all rows, personal keys as pseudonyms.
        filled: the text of the rows.
        refused: Boolean, true for the refused rows.
        defects: what is wrong with single values or with the shape of rows.
    Returns:
        `unit_code` and `key`, a line per refused row in their order; null where they could not be read.
    """
    if not refused.any():
        return pl.DataFrame(schema={"unit_code": pl.String, "key": pl.String})
    unit = next((name for name in _UNITS if name in kind.by_name), None)
    rows, cells = canonical.filter(refused), filled.rows.filter(refused)
    of_refused = [(defect.field, defect.broken.filter(refused)) for defect in defects]
    unreadable = {
        name: [broken for field, broken in of_refused if field is None or field.name == name]
        for name in (*kind.key, *filter(None, [unit]))
    }
    readable = rows.select(
        pl.when(~pl.any_horizontal(pl.lit(False), *broken, *_of_somebody(name, rows, cells, kind)))
        .then(pl.col(name))
        .alias(name)
        for name, broken in unreadable.items()
    )
    return readable.select(unit_code=pl.col(unit) if unit else pl.lit(None, pl.String), key=key_expr(kind.key))


def _of_somebody(name: str, rows: pl.DataFrame, cells: pl.DataFrame, kind: RecordKind) -> Iterator[pl.Series]:
    """Where a text is or holds somebody's name or number, or stands in a personal cell of its row too."""
    if rows.schema[name] != pl.String:
        return
    if not kind.by_name[name].pseudonym:
        yield map_unique(rows[name], is_somebodys, pl.Boolean()).fill_null(False)
    if name in cells.columns:
        for personal in personal_columns(cells, kind):
            if personal != name:
                yield (cells[name] == cells[personal]).fill_null(False)
