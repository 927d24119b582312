"""The rows of the scorecard as the report writes them: each figure with its definition and what it lacks."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.figures.snapshot import Snapshot
from par_metrics.indicators.answers import rows_of
from par_metrics.indicators.base import Definition
from par_metrics.indicators.parts import parts_of
from par_metrics.indicators.tables.records import TABLES
from par_metrics.questions.scorecard.scorecard import scorecard
from par_metrics.questions.scorecard.stand_ins import PROXY


@dataclass(frozen=True)
class Line:
    """A row of the plan with one figure of it, or with none.

    Args:
        plan_row, title, index, owner: as the scorecard has them.
        definition: of the figure; None where the row states work.
        numerator, denominator, value, target: as in `compute`.
        status: of the figure; None without one.
        state: the latest one reported of the row; None where none is looked for.
        refused: rows of the figure's kinds that were refused.
        excluded: reason -> how many records were left out.
        is_lower_better: the target is met from above.
        is_stand_in: it rests on a local survey.
        is_loaded: records of some kind behind it are there.
    """

    plan_row: str
    title: str
    index: str | None
    owner: str | None
    definition: Definition | None
    numerator: float | None
    denominator: float | None
    value: float | None
    target: float | None
    status: str | None
    state: str | None
    refused: int
    excluded: Mapping[str, int]
    is_lower_better: bool
    is_stand_in: bool
    is_loaded: bool

    @property
    def has_figure(self) -> bool:
        """It has a value that can be set beside a target."""
        return self.value is not None and self.status in ("met", "missed", "no_target")


def figures_of(snapshot: Snapshot, period: Period, unit_code: str | None) -> pl.DataFrame:
    """The long table of every indicator that answers a row of the plan, of one unit or of all together."""
    ids = [definition.id for definition in snapshot.catalogue.values() if rows_of(snapshot.plan, definition)]
    figures = snapshot.figures(snapshot.choose(ids, ("unit_code",)), [period], ("unit_code",), with_totals=True)
    is_asked = pl.col("is_total") if unit_code is None else (pl.col("unit_code") == unit_code) & ~pl.col("is_total")
    return figures.filter(is_asked).drop("unit_code", "is_total")


def lines_of(
    snapshot: Snapshot, period: Period, unit_code: str | None, figures: pl.DataFrame, loaded: frozenset[str]
) -> tuple[Line, ...]:
    """Every row of the scorecard, in the order of the plan.

    Args:
        figures: as `figures_of` gives them.
        loaded: the kinds of which there are records.
    """
    excluded = dict(figures.select("indicator", "excluded").iter_rows())
    card = scorecard(snapshot, period, unit_code)
    return tuple(_line(snapshot, row, excluded, loaded) for row in card.iter_rows(named=True))


def _line(snapshot: Snapshot, row: dict[str, object], excluded: Mapping[str, str], loaded: frozenset[str]) -> Line:
    definition = None if row["indicator"] is None else snapshot.catalogue[str(row["indicator"])]
    of_row = {name: row[name] for name in ("plan_row", "title", "index", "owner", "state")}
    sides = {name: row[name] for name in ("numerator", "denominator", "value", "target", "status")}
    kinds = set() if definition is None else {TABLES[p.table].kind for p in parts_of(definition, snapshot.catalogue)}
    return Line(
        **of_row,  # type: ignore[arg-type]  # the scorecard's schema
        **sides,  # type: ignore[arg-type]
        definition=definition,
        refused=int(str(row["refused"] or 0)),
        excluded=json.loads(excluded.get(str(row["indicator"])) or "{}"),
        is_lower_better=definition is not None and _is_lower_better(snapshot, definition),
        is_stand_in=PROXY.vi in str(row["evidence"] or ""),
        is_loaded=bool(kinds & loaded),
    )


def _is_lower_better(snapshot: Snapshot, definition: Definition) -> bool:
    names = (definition.id, definition.target)
    told = (target.better for target in snapshot.targets.entries if target.indicator in names)
    return next(told, "lower" if definition.statistic in ("count", "rank") else "higher") == "lower"


def by_number(lines: Iterable[Line]) -> list[Line]:
    """The lines as they come, but those of numbered criteria (`sipas_6`, `papi_2`) among each other by their numbers.

    The plan has no row of some: these stand under that of the whole index, behind all others.
    """
    ordered = list(lines)
    places: dict[str, list[int]] = {}
    for place, line in enumerate(ordered):
        if (found := _criterion(line)) is not None:
            places.setdefault(found[0], []).append(place)
    for of_index in places.values():
        sorted_lines = sorted((ordered[place] for place in of_index), key=lambda line: _criterion(line) or ("", 0))
        for place, line in zip(of_index, sorted_lines, strict=True):
            ordered[place] = line
    return ordered


def _criterion(line: Line) -> tuple[str, int] | None:
    """The index and number of a criterion: of `sipas_6` sipas and 6."""
    index, _, number = ("" if line.definition is None else line.definition.id).rpartition("_")
    return (index, int(number)) if number.isdigit() else None
