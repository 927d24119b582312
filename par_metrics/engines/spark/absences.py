"""Which records full lists lack, in one query: what `warehouse.absences` writes one load after another.

Between two rows of a record in the order of loading nothing that is known of it changes, so that each full list
meets the record's state after the last row before it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import polars as pl

from par_metrics.engines.spark.versions import LAKE, Held, apart, counting_sql, provided_by
from par_metrics.warehouse.covers import cover_of
from par_metrics.warehouse.full_lists import scope_columns, scope_text
from schemas import RecordKind
from schemas.kind import key_sql

_LISTS_SCHEMA: Mapping[str, pl.DataType] = {
    LAKE: pl.Int32(),
    "load_no": pl.Int32(),
    "exported_at": pl.Datetime("us"),
    "scope": pl.String(),
    "start_on": pl.Date(),
    "end_on": pl.Date(),
}


def lists_frame(kind: RecordKind, loads: Sequence[Held]) -> pl.DataFrame:
    """What the full lists among the loads of a kind may say is absent: one row a list and scope.

    Returns:
        `lake, load_no, exported_at, scope, start_on, end_on`; the days are null where no entry dates bound it.
    """
    rows: list[tuple[object, ...]] = []
    for held in loads:
        before = [other.load for other in _full(loads) if other.lake == held.lake and other.number < held.number]
        if held.load.full_list is None or (cover := cover_of(kind, held.load, before)) is None:
            continue
        days = (None, None) if kind.entry is None else (cover.start, cover.end)
        rows += [(held.lake, held.number, held.load.exported_at, scope, *days) for scope in sorted(cover.scopes)]
    return pl.DataFrame(rows, schema=_LISTS_SCHEMA, orient="row")


def absences_sql(kind: RecordKind, rows: str, lists: str, refused: str, loads: Sequence[Held]) -> str:
    """SELECT of what loads say of absence: `record, exported_at, load_no, is_absent`.

    Args:
        rows: relation of the rows of all loads.
        lists: relation of `lists_frame`.
        refused: relation of `load_no, record`: rows that lists refused are on them all the same.
        loads: those that hold, in order.
    """
    record = key_sql(apart(kind), "s")
    within = "TRUE" if kind.entry is None else f"CAST(s.{kind.entry} AS DATE) BETWEEN l.start_on AND l.end_on"
    return f"""
WITH missing AS (
    SELECT {record} AS record, l.exported_at, l.load_no
    FROM ({_states(kind, rows, loads)}) s
    JOIN {lists} l ON l.{LAKE} = s.{LAKE} AND l.scope = {scope_text(kind, "s")}
        AND l.load_no > s.load_no AND (s.next_no IS NULL OR l.load_no < s.next_no)
        AND s.listed_at <= l.exported_at AND s.confirmed_at <= l.exported_at AND {within}
    LEFT JOIN {refused} f ON f.load_no = l.load_no AND f.record = {record}
    WHERE f.record IS NULL
)
SELECT record, exported_at, load_no, TRUE AS is_absent FROM missing
UNION ALL
SELECT m.record, s.exported_at, s.load_no, FALSE FROM (SELECT DISTINCT record FROM missing) m
JOIN {rows} s ON m.record = {record}"""


def absent_sql(absences: str, as_of: datetime) -> str:
    """SELECT of the `record` of each record absent at an instant: what the export made last by then says of it.

    Args:
        absences: relation of `absences_sql`; its records have the lake before their key.
    """
    return (
        "SELECT record FROM (SELECT record, is_absent, row_number() OVER (PARTITION BY record "
        f"ORDER BY exported_at DESC, load_no DESC) AS place FROM {absences} "
        f"WHERE exported_at <= TIMESTAMP '{as_of}') a WHERE place = 1 AND is_absent"
    )


def _states(kind: RecordKind, rows: str, loads: Sequence[Held]) -> str:
    """What was known of each record after each of its rows, until `next_no`."""
    looked_at = dict.fromkeys([*scope_columns(kind), *([] if kind.entry is None else [kind.entry])])
    providing = provided_by([name for name in looked_at if name not in kind.key], kind, loads)
    keys = ", ".join(apart(kind))
    so_far = f"OVER (PARTITION BY {keys} ORDER BY load_no ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
    full = ", ".join(str(held.number) for held in _full(loads))
    values, opened = [], []
    for name, numbers in providing.items():
        is_said = f"counts AND load_no IN ({', '.join(map(str, sorted(numbers)))})" if numbers else "FALSE"
        values.append(
            f"last_value(CASE WHEN {is_said} THEN named_struct('v', {name}) END IGNORE NULLS) {so_far} AS {name}"
        )
        opened.append(f"t.{name}.v AS {name}")
    columns = ", ".join(
        [
            keys,
            "load_no",
            f"max(exported_at) {so_far} AS confirmed_at",
            f"min(CASE WHEN load_no IN ({full}) THEN exported_at END) {so_far} AS listed_at",
            f"lead(load_no) OVER (PARTITION BY {keys} ORDER BY load_no) AS next_no",
            *values,
        ]
    )
    shown = ", ".join([keys, "load_no", "confirmed_at", "listed_at", "next_no", *opened])
    return f"SELECT {shown} FROM (SELECT {columns} FROM ({counting_sql(kind, rows, loads)}) c) t"


def _full(loads: Sequence[Held]) -> list[Held]:
    return [held for held in loads if held.load.full_list is not None]
