"""A copy of a workspace that can be checked and put back.

A backup is a folder of its own in the folder of backups, whole in itself; what the one before has already is linked,
not copied, where the system can. The warehouse is not in it: it is made again from the lake.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from par_metrics.domain import clock
from par_metrics.errors import ParMetricsError, SettingsError, UsageError
from par_metrics.operations.backup_manifest import (
    MANIFEST,
    Backup,
    damaged_error,
    newest_in,
    newest_readable,
    read_manifest,
    write_manifest,
)
from par_metrics.publish import latest
from par_metrics.settings.keys import mark, pseudonym_key
from par_metrics.settings.layout import Layout
from par_metrics.settings.secrets import files_of_secrets
from par_metrics.settings.settings import Settings, load_settings
from par_metrics.support.locks import signature_of
from par_metrics.support.software import version_of
from par_metrics.support.steps import in_steps
from par_metrics.warehouse import Warehouse, ledger
from par_metrics.warehouse.archive import digest_of
from par_metrics.warehouse.lock import writer_lock
from par_metrics.warehouse.verify import expected_files
from schemas import Label

CONTENT = "workspace"
_UNFINISHED = ".unfinished-"
_PRIVATE_FOLDER, _PRIVATE_FILE = 0o700, 0o600


def back_up(root: Path, into: Path, *, with_key: bool = False) -> tuple[Path, Backup]:
    """Make a backup of the workspace at `root` in the folder `into`.

    Files that are never changed are copied beside whoever loads; what was loaded meanwhile, under the writer's lock.

    Returns:
        The folder of the backup, and what it holds.
    Raises:
        UsageError: `into` lies in the workspace.
        ParMetricsError: a file is missing or damaged; there is no new backup then.
        WorkspaceBusyError: another process keeps writing.
    """
    settings, layout = load_settings(root), Layout(root)
    if into.resolve().is_relative_to(root.resolve()):
        raise UsageError(
            Label(
                "thư mục sao lưu không được nằm trong kho làm việc; chọn ổ đĩa khác",
                "a backup does not go into the workspace itself; choose another disk",
            ),
            "backup_within",
        )
    with Warehouse(root).exclusive():  # what a crash left is cleared up, so that the ledger is complete
        pass
    made_at = clock.now(settings.timezone)
    _make_private(into)
    for left in into.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(left)
    aside = into / f"{_UNFINISHED}{made_at:%Y%m%dT%H%M%S-%f}"
    aside.mkdir(mode=_PRIVATE_FOLDER)
    work = _Copying(layout, aside / CONTENT, newest_readable(into))
    try:
        work.copy(_lasting(layout))
        with writer_lock(layout):
            work.copy(_lasting(layout))
            work.copy(_others(layout, settings, with_key=with_key))
            known = ledger.read(layout) or ledger.Known()
        made = Backup(
            made_at=made_at.isoformat(timespec="seconds"),
            unit=settings.unit,
            software=version_of("par-metrics"),
            loads=len(known.loads),
            newest=known.newest,
            has_key=with_key,
            key_check=_key_check(root),
            files=dict(sorted(work.files.items())),
            copied=work.copied,
            bytes=work.bytes,
        )
        write_manifest(aside / MANIFEST, made)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    folder = into / aside.name.removeprefix(_UNFINISHED)
    aside.rename(folder)
    return folder, made


def check(source: Path) -> tuple[Path, Backup]:
    """Read every file of a backup, and compare it with what was written.

    Args:
        source: a backup, or a folder of them, of which the newest is meant.
    Raises:
        UsageError: there is no backup.
        ParMetricsError: a file of it is missing or damaged; the message names it.
    """
    folder = newest_in(source)
    made = read_manifest(folder)
    wrong = [
        name
        for name, digest in in_steps(
            list(made.files.items()), lambda _: Label("kiểm tra bản sao lưu", "check the backup")
        )
        if not (file := folder / CONTENT / name).is_file() or digest_of(file) != digest
    ]
    if wrong:
        # An archived file by its digest: its name may hold anything.
        named = ", ".join(name.partition("--")[0] for name in wrong[:5]) + (", …" if len(wrong) > 5 else "")
        raise damaged_error(folder, Label(f"{len(wrong)} tệp mất hoặc hỏng: {named}", f"{len(wrong)} files: {named}"))
    content = folder / CONTENT
    for expected in expected_files(Layout(content)):  # its own ledger tells what is to be in it
        if made.files.get(expected.path.relative_to(content).as_posix()) != expected.digest:
            raise damaged_error(folder, Label(f"thiếu {expected.name}", f"{expected.name} is not in it"))
    return folder, made


def restore(source: Path, into: Path) -> tuple[Backup, int]:
    """Put a backup back as a workspace, once it is found to be whole, and make its warehouse.

    Args:
        into: a folder that is not there, or empty.
    Returns:
        What it holds, and how many loads the warehouse knows.
    Raises:
        UsageError: there is something in the folder; or there is no backup.
        ParMetricsError: a file of the backup is missing or damaged.
    """
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise UsageError(
            Label(
                f"{into}: thư mục không trống; khôi phục vào thư mục mới rồi đổi tên",
                f"{into}: the folder is not empty; restore into a new one, then rename it",
            ),
            "not_empty",
        )
    folder, made = check(source)
    layout = Layout(into)
    layout.root.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    for name in in_steps(list(made.files), lambda name: Label(name, name)):
        target = into / name
        _make_folder(target.parent, into)
        shutil.copyfile(folder / CONTENT / name, target)
        _close(target, _PRIVATE_FILE)
    for place in (layout.inbox, layout.profiles, layout.lake, layout.rejects, layout.published, layout.archive):
        _make_folder(place, into)
    for shown in (layout.published, layout.open_data):
        pointer = latest.pointer(shown)
        if (run_id := pointer.get("run_id")) and (shown / str(run_id)).is_dir():
            latest.switch(shown, str(run_id), pointer)
    return made, Warehouse(into).rebuild().loads


def has_its_key(root: Path, made: Backup) -> bool:
    """Whether a restored workspace has the key that its pseudonyms were made with."""
    return _key_check(root) == made.key_check


@dataclass
class _Copying:
    layout: Layout
    target: Path
    before: tuple[Path, Backup] | None

    def __post_init__(self) -> None:
        self.files: dict[str, str] = {}
        self.copied, self.bytes = 0, 0

    def copy(self, files: Iterator[tuple[Path, str | None]]) -> None:
        """Copy files, of which some must have a digest; those that were copied are passed over."""
        for file, digest in in_steps(list(files), lambda _: Label("chép tệp", "copy files")):
            name = file.relative_to(self.layout.root).as_posix()
            if name in self.files:
                continue
            target = self.target / name
            _make_private(target.parent)
            is_linked = self._link(name, digest or digest_of(file), target)
            self.files[name] = (
                self.before[1].files[name] if self.before and is_linked else self._copy(file, target, digest)
            )
            self.bytes += target.stat().st_size

    def _link(self, name: str, digest: str, target: Path) -> bool:
        """Use the file of the backup before, if it is the same."""
        if self.before is None or self.before[1].files.get(name) != digest:
            return False
        former = self.before[0] / CONTENT / name
        try:
            if former.stat().st_size != (self.layout.root / name).stat().st_size:
                return False
            os.link(former, target)
        except OSError:  # a system without links
            return False
        return True

    def _copy(self, file: Path, target: Path, expected: str | None) -> str:
        copied = hashlib.sha256()
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE_FILE)
        with file.open("rb") as source, os.fdopen(descriptor, "wb") as stream:
            while chunk := source.read(1 << 20):
                copied.update(chunk)
                stream.write(chunk)
            stream.flush()
            os.fsync(stream.fileno())
        self.copied += 1
        digest = copied.hexdigest()
        if expected not in (None, digest):
            name = file.relative_to(self.layout.root).as_posix()
            raise ParMetricsError(
                Label(
                    f"{name}: tệp không còn đúng như đã ghi, nên chưa sao lưu (các bản sao lưu trước còn nguyên). "
                    "Chạy par-metrics doctor --verify rồi làm theo hướng dẫn.",
                    f"{name}: the file is not what was written, so there is no new backup (earlier ones are as they "
                    "were). Run par-metrics doctor --verify and do what it says.",
                ),
                "backup_of_damage",
            )
        return digest


def _lasting(layout: Layout) -> Iterator[tuple[Path, str | None]]:
    """The files that are never changed, and what each is to be."""
    for file in expected_files(layout):
        yield file.path, file.digest


def _others(layout: Layout, settings: Settings, *, with_key: bool) -> Iterator[tuple[Path, str | None]]:
    """What else belongs to the workspace: settings, the ledger, profiles, what was published and reported.

    What lets somebody into a server or a source never does, nor does the log.
    """
    kept = {layout.inbox, layout.staging, layout.incoming, layout.lake, layout.rejects, layout.archive}
    passed_over = kept | {layout.logs, layout.root / settings.log.folder}
    secrets = files_of_secrets(layout.root, settings)
    locks = (layout.lock, layout.night, layout.turn, layout.serving)
    left_out = {layout.verified, layout.told, *locks, *map(signature_of, locks), *layout.root.glob("*.duckdb*")}
    left_out |= set() if with_key else {layout.pseudonym_key}
    for beside in (layout.ledger, layout.key_mark):
        if beside.exists():
            yield beside, None
    for folder, folders, files in os.walk(layout.root):
        place = Path(folder)
        folders[:] = sorted(
            name
            for name in folders
            if place / name not in passed_over and not name.startswith(".") and not (place / name).is_symlink()
        )
        for name in sorted(files):
            file = place / name
            if file not in left_out and file.is_file() and file.resolve() not in secrets:
                yield file, None


def _key_check(root: Path) -> str:
    try:
        return mark(pseudonym_key(root))
    except SettingsError:
        return ""


def _make_folder(folder: Path, root: Path) -> None:
    """Make a folder within a workspace; the archive is its owner's alone."""
    private = folder.is_relative_to(Layout(root).archive)
    folder.mkdir(mode=_PRIVATE_FOLDER if private else 0o777, parents=True, exist_ok=True)
    if private:
        _close(Layout(root).archive, _PRIVATE_FOLDER)


def _make_private(folder: Path) -> None:
    """Make a folder, and those above it that are not there, for the owner alone."""
    if not folder.exists():
        _make_private(folder.parent)
        folder.mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)


def _close(path: Path, mode: int) -> None:
    if os.name == "posix":
        path.chmod(mode)
