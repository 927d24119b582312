"""How well the forecasts of `par-metrics pace` do, on made-up records whose outcome is known.

    python -m benchmarks.backtest [--series N] [--dossiers N] [--units N] [--seeds N]

First on series of months of each kind (`benchmarks.series`): how often the intervals held the
year's share, and the number of records that came. Then on whole exports, loaded and asked as an
officer does: at every month's end within two quarters and nine months, the end of the period is
forecast for every unit and for all together, and compared with what the figure became. The second
unit's export changes what it contains in the middle of the year (a register without results
and apologies, then a full list); no forecast can know that, so it is shown apart.
"""

import argparse
import tempfile
from pathlib import Path

import polars as pl
from rich.console import Console
from rich.table import Table

PERIODS = ("2026-Q2", "2026-Q3", "2026-01-01/2026-09-30")
CHANGED_UNIT = "H60.102"
_NUMBERS = ("held", "number_held", "width", "error", "naive_error")


def compared(dossiers: int, units: int, seed: int) -> pl.DataFrame:
    """The forecasts of one sample beside their outcomes."""
    import par_metrics as pm
    from par_metrics.questions.forecast.backtest import backtest
    from par_metrics.sample import write_sample

    with tempfile.TemporaryDirectory() as scratch:
        workspace = pm.Workspace.create(Path(scratch) / "workspace", unit="H60.101")
        for path in write_sample(dossiers, units, seed, Path(scratch) / "sample"):
            workspace.ingest(path)
        with workspace.snapshot() as snapshot:
            return backtest(snapshot, PERIODS)


def printed(console: Console, title: str, quality: pl.DataFrame) -> None:
    table = Table(*quality.columns, title=title, title_justify="left")
    for row in quality.iter_rows(named=True):
        table.add_row(*(f"{value:.3f}" if name in _NUMBERS else str(value) for name, value in row.items()))
    console.print(table)


def main() -> None:
    """Forecast, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--series", type=int, default=90)
    parser.add_argument("--dossiers", type=int, default=3000)
    parser.add_argument("--units", type=int, default=4)
    parser.add_argument("--seeds", type=int, default=2)
    arguments = parser.parse_args()

    from benchmarks.series import ALL_UNITS, KINDS, kept
    from par_metrics.questions.forecast.backtest import quality

    console = Console(width=140)
    every_kind = pl.concat([kept(kind, arguments.series) for kind in (*KINDS, ALL_UNITS)])
    printed(console, "series of months, by kind", every_kind)
    seeds = range(1, arguments.seeds + 1)
    every = pl.concat([compared(arguments.dossiers, arguments.units, seed) for seed in seeds])
    # The total of all units holds the changed one.
    is_steady = pl.col("unit_code").is_not_null() & (pl.col("unit_code") != CHANGED_UNIT)
    printed(console, "units whose exports stay the same", quality(every.filter(is_steady)))
    printed(console, "the same, by indicator", quality(every.filter(is_steady), ["indicator"]))
    printed(console, "the unit whose export changes", quality(every.filter(pl.col("unit_code") == CHANGED_UNIT)))
    printed(console, "all units together", quality(every.filter(pl.col("unit_code").is_null())))


if __name__ == "__main__":
    main()
