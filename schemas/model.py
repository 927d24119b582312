"""From a record kind to its pandera model.

pandera takes seconds to import, so only this module imports it, and only who
validates imports this module.
"""

from datetime import datetime

import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData

from schemas.kind import RecordKind
from schemas.rule import Rule


def model(kind: RecordKind, now: datetime, *, is_unique: bool = True) -> pa.DataFrameSchema:
    """The contract of a frame of accepted rows of `kind`, checked on a collected frame.

    Args:
        kind: the record kind.
        now: time of loading, local; some rules look at it.
        is_unique: each key must be there once.
    Returns:
        A strict pandera schema: exactly the stored columns, in order, with their types,
        required columns filled, key unique, and every rule that refuses a row or empties a cell as a check.
    """
    required = set(kind.required) | set(kind.key)
    return pa.DataFrameSchema(
        {
            field.name: pa.Column(field.polars_type, nullable=field.name not in required, required=True)
            for field in kind.stored
        },
        checks=[_check(rule, now) for rule in (*kind.refusals, *kind.emptying)],
        unique=list(kind.key) if is_unique else None,
        strict=True,
        ordered=True,
        name=kind.name,
    )


def _check(rule: Rule, now: datetime) -> pa.Check:
    def holds(data: PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(~rule.broken(now).fill_null(False))

    return pa.Check(holds, name=rule.id, error=f"{rule.id}: {rule.column}", n_failure_cases=20)
