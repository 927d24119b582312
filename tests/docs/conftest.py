"""The demonstration workspace that the examples of the documentation run in."""

import shutil
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pytest

from par_metrics.operations import inbox
from tests.docs.pages import ROOT, blocks
from tests.docs.running import run_console

FIRST_NIGHT = next(block for block in blocks(ROOT / "README.md") if block.language == "console")
"""The steps of `make demo` by hand."""


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make demo` leaves in demo/, made as README.md says: with what its commands print compared."""
    folder = tmp_path_factory.mktemp("documentation")
    shutil.copytree(ROOT / "sample_data", folder / "sample_data")
    with chdir(folder), pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAR_METRICS_LANGUAGE", "vi")
        patch.setattr(inbox, "_SETTLE_SECONDS", 0.05)
        run_console(FIRST_NIGHT)
    demo = (folder / "an-tuong").rename(folder / "demo")
    shutil.copy(ROOT / "sample_data" / "par-metrics.toml", demo)
    return demo


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
