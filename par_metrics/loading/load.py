"""Loading one export: read, normalise, keep, merge; all of it or nothing."""

import os
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb

from par_metrics.domain import clock
from par_metrics.errors import RefusedFileError
from par_metrics.exports.export import HiddenSheets, PreparedExport, read_in_parts
from par_metrics.exports.profiles.library import find_profiles, own_profiles
from par_metrics.exports.rows.normalise import Normalised
from par_metrics.exports.rows.notes import notes_on_codes
from par_metrics.exports.spans import one_span
from par_metrics.loading.context import context_of
from par_metrics.loading.job import AskedList, Job, digest_of_export
from par_metrics.loading.progress import Telling, Told
from par_metrics.loading.report import LoadReport, report_of, report_of_withdrawn
from par_metrics.settings.settings import Settings
from par_metrics.support.names import shown_name
from par_metrics.support.stamps import stamp
from par_metrics.warehouse import Warehouse, absences, archive, lake, loads, refused, versions
from par_metrics.warehouse.accepted import check_contract
from par_metrics.warehouse.alike import written_alike
from par_metrics.warehouse.full_lists import FullList
from par_metrics.warehouse.loads import Load
from par_metrics.warehouse.registers import Registers, read_registers
from par_metrics.warehouse.staged import Staged
from par_metrics.warehouse.tables import READING
from schemas import Label, RecordKind


def load_export(
    root: Path,
    settings: Settings,
    path: Path,
    kind: str | None = None,
    profile: Path | str | None = None,
    exported_at: datetime | None = None,
    full_list: AskedList = None,
    hidden_sheets: HiddenSheets | None = None,
    told: Told | None = None,
) -> LoadReport:
    """Load one export into the workspace at `root`.

    The same bytes, kind and profile again change nothing, unless rows found no unit or procedure then
    and the registers have changed since, or rows were refused then by older rules of reading. Nor is a
    load that was withdrawn made again.

    Args:
        path: the file; it stays where it is, a copy goes to the archive.
        kind: the record kind, None to detect it.
        profile: name of a built-in profile or path of one's own, None to detect it.
        exported_at: when the export was made, naive local, None to find it in the file.
        full_list: whether it is everything of its kind, or the entry dates, both included, of which it is;
            None: as its profile says.
        hidden_sheets: whether hidden sheets of a workbook are read; None as the profile says, else they are not.
        told: is told how far the file is.
    Returns:
        What became of every row; a file refused as a whole is reported, not raised.
    Raises:
        UsageError: there is no such kind or profile.
        SettingsError: a profile of the workspace's own is wrong.
        WorkspaceBusyError: another process is writing.
        ParMetricsError: the rows do not add up or break the contract; nothing was loaded.
    """
    warehouse = Warehouse(root)
    try:
        sha256 = digest_of_export(path)
        written = stamp(path)
        own = own_profiles(warehouse.layout.profiles)
        candidates = find_profiles(profile, kind, own)
    except RefusedFileError as error:
        return _refuse_unread(warehouse, path, kind, settings, error)

    def look(connection: duckdb.DuckDBPyConnection) -> Job:
        registers = read_registers(connection, settings.unit)
        before, withdrawn = tuple(loads.loaded(connection, sha256)), loads.withdrawn(connection)
        return Job(
            path,
            sha256,
            kind,
            profile,
            own,
            candidates,
            registers,
            before,
            withdrawn,
            exported_at,
            full_list,
            hidden_sheets,
        )

    with warehouse.exclusive_after(look) as job:
        earlier = job.earlier(request=job.request)
        if earlier is not None and job.is_done(earlier):
            return _already(earlier, job)
        staged = Staged(lake.staging(warehouse.layout))
        is_new = archive.find(warehouse.layout, sha256) is None
        try:
            archived = archive.store(warehouse.layout, path, sha256)
            prepared = _prepare(
                job, settings, root, archived, _Taken(staged, clock.now(settings.timezone), Telling(told))
            )
            if stamp(path) != written:
                if is_new:
                    archived.unlink()
                raise archive.changed(path)
            return _commit(warehouse, job, settings, prepared, staged)
        except RefusedFileError as error:
            return _refuse(warehouse, job, settings, error)
        finally:
            staged.discard()


@dataclass(frozen=True)
class _Taken:
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


def _prepare(job: Job, settings: Settings, root: Path, stored: Path, taken: _Taken) -> PreparedExport:
    before = job.before
    prepared = read_in_parts(
        job.path,
        taken,
        stored=stored,
        told=taken.telling.read,
        kind=job.kind,
        profile=job.profile,
        own=job.own,
        exported_at=job.exported_at or (before.exported_at if before else None),
        hidden_sheets=job.hidden_sheets,
        context=context_of(root, settings, job.registers, job.file),
    )
    if before is not None and job.exported_at is None:
        return replace(prepared, exported_at_from=before.exported_at_from)
    return prepared


