"""The inbox: what can be taken from it now, and where what was taken goes."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from par_metrics.domain.privacy import shown_file
from par_metrics.errors import SettingsError
from par_metrics.exports.matching import find_kind
from par_metrics.exports.profiles.library import find_profiles, own_profiles
from par_metrics.exports.profiles.profile import Profile
from par_metrics.loading.loader import LARGEST_REGISTER_BYTES, Loader
from par_metrics.settings.layout import REFUSED, Layout
from par_metrics.support.names import free_names, is_unfinished
from par_metrics.support.private import close_to_others, private_files
from par_metrics.support.stamps import stamp
from schemas import KINDS, Label

REASON_SUFFIX = ".reason.txt"
_SETTLE_SECONDS = 1.0

_PLACES = {kind: place for place, kind in enumerate(KINDS)}

_log = logging.getLogger(__name__)


def take_inbox(root: Path, loader: Loader) -> list[Path]:
    """The entries of `inbox/` that can be loaded now, in the order to load them, for which the loader makes ready.

    Registers come before the records that refer to them; then by name. Hidden files,
    those another program is still writing and the folder of refused files are left alone.
    A folder that someone dropped is an entry too: loading refuses it with a message.

    Raises:
        SettingsError: there is no inbox.
    """
    inbox = Layout(root).inbox
    before = {path: found for path in entries(inbox) if (found := stamp(path)) is not None}
    if any(time.time() - found.modified < _SETTLE_SECONDS for found in before.values()):
        time.sleep(_SETTLE_SECONDS)
    settled = [path for path, found in before.items() if stamp(path) == found]
    loader.expect(settled)
    if len(settled) < 2:
        return settled
    profiles = find_profiles(None, None, own_profiles(Layout(root).profiles))
    kinds = dict(zip(settled, loader.map(partial(_kind_of, profiles=profiles), settled), strict=True))
    return sorted(settled, key=lambda path: (_PLACES.get(kinds[path] or "", len(_PLACES)), path.name))


def _kind_of(export: Path, profiles: Sequence[Profile]) -> str | None:
    """The name of the file's kind; None where it cannot be told, and loading says why."""
    if export.is_symlink() or not export.is_file():  # reading a device or a pipe might never end
        return None
    try:
        # What is larger is not read twice to learn that it is no register.
        if export.stat().st_size > LARGEST_REGISTER_BYTES:
            return None
        return find_kind(export, profiles).name
    except Exception:  # the same error returns when the file is loaded, and is reported there
        return None


def entries(inbox: Path) -> list[Path]:
    """What lies in the inbox, by name; unfinished files and the folder of refused ones are passed over.

    Raises:
        SettingsError: there is no inbox.
    """
    if not inbox.is_dir():  # a share that is not mounted must not pass for a night without exports
        raise SettingsError(
            Label(
                f"không có thư mục {inbox}. Tạo thư mục đó, hoặc kết nối lại ổ mạng, rồi chạy lại.",
                f"there is no folder {inbox}. Make it, or connect the network drive again, and run again.",
            ),
            "no_inbox",
        )
    return sorted(
        path
        for path in inbox.iterdir()
        if not (path.name == REFUSED and path.is_dir()) and not is_unfinished(path.name)
    )


def set_aside(export: Path, reason: Label) -> Path:
    """Move a refused entry to `refused/`, with its reason beside it; where it lies then."""
    folder = export.parent / REFUSED
    with private_files():
        folder.mkdir(exist_ok=True)
        target = next(free_names(folder, export.name))
        text = f"{reason.vi}\n\n{reason.en}\n"
        # Before the file itself: after a crash in between, the next run refuses the file again.
        target.with_name(target.name + REASON_SUFFIX).write_text(text, encoding="utf-8")
        shutil.move(export, target)
    close_to_others([folder, target])
    return target


def remove(export: Path) -> None:
    """Take a loaded entry out of the inbox."""
    try:
        export.unlink()
    except PermissionError:
        # Windows keeps a file that is open elsewhere. It is loaded and archived; loading it again changes nothing.
        _log.warning(
            "%s đã nạp nhưng chưa xóa được khỏi inbox vì đang mở ở chương trình khác. "
            "It is loaded but open elsewhere, and could not be removed from the inbox.",
            shown_file(export),
        )
