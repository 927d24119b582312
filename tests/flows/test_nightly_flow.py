"""The nightly flow on a real server: states, artifacts, and files that are refused."""

import errno
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import State, StateType, TaskRun
from prefect.client.schemas.sorting import TaskRunSort
from prefect.runtime import flow_run as this_run

from flows import nightly as module
from flows.headline import MOST_LINES
from flows.nightly import nightly
from flows.progress import Progress
from par_metrics import Workspace
from par_metrics.errors import WorkspaceBusyError
from par_metrics.loading import loader
from par_metrics.operations.nightly import OfFile
from par_metrics.operations.summary import RunSummary
from schemas import Label
from tests.flows import processes
from tests.flows.conftest import used
from tests.support.exports import DOSSIERS, DOSSIERS_OF_UNKNOWN_UNIT, NO_LAYOUT, UNITS, drop
from tests.support.workspaces import copy_of

pytestmark = [pytest.mark.server, pytest.mark.usefixtures("prefect_api")]

AS_OF = "2026-10-01"


def run(workspace: Workspace, as_of: str = AS_OF) -> State:
    return nightly(workspace.root, as_of, return_state=True)


def artifacts_of(flow_run: UUID, part: str = "data") -> dict[str, object]:
    with get_client(sync_client=True) as client:
        # The client's own method sends empty filters too, which leave out what belongs to no task.
        wanted = {"artifacts": {"flow_run_id": {"any_": [str(flow_run)]}}}
        found = client.request("POST", "/artifacts/filter", json=wanted).json()
    return {artifact["key"]: artifact[part] for artifact in found}


def task_runs_of(flow_run: UUID) -> list[str]:
    """Names of the task runs, in the order they started."""
    return [task_run.name for task_run in task_runs(flow_run)]


def task_runs(flow_run: UUID) -> list[TaskRun]:
    with get_client(sync_client=True) as client:
        return client.read_task_runs(
            flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[flow_run])),
            sort=TaskRunSort.EXPECTED_START_TIME_ASC,
            limit=40,
        )


def flow_run_of(state: State) -> UUID:
    flow_run = state.state_details.flow_run_id
    assert flow_run is not None
    return flow_run


@dataclass(frozen=True)
class Night:
    """A workspace after a night of which all is well, and how it ended."""

    workspace: Workspace
    state: State

    @property
    def summary(self) -> RunSummary:
        summary: RunSummary = self.state.result()
        return summary


