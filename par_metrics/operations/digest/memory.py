"""Who was told what last: nobody is told twice of one night, and what a run changed is told once."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from par_metrics.operations.digest.digest import Digest
from par_metrics.operations.digest.written import as_document
from par_metrics.settings.layout import Layout
from par_metrics.support.atomic import write_atomically


@dataclass(frozen=True)
class Told:
    """The last telling.

    Args:
        night: digest of what there was to tell of it, apart from changes.
        run_id: the run that was the latest then.
        with_changes: what that run changed was told.
        reached: channels that took it.
        failed: channels that did not.
    """

    night: str = ""
    run_id: str | None = None
    with_changes: bool = False
    reached: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


def night_of(digest: Digest) -> str:
    """By what a night is known again."""
    return hashlib.sha256(json.dumps(as_document(digest), sort_keys=True).encode()).hexdigest()


def last_told(root: Path) -> Told:
    """The last telling; an empty one where nobody was told, or the file is damaged."""
    try:
        stated: dict[str, Any] = json.loads(Layout(root).told.read_text(encoding="utf-8"))
        return Told(**{**stated, "reached": tuple(stated["reached"]), "failed": tuple(stated["failed"])})
    except (OSError, ValueError, TypeError, KeyError):
        return Told()


def keep(root: Path, told: Told) -> None:
    """Make it the last."""
    text = json.dumps(asdict(told), indent=2) + "\n"
    write_atomically(Layout(root).told, lambda part: part.write_text(text, encoding="utf-8"), 0o600)
