"""`published/latest`: what readers follow, switched in one step, last."""

import json
import shutil
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from par_metrics.support.atomic import write_atomically

LATEST = "latest"
POINTER = "latest.json"
_POINTED = frozenset({"run_id", "path", "as_of", "manifest", "confirmed_at"})


def switch(published: Path, run_id: str, stated: Mapping[str, object]) -> None:
    """Make `run_id` the latest run.

    `latest` is a symbolic link, replaced atomically. Where links are not allowed
    (Windows without the right to make them) it is a folder with a copy.
    """
    _point(published, stated)
    link = published / f".{LATEST}-{run_id}"
    link.unlink(missing_ok=True)
    try:
        link.symlink_to(run_id, target_is_directory=True)
    except (OSError, NotImplementedError):
        _copy(published, run_id)
        return
    if (published / LATEST).is_dir() and not (published / LATEST).is_symlink():
        remove_tree(published / LATEST)  # a copy of a time when links were not allowed
    link.replace(published / LATEST)


def confirm(published: Path, at: datetime) -> None:
    """Note in the pointer that the latest run was found to hold still: old alone is no sign that nobody looks."""
    _point(published, {**pointer(published), "confirmed_at": at.isoformat(timespec="seconds")})


def pointer(published: Path) -> dict[str, Any]:
    """What the pointer says; nothing before the first run or where it is damaged."""
    try:
        stated = json.loads((published / POINTER).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return stated if isinstance(stated, dict) else {}


def is_as_written(stated: Mapping[str, Any], run_id: str, as_of: str | None) -> bool:
    """Whether a pointer says of its run what was written: other programs follow it."""
    try:
        datetime.fromisoformat(stated.get("confirmed_at", "2026-01-01"))
    except (TypeError, ValueError):
        return False
    return not stated.keys() - _POINTED and stated.get("path") == run_id and stated.get("as_of") == as_of


def latest_run(published: Path) -> str | None:
    """The id of the latest run, None before the first or where the pointer is damaged."""
    run_id = pointer(published).get("run_id")
    return None if run_id is None else str(run_id)


def remove_tree(folder: Path) -> None:
    """Remove a run; its read-only database first made removable (Windows refuses otherwise)."""
    for path in folder.iterdir():
        if path.is_file():
            path.chmod(0o644)
    shutil.rmtree(folder)


def _copy(published: Path, run_id: str) -> None:
    copy, old = published / f".{LATEST}-{run_id}", published / f".{LATEST}-old"
    shutil.copytree(published / run_id, copy)
    if old.exists():
        remove_tree(old)
    if (published / LATEST).exists():
        (published / LATEST).rename(old)
    copy.rename(published / LATEST)
    if old.exists():
        remove_tree(old)


def _point(published: Path, stated: Mapping[str, object]) -> None:
    text = json.dumps(stated, ensure_ascii=False, indent=2) + "\n"
    write_atomically(published / POINTER, partial(_write, text))


def _write(text: str, part: Path) -> None:
    part.write_text(text, encoding="utf-8")
