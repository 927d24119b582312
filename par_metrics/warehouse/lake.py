"""The lake: the accepted rows of each load as immutable Parquet, and whose the refused ones are."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import polars as pl

from par_metrics.errors import ParMetricsError
from par_metrics.settings.layout import Layout
from par_metrics.support.atomic import TEMPORARY, write_atomically
from par_metrics.warehouse.archive import digest_of
from par_metrics.warehouse.events import Event
from par_metrics.warehouse.loads import Load
from par_metrics.warehouse.staging import sweep_staging
from schemas import Label

Found = TypeVar("Found")

# Key of the Parquet metadata that holds the load's line, so that lake/ alone is enough to rebuild.
METADATA_KEY = "par_metrics"
_TEMPORARY_ARCHIVE_NAME = 64 + len(TEMPORARY)

REFUSED_COLUMNS: dict[str, type[pl.DataType]] = {
    "row": pl.UInt32,
    "sheet": pl.String,
    "column": pl.String,
    "field": pl.String,
    "rule": pl.String,
    "message_vi": pl.String,
    "message_en": pl.String,
    "value": pl.String,
    "also": pl.String,
}


def files_of(layout: Layout, load: Load) -> dict[str, Path]:
    """Where the files of a load lie, by what they hold; not every load has each of them."""
    if load.state == "refused":
        return {"refusal": layout.refused_file(load.load_id)}
    return {
        "rows": layout.lake_file(load.kind_name, load.load_id),
        "rejects": layout.rejects_file(load.kind_name, load.load_id),
        "refused_rows": layout.refused_rows_file(load.load_id),
    }


def digests(layout: Layout, load: Load) -> dict[str, str]:
    """SHA-256 of the files of a load that are there, by what they hold."""
    return {what: digest_of(file) for what, file in files_of(layout, load).items() if file.exists()}


def checked(layout: Layout, load: Load, what: str) -> Path:
    """A file of a load, once its bytes are found to be those that were written.

    Raises:
        ParMetricsError: they are not; the message names the file.
    """
    file = files_of(layout, load)[what]
    expected = load.files.get(what)
    if expected is not None and (not file.exists() or digest_of(file) != expected):
        raise damaged(layout, file)
    return file


def discard(layout: Layout, load: Load) -> None:
    """Remove the files of a load that is rolled back."""
    kind = load.kind_name
    layout.lake_file(kind, load.load_id).unlink(missing_ok=True)
    layout.rejects_file(kind, load.load_id).unlink(missing_ok=True)
    layout.refused_rows_file(load.load_id).unlink(missing_ok=True)


def write_refusal(layout: Layout, load: Load) -> None:
    """Keep the record of a file refused as a whole, so that a rebuilt warehouse has it too."""
    _write_text(layout.refused_file(load.load_id), load.to_json())


def write_event(layout: Layout, event: Event) -> None:
    """Keep that a load was withdrawn or restored."""
    _write_text(layout.event_file(event.event_id), event.to_json())


def discard_event(layout: Layout, event: Event) -> None:
    """Remove the file of an event that is rolled back."""
    layout.event_file(event.event_id).unlink(missing_ok=True)


def read_loads(layout: Layout) -> list[Load]:
    """Every load whose files lie in the lake, oldest first; merge counts are 0 until merged again.

    Raises:
        ParMetricsError: a file of the lake is damaged; the message names it.
    """
    found = [read_load(layout, file) for file in layout.lake.glob("[!_]*/*.parquet")]
    found += [read_load(layout, file) for file in layout.refused_file("*").parent.glob("*.json")]
    return sorted(found, key=lambda load: (load.loaded_at, load.load_id))


def read_load(layout: Layout, file: Path) -> Load:
    """The load that a file of the lake says it is of; merge counts are 0 until merged again.

    Raises:
        ParMetricsError: the file is damaged, or that of another load.
    """
    return _read(layout, file, _load_of)


def read_event(layout: Layout, file: Path) -> Event:
    """The withdrawal or restoration of a file of the lake.

    Raises:
        ParMetricsError: as of `read_load`.
    """
    return _read(layout, file, _event_of)


def has_ledger(layout: Layout, load: Load) -> bool:
    """Whether software that keeps a ledger wrote the files of a load that lies in the lake."""
    return '"files": ' in _text_of(next(iter(files_of(layout, load).values())))


def read_rejects(layout: Layout, loads: Iterable[tuple[str, str, str, str | None]]) -> pl.DataFrame:
    """The refused rows of loads given as (load_id, file, kind, digest of these rows), in that order.

    Returns:
        `load_id`, `file`, `kind`, then the columns of REFUSED_COLUMNS.
    Raises:
        ParMetricsError: a file of them is missing or damaged; the message names it.
    """
    heading: dict[str, type[pl.DataType]] = {"load_id": pl.String, "file": pl.String, "kind": pl.String}
    frames = [pl.DataFrame(schema=heading | REFUSED_COLUMNS)]
    for load_id, file, kind, digest in loads:
        rows = layout.rejects_file(kind, load_id)
        if digest is not None and (not rows.exists() or digest_of(rows) != digest):
            raise damaged(layout, rows)
        if rows.exists():
            origin = (pl.lit(load_id).alias("load_id"), pl.lit(file).alias("file"), pl.lit(kind).alias("kind"))
            frames.append(pl.read_parquet(rows).select(*origin, *REFUSED_COLUMNS))
    return pl.concat(frames)


def is_empty(layout: Layout) -> bool:
    """True where no load has files."""
    return not _written_files(layout)


def mismatch() -> ParMetricsError:
    """The error of a warehouse that lacks loads of its lake."""
    return ParMetricsError(
        Label(
            "warehouse.duckdb không khớp với lake/: thiếu những lần nạp có trong lake/. "
            "Chạy `par-metrics rebuild` để dựng lại kho từ lake/.",
            "warehouse.duckdb does not belong to lake/: it lacks loads that lie there. "
            "Run `par-metrics rebuild` to make it again from lake/.",
        ),
        "warehouse_mismatch",
    )


def damaged(layout: Layout, file: Path) -> ParMetricsError:
    """The error of a file that is missing, or not what was written."""
    name = file.relative_to(layout.root).as_posix()
    return ParMetricsError(
        Label(
            f"{name}: tệp bị mất hoặc bị hỏng. Chạy `par-metrics rebuild --restore` để đọc lại bản xuất từ archive/, "
            "hoặc lấy lại tệp từ bản sao lưu.",
            f"{name}: the file is missing or damaged. Run `par-metrics rebuild --restore` to read its export again "
            "from archive/, or take it from a backup.",
        ),
        "lake_damaged",
    )


def sweep(layout: Layout, committed: frozenset[str]) -> None:
    """Remove what a crashed writer left: half-written files, and the files of its load if it was not committed.

    Args:
        committed: ids of the loads and events that the warehouse knows.
    Raises:
        ParMetricsError: more than one load lies in the lake that the warehouse does not
            know. No crash does that: the warehouse is not the one of this lake.
    """
    sweep_temporary(layout)
    check_known(layout, committed)
    orphans = [file for file in _written_files(layout) if file.stem not in committed]
    for orphan in orphans:
        orphan.unlink()


def check_known(layout: Layout, committed: frozenset[str]) -> None:
    """Hold that a warehouse knows what lies in the lake, but for one load that a crash may have left.

    Raises:
        ParMetricsError: it is not the one of this lake.
    """
    if len(ids(layout) - committed) > 1:
        raise mismatch()


def ids(layout: Layout) -> set[str]:
    """Ids of the loads and events that files lie there of."""
    return {file.stem for file in _written_files(layout)}


def sweep_temporary(layout: Layout) -> None:
    """Remove half-written files alone, and what exports left that nobody is loading any more."""
    sweep_staging(layout)
    for temporary in _temporary_files(layout):
        temporary.unlink()


def _written_files(layout: Layout) -> list[Path]:
    """The files of loads and events, each named by its id."""
    rejects = list(layout.rejects.glob("*/*.parquet"))
    return [*layout.lake.glob("*/*.parquet"), *layout.lake.glob("_*/*.json"), *rejects]


def _temporary_files(layout: Layout) -> list[Path]:
    files = [*layout.lake.glob(f"*/*{TEMPORARY}"), *layout.rejects.glob(f"*/*{TEMPORARY}")]
    # Of earlier software. An officer's file may be called so itself; its archived name is longer than a bare digest.
    half_copied = layout.archive.glob(f"??/*{TEMPORARY}")
    return files + [file for file in half_copied if len(file.name) == _TEMPORARY_ARCHIVE_NAME]


def _text_of(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.suffix == ".json" else pl.read_parquet_metadata(file)[METADATA_KEY]


def _load_of(file: Path) -> Load:
    load = Load.from_json(_text_of(file))
    if load.load_id != file.stem:
        raise ValueError("the file of another load")
    return load


def _event_of(file: Path) -> Event:
    event = Event.from_json(file.read_text(encoding="utf-8"))
    if event.event_id != file.stem:
        raise ValueError("the file of another event")
    return event


def _read(layout: Layout, file: Path, read: Callable[[Path], Found]) -> Found:
    try:
        with file.open("rb"):  # what may not be read says so, and is not damaged
            pass
        return read(file)
    except PermissionError:
        raise
    except (OSError, KeyError, ValueError, TypeError, pl.exceptions.PolarsError) as error:
        raise damaged(layout, file) from error


def _write_text(target: Path, text: str) -> None:
    write_atomically(target, lambda temporary: temporary.write_text(text, encoding="utf-8"))
