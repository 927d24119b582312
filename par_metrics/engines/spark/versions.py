"""Records as known, from the rows that loads accepted: versions as the warehouse picks them, in one query.

A row counts if its export is not older than what had been confirmed before it, in the order of loading. Each column
has the value of the last row that counts and whose load provided it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from par_metrics.warehouse.lake_rows import lake_columns, written_columns
from par_metrics.warehouse.loads import Load
from schemas import KINDS, RecordKind
from schemas.kind import known_column

LAKE = "lake"
"""The column of the lake that a record is of: its key names it only there."""
ROW_COLUMNS = (LAKE, "load_no", "exported_at")
_UNITED = frozenset({"units", "procedures"} | {kind.name for kind in KINDS.values() if kind.conflicts == "refuse"})
"""The kinds whose keys name the same thing in every lake: registers, scores, assessments."""


@dataclass(frozen=True)
class Held:
    """A load that holds.

    Args:
        lake: the number of its lake.
        number: its place in the order of loading, lake after lake.
        load: its line.
        file: the address of its rows.
    """

    lake: int
    number: int
    load: Load
    file: str

    @property
    def exported_at(self) -> str:
        """As an SQL timestamp."""
        return f"TIMESTAMP '{self.load.exported_at}'"


def columns_of(kind: RecordKind) -> dict[str, str]:
    """What is kept of each record: column -> type."""
    outcomes = {known_column(outcome): "BOOLEAN" for outcome in kind.outcomes}
    return {field.name: field.duckdb_type for field in kind.stored} | outcomes


def rows_sql(kind: RecordKind, loads: Sequence[Held], files: Mapping[int, str]) -> str:
    """SELECT of the rows of loads: `ROW_COLUMNS`, then `columns_of`, null where a load does not provide them.

    Args:
        files: number of a load -> relation of its file.
    """
    # The first says that every column may be null: Sail takes that from the first of a union alone.
    types = {LAKE: "INTEGER", "load_no": "INTEGER", "exported_at": "TIMESTAMP", **columns_of(kind)}
    none = f"SELECT {', '.join(f'CAST(NULL AS {type_}) AS {name}' for name, type_ in types.items())} WHERE FALSE"
    return "\nUNION ALL\n".join([none, *(_rows(kind, held, files[held.number]) for held in loads)])


def versions_sql(kind: RecordKind, rows: str, loads: Sequence[Held]) -> str:
    """SELECT of the records known: `LAKE`, `exported_at` of the last row that counts, `columns_of`.

    Args:
        rows: relation of `rows_sql`.
        loads: those that hold, in order.
    """
    lakes = len({held.lake for held in loads})
    listed = ", ".join((LAKE, "exported_at", *columns_of(kind)))
    records = rows if lakes == len(loads) else f"({_folded(kind, rows, loads)})"
    if lakes < 2 or kind.name not in _UNITED:
        return f"SELECT {listed} FROM {records} v"
    return (
        f"SELECT {listed} FROM (SELECT v.*, row_number() OVER (PARTITION BY {', '.join(kind.key)} "
        f"ORDER BY exported_at DESC, {LAKE}) AS place FROM {records} v) u WHERE place = 1"
    )


def counting_sql(kind: RecordKind, rows: str, loads: Sequence[Held]) -> str:
    """SELECT of the rows with `counts`: whether the row's export is not older than what was confirmed before it."""
    if _in_order(loads):
        return f"SELECT r.*, TRUE AS counts FROM {rows} r"
    return (
        f"SELECT b.*, before IS NULL OR exported_at >= before AS counts FROM (SELECT r.*, max(r.exported_at) "
        f"OVER (PARTITION BY {', '.join(apart(kind))} ORDER BY r.load_no "
        f"ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM {rows} r) b"
    )


def apart(kind: RecordKind) -> tuple[str, ...]:
    """The columns that tell records of several lakes apart."""
    return (LAKE, *kind.key)


def provided_by(columns: Iterable[str], kind: RecordKind, loads: Sequence[Held]) -> dict[str, frozenset[int]]:
    """The numbers of the loads that write each column."""
    written = {held.number: _written(kind, held.load) for held in loads}
    return {name: frozenset(number for number, names in written.items() if name in names) for name in columns}


def _rows(kind: RecordKind, held: Held, file: str) -> str:
    there = _written(kind, held.load)
    columns = [
        f"CAST({f'r.{name}' if name in there else 'NULL'} AS {type_}) AS {name}"
        for name, type_ in columns_of(kind).items()
    ]
    return (
        f"SELECT {held.lake} AS {LAKE}, {held.number} AS load_no, {held.exported_at} AS exported_at, "
        f"{', '.join(columns)} FROM (SELECT {', '.join(lake_columns(kind, held.load))} "
        f"FROM {file} f) r"
    )


def _folded(kind: RecordKind, rows: str, loads: Sequence[Held]) -> str:
    """The last value of each column; those that the same loads provide are looked up together."""
    everyone = frozenset(held.number for held in loads)
    columns = [name for name in columns_of(kind) if name not in kind.key]
    by_loads: dict[frozenset[int], list[str]] = {}
    for name, numbers in provided_by(columns, kind, loads).items():
        by_loads.setdefault(numbers, []).append(name)
    picked, opened = [], [*apart(kind), "exported_at"]
    for place, (numbers, names) in enumerate(by_loads.items()):
        fields = ", ".join(f"'{name}', {name}" for name in names)
        only = "" if numbers == everyone else f" FILTER (WHERE load_no IN ({', '.join(map(str, sorted(numbers)))}))"
        if numbers:
            picked.append(f"max_by(named_struct({fields}), load_no){only} AS s{place}")
            opened += [f"s{place}.{name} AS {name}" for name in names]
        else:
            opened += [f"CAST(NULL AS {columns_of(kind)[name]}) AS {name}" for name in names]
    keys = ", ".join(apart(kind))
    aggregates = ", ".join([keys, "max(exported_at) AS exported_at", *picked])
    return (
        f"SELECT {', '.join(opened)} FROM (SELECT {aggregates} FROM ({counting_sql(kind, rows, loads)}) c "
        f"WHERE counts GROUP BY {keys}) f"
    )


def _written(kind: RecordKind, load: Load) -> frozenset[str]:
    filled = written_columns(kind, load)
    known = {known_column(outcome) for outcome in kind.outcomes if outcome in load.provided}
    return frozenset(filled) & {field.name for field in kind.stored} | known


def _in_order(loads: Sequence[Held]) -> bool:
    """Every load of a lake was exported no earlier than those before it: all rows count."""
    times = ([held.load.exported_at for held in of_lake] for _, of_lake in groupby(loads, lambda held: held.lake))
    return all(one is not None and other is not None and one <= other for of in times for one, other in pairwise(of))
