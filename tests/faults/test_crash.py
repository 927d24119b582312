"""A process that dies at any step leaves the state before it or after it, and the next run finishes the job."""

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from par_metrics.loading.job import Asked
from par_metrics.loading.loader import load_export
from par_metrics.settings.making import init_workspace
from par_metrics.settings.settings import load_settings
from par_metrics.warehouse import Warehouse, ledger
from par_metrics.workspace import Workspace
from tests.faults.dying import Work, died, load_second, rebuild, withdraw

HEADINGS = "Mã hồ sơ;Mã đơn vị;Trạng thái;Ngày tiếp nhận"
JAN, FEB = datetime(2026, 1, 1), datetime(2026, 2, 1)
BEFORE = [("H60.101-260105-0001", 4)]
AFTER = [("H60.101-260105-0001", 10), ("H60.101-260105-0002", 4)]

STEPS = [
    "par_metrics.warehouse.staged:Staged.take before 1",
    "par_metrics.warehouse.staged:Staged.take after 1",
    "par_metrics.warehouse.staged:Staged._write after 2",
    "par_metrics.warehouse.staged:Staged.duplicates after 1",
    "par_metrics.loading.prepare:read_in_parts after 1",
    "par_metrics.warehouse.archive:_copy after 1",
    "par_metrics.warehouse.archive:keep before 1",
    "par_metrics.warehouse.archive:keep after 1",
    "par_metrics.warehouse.connect:create_tables after 1",
    "pathlib:Path.replace before 1",
    "pathlib:Path.replace after 1",
    "pathlib:Path.replace before 2",
    "pathlib:Path.replace after 2",
    "pathlib:Path.replace before 3",
    "pathlib:Path.replace after 3",
    "par_metrics.warehouse.versions:_classify after 1",
    "par_metrics.warehouse.versions:_supersede after 1",
    "par_metrics.warehouse.versions:_write after 1",
    "par_metrics.warehouse.loads:record after 1",
    "par_metrics.warehouse.connect:close_writer before 1",
    "par_metrics.loading.commit:report_of before 1",
    "par_metrics.warehouse.ledger:append before 1",
    "par_metrics.warehouse.ledger:append after 1",
]
REBUILD_STEPS = [
    "par_metrics.warehouse.rebuild:take_stock after 1",
    "par_metrics.warehouse.loads:record after 1",
    "par_metrics.warehouse.loads:record after 2",
    "pathlib:Path.replace before 1",
    "pathlib:Path.replace after 1",
]

WITHDRAWAL_STEPS = [
    "pathlib:Path.replace before 1",
    "pathlib:Path.replace after 1",
    "par_metrics.warehouse.events:record after 1",
    "par_metrics.warehouse.versions:merge after 1",
    "par_metrics.warehouse.withdrawals:recompute after 1",
    "par_metrics.warehouse.connect:close_writer before 1",
]


class Office:
    """A workspace with one load, and a second export to load."""

    def __init__(self, folder: Path) -> None:
        self.root, self.second = folder / "ws", folder / "second.csv"
        self.warehouse = Warehouse(self.root)

    def load(self, path: Path, exported_at: datetime) -> Any:
        return load_export(self.root, load_settings(self.root), Asked(path, exported_at=exported_at))

    def current(self) -> list[tuple[Any, ...]]:
        return self.warehouse.sql("SELECT dossier_code, status FROM dossiers ORDER BY ALL").rows()

    def die(self, work: Work, point: str) -> None:
        assert died(work, self.root, point), f"never reached {point}"

    def check_clean(self) -> None:
        """Every file belongs to a committed load, the ledger has each, and each archived export is there once."""
        loads = self.warehouse.loads()
        with self.warehouse.exclusive():
            known = ledger.read(self.warehouse.layout)
        assert known is not None and list(known.loads) == loads["load_id"].to_list()
        names = {path.name for path in self.root.rglob("*") if path.is_file()}
        parts = {path.name for folder in ("lake", "rejects") for path in (self.root / folder).glob("*/*")}
        events = {name for name in parts if name.endswith(("-withdraw.json", "-restore.json"))}
        assert len(events) == self.warehouse.sql("SELECT count(*) + count(restored_at) FROM withdrawals").item()
        parts -= events
        assert {name.removesuffix(".parquet") for name in parts} == set(loads["load_id"])
        assert not [name for name in names if name.endswith((".tmp", ".new"))]
        archived = [path.name.split("--")[0] for path in (self.root / "archive").glob("*/*")]
        assert sorted(archived) == sorted(loads["sha256"])


def _export(path: Path, *rows: str) -> Path:
    path.write_text("\n".join([HEADINGS, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    init_workspace(folder / "ws")
    _export(
        folder / "second.csv",
        "H60.101-260105-0001;H60.101;10;05/01/2026",
        "H60.101-260105-0002;H60.101;4;05/01/2026",
        "H60.101-260105-0003;H60.101;không rõ;05/01/2026",
    )
    Office(folder).load(_export(folder / "first.csv", "H60.101-260105-0001;H60.101;4;05/01/2026"), JAN)
    return folder


@pytest.fixture
def office(begun: Path, tmp_path: Path) -> Office:
    """Each test has its own."""
    return Office(shutil.copytree(begun, tmp_path / "office"))


@pytest.mark.parametrize("point", STEPS)
def test_a_load_that_dies_is_not_or_wholly_there_and_the_next_run_finishes_it(office: Office, point: str) -> None:
    office.die(load_second, point)
    loads = office.warehouse.loads().height
    assert (loads, office.current()) in [(1, BEFORE), (2, AFTER)]
    committed = "close_writer" in point or "ledger" in point
    assert loads == (2 if committed else 1)
    report = office.load(office.second, FEB)
    assert report.already_loaded is committed
    assert (report.inserted, report.superseding, report.rejected) == (1, 1, 1)
    assert office.current() == AFTER
    assert office.warehouse.rejects()["rule"].to_list() == ["unknown_status"]
    office.check_clean()


@pytest.mark.parametrize("point", REBUILD_STEPS)
def test_a_rebuild_that_dies_leaves_a_whole_database(office: Office, point: str) -> None:
    office.load(office.second, FEB)
    before = office.warehouse.loads()
    office.die(rebuild, point)
    assert office.current() == AFTER and office.warehouse.loads().equals(before)
    office.warehouse.rebuild()
    assert office.current() == AFTER and office.warehouse.loads().equals(before)
    office.check_clean()


def test_a_dead_process_that_died_with_its_log_unwritten_loses_no_committed_load_in_a_rebuild(office: Office) -> None:
    office.die(load_second, "par_metrics.warehouse.connect:close_writer before 1")
    assert office.warehouse.rebuild().loads == 2
    assert office.current() == AFTER
    office.check_clean()


@pytest.mark.parametrize("point", WITHDRAWAL_STEPS)
def test_a_withdrawal_that_dies_is_not_or_wholly_there_and_can_be_made_or_undone(office: Office, point: str) -> None:
    office.load(office.second, FEB)
    office.die(withdraw, point)
    committed = "close_writer" in point
    assert office.current() == (BEFORE if committed else AFTER)
    latest = office.warehouse.loads()["load_id"][-1]
    ws = Workspace(office.root)
    if not committed:
        assert ws.withdraw(latest, "sai").records == 2
    assert office.current() == BEFORE
    office.check_clean()
    office.warehouse.rebuild()
    assert office.current() == BEFORE
    ws.restore(latest)
    assert office.current() == AFTER
    office.check_clean()
