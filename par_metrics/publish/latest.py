"""`published/latest`: what readers follow, switched in one step, last."""

import json
import shutil
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from par_metrics.support.atomic import write_atomically

LATEST = "latest"
POINTER = "latest.json"


def switch(published: Path, run_id: str, pointer: Mapping[str, object]) -> None:
    """Make `run_id` the latest run.

    `latest` is a symbolic link, replaced atomically. Where links are not allowed
    (Windows without the right to make them) it is a folder with a copy.
    """
    text = json.dumps(pointer, ensure_ascii=False, indent=2) + "\n"
    write_atomically(published / POINTER, partial(_write, text))
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


def latest_run(published: Path) -> str | None:
    """The id of the latest run, None before the first or where the pointer is damaged."""
    try:
        return str(json.loads((published / POINTER).read_text(encoding="utf-8"))["run_id"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


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


def _write(text: str, part: Path) -> None:
    part.write_text(text, encoding="utf-8")
