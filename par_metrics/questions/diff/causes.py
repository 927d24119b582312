"""What loads changed in the records they wrote, column by column."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from par_metrics.engines.base import Engine
from par_metrics.questions.diff.records import Load

_MOST_NAMED = 3
"""Where a key stands for many records (a procedure for its dossiers), so many are named."""


@dataclass(frozen=True)
class Causes:
    """What the loads between two instants wrote; each kind is asked for once a key.

    Args:
        engine: of the later instant.
        loads: all of them.
    """

    engine: Engine
    loads: Sequence[Load]
    _asked: dict[tuple[str, tuple[str, ...]], pl.DataFrame] = field(default_factory=dict)

    def written(self, kind: str, key: tuple[str, ...]) -> pl.DataFrame:
        """The records of a kind that loads wrote, by a key.

        Args:
            key: stored columns of the kind, not always its whole key.
        Returns:
            `load_id, record` (the key as text), `is_new` (no version before), `changes`:
            `status: 4 -> 10; completed_at: — -> 2026-03-09 08:00:00`. A record whose key
            itself was changed stands under both.
        """
        if (kind, key) not in self._asked:
            ids = [load.load_id for load in self.loads if load.kind == kind and load.event is None]
            self._asked[kind, key] = _by_record(self.engine.written(kind, ids, key))
        return self._asked[kind, key]


def _by_record(written: pl.DataFrame) -> pl.DataFrame:
    """One row a load and key; where several records share it, the first few are named."""
    rows = written.with_columns(changes=pl.when("is_new").then(pl.lit("")).otherwise("changes"))
    moved = rows.filter(pl.col("former") != pl.col("record")).with_columns(record="former")
    named = pl.when(pl.col("changes") == "").then("own").otherwise(pl.format("{} ({})", "own", "changes"))
    several = named.sort_by("own").head(_MOST_NAMED).str.join(", ")
    more = pl.when(pl.len() > _MOST_NAMED).then(pl.format(", +{}", pl.len() - _MOST_NAMED)).otherwise(pl.lit(""))
    return (
        pl.concat([rows, moved])
        .group_by("load_id", "record")
        .agg(
            is_new=pl.col("is_new").all(),
            changes=pl.when(pl.len() == 1).then(pl.col("changes").first()).otherwise(pl.concat_str(several, more)),
        )
    )
