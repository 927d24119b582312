"""Queries of what is held: units, holdings, arrivals, first records; `known` names the records known of a kind."""

from collections.abc import Callable, Collection
from typing import TypeAlias

from par_metrics.domain.period import Period
from schemas import KINDS, RecordKind

Known: TypeAlias = Callable[[str], str]


def units_sql(known: Known, own: str | None, kinds: Collection[str] = tuple(KINDS)) -> str:
    """SELECT of `Holding.units`.

    Args:
        own: the workspace's unit, an SQL literal.
        kinds: those that have any records.
    """
    of_records = (
        f"SELECT DISTINCT unit_code, NULL, FALSE, TRUE FROM {known(kind.name)} k"
        for kind in KINDS.values()
        if has_units(kind) and kind.name in kinds
    )
    registered = f"SELECT unit_code, level, TRUE AS is_registered, FALSE AS has_records FROM {known('units')} k"
    own_unit = f"SELECT {own}, NULL, FALSE, FALSE" if own is not None else None
    # Records count for a successor also where the register has only its code.
    heirs = f"SELECT successor_code, NULL, FALSE, FALSE FROM {known('units')} k"
    every = " UNION ALL ".join(sql for sql in (registered, own_unit, heirs, *of_records) if sql is not None)
    return (
        f"SELECT unit_code, max(level) AS level, bool_or(is_registered) AS is_registered, "
        f"bool_or(has_records) AS has_records FROM ({every}) u WHERE unit_code IS NOT NULL GROUP BY 1 ORDER BY 1"
    )


def holdings_sql(known: Known, loaded_at: str, period: Period | None) -> str:
    """SELECT of `Holding.holdings`, in the order of `place`.

    Args:
        loaded_at: SQL of when the newest record known of a kind was loaded.
    """
    of_kinds = []
    for place, kind in enumerate(KINDS.values()):
        entry = entry_of(kind)
        within = "TRUE"
        if period is not None:
            start, end = (f"TIMESTAMP '{instant}'" for instant in (period.start, period.end))
            within = f"{entry} >= {start} AND {entry} < {end}" if entry else "FALSE"
        of_kinds.append(
            f"SELECT {place} AS place, '{kind.name}' AS kind, count(*) AS records, "
            f"min(CAST({entry or 'NULL'} AS TIMESTAMP)) AS first, max(CAST({entry or 'NULL'} AS TIMESTAMP)) AS last, "
            f"{loaded_at} AS loaded_at FROM {known(kind.name)} k WHERE {within}"
        )
    return " UNION ALL ".join(of_kinds) + " ORDER BY place"


def first_records_sql(known: Known, kind: str, condition: str) -> str:
    """SELECT of `Holding.first_records`."""
    unit = "unit_code" if has_units(KINDS[kind]) else "CAST(NULL AS VARCHAR) AS unit_code"
    entry = entry_of(KINDS[kind]) or "NULL"
    return (
        f"SELECT {unit}, min(CAST({entry} AS TIMESTAMP)) AS first, bool_or({entry} IS NULL) AS has_undated "
        f"FROM {known(kind)} k WHERE {condition} GROUP BY 1 ORDER BY 1"
    )


def exports_sql(known: str) -> str:
    """SELECT of `Holding.exports`; `known` is the instant of knowledge, as an SQL literal."""
    with_sources = ", ".join(literal(kind.name) for kind in KINDS.values() if kind.sources)
    return (
        "SELECT l.kind, s.source, least(l.exported_at, l.loaded_at) AS exported_at, l.exported_at_from "
        f"FROM loads_known({known}) l LEFT JOIN load_sources s USING (load_id) "
        f"WHERE l.state = 'loaded' AND l.accepted > 0 AND (s.source IS NOT NULL OR l.kind NOT IN ({with_sources})) "
        "ORDER BY ALL"
    )


def newest_records_sql(known: Known, as_of: str) -> str:
    """SELECT of `Holding.newest_records`; `as_of` is an SQL timestamp."""
    of_kinds = (
        f"SELECT '{kind.name}' AS kind, {'source' if kind.sources else 'NULL::VARCHAR'} AS source, "
        f"max(CAST({entry_of(kind)} AS TIMESTAMP)) AS newest_record "
        f"FROM {known(kind.name)} k WHERE {entry_of(kind)} < {as_of} GROUP BY ALL"
        for kind in KINDS.values()
        if entry_of(kind)
    )
    return " UNION ALL ".join(of_kinds) + " ORDER BY ALL"


def entry_of(kind: RecordKind) -> str | None:
    """The column by which a record came to exist, or the first thing that is known to have happened."""
    return kind.entry or (kind.events[0] if kind.events else None)


def has_units(kind: RecordKind) -> bool:
    """Whether its records are of units, rather than the units themselves."""
    return kind.name != "units" and "unit_code" in kind.by_name


def literal(text: str) -> str:
    """A text as SQL."""
    return "'" + text.replace("'", "''") + "'"
