"""A turn that the server still remembers, though whoever had it is gone, holds nobody up."""

import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate

from flows import turns
from flows.names import limit_of
from par_metrics import Workspace
from par_metrics.settings.layout import Layout
from par_metrics.support.locks import signed_lock

pytestmark = [pytest.mark.server, pytest.mark.usefixtures("prefect_api")]
NAME = limit_of("W.1")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace whose turn is taken, as far as the server knows."""
    monkeypatch.setattr(turns, "_LOOK_SECONDS", 2.0)
    with get_client(sync_client=True) as client:
        client.upsert_global_concurrency_limit_by_name(NAME, 1)
        client.update_global_concurrency_limit(NAME, GlobalConcurrencyLimitUpdate(active_slots=1))
    return Workspace.create(tmp_path / "w", unit="W.1").root


def taken() -> int:
    with get_client(sync_client=True) as client:
        return client.read_global_concurrency_limit_by_name(NAME).active_slots


def test_what_a_process_that_is_gone_had_is_given_back(root: Path) -> None:
    with ExitStack() as held:
        turns._take(root, held)
        assert taken() == 1 and Layout(root).turn.exists()
    assert taken() == 0


def test_what_a_living_process_has_is_not(root: Path) -> None:
    begun, over = threading.Event(), threading.Event()

    def work() -> None:
        with signed_lock(Layout(root).turn, 0):
            begun.set()
            over.wait()

    other = threading.Thread(target=work)
    other.start()
    begun.wait()
    turns._give_back_if_nobody_has_it(root, NAME)
    assert taken() == 1
    over.set()
    other.join()


@pytest.mark.parametrize("spoil", [Path.unlink, lambda settings: settings.parent.rename(settings.parents[1] / "gone")])
def test_a_workspace_that_is_gone_is_not_made_anew(root: Path, spoil: Callable[[Path], object]) -> None:
    spoil(root / "par-metrics.toml")
    was_there = root.exists()
    turns._give_back_if_nobody_has_it(root, NAME)
    assert root.exists() == was_there
