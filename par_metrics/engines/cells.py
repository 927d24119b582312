"""SQL of cells: SELECTs over the classified records of one pass, all with the same columns."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from par_metrics.engines.base import Branch
from par_metrics.engines.parts import Cells, Part
from par_metrics.indicators.base import ABSENT, QUANTILES, Indicator

_Key = TypeVar("_Key")


@dataclass(frozen=True)
class Pass:
    """What is read of one table at once: a relation of classified records, and what its columns are.

    Args:
        name: of the relation.
        places: each branch with the column of the record's place in time, null where it has none.
        groups: columns that cells are told apart by.
        classes: alias -> column of the class.
        values: SQL of a measure, weight or text -> its column.
        may_be_absent: records may be missing in a later full list.
    """

    name: str
    places: Sequence[tuple[Branch, str]]
    groups: Sequence[str]
    classes: Mapping[str, str]
    values: Mapping[str, str]
    may_be_absent: bool


@dataclass
class Draft:
    """A part being written.

    Args:
        branch, cells, indicators: see `Part`.
        keys: what its cells are told apart by, as SQL: the group columns and the place.
        relation: what it counts.
        text, number: what else its cells are told apart by.
    """

    branch: Branch
    cells: Cells
    indicators: tuple[Indicator, ...]
    keys: Sequence[str]
    relation: str
    text: str | None = None
    number: str | None = None
    counts: dict[tuple[str, int], str] = field(default_factory=dict)
    sums: dict[tuple[str, str], str] = field(default_factory=dict)

    def part(self, number: int) -> Part:
        counts, sums = _named(self.counts, "n"), _named(self.sums, "s")
        return Part(number, self.branch, self.cells, self.indicators, counts, sums)

    def sql(self, number: int) -> str:
        """The SELECT; see `Part` for its columns."""
        *groups, place = self.keys
        keys = [key for key in (*self.keys, self.text, self.number) if key is not None]
        columns = [f"{number} AS part", *groups, f"{place} AS place"]
        columns += [f"{self.text or 'CAST(NULL AS VARCHAR)'} AS text"]
        columns += [f"{self.number or 'CAST(NULL AS DOUBLE)'} AS number"]
        columns += [f"{_list(self.counts.values(), 'BIGINT')} AS counts"]
        columns += [f"{_list(self.sums.values(), 'DECIMAL(38, 10)')} AS sums"]
        return f"SELECT {', '.join(columns)}\nFROM {self.relation}\nGROUP BY {', '.join(keys)}"


def _list(values: Iterable[str], of: str) -> str:
    """A list of different values; typed where there are none."""
    different = ", ".join(dict.fromkeys(values))
    return f"[{different}]" if different else f"CAST(NULL AS {of}[])"


def drafts(of: Pass) -> Iterator[Draft]:
    """The parts of a pass."""
    for branch, place in of.places:
        yield _records(of, branch, place)
        for column, indicators in _by(branch, "distinct").items():
            yield _values(of, branch, place, column, indicators)
        for measure, indicators in _by(branch, "measure").items():
            ranked = tuple(i for i in indicators if i.statistic in QUANTILES)
            if ranked:
                number = f"CAST({of.values[measure]} AS DOUBLE)"
                yield _counted(of, "numbers", place, ranked, branch, number=number)
        for alike, indicators in _by(branch, "alike").items():
            text = f"CAST({of.values[alike]} AS VARCHAR)"
            yield _counted(of, "texts", place, indicators, branch, text=text)


def total(sql: str) -> str:
    """The sum of a number, the same in whatever order the records come: decimals add up exactly, doubles do not."""
    # Points and days have few digits.
    return f"sum(CAST({sql} AS DECIMAL(28, 10)))"


def _records(of: Pass, branch: Branch, place: str) -> Draft:
    # A stock without a place is told apart, see `Compiler`; of events most have no place.
    where = "" if branch.window.event is None else f" WHERE {place} IS NOT NULL"
    draft = Draft(branch, "records", branch.indicators, [*of.groups, place], of.name + where)
    for i in branch.indicators:
        if i.distinct is None:
            draft.counts.update(_counts(of, i, of.classes[i.alias], {c: c for c in (1, 0, *i.class_of.values())}))
        for name, sql in (("measure", i.measure), ("weight", i.weight)):
            if sql is not None and (name == "weight" or i.statistic not in QUANTILES):
                draft.sums[i.alias, name] = total(f"CASE WHEN {of.classes[i.alias]} = 1 THEN {of.values[sql]} END")
    return draft


def _values(of: Pass, branch: Branch, place: str, column: str, indicators: tuple[Indicator, ...]) -> Draft:
    # A value that has one cell alone counts in every sum over cells; only the others have to be told apart there.
    best = {of.classes[i.alias]: _rank(of.classes[i.alias], i) for i in indicators}
    ranks = ", ".join(f"min({rank}) AS best_{name}" for name, rank in best.items())
    where = f"{place} IS NOT NULL AND {column} IS NOT NULL AND ({_any(f'{name} IS NOT NULL' for name in best)})"
    keys = [*of.groups, place]
    groups = ", ".join(dict.fromkeys((*keys, column)))
    apart = f"{column}, {place}" if branch.window.event is None else column
    cells = f"SELECT {groups}, {ranks} FROM {of.name} WHERE {where} GROUP BY {groups}"
    relation = f"(SELECT b.*, count(*) OVER (PARTITION BY {apart}) AS places FROM ({cells}) b) v"
    text = f"CASE WHEN places > 1 THEN CAST({column} AS VARCHAR) END"
    draft = Draft(branch, "values", indicators, keys, relation, text=text)
    for i in indicators:
        by_rank = {one: rank for rank, one in enumerate(i.best_first)}
        draft.counts.update(_counts(of, i, f"best_{of.classes[i.alias]}", by_rank))
    return draft


def _counted(
    of: Pass,
    cells: Cells,
    place: str,
    indicators: tuple[Indicator, ...],
    branch: Branch,
    *,
    text: str | None = None,
    number: str | None = None,
) -> Draft:
    """The records that count, by the value of something."""
    classes = dict.fromkeys(of.classes[i.alias] for i in indicators)
    where = f"{place} IS NOT NULL AND {text or number} IS NOT NULL AND ({_any(f'{name} = 1' for name in classes)})"
    draft = Draft(branch, cells, indicators, [*of.groups, place], f"{of.name} WHERE {where}", text, number)
    for i in indicators:
        draft.counts.update(_counts(of, i, of.classes[i.alias], {1: 1}))
    return draft


def _counts(of: Pass, indicator: Indicator, column: str, values: Mapping[int, int]) -> dict[tuple[str, int], str]:
    """Counts of what has each class; `values` are what `column` has for it."""
    impossible = None if of.may_be_absent else indicator.class_of[ABSENT]
    return {
        (indicator.alias, one): f"count(*) FILTER (WHERE {column} = {value})"
        for one, value in values.items()
        if one != impossible
    }


def _rank(column: str, indicator: Indicator) -> str:
    """How much a class says of a thing counted once; 0 says most."""
    whens = (f"WHEN {one} THEN {rank}" for rank, one in enumerate(indicator.best_first))
    return f"CASE {column} {' '.join(whens)} END"


def _by(branch: Branch, what: str) -> dict[str, tuple[Indicator, ...]]:
    """The indicators of a branch by their `distinct`, `measure` or `alike`; without those that have none."""
    found: dict[str, tuple[Indicator, ...]] = {}
    for indicator in branch.indicators:
        key = getattr(indicator, what)
        if key is not None:
            found[key] = (*found.get(key, ()), indicator)
    return found


def _any(conditions: Iterator[str]) -> str:
    return " OR ".join(conditions)


def _named(sql: Mapping[_Key, str], letter: str) -> dict[_Key, str]:
    """Each SQL text becomes the name of its column: the n-th different one `n0`, `n1`, …."""
    places = {text: n for n, text in enumerate(dict.fromkeys(sql.values()))}
    return {key: f"{letter}{places[text]}" for key, text in sql.items()}
