"""Worked examples: a spec test is run once more, and what it was given and what came out are kept for a page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from inspect import signature
from itertools import product
from typing import Any

import polars as pl

from docs.reference_pages.spec_examples import Example, examples
from par_metrics.indicators.base import Definition, Indicator
from par_metrics.indicators.tables.records import TABLES
from par_metrics.testing import LATER, Ratio, Tables
from schemas import KINDS

Rows = Mapping[str, Sequence[Mapping[str, object]]]
_MOST_ROWS = 12
_MOST_TRIED = 6


@dataclass(frozen=True)
class Worked:
    """A figure on literal rows.

    Args:
        example: the test it comes from.
        rows: kind of record -> its rows, each with the columns that were written.
        asked: indicator, period, instant and unit of the figure.
        ratio, value: what came out.
        records: those behind it, each with how it was counted.
    """

    example: Example
    rows: Rows
    period: str
    as_of: datetime | None
    unit: str | None
    ratio: Ratio
    value: float | None
    records: pl.DataFrame

    @property
    def fates(self) -> int:
        """In how many different ways rows were counted; not to be looked at is one."""
        named = {str(record[0]) for record in self.records.iter_rows()}
        left = any(named.isdisjoint(map(str, row.values())) for rows in self.rows.values() for row in rows)
        return self.records["counted_as"].n_unique() + left

    @property
    def size(self) -> int:
        return sum(map(len, self.rows.values()))


class _Recording(Tables):
    """Tables that remember what they were given, and each figure they were asked for."""

    def __init__(self, example: Example) -> None:
        super().__init__()
        self._example = example
        self._given: dict[str, list[dict[str, object]]] = {}
        self.worked: dict[str, list[Worked]] = {}

    def insert(self, kind: str, values: Mapping[str, object]) -> None:
        self._given.setdefault(kind, []).append(dict(values))
        super().insert(kind, values)

    def compute(
        self, indicator: str | Definition, period: str, as_of: datetime = LATER, unit: str | None = None
    ) -> Ratio:
        figures = self.figures(indicator, period, as_of, by=("unit_code",) if unit else ())
        figure = figures.filter(unit_code=unit) if unit else figures
        ratio = Ratio(figure["numerator"].item(), figure["denominator"].item())
        found = Worked(
            self._example,
            {kind: tuple(rows) for kind, rows in self._given.items()},
            period,
            None if as_of == LATER else as_of,
            unit,
            ratio,
            figure["value"].item(),
            self.explain(indicator, period, as_of, unit),
        )
        self.worked.setdefault(indicator if isinstance(indicator, str) else indicator.id, []).append(found)
        return ratio

    def excluded(self, indicator: str, period: str, as_of: datetime = LATER) -> dict[str, int]:
        """What tests ask besides; counts by reason."""
        found: dict[str, int] = json.loads(self.figures(indicator, period, as_of)["excluded"].item())
        return found


def worked_example(definition: Definition) -> Worked | None:
    """The first example that shows most of a definition: records that count, and others that do not.

    Returns:
        None where no test on a few rows asks for its figure.
    """
    best: Worked | None = None
    for example in examples_of(definition.id)[:_MOST_TRIED]:
        for found in _run(example).get(definition.id, []):
            if _is_told(found, definition) and (best is None or found.fates > best.fates):
                best = found
        if best is not None and best.fates > 1:
            break
    return best


@cache
def _every() -> tuple[Example, ...]:
    return tuple(examples())


def examples_of(indicator: str) -> list[Example]:
    """The specification of one indicator."""
    return [example for example in _every() if indicator in example.indicators]


def _is_told(found: Worked, definition: Definition) -> bool:
    """Whether a reader sees from its rows how the figure comes about."""
    return bool(found.value) and 0 < found.size <= _MOST_ROWS and len(found.records) > 0


@cache
def _run(example: Example) -> Mapping[str, list[Worked]]:
    """Indicator -> its figures in a test, with each of its parameters."""
    module, name = example.test.split(":")
    test = getattr(import_module(module), name)
    found: dict[str, list[Worked]] = {}
    for arguments in _parameters(test):
        if set(signature(test).parameters) - {"spec", *arguments}:
            continue  # it needs more than tables
        with _Recording(example) as spec:
            test(spec=spec, **arguments)
        for indicator, worked in spec.worked.items():
            found.setdefault(indicator, []).extend(worked)
    return found


def _parameters(test: Any) -> Iterator[dict[str, Any]]:
    """The arguments that `pytest.mark.parametrize` gives a test, one run after another."""
    marks = [mark.args for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
    choices = []
    for names, values in marks:
        listed = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
        sets = (getattr(value, "values", value) for value in values)
        choices.append([dict(zip(listed, value if len(listed) > 1 else _one(value), strict=True)) for value in sets])
    for chosen in product(*choices):
        yield {name: value for part in chosen for name, value in part.items()}


def _one(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) and len(value) == 1 else (value,)


def counted_rows(worked: Worked, definition: Definition) -> list[tuple[str, str]] | None:
    """How each row of the indicator's own kind was counted, and why not: `(counted_as, reason)`.

    Returns:
        None where records are no rows of one kind: figures of other indicators, or things told from several records.
    """
    if not isinstance(definition, Indicator):
        return None
    kind = KINDS[TABLES[definition.table].kind]
    rows = worked.rows.get(kind.name, ())
    keys = [key for key in kind.key if key in worked.records.columns and all(key in row for row in rows)]
    fates = {
        tuple(str(record[key]) for key in keys): (record["counted_as"], record["reason"] or "")
        for record in worked.records.iter_rows(named=True)
    }
    named = [tuple(str(row[key]) for key in keys) for row in rows]
    if not keys or len(fates) != len(worked.records) or len(set(named)) != len(named):
        return None
    return [fates.get(name, ("not_counted", "")) for name in named]
