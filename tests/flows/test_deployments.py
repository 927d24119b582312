"""Deployments of many workspaces, and processes that serve them to a real server."""

import argparse
import inspect
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterId
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.schedules import IntervalSchedule
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import ObjectNotFound
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.states import Pending

from flows import HEARTBEAT_SECONDS
from flows.arguments import add_workspace_option
from flows.deployments import DEPLOYMENTS, Deployment, registered, to_serve
from flows.names import unit_of
from flows.serving import register
from flows.workspaces import find_workspaces
from par_metrics import Workspace
from tests.flows import processes
from tests.support.exports import DOSSIERS, NO_LAYOUT, UNITS, drop

WAIT_SECONDS = 240


def test_the_workspace_is_the_one_of_the_environment_else_this_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def chosen(*arguments: str) -> Path:
        parser = argparse.ArgumentParser()
        add_workspace_option(parser)
        workspace: Path = parser.parse_args(arguments).workspace
        return workspace

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PAR_METRICS_WORKSPACE", raising=False)
    assert chosen() == tmp_path
    monkeypatch.setenv("PAR_METRICS_WORKSPACE", str(tmp_path / "an-tuong"))
    assert chosen() == tmp_path / "an-tuong"
    assert chosen("--workspace", "other") == Path("other")


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda d: d.flow.name)
def test_a_deployment_is_named_and_tagged_by_its_unit(deployment: Deployment, workspace: Workspace) -> None:
    made = registered(deployment, workspace.root)
    assert (made.name, made.tags) == ("H60.101", ["par-metrics", "H60.101", deployment.flow.name])
    inspect.signature(deployment.flow.fn).bind(**made.parameters)
    assert deployment.flow.validate_parameters(made.parameters)["workspace"] == workspace.root
    fields = made._parameter_openapi_schema.properties
    assert all(field["description"] for field in fields.values()), "a form says what it asks"


def test_a_form_has_a_calendar_for_an_instant_and_the_command_line_its_own_ways_of_writing(
    workspace: Workspace,
) -> None:
    for deployment in (DEPLOYMENTS[0], DEPLOYMENTS[2]):
        schema = registered(deployment, workspace.root)._parameter_openapi_schema.properties["as_of"]
        assert {"type": "string", "format": "date-time"} in schema["anyOf"]
        given = {"workspace": str(workspace.root), "as_of": "1/10/2026"}
        assert deployment.flow.validate_parameters(given)["as_of"] == "1/10/2026"


@pytest.mark.parametrize("unit", ["A/1", "A?1", "A#1", "A%1", "A\\1", "A\n1"])
def test_a_unit_code_is_a_name_that_prefect_and_its_addresses_take(unit: str, tmp_path: Path) -> None:
    root = Workspace.create(tmp_path / "w").root
    (root / "par-metrics.toml").write_text(f"unit = {json.dumps(unit)}", encoding="utf-8")
    assert unit_of(root) == "A-1"


def test_a_folder_of_workspaces_stands_for_all_of_them(tmp_path: Path) -> None:
    found = [Workspace.create(tmp_path / name).root for name in ("a", "b")]
    (tmp_path / "c").mkdir()
    assert find_workspaces([tmp_path]) == found
    assert find_workspaces([found[1], tmp_path / "c", found[1]]) == [found[1], tmp_path / "c"]


@pytest.fixture(scope="module")
def client(server: Mapping[str, str]) -> Iterator[SyncPrefectClient]:
    with temporary_settings({PREFECT_API_URL: server["PREFECT_API_URL"]}), get_client(sync_client=True) as client:
        yield client


class Office:
    """Three workspaces, and processes that serve some of them."""

    def __init__(self, folder: Path, server: Mapping[str, str], client: SyncPrefectClient) -> None:
        self.folder, self.server, self.client = folder, server, client
        self.first = 0
        self.workspaces = {unit: Workspace.create(folder / unit, unit=unit) for unit in ("S.1", "S.2", "S.3")}

    def serve(self, *units: str, log: str) -> Any:
        given = [argument for unit in units for argument in ("--workspace", str(self.workspaces[unit].root))]
        return processes.running(
            [sys.executable, "-m", "flows.deployments", *given, "--limit", "2"], self.server, self.folder / log
        )

    def deployment(self, name: str) -> DeploymentResponse:
        found: DeploymentResponse = wait_for(lambda: self._find(name))
        return found

    def _find(self, name: str) -> DeploymentResponse | None:
        try:
            return self.client.read_deployment_by_name(name)
        except ObjectNotFound:
            return None

    def ask(self, *names: str) -> list[FlowRun]:
        """Runs asked for at once, when they have ended."""
        asked = [self.client.create_flow_run_from_deployment(self.deployment(name).id).id for name in names]
        return [wait_for(lambda run=run: self._ended(run)) for run in asked]

    def _ended(self, run: UUID) -> FlowRun | None:
        found = self.client.read_flow_run(run)
        return found if found.state and found.state.is_final() else None

    def runs_of(self, deployment: UUID) -> list[FlowRun]:
        return self.client.read_flow_runs(
            deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment])),
            sort=FlowRunSort.EXPECTED_START_TIME_ASC,
            limit=200,
        )


