"""The key of pseudonyms: from the environment, or from a file that its owner alone reads; never printed.

Its mark, which tells nothing of it, stays in the workspace: under another key the same person would be counted twice.
"""

import os
import secrets
from pathlib import Path

from pydantic import SecretBytes

from par_metrics.domain.privacy import SHORTEST_KEY, pseudonym
from par_metrics.errors import SettingsError
from par_metrics.settings.environment import KEY_VARIABLE
from par_metrics.settings.layout import Layout
from par_metrics.support.atomic import write_atomically
from schemas import Label


def pseudonym_key(root: Path) -> SecretBytes:
    """The key of the workspace's pseudonyms, from the environment or `.pseudonym-key`.

    Raises:
        SettingsError: there is none, it is shorter than 16 characters, it is not the one that pseudonyms were made
            with, or it is being changed.
    """
    layout = Layout(root)
    if layout.next_key.exists():
        raise SettingsError(
            Label(
                "Việc đổi khóa bí danh dở dang. Chạy lại `par-metrics rotate-key` cho xong.",
                "A change of the key of pseudonyms was not finished. Run `par-metrics rotate-key` again.",
            ),
            "key_changing",
        )
    text = os.environ.get(KEY_VARIABLE, "").strip()
    if not text and layout.pseudonym_key.exists():
        _only_for_owner(layout.pseudonym_key)
        text = layout.pseudonym_key.read_text(encoding="ascii", errors="replace").strip()
    if len(text) < SHORTEST_KEY:
        raise _lost() if is_in_use(layout) else _none(layout)
    key = SecretBytes(text.encode())
    if layout.key_mark.exists() and layout.key_mark.read_text(encoding="ascii", errors="replace").strip() != mark(key):
        raise _another()
    return key


def mark(key: SecretBytes) -> str:
    """What tells one key from another."""
    return pseudonym(key.get_secret_value())("par-metrics backup")


def keep_mark(layout: Layout, key: SecretBytes) -> None:
    """From now on the workspace takes this key alone."""
    write_atomically(layout.key_mark, lambda temporary: temporary.write_text(f"{mark(key)}\n", encoding="ascii"))


def is_in_use(layout: Layout) -> bool:
    """Whether something may have been read under a key, so that a new one would not be the same."""
    return layout.key_mark.exists() or layout.ledger.exists()


def write_new_key(file: Path) -> None:
    """Write a new key, which its owner alone can read."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(secrets.token_hex(32) + "\n")
        stream.flush()
        os.fsync(stream.fileno())


def _none(layout: Layout) -> SettingsError:
    name = layout.pseudonym_key.name
    return SettingsError(
        Label(
            f"Không có khóa bí danh đủ {SHORTEST_KEY} ký tự: đặt biến môi trường {KEY_VARIABLE}, "
            f"hoặc chạy `par-metrics init` để tạo tệp {name}.",
            f"No pseudonym key of at least {SHORTEST_KEY} characters: set {KEY_VARIABLE} in the environment, "
            f"or run `par-metrics init` to make {name}.",
        ),
        "pseudonym_key",
    )


_REMEDY = Label(
    f"Đặt lại khóa cũ (tệp .pseudonym-key hoặc biến môi trường {KEY_VARIABLE}); mất hẳn thì chạy "
    "`par-metrics rotate-key`, cần đủ bản xuất trong archive/.",
    f"Put the former one back (the file .pseudonym-key, or {KEY_VARIABLE} in the environment); if it is lost for good, "
    "run `par-metrics rotate-key`, which needs all exports in archive/.",
)


def _lost() -> SettingsError:
    return SettingsError(
        Label(
            f"Khóa bí danh của kho làm việc không còn. {_REMEDY.vi}",
            f"The workspace's key of pseudonyms is gone. {_REMEDY.en}",
        ),
        "pseudonym_key",
    )


def _another() -> SettingsError:
    return SettingsError(
        Label(
            f"Khóa bí danh không phải khóa của số liệu đã nạp: cùng một người sẽ bị tính hai lần. {_REMEDY.vi}",
            f"The key of pseudonyms is not the one of what is loaded: one person would be counted twice. {_REMEDY.en}",
        ),
        "another_key",
    )


def _only_for_owner(file: Path) -> None:
    """Close a key file that others can read; systems without such modes have nothing to close."""
    if os.name == "posix" and file.stat().st_mode & 0o077:
        file.chmod(0o600)
