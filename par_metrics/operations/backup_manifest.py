"""What a backup says of itself, and which of several is meant."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from par_metrics.errors import ParMetricsError, UsageError
from par_metrics.support.atomic import write_atomically
from schemas import Label

MANIFEST = "backup.json"
_SEAL = "sha256"


@dataclass(frozen=True)
class Backup:
    """What a backup holds.

    Args:
        made_at: naive local time of the workspace.
        loads: how many loads and refused files.
        newest: id of the latest load or withdrawal.
        has_key: whether the key of pseudonyms is in it.
        key_check: tells whether a key is the workspace's, without telling the key; empty where there was none.
        files: name within the workspace -> SHA-256.
        copied: how many of them were copied; the others are those of the backup before.
    """

    made_at: str
    unit: str | None
    software: str
    loads: int
    newest: str
    has_key: bool
    key_check: str
    files: dict[str, str]
    copied: int = 0
    bytes: int = 0


def newest_readable(into: Path) -> tuple[Path, Backup] | None:
    """The newest backup in a folder that can be read, and what it holds."""
    for folder in sorted(into.glob(f"*/{MANIFEST}"), reverse=True):
        try:
            return folder.parent, read_manifest(folder.parent)
        except ParMetricsError:
            continue
    return None


def newest_in(source: Path) -> Path:
    """`source` itself where it is a backup, or the newest in it.

    Raises:
        UsageError: there is none.
    """
    if (source / MANIFEST).exists():
        return source
    found = sorted(path.parent for path in source.glob(f"*/{MANIFEST}") if not path.parent.name.startswith("."))
    if not found:
        raise UsageError(
            Label(f"{source}: không có bản sao lưu nào ở đây", f"{source}: there is no backup here"), "no_backup"
        )
    return found[-1]


def write_manifest(file: Path, made: Backup) -> None:
    """Write what a backup holds, under a seal."""
    told = json.dumps(asdict(made), ensure_ascii=False, indent=1)
    sealed = json.dumps({_SEAL: hashlib.sha256(told.encode()).hexdigest()})
    write_atomically(file, lambda temporary: temporary.write_bytes(f"{sealed}\n{told}\n".encode()), 0o600)


def read_manifest(folder: Path) -> Backup:
    """What a backup holds.

    Raises:
        ParMetricsError: its manifest is not what was written.
    """
    try:
        sealed, _, told = (folder / MANIFEST).read_bytes().decode().partition("\n")
        told = told.removesuffix("\n")
        if json.loads(sealed)[_SEAL] == hashlib.sha256(told.encode()).hexdigest():
            return Backup(**json.loads(told))
    except (ValueError, KeyError, TypeError):
        pass
    raise damaged_error(folder, Label(f"{MANIFEST} không đúng như đã ghi", f"{MANIFEST} is not what was written"))


def damaged_error(folder: Path, what: Label) -> ParMetricsError:
    """The error of a backup that is not as it was made."""
    return ParMetricsError(
        Label(
            f"Bản sao lưu {folder} hỏng: {what.vi}. Dùng bản sao lưu khác.",
            f"The backup {folder} is damaged: {what.en}. Use another one.",
        ),
        "backup_damaged",
    )
