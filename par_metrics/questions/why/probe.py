"""What the engine says of the records of one dossier: how each indicator counts them, and which conditions hold."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from par_metrics.domain.period import Period
from par_metrics.engines.base import Branch, branches
from par_metrics.figures.snapshot import Snapshot
from par_metrics.indicators.base import ABSENT, Indicator, Window
from par_metrics.indicators.conditions import columns_in
from par_metrics.indicators.tables.records import TABLES
from par_metrics.questions.why.conditions import Condition, parse
from par_metrics.questions.why.records import KEY, record_name
from par_metrics.questions.why.words import Facts, dated
from schemas import KINDS


@dataclass(frozen=True)
class Conditions:
    """The conditions of an indicator, taken apart."""

    population: Condition
    exclude: Mapping[str, Condition]
    numerator: Condition

    @classmethod
    def of(cls, indicator: Indicator) -> "Conditions":
        exclude = {reason: parse(sql) for reason, sql in indicator.exclude.items()}
        return cls(parse(indicator.population), exclude, parse(indicator.numerator))

    @property
    def leaves(self) -> set[str]:
        whole = (self.population, self.numerator, *self.exclude.values())
        return {leaf for condition in whole for leaf in condition.leaves()}


@dataclass(frozen=True)
class Probed:
    """One record as one indicator's table shows it.

    Args:
        facts: its columns, and the parameters of conditions.
        holds: condition (a leaf) -> whether it holds; None where that is unknown.
        event: the timestamp that puts it in a period, None where there is none.
        class_: 1 numerator, 0 denominator only, below 0 excluded, None not counted.
        is_absent: a full list lacks it, so that `holds` is of nothing.
    """

    facts: Facts
    holds: Mapping[str, bool | None]
    event: object
    class_: int | None
    is_absent: bool = False


Answers = Mapping[str, Mapping[str, Probed]]
"""Indicator (alias) -> record -> what is said of it; a record the table does not show is not there."""


def probe(snapshot: Snapshot, indicators: Sequence[Indicator], code: str, period: Period) -> Answers:
    """What every indicator says of the records of a dossier; a query or two for each table and instant."""
    as_of = snapshot.as_of
    parameters = {":as_of": as_of, ":t": period.cut(as_of), ":period_start": period.start, ":period_end": period.end}

    def view(indicator: Indicator) -> tuple[str, str]:
        return indicator.table, indicator.window.judged_at

    answers: dict[str, Mapping[str, Probed]] = {}
    classes = _classes(snapshot, indicators, code, period)
    for _, of_view in groupby(sorted(indicators, key=view), key=view):
        together = list(of_view)
        rows = _rows(snapshot, together, code, period)
        for number, indicator in enumerate(together):
            answers[indicator.alias] = {
                record: _probed(row, number, indicator, parameters, classes[indicator.alias].get(record))
                for record, row in rows.items()
            }
    return answers


def class_of_value(snapshot: Snapshot, indicator: Indicator, value: object, period: Period) -> int | None:
    """How an indicator that counts distinct values counts one of them: as the best of its records."""
    column = str(indicator.distinct)
    counted = snapshot.engine.classes(Branch.of(indicator), period, snapshot.as_of, (column,), {column: [value]})
    classes = set(counted[f"class_{indicator.alias}"])
    return next((best for best in indicator.best_first if best in classes), None)


def _classes(
    snapshot: Snapshot, indicators: Sequence[Indicator], code: str, period: Period
) -> dict[str, dict[str, int | None]]:
    """Indicator (alias) -> record -> class, for the records that it looks at in the period."""
    found: dict[str, dict[str, int | None]] = {}
    for branch in branches(indicators):
        name = record_name(KINDS[branch.table.kind])
        only = {KEY: [code]}
        rows = snapshot.engine.classes(branch, period, snapshot.as_of, (name, KEY), only, every=True)
        for indicator in branch.indicators:
            found[indicator.alias] = dict(rows.select(name, f"class_{indicator.alias}").iter_rows())
    return found


def _rows(
    snapshot: Snapshot, indicators: Sequence[Indicator], code: str, period: Period
) -> dict[str, dict[str, object]]:
    """Record -> the columns looked at, and of each probe its class (`class_<id>`) and its event (`measure_<id>`)."""
    table, window = TABLES[indicators[0].table], Window(judged_at=indicators[0].window.judged_at)
    probes = [p for number, indicator in enumerate(indicators) for p in _probes(number, indicator, window)]
    name = record_name(KINDS[table.kind])
    columns = dict.fromkeys((name, KEY, *(column for indicator in indicators for column in columns_of(indicator))))
    branch, only = Branch(table, window, tuple(probes)), {KEY: [code]}
    rows = snapshot.engine.classes(branch, period, snapshot.as_of, tuple(columns), only, every=True)
    return {str(row[name]): row for row in rows.iter_rows(named=True)}


def columns_of(indicator: Indicator) -> tuple[str, ...]:
    """The columns that a definition looks at or shows."""
    texts = [indicator.population, indicator.numerator, *indicator.exclude.values()]
    texts += [text for text in (indicator.window.event, indicator.measure, indicator.weight) if text]
    named = [name for text in texts for name in columns_in(text)]
    named += [indicator.distinct] if indicator.distinct else []
    return tuple(dict.fromkeys((*indicator.dates, *(part for name in named for part in (dated(name), name)))))


def _probes(number: int, indicator: Indicator, window: Window) -> Iterable[Indicator]:
    """One indicator for each condition of an indicator, whose class tells whether it holds, whatever the period."""
    plain = replace(
        indicator,
        window=window,
        exclude={},
        numerator="TRUE",
        measure=indicator.window.event,
        weight=None,
        distinct=None,
        is_retired=False,
    )
    for place, leaf in enumerate(_leaves(indicator)):
        yield replace(plain, id=f"probe_{number}_{place}", population=leaf)


def _leaves(indicator: Indicator) -> list[str]:
    return sorted(Conditions.of(indicator).leaves)


def _probed(
    row: Mapping[str, object], number: int, indicator: Indicator, parameters: Facts, class_: int | None
) -> Probed:
    classes = {leaf: row[f"class_probe_{number}_{n}"] for n, leaf in enumerate(_leaves(indicator))}
    holds = {leaf: _is_held(found) for leaf, found in classes.items()}
    facts = {name: value for name, value in row.items() if not name.startswith(("class_probe_", "measure_probe_"))}
    event = row.get(f"measure_probe_{number}_0")
    return Probed(
        {**facts, **parameters}, holds, event, class_, is_absent=indicator.class_of[ABSENT] in classes.values()
    )


def _is_held(class_: object) -> bool | None:
    """What the class of a probe says of its condition: counted, no candidate, or not known."""
    return class_ is not None and (class_ == 1 or None)
