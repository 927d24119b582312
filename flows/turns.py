"""One after the other: what reads and writes one workspace."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate
from prefect.concurrency.sync import concurrency
from prefect.runtime import deployment

from flows.answering import check_answers
from flows.names import limit_of, unit_of
from flows.server import say_gone
from par_metrics.errors import ParMetricsError
from par_metrics.settings.layout import Layout
from par_metrics.support.ending import end_quietly
from par_metrics.support.locks import HeldError, signed_lock

_LOOK_SECONDS = 60.0
"""How long a turn is waited for before it is looked whether anybody has it."""
_DRIVE_SECONDS = 5.0


@contextmanager
def turn(workspace: Path) -> Iterator[None]:
    """Wait for the workspace's night, rebuild and publishing to end; of a deployment, whose process made the limit.

    A run that is asked for by hand, in a process of its own, has the locks of the workspace alone. A server that is
    gone when the turn ends is not told of it; what it keeps of it, whoever waits takes back.
    """
    if deployment.id is None:
        yield
        return
    end_quietly()
    held = ExitStack()
    _take(workspace, held)
    try:
        yield
    finally:
        try:
            held.close()
        except httpx.HTTPError as error:
            say_gone(error)


def _take(workspace: Path, held: ExitStack) -> None:
    """The turn by the server, and beside it a lock that ends with its process, whatever the server remembers."""
    name = limit_of(unit_of(workspace))
    while True:
        try:
            held.enter_context(
                concurrency(name, occupy=1, timeout_seconds=_LOOK_SECONDS, raise_on_lease_renewal_failure=False)
            )
        except TimeoutError:
            _give_back_if_nobody_has_it(workspace, name)
        else:
            break
    with suppress(HeldError, OSError):
        if _is_there(workspace):
            held.enter_context(signed_lock(Layout(workspace).turn, _LOOK_SECONDS))


def _give_back_if_nobody_has_it(workspace: Path, name: str) -> None:
    """Free a turn whose process is gone: a server that was started anew knows no more whose it was, and keeps it."""
    with suppress(HeldError, OSError):
        if _is_there(workspace):
            with signed_lock(Layout(workspace).turn, 0), get_client(sync_client=True) as client:
                client.update_global_concurrency_limit(name, GlobalConcurrencyLimitUpdate(active_slots=0))


def _is_there(workspace: Path) -> bool:
    """Of a drive that hangs, and a folder that is gone, the run says so itself: no lock is looked for there."""
    try:
        check_answers(workspace, _DRIVE_SECONDS)
    except ParMetricsError:
        return False
    return workspace.is_dir()
