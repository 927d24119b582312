"""The merge of one load's lake file into the versions of its kind.

Set-based, on the Parquet file itself, in a transaction of the caller. There is no
primary key: it would make bulk inserts several times slower, and the merge needs none.
"""

from pathlib import Path

import duckdb

from par_metrics.warehouse.lake_rows import lake_rows
from par_metrics.warehouse.loads import Load, MergeCounts
from par_metrics.warehouse.tables import dated_table, quoted, versions_table
from schemas import RecordKind
from schemas.kind import known_column

_CLASSES = ("inserted", "superseding", "unchanged", "older")


def merge(connection: duckdb.DuckDBPyConnection, kind: RecordKind, load: Load, lake_file: Path) -> MergeCounts:
    """Merge the accepted rows of a load into the versions of `kind`.

    A row without a current version is inserted. One that says the same, in the columns
    its export provides, is unchanged: the current version takes its time of export if
    that is newer. One of an older export goes to history. Any other supersedes the
    current version, whose values it keeps in the columns its export does not provide.

    Args:
        load: gives `load_id`, `provided`, `reading`, `exported_at` and `loaded_at`.
        lake_file: accepted rows, their key unique and filled.
    Returns:
        How many rows went each way, as the database counted them when it wrote them.
    """
    _classify(connection, kind, load, lake_file)
    rows = connection.execute("SELECT class, count(*) FROM merging GROUP BY class").fetchall()
    classes = dict.fromkeys(_CLASSES, 0) | dict(rows)
    if classes["unchanged"]:
        _refresh(connection, kind, load)
    superseded = _supersede(connection, kind, load) if classes["superseding"] else 0
    written = sum(classes[name] for name in ("inserted", "superseding", "older"))
    if written:
        # Rows that were to be written but were not must show in the accounting.
        classes["inserted"] += _write(connection, kind, load, lake_file) - written
    connection.execute("DROP TABLE merging").fetchall()
    if kind.is_dated:
        _keep_dated(connection, kind, load, lake_file)
    classes["superseding"] = superseded
    return MergeCounts(**classes)


def _classify(connection: duckdb.DuckDBPyConnection, kind: RecordKind, load: Load, lake_file: Path) -> None:
    """Make the temporary table `merging`: row of the lake file, its current version, its class."""
    same = " AND ".join(
        f"i.{column} IS NOT DISTINCT FROM c.{column}"
        for column in (quoted(name) for name in _written(kind, load) if name not in kind.key)
    )
    key = " AND ".join(f"i.{quoted(name)} = c.{quoted(name)}" for name in kind.key)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMPORARY TABLE merging AS
        SELECT
            i.line,
            c.version,
            CASE
                WHEN c.version IS NULL THEN 'inserted'
                WHEN {same or "true"} THEN 'unchanged'
                WHEN $exported_at < c.exported_at THEN 'older'
                ELSE 'superseding'
            END AS class
        FROM ({lake_rows(kind, load)}) AS i
        LEFT JOIN (
            SELECT rowid AS version, * FROM {versions_table(kind)} WHERE superseded_at IS NULL
        ) AS c ON {key}
        """,
        {"lake_file": str(lake_file), "exported_at": load.exported_at},
    ).fetchall()


def _refresh(connection: duckdb.DuckDBPyConnection, kind: RecordKind, load: Load) -> None:
    connection.execute(
        f"""
        UPDATE {versions_table(kind)} SET exported_at = $exported_at
        WHERE exported_at < $exported_at
            AND rowid IN (SELECT version FROM merging WHERE class = 'unchanged')
        """,
        {"exported_at": load.exported_at},
    ).fetchall()


def _supersede(connection: duckdb.DuckDBPyConnection, kind: RecordKind, load: Load) -> int:
    """Close the versions that are superseded; returns how many."""
    closed: int = connection.execute(
        f"""
        UPDATE {versions_table(kind)} SET superseded_at = $loaded_at
        WHERE rowid IN (SELECT version FROM merging WHERE class = 'superseding')
        """,
        {"loaded_at": load.loaded_at},
    ).fetchall()[0][0]
    return closed


def _write(connection: duckdb.DuckDBPyConnection, kind: RecordKind, load: Load, lake_file: Path) -> int:
    """Append the new versions; those of an older export are superseded from the start. Returns how many."""
    written = _written(kind, load)
    names = [field.name for field in kind.stored] + [known_column(outcome) for outcome in kind.outcomes]
    values = [
        f"i.{quoted(name)}" if name in written else f"CASE WHEN m.class = 'superseding' THEN c.{quoted(name)} END"
        for name in names
    ]
    carries = len(written) < len(names)
    # The former versions are read only where they have something to hand on.
    former = f"LEFT JOIN {versions_table(kind)} AS c ON c.rowid = m.version" if carries else ""
    appended: int = connection.execute(
        f"""
        INSERT INTO {versions_table(kind)}
            ({", ".join(map(quoted, names))}, load_id, exported_at, loaded_at, superseded_at)
        SELECT {", ".join(values)}, $load_id, $exported_at, $loaded_at,
            CASE WHEN m.class = 'older' THEN $loaded_at::TIMESTAMP END
        FROM ({lake_rows(kind, load)}) AS i
        JOIN merging AS m USING (line)
        {former}
        WHERE m.class <> 'unchanged'
        """,
        {
            "lake_file": str(lake_file),
            "load_id": load.load_id,
            "exported_at": load.exported_at,
            "loaded_at": load.loaded_at,
        },
    ).fetchall()[0][0]
    return appended


def _keep_dated(connection: duckdb.DuckDBPyConnection, kind: RecordKind, load: Load, lake_file: Path) -> None:
    """What this load said of each record, also where it changed nothing or is older than another."""
    names = ", ".join(map(quoted, _written(kind, load)))
    connection.execute(
        f"""
        INSERT INTO {dated_table(kind)} ({names}, load_id, exported_at, loaded_at)
        SELECT {names}, $load_id, $exported_at, $loaded_at FROM ({lake_rows(kind, load)})
        """,
        {
            "lake_file": str(lake_file),
            "load_id": load.load_id,
            "exported_at": load.exported_at,
            "loaded_at": load.loaded_at,
        },
    ).fetchall()


def _written(kind: RecordKind, load: Load) -> tuple[str, ...]:
    """The columns of a version that a load fills itself; the others are those of the version before."""
    return (*load.provided, *(known_column(outcome) for outcome in kind.outcomes if outcome in load.provided))
