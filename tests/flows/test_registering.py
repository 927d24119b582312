"""Registering deployments with a server that is busy, or refuses one of them."""

import asyncio
from pathlib import Path

import httpx
import pytest
from prefect.deployments.runner import DeploymentApplyError, RunnerDeployment

from flows import serving
from flows.deployments import DEPLOYMENTS, registered
from par_metrics import Workspace


def answer(status: int) -> httpx.HTTPStatusError:
    request = httpx.Request("POST", "http://127.0.0.1:4200/api/deployments/")
    return httpx.HTTPStatusError(f"{status}", request=request, response=httpx.Response(status, request=request))


@pytest.fixture
def deployments(tmp_path: Path) -> list[RunnerDeployment]:
    root = Workspace.create(tmp_path, unit="S.1").root
    return [registered(deployment, root) for deployment in DEPLOYMENTS]


@pytest.mark.usefixtures("prefect_api")
@pytest.mark.parametrize("is_wrapped", [True, False], ids=["of the deployment", "of its schedule"])
@pytest.mark.parametrize("busy_with", [answer(503), httpx.ReadTimeout("")], ids=["locked", "in vain"])
def test_a_server_that_is_too_busy_is_asked_again(
    deployments: list[RunnerDeployment],
    monkeypatch: pytest.MonkeyPatch,
    busy_with: httpx.HTTPError,
    is_wrapped: bool,
) -> None:
    monkeypatch.setattr(serving, "_PAUSE_SECONDS", 0.0)
    asked: list[str] = []

    async def busy(deployment: RunnerDeployment) -> None:
        asked.append(deployment.full_name)
        if asked.count(deployment.full_name) < 3:
            if is_wrapped:
                raise DeploymentApplyError("503") from busy_with
            raise busy_with

    assert asyncio.run(serving._each(deployments, busy)) == 3
    assert sorted(asked) == sorted([deployment.full_name for deployment in deployments] * 3)


@pytest.mark.usefixtures("prefect_api")
def test_one_that_the_server_refuses_is_said_at_once_and_the_others_are_registered(
    deployments: list[RunnerDeployment], capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []

    async def refused(deployment: RunnerDeployment) -> None:
        asked.append(deployment.full_name)
        if deployment.full_name == "publish/S.1":
            raise DeploymentApplyError("name taken") from answer(409)

    assert asyncio.run(serving._each(deployments, refused)) == 2
    assert asked.count("publish/S.1") == 1
    assert capsys.readouterr().err == "! publish/S.1: name taken\n"


@pytest.mark.usefixtures("prefect_api")
def test_one_that_the_server_has_no_time_for_is_said_in_the_end(
    deployments: list[RunnerDeployment], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serving, "_PAUSE_SECONDS", 0.0)

    async def never(deployment: RunnerDeployment) -> None:
        if deployment.full_name == "rebuild/S.1":
            raise httpx.ReadTimeout("")

    assert asyncio.run(serving._each(deployments, never)) == 2
    assert capsys.readouterr().err == "! rebuild/S.1: ReadTimeout\n"
