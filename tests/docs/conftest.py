"""The demonstration workspace that the examples of the documentation run in."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import ROOT
from tests.support.workspaces import demo_workspace


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make demo` leaves in demo/."""
    return demo_workspace(tmp_path_factory.mktemp("documentation") / "demo").root


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
