"""Where the output cannot go: one line, the right exit status, no noise of libraries."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.workspaces import small_workspace

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-c", "from par_metrics.cli import main; main()"]
EXPLAIN = ["explain", "on_time_rate", "--period", "2026", "--as-of", "2026-04-01"]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pipes and /dev/full are of Unix")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_workspace(tmp_path_factory.mktemp("output")).root


def start(root: Path, arguments: list[str], stdout: object) -> "subprocess.Popen[bytes]":
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PAR_METRICS_WORKSPACE": str(root)}
    return subprocess.Popen([*COMMAND, *arguments], stdout=stdout, stderr=subprocess.PIPE, env=environment)  # type: ignore[arg-type]


@pytest.mark.parametrize("form", ["table", "csv", "json", "parquet"])
def test_a_reader_that_went_away_is_no_error_to_talk_about(filled: Path, form: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    process = start(filled, [*EXPLAIN, "--format", form], writer)
    os.close(writer)
    _, errors = process.communicate()
    assert process.returncode == 141
    # What sums up a table is said before it, to whoever is there.
    assert not [line for line in errors.decode().splitlines() if line.startswith(("par-metrics", "Traceback"))]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("form", ["table", "csv", "parquet"])
def test_a_full_disk_is_said_in_one_line(filled: Path, form: str) -> None:
    with Path("/dev/full").open("wb") as full:
        process = start(filled, ["--lang", "en", *EXPLAIN, "--format", form], full)
        _, errors = process.communicate()
    assert process.returncode == 1
    told = "par-metrics: the disk is full. Make room and run again; the next run does what is left."
    assert [line for line in errors.decode().splitlines() if line.startswith("par-metrics")] == [told]
