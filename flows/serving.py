"""Registering many deployments with the server, and serving them."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import httpx
from prefect.context import AsyncClientContext
from prefect.deployments.runner import DeploymentApplyError, RunnerDeployment
from prefect.runner import Runner

from flows.server import is_unable

_STOPPED = "Dừng / Stopped"
_SECONDS_TO_END = 20.0
_AT_A_TIME = 4
"""Registrations: the server works on one while the others are on their way."""
_TRIES, _PAUSE_SECONDS = 6, 10.0
"""Of each, where the server is too busy; its client asks several times in each already."""


class _Runner(Runner):
    """Ends on SIGTERM, as systemd sends it, as it does on Ctrl+C; Prefect's own end is not awaited, and warns of it."""

    def handle_sigterm(self, *_arguments: Any, **_others: Any) -> None:
        end_within(_SECONDS_TO_END)
        signal.raise_signal(signal.SIGINT)


def end_within(seconds: float) -> None:
    """End this process then, if it has not ended: after its server was started anew Prefect's runner may never end.

    Runs that are under way go on to their end: they are processes of their own, which tell the server themselves.
    """
    timer = threading.Timer(seconds, _end)
    timer.daemon = True
    timer.start()


def _end() -> None:
    print(_STOPPED, flush=True)
    os._exit(0)


def serve(deployments: Sequence[RunnerDeployment], runs: int) -> None:
    """Register them, then start their runs when they are due, until stopped.

    Another process may serve the same: schedules stay on when this one is stopped, and what was missed meanwhile is
    made up for by one run.

    Args:
        runs: how many there are at a time.
    """
    runner = _Runner(pause_on_shutdown=False, limit=runs)
    try:
        asyncio.run(_serve(runner, deployments))
    except KeyboardInterrupt:
        print(_STOPPED)


async def _serve(runner: Runner, deployments: Sequence[RunnerDeployment]) -> None:
    registered = await _each(deployments, runner.aadd_deployment)
    if registered:
        print(f"Đang phục vụ {registered} lịch, Ctrl+C để dừng / Serving {registered} deployments, Ctrl+C stops it")
        sys.stdout.flush()
        await runner.start()


def register(deployments: Sequence[RunnerDeployment]) -> int:
    """For workers of their pool to take the runs; how many were registered."""
    return asyncio.run(_each(deployments, RunnerDeployment.aapply))


async def _patiently(deployment: RunnerDeployment, registering: Callable[[RunnerDeployment], Awaitable[Any]]) -> None:
    """Register it; a server that is too busy to answer (in time, or its database is locked) is asked again."""
    for left in reversed(range(_TRIES)):
        try:
            await registering(deployment)
        except (httpx.HTTPError, DeploymentApplyError) as error:
            # Where it was asked for the deployment itself, its answer is the cause of Prefect's own error.
            answer = error.__cause__ if isinstance(error, DeploymentApplyError) else error
            if not left or not isinstance(answer, httpx.HTTPError) or not is_unable(answer):
                raise
            await asyncio.sleep(_PAUSE_SECONDS)
        else:
            return


async def _each(
    deployments: Sequence[RunnerDeployment], registering: Callable[[RunnerDeployment], Awaitable[Any]]
) -> int:
    """One that the server refuses, or has no time for, is said, and the others are registered."""
    slots = asyncio.Semaphore(_AT_A_TIME)

    async def one(deployment: RunnerDeployment) -> bool:
        async with slots:
            try:
                await _patiently(deployment, registering)
            except (httpx.HTTPError, DeploymentApplyError) as error:
                print(f"! {deployment.full_name}: {str(error) or type(error).__name__}", file=sys.stderr)
                return False
        return True

    async with AsyncClientContext.get_or_create():  # one connection for all of them
        return sum(await asyncio.gather(*map(one, deployments)))
