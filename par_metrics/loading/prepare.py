"""The first half of a load, beside which others may read and write: an export is read, judged and staged."""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb

from par_metrics.domain import clock
from par_metrics.errors import ParMetricsError, RefusedFileError, failure_of
from par_metrics.exports.export import PreparedExport, read_in_parts
from par_metrics.exports.own_process import out_of_memory, out_of_time
from par_metrics.exports.rows.normalise import Normalised
from par_metrics.loading.context import context_of
from par_metrics.loading.job import Job
from par_metrics.loading.progress import Telling, Told
from par_metrics.settings.layout import Layout
from par_metrics.settings.settings import Settings
from par_metrics.support.bounded import OUT_OF_MEMORY, OUT_OF_TIME, bounded
from par_metrics.support.panics import is_panic
from par_metrics.support.stamps import stamp
from par_metrics.warehouse import archive
from par_metrics.warehouse.accepted import check_contract
from par_metrics.warehouse.staged import Staged
from par_metrics.warehouse.staging import Staging
from schemas import RecordKind


@dataclass(frozen=True)
class Prepared:
    """What reading an export came to; its rows and bytes are where it was staged.

    One process tells it another, so that it holds no rows.

    Args:
        export: what was found out of it; None of a file refused as a whole.
        refusal: why it is refused.
        is_kept: the refusal is kept, and the bytes it is of; not so of a file that is not there, or half there.
    """

    export: PreparedExport | None = None
    refusal: RefusedFileError | None = None
    is_kept: bool = True


def prepare(root: Path, settings: Settings, job: Job, staging: Staging, told: Told | None = None) -> Prepared:
    """Read the file of a job into its staging place.

    Args:
        told: is told how far the file is.
    Raises:
        OSError: the disk does not answer.
        SettingsError: there is no pseudonym key.
        ParMetricsError: rows break the contract.
    """
    found, path = job.found, job.found.asked.path
    staged = Staged(staging.rows)
    try:
        if not found.sha256:
            return Prepared(refusal=found.refusal, is_kept=os.path.lexists(path))
        stored = archive.fetch(Layout(root), path, found.sha256, staging.original)
        if found.refusal is not None:
            return Prepared(refusal=found.refusal)
        taken = Taken(staged, clock.now(settings.timezone), Telling(told))
        with _panics_told():
            export = _read(job, settings, root, stored, taken)
        if stamp(path) != found.written:
            raise archive.changed(path)
        return Prepared(export)
    except RefusedFileError as error:
        staged.discard()
        if archive.digest_of(path) == found.sha256:
            return Prepared(refusal=error)
        # Half a file, still being copied: not worth keeping.
        return Prepared(refusal=archive.changed(path), is_kept=False)
    finally:
        staged.close()


@contextlib.contextmanager
def _panics_told() -> Iterator[None]:
    """A panic as a defect: it is no `Exception`, who catches those for one file would not see it, and the night end."""
    try:
        yield
    except BaseException as error:
        if not is_panic(error):
            raise
        raise ParMetricsError(failure_of(error), "defect") from None


def prepare_apart(root: Path, settings: Settings, job: Job, staging: Staging, told: Told | None = None) -> Prepared:
    """`prepare`, in a process of its own, within the limits: of a defect only what may be told leaves it."""
    limits = settings.limits
    try:
        with bounded(limits.memory_bytes, limits.cpu_minutes * 60):
            return prepare(root, settings, job, staging, told)
    except (ParMetricsError, OSError):
        raise
    except (MemoryError, duckdb.OutOfMemoryException):
        return Prepared(refusal=out_of_memory(job.file, limits))
    except Exception as error:
        raise ParMetricsError(failure_of(error), "defect") from None


def ended(job: Job, settings: Settings, status: int | None) -> Prepared | None:
    """What a file came to whose process the system ended, as its bounds tell it to; None: it died otherwise."""
    if status in OUT_OF_MEMORY:
        return Prepared(refusal=out_of_memory(job.file, settings.limits))
    if status in OUT_OF_TIME:
        return Prepared(refusal=out_of_time(job.file, settings.limits))
    return None


@dataclass(frozen=True)
class Taken:
    """Takes the parts of an export: each is held to the contract before it is written."""

    staged: Staged
    now: datetime
    telling: Telling

    def begin(self) -> None:
        self.staged.begin()
        self.telling.begin()

    def take(self, part: Normalised, kind: RecordKind) -> None:
        check_contract(part.frame, kind, self.now)
        self.staged.take(kind, part.frame, part.refused, part.identities)
        self.telling.judge(part.rows_read)


def _read(job: Job, settings: Settings, root: Path, stored: Path, taken: Taken) -> PreparedExport:
    asked, before = job.found.asked, job.before
    export = read_in_parts(
        asked.path,
        taken,
        stored=stored,
        told=taken.telling.read,
        kind=asked.kind,
        profile=asked.profile,
        own=job.found.own,
        exported_at=asked.exported_at or (before.exported_at if before else None),
        hidden_sheets=asked.hidden_sheets,
        context=context_of(root, settings, job.registers, job.file),
    )
    if before is not None and asked.exported_at is None:
        return replace(export, exported_at_from=before.exported_at_from)
    return export
