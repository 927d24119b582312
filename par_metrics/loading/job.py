"""One file to load: what it is, and what is asked for."""

import hashlib
import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from par_metrics.errors import RefusedFileError
from par_metrics.exports.export import HiddenSheets
from par_metrics.exports.profiles.profile import Profile
from par_metrics.support.names import shown_name
from par_metrics.warehouse import archive
from par_metrics.warehouse.loads import Load
from par_metrics.warehouse.registers import Registers
from par_metrics.warehouse.tables import READING
from schemas import KINDS, Label

AskedList = bool | tuple[date, date] | None
"""Whether an export is everything of its kind, or of which entry dates; None: nobody says."""


@dataclass(frozen=True)
class Job:
    """One file to load, and what it is to be read with."""

    path: Path
    sha256: str
    kind: str | None
    profile: Path | str | None
    own: tuple[Profile, ...]
    candidates: tuple[Profile, ...]
    registers: Registers
    loaded: tuple[Load, ...]
    """Loads of the same bytes before this, the latest first."""
    withdrawn: Mapping[str, tuple[datetime, str | None]] = field(default_factory=dict)
    """Those that are withdrawn: since when, and why."""
    exported_at: datetime | None = None
    full_list: AskedList = None
    hidden_sheets: HiddenSheets | None = None

    def earlier(self, **equal: object) -> Load | None:
        """The latest load of the same bytes whose columns equal the given values.

        Where the time of export tells loads apart, as of full lists and of what was withdrawn, the one of the time
        that is asked for comes first.
        """
        found = [load for load in self.loaded if all(getattr(load, name) == value for name, value in equal.items())]
        told_apart = (load for load in found if load.full_list is not None or load.load_id in self.withdrawn)
        of_that_time = (load for load in told_apart if load.exported_at == self.exported_at)
        return next(of_that_time, next(iter(found), None))

    def is_done(self, earlier: Load) -> bool:
        """Nothing is to be read again: what is asked for was loaded, or loaded and withdrawn.

        What was withdrawn is loaded anew only for another time of export, or as a full list where it was none. A
        full list of another time says once more which records are there and which are not.
        """
        same_time = self.exported_at in (None, earlier.exported_at)
        same_list = _is_list_asked(earlier, self.full_list)
        if earlier.load_id in self.withdrawn:
            return same_time and same_list
        if (self.full_list and not same_list) or (earlier.full_list is not None and not same_time):
            return False
        has_other_register = earlier.unresolved > 0 and earlier.register_digest != self.registers.digest
        has_other_rules = earlier.rejected > 0 and earlier.reading < READING
        return not has_other_register and not has_other_rules

    @property
    def file(self) -> str:
        """The file's name as reports and messages show it; of an archived one, the name it came with."""
        name = shown_name(self.path)
        if not self.is_archived:
            return name
        return self.loaded[0].file if self.loaded else name.removeprefix(f"{self.sha256}--")

    @property
    def is_archived(self) -> bool:
        """Whether it is the archive's copy, whose name and time say nothing of the export."""
        return self.path.name.startswith(f"{self.sha256}--")

    @property
    def before(self) -> Load | None:
        """The load of these bytes before this, which says when they were exported."""
        return self.earlier(request=self.request) or next((x for x in self.loaded if self.is_archived), None)

    @property
    def request(self) -> str:
        """Digest of what was asked for: the same request on the same bytes gives the same load."""
        asked = [self.kind, self.profile is not None, sorted(f"{p.kind}:{p.profile_id}" for p in self.candidates)]
        if self.hidden_sheets is not None:
            asked.append(self.hidden_sheets)
        return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def digest_of_export(path: Path) -> str:
    """SHA-256 of a file that is to be loaded.

    Raises:
        RefusedFileError: `not_a_file`, `unreadable_file`.
    """
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):  # nothing there, a name too long, a link that leads nowhere
        mode = 0
    if stat.S_ISDIR(mode):
        raise _refusal(
            path,
            "not_a_file",
            "đây là thư mục, không phải tệp; không có gì bên trong được nạp. Đưa từng tệp vào inbox/.",
            "this is a folder, not a file; nothing in it was loaded. Put the files themselves in inbox/.",
        )
    if not os.path.lexists(path):
        raise _refusal(
            path,
            "not_a_file",
            "không có tệp này. Kiểm tra tên và thư mục rồi chạy lại.",
            "there is no such file. Check the name and the folder, then run again.",
        )
    if not stat.S_ISREG(mode):
        raise _refusal(
            path,
            "not_a_file",
            "đây không phải tệp dữ liệu (lối tắt hỏng hoặc thiết bị). Đưa chính tệp đó vào inbox/.",
            "this is no file with data (a broken link, or a device). Put the file itself in inbox/.",
        )
    try:
        return archive.digest_of(path)
    except OSError:
        raise _refusal(
            path,
            "unreadable_file",
            "không mở được tệp. Đóng tệp trong Excel hoặc kiểm tra quyền đọc, rồi chạy lại.",
            "the file cannot be opened. Close it in Excel or check its permissions, then run again.",
        ) from None


def _refusal(path: Path, rule: str, vi: str, en: str) -> RefusedFileError:
    name = shown_name(path)
    return RefusedFileError(rule, Label(f"{name}: {vi}", f"{name}: {en}"))


def _is_list_asked(earlier: Load, asked: AskedList) -> bool:
    """Whether a load is the full list, or none, that is asked for."""
    said = earlier.full_list
    if asked is None:
        return True
    if isinstance(asked, tuple) and said is not None and KINDS[str(earlier.kind)].entry is not None:
        return (said.start, said.end) == asked
    return (said is not None) == bool(asked)
