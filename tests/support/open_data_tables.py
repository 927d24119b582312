"""Long tables of figures made up for open data, with sums that hold, and what is hidden in them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np
import polars as pl

from par_metrics.publish.open_data.cells import Cells, cells_of
from par_metrics.publish.open_data.chosen import OPEN
from par_metrics.publish.open_data.figures import shown_rows
from par_metrics.publish.open_data.suppress import hidden_cells
from tests.support.open_data_attack import Number

YEAR = "2025"
MONTHS = [f"{YEAR}-{month:02d}" for month in range(1, 13)]
QUARTERS = [f"{YEAR}-Q{quarter}" for quarter in range(1, 5)]
BETTER = dict.fromkeys(OPEN, "higher")


def figures_of(counts: Mapping[str, np.ndarray], units: Sequence[str]) -> pl.DataFrame:
    """The long table of a year.

    Args:
        counts: indicator -> units x months x 2: numerator, rest; a count has rest -1.
    """
    rows = []
    for indicator, of in counts.items():
        spans = {YEAR: range(12), **{q: range(3 * n, 3 * n + 3) for n, q in enumerate(QUARTERS)}}
        spans |= {month: range(n, n + 1) for n, month in enumerate(MONTHS)}
        for period, months in spans.items():
            by_unit = of[:, list(months)].sum(axis=1)
            for unit, (numerator, rest) in [*zip(units, by_unit, strict=True), (None, by_unit.sum(axis=0))]:
                denominator = None if rest < 0 else int(numerator + rest)
                rows.append((indicator, period, unit, int(numerator), denominator, unit is None))
    frame = pl.DataFrame(
        rows,
        schema={
            "indicator": pl.String,
            "period": pl.String,
            "unit_code": pl.String,
            "numerator": pl.Float64,
            "denominator": pl.Float64,
            "is_total": pl.Boolean,
        },
        orient="row",
    )
    value = (
        pl.when(pl.col("denominator").is_null())
        .then("numerator")
        .otherwise(pl.when(pl.col("denominator") > 0).then(pl.col("numerator") / pl.col("denominator")))
    )
    return frame.with_columns(
        value=value,
        version=pl.lit(2, pl.Int32),
        target=pl.lit(None, pl.Float64),
        status=pl.when(value.is_null()).then(pl.lit("no_population")).otherwise(pl.lit("no_target")),
        as_of=pl.lit(datetime(2026, 3, 1)),
    )


def published(figures: pl.DataFrame, thresholds: Mapping[str, int]) -> tuple[pl.DataFrame, Cells]:
    """The rows that are shown of a long table, and the cells behind them."""
    cells = cells_of(figures, YEAR, thresholds)
    return shown_rows(figures, cells, hidden_cells(cells), BETTER), cells


def truth_of(cells: Cells) -> dict[Number, int]:
    """Every number of every cell, hidden or not."""
    found: dict[Number, int] = {}
    for cell, (numerator, rest) in zip(cells.names, cells.counts.tolist(), strict=True):
        found |= {(tuple(cell), "n"): numerator, (tuple(cell), "r"): rest, (tuple(cell), "d"): numerator + rest}
    return found


def thresholds_of(threshold: int = 5) -> dict[str, int]:
    """The same for every indicator."""
    return dict.fromkeys(OPEN, threshold)
