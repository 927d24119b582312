"""How long exports are archived: those kept longer than the settings say are removed; what was read of them stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from par_metrics.domain import clock
from par_metrics.errors import UsageError
from par_metrics.settings.layout import Layout
from par_metrics.settings.settings import load_settings
from par_metrics.warehouse import archive, ledger
from par_metrics.warehouse.lock import writer_lock
from schemas import Label


@dataclass(frozen=True)
class Pruned:
    """What was removed, or would be.

    Args:
        files: archived files.
        bytes: their size.
    """

    files: tuple[Path, ...]
    bytes: int


def prune(root: Path, *, dry_run: bool) -> Pruned:
    """Remove archived exports all of whose loads are older than `[archive] keep_days`.

    Without its export a load cannot be read again: not where a register changes, not where its lake file is damaged,
    not under another key.

    Raises:
        UsageError: the settings do not say how long exports are kept.
    """
    settings, layout = load_settings(root), Layout(root)
    if settings.archive.keep_days is None:
        raise UsageError(
            Label(
                "chưa đặt thời hạn lưu bản xuất: ghi keep_days vào mục [archive] của par-metrics.toml",
                "nothing says how long exports are kept: set keep_days in [archive] of par-metrics.toml",
            ),
            "no_retention",
        )
    until = clock.now(settings.timezone) - timedelta(days=settings.archive.keep_days)
    with writer_lock(layout):
        known = ledger.read(layout) or ledger.Known()
        newest = {}
        for load in sorted(known.loads.values(), key=lambda load: load.loaded_at):
            newest[load.sha256] = load.loaded_at
        old = [archive.find(layout, digest) for digest, at in newest.items() if digest and at < until]
        files = [file for file in old if file is not None]
        size = sum(file.stat().st_size for file in files)
        if not dry_run:
            for file in files:
                file.unlink()
    return Pruned(tuple(files), size)
