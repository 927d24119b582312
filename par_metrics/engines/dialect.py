"""What engines write differently, each a named method."""

from typing import Protocol

from par_metrics.indicators.base import Statistic


class Dialect(Protocol):
    """The few expressions that DuckDB and Spark do not share."""

    def statistic(self, statistic: Statistic, sql: str) -> str:
        """The aggregate of a number: its sum for a mean or a ratio, else the quantile by linear interpolation."""
        ...


class DuckDBDialect:
    """DuckDB 2."""

    def statistic(self, statistic: Statistic, sql: str) -> str:
        if statistic in ("mean", "ratio"):
            return f"sum({sql})"
        return f"quantile_cont({sql}, {_QUANTILES[statistic]})"


_QUANTILES: dict[Statistic, float] = {"median": 0.5, "p90": 0.9}
