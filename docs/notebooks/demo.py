"""The workspace that the notebooks run on: a copy of `demo/` (`make demo`), or one made of `sample_data/`."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import par_metrics as pm

AS_OF = "2026-10-01"
"""The instant of the demonstration's figures."""
FOLDER = "DEMO_WORKSPACE"
"""Name of the environment variable that says where a demonstration lies, if not in `demo/`."""
EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
"""Files of the documentation that are there to be copied."""
_ROOT = Path(__file__).resolve().parents[2]
_NAMES_OTHERS = ("don-vi", "thu-tuc")
"""Registers, by which the other exports find their units and procedures."""


def make_demo(root: Path, loaded: Path | None = None) -> pm.Workspace:
    """A demonstration of one's own, which may be changed.

    Args:
        root: where, a folder that does not exist yet.
        loaded: a demonstration to copy; else the one that `DEMO_WORKSPACE` names, else `demo/`, else one is made.
    """
    known = loaded or Path(os.environ.get(FOLDER, _ROOT / "demo"))
    if (known / "par-metrics.toml").exists():
        shutil.copytree(
            known, root, ignore=shutil.ignore_patterns(".prefect", "published")
        )
        return pm.Workspace(root)
    root.mkdir(parents=True)
    shutil.copy(_ROOT / "sample_data" / "par-metrics.toml", root)
    workspace = pm.Workspace.create(root)
    exports = (_ROOT / "sample_data" / "exports").iterdir()
    ordered = sorted(
        (not path.name.startswith(_NAMES_OTHERS), path) for path in exports
    )
    for report in workspace.ingest_many([path for _, path in ordered]):
        if report.refused:
            raise RuntimeError(f"{report.file}: {report.refused_reason}")
    return workspace
