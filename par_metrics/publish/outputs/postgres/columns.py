"""What published tables are in PostgreSQL: types, keys, which text is JSON."""

import re
from collections.abc import Mapping, Sequence

TYPES: Mapping[str, str] = {
    "VARCHAR": "text",
    "BOOLEAN": "boolean",
    "TINYINT": "smallint",
    "SMALLINT": "smallint",
    "INTEGER": "integer",
    "UINTEGER": "bigint",
    "BIGINT": "bigint",
    "DOUBLE": "double precision",
    "DATE": "date",
    "TIMESTAMP": "timestamp without time zone",
}
"""Of a type of `metrics.duckdb`; decimals are `numeric` of the same digits, lists and structs `jsonb`."""
JSON = "jsonb"

JSON_COLUMNS: Mapping[str, frozenset[str]] = {
    "indicators": frozenset({"excluded"}),
    "scores": frozenset({"missing"}),
    "loads": frozenset(
        {
            "warnings",
            "unknown_columns",
            "unknown_statuses",
            "provided",
            "hidden_sheets",
            "notes",
            "full_list",
            "files",
        }
    ),
}
"""The columns whose text is JSON; docs/reference/publishing.md says so."""

KEYS: Mapping[str, Sequence[str]] = {
    "indicators": ("indicator", "period", "unit_code", "is_total"),
    "scorecard": ("plan_row", "indicator", "unit_code"),
    "pace": ("indicator", "period", "unit_code"),
    "scores": ("rules", "period", "unit_code", "block"),
    "changes": ("indicator", "version", "period", "unit_code"),
    "freshness": ("kind", "source"),
    "catalogue": ("indicator",),
    "units": ("unit_code",),
    "plan": ("plan_row",),
    "loads": ("load_id",),
    "runs": ("run_id",),
}
"""Which columns tell one row from every other. A null is a value of its own there: all units, no source."""

NULLABLE = frozenset({("scorecard", "indicator"), ("freshness", "source"), ("scores", "unit_code")}) | {
    (table, "unit_code") for table in ("indicators", "scorecard", "pace", "changes")
}
"""Columns of keys that may be null; all others are not."""

RUNS: Mapping[str, str] = {
    "run_id": "text",
    "unit_code": "text",
    "as_of": "timestamp without time zone",
    "known_at": "timestamp without time zone",
    "started_at": "timestamp without time zone",
    "state": "text",
    "gates": JSON,
    "software": JSON,
    "manifest": "text",
    "tables": "text[]",
    "sent_at": "timestamp with time zone",
}
"""The table that says of which run the others are: one row."""

_MORE_NEEDED: Mapping[str, Sequence[str]] = {
    "indicators": ("version", "rules", "period_start", "period_end", "as_of", "provisional", "status"),
    "scorecard": ("title", "period", "as_of"),
    "runs": ("as_of", "started_at", "state", "gates", "manifest", "tables", "sent_at"),
}


def type_of(table: str, column: str, duckdb_type: str) -> str:
    """The type of a column in PostgreSQL.

    Args:
        duckdb_type: as `DESCRIBE` gives it.
    """
    if column in JSON_COLUMNS.get(table, ()):
        return JSON
    if (digits := re.fullmatch(r"DECIMAL(\(\d+,\d+\))", duckdb_type)) is not None:
        return f"numeric{digits[1]}"
    if duckdb_type.endswith("]") or duckdb_type.startswith(("STRUCT", "MAP", "JSON")):
        return JSON
    return TYPES[duckdb_type]


def is_needed(table: str, column: str) -> bool:
    """Whether a column has a value in every row."""
    in_key = column in KEYS.get(table, ()) and (table, column) not in NULLABLE
    return in_key or column in _MORE_NEEDED.get(table, ())
