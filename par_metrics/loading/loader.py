"""Loading several exports: read side by side by several processes, committed in their order by this one."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from par_metrics.errors import ParMetricsError
from par_metrics.exports.own_process import is_heavy
from par_metrics.loading.commit import report_of_done
from par_metrics.loading.committer import Committer
from par_metrics.loading.job import Asked, Identified, Job
from par_metrics.loading.order import Order
from par_metrics.loading.prepare import Prepared, ended, prepare, prepare_apart
from par_metrics.loading.progress import Told
from par_metrics.loading.report import LoadReport
from par_metrics.settings.settings import Settings
from par_metrics.support.workers import WorkerDiedError, Workers
from par_metrics.warehouse import Warehouse
from par_metrics.warehouse.registers import LARGEST_REGISTER_BYTES as LARGEST_REGISTER_BYTES
from par_metrics.warehouse.registers import REGISTERS
from par_metrics.warehouse.staging import Staging, staging
from schemas import Label

Item = TypeVar("Item")
Result = TypeVar("Result")

AHEAD = 32
"""Files that are read, or wait for their turn, at a time: enough small ones beside a large one."""
# A process takes as long to start as some megabytes to be read, and a file, be it ever so small, as long as two.
_WORTH_A_WORKER = 16 * 2**20
_LEAST_OF_A_FILE = 2 * 2**20
# Several processes share the cores; each with threads for all of them would only be in the others' way.
_ONE_THREAD = {} if "POLARS_MAX_THREADS" in os.environ else {"POLARS_MAX_THREADS": "1"}


class Loader:
    """Loads files into the workspace at `root`.

    Several threads may load files of one loader, each of its place in the order; what comes out is the same as
    of one file after another.
    """

    def __init__(self, root: Path, settings: Settings) -> None:
        self._root, self._settings, self._warehouse = root, settings, Warehouse(root)
        self.timezone = settings.timezone
        self._workers: Workers | None = None
        # Of a loader without others, for what may fill the memory.
        self._apart: Workers | None = None
        self._begin()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the processes; what is still being read is not loaded."""
        self._order.stop()
        for workers in (self._workers, self._apart):
            if workers is not None:
                workers.close()

    def expect(self, files: Iterable[Path]) -> None:
        """These files come next, in places from 0 on; it is they that tell whether several processes are worth it."""
        self._begin()
        count = worth(files, self._settings.ingest.workers or cores())
        if self._workers is None and count > 1:
            self._workers = Workers(count, _ONE_THREAD)

    def load(self, place: int, asked: Asked, told: Told | None = None) -> LoadReport:
        """Load one file when its turn has come; where that fails, its turn lasts until it succeeds or is given up.

        Raises:
            LoadingStoppedError: the loader was closed.
            Exception: as `load_export`.
        """
        layout, order, committer = self._warehouse.layout, self._order, self._committer
        found = Identified.of(layout, asked)
        if found.written is not None and found.written.size > LARGEST_REGISTER_BYTES:
            order.saw(place, is_register=False)
        with staging(layout) as there:
            while True:
                (order.wait_for_turn if self._workers is None else order.wait_to_read)(place)
                job = committer.look(found)
                prepared = None if report_of_done(job) else self._prepare(job, there, told)
                if prepared is not None and prepared.export is not None:
                    order.saw(place, is_register=prepared.export.kind.name in REGISTERS)
                report = committer.commit(place, job, prepared, there)
                if report is not None:
                    return report

    def give_up(self, place: int) -> None:
        """The file of a place is not loaded, or was: the next one's turn comes."""
        self._order.finish(place)

    def in_order(self, load: Callable[[int], Result], count: int) -> Iterator[Result]:
        """What `load` comes to for each of the places below `count`, in their order.

        Once it raises, or nobody asks for the next, nothing more is loaded.
        """
        if self._workers is None:
            yield from map(load, range(count))
            return
        with ThreadPoolExecutor(AHEAD) as threads:
            try:
                yield from threads.map(load, range(count))
            except BaseException:
                self.close()
                raise

    def map(self, function: Callable[[Item], Result], items: Sequence[Item]) -> list[Result | None]:
        """What a function of a module comes to for each item, side by side; None where its process died."""
        workers = self._workers
        if workers is None:
            return [function(item) for item in items]

        def run(item: Item) -> Result | None:
            try:
                return workers.run(function, item)
            except WorkerDiedError:
                return None

        with ThreadPoolExecutor(AHEAD) as threads:
            return list(threads.map(run, items))

    def _begin(self) -> None:
        self._order = Order()
        self._committer = Committer(self._warehouse, self._settings, self._order)

    def _prepare(self, job: Job, there: Staging, told: Told | None) -> Prepared:
        workers = self._workers
        if workers is None:
            if not is_heavy(job.found.asked.path):
                return prepare(self._root, self._settings, job, there, told)
            workers = self._apart = self._apart or Workers(1, _ONE_THREAD)
        try:
            return workers.run(prepare_apart, self._root, self._settings, job, there, told=told)
        except WorkerDiedError as error:
            if (refused := ended(job, self._settings, error.status)) is not None:
                return refused
            raise _died(job, error) from None


def load_export(root: Path, settings: Settings, asked: Asked, told: Told | None = None) -> LoadReport:
    """Load one export into the workspace at `root`.

    The same bytes, kind and profile again change nothing, unless rows found no unit or procedure then
    and the registers have changed since, or rows were refused then by older rules of reading. Nor is a
    load that was withdrawn made again.

    Args:
        told: is told how far the file is.
    Returns:
        What became of every row; a file refused as a whole is reported, not raised.
    Raises:
        UsageError: there is no such kind or profile.
        SettingsError: a profile of the workspace's own is wrong.
        WorkspaceBusyError: another process is writing.
        ParMetricsError: the rows do not add up or break the contract; nothing was loaded.
    """
    with Loader(root, settings) as loader:
        return loader.load(0, asked, told)


def worth(files: Iterable[Path], most: int) -> int:
    """How many processes are worth their start for some files, up to `most`; 1: this one alone."""
    sizes = [max(path.stat().st_size, _LEAST_OF_A_FILE) for path in files if path.is_file()]
    return max(1, min(most, len(sizes), sum(sizes) // _WORTH_A_WORKER))


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _died(job: Job, error: WorkerDiedError) -> ParMetricsError:
    return ParMetricsError(
        Label(
            f"{job.file}: tiến trình đọc tệp này đã bị dừng giữa chừng (mã {error.status}), có thể do hết bộ nhớ. Chưa "
            "có gì được nạp, tệp vẫn ở chỗ cũ. Chạy lại; nếu vẫn vậy thì giảm workers của [ingest], hoặc chia nhỏ tệp.",
            f"{job.file}: the process that read this file was ended midway (status {error.status}), perhaps for want "
            "of memory. Nothing of it was loaded, the file stays where it is. Run again; if it happens again, lower "
            "workers of [ingest], or split the file.",
        ),
        "worker_died",
    )
