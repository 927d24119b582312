"""One file to load: what it is, what is asked for, and what is known of it."""

import hashlib
import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from par_metrics.domain.privacy import shown_file
from par_metrics.errors import RefusedFileError
from par_metrics.exports.export import HiddenSheets
from par_metrics.exports.profiles.library import find_profiles, own_profiles
from par_metrics.exports.profiles.profile import Profile
from par_metrics.settings.layout import Layout
from par_metrics.support.stamps import Stamp, stamp
from par_metrics.warehouse import archive, loads
from par_metrics.warehouse.loads import Load
from par_metrics.warehouse.registers import Registers, read_registers
from par_metrics.warehouse.tables import READING
from schemas import KINDS, Label

AskedList = bool | tuple[date, date] | None
"""Whether an export is everything of its kind, or of which entry dates; None: nobody says."""


@dataclass(frozen=True)
class Asked:
    """What somebody asks for: a file, and how it is to be read.

    Args:
        path: the file; it stays where it is, a copy goes to the archive.
        kind: the record kind, None to detect it.
        profile: name of a built-in profile or path of one's own, None to detect it.
        exported_at: when the export was made, naive local, None to find it in the file.
        full_list: whether it is everything of its kind, or the entry dates, both included, of which it is;
            None: as its profile says.
        hidden_sheets: whether hidden sheets of a workbook are read; None as the profile says, else they are not.
        may_be_link: `path` may lead to a file elsewhere. Not so of what lies in the inbox: whoever may write there
            could have any file archived that this account may read.
    """

    path: Path
    kind: str | None = None
    profile: Path | str | None = None
    exported_at: datetime | None = None
    full_list: AskedList = None
    hidden_sheets: HiddenSheets | None = None
    may_be_link: bool = True


@dataclass(frozen=True)
class Identified:
    """What a file is, before anything of it is read.

    Args:
        sha256: digest of its bytes; empty where they cannot be read.
        written: changes where somebody writes to it.
        own: the workspace's own profiles.
        candidates: the profiles to try.
        refusal: why it cannot be read at all, or not with the profile given.
    """

    asked: Asked
    sha256: str = ""
    written: Stamp | None = None
    own: tuple[Profile, ...] = ()
    candidates: tuple[Profile, ...] = ()
    refusal: RefusedFileError | None = None

    @classmethod
    def of(cls, layout: Layout, asked: Asked) -> "Identified":
        """Look at the file, and for the profiles.

        Raises:
            UsageError: there is no such kind or profile.
            SettingsError: a profile of the workspace's own is wrong.
            ParMetricsError: it is a file of the archive that is damaged.
        """
        sha256, written = "", None
        own: tuple[Profile, ...] = ()
        try:
            sha256, written = digest_of_export(asked)
            archive.check_own_name(layout, asked.path, sha256)
            own = own_profiles(layout.profiles)
            candidates = find_profiles(asked.profile, asked.kind, own)
        except RefusedFileError as error:
            return cls(asked, sha256, written, own, refusal=error)
        return cls(asked, sha256, written, own, candidates)