def _commit(warehouse: Warehouse, job: Job, settings: Settings, prepared: PreparedExport, staged: Staged) -> LoadReport:
    """Put the load's files in place, then merge and record it in one transaction."""
    found, kind = prepared.findings, prepared.kind
    earlier = job.earlier(kind=kind.name, profile=prepared.profile_id, hidden_sheets=found.hidden_sheets)
    if earlier is not None and job.is_done(earlier):
        return _already(earlier, job)
    with warehouse.writer() as connection:
        dropped = staged.duplicates(connection, kind)
        alike = notes_on_codes(written_alike(connection, kind, staged, dropped), kind)
        load = replace(
            _new_load(connection, job, settings),
            kind=kind.name,
            profile=prepared.profile_id,
            exported_at=prepared.exported_at,
            exported_at_from=prepared.exported_at_from,
            rows_read=found.rows_read,
            accepted=found.accepted - dropped.len(),
            rejected=found.rows_read - found.accepted,
            duplicates=dropped.len(),
            warnings=found.warnings(dropped) | {note.rule: note.count for note in alike},
            notes=tuple(note.as_dict() for note in (*found.notes(dropped), *alike)),
            unknown_columns=found.unknown_columns,
            hidden_sheets=found.hidden_sheets,
            unknown_statuses=dict(found.unknown_statuses),
            provided=prepared.provided,
            unresolved=found.unresolved,
            full_list=_full_list(job.full_list, prepared, staged, connection),
        )
        lake_file = staged.place(warehouse.layout, load, dropped)
        connection.begin()
        try:
            refused.record(connection, kind, load, warehouse.layout)
            load = load.merged(versions.merge(connection, kind, load, lake_file))
            loads.check_accounting(load)
            loads.record(connection, load)
            report = _report(connection, kind, load)
        except Exception:
            connection.rollback()
            lake.discard(warehouse.layout, load)
            raise
        connection.commit()
    return report


def _full_list(
    asked: AskedList, prepared: PreparedExport, staged: Staged, connection: duckdb.DuckDBPyConnection
) -> FullList | None:
    """What the rows cover, where they are a full list.

    Raises:
        RefusedFileError: `spans_apart`.
    """
    if not (prepared.is_full_list if asked is None else asked):
        return None
    span = asked if isinstance(asked, tuple) else one_span(prepared.spans)
    return staged.full_list(connection, prepared.kind, span)


def _report(connection: duckdb.DuckDBPyConnection, kind: RecordKind, load: Load) -> LoadReport:
    if load.full_list is None:
        return report_of(load)
    absent = absences.absent_of(connection, kind, load)
    covers = None if absent.cover is None else absent.cover.label
    return replace(report_of(load), covers=covers, absent=absent.count, absent_records=absent.first)


def _refuse_unread(
    warehouse: Warehouse, path: Path, kind: str | None, settings: Settings, error: RefusedFileError
) -> LoadReport:
    """Record what cannot be read at all (a folder, a file nobody may open) or not with the profile given."""
    if not os.path.lexists(path):
        return LoadReport(None, shown_name(path), refused_reason=error.label, refused_rule=error.rule)
    readable = error.rule not in ("not_a_file", "unreadable_file")
    sha256 = archive.digest_of(path) if readable else ""
    job = Job(path, sha256, kind, None, (), (), Registers((), (), settings.unit), ())
    with warehouse.exclusive():
        return _refuse(warehouse, job, settings, error)


def _refuse(warehouse: Warehouse, job: Job, settings: Settings, error: RefusedFileError) -> LoadReport:
    """Keep the bytes and the reason of a file refused as a whole; the same refusal again is one."""
    try:
        if job.sha256:
            archive.store(warehouse.layout, job.path, job.sha256)
    except RefusedFileError as changed:  # half a file, still being copied: not worth keeping
        return LoadReport(None, job.file, refused_reason=changed.label, refused_rule=changed.rule)
    reason = _named(error.label, job.path)
    with warehouse.writer() as connection:
        earlier = loads.refusal(connection, job.sha256, error.rule, reason.en)
        if earlier is not None:
            return report_of(earlier)
        load = replace(
            _new_load(connection, job, settings),
            kind=job.kind,
            state="refused",
            rule=error.rule,
            reason_vi=reason.vi,
            reason_en=reason.en,
        )
        lake.write_refusal(warehouse.layout, load)
        connection.begin()
        loads.record(connection, load)
        connection.commit()
    return report_of(load)


def _new_load(connection: duckdb.DuckDBPyConnection, job: Job, settings: Settings) -> Load:
    """A load of this instant."""
    loaded_at = loads.after_all(connection, clock.now(settings.timezone))
    return Load(
        # Sortable by time, to the microsecond; the digest tells copies of a workspace apart.
        load_id=f"{loaded_at:%Y%m%d-%H%M%S}-{loaded_at.microsecond:05x}{job.sha256[:5]}",
        file=job.file,
        sha256=job.sha256,
        kind=None,
        profile=None,
        state="loaded",
        loaded_at=loaded_at,
        request=job.request,
        register_digest=job.registers.digest,
        reading=READING,
    )


def _already(earlier: Load, job: Job) -> LoadReport:
    earlier = replace(earlier, file=job.file)
    if earlier.load_id in job.withdrawn:
        return report_of_withdrawn(earlier, *job.withdrawn[earlier.load_id])
    return report_of(earlier, already_loaded=True)


def _named(reason: Label, path: Path) -> Label:
    """The reason beginning with the file's name: it is also read where nothing else names the file."""
    vi, en = (f"{shown_name(path)}: {text.removeprefix(f'{path.name}: ')}" for text in reason)
    return Label(vi, en)
