"""What an indicator is: frozen data, no execution.

Conditions are SQL over the columns of a record table (`par_metrics.indicators.tables`),
in the subset common to DuckDB and Spark, with `:as_of`, and `:period_start`,
`:period_end` and `:t` where the indicator is judged period by period. A condition that
is null does not hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from schemas import Label

Statistic = Literal["share", "count", "mean", "median", "p90"]
JudgedAt = Literal["as_of", "t"]


@dataclass(frozen=True, kw_only=True)
class Window:
    """How records fall into periods.

    Args:
        event: SQL timestamp; the record belongs to the period in which it lies, before
            `as_of`. None: the record is looked at in every period, and `population`
            says whether it counts there.
        touches: with no event, a condition over the stored columns and `period_start`,
            `t` without which no record can count: it only spares work.
        judged_at: `as_of`, or `t` for a stock as things stood at the end of the period.
    """

    event: str | None = None
    touches: str = "TRUE"
    judged_at: JudgedAt = "as_of"


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One indicator: who is counted, what counts as good, what is left out and why.

    Args:
        id: stable name, also the key of its target.
        version: rises whenever a condition changes; figures carry it.
        label: name for people.
        formula: the definition in words.
        table: name of the record table the conditions speak of.
        window: how records fall into periods.
        population: condition of the candidates.
        numerator: condition of what counts as good among the population.
        exclude: reason -> condition; the first that holds takes a candidate out of the
            population and is counted.
        statistic: what the value is. A count has its numerator as value and no
            denominator; mean, median and p90 are of `measure` over the population.
        measure: SQL number, for mean, median and p90.
        distinct: column whose distinct values are counted instead of records.
        rules: name of the rule set the figure is made with.
        target: key in `targets.toml`.
        plan_rows: rows of the plan it answers (`A.` appendix, `P.` text).
        owner: who answers for it.
        source: the plan's row or the law the definition comes from.
        dates: columns that `explain` shows beside the record's key.
    """

    id: str
    version: int
    label: Label
    formula: Label
    table: str
    window: Window
    population: str
    numerator: str
    exclude: Mapping[str, str] = field(default_factory=dict)
    statistic: Statistic = "share"
    measure: str | None = None
    distinct: str | None = None
    rules: str = "plan-2026"
    target: str | None = None
    plan_rows: tuple[str, ...] = ()
    owner: Label | None = None
    source: str
    dates: tuple[str, ...] = ()

    @property
    def unit(self) -> str:
        """Unit of the value: share (0-1), count, or working_days."""
        return {"share": "share", "count": "count"}.get(self.statistic, "working_days")
