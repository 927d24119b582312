"""Files of the lake that are missing or damaged, made again: the archived export, read as it was read then."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl
from pydantic import SecretBytes

from par_metrics.errors import ParMetricsError, UsageError
from par_metrics.exports.export import PreparedExport, read_in_parts
from par_metrics.exports.profiles.library import own_profiles
from par_metrics.loading.context import context_of
from par_metrics.loading.prepare import Taken
from par_metrics.loading.progress import Telling
from par_metrics.settings.layout import Layout
from par_metrics.settings.settings import Settings
from par_metrics.warehouse import archive, lake
from par_metrics.warehouse.loads import Load
from par_metrics.warehouse.rebuild import Mend
from par_metrics.warehouse.rebuild import Rebuilt as Rebuilt
from par_metrics.warehouse.registers import read_registers
from par_metrics.warehouse.staged import Staged
from par_metrics.warehouse.staging import staging
from schemas import KINDS, Label

_COUNTS = ("rows_read", "accepted", "rejected", "duplicates")


def mender(root: Path, settings: Settings, key: SecretBytes | None = None) -> Mend:
    """Makes the files of a load again, for `Warehouse.rebuild`.

    The database it is given holds what was loaded before, so that the registers are those of then; the rules that
    look at the time of loading look at that of the load.

    Args:
        key: of pseudonyms; None: the workspace's.
    """

    def mend(connection: duckdb.DuckDBPyConnection, load: Load) -> Load:
        return _Restoring(root, settings, load, key).run(connection)

    return mend


class _Restoring:
    def __init__(self, root: Path, settings: Settings, load: Load, key: SecretBytes | None) -> None:
        self.root, self.settings, self.load, self.key = root, settings, load, key
        self.layout = Layout(root)

    def run(self, connection: duckdb.DuckDBPyConnection) -> Load:
        load = self.load
        bare = replace(load, files={})
        with staging(self.layout) as there:
            staged = Staged(there.rows)
            try:
                export = self._read(connection, staged)
            finally:
                staged.close()
            dropped = staged.duplicates(connection, KINDS[load.kind_name])
            self._check(export, dropped)
            staged.place(self.layout, bare, dropped)
        return replace(load, files=lake.digests(self.layout, load))

    def _read(self, connection: duckdb.DuckDBPyConnection, staged: Staged) -> PreparedExport:
        load, registers = self.load, read_registers(connection, self.settings.unit)
        context = context_of(self.root, self.settings, registers, load.file, self.key)
        profile = (load.profile or "").partition("@")[0] or None
        bytes_ = self._archived()
        taken = Taken(staged, load.loaded_at, Telling(None))

        def read(*, hidden: bool) -> PreparedExport:
            return read_in_parts(
                bytes_.with_name(load.file),
                taken,
                stored=bytes_,
                kind=load.kind,
                profile=profile,
                own=own_profiles(self.layout.profiles),
                exported_at=load.exported_at,
                hidden_sheets="read" if hidden else None,
                context=replace(context, loaded_at=load.loaded_at),
            )

        try:
            export = read(hidden=False)
            # A load does not say whether hidden sheets were asked for; what it left out does.
            return export if export.findings.hidden_sheets == load.hidden_sheets else read(hidden=True)
        except UsageError as error:
            raise self._failed(
                Label(f"mẫu đọc {load.profile} không còn ({error.label.vi})", f"its profile is gone ({error.label.en})")
            ) from None
        except ParMetricsError as error:
            raise self._failed(error.label) from None

    def _archived(self) -> Path:
        """The bytes of the export.

        Raises:
            ParMetricsError: the archive has them no more, or they are damaged.
        """
        load = self.load
        archived = archive.find(self.layout, load.sha256)
        if archived is None:
            raise self._failed(
                Label(
                    f"archive/ không còn tệp này (SHA-256 {load.sha256[:12]}…); lấy lại từ bản sao lưu",
                    f"archive/ has the file no more (SHA-256 {load.sha256[:12]}…); take it from a backup",
                )
            )
        archive.check(self.layout, archived, load.sha256)
        return archived

    def _check(self, export: PreparedExport, dropped: pl.Series) -> None:
        """Hold that the export says what it said then.

        Raises:
            ParMetricsError: this software reads it otherwise, or with other registers.
        """
        load, found = self.load, export.findings
        accepted = found.accepted - dropped.len()
        counts = dict(
            zip(_COUNTS, (found.rows_read, accepted, found.rows_read - found.accepted, dropped.len()), strict=True)
        )
        then = {name: getattr(load, name) for name in _COUNTS}
        if (counts, export.profile_id, export.provided) != (then, load.profile, load.provided):
            read_now, read_then = _told(counts, export.profile_id), _told(then, load.profile)
            raise self._failed(
                Label(
                    f"phần mềm nay đọc khác lúc nạp (lúc đó {read_then}; nay {read_now}); lấy lại tệp từ bản sao lưu",
                    f"this software reads it otherwise than it was read (then {read_then}; now {read_now}); take the "
                    "file from a backup",
                )
            )

    def _failed(self, why: Label) -> ParMetricsError:
        load = self.load
        return ParMetricsError(
            Label(
                f"Không khôi phục được lần nạp {load.load_id} ({load.file}): {why.vi}. Kho chưa được dựng lại. Nếu "
                "đành bỏ lần nạp này: `par-metrics rebuild --restore --accept LÝ_DO`.",
                f"The load {load.load_id} ({load.file}) cannot be restored: {why.en}. The warehouse was not made "
                "again. To give the load up: `par-metrics rebuild --restore --accept REASON`.",
            ),
            "not_restorable",
        )


def _told(counts: dict[str, int], profile: str | None) -> str:
    return ", ".join([f"{profile}", *(f"{name}={count}" for name, count in counts.items())])
