"""Nights killed at any instant, one after another, while somebody reads: the next that is let be ends as any other.

`make faults` kills many more; `--kills N` says how many.
"""

import json
import os
import random
import shutil
import signal
import time
from collections.abc import Iterator
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

import polars as pl
import pytest

from par_metrics import Workspace
from par_metrics.errors import WorkspaceBusyError
from par_metrics.operations import nightly
from par_metrics.operations.doctor import examine
from tests.support.workspaces import DOSSIERS, UNITS, csv_file

AS_OF = "2026-10-01"
KILLS_OF_A_WORKSPACE = 10
PARTLY_REFUSED = """
    dossier_code        | unit_code | status | received_at
    H60.101-260401-0001 | H60.101   | 10     | 2026-04-02 08:00:00
    H60.101-260401-0002 | H60.101   | 99     | 2026-04-02 08:00:00
"""
_PROCESSES = get_context("forkserver")
_PROCESSES.set_forkserver_preload([__name__, "schemas.model", "par_metrics.publish.run"])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", range(max(1, metafunc.config.getoption("kills") // KILLS_OF_A_WORKSPACE)))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace on whose next night files of each sort wait, one of them no export."""
    root = tmp_path_factory.mktemp("office") / "ws"
    Workspace.create(root, unit="H60.101")
    # Half of a file is refused, and it is published all the same.
    (root / "par-metrics.toml").write_text('unit = "H60.101"\n[publish]\nrefused_limit = 1\n', encoding="utf-8")
    for name, rows in (("1-units", UNITS), ("2-dossiers", DOSSIERS), ("3-dossiers", PARTLY_REFUSED)):
        os.utime(csv_file(root / "inbox" / f"{name}.csv", rows), (1775000000, 1775000000))
    (root / "inbox" / "4-empty.csv").write_text("", encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def undisturbed(office: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, object], float]:
    """What a night comes to that nobody disturbs, and the seconds that it takes."""
    root = shutil.copytree(office, tmp_path_factory.mktemp("undisturbed") / "ws")
    began = time.monotonic()
    night = begun(root)
    night.join()
    assert night.exitcode == 0
    return state(root), time.monotonic() - began


def begun(root: Path) -> BaseProcess:
    process = _PROCESSES.Process(target=_night, args=(root,))
    process.start()
    return process


def _night(root: Path) -> None:
    nightly.run(root, AS_OF)


def state(root: Path) -> dict[str, object]:
    """All that a night leaves, but for the time of day and what is named after it."""
    ws = Workspace(root)
    published = root / "published"
    latest = published / json.loads((published / "latest.json").read_text(encoding="utf-8"))["run_id"]
    told = [finding.label.en for finding in examine(root, verifies_all=True) if finding.is_wrong]
    return {
        "wrong": told,
        "loads": ws.loads().select("file", "kind", "accepted", "rejected", "state").sort("file").rows(),
        "rejects": ws.rejects().select("file", "row", "rule").sort(pl.all()).rows(),
        "dossiers": ws.sql("SELECT * FROM dossiers ORDER BY ALL").rows(),
        "figures": pl.read_parquet(latest / "indicators.parquet").write_csv(),
        "inbox": sorted(path.name for path in (root / "inbox").rglob("*.csv")),
        "left over": [path.name for path in root.rglob("*") if path.name.endswith((".tmp", ".new"))],
        "lake": sorted(path.parent.name for path in (root / "lake").rglob("*.parquet")),
    }


def readings(root: Path, until: float) -> Iterator[int]:
    """How many dossiers somebody finds who asks again and again; a moment in which nobody can is passed over."""
    while time.monotonic() < until:
        try:
            yield Workspace(root).sql("SELECT count(*) FROM dossiers").item()
        except WorkspaceBusyError:
            yield 0
        time.sleep(0.02)


def test_nights_killed_at_any_instant_end_as_one_that_was_let_be(
    office: Path, undisturbed: tuple[dict[str, object], float], tmp_path: Path, seed: int
) -> None:
    wanted, seconds = undisturbed
    root, chance = shutil.copytree(office, tmp_path / "ws"), random.Random(seed)
    killed = 0
    while killed < KILLS_OF_A_WORKSPACE:
        night = begun(root)
        # Sooner more often than later: what is loaded is loaded, and then a night has little to do.
        until = time.monotonic() + seconds * chance.random() ** 2
        found = list(readings(root, until)) if killed % 2 else []
        night.join(max(0.0, until - time.monotonic()))
        night.kill()
        night.join()
        assert night.exitcode in (0, -signal.SIGKILL)
        assert set(found) <= {0, 6, 7}, "an answer of no state: nothing loaded, the first file, both"
        killed += 1
    last = begun(root)
    last.join()
    assert last.exitcode == 0
    assert state(root) == wanted
