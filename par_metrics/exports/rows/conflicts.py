"""Rows of one file that say different things about one record, of kinds without dates to tell which is newer."""

from collections.abc import Sequence

import polars as pl

from par_metrics.exports.rows import messages
from par_metrics.exports.rows.defects import Defect
from par_metrics.exports.rows.filling import Filled
from schemas import RecordKind


def conflicting(
    canonical: pl.DataFrame, refused: pl.Series, filled: Filled, sheets: Sequence[str | None], kind: RecordKind
) -> list[Defect]:
    """The defect of rows that share their key with a row that differs; none for kinds that keep the newest.

    Identical rows are no conflict, and a row refused for another reason is not there.

    Args:
        canonical: all stored columns.
        refused: Boolean, true for the rows refused for other reasons.
        filled: gives the place of each row.
        sheets: name of the sheet of each table.
    """
    if kind.conflicts == "newest":
        return []
    row = pl.col("row").cast(pl.String)
    named = filled.rows.select("table", "row").with_columns(
        sheet=pl.col("table").replace_strict(
            list(range(len(sheets))), pl.Series(sheets, dtype=pl.String), return_dtype=pl.String
        )
    )
    place = row if len(sheets) == 1 else pl.concat_str(pl.col("sheet").fill_null(""), pl.lit(" "), row)
    content = pl.struct(field.name for field in kind.stored)
    same_key = canonical.hstack(named.select(place.alias("place"))).filter(~refused).with_columns(content=content)
    rivals = same_key.group_by(kind.key).agg(
        differing=pl.col("content").n_unique() > 1, places=pl.col("place").str.join(", ")
    )
    found = canonical.select(kind.key).join(rivals, on=kind.key, how="left", maintain_order="left")
    broken = found["differing"].fill_null(False) & ~refused
    last = kind.key[-1]
    return [
        Defect(
            "conflicting_rows",
            messages.CONFLICTING_ROWS,
            broken,
            kind.by_name[last],
            found["places"],
            last,
            is_said_by_us=True,
        )
    ]
