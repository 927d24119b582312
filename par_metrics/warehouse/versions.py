"""The merge of one load's lake file into the versions of its kind.

Set-based, on the Parquet file itself, in a transaction of the caller. There is no
primary key: it would make bulk inserts several times slower, and the merge needs none.
"""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from par_metrics.warehouse import absences
from par_metrics.warehouse.book import Book, Entry
from par_metrics.warehouse.lake_rows import written_columns
from par_metrics.warehouse.loads import Load, MergeCounts, full_lists
from par_metrics.warehouse.tables import quoted
from schemas import RecordKind
from schemas.kind import known_column

_CLASSES = ("inserted", "superseding", "unchanged", "older")


def merge(
    connection: duckdb.DuckDBPyConnection,
    kind: RecordKind,
    load: Load,
    lake_file: Path,
    book: Book | None = None,
    lists: Sequence[Load] | None = None,
) -> MergeCounts:
    """Merge the accepted rows of a load into the versions of `kind`.

    A row without a current version is inserted. One that says the same, in the columns
    its export provides, is unchanged: the current version is confirmed by it
    (`confirmed_at`) if its export is newer. One older than what was confirmed goes to
    history. Any other supersedes the current version, whose values it keeps in the columns
    its export does not provide. Full lists also note that they have a record (`listed_at`),
    and which they lack.

    Args:
        load: gives `load_id`, `provided`, `reading`, `exported_at`, `loaded_at` and `full_list`.
        lake_file: accepted rows, their key unique and filled.
        book: the tables to write; None for the warehouse's.
        lists: the full lists of the kind that were loaded before and hold; None: those of the warehouse.
    Returns:
        How many rows went each way, as the database counted them when it wrote them.
    """
    entry = Entry(connection, kind, load, lake_file, book or Book.of(kind))
    _classify(entry)
    found = entry.run("SELECT class, count(*) FROM merging GROUP BY class")
    classes = dict.fromkeys(_CLASSES, 0) | dict(found)
    reopened = _reopened(entry) if kind.name == "dossiers" and classes["superseding"] else 0
    if classes["unchanged"]:
        _confirm(entry)
    if load.full_list is not None and classes["unchanged"] + classes["older"]:
        _list(entry)
    superseded = _supersede(entry) if classes["superseding"] else 0
    written = sum(classes[name] for name in ("inserted", "superseding", "older"))
    if written:
        # Rows that were to be written but were not must show in the accounting.
        classes["inserted"] += _write(entry) - written
    entry.run("DROP TABLE merging")
    if entry.book.dated is not None:
        _keep_dated(entry, entry.book.dated)
    if lists is None:  # what is no full list is not held against others
        lists = [] if load.full_list is None else full_lists(connection, kind.name)
    absences.mark(entry, lists)
    classes["superseding"] = superseded
    return MergeCounts(**classes, reopened=reopened)


def _classify(entry: Entry) -> None:
    """Make the temporary table `merging`: row of the lake file, its current version, its class."""
    kind = entry.kind
    same = " AND ".join(
        f"i.{column} IS NOT DISTINCT FROM c.{column}"
        for column in (quoted(name) for name in _written(entry) if name not in kind.key)
    )
    key = " AND ".join(f"i.{quoted(name)} = c.{quoted(name)}" for name in kind.key)
    entry.run(
        f"""
        CREATE OR REPLACE TEMPORARY TABLE merging AS
        SELECT
            i.line,
            c.version,
            c.listed_at,
            CASE
                WHEN c.version IS NULL THEN 'inserted'
                WHEN {same or "true"} THEN 'unchanged'
                WHEN $exported_at < c.confirmed_at THEN 'older'
                ELSE 'superseding'
            END AS class
        FROM ({entry.rows}) AS i
        LEFT JOIN (
            SELECT rowid AS version, * FROM {entry.book.versions} WHERE superseded_at IS NULL
        ) AS c ON {key}
        """
    )


def _reopened(entry: Entry) -> int:
    """How many dossiers were done, or had ended, and are open again by what supersedes them."""
    if "status" not in entry.load.provided:
        return 0
    found: int = entry.run(
        f"""
        SELECT count(*)
        FROM merging AS m
        JOIN ({entry.rows}) AS i USING (line)
        JOIN {entry.book.versions} AS c ON c.rowid = m.version
        WHERE m.class = 'superseding' AND i.status NOT IN (7, 8, 9, 10)
            AND (c.status IN (9, 10) OR c.status IN (7, 8) AND coalesce(c.completed_at, c.returned_at) IS NOT NULL)
        """
    )[0][0]
    return found


def _confirm(entry: Entry) -> None:
    entry.run(
        f"""
        UPDATE {entry.book.versions} SET confirmed_at = $exported_at
        WHERE confirmed_at < $exported_at
            AND rowid IN (SELECT version FROM merging WHERE class = 'unchanged')
        """
    )


def _list(entry: Entry) -> None:
    """Note that a full list has the records whose current versions stay."""
    entry.run(
        f"""
        UPDATE {entry.book.versions} SET listed_at = $exported_at
        WHERE (listed_at IS NULL OR listed_at > $exported_at)
            AND rowid IN (SELECT version FROM merging WHERE class IN ('unchanged', 'older'))
        """
    )


def _supersede(entry: Entry) -> int:
    """Close the versions that are superseded; returns how many."""
    closed: int = entry.run(
        f"""
        UPDATE {entry.book.versions} SET superseded_at = $loaded_at
        WHERE rowid IN (SELECT version FROM merging WHERE class = 'superseding')
        """
    )[0][0]
    return closed


def _write(entry: Entry) -> int:
    """Append the new versions; those of an older export are superseded from the start. Returns how many."""
    kind, written = entry.kind, _written(entry)
    names = [field.name for field in kind.stored] + [known_column(outcome) for outcome in kind.outcomes]
    values = [
        f"i.{quoted(name)}" if name in written else f"CASE WHEN m.class = 'superseding' THEN c.{quoted(name)} END"
        for name in names
    ]
    carries = len(written) < len(names)
    # The former versions are read only where they have something to hand on.
    former = f"LEFT JOIN {entry.book.versions} AS c ON c.rowid = m.version" if carries else ""
    listed_at = "NULL" if entry.load.full_list is None else "$exported_at::TIMESTAMP"
    appended: int = entry.run(
        f"""
        INSERT INTO {entry.book.versions}
            ({", ".join(map(quoted, names))}, load_id, exported_at, confirmed_at, loaded_at, superseded_at, listed_at)
        SELECT {", ".join(values)}, $load_id, $exported_at, $exported_at, $loaded_at,
            CASE WHEN m.class = 'older' THEN $loaded_at::TIMESTAMP END,
            least(CASE WHEN m.class = 'superseding' THEN m.listed_at END, {listed_at})
        FROM ({entry.rows}) AS i
        JOIN merging AS m USING (line)
        {former}
        WHERE m.class <> 'unchanged'
        """
    )[0][0]
    return appended


def _keep_dated(entry: Entry, dated: str) -> None:
    """What this load said of each record, also where it changed nothing or is older than another."""
    names = ", ".join(map(quoted, _written(entry)))
    entry.run(
        f"""
        INSERT INTO {dated} ({names}, load_id, exported_at, loaded_at)
        SELECT {names}, $load_id, $exported_at, $loaded_at FROM ({entry.rows})
        """
    )


def _written(entry: Entry) -> tuple[str, ...]:
    """The columns of a version that a load fills itself; the others are those of the version before."""
    filled = written_columns(entry.kind, entry.load)
    return (*filled, *(known_column(outcome) for outcome in entry.kind.outcomes if outcome in filled))
