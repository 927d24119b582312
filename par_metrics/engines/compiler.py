"""From definitions to SQL: every indicator of a kind of record counted in cells, in one query.

Each record is classified once per indicator: -1 - n for the n-th of its reasons to be
excluded, 0 for population only, 1 for the numerator, null for no candidate. Figures count
the classes and `explain` lists the records with theirs, so the two cannot disagree.

A cell is what one group has at one place in time. An event has its place in an atom (`engines.times`), a stock in
a period; `engines.finish` makes figures of both.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from typing import TypeAlias

from par_metrics.engines.base import ORIGINAL_UNIT, Branch, branches
from par_metrics.engines.cells import Pass, drafts
from par_metrics.engines.parts import KindQuery
from par_metrics.engines.times import Times
from par_metrics.indicators.base import ABSENT, NOT_KNOWN, GroupColumn, Indicator, Window
from par_metrics.indicators.conditions import with_parameters
from par_metrics.indicators.tables.base import RecordTable, Registers, Relations, heir_of, words
from schemas import KINDS
from schemas.kind import key_sql

_PERIOD_COLUMNS = ("period_id", "period_start", "period_end", "t")
_PERIOD_PARAMETERS = {":period_start": "period_start", ":period_end": "period_end", ":t": "t"}


@dataclass(frozen=True)
class Sources:
    """What queries read.

    Args:
        records: kind -> relation of its stored records, as known at the time asked for.
        registers: what the records are looked up in.
        absent: kind -> SELECT of `record`, the keys (as text) of those that a later full list lacks.
        has_heirs: whether any unit has taken over from another.
        apart: columns that tell records of one key apart; `record` has them before the key.
    """

    records: Mapping[str, str]
    registers: Registers = field(default_factory=Registers)
    absent: Mapping[str, str] = field(default_factory=dict)
    has_heirs: bool = True
    apart: tuple[str, ...] = ()


Groups: TypeAlias = Mapping[str, GroupColumn | None]


class Compiler:
    """Writes queries over some periods, as seen at one instant.

    Args:
        times: the periods, whose `relations` the queries read.
        sources: what else they read.
    """

    def __init__(self, times: Times, sources: Sources) -> None:
        self._times = times
        self._as_of = f"TIMESTAMP '{times.as_of:%Y-%m-%d %H:%M:%S.%f}'"
        self._sources = sources

    def kinds(self, indicators: Sequence[Indicator], groups: Groups, there: Collection[str]) -> Iterator[KindQuery]:
        """One query of cells for each kind of record that the indicators need.

        Args:
            groups: columns that the cells are told apart by, each with what it is where a table has none such.
            there: the kinds of which there may be records; of others nothing is asked, for they have no cells.
        """
        asked = (b for b in branches(indicators) if b.table.kind in there or not b.table.lists_records)
        by_kind = sorted(asked, key=lambda branch: branch.table.kind)
        first = 0
        for _, of_kind in groupby(by_kind, key=lambda branch: branch.table.kind):
            query = self._kind(list(of_kind), groups, first)
            first += len(query.parts)
            yield query

    def _kind(self, branches: Sequence[Branch], groups: Groups, first: int) -> KindQuery:
        passes = [self._pass(f"pass_{n}", together, groups) for n, together in enumerate(_together(branches))]
        written = [draft for one_pass, _ in passes for draft in drafts(one_pass)]
        selects = [draft.sql(n) for n, draft in enumerate(written, first)]
        parts = tuple(draft.part(n) for n, draft in enumerate(written, first))
        return KindQuery({one_pass.name: sql for one_pass, sql in passes}, "\nUNION ALL\n".join(selects), parts)

    def _pass(self, name: str, branches: Sequence[Branch], groups: Groups) -> tuple[Pass, str]:
        """Branches of one table that are read together, and the SELECT of their classified records.

        What several classes ask is asked once: each condition is a column of what the classes are made from.
        """
        table = branches[0].table
        indicators = [indicator for branch in branches for indicator in branch.indicators]
        written = {name: _written(name, further, table) for name, further in groups.items()}
        joins = dict.fromkeys(join for _, join in written.values() if join)
        speaking = [text for text, _ in written.values()]
        relations = replace(self._relations(branches[0]), needed=_asked_of(branches, (*speaking, *joins)))
        may_be_absent = self._may_be_absent(table)
        asked = {column: f"s.{column}" for column in (i.distinct for i in indicators) if column}
        asked |= {column: sql for column, (sql, _) in written.items()}
        classes: dict[str, str] = {}
        values: dict[str, str] = {}
        made: dict[str, str] = {}
        tests: dict[str, str] = {}
        for i in indicators:
            sql = self._class(i, may_be_absent=may_be_absent, test=partial(_column, tests, prefix="test"))
            classes[i.alias] = _column(made, f"CAST({sql} AS TINYINT)", "class")
            values |= {sql: _column(asked, sql, "value") for sql in (i.measure, i.weight, i.alike) if sql}
        source = "\n".join((f"FROM ({table.sql(relations)}\n) s", *joins))
        if branches[0].window.event is None:
            places, where = [(branches[0], "period_id")], ""
            asked["period_id"] = "s.period_id"
        else:
            places = [(branch, f"atom_{n}") for n, branch in enumerate(branches)]
            asked |= {f"atom_{n}": f"d{n}.atom" for n in range(len(branches))}
            for n, branch in enumerate(branches):
                event = branch.window.event
                source += f"\nLEFT JOIN atom_days d{n} ON d{n}.day = CAST({event} AS DATE) AND {event} < {self._as_of}"
            where = "\nWHERE " + " OR ".join(f"d{n}.atom IS NOT NULL" for n in range(len(branches)))
        tested = ", ".join(f"{sql} AS {column}" for column, sql in (asked | tests).items())
        classified = ", ".join([*asked, *(f"{sql} AS {column}" for column, sql in made.items())])
        read = f"SELECT {classified}\nFROM (SELECT {tested}\n{source}{where}) k"
        return Pass(name, places, list(groups), classes, values, may_be_absent), read

    def classified(self, branch: Branch, columns: Sequence[str]) -> str:
        """The records of a branch in the one period asked for, `class_<alias>` and `measure_<alias>` beside `columns`.

        `unit_code` is the unit a record counts for, `original_unit_code` the one it names.
        """
        needed = _asked_of([branch], (*columns, "unit_code"))
        return self._classified(branch, columns, replace(self._relations(branch), needed=needed))

    def _classified(self, branch: Branch, columns: Sequence[str], relations: Relations) -> str:
        event = branch.window.event
        period_id = "s.period_id" if event is None else "d.period_id"
        follows = branch.table.follows_units and self._sources.has_heirs
        unit_code, heir = heir_of("s.unit_code", period_id, relations) if follows else ("s.unit_code", "")
        wanted = dict.fromkeys(columns)
        wanted.update(dict.fromkeys(i.distinct for i in branch.indicators if i.distinct))
        written = {"unit_code": f"{unit_code} AS unit_code", ORIGINAL_UNIT: f"s.unit_code AS {ORIGINAL_UNIT}"}
        selected = [written.get(column, f"s.{column}") for column in wanted]
        for i in branch.indicators:
            class_sql = self._class(i, may_be_absent=self._may_be_absent(branch.table), test="({})".format)
            selected.append(f"{class_sql} AS class_{i.alias}")
            beside = {"measure": i.measure, "weight": i.weight, "alike": i.alike}
            selected += [f"{sql} AS {name}_{i.alias}" for name, sql in beside.items() if sql]
        source = f"({branch.table.sql(relations)}\n) s"
        if event is None:
            return f"SELECT {period_id}, {', '.join(selected)}\nFROM {source}\n{heir}"
        return (
            f"SELECT {period_id}, {', '.join(selected)}\nFROM {source}\n"
            f"JOIN period_days d ON d.day = CAST({event} AS DATE)\n{heir}\nWHERE {event} < {self._as_of}"
        )

    def kinds_read(self, branch: Branch) -> frozenset[str]:
        """The kinds whose records decide how those of a branch count."""
        marked = {kind: f"<{kind}>" for kind in self._sources.records}
        units, procedures = marked["units"], marked["procedures"]
        registers = Registers(facts=procedures, units=units, units_at=units, heirs=units, own_level="''")
        over_all = Compiler(self._times, Sources(marked, registers))
        sql = over_all._classified(branch, ("unit_code",), over_all._relations(branch))
        return frozenset(kind for kind, mark in marked.items() if mark in sql) | {branch.table.kind}

    def _may_be_absent(self, table: RecordTable) -> bool:
        return table.kind in self._sources.absent and table.lists_records

    def _relations(self, branch: Branch) -> Relations:
        kind = branch.table.kind
        stored = everything = self._sources.records[kind]
        carried: tuple[str, ...] = ()
        if kind in self._sources.absent:
            key = key_sql((*self._sources.apart, *KINDS[kind].key), "k")
            marked = (
                f"(SELECT k.*, a.record IS NOT NULL AS is_absent FROM {stored} k "
                f"LEFT JOIN ({self._sources.absent[kind]}) a ON a.record = {key})"
            )
            everything = f"(SELECT * FROM {marked} WHERE NOT is_absent)"
            # Where records are listed they are shown as left out; elsewhere they are not there.
            stored, carried = (marked, ("is_absent",)) if branch.table.lists_records else (everything, ())
        plain = Relations(stored, everything, self._as_of, carried, self._sources.registers)
        if branch.window.event is not None:
            return plain
        return replace(
            plain,
            records=self._in_periods(stored, branch.window),
            cutoff="t" if branch.window.judged_at == "t" else self._as_of,
            carried=(*carried, *_PERIOD_COLUMNS),
        )

    def _in_periods(self, stored: str, window: Window) -> str:
        """Stored records, each beside the periods in which it may count."""
        columns = ", ".join(f"p.{name}" for name in _PERIOD_COLUMNS)
        if window.begins is None or window.ends is None or self._times.mark_range is None:
            return f"(SELECT k.*, {columns} FROM {stored} k JOIN periods p ON {window.touches})"
        # An equality join finds the periods between the two days, and the exact condition decides. What has no
        # beginning began before all, what has no end ends after all: `least` and `greatest` pass over nulls.
        # With outer joins DuckDB knows that it has no fewer records than before, and does not build its later hash
        # tables from them; those outside every period have no place, and `finish` leaves them out.
        first, last = (f"DATE '{day}'" for day in self._times.mark_range)
        began = f"least(greatest(CAST({window.begins} AS DATE), {first}), {last})"
        ended = f"greatest(least(CAST({window.ends} AS DATE), {last}), {first})"
        marked = (
            f"(SELECT m.*, b.from_mark, e.until_mark FROM "
            f"(SELECT r.*, {began} AS began_on, {ended} AS ended_on FROM {stored} r) m "
            "LEFT JOIN mark_days b ON b.day = m.began_on LEFT JOIN mark_days e ON e.day = m.ended_on)"
        )
        return (
            f"(SELECT k.*, {columns} FROM {marked} k "
            f"LEFT JOIN spans p ON p.from_mark = k.from_mark AND p.until_mark = k.until_mark AND {window.touches})"
        )

    def _class(self, indicator: Indicator, *, may_be_absent: bool, test: Callable[[str], str]) -> str:
        """The class of a record; `test` gives the SQL of whether a condition holds."""

        def holds(condition: str) -> str:
            return test(self._with_parameters(condition, indicator))

        population, numerator = holds(indicator.population), holds(indicator.numerator)
        whens = [f"WHEN NOT {population} THEN NULL"]
        for reason, n in indicator.class_of.items():
            if reason == NOT_KNOWN:
                whens.append(f"WHEN {population} IS NULL OR {numerator} IS NULL THEN {n}")
            elif reason != ABSENT:
                whens.append(f"WHEN {holds(indicator.exclude[reason])} THEN {n}")
            elif may_be_absent:
                whens.append(f"WHEN {holds('is_absent')} THEN {n}")
        return f"CASE {' '.join(whens)} WHEN {numerator} THEN 1 ELSE 0 END"

    def _with_parameters(self, sql: str, indicator: Indicator) -> str:
        per_period = indicator.window.event is None

        def value(name: str) -> str:
            if name == ":as_of":
                return self._as_of
            if per_period and name in _PERIOD_PARAMETERS:
                return _PERIOD_PARAMETERS[name]
            raise ValueError(f"{indicator.id}: no parameter {name} in its conditions")

        return with_parameters(sql, value)


def _together(branches: Sequence[Branch]) -> Iterator[list[Branch]]:
    """What can be read at once: all events of a table, which are seen at one instant; each stock by itself."""
    events: dict[str, list[Branch]] = {}
    for branch in branches:
        if branch.window.event is None:
            yield [branch]
        else:
            events.setdefault(branch.table.name, []).append(branch)
    yield from events.values()


def _column(columns: dict[str, str], sql: str, prefix: str) -> str:
    """The column of an expression: the one it has already, else a new one, `class_0`, `class_1`, …."""
    for column, written in columns.items():
        if written == sql and column.startswith(prefix):
            return column
    columns[name := f"{prefix}_{len(columns)}"] = sql
    return name


def _written(name: str, further: GroupColumn | None, table: RecordTable) -> tuple[str, str]:
    """SQL of a group column, and what has to be joined for it; the table's own column where it has one."""
    if further is None or name in table.groups:
        return f"s.{name}", ""
    return further.sql[table.name], further.join


def _asked_of(branches: Sequence[Branch], groups: Sequence[str]) -> frozenset[str]:
    """Every word of what is asked of a table: no other column of it is needed."""
    texts = [*groups]
    for branch in branches:
        texts += [branch.window.event or ""]
        for i in branch.indicators:
            texts += [i.population, i.numerator, *i.exclude.values()]
            texts += [text for text in (i.measure, i.weight, i.alike, i.distinct) if text]
    return words(texts)