@dataclass(frozen=True)
class Job:
    """One file to load, and what it is to be read with.

    Args:
        loaded: loads of the same bytes before this, the latest first.
        withdrawn: those of them that are withdrawn: since when, and why.
    """

    found: Identified
    registers: Registers
    loaded: tuple[Load, ...]
    withdrawn: Mapping[str, tuple[datetime, str | None]]

    @classmethod
    def of(cls, found: Identified, connection: duckdb.DuckDBPyConnection, own_unit: str | None) -> "Job":
        """The file with what the warehouse knows now."""
        before = tuple(loads.loaded(connection, found.sha256)) if found.sha256 else ()
        withdrawn = loads.withdrawn(connection) if before else {}
        of_these = {load.load_id: withdrawn[load.load_id] for load in before if load.load_id in withdrawn}
        return cls(found, read_registers(connection, own_unit), before, of_these)

    def again(self, connection: duckdb.DuckDBPyConnection, own_unit: str | None) -> "Job":
        """The same file with what the warehouse knows now."""
        return Job.of(self.found, connection, own_unit)

    def is_as(self, earlier: "Job") -> bool:
        """Nothing that bears on the reading of the file has changed since."""
        known = (self.registers.digest, self.loaded, self.withdrawn)
        return known == (earlier.registers.digest, earlier.loaded, earlier.withdrawn)

    def earlier(self, **equal: object) -> Load | None:
        """The latest load of the same bytes whose columns equal the given values.

        Where the time of export tells loads apart, as of full lists and of what was withdrawn, the one of the time
        that is asked for comes first.
        """
        found = [load for load in self.loaded if all(getattr(load, name) == value for name, value in equal.items())]
        told_apart = (load for load in found if load.full_list is not None or load.load_id in self.withdrawn)
        of_that_time = (load for load in told_apart if load.exported_at == self.found.asked.exported_at)
        return next(of_that_time, next(iter(found), None))

    def is_done(self, earlier: Load) -> bool:
        """Nothing is to be read again: what is asked for was loaded, or loaded and withdrawn.

        What was withdrawn is loaded anew only for another time of export, or as a full list where it was none. A
        full list of another time says once more which records are there and which are not.
        """
        asked = self.found.asked
        same_time = asked.exported_at in (None, earlier.exported_at)
        same_list = _is_list_asked(earlier, asked.full_list)
        if earlier.load_id in self.withdrawn:
            return same_time and same_list
        if (asked.full_list and not same_list) or (earlier.full_list is not None and not same_time):
            return False
        has_other_register = earlier.unresolved > 0 and earlier.register_digest != self.registers.digest
        has_other_rules = earlier.rejected > 0 and earlier.reading < READING
        return not has_other_register and not has_other_rules

    @property
    def file(self) -> str:
        """The file's name as reports and messages show it; of an archived one, the name it came with."""
        name = shown_file(self.found.asked.path)
        if not self.is_archived:
            return name
        return (
            self.loaded[0].file
            if self.loaded
            else shown_file(self.found.asked.path.name.removeprefix(f"{self.found.sha256}--"))
        )

    @property
    def is_archived(self) -> bool:
        """Whether it is the archive's copy, whose name and time say nothing of the export."""
        return bool(self.found.sha256) and self.found.asked.path.name.startswith(f"{self.found.sha256}--")

    @property
    def before(self) -> Load | None:
        """The load of these bytes before this, which says when they were exported."""
        return self.earlier(request=self.request) or next((x for x in self.loaded if self.is_archived), None)

    @property
    def request(self) -> str:
        """Digest of what was asked for: the same request on the same bytes gives the same load."""
        asked, candidates = self.found.asked, self.found.candidates
        told = [asked.kind, asked.profile is not None, sorted(f"{p.kind}:{p.profile_id}" for p in candidates)]
        if asked.hidden_sheets is not None:
            told.append(asked.hidden_sheets)
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def digest_of_export(asked: Asked) -> tuple[str, Stamp | None]:
    """SHA-256 of a file that is to be loaded, and what it looked like before that was taken.

    Raises:
        RefusedFileError: `a_link`, `not_a_file`, `unreadable_file`.
    """
    path = asked.path
    if not asked.may_be_link and path.is_symlink():
        raise _refusal(
            path,
            "a_link",
            "đây là lối tắt (liên kết) tới nơi khác, không phải tệp. Chép chính tệp đó vào inbox/.",
            "this is a link to another place, not a file. Copy the file itself into inbox/.",
        )
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
        written = stamp(path)
        return archive.digest_of(path, may_be_link=asked.may_be_link), written
    except OSError:
        raise _refusal(
            path,
            "unreadable_file",
            "không mở được tệp. Đóng tệp trong Excel hoặc kiểm tra quyền đọc, rồi chạy lại.",
            "the file cannot be opened. Close it in Excel or check its permissions, then run again.",
        ) from None


def _refusal(path: Path, rule: str, vi: str, en: str) -> RefusedFileError:
    name = shown_file(path)
    return RefusedFileError(rule, Label(f"{name}: {vi}", f"{name}: {en}"))


def _is_list_asked(earlier: Load, asked: AskedList) -> bool:
    """Whether a load is the full list, or none, that is asked for."""
    said = earlier.full_list
    if asked is None:
        return True
    if isinstance(asked, tuple) and said is not None and KINDS[str(earlier.kind)].entry is not None:
        return (said.start, said.end) == asked
    return (said is not None) == bool(asked)
