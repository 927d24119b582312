"""Queries of what loads did: which columns of records one wrote, which records count otherwise after some."""

from collections.abc import Iterable, Sequence

from par_metrics.engines.base import Branch
from par_metrics.engines.held import has_units
from par_metrics.engines.states import STATE, STATES
from par_metrics.indicators.base import SUMS, Indicator
from schemas import RecordKind
from schemas.kind import key_sql

_STATE = ("class", "numerator", "denominator", "measure")


def written_sql(kind: RecordKind, load_ids: Sequence[str], key: Sequence[str]) -> str:
    """SELECT of `History.written`: the versions of loads beside those they superseded."""
    loads = ", ".join(f"'{load_id}'" for load_id in load_ids)
    same = " AND ".join(f"o.{name} = n.{name}" for name in kind.key)
    columns = ", ".join(
        f"CASE WHEN o.{f.name} IS DISTINCT FROM n.{f.name} THEN concat('{f.name}: ', "
        f"coalesce(CAST(o.{f.name} AS VARCHAR), '—'), ' -> ', coalesce(CAST(n.{f.name} AS VARCHAR), '—')) END"
        for f in kind.stored
        if f.name not in kind.key
    )
    return (
        f"SELECT n.load_id, {key_sql(kind.key, 'n')} AS own, {key_sql(key, 'o')} AS former, "
        f"{key_sql(key, 'n')} AS record, "
        f"o.load_id IS NULL AS is_new, concat_ws('; ', {columns or 'NULL'}) AS changes\n"
        f"FROM {kind.name}_versions n LEFT JOIN {kind.name}_versions o "
        f"ON {same} AND o.superseded_at = n.loaded_at\n"
        # Its versions that a withdrawal of another load brought back are of that instant.
        f"JOIN loads l ON l.load_id = n.load_id AND l.loaded_at = n.loaded_at\n"
        f"WHERE n.load_id IN ({loads}) AND (n.superseded_at IS NULL OR n.superseded_at > n.loaded_at)"
    )


def rewritten_sql(kinds: Iterable[RecordKind], since: str, until: str) -> str:
    """SELECT of `History.rewritten`, between two instants of knowledge."""

    def of_kind(kind: RecordKind) -> str:
        unit = "arg_max(unit_code, loaded_at)" if has_units(kind) else "NULL::VARCHAR"
        within = " OR ".join(f"({at} > {since} AND {at} <= {until})" for at in ("loaded_at", "superseded_at"))
        keys = ", ".join(kind.key)
        return (
            f"SELECT '{kind.name}' AS kind, unit_code, count(*) AS records FROM "
            f"(SELECT {unit} AS unit_code FROM {kind.name}_versions WHERE {within} GROUP BY {keys}) GROUP BY ALL"
        )

    return " UNION ALL ".join(of_kind(kind) for kind in kinds) + " ORDER BY ALL"


def changed_sql(
    branch: Branch, key: Sequence[str], links: Sequence[str], classified: str, states: int, unit: str | None
) -> str:
    """SELECT of `History.changed`: how each record counts in each state beside how it did in the one before.

    Args:
        classified: SELECT of how the records of the branch are classified, correlated with a row of `STATES`.
        states: how many there are.
        unit: the one unit looked at, as an SQL literal.
    """
    state = [f"{name}_{n}" for n in range(len(branch.indicators)) for name in _STATE]
    differs = " OR ".join(f"b.{name} IS DISTINCT FROM a.{name}" for name in state)
    columns = [f"b.{name} AS {name}_before, a.{name} AS {name}_after" for name in state]
    columns += [f"coalesce(a.{name}_link, b.{name}_link) AS {name}" for name in links]
    return (
        f"WITH counted AS MATERIALIZED ({_counted(branch, key, links, classified, unit)})\n"
        "SELECT coalesce(a.state, b.state + 1) AS step, coalesce(a.record, b.record) AS record, "
        "coalesce(a.unit, b.unit) AS unit_code, "
        f"coalesce(a.is_total, b.is_total) AS is_total, {', '.join(columns)}\n"
        "FROM counted b FULL JOIN counted a ON a.state = b.state + 1 AND a.record = b.record "
        "AND a.is_total = b.is_total AND a.unit IS NOT DISTINCT FROM b.unit\n"
        f"WHERE coalesce(a.state, b.state + 1) BETWEEN 1 AND {states - 1} AND ({differs})"
    )


def _counted(branch: Branch, key: Sequence[str], links: Sequence[str], classified: str, unit: str | None) -> str:
    """SELECT of how each record counts in each state, for its unit and for all units together."""
    record = key_sql(key, "k")
    linked = "".join(f", max({name}) AS {name}_link" for name in links)
    states = ", ".join(_state(indicator, n) for n, indicator in enumerate(branch.indicators))
    candidate = " OR ".join(f"class_{indicator.alias} IS NOT NULL" for indicator in branch.indicators)
    alone = "" if unit is None else f" AND unit_code = {unit}"
    sets = ("state, record, unit_code",) if unit is not None else ("state, record, unit_code", "state, record")
    return (
        f"SELECT state, record, unit_code AS unit, GROUPING(unit_code) = 1 AS is_total{linked}, {states}"
        f"\nFROM (SELECT {STATE}.state, k.*, {record} AS record FROM {STATES} {STATE}, LATERAL ({classified}) k"
        f"\nWHERE ({candidate}){alone}) c\nGROUP BY GROUPING SETS ({', '.join(f'({one})' for one in sets)})"
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
