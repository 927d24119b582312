"""What all tests share: no settings from outside, a fresh workspace, repeatable examples."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from par_metrics import Workspace

# Two busy cores make any time limit on an example fail by chance; on CI the examples are the same each time.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("PAR_METRICS_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An empty workspace of unit H60.101."""
    return Workspace.create(tmp_path / "workspace", unit="H60.101")
