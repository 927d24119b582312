"""The demonstration workspace that the examples of the documentation run in."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from par_metrics.operations import nightly
from par_metrics.workspace import Workspace
from tests.docs.pages import ROOT

AS_OF = "2026-10-01"


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make demo` leaves in demo/."""
    root = tmp_path_factory.mktemp("documentation") / "demo"
    root.mkdir()
    shutil.copy(ROOT / "sample_data" / "par-metrics.toml", root)
    Workspace.create(root)
    shutil.copytree(ROOT / "sample_data" / "exports", root / "inbox", dirs_exist_ok=True)
    nightly.run(root, AS_OF)
    return root


@pytest.fixture
def checkout(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A current folder like the repository after `make demo`, which an example may change."""
    shutil.copytree(demo, tmp_path / "demo", symlinks=True)
    for folder in ("sample_data", "docs/examples"):
        if (ROOT / folder).is_dir():
            shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAR_METRICS_WORKSPACE", "demo")
    return tmp_path
