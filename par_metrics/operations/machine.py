"""What the machine gives a workspace: folders, rights, room, and who else is at work in it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import nullcontext

from par_metrics.errors import SettingsError
from par_metrics.operations.findings import Finding, fine, note, wrong
from par_metrics.settings.keys import pseudonym_key
from par_metrics.settings.layout import Layout
from par_metrics.support.locks import HeldError, signed_lock
from par_metrics.support.private import open_to_others

_FREE_BYTES = 1 << 30


def folders(layout: Layout) -> Iterator[Finding]:
    """Whether the folders are there and can be written."""
    for folder in (layout.inbox, layout.archive, layout.lake, layout.rejects, layout.published):
        if not folder.is_dir():
            yield wrong(
                f"thiếu thư mục {folder.name}/; chạy par-metrics init để tạo lại",
                f"the folder {folder.name}/ is missing; run par-metrics init to make it",
            )
        elif not os.access(folder, os.W_OK):
            yield wrong(
                f"không ghi được vào {folder.name}/; xin quyền ghi cho tài khoản đang chạy",
                f"{folder.name}/ cannot be written; give the account that runs this the right to",
            )


def private(layout: Layout) -> Iterator[Finding]:
    """Whether others can open what is private."""
    for path in open_to_others(layout.private):
        name = path.relative_to(layout.root)
        yield wrong(
            f"người khác mở được {name}; chạy chmod go-rwx {name}",
            f"others can open {name}; run chmod go-rwx {name}",
        )


def key(layout: Layout) -> Iterator[Finding]:
    """Whether there is the key of pseudonyms; without it nothing is loaded, and a new one would make others."""
    try:
        pseudonym_key(layout.root)
    except SettingsError as error:
        yield wrong(error.label.vi, error.label.en)


def space(layout: Layout) -> Iterator[Finding]:
    """Whether there is room for another load."""
    free = shutil.disk_usage(layout.root).free
    stored = layout.database.stat().st_size if layout.database.exists() else 0
    gigabytes = f"{free / 1e9:.1f} GB"
    if free < max(_FREE_BYTES, 2 * stored):
        yield wrong(
            f"ổ đĩa chỉ còn {gigabytes}; dọn bớt trước lần nạp tới",
            f"only {gigabytes} left on the disk; make room before the next load",
        )
    else:
        yield fine(f"ổ đĩa còn {gigabytes}", f"{gigabytes} left on the disk")


def lock(layout: Layout) -> Iterator[Finding]:
    """Who is at work in the workspace."""
    for path in (layout.lock, layout.night):
        try:
            with signed_lock(path, 0) if path.exists() else nullcontext():
                pass
        except HeldError as held:
            yield note(
                f"đang có tiến trình làm việc với kho ({held.who.vi}); nếu treo quá lâu thì dừng tiến trình đó",
                f"a process is at work in the workspace ({held.who.en}); stop it if it has hung",
            )
