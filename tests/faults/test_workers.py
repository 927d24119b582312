"""A night read by several real processes comes out as one read by a single one, whatever becomes of them."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from par_metrics import Workspace
from par_metrics.loading import loader as loading
from par_metrics.loading.job import Asked, Job
from par_metrics.loading.loader import Loader
from par_metrics.loading.prepare import Prepared, prepare_apart
from par_metrics.operations import nightly
from par_metrics.operations.summary import FileOutcome
from par_metrics.settings.settings import Settings
from par_metrics.support.workers import Workers
from par_metrics.warehouse.staged import Staged
from par_metrics.warehouse.staging import Staging, staging
from schemas import KINDS
from tests.support.exports import NO_LAYOUT, UNITS, drop

AS_OF = "2026-10-01T00:00:00"
EXPORTED = datetime(2026, 9, 30, 18).timestamp()
PROCEDURES = "procedure_code,procedure_name,level\n1.000001,Đăng ký khai sinh,commune\n"
SECRET = "Nguyễn Thị Bí Mật"

DOSSIER_HEADER = "dossier_code,unit_name,procedure_name,status,received_at,applicant_name"
FEEDBACK_HEADER = "feedback_code,unit_code,sent_at,sender_name,sender_phone,content"


def dossiers(unit: str, *numbers: int, status: str = "10", name: str = SECRET) -> str:
    rows = [f"H60.1-260301-{n:04},{unit},Đăng ký khai sinh,{status},2026-03-01 08:00,{name}" for n in numbers]
    return "\n".join([DOSSIER_HEADER, *rows]) + "\n"


# Registers come last by their names; everything else is resolved by them.
NIGHT = {
    "a_dossiers": dossiers("Phường An Tường", 1, 2, 3),
    "b_dossiers_again": dossiers("Phường An Tường", 2, 3, 4, status="4"),
    "c_same_bytes_as_a": dossiers("Phường An Tường", 1, 2, 3),
    "d_animals": NO_LAYOUT,
    "e_partly_refused": dossiers("Phường Minh Xuân", 5, 6) + "H60.1-260301-0007,Phường Minh Xuân,,không rõ,,x\n",
    "f_twice_in_one_file": dossiers("Phường Minh Xuân", 8, 8, 9),
    "g_phan_anh": f"{FEEDBACK_HEADER}\nPA-1,H60.101,2026-03-02 08:00,{SECRET},0912345678,kêu\n",
    "h_empty": "",
    "y_tthc": PROCEDURES,
    "z_don_vi": UNITS,
}
BEFORE = dossiers("Phường An Tường", 20)


@pytest.fixture(autouse=True)
def _several_are_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """So small a night would be read by one process; and both workspaces have one key."""
    monkeypatch.setattr(loading, "_WORTH_A_WORKER", 1)
    monkeypatch.setenv("PAR_METRICS_PSEUDONYM_KEY", "a key of both workspaces")


def office(folder: Path, workers: int) -> Workspace:
    ws = Workspace.create(folder / f"of-{workers}", unit="H60.101")
    with (ws.root / "par-metrics.toml").open("a", encoding="utf-8") as settings:
        settings.write(f"\n[ingest]\nworkers = {workers}\n")
    text = (ws.root / "par-metrics.toml").read_text(encoding="utf-8").replace("[ingest]\n# workers = 2\n", "")
    (ws.root / "par-metrics.toml").write_text(text, encoding="utf-8")
    return Workspace(ws.root)


def fill(ws: Workspace, **files: str) -> None:
    drop(ws.root, **files)
    for path in (ws.root / "inbox").iterdir():
        os.utime(path, (EXPORTED, EXPORTED))


def night_of(ws: Workspace) -> list[FileOutcome]:
    fill(ws, i_loaded_before=BEFORE)
    assert nightly.load_inbox(ws.root)
    fill(ws, i_loaded_before=BEFORE, **NIGHT)
    return nightly.load_inbox(ws.root)


def book(ws: Workspace) -> pl.DataFrame:
    return ws.loads().drop("load_id", "loaded_at", "files")


def rows(ws: Workspace) -> dict[str, Any]:
    """What the lake, the rejects and the warehouse hold, in the order of the loads, without their ids and times."""
    loads = ws.loads().filter(state="loaded").select("kind", "load_id").rows()
    files = [ws.root / "lake" / kind / f"{load_id}.parquet" for kind, load_id in loads]
    own = {"load_id", "valid_from", "known_from", "known_to", "loaded_at"}
    current = {kind: ws.sql(f"SELECT * FROM {kind} ORDER BY ALL") for kind in KINDS}
    return {
        "lake": [pl.read_parquet(file).to_dict(as_series=False) for file in files],
        "rejects": ws.rejects(all_loads=True).drop("load_id", "by_load").to_dict(as_series=False),
        **{kind: frame.drop(own & set(frame.columns)).to_dict(as_series=False) for kind, frame in current.items()},
    }


def told(outcomes: Sequence[FileOutcome]) -> list[dict[str, Any]]:
    """The outcomes of a night, without ids."""
    return [
        {"file": o.file, "failure": o.failure, **((o.report.as_dict() if o.report else {}) | {"load_id": None})}
        for o in outcomes
    ]


def is_clean(ws: Workspace) -> bool:
    layout = ws.warehouse.layout
    return not [*layout.staging.glob("*"), *layout.incoming.glob("*")]


def test_two_processes_make_the_same_book_as_one(tmp_path: Path) -> None:
    one, two = office(tmp_path, 1), office(tmp_path, 2)
    alone, together = night_of(one), night_of(two)
    assert told(together) == told(alone)
    assert [o.file for o in together][:2] == ["z_don_vi.csv", "y_tthc.csv"]
    # One of the same bytes as another; one loaded before, and read again once there were registers.
    assert book(two).equals(book(one)) and book(one).height == len(NIGHT) - 1 + 2
    assert rows(two) == rows(one)
    assert two.loads()["loaded_at"].is_sorted()
    figures = [ws.compute("on_time_rate", period="2026", as_of=AS_OF) for ws in (one, two)]
    assert figures[0].equals(figures[1])
    assert is_clean(two)
    for path in two.root.rglob("*"):
        if path.is_file() and not {"archive", "refused"} & set(path.parts):
            assert SECRET.encode() not in path.read_bytes(), path


def test_several_files_on_the_command_line_are_loaded_in_their_order(tmp_path: Path) -> None:
    """Not sorted: what comes before its register is read without it, as it would be one after another."""
    reports = []
    for workers in (1, 2):
        ws = office(tmp_path, workers)
        fill(ws, **NIGHT)
        names = ("a_dossiers", "z_don_vi", "y_tthc", "b_dossiers_again", "e_partly_refused", "d_animals")
        paths = [ws.root / "inbox" / f"{name}.csv" for name in names]
        reports.append([report.as_dict() | {"load_id": None} for report in ws.ingest_many(paths)])
    assert reports[0] == reports[1]
    assert [report["file"] for report in reports[1]] == [f"{name}.csv" for name in names]


def dying_over_b(root: Path, settings: Settings, job: Job, there: Staging, told: None = None) -> Prepared:
    """`prepare_apart`, whose process is killed once it has taken the rows of one file."""
    take = Staged.take

    def taking(staged: Staged, *arguments: Any) -> None:
        take(staged, *arguments)
        if job.file == "b_dossiers_again.csv":
            os.kill(os.getpid(), signal.SIGKILL)

    Staged.take = taking  # type: ignore[method-assign]
    return prepare_apart(root, settings, job, there, told)


def test_a_process_that_is_killed_fails_its_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ws = office(tmp_path, 2)
    fill(ws, **NIGHT)
    with monkeypatch.context() as patch:
        patch.setattr(loading, "prepare_apart", dying_over_b)
        outcomes = nightly.load_inbox(ws.root)
    (failed,) = (outcome for outcome in outcomes if outcome.failure)
    assert failed.file == "b_dossiers_again.csv" and failed.failure is not None
    assert "-9" in failed.failure.vi and "bộ nhớ" in failed.failure.vi and "memory" in failed.failure.en
    assert (ws.root / "inbox" / failed.file).exists() and is_clean(ws)
    assert ws.loads()["file"].to_list().count("e_partly_refused.csv") == 1
    again = nightly.load_inbox(ws.root)
    assert [(o.file, o.failure) for o in again] == [("b_dossiers_again.csv", None)]
    codes = ws.sql("SELECT dossier_code FROM dossiers ORDER BY 1")["dossier_code"]
    assert [int(code[-4:]) for code in codes] == [1, 2, 3, 4, 5, 6, 8, 9]


def defective(root: Path, settings: Settings, job: Job, there: Staging, told: None = None) -> Prepared:
    """`prepare_apart` with a defect in what it calls."""

    def take(staged: Staged, *arguments: Any) -> None:
        raise KeyError(SECRET)  # libraries quote the data they stumble over

    Staged.take = take  # type: ignore[method-assign]
    return prepare_apart(root, settings, job, there, told)


def test_a_defect_in_a_process_is_told_without_what_it_stumbled_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ws = office(tmp_path, 2)
    fill(ws, a=NIGHT["a_dossiers"], d=NO_LAYOUT)
    monkeypatch.setattr(loading, "prepare_apart", defective)
    outcomes = {o.file: o for o in nightly.load_inbox(ws.root)}
    failure = outcomes["a.csv"].failure
    assert failure is not None and "KeyError, test_workers.py" in failure.vi and SECRET not in failure.vi + failure.en
    assert outcomes["d.csv"].report is not None and outcomes["d.csv"].report.refused
    assert is_clean(ws)


def test_what_is_not_waited_for_any_more_is_not_loaded(tmp_path: Path) -> None:
    ws = office(tmp_path, 2)
    fill(ws, **NIGHT)
    reports = ws.ingest_many([ws.root / "inbox" / f"{name}.csv" for name in ("z_don_vi", "y_tthc", *NIGHT)])
    first = next(reports)
    reports.close()
    loads = ws.loads()["file"].to_list()
    assert first.file == "z_don_vi.csv" and loads[0] == "z_don_vi.csv" and len(loads) < len(NIGHT)
    assert is_clean(ws)


_NIGHT = """
import sys
from pathlib import Path
from par_metrics.loading import loader
from par_metrics.operations import nightly
loader._WORTH_A_WORKER = 1
nightly.load_inbox(Path(sys.argv[1]))
"""


def test_two_nights_at_once_lose_nothing_and_load_nothing_twice(tmp_path: Path) -> None:
    ws = office(tmp_path, 2)
    fill(ws, **NIGHT)
    command = [sys.executable, "-c", _NIGHT, str(ws.root)]
    nights = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    # The second may find the workspace busy: its files stay for the next night, or were taken by the first.
    assert all(night.wait() == 0 for night in nights), [night.communicate()[1][-1000:] for night in nights]
    nightly.load_inbox(ws.root)
    loads = ws.loads().filter(state="loaded")
    good = {name for name in NIGHT if name not in ("d_animals", "h_empty", "c_same_bytes_as_a", "a_dossiers")}
    names = [name.removesuffix(".csv") for name in loads["file"]]
    assert good < set(names) and len(names) == len(good) + 1
    assert loads["sha256"].n_unique() == loads.height
    assert [path.name for path in (ws.root / "inbox").iterdir()] == ["refused"] and is_clean(ws)


_HOLDER = """
import sys
from pathlib import Path
from par_metrics.settings.layout import Layout
from par_metrics.warehouse.staging import staging
with staging(Layout(Path(sys.argv[1]))) as there:
    there.rows.mkdir()
    (there.rows / "rows.parquet").touch()
    there.original.parent.mkdir(exist_ok=True)
    there.original.touch()
    print(there.rows.name, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(workspace: Workspace) -> Iterator["subprocess.Popen[str]"]:
    """Another process that is reading an export."""
    command = [sys.executable, "-c", _HOLDER, str(workspace.root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def test_what_a_living_process_is_reading_is_not_swept_and_what_a_dead_one_left_is(
    workspace: Workspace, holder: "subprocess.Popen[str]"
) -> None:
    layout = workspace.warehouse.layout
    assert holder.stdout is not None
    number = holder.stdout.readline().strip()
    drop(workspace.root, units=UNITS, procedures=PROCEDURES)
    assert workspace.ingest(workspace.root / "inbox" / "units.csv").accepted == 2
    workspace.rebuild()
    assert (layout.staging / number / "rows.parquet").exists() and (layout.incoming / number).exists()
    holder.kill()
    holder.wait()
    workspace.ingest(workspace.root / "inbox" / "procedures.csv")
    assert is_clean(workspace)


def test_the_own_process_sweeps_not_what_it_reads_itself(workspace: Workspace) -> None:
    with staging(workspace.warehouse.layout) as there:
        there.rows.mkdir()
        with workspace.warehouse.exclusive():
            assert there.rows.exists()
    assert is_clean(workspace)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_file_read_by_registers_that_changed_meanwhile_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    """Another process loads the units while a file that names them is read: as if it had come after."""
    ws = office(tmp_path, workers)
    fill(ws, **NIGHT)
    prepare, times = Loader._prepare, []

    def meanwhile(loader: Loader, *arguments: Any) -> Prepared:
        prepared = prepare(loader, *arguments)
        times.append(prepared)
        if len(times) == 1:
            code = "import sys, par_metrics as pm; pm.Workspace(sys.argv[1]).ingest(sys.argv[2])"
            units = str(ws.root / "inbox" / "z_don_vi.csv")
            subprocess.run([sys.executable, "-c", code, str(ws.root), units], check=True)
        return prepared

    monkeypatch.setattr(Loader, "_prepare", meanwhile)
    with Loader(ws.root, ws.settings) as loader:
        path = ws.root / "inbox" / "e_partly_refused.csv"
        loader.expect([path])
        if workers > 1:
            loader._workers = Workers(1)
        report = loader.load(0, Asked(path))
    assert (len(times), report.accepted, report.rejected) == (2, 2, 1)
    assert ws.loads()["file"].to_list() == ["z_don_vi.csv", "e_partly_refused.csv"]
    assert set(ws.sql("SELECT unit_code FROM dossiers")["unit_code"]) == {"H60.102"} and is_clean(ws)


def test_the_same_bytes_loaded_meanwhile_are_loaded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ws = office(tmp_path, 1)
    fill(ws, units=UNITS)
    prepare, path = Loader._prepare, ws.root / "inbox" / "units.csv"

    def meanwhile(loader: Loader, *arguments: Any) -> Prepared:
        prepared = prepare(loader, *arguments)
        with monkeypatch.context() as patch:
            patch.setattr(Loader, "_prepare", prepare)
            assert not ws.ingest(path).already_loaded
        return prepared

    monkeypatch.setattr(Loader, "_prepare", meanwhile)
    assert ws.ingest(path).already_loaded
    assert ws.loads().height == 1 and is_clean(ws)
