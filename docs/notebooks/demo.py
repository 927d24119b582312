"""The workspace that the notebooks run on: a copy of `demo/` (`make demo`), or one made of `sample_data/`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import par_metrics as pm

AS_OF = "2026-10-01"
"""The instant of the demonstration's figures."""
FOLDER = "PAR_METRICS_DEMO"
"""Name of the environment variable that says where a demonstration lies, if not in `demo/`."""
_ROOT = Path(__file__).resolve().parents[2]
_NAMES_OTHERS = ("don-vi", "thu-tuc")
"""Registers, by which the other exports find their units and procedures."""


@contextmanager
def demo_workspace(loaded: Path | None = None) -> Iterator[pm.Workspace]:
    """A demonstration of one's own, which may be changed; it is gone afterwards.

    Args:
        loaded: a demonstration to copy; else the one that `PAR_METRICS_DEMO` names, else `demo/`, else one is made.
    """
    with TemporaryDirectory(prefix="par-metrics-demo-") as folder:
        yield make_demo(Path(folder) / "demo", loaded)


def make_demo(root: Path, loaded: Path | None = None) -> pm.Workspace:
    """A demonstration in a folder that does not exist yet, as `demo_workspace` makes it."""
    known = loaded or Path(os.environ.get(FOLDER, _ROOT / "demo"))
    if (known / "par-metrics.toml").exists():
        shutil.copytree(known, root, ignore=shutil.ignore_patterns(".prefect", "published"))
        return pm.Workspace(root)
    root.mkdir(parents=True)
    shutil.copy(_ROOT / "sample_data" / "par-metrics.toml", root)
    workspace = pm.Workspace.create(root)
    exports = sorted((_ROOT / "sample_data" / "exports").iterdir())
    for report in workspace.ingest_many(sorted(exports, key=lambda path: not path.name.startswith(_NAMES_OTHERS))):
        if report.refused:
            raise RuntimeError(f"{report.file}: {report.refused_reason}")
    return workspace
