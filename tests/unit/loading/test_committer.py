"""Small files that are read side by side are committed together."""

import threading
from contextlib import ExitStack
from pathlib import Path

import pytest

from par_metrics.loading.committer import Committer
from par_metrics.loading.job import Asked, Identified
from par_metrics.loading.loader import load_export
from par_metrics.loading.order import Order
from par_metrics.loading.prepare import prepare
from par_metrics.loading.report import LoadReport
from par_metrics.settings.making import init_workspace
from par_metrics.settings.settings import load_settings
from par_metrics.warehouse import Warehouse
from par_metrics.warehouse.staging import staging
from tests.support import exports


class Night:
    """Small exports, each read by a thread of its own, which waits where it is told to."""

    def __init__(self, root: Path) -> None:
        init_workspace(root)
        self.root, self.settings, self.order = root, load_settings(root), Order()
        self.warehouse = Warehouse(root)
        exports.drop(root, first=exports.DOSSIERS)
        load_export(root, self.settings, Asked(root / "inbox" / "first.csv"))
        self.committer = Committer(self.warehouse, self.settings, self.order)
        self.reports: dict[int, LoadReport | None] = {}
        self.threads: list[threading.Thread] = []

    def load(self, place: int, until: threading.Event, text: str | None = None) -> threading.Thread:
        """Load a file that takes until then to be read."""
        path = self.root / "inbox" / f"{place}.csv"
        path.write_text(text or exports.DOSSIERS.replace("0301", f"03{place + 10}"), encoding="utf-8")

        def run() -> None:
            found = Identified.of(self.warehouse.layout, Asked(path))
            with staging(self.warehouse.layout) as there:
                self.order.wait_to_read(place)
                job = self.committer.look(found)
                prepared = prepare(self.root, self.settings, job, there)
                assert until.wait(60)
                self.reports[place] = self.committer.commit(place, job, prepared, there)

        self.threads.append(threading.Thread(target=run, daemon=True))
        self.threads[-1].start()
        return self.threads[-1]


@pytest.fixture
def night(tmp_path: Path) -> Night:
    return Night(tmp_path / "ws")


def read() -> threading.Event:
    event = threading.Event()
    event.set()
    return event


def test_a_small_file_is_committed_with_those_behind_it(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("par_metrics.loading.committer._GATHER_SECONDS", 60.0)
    slow = threading.Event()
    night.order.saw(0, is_register=False)
    second = night.load(1, slow)
    while not night.order.is_being_read(1):
        second.join(0.01)
    first = night.load(0, read())
    first.join(1)
    assert first.is_alive() and night.warehouse.loads().height == 1
    slow.set()
    for thread in night.threads:
        thread.join(60)
    assert [night.reports[place].accepted for place in (0, 1)] == [2, 2]  # type: ignore[union-attr]
    assert night.warehouse.loads()["file"].to_list() == ["first.csv", "0.csv", "1.csv"]


def test_it_does_not_wait_for_a_file_that_is_given_up(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("par_metrics.loading.committer._GATHER_SECONDS", 600.0)
    night.order.saw(0, is_register=False)
    with ExitStack() as given_up:
        given_up.callback(night.order.stop)
        night.order.wait_to_read(1)
        first = night.load(0, read())
        first.join(1)
        night.order.finish(1)
        first.join(60)
        assert not first.is_alive() and night.reports[0] is not None