@pytest.fixture(scope="module")
def night(server: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Night:
    """For tests that only look at it, or go on with a copy of the workspace."""
    workspace = Workspace.create(tmp_path_factory.mktemp("night") / "workspace", unit="H60.101")
    drop(workspace.root, dossiers=DOSSIERS, units=UNITS)
    for export in (workspace.root / "inbox").iterdir():
        os.utime(export, 2 * (datetime(2026, 9, 30, 12).timestamp(),))
    with used(server), pytest.MonkeyPatch.context() as patch:
        patch.setattr("flows.progress._EVERY", 0.0)
        return Night(workspace, run(workspace, "2026-10-02"))


@pytest.fixture
def next_day(night: Night, tmp_path: Path) -> Workspace:
    return copy_of(night.workspace, tmp_path / "next-day")


def test_a_night_loads_computes_and_publishes(night: Night) -> None:
    assert night.state.is_completed(), night.state.message
    root, summary = night.workspace.root, night.summary
    accepted = [(o.file, o.report and o.report.accepted) for o in summary.outcomes]
    assert accepted == [("units.csv", 2), ("dossiers.csv", 2)], "registers first"
    assert json.loads((root / "published" / "latest.json").read_text())["run_id"] == summary.run_id
    assert list((root / "inbox").iterdir()) == []


def test_the_run_page_shows_progress_files_gates_and_figures(night: Night) -> None:
    flow_run = flow_run_of(night.state)
    found = artifacts_of(flow_run)
    said = artifacts_of(flow_run, "description")
    assert found["progress-h60-101"] == 100.0 and said["progress-h60-101"] == "2/2 tệp, 4 dòng"
    files = json.loads(str(found["files-h60-101"]))
    assert [(row["Tệp"], row["Nhận"], row["Vấn đề"]) for row in files] == [
        ("units.csv", 2, ""),
        ("dossiers.csv", 2, ""),
    ]
    gates = json.loads(str(found["gates-h60-101"]))
    assert {row["Kết quả"] for row in gates} == {"đạt"} and "đơn vị có trong danh mục" in gates[2].values()
    card = json.loads(str(found["scorecard-h60-101"]))
    assert {row["Chỉ số"]: row["Giá trị"] for row in card}["on_time_rate"] == "50,00 %"
    assert len(card[0]) == 6 and [*card[0]].index("Nội dung") < [*card[0]].index("Chỉ số"), "names before ids"
    first_met = next(place for place, row in enumerate(card) if row["Kết quả"] != "chưa đạt")
    assert all(row["Kết quả"] != "chưa đạt" for row in card[first_met:])
    assert "held-scorecard-h60-101" not in found and all(said.values())
    fresh = json.loads(str(found["freshness-h60-101"]))
    assert [[*row.values()][1] for row in fresh] == ["Hồ sơ TTHC (hệ thống một cửa)"]
    assert "scorecard.html" in str(found["page-h60-101"])


def test_the_bar_moves_with_the_bytes_and_rows_of_all_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.progress._EVERY", 0.0)
    small, large, gone = tmp_path / "small.csv", tmp_path / "large.csv", tmp_path / "gone.csv"
    small.write_bytes(b"x" * 99)
    large.write_bytes(b"x" * 900)

    @flow
    def waiting() -> list[tuple[object, object]]:
        here = UUID(this_run.id)
        progress = Progress(tmp_path / "bar", (small, large, gone), "en")
        seen = []
        for step in (
            lambda: progress.of(large)(OfFile(450, 12_000)),
            lambda: progress.done(small),
            lambda: progress.of(large)(OfFile(10_000, 24_000)),  # it grew meanwhile
            lambda: progress.done(gone),
            lambda: progress.done(large),
        ):
            step()
            seen.append((artifacts_of(here)["progress-bar"], artifacts_of(here, "description")["progress-bar"]))
        return seen

    seen = waiting()
    assert [share for share, _ in seen] == pytest.approx([45.0, 54.9, 99.9, 100.0, 100.0])
    words = [str(text) for _, text in seen]
    assert words[0].startswith("0/3 files, 12,000 rows, some ") and words[0].endswith(" seconds left")
    assert words[1].startswith("1/3 files, 12,000 rows, ") and words[-1] == "3/3 files, 24,000 rows"


def test_publishing_that_takes_its_time_has_a_bar(night: Night) -> None:
    flow_run = flow_run_of(night.state)
    assert artifacts_of(flow_run)["publishing-h60-101"] == 100.0
    assert artifacts_of(flow_run, "description")["publishing-h60-101"] == "kiểm tra tệp đã lưu"


def test_each_file_is_a_task_named_after_it(night: Night) -> None:
    names = task_runs_of(flow_run_of(night.state))
    assert {name for name in names if name.startswith("nạp ")} == {"nạp units.csv", "nạp dossiers.csv"}


def test_without_anybody_to_tell_and_without_a_server_of_tables_there_is_no_step(night: Night) -> None:
    """tests/flows/test_telling.py and test_sending.py have both."""
    assert night.summary.telling is None and night.summary.sending is None
    names = task_runs_of(flow_run_of(night.state))
    assert not [name for name in names if "bản tin" in name or "PostgreSQL" in name], names


def test_files_read_by_several_processes_are_tasks_that_end_in_the_order_of_the_inbox(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loader, "_WORTH_A_WORKER", 1)
    monkeypatch.setenv("PAR_METRICS_INGEST__WORKERS", "2")
    more = DOSSIERS.replace("260301", "260302")
    drop(workspace.root, c_dossiers=more, b_dossiers=DOSSIERS, d_animals=NO_LAYOUT, e_same_as_b=DOSSIERS, z_units=UNITS)
    state = run(workspace)
    names = ["z_units.csv", "b_dossiers.csv", "c_dossiers.csv", "e_same_as_b.csv", "d_animals.csv"]
    assert state.is_failed() and "! d_animals.csv: " in (state.message or "")
    said = {run.name: (run.state_type, run.state.message) for run in task_runs(flow_run_of(state))}
    assert said["nạp e_same_as_b.csv"] == (StateType.COMPLETED, "đã nạp trước đây, không có gì thay đổi")
    assert said["nạp c_dossiers.csv"] == (StateType.COMPLETED, "nhận 2, từ chối 0")
    refused, why = said["nạp d_animals.csv"]
    assert refused is StateType.FAILED and why.startswith("không có mẫu đọc nào khớp với tệp")
    assert {name for name in task_runs_of(flow_run_of(state)) if name.startswith("nạp ")} == {f"nạp {n}" for n in names}
    assert workspace.loads()["file"].to_list() == [names[0], names[1], names[2], names[4]]


def test_a_refused_file_fails_the_run_but_the_others_are_loaded(workspace: Workspace) -> None:
    drop(workspace.root, animals=NO_LAYOUT, dossiers=DOSSIERS, units=UNITS)
    state = run(workspace)
    assert state.is_failed()
    assert "! animals.csv: " in (state.message or "")
    assert workspace.sql("SELECT count(*) FROM dossiers").item() == 2
    assert (workspace.root / "published" / "latest.json").exists()
    assert (workspace.root / "inbox" / "refused" / "animals.csv").read_text() == NO_LAYOUT


def test_a_failed_gate_fails_the_run_and_keeps_what_was_published(night: Night, next_day: Workspace) -> None:
    drop(next_day.root, strangers=DOSSIERS_OF_UNKNOWN_UNIT)
    state = run(next_day, "2026-10-03")
    assert state.is_failed()
    assert "! kiểm tra đơn vị có trong danh mục: " in (state.message or "") and "H60.999" in (state.message or "")
    assert (state.message or "").startswith("Chưa công bố: số liệu công bố lần trước vẫn giữ nguyên")
    ended = {run.name: run.state_type for run in task_runs(flow_run_of(state))}
    assert ended["kiểm tra đơn vị có trong danh mục"] is StateType.FAILED
    assert ended["kiểm tra số dòng khớp"] is StateType.COMPLETED and ended["tính và công bố"] is StateType.FAILED
    found, told = artifacts_of(flow_run_of(state)), artifacts_of(flow_run_of(state), "description")
    assert "scorecard-h60-101" not in found and "page-h60-101" not in found, "those published stay"
    assert str(told["held-scorecard-h60-101"]).startswith("**CHƯA CÔNG BỐ**")
    assert json.loads((next_day.root / "published" / "latest.json").read_text())["run_id"] == night.summary.run_id


def test_a_busy_workspace_is_waited_for(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, server: Mapping[str, str], tmp_path: Path
) -> None:
    """Another writer holds the workspace when the file's turn comes, and is gone at the next try."""
    drop(workspace.root, units=UNITS)
    monkeypatch.setattr(module, "load_export", module.load_export.with_options(retry_delay_seconds=4))
    hold = (
        "import sys, time; from pathlib import Path; from par_metrics.warehouse.lock import writer_lock\n"
        "from par_metrics.settings.layout import Layout\n"
        "with writer_lock(Layout(Path(sys.argv[1]))): Path(sys.argv[2]).touch(); time.sleep(5)"
    )
    held = tmp_path / "held"
    command = [sys.executable, "-c", hold, str(workspace.root), str(held)]
    with processes.running(command, server, tmp_path / "holder.log"):
        while not held.exists():
            pass
        state = run(workspace)
    assert state.is_completed(), state.message
    assert workspace.sql("SELECT count(*) FROM units").item() == 2


def test_a_workspace_that_stays_busy_fails_the_file_without_an_empty_traceback(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    drop(workspace.root, units=UNITS)
    monkeypatch.setattr(module, "load_export", module.load_export.with_options(retries=1, retry_delay_seconds=0.1))

    def busy(*_: object) -> None:
        raise WorkspaceBusyError(Label("bận", "busy"), "workspace_busy")

    monkeypatch.setattr("par_metrics.operations.nightly.load_one", busy)
    state = run(workspace)
    assert state.is_failed() and "! units.csv: bận" in (state.message or "")
    assert "Retries are exhausted" in caplog.text and "NoneType: None" not in caplog.text


def test_the_module_runs_by_itself_and_its_exit_status_tells(workspace: Workspace, server: Mapping[str, str]) -> None:
    drop(workspace.root, animals=NO_LAYOUT)
    command = [sys.executable, "-m", "flows.nightly", "--workspace", str(workspace.root), "--as-of", AS_OF]
    first, second = (
        subprocess.run(command, env=dict(server), cwd=processes.ROOT, capture_output=True, text=True) for _ in range(2)
    )
    assert first.returncode == 1 and "! animals.csv: " in first.stderr
    assert second.returncode == 0 and "2026-10-01 00:00" in second.stdout


def test_the_message_has_few_lines_problems_first_and_where_to_read_on(workspace: Workspace) -> None:
    drop(workspace.root, units=UNITS, **{f"animals_{number}": f"{NO_LAYOUT}{number}" for number in range(12)})
    lines = (run(workspace).message or "").splitlines()
    assert len(lines) == MOST_LINES
    assert lines[0] == "Đã công bố, có 12 vấn đề (tính đến 00:00 01/10/2026)"
    assert lines[1].startswith("! animals_0.csv: ") and "và 8 vấn đề khác" in lines[5]
    assert lines[6].startswith("Nạp 1/13 tệp: nhận 2 dòng") and lines[7] == "Kiểm tra: 6/6 đạt"
    assert lines[8].startswith("Bảng điểm: http://127.0.0.1:") and "/artifacts/artifact/" in lines[8]


def test_an_empty_night_says_that_nothing_is_new(night: Night, next_day: Workspace) -> None:
    state = run(next_day, "2026-10-02T06:00")
    lines, kept = (state.message or "").splitlines(), f"giữ nguyên số liệu đã công bố {night.summary.run_id}"
    assert state.is_completed() and lines[0].startswith(f"Không có gì mới: {kept}")
    assert lines[1] == "Không có tệp nào trong inbox"


def broken_settings(workspace: Workspace, _: pytest.MonkeyPatch) -> None:
    (workspace.root / "par-metrics.toml").write_text("unit = ")


def vanished(workspace: Workspace, _: pytest.MonkeyPatch) -> None:
    shutil.rmtree(workspace.root)


def no_inbox(workspace: Workspace, _: pytest.MonkeyPatch) -> None:
    shutil.rmtree(workspace.root / "inbox")


def full_disk(_: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("par_metrics.operations.nightly.compute_and_publish", no_room)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (broken_settings, "par-metrics.toml: không đọc được tệp cài đặt"),
        (vanished, "Thư mục này chưa phải kho làm việc"),
        (no_inbox, "không có thư mục"),
        (full_disk, "ổ đĩa đầy"),
    ],
)
def test_what_is_wrong_with_the_machine_or_the_settings_is_a_failed_run_that_says_so(
    workspace: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    spoil: Callable[[Workspace, pytest.MonkeyPatch], None],
    said: str,
) -> None:
    drop(workspace.root, units=UNITS)
    spoil(workspace, monkeypatch)
    state = run(workspace)
    message = state.message or ""
    assert state.is_failed() and message.startswith(f"! {said}")
    assert message.endswith("Chưa công bố: số liệu công bố lần trước vẫn giữ nguyên")
    assert ("Nạp 1/1 tệp: nhận 2 dòng" in message) is (spoil is full_disk), "what was loaded so far"
    assert "Traceback" not in capfd.readouterr().err


def test_a_wrong_instant_is_said_before_anything_is_loaded(workspace: Workspace) -> None:
    drop(workspace.root, units=UNITS)
    state = nightly(workspace.root, "mai", return_state=True)
    assert state.is_failed() and '"mai" không phải thời điểm' in (state.message or "")
    assert (workspace.root / "inbox" / "units.csv").exists()
    with get_client(sync_client=True) as client:
        assert client.read_flow_run(flow_run_of(state)).name == "H60.101 (as_of ?)", "no day, least of all today"


def test_where_the_server_does_not_answer_the_run_is_the_same(workspace: Workspace, server: Mapping[str, str]) -> None:
    drop(workspace.root, dossiers=DOSSIERS, units=UNITS)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}/api"
    command = [sys.executable, "-m", "flows.nightly", "--workspace", str(workspace.root), "--as-of", AS_OF]
    environment = {**server, "PREFECT_API_URL": nobody}
    done = subprocess.run(command, env=environment, cwd=processes.ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith(f"Máy chủ Prefect {nobody} không trả lời")
    assert "đã công bố" in done.stdout and workspace.sql("SELECT count(*) FROM dossiers").item() == 2


def test_each_source_is_a_task_tried_again_only_where_waiting_helps(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "fetch_source", module.fetch_source.with_options(retries=1, retry_delay_seconds=0.1))
    monkeypatch.setenv("PAR_METRICS_SOURCE_CONG_TOKEN", "SECRET1")
    exports = tmp_path / "chung"
    exports.mkdir()
    for name, text in (("don-vi.csv", UNITS), ("ho-so.csv", DOSSIERS)):
        (exports / name).write_text(text, encoding="utf-8")
        os.utime(exports / name, (1_770_000_000, 1_770_000_000))
    with socket.socket() as taken:  # nobody listens on it
        taken.bind(("127.0.0.1", 0))
        (workspace.root / "par-metrics.toml").write_text(
            f'unit = "H60.101"\n[sources.chung]\nurl = "{exports.as_uri()}"\n'
            f'[sources.cong]\nurl = "http://127.0.0.1:{taken.getsockname()[1]}/"\n'
            f'[sources.mat]\nurl = "{exports.as_uri()}/gone"\n',
            encoding="utf-8",
        )
        state = run(Workspace(workspace.root))
    message = str(state.message)
    assert state.is_failed() and "! nguồn cong: không kết nối được" in message and "! nguồn mat: " in message
    assert "Nạp 2/2 tệp" in message
    runs = {task_run.name: task_run for task_run in task_runs(flow_run_of(state))}
    ended = {name: (of.state_name, of.run_count) for name, of in runs.items() if name.startswith("lấy từ nguồn")}
    assert ended == {
        "lấy từ nguồn chung": ("Completed", 1),
        "lấy từ nguồn cong": ("Busy", 2),
        "lấy từ nguồn mat": ("Failed", 1),
    }
    said = "".join(capfd.readouterr())
    assert "Traceback" not in said and "SECRET1" not in said
