"""The night of a province: every unit in a process of its own, one that cannot be done, and the comparison."""

import os
import shutil
from pathlib import Path

import polars as pl
import pytest
from prefect.client.orchestration import get_client

from flows import names
from flows.answering import check_answers
from flows.province import _language_of, _message, province
from par_metrics import Workspace
from par_metrics.errors import ParMetricsError
from tests.support.exports import DOSSIERS, UNITS, drop


@pytest.mark.server
@pytest.mark.usefixtures("prefect_api")
def test_a_unit_that_fails_is_named_and_the_rest_are_done_and_compared(tmp_path: Path) -> None:
    for unit in ("H60.101", "H60.102"):
        drop(Workspace.create(tmp_path / unit, unit=unit).root, dossiers=DOSSIERS, units=UNITS)
    broken = Workspace.create(tmp_path / "broken", unit="H60.103")
    shutil.rmtree(broken.root / "inbox")
    state = province(tmp_path, "2026-10-01", 2, return_state=True)
    lines = (state.message or "").splitlines()
    assert state.is_failed() and lines[0] == "2/3 đơn vị xong"
    assert lines[1].startswith("! H60.103: không có thư mục") and "So sánh: 2/3 đơn vị" in lines[2]
    compared = pl.read_parquet(tmp_path / "side-by-side" / "latest" / "side-by-side.parquet")
    assert compared["unit_code"].unique().sort().to_list() == ["H60.101", "H60.102"]
    with get_client(sync_client=True) as client:
        nights = [run for run in client.read_flow_runs(limit=50) if run.name.endswith(" 2026-10-01")]
    assert {run.name.split()[0] for run in nights} >= {"H60.101", "H60.102", "H60.103"}, "each has its own page"


def test_a_province_speaks_english_where_all_its_units_do(tmp_path: Path) -> None:
    units = [Workspace.create(tmp_path / unit).root for unit in ("a", "b")]
    assert _language_of(units) == "vi"
    for count, unit in enumerate(units):
        (unit / "par-metrics.toml").write_text('language = "en"', encoding="utf-8")
        assert _language_of(units) == ("en" if count else "vi")
    failed = {f"U{number}": "no room\nmore" for number in range(7)}
    lines = _message(9, failed, "2/9 units", "en").splitlines()
    assert lines == [
        "2/9 units done",
        *(f"! U{n}: no room" for n in range(5)),
        "! and 2 more units",
        "Comparison: 2/9 units",
    ]


def test_a_drive_that_hangs_is_said_and_one_that_is_gone_is_left_to_others(tmp_path: Path) -> None:
    class Hanging(type(tmp_path)):  # type: ignore[misc]
        """A folder of a share that does not answer: no such drive can be had here."""

        def iterdir(self):  # type: ignore[no-untyped-def]
            import time

            time.sleep(3)
            return iter(())

    check_answers(tmp_path)
    check_answers(tmp_path / "gone")
    with pytest.raises(ParMetricsError, match="did not answer") as told:
        check_answers(Hanging(tmp_path), 0.1)
    assert "không trả lời sau" in told.value.label.vi


def test_a_drive_that_hangs_keeps_no_run_from_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading a pipe nobody writes to waits for ever, as a dead share does."""
    root = Workspace.create(tmp_path / "hanging", unit="H60.101").root
    (root / "par-metrics.toml").unlink()
    os.mkfifo(root / "par-metrics.toml")
    monkeypatch.setattr(names, "_PATIENCE", 0.2)
    assert (names.unit_of(root), names.language_of(root)) == ("hanging", "vi")
