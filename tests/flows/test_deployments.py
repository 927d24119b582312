"""The table of deployments, and a process that serves it to a real server."""

import argparse
import inspect
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
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
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import ObjectNotFound

from flows.arguments import add_workspace_option
from flows.deployments import DEPLOYMENTS, Deployment
from par_metrics import Workspace
from tests.flows import processes
from tests.support.exports import DOSSIERS, UNITS, drop

WAIT_SECONDS = 90


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


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda d: d.name)
def test_parameters_are_those_of_the_flow(deployment: Deployment, tmp_path: Path) -> None:
    parameters = deployment.parameters_for(tmp_path)
    inspect.signature(deployment.flow.fn).bind(**parameters)
    assert deployment.flow.validate_parameters(parameters)["workspace"] == tmp_path


def test_each_deployment_has_a_name_of_its_own() -> None:
    assert len({(d.flow.name, d.name) for d in DEPLOYMENTS}) == len(DEPLOYMENTS)


def test_the_night_starts_at_one_in_viet_nam_one_run_at_a_time() -> None:
    (night,) = (d for d in DEPLOYMENTS if d.name == "nightly")
    assert (night.cron, night.timezone, night.concurrency) == ("0 1 * * *", "Asia/Ho_Chi_Minh", 1)


@pytest.fixture(scope="module")
def client(server: Mapping[str, str]) -> Iterator[SyncPrefectClient]:
    from prefect.settings import PREFECT_API_URL, temporary_settings

    with temporary_settings({PREFECT_API_URL: server["PREFECT_API_URL"]}), get_client(sync_client=True) as client:
        yield client


@pytest.fixture(scope="module")
def served(
    server: Mapping[str, str], client: SyncPrefectClient, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Workspace, DeploymentResponse]]:
    """A workspace whose deployments are served, and its nightly one."""
    folder = tmp_path_factory.mktemp("served")
    workspace = Workspace.create(folder / "workspace", unit="H60.101")
    command = [sys.executable, "-m", "flows.deployments", "--workspace", str(workspace.root)]
    with processes.running(command, server, folder / "serve.log"):
        yield workspace, wait_for(lambda: _nightly(client))


def _nightly(client: SyncPrefectClient) -> DeploymentResponse | None:
    try:
        return client.read_deployment_by_name("nightly/nightly")
    except ObjectNotFound:
        return None


def wait_for(look: Callable[[], Any]) -> Any:
    """What `look` gives once it gives something."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.5)
    pytest.fail("waited in vain")


def runs_of(client: SyncPrefectClient, deployment: UUID) -> list[FlowRun]:
    return client.read_flow_runs(
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment])),
        sort=FlowRunSort.EXPECTED_START_TIME_ASC,
        limit=200,
    )


@pytest.mark.server
def test_the_schedule_is_registered_and_its_runs_are_planned(
    served: tuple[Workspace, DeploymentResponse], client: SyncPrefectClient
) -> None:
    _, deployment = served
    (schedule,) = deployment.schedules
    assert (schedule.schedule.cron, schedule.schedule.timezone) == ("0 1 * * *", "Asia/Ho_Chi_Minh")
    assert schedule.active
    planned = wait_for(lambda: [run for run in runs_of(client, deployment.id) if run.auto_scheduled])
    starts = sorted(run.expected_start_time.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")) for run in planned)
    assert {(start.hour, start.minute) for start in starts} == {(1, 0)}
    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(starts))


@pytest.mark.server
def test_runs_asked_for_at_once_are_done_one_after_the_other(
    served: tuple[Workspace, DeploymentResponse], client: SyncPrefectClient
) -> None:
    workspace, deployment = served
    assert deployment.global_concurrency_limit is not None and deployment.global_concurrency_limit.limit == 1
    drop(workspace.root, units=UNITS, dossiers=DOSSIERS)
    asked = [client.create_flow_run_from_deployment(deployment.id).id for _ in range(2)]
    runs = [wait_for(lambda run=run: _ended(client, run)) for run in asked]
    assert [run.state_type for run in runs] == [StateType.COMPLETED] * 2, [run.state for run in runs]
    first, second = sorted(runs, key=lambda run: run.start_time)
    assert first.end_time <= second.start_time
    assert workspace.sql("SELECT count(*) FROM dossiers").item() == 2


def _ended(client: SyncPrefectClient, run: UUID) -> FlowRun | None:
    found = client.read_flow_run(run)
    return found if found.state and found.state.is_final() else None
