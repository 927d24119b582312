"""What makes a row refused, and what only earns a warning."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import polars as pl

from schemas.labels import Label


class Severity(StrEnum):
    """What a broken rule does to its row."""

    REFUSE = "refuse"
    EMPTY = "empty"
    WARN = "warn"


@dataclass(frozen=True)
class Rule:
    """A condition over canonical columns that holds for rows that break the rule.

    Args:
        id: name in load reports and rejects.
        severity: REFUSE keeps the row out (and in rejects/), EMPTY leaves the cell empty and counts it,
            WARN only counts the row.
        column: the column shown to the officer, whose raw value is quoted.
        label: what is wrong and what to do, `{value}` is the raw value.
        broken: polars expression, true where the rule is broken, given the time of
            loading; columns that the export lacks are there as nulls.
        needs: columns without which the rule does not apply.
        bounds: for a rule on numbers, the least and the greatest that keep it; None for no limit.
    """

    id: str
    severity: Severity
    column: str
    label: Label
    broken: Callable[[datetime], pl.Expr]
    needs: tuple[str, ...] = ()
    bounds: tuple[int, int | None] | None = None
