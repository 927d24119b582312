"""Making the warehouse again from `lake/` alone, once it is found to be whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb

from par_metrics.errors import ParMetricsError
from par_metrics.settings.layout import Layout
from par_metrics.support.atomic import write_atomically
from par_metrics.support.steps import in_steps
from par_metrics.warehouse import lake, ledger, loads, refused, sources, versions, withdrawals
from par_metrics.warehouse.connect import read_write
from par_metrics.warehouse.events import Event
from par_metrics.warehouse.loads import Load
from par_metrics.warehouse.lock import writer_lock
from par_metrics.warehouse.replaced import keep_former, remove_database, replace_database
from par_metrics.warehouse.stock import Stock, as_written, of_faults, sealed, take_stock
from schemas import KINDS, Label

Mend = Callable[[duckdb.DuckDBPyConnection, Load], Load]
"""Makes the files of a load again, from a database that holds what was loaded before it; tells their digests."""


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuilt warehouse is made of.

    Args:
        loads: how many loads and refused files it knows.
        sealed: ids of loads that were given a checksum, since they had none.
        restored: names of files that were made again.
        otherwise: ids of the loads whose files, made again, are of other bytes; their counts are the same.
        lost: ids of the loads that were given up.
    """

    loads: int
    sealed: tuple[str, ...] = ()
    restored: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def rebuild(
    root: Path,
    mend: Mend | None = None,
    accept: str | None = None,
    *,
    remakes: Callable[[Load], bool] = lambda _: False,
    now: datetime | None = None,
    keeps_former: bool = False,
) -> Rebuilt:
    """Merge every load of the lake, and take back those withdrawn, in the order this was done, into a new database.

    It takes the place of the old one, which until then stays as it is. Loads keep their ids and times.

    Args:
        mend: makes files again that are missing or damaged.
        remakes: whether it makes those of a load again though they are whole.
        accept: why loads are given up whose files are missing or damaged and are not made again.
        now: the instant at which they are given up.
        keeps_former: a copy of the old database stays beside the new one.
    Raises:
        WorkspaceBusyError: another process is writing, or has the database open.
        ParMetricsError: a file of the lake is missing or damaged; or its rows do not add up.
    """
    layout = Layout(Path(root))
    with writer_lock(layout):
        lake.sweep_temporary(layout)
        work = _Rebuilding(layout, take_stock(layout, needs_books=accept is None), mend, accept, remakes)
        work.rewrite_lines()
        work.check()
        fresh = layout.database.with_name(f"{layout.database.name}.new")
        remove_database(fresh)
        try:
            with read_write(fresh) as connection:
                for step in in_steps(work.steps, _named, lambda step: _rows(step) + 1.0):
                    work.replay(connection, step)
                # Closing would do it too, but a disk that is full then is no error: the rows would stay in the log.
                connection.execute("CHECKPOINT").fetchall()
        except Exception:
            remove_database(fresh)  # a disk that is full has room again
            raise
        if keeps_former:
            keep_former(layout.database)
        replace_database(layout.database, fresh)
        work.write_ledger(now)
        return work.result


