"""The second half of a load, made by the one writer: what was staged is put in place, merged and recorded."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from par_metrics.domain import clock
from par_metrics.domain.privacy import shown_file
from par_metrics.errors import RefusedFileError
from par_metrics.exports.export import PreparedExport
from par_metrics.exports.rows.notes import notes_on_codes
from par_metrics.exports.spans import one_span
from par_metrics.loading.job import AskedList, Job
from par_metrics.loading.prepare import Prepared
from par_metrics.loading.report import LoadReport, report_of, report_of_withdrawn
from par_metrics.settings.settings import Settings
from par_metrics.support.names import printable_name
from par_metrics.warehouse import Warehouse, absences, archive, lake, ledger, loads, refused, sources, versions
from par_metrics.warehouse.alike import written_alike
from par_metrics.warehouse.full_lists import FullList
from par_metrics.warehouse.loads import Load
from par_metrics.warehouse.staged import Staged
from par_metrics.warehouse.staging import Staging
from par_metrics.warehouse.tables import READING
from schemas import Label, RecordKind


def commit(
    warehouse: Warehouse,
    settings: Settings,
    job: Job,
    prepared: Prepared | None,
    staging: Staging,
    exclusive: Callable[[Job], AbstractContextManager[Job]],
) -> LoadReport | None:
    """Make the load, all of it or nothing, unless what it was read with holds no longer.

    Args:
        prepared: what reading it came to; None where nothing seemed to be left to read.
        exclusive: being the one writer, with the file and what the warehouse knows then.
    Returns:
        What became of the file; None where it must be read again, by what is known now.
    Raises:
        WorkspaceBusyError: another process is writing.
        ParMetricsError: the rows do not add up; nothing was loaded.
    """
    if prepared is not None and prepared.refusal is not None and not prepared.is_kept:
        return LoadReport(None, job.file, refused_reason=prepared.refusal.label, refused_rule=prepared.refusal.rule)
    with exclusive(job) as now:
        making = _Making(warehouse, settings, now, staging)
        if (report := report_of_done(now)) is not None:
            return report
        if prepared is None or not now.is_as(job):
            return None
        if prepared.refusal is not None:
            return making.refuse(prepared.refusal)
        assert prepared.export is not None  # what is not refused was read
        try:
            return making.load(prepared.export)
        except RefusedFileError as error:
            return making.refuse(error)


@dataclass(frozen=True)
class _Making:
    warehouse: Warehouse
    settings: Settings
    job: Job
    staging: Staging

    def load(self, export: PreparedExport) -> LoadReport:
        """Put the load's files in place, then merge and record it in one transaction."""
        found, kind = export.findings, export.kind
        layout, staged = self.warehouse.layout, Staged(self.staging.rows)
        same = {"kind": kind.name, "profile": export.profile_id, "hidden_sheets": found.hidden_sheets}
        if (report := report_of_done(self.job, **same)) is not None:
            return report
        with self.warehouse.writer() as connection:
            dropped = staged.duplicates(connection, kind)
            alike = notes_on_codes(written_alike(connection, kind, staged, dropped), kind)
            load = replace(
                self._new_load(connection),
                kind=kind.name,
                profile=export.profile_id,
                exported_at=export.exported_at,
                exported_at_from=export.exported_at_from,
                rows_read=found.rows_read,
                accepted=found.accepted - dropped.len(),
                rejected=found.rows_read - found.accepted,
                duplicates=dropped.len(),
                warnings=found.warnings(dropped) | {note.rule: note.count for note in alike},
                notes=tuple(note.as_dict() for note in (*found.notes(dropped), *alike)),
                unknown_columns=found.unknown_columns,
                hidden_sheets=found.hidden_sheets,
                unknown_statuses=dict(found.unknown_statuses),
                provided=export.provided,
                unresolved=found.unresolved,
                full_list=_full_list(self.job.found.asked.full_list, export, staged, connection),
            )
            self._keep_bytes()
            lake_file = staged.place(layout, load, dropped)
            placed = load = replace(load, files=lake.digests(layout, load))
            connection.begin()
            try:
                refused.record(connection, kind, load, layout)
                sources.record(connection, kind, load, layout)
                load = load.merged(versions.merge(connection, kind, load, lake_file))
                loads.check_accounting(load)
                loads.record(connection, load)
                report = _report(connection, kind, load)
            except Exception:
                connection.rollback()
                lake.discard(layout, load)
                raise
            connection.commit()
            ledger.append(layout, ledger.of_load(placed))
        return report

    def refuse(self, error: RefusedFileError) -> LoadReport:
        """Keep the bytes and the reason of a file refused as a whole; the same refusal again is one.

        One of which somebody said that it was never an export is not refused anew.
        """
        found = self.job.found
        reason = _named(error.label, found.asked.path)
        self._keep_bytes()
        with self.warehouse.writer() as connection:
            taken_back = loads.withdrawn_refusal(connection, found.sha256)
            if taken_back is not None:
                at, why = loads.withdrawn(connection)[taken_back.load_id]
                return report_of_withdrawn(replace(taken_back, file=self.job.file), at, why)
            earlier = loads.refusal(connection, found.sha256, error.rule, reason.en)
            if earlier is not None:
                return report_of(earlier)
            load = replace(
                self._new_load(connection),
                kind=found.asked.kind,
                state="refused",
                rule=error.rule,
                reason_vi=reason.vi,
                reason_en=reason.en,
            )
            layout = self.warehouse.layout
            lake.write_refusal(layout, load)
            load = replace(load, files=lake.digests(layout, load))
            connection.begin()
            loads.record(connection, load)
            connection.commit()
            ledger.append(layout, ledger.of_load(load))
        return report_of(load)

    def _keep_bytes(self) -> None:
        found = self.job.found
        if found.sha256:
            archive.keep(self.warehouse.layout, self.staging.original, printable_name(found.asked.path), found.sha256)

    def _new_load(self, connection: duckdb.DuckDBPyConnection) -> Load:
        """A load of this instant."""
        loaded_at = loads.after_all(connection, clock.now(self.settings.timezone))
        sha256 = self.job.found.sha256
        return Load(
            # Sortable by time, to the microsecond; the digest tells copies of a workspace apart.
            load_id=f"{loaded_at:%Y%m%d-%H%M%S}-{loaded_at.microsecond:05x}{sha256[:5]}",
            file=self.job.file,
            sha256=sha256,
            kind=None,
            profile=None,
            state="loaded",
            loaded_at=loaded_at,
            request=self.job.request,
            register_digest=self.job.registers.digest,
            reading=READING,
        )


