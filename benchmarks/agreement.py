"""That what is compared counts the same: a fast wrong number is no yardstick.

    python -m benchmarks.agreement OURS THEIRS

OURS is what `par-metrics compute --grain month --by unit_code --format csv` wrote. THEIRS is a CSV of `indicator,
unit_code, month, numerator, denominator`, or a database that dbt built with a table a figure. A figure with the name
of an indicator claims to be it.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb
import polars as pl

CELL = ("indicator", "unit_code", "month")
# Without these a comparison says nothing.
LEAST = ("digital_components_rate", "online_dossiers_rate", "on_time_rate")


def ours(path: Path) -> pl.DataFrame:
    """Both sides of every cell of the months that had begun."""
    table = pl.read_csv(path, infer_schema_length=None).rename({"period": "month"})
    return _typed(table.filter(pl.col("period_start") < pl.col("as_of")))


def theirs(path: Path) -> pl.DataFrame:
    """The cells of a peer, in the same columns."""
    if path.suffix == ".csv":
        return _typed(pl.read_csv(path, infer_schema_length=None))
    with duckdb.connect(path, read_only=True) as connection:
        query = "SELECT table_name FROM information_schema.columns WHERE column_name = 'denominator' ORDER BY 1"
        tables = [name for (name,) in connection.execute(query).fetchall()]
        cells = " UNION ALL ".join(
            f"SELECT '{name}' AS indicator, unit_code, month, numerator, denominator FROM {name}" for name in tables
        )
        return _typed(connection.sql(cells).pl())


def _typed(table: pl.DataFrame) -> pl.DataFrame:
    return table.select(*CELL, pl.col("numerator").cast(pl.Float64), pl.col("denominator").cast(pl.Float64))


def same(own: pl.DataFrame, peer: pl.DataFrame) -> Sequence[str]:
    """The indicators that both have, equal in every cell; a cell that one lacks counts nothing there.

    Raises:
        ValueError: one differs, or too few are shared to compare at all.
    """
    shared = sorted(set(own["indicator"]) & set(peer["indicator"]))
    if missing := [name for name in LEAST if name not in shared]:
        raise ValueError(f"not compared: {', '.join(missing)}")
    both = own.join(peer, on=CELL, how="full", coalesce=True, suffix="_theirs").filter(
        pl.col("indicator").is_in(shared)
    )
    differs = pl.any_horizontal(
        pl.col(side).fill_null(0) != pl.col(f"{side}_theirs").fill_null(0) for side in ("numerator", "denominator")
    )
    if not (wrong := both.filter(differs)).is_empty():
        raise ValueError(f"{wrong.height} of {both.height} cells differ, among them {wrong.row(0, named=True)}")
    return shared


def main() -> None:
    """Compare; what differs ends it with status 1."""
    own, peer = map(Path, sys.argv[1:])
    try:
        shared = same(ours(own), theirs(peer))
    except ValueError as error:
        raise SystemExit(f"{peer.name}: {error}") from error
    print(f"{peer.name}: equal in every cell: {', '.join(shared)}")


if __name__ == "__main__":
    main()
