"""Committing files that several threads have read: in their order, and all that are ready in one opening."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import nullcontext

from par_metrics.loading.commit import commit
from par_metrics.loading.job import Identified, Job
from par_metrics.loading.order import LoadingStoppedError, Order
from par_metrics.loading.prepare import Prepared
from par_metrics.loading.report import LoadReport
from par_metrics.settings.settings import Settings
from par_metrics.warehouse import Warehouse, loads
from par_metrics.warehouse.registers import REGISTERS, Registers
from par_metrics.warehouse.staging import Staging

_OPEN_SECONDS = 2.0
"""Others who want to read or write wait so long for their chance, as for one larger load."""
_GATHER_SECONDS = 5.0
"""A small file waits so long for those behind it, as long as they are being read: nothing is kept open meanwhile."""
_GATHERED = 16
"""Of the files that are ahead (`loader.AHEAD`): the others go on being read."""
_SMALL_BYTES = 1 << 20


class Committer:
    """What is known of the workspace, and what is written to it, by all threads of a loader."""

    def __init__(self, warehouse: Warehouse, settings: Settings, order: Order) -> None:
        self._warehouse, self._settings, self._order = warehouse, settings, order
        # A process cannot have the database open to read and to write at a time.
        self._door = threading.Lock()
        self._ready: dict[int, tuple[Callable[[], LoadReport | None], Future[LoadReport | None]]] = {}
        self._registers: Registers | None = None
        self._digests: set[str] = set()

    def look(self, found: Identified) -> Job:
        """The file with what is known now; where that is no longer so, `commit` finds it out."""
        registers = self._registers
        if registers is None or found.sha256 in self._digests:
            with self._door, self._warehouse.reader() as connection:
                job = Job.of(found, connection, self._settings.unit)
                self._registers, self._digests = job.registers, loads.digests(connection)
            return job
        return Job(found, registers, (), {})

    def commit(self, place: int, job: Job, prepared: Prepared | None, staging: Staging) -> LoadReport | None:
        """`commit` when the turn of a place has come.

        Raises:
            LoadingStoppedError: it does not come any more.
            Exception: as `commit`; the turn is still the file's then.
        """
        done: Future[LoadReport | None] = Future()

        def step() -> LoadReport | None:
            report = commit(self._warehouse, self._settings, job, prepared, staging)
            self._digests.add(job.found.sha256)
            if report is None or report.kind in REGISTERS:
                self._registers = None
            return report

        self._ready[place] = step, done
        try:
            self._order.wait_for_turn(place)
        except LoadingStoppedError:
            with self._door:  # whoever commits has it open
                self._ready.pop(place, None)
            raise
        if job.found.written is not None and job.found.written.size <= _SMALL_BYTES:
            self._gather_from(place)
        with self._door:
            if place in self._ready:
                self._commit_from(place)
        return done.result()

    def _gather_from(self, place: int) -> None:
        """Wait for files behind that of a place, whose turn it is, so that they are committed with it."""
        until = time.monotonic() + _GATHER_SECONDS
        # Where another thread has taken it, there is nothing to wait for.
        for following in range(place + 1, place + _GATHERED):
            if place not in self._ready or not (following - 1 == place or following - 1 in self._ready):
                return
            self._order.wait_while_read(following, until - time.monotonic())

    def _commit_from(self, place: int) -> None:
        """Commit the file of a place, and those behind it that are ready, for the threads that wait with them."""
        step, done = self._ready.pop(place)
        until = time.monotonic() + _OPEN_SECONDS
        try:
            # Opening and closing the database takes longer than a small load.
            with self._warehouse.writer() if place + 1 in self._ready else nullcontext():
                while True:
                    report = step()
                    done.set_result(report)
                    if report is None:
                        return
                    self._order.finish(place)
                    place += 1
                    if place not in self._ready or time.monotonic() > until or self._order.is_stopped:
                        return
                    step, done = self._ready.pop(place)
        except BaseException as error:
            if done.done():  # the database could not be closed
                raise
            done.set_exception(error)
