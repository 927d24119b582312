"""From a record kind to its pandera model.

pandera takes seconds to import, so only this module imports it, and only who
validates imports this module.
"""

from collections.abc import Sequence
from copy import copy
from datetime import datetime
from functools import lru_cache

import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData

from schemas.kind import RecordKind
from schemas.rule import Rule


def model(kind: RecordKind, now: datetime, *, is_unique: bool = True, names_rules: bool = True) -> pa.DataFrameSchema:
    """The contract of a frame of accepted rows of `kind`, checked on a collected frame.

    Args:
        kind: the record kind.
        now: time of loading, local; some rules look at it.
        is_unique: each key must be there once.
        names_rules: there is a check for each rule, which an error then names; else one of all, which is quicker.
    Returns:
        A strict pandera schema: exactly the stored columns, in order, with their types,
        required columns filled, key unique, and every rule that refuses a row or empties a cell as a check.
    """
    required = set(kind.required) | set(kind.key)
    columns = tuple((field.name, field.polars_type, field.name not in required) for field in kind.stored)
    rules = (*kind.refusals, *kind.emptying)
    # A copy of its own, for its checks know the time.
    schema = copy(_columns(kind.name, columns, kind.key if is_unique else None))
    schema.checks = (
        [_check(rule.id, rule.column, [rule], now) for rule in rules]
        if names_rules or not rules
        else [_check("rules", "all", rules, now)]
    )
    return schema


@lru_cache(maxsize=64)
def _columns(
    name: str, columns: tuple[tuple[str, pl.DataType, bool], ...], unique: tuple[str, ...] | None
) -> pa.DataFrameSchema:
    """The contract but for its rules: it takes longer to make than to check a small file by it.

    Args:
        columns: name, type and whether a cell may be empty.
    """
    return pa.DataFrameSchema(
        {name: pa.Column(kind, nullable=nullable, required=True) for name, kind, nullable in columns},
        unique=None if unique is None else list(unique),
        strict=True,
        ordered=True,
        name=name,
    )


def _check(name: str, column: str, rules: Sequence[Rule], now: datetime) -> pa.Check:
    def holds(data: PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(~pl.any_horizontal(rule.broken(now).fill_null(False) for rule in rules))

    return pa.Check(holds, name=name, error=f"{name}: {column}", n_failure_cases=20)
