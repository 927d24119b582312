"""Whether the files of lake/, rejects/ and archive/ are still what was written: those that changed, and in turn all.

The ledger and the names of archived files tell what each is to be. What was read when is kept in a file of the
workspace's own, which may be lost: then everything is read once more.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from par_metrics.errors import ParMetricsError
from par_metrics.settings.layout import Layout
from par_metrics.support.atomic import write_atomically
from par_metrics.support.steps import in_steps
from par_metrics.warehouse import events, lake, ledger, loads
from par_metrics.warehouse.archive import digest_of
from par_metrics.warehouse.connect import read_only
from par_metrics.warehouse.stock import Fault, of_faults
from par_metrics.warehouse.tables import are_ours, quoted
from schemas import Label

_DAY = 86400.0
_DIGITS = 64
ARCHIVE = "archive"
_SEEN = pl.Schema({"name": pl.String, "size": pl.Int64, "modified": pl.Int64, "inode": pl.UInt64, "at": pl.Float64})


@dataclass(frozen=True)
class Expected:
    """A file, and what it is to be."""

    path: Path
    name: str
    digest: str
    load_id: str
    what: str


@dataclass(frozen=True)
class Verified:
    """What was found.

    Args:
        files: how many files there are to be.
        read: how many of them were read now.
        faults: those that are missing or not what was written; of archived files only those that are damaged.
    """

    files: int
    read: int
    faults: tuple[Fault, ...]


def check_rows(layout: Layout) -> None:
    """Hold that the rows of the lake are what was written, before somebody reads them past the warehouse.

    Files that look as they did when they were read last are trusted, as every night trusts them.

    Raises:
        ParMetricsError: one is missing, damaged or another's; or the ledger is.
    """
    faults = verify(layout, 0, remembers=False, with_archive=False).faults
    if faults:
        named = of_faults(list(faults))
        raise ParMetricsError(
            Label(
                f"{named.vi}. Chạy par-metrics rebuild --restore, rồi hỏi lại",
                f"{named.en}. Run par-metrics rebuild --restore, then ask again",
            ),
            "lake_damaged",
        )


def verify(
    layout: Layout, within_days: int | None = None, *, remembers: bool = True, with_archive: bool = True
) -> Verified:
    """Read files and compare them with what was written.

    Args:
        within_days: read those that look otherwise than when they were read last, and of the others so many that all
            are read in so many days, as if this were done daily; 0: none of them. None: read all.
        remembers: note what was read.
        with_archive: the exports too, not only what was made of them.
    Raises:
        ParMetricsError: the ledger is damaged, or there is none though there are loads.
        OSError: a file may not be read.
    """
    expected = [file for file in expected_files(layout) if with_archive or file.what != ARCHIVE]
    seen = _seen(layout)
    faults: list[Fault] = []
    marks: dict[str, tuple[int, int, int]] = {}
    waiting: list[Expected] = []
    due: list[Expected] = []
    for file in expected:
        mark = _mark(file.path)
        if mark is None:
            faults.append(Fault(file.name, file.load_id, file.what, is_there=False))
            continue
        marks[file.name] = mark
        before = seen.get(file.name)
        (due if within_days is None or before is None or before[:3] != mark else waiting).append(file)
    if within_days:
        due += _in_turn(waiting, marks, seen, within_days)
    owners = {file.digest: file.load_id for file in expected}
    now = time.time()
    for file in in_steps(due, _named, lambda file: marks[file.name][0] + 1.0):
        digest = digest_of(file.path)
        if digest == file.digest:
            seen[file.name] = (*marks[file.name], now)
            continue
        seen.pop(file.name, None)
        holds = owners.get(digest, "")
        faults.append(Fault(file.name, file.load_id, file.what, is_there=True, holds=holds))
    if remembers and due:
        _remember(layout, {name: entry for name, entry in seen.items() if name in marks})
    return Verified(len(expected), len(due), tuple(faults))


def verify_database(layout: Layout) -> None:
    """Read every block of the database, and compare its loads with the ledger.

    Raises:
        ParMetricsError: it is damaged, or knows other loads than the ledger.
    """
    if layout.database.exists():
        with read_only(layout.database) as connection:
            for (table,) in connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall():
                connection.execute(f"SELECT bit_xor(hash(t)) FROM {quoted(table)} AS t").fetchall()
    verify_loads(layout)


def verify_loads(layout: Layout) -> None:
    """Compare the loads and withdrawals of the database with the ledger.

    The line of the latest of them may be missing: it is written after the load is committed, by the next run if by
    nobody before.

    Raises:
        ParMetricsError: one has what the other lacks, or the ledger is damaged.
    """
    known = ledger.read(layout) or ledger.Known()
    if not layout.database.exists():
        if known.count:
            raise lake.mismatch()
        return
    with read_only(layout.database) as connection:
        if not are_ours(connection):  # of other software: its loads are compared when it is made again
            return
        committed = {load.load_id: dict(load.files) for load in loads.every(connection)}
        taken_back = {event.event_id for event in events.all_events(connection)}
    told = {load_id: dict(load.files) for load_id, load in known.loads.items()}
    if len(committed) + len(taken_back) > known.count + 1:
        raise ledger.incomplete(layout)
    if any(committed.get(load_id) != files for load_id, files in told.items()) or set(known.events) - taken_back:
        raise lake.mismatch()


def expected_files(layout: Layout) -> list[Expected]:
    """What is to lie in the lake and its rejects by the ledger, and what lies in the archive, by its names.

    Raises:
        ParMetricsError: the ledger is damaged, or there is none though there are loads.
    """
    known = ledger.read(layout)
    if known is None:
        if not lake.is_empty(layout):
            raise ledger.incomplete(layout)
        known = ledger.Known()
    name = partial(_name, layout)
    found = [
        Expected(file, name(file), load.files[what], load.load_id, what)
        for load in known.loads.values()
        for what, file in lake.files_of(layout, load).items()
        if what in load.files
    ]
    for event_id, event in known.events.items():
        file = layout.event_file(event_id)
        digest = hashlib.sha256(event.to_json().encode()).hexdigest()
        found.append(Expected(file, name(file), digest, event_id, "event"))
    owners = {load.sha256: load.load_id for load in known.loads.values() if load.sha256}
    # Not by its whole name, which is the officer's and may hold anything.
    found += [
        Expected(file, f"{ARCHIVE}/{digest[:2]}/{digest}", digest, owners.get(digest, ""), ARCHIVE)
        for digest, file in _archived(layout)
    ]
    return found


def unarchived_loads(layout: Layout) -> tuple[str, ...]:
    """Ids of the loads whose exports the archive has no more."""
    known, archived = ledger.read(layout) or ledger.Known(), dict(_archived(layout))
    loaded = (load for load in known.loads.values() if load.state == "loaded")
    return tuple(load.load_id for load in loaded if load.sha256 not in archived)


def _archived(layout: Layout) -> Iterator[tuple[str, Path]]:
    for file in layout.archive.glob("[0-9a-f][0-9a-f]/*--*"):
        digest = file.name.partition("--")[0]
        if len(digest) == _DIGITS:
            yield digest, file


def _in_turn(
    waiting: list[Expected],
    marks: dict[str, tuple[int, int, int]],
    seen: dict[str, tuple[int, int, int, float]],
    days: int,
) -> Iterator[Expected]:
    """Of files that look as they did, those read longest ago: a day's share of the whole for each day gone by."""
    last, now = max((entry[3] for entry in seen.values()), default=0.0), time.time()
    share = max(1.0, (now - last) / _DAY) / days
    left = share * sum(marks[file.name][0] for file in waiting)
    for file in sorted(waiting, key=lambda file: seen[file.name][3]):
        if left <= 0:
            return
        left -= marks[file.name][0]
        yield file


def _mark(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino


def _seen(layout: Layout) -> dict[str, tuple[int, int, int, float]]:
    """Name -> how a file looked when it was read last, and when that was; nothing where this was lost."""
    try:
        rows = pl.read_parquet(layout.verified).select(_SEEN.names()).iter_rows()
    except (OSError, pl.exceptions.PolarsError):
        return {}
    return {name: (size, modified, inode, at) for name, size, modified, inode, at in rows}


def _remember(layout: Layout, seen: dict[str, tuple[int, int, int, float]]) -> None:
    rows = [(name, *entry) for name, entry in seen.items()]
    frame = pl.DataFrame(rows, schema=_SEEN, orient="row")
    write_atomically(layout.verified, frame.write_parquet, mode=0o600)


def _named(_: Expected) -> Label:
    return Label("kiểm tra tệp đã lưu", "verify what is kept")


def _name(layout: Layout, file: Path) -> str:
    return file.relative_to(layout.root).as_posix()
