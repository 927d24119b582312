"""What all tests share: no settings from outside, a fresh workspace, repeatable examples."""

import os
from collections.abc import Callable, Generator
from pathlib import Path

import filelock
import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

from par_metrics import Workspace
from par_metrics.operations import inbox
from tests.support.workspaces import copy_of, sample_workspace, small_workspace

# Two busy cores make any time limit on an example fail by chance; on CI the examples are the same each time.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


ENGINES = ("duckdb", "sail", "spark")


class FilesTogether(LoadFileScheduling):
    """Tests side by side: one worker does all of a file, so that its workspaces are made once, and all of the flows.

    The groups of xdist 3.8 (`--dist loadgroup`) would say the same, but pytest 9.2 does not let it rename tests.
    """

    def _split_scope(self, nodeid: str) -> str:
        flows = "tests/flows/"  # they share a server
        return flows if nodeid.startswith(flows) else str(super()._split_scope(nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> FilesTogether | None:
    return FilesTogether(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine", default="duckdb", choices=ENGINES, help="what spec tests run on; the others need an environment"
    )
    parser.addoption("--flips", type=int, default=12, help="how many bits are turned over, one at a time")
    parser.addoption("--kills", type=int, default=10, help="how many nights are killed, at random instants")
    parser.addoption("--open-units", type=int, default=30, help="how many units there are whose open data is attacked")
    parser.addoption("--seeds", type=int, default=3, help="how many sets of random records the oracle counts, too")
    parser.addoption("--no-skips", action="store_true", help="a test that is skipped fails")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With `--no-skips`, a test that was skipped has failed."""
    report = yield
    if report.skipped and item.config.getoption("--no-skips"):
        report.outcome, report.longrepr = "failed", f"skipped: {report.longrepr}"
    return report


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Spec tests bear the name of their engine."""
    if "spec" in metafunc.fixturenames:
        metafunc.parametrize("spec", [metafunc.config.getoption("--engine")], indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What an engine cannot do yet is marked by its name.

    Spark itself plans each query for seconds: of the spec tests it runs those of each way of measuring.

    The longest file first: as the last one it would keep one worker busy and the other waiting.
    """
    engine = config.getoption("--engine")
    lacking = [item for item in items if (mark := item.get_closest_marker("lacks")) and engine in mark.args]
    if engine == "spark":
        lacking += [item for item in items if "/spec/" in item.nodeid and not item.get_closest_marker("measure")]
    config.hook.pytest_deselected(items=lacking)
    items[:] = [item for item in items if item not in lacking]
    items.sort(key=lambda item: "test_time_travel.py" not in item.nodeid)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("PAR_METRICS_")]:
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the wait for files that somebody may still be writing is shortened."""
    monkeypatch.setattr(inbox, "_SETTLE_SECONDS", 0.05)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An empty workspace of unit H60.101."""
    return Workspace.create(tmp_path / "workspace", unit="H60.101")


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The exports of the sample, loaded, for tests that only ask."""
    return _made_once(tmp_path_factory, "sample", sample_workspace)


@pytest.fixture(scope="session")
def small_published(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The small workspace with the run "r1" as of 1/4/2026, for tests that only read it."""

    def make(root: Path) -> Workspace:
        ws = small_workspace(root)
        assert ws.publish("2026-04-01", run_id="r1").published
        return ws

    return _made_once(tmp_path_factory, "small_published", make)


@pytest.fixture(scope="session")
def sample_published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the run "r1" as of 1/10/2026 of the sample, for tests that only read it."""

    def make(root: Path) -> Workspace:
        ws = copy_of(_made_once(tmp_path_factory, "sample", sample_workspace), root)
        assert ws.publish("2026-10-01", run_id="r1").published
        return ws

    return _made_once(tmp_path_factory, "sample_published", make).root / "published" / "r1"


def _made_once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Workspace]) -> Workspace:
    """A workspace that all processes of a run of the tests share: the first to need it makes it."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    with filelock.FileLock(folder / f"{name}.lock"):
        if not (folder / name).exists():
            make(folder / f"{name}-made").root.rename(folder / name)
    return Workspace(folder / name)