@pytest.fixture(scope="module")
def office(
    server: Mapping[str, str], client: SyncPrefectClient, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    """S.1 and S.2 are served by one process."""
    made = Office(tmp_path_factory.mktemp("served"), server, client)
    with made.serve("S.1", "S.2", log="first.log") as process:
        made.first = process.pid
        made.deployment("publish/S.2")
        yield made
    # A run says that it has ended before its process ends; now all have.
    noise = ("nanobind", "Traceback", "cannot be resolved", "NoneType: None", "never awaited")
    logs = {log.name: log.read_text() for log in made.folder.glob("*.log")}
    assert {name: word for name, log in logs.items() for word in noise if word in log} == {}


def wait_for(look: Callable[[], Any]) -> Any:
    """What `look` gives once it gives something."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.5)
    pytest.fail("waited in vain")


@pytest.mark.server
def test_workers_of_a_pool_get_the_same_deployments_and_the_same_signs_of_life(
    server: Mapping[str, str], client: SyncPrefectClient, tmp_path: Path
) -> None:
    workspace = Workspace.create(tmp_path / "pooled", unit="P.1").root
    command = [sys.executable, "-m", "flows.deployments", "--workspace", str(workspace), "--pool", "nights"]

    def ask() -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, env=dict(server), cwd=processes.ROOT, capture_output=True, text=True)

    without = ask()
    assert without.returncode == 2 and "prefect work-pool create nights --type process" in without.stderr
    client.request("POST", "/work_pools/", json={"name": "nights", "type": "process"})
    assert ask().returncode == 0
    for deployment in DEPLOYMENTS:
        made = client.read_deployment_by_name(f"{deployment.flow.name}/P.1")
        assert made.work_pool_name == "nights" and "par-metrics" in made.tags, "watched by the automations"
        assert made.job_variables["env"] == {"PREFECT_FLOWS_HEARTBEAT_FREQUENCY": f"{HEARTBEAT_SECONDS}"}
        assert made.entrypoint == f"flows.{deployment.flow.name}.{deployment.flow.name}" and made.path is None
    assert client.read_global_concurrency_limit_by_name("par-metrics-P.1").limit == 1


@pytest.mark.server
def test_what_the_server_refuses_is_said_and_the_rest_is_registered(
    client: SyncPrefectClient, workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    made = [registered(deployment, workspace.root) for deployment in DEPLOYMENTS]
    made[0].parameters = {"as_of": 3}
    made[0].name = "refused"
    assert register(made) == 2
    assert "! nightly/refused: " in capsys.readouterr().err
    assert client.read_deployment_by_name("publish/H60.101").status is not None


@pytest.mark.server
def test_the_night_starts_at_one_in_viet_nam(office: Office) -> None:
    deployment = office.deployment("nightly/S.1")
    (schedule,) = deployment.schedules
    assert (schedule.schedule.cron, schedule.schedule.timezone) == ("0 1 * * *", "Asia/Ho_Chi_Minh")
    planned = wait_for(lambda: [run for run in office.runs_of(deployment.id) if run.auto_scheduled])
    starts = sorted(run.expected_start_time.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")) for run in planned)
    assert {(start.hour, start.minute) for start in starts} == {(1, 0)}
    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(starts))
    assert not office.deployment("rebuild/S.1").schedules


@pytest.mark.server
def test_what_is_asked_of_one_workspace_at_once_is_done_one_after_the_other(office: Office) -> None:
    """A night, a rebuild and publishing share the workspace's limit; all end well, and so does another's night."""
    workspace = office.workspaces["S.1"]
    drop(workspace.root, units=f"{UNITS}S.1,Sở Một,department\n", dossiers=DOSSIERS)
    runs = office.ask("nightly/S.1", "rebuild/S.1", "publish/S.1", "nightly/S.2")
    assert [run.state_type for run in runs] == [StateType.COMPLETED] * 4, [run.state for run in runs]
    assert runs[0].name == f"S.1 {datetime.now(ZoneInfo('Asia/Ho_Chi_Minh')):%Y-%m-%d}"
    assert workspace.sql("SELECT count(*) FROM dossiers").item() == 2
    (night,) = (d for d in (office.deployment("nightly/S.1"),))
    assert night.global_concurrency_limit is not None and night.global_concurrency_limit.limit == 1
    limit = office.client.read_global_concurrency_limit_by_name("par-metrics-S.1")
    assert (limit.limit, limit.active_slots) == (1, 0)


@pytest.mark.server
def test_processes_that_come_and_go_leave_each_others_nights_alone(office: Office) -> None:
    """S.2 and S.3 are served by another one too, which stops: what the first serves goes on, and S.3 waits."""
    with office.serve("S.2", "S.3", log="second.log"):
        office.deployment("publish/S.3")
        runs = office.ask("nightly/S.2", "nightly/S.3")
        assert [run.state_type for run in runs] == [StateType.COMPLETED] * 2, [run.state for run in runs]
    told = (office.folder / "second.log").read_text()
    first = re.search(r"S\.2: another process serves it already \(PID (\d+), .+, since 20", told)
    assert first is not None and int(first[1]) == office.first
    assert "đã có tiến trình khác phục vụ (PID" in told and "S.3: " not in told
    for unit in office.workspaces:
        (schedule,) = office.deployment(f"nightly/{unit}").schedules
        assert schedule.active, "stopping pauses nothing"
    drop(office.workspaces["S.2"].root, animals=NO_LAYOUT)
    (again,) = office.ask("nightly/S.2")
    assert again.state_type is StateType.FAILED and "! animals.csv: " in (again.state.message or "")


@pytest.mark.server
def test_nights_that_were_missed_are_one_run_for_now(office: Office) -> None:
    """A schedule of seconds, which nobody serves for a while."""
    deployment = office.deployment("nightly/S.3")
    office.client.create_deployment_schedules(
        deployment.id, [(IntervalSchedule(interval=timedelta(seconds=4), timezone="Asia/Ho_Chi_Minh"), True)]
    )
    wait_for(lambda: len(_due(office, deployment)) >= 3)
    asked = office.client.create_flow_run_from_deployment(deployment.id).id
    dead = office.client.create_flow_run_from_deployment(deployment.id, state=Pending()).id
    with office.serve("S.3", log="third.log"):
        told = wait_for(lambda: [run for run in _ended_nights(office, deployment) if "thay cho" in run.state.message])
        for schedule in office.client.read_deployment_schedules(deployment.id):
            # A busy machine would never be done with nights of every four seconds.
            office.client.delete_deployment_schedule(deployment.id, schedule.id)
        for run in (asked, dead):
            assert wait_for(lambda run=run: office._ended(run)), "what somebody asked for is run, whoever died with it"
    runs = office.runs_of(deployment.id)
    cancelled = [run for run in runs if run.state_type is StateType.CANCELLED]
    assert len(cancelled) >= 2 and all("thay cho" in (run.state.message or "") for run in cancelled)
    # Others may have fallen due since, and have been made up for by the next; one may have begun just then.
    counts = [int(found[1]) for run in told if (found := re.search(r"thay cho (\d+) đêm bị lỡ", run.state.message))]
    assert counts and 2 <= max(counts) <= sum(run.auto_scheduled for run in runs)
    assert {office.client.read_flow_run(run).state_type for run in (asked, dead)} == {StateType.COMPLETED}


def _due(office: Office, deployment: DeploymentResponse) -> list[FlowRun]:
    now = datetime.now(UTC)
    return [run for run in office.runs_of(deployment.id) if run.auto_scheduled and run.expected_start_time < now]


def _ended_nights(office: Office, deployment: DeploymentResponse) -> list[FlowRun]:
    runs = office.runs_of(deployment.id)
    return [run for run in runs if run.state_type is StateType.COMPLETED and run.state.message]


@pytest.mark.server
def test_another_workspace_of_the_same_name_is_not_served_unless_told_to(
    office: Office, tmp_path: Path, client: SyncPrefectClient
) -> None:
    def wanted(*workspaces: Path, take_over: bool = False) -> tuple[Sequence[Path], str]:
        found = to_serve(workspaces, client, take_over=take_over)
        return found.workspaces, " ".join(problem.vi for problem in found.problems)

    own, other = office.workspaces["S.1"].root, Workspace.create(tmp_path / "other", unit="S.1").root
    broken = Workspace.create(tmp_path / "broken", unit="S.9").root
    (broken / "par-metrics.toml").write_text("unit =")
    assert wanted(own) == ((own,), "")
    served, problems = wanted(other, broken)
    assert served == () and f"đang là lịch của {own}" in problems and "--take-over" in problems
    assert f"{broken}: par-metrics.toml: không đọc được" in problems
    served, problems = wanted(own, other, take_over=True)
    assert served == (own,) and f"{other}: cùng mã đơn vị S.1 với {own}" in problems
    assert wanted(other, take_over=True) == ((other,), "")
