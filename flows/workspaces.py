"""The workspaces that were asked for."""

from collections.abc import Sequence
from pathlib import Path

from par_metrics.settings.layout import Layout


def find_workspaces(given: Sequence[Path]) -> list[Path]:
    """The folders given; one that is no workspace but holds some stands for these."""
    found = []
    for folder in given:
        within = [] if _is_workspace(folder) else sorted(filter(_is_workspace, folder.glob("*/")))
        found += within or [folder]
    return list(dict.fromkeys(path.absolute() for path in found))


def _is_workspace(folder: Path) -> bool:
    return Layout(folder).settings_file.is_file()