def report_of_done(job: Job, **equal: object) -> LoadReport | None:
    """The report of an earlier load that leaves nothing to be read; None if there is none."""
    earlier = job.earlier(**equal or {"request": job.request})
    if earlier is None or not job.is_done(earlier):
        return None
    earlier = replace(earlier, file=job.file)
    if earlier.load_id in job.withdrawn:
        return report_of_withdrawn(earlier, *job.withdrawn[earlier.load_id])
    return report_of(earlier, already_loaded=True)


def _full_list(
    asked: AskedList, export: PreparedExport, staged: Staged, connection: duckdb.DuckDBPyConnection
) -> FullList | None:
    """What the rows cover, where they are a full list.

    Raises:
        RefusedFileError: `spans_apart`.
    """
    if not (export.is_full_list if asked is None else asked):
        return None
    span = asked if isinstance(asked, tuple) else one_span(export.spans)
    return staged.full_list(connection, export.kind, span)


def _report(connection: duckdb.DuckDBPyConnection, kind: RecordKind, load: Load) -> LoadReport:
    if load.full_list is None:
        return report_of(load)
    absent = absences.absent_of(connection, kind, load)
    covers = None if absent.cover is None else absent.cover.label
    return replace(report_of(load), covers=covers, absent=absent.count, absent_records=absent.first)


def _named(reason: Label, path: Path) -> Label:
    """The reason beginning with the file's name: it is also read where nothing else names the file."""
    name = shown_file(path)
    vi, en = (f"{name}: {text.removeprefix(f'{name}: ')}" for text in reason)
    return Label(vi, en)