@dataclass
class _Rebuilding:
    layout: Layout
    stock: Stock
    mend: Mend | None
    accept: str | None
    remakes: Callable[[Load], bool]
    restored: list[str] = field(default_factory=list)
    otherwise: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    sealed: list[str] = field(default_factory=list)

    @property
    def steps(self) -> list[Load | Event]:
        return sorted([*self.stock.loads.values(), *self.stock.events.values()], key=_instant)

    @property
    def result(self) -> Rebuilt:
        found = (self.sealed, self.restored, self.otherwise, self.lost)
        return Rebuilt(len(self.stock.loads), *map(tuple, found))

    def rewrite_lines(self) -> None:
        """Write small files again whose whole content the books have."""
        for key, faults in list(self.stock.faults.items()):
            load, event = self.stock.loads.get(key), self.stock.events.get(key)
            if event is not None:
                file, text = self.layout.event_file(key), event.to_json()
            elif load is not None and load.state == "refused":
                file, text = self.layout.refused_file(key), as_written(load)
            else:
                continue
            write_atomically(file, lambda temporary, text=text: temporary.write_bytes(text.encode()))  # type: ignore[misc]
            self.restored += [fault.name for fault in faults]
            del self.stock.faults[key]

    def check(self) -> None:
        """Hold that the lake is whole, unless what lacks is made again or given up."""
        # The warehouse is made of lake/ alone: rejects that lack are named by whoever asks for them.
        needed = [fault for fault in self.stock.all_faults if fault.what != "rejects"]
        if not needed or self.mend is not None or self.accept is not None:
            return
        of_all = of_faults(needed)
        raise ParMetricsError(
            Label(
                f"{of_all.vi}. Kho chưa được dựng lại. Chạy `par-metrics rebuild --restore` để đọc lại các bản xuất "
                "từ archive/, hoặc lấy lại tệp từ bản sao lưu.",
                f"{of_all.en}. The warehouse was not made again. Run `par-metrics rebuild --restore` to read the "
                "exports again from archive/, or take the files from a backup.",
            ),
            "lake_incomplete",
        )

    def replay(self, connection: duckdb.DuckDBPyConnection, step: Load | Event) -> None:
        """Do a step again."""
        if isinstance(step, Load):
            step_or_none = self._mended(connection, step)
            if step_or_none is None:
                return
            step = step_or_none
        connection.begin()
        if isinstance(step, Event):
            withdrawals.apply(connection, self.layout, step)
        else:
            _load(connection, self.layout, step)
        connection.commit()

    def _mended(self, connection: duckdb.DuckDBPyConnection, load: Load) -> Load | None:
        """The load with its files whole and their digests known; None where it is given up."""
        faults = self.stock.faults.get(load.load_id, [])
        is_whole = not faults or (self.mend is None and all(fault.what == "rejects" for fault in faults))
        if is_whole and not self.remakes(load):
            if not load.files:
                self.sealed.append(load.load_id)
            self.stock.loads[load.load_id] = load = sealed(self.layout, load)
            return load
        if self.mend is not None:
            try:
                mended = self.mend(connection, load)
            except ParMetricsError:
                if self.accept is None:
                    raise
            else:
                self.restored += [fault.name for fault in faults]
                if load.files and mended.files != load.files:
                    self.otherwise.append(load.load_id)
                elif not load.files:
                    self.sealed.append(load.load_id)
                self.stock.loads[load.load_id] = mended
                return mended
        self._give_up(load)
        return None

    def _give_up(self, load: Load) -> None:
        for file in lake.files_of(self.layout, load).values():
            if file.exists():
                file.replace(file.with_name(f"{file.name}.damaged"))
        del self.stock.loads[load.load_id]
        self.lost.append(load.load_id)

    def write_ledger(self, now: datetime | None) -> None:
        """Add what it lacks; write it anew where it cannot be used, or there was none."""
        given_up = [ledger.of_loss(load_id, str(self.accept), now) for load_id in self.lost]
        if not self.stock.is_ledger_there:
            former = [ledger.of_loss(load_id, reason, now) for load_id, reason in self.stock.lost.items()]
            ledger.write(self.layout, [*former, *map(_line, self.steps), *given_up])
            return
        further = [step for step in self.steps if _id(step) in set(self.stock.unsealed)]
        lines = [_line(step) for step in further]
        changed = {*self.otherwise, *self.sealed} - {_id(step) for step in further}
        lines += [ledger.of_files(load) for load_id, load in self.stock.loads.items() if load_id in changed]
        if lines or given_up:
            known = ledger.read(self.layout) or ledger.Known()
            ledger.append(self.layout, *lines, *given_up, known=known)


def _line(step: Load | Event) -> tuple[ledger.What, dict[str, object]]:
    return ledger.of_event(step) if isinstance(step, Event) else ledger.of_load(step)


def _id(step: Load | Event) -> str:
    return step.event_id if isinstance(step, Event) else step.load_id


def _instant(step: Load | Event) -> tuple[datetime, str]:
    return (step.at, step.event_id) if isinstance(step, Event) else (step.loaded_at, step.load_id)


def _named(step: Load | Event) -> Label:
    name, rows = step.load_id if isinstance(step, Event) else step.file, _rows(step)
    return Label(f"{name}: {rows} dòng", f"{name}: {rows} rows")


def _rows(step: Load | Event) -> int:
    return 0 if isinstance(step, Event) else step.accepted


def _load(connection: duckdb.DuckDBPyConnection, layout: Layout, load: Load) -> None:
    if load.state == "loaded":
        if load.kind not in KINDS:
            raise ParMetricsError(
                Label(
                    f"lake/{load.kind}: phiên bản này không biết loại bản ghi đó. Hãy nâng cấp par-metrics.",
                    f"lake/{load.kind}: this version does not know that kind of record. Upgrade par-metrics.",
                ),
                "unknown_kind",
            )
        kind, lake_file = KINDS[load.kind], layout.lake_file(load.kind, load.load_id)
        refused.record(connection, kind, load, layout)
        sources.record(connection, kind, load, layout)
        load = load.merged(versions.merge(connection, kind, load, lake_file))
        loads.check_accounting(load)
    loads.record(connection, load)
