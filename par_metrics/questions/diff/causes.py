"""What a load changed in the records it wrote, column by column."""

import polars as pl

from par_metrics.engines.base import Engine
from par_metrics.questions.diff.records import Load

_MOST_NAMED = 3
"""Where a key stands for many records (a procedure for its dossiers), so many are named."""


def written(engine: Engine, load: Load, key: tuple[str, ...]) -> pl.DataFrame:
    """The records that a load wrote, by a key.

    Args:
        key: stored columns of the load's kind, not always its whole key.
    Returns:
        `record` (the key as text), `is_new` (no version before), `changes`:
        `status: 4 -> 10; completed_at: — -> 2026-03-09 08:00:00`. A record whose key
        itself was changed stands under both.
    """
    rows = engine.written(load.kind, load.load_id, key).with_columns(
        changes=pl.when("is_new").then(pl.lit("")).otherwise("changes")
    )
    moved = rows.filter(pl.col("former") != pl.col("record")).with_columns(record="former")
    return _by_record(pl.concat([rows, moved]))


def _by_record(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a key; where several records share it, the first few are named."""
    named = pl.when(pl.col("changes") == "").then("own").otherwise(pl.format("{} ({})", "own", "changes"))
    several = named.sort_by("own").head(_MOST_NAMED).str.join(", ")
    more = pl.when(pl.len() > _MOST_NAMED).then(pl.format(", +{}", pl.len() - _MOST_NAMED)).otherwise(pl.lit(""))
    return rows.group_by("record").agg(
        is_new=pl.col("is_new").all(),
        changes=pl.when(pl.len() == 1).then(pl.col("changes").first()).otherwise(pl.concat_str(several, more)),
    )
