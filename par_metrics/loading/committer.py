"""Committing files that several threads have read: in their order, and all that are ready in one opening."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import duckdb

from par_metrics.loading.commit import commit
from par_metrics.loading.job import Identified, Job
from par_metrics.loading.order import LoadingStoppedError, Order
from par_metrics.loading.prepare import Prepared
from par_metrics.loading.report import LoadReport
from par_metrics.settings.settings import Settings
from par_metrics.warehouse import Warehouse, loads
from par_metrics.warehouse.registers import REGISTERS, Registers, read_registers
from par_metrics.warehouse.staging import Staging

_OPEN_SECONDS = 2.0
"""Others who want to read or write wait so long for their chance, as for one larger load."""
_GATHER_SECONDS = 5.0
"""A small file waits so long for those behind it, as long as they are being read: nothing is kept open meanwhile."""
_GATHERED = 16
"""Of the files that are ahead (`loader.AHEAD`): the others go on being read."""
_SMALL_BYTES = 1 << 20


@dataclass
class _Held:
    """What the database knows while this process has it open to write: nobody else changes it.

    Args:
        digests: SHA-256 of every file that was taken or refused.
    """

    connection: duckdb.DuckDBPyConnection
    registers: Registers
    digests: set[str]


class Committer:
    """What is known of the workspace, and what is written to it, by all threads of a loader."""

    def __init__(self, warehouse: Warehouse, settings: Settings, order: Order) -> None:
        self._warehouse, self._settings, self._order = warehouse, settings, order
        # A process cannot have the database open to read and to write at a time.
        self._door = threading.Lock()
        self._ready: dict[int, tuple[Callable[[], LoadReport | None], Future[LoadReport | None]]] = {}
        self._registers: Registers | None = None
        self._digests: set[str] = set()
        self._held: _Held | None = None

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
            report = commit(self._warehouse, self._settings, job, prepared, staging, self._exclusive)
            self._digests.add(job.found.sha256)
            if report is None or report.kind in REGISTERS:
                self._registers = None
            if (held := self._held) is not None:
                held.digests.add(job.found.sha256)
                if report is not None and report.kind in REGISTERS:
                    held.registers = read_registers(held.connection, self._settings.unit)
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
            with self._open_for_several(is_worth_it=place + 1 in self._ready):
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

    @contextmanager
    def _open_for_several(self, *, is_worth_it: bool) -> Iterator[None]:
        if not is_worth_it:
            yield
            return
        with self._warehouse.writer() as connection:
            self._held = _Held(connection, read_registers(connection, self._settings.unit), loads.digests(connection))
            try:
                yield
            finally:
                self._held = None

    @contextmanager
    def _exclusive(self, job: Job) -> Iterator[Job]:
        """Be the one writer, with what is known of a file now."""
        held = self._held
        if held is not None and job.found.sha256 not in held.digests:
            with self._warehouse.exclusive():
                yield Job(job.found, held.registers, (), {})
            return
        with self._warehouse.exclusive_after(partial(job.again, own_unit=self._settings.unit)) as now:
            yield now
