"""Queries of what loads did: which columns of records one wrote, which records count otherwise after some."""

from collections.abc import Sequence

from par_metrics.engines.base import Branch
from par_metrics.indicators.base import SUMS, Indicator
from schemas import RecordKind
from schemas.kind import key_sql

_STATE = ("class", "numerator", "denominator", "measure")


def written_sql(kind: RecordKind, load_id: str, key: Sequence[str]) -> str:
    """SELECT of `History.written`: the versions of a load beside those they superseded."""
    same = " AND ".join(f"o.{name} = n.{name}" for name in kind.key)
    columns = ", ".join(
        f"CASE WHEN o.{f.name} IS DISTINCT FROM n.{f.name} THEN concat('{f.name}: ', "
        f"coalesce(CAST(o.{f.name} AS VARCHAR), '—'), ' -> ', coalesce(CAST(n.{f.name} AS VARCHAR), '—')) END"
        for f in kind.stored
        if f.name not in kind.key
    )
    return (
        f"SELECT {key_sql(kind.key, 'n')} AS own, {key_sql(key, 'o')} AS former, {key_sql(key, 'n')} AS record, "
        f"o.load_id IS NULL AS is_new, concat_ws('; ', {columns or 'NULL'}) AS changes\n"
        f"FROM {kind.name}_versions n LEFT JOIN {kind.name}_versions o "
        f"ON {same} AND o.superseded_at = n.loaded_at\n"
        # Its versions that a withdrawal of another load brought back are of that instant.
        f"JOIN loads l ON l.load_id = n.load_id AND l.loaded_at = n.loaded_at\n"
        f"WHERE n.load_id = '{load_id}' AND (n.superseded_at IS NULL OR n.superseded_at > n.loaded_at)"
    )


def changed_sql(
    branch: Branch, key: Sequence[str], links: Sequence[str], before: str, after: str, unit: str | None
) -> str:
    """SELECT of `History.changed`.

    Args:
        before, after: SELECTs of how the records of the branch are classified.
        unit: the one unit looked at, as an SQL literal.
    """
    first, second = (_counted(branch, key, links, classified, unit) for classified in (before, after))
    state = [f"{name}_{n}" for n in range(len(branch.indicators)) for name in _STATE]
    differs = " OR ".join(f"b.{name} IS DISTINCT FROM a.{name}" for name in state)
    columns = [f"b.{name} AS {name}_before, a.{name} AS {name}_after" for name in state]
    columns += [f"coalesce(a.{name}_link, b.{name}_link) AS {name}" for name in links]
    return (
        "SELECT coalesce(a.record, b.record) AS record, coalesce(a.unit, b.unit) AS unit_code, "
        f"coalesce(a.is_total, b.is_total) AS is_total, {', '.join(columns)}\n"
        f"FROM ({first}) b FULL JOIN ({second}) a ON a.record = b.record AND a.is_total = b.is_total "
        f"AND a.unit IS NOT DISTINCT FROM b.unit\nWHERE {differs}"
    )


def _counted(branch: Branch, key: Sequence[str], links: Sequence[str], classified: str, unit: str | None) -> str:
    """SELECT of how each record counts, for its unit and for all units together."""
    record = key_sql(key, "k")
    linked = "".join(f", max({name}) AS {name}_link" for name in links)
    states = ", ".join(_state(indicator, n) for n, indicator in enumerate(branch.indicators))
    candidate = " OR ".join(f"class_{indicator.alias} IS NOT NULL" for indicator in branch.indicators)
    alone = "" if unit is None else f" AND unit_code = {unit}"
    sets = "(record, unit_code)" if unit is not None else "(record, unit_code), (record)"
    return (
        f"SELECT record, unit_code AS unit, GROUPING(unit_code) = 1 AS is_total{linked}, {states}"
        f"\nFROM (SELECT *, {record} AS record FROM ({classified}) k WHERE ({candidate}){alone}) c"
        f"\nGROUP BY GROUPING SETS ({sets})"
    )


def _state(indicator: Indicator, number: int) -> str:
    """What a record adds to both sides of the figure, and its class; all null where it is no candidate of this one."""
    alias = indicator.alias
    measure = f"sum(measure_{alias}) FILTER (WHERE class_{alias} = 1)" if indicator.measure else "NULL"
    if indicator.distinct:
        best = (f"max(class_{alias}) FILTER (WHERE class_{alias} = {one})" for one in indicator.best_first)
        class_ = f"coalesce({', '.join(best)})"
        numerator, denominator = f"({class_} = 1)::INT", f"({class_} IN (0, 1))::INT"
    else:
        class_ = f"max(class_{alias})"
        numerator, denominator = (f"count(*) FILTER (WHERE class_{alias} {good})" for good in ("= 1", ">= 0"))
    if indicator.statistic in SUMS:
        numerator = f"coalesce({measure}, 0)"
    if indicator.weight:
        denominator = f"coalesce(sum(weight_{alias}) FILTER (WHERE class_{alias} = 1), 0)"
    columns = {"class": class_, "numerator": numerator, "denominator": denominator, "measure": measure}
    types = {"class": "INT"}
    # The row may be there for another indicator: what this one does not look at is null, and not 0, on both sides.
    return ", ".join(
        f"CASE WHEN max(class_{alias}) IS NOT NULL THEN CAST({sql} AS {types.get(name, 'DOUBLE')}) END "
        f"AS {name}_{number}"
        for name, sql in columns.items()
    )
