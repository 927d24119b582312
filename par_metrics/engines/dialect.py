"""What engines write differently, each a named method."""

from typing import Protocol

from par_metrics.indicators.base import Statistic


class Dialect(Protocol):
    """The few expressions that DuckDB and Spark do not share."""

    def total(self, sql: str) -> str:
        """The sum of a number, the same in whatever order the records come."""
        ...

    def statistic(self, statistic: Statistic, sql: str) -> str:
        """The aggregate of a number: its sum for a mean or a ratio, else the quantile by linear interpolation."""
        ...


class DuckDBDialect:
    """DuckDB 2."""

    def total(self, sql: str) -> str:
        # Sums of doubles depend on which thread reads what; decimals add up exactly. Points and days have few digits.
        return f"sum(CAST({sql} AS DECIMAL(28, 10)))"

    def statistic(self, statistic: Statistic, sql: str) -> str:
        if statistic in ("mean", "ratio", "total"):
            return self.total(sql)
        return f"quantile_cont({sql}, {_QUANTILES[statistic]})"


_QUANTILES: dict[Statistic, float] = {"median": 0.5, "p90": 0.9}
