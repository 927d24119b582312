"""From counts to figures: the long table of the contract, and the one place where anything is divided."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from par_metrics.indicators.base import Indicator
from par_metrics.indicators.targets import Targets
from par_metrics.period import Period

FIGURES_SCHEMA: dict[str, pl.DataType] = {
    "indicator": pl.String(),
    "version": pl.Int32(),
    "rules": pl.String(),
    "period": pl.String(),
    "period_start": pl.Datetime("us"),
    "period_end": pl.Datetime("us"),
    "as_of": pl.Datetime("us"),
    "provisional": pl.Boolean(),
    "numerator": pl.Float64(),
    "denominator": pl.Float64(),
    "value": pl.Float64(),
    "excluded": pl.String(),
    "target": pl.Float64(),
    "status": pl.String(),
}

Group = tuple[str | None, ...]


@dataclass(frozen=True)
class Counts:
    """What a query counted for one indicator, period and group."""

    numerator: float = 0
    denominator: float = 0
    statistic: float | None = None
    excluded: Mapping[str, int] | None = None


def figure(
    indicator: Indicator,
    period: Period,
    group: Group,
    counts: Counts,
    as_of: datetime,
    targets: Targets,
    level: str | None,
) -> tuple[object, ...]:
    """One row of the long table."""
    numerator, denominator, value = _ratio(indicator, counts)
    target = targets.of(indicator, period.start.year, level)
    if value is None:
        status = "no_population"
    elif target is None:
        status = "no_target"
    else:
        status = "met" if target.is_met(value) else "missed"
    excluded = {reason: count for reason, count in (counts.excluded or {}).items() if count}
    return (
        indicator.id,
        indicator.version,
        indicator.rules,
        period.label,
        period.start,
        period.end,
        as_of,
        as_of < period.end,
        numerator,
        denominator,
        value,
        json.dumps(excluded),
        target.value if target else None,
        status,
        *group,
    )


def figures_frame(rows: Sequence[tuple[object, ...]], groups: Sequence[str]) -> pl.DataFrame:
    """The long table, typed also when it is empty."""
    return pl.DataFrame(rows, schema={**FIGURES_SCHEMA, **dict.fromkeys(groups, pl.String())}, orient="row")


def _ratio(indicator: Indicator, counts: Counts) -> tuple[float | None, float | None, float | None]:
    """Numerator, denominator and value; an empty population has no value, never 0 and never 1."""
    if indicator.statistic == "count":
        return counts.numerator, None, counts.numerator
    if indicator.statistic in ("median", "p90"):
        return None, counts.denominator, counts.statistic
    numerator = counts.numerator if indicator.statistic == "share" else (counts.statistic or 0.0)
    return numerator, counts.denominator, numerator / counts.denominator if counts.denominator else None
