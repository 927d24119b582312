"""The warehouse of a workspace: who may read, who may write, and what it holds."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import duckdb
import polars as pl

from par_metrics.errors import Notice, ParMetricsError, UsageError, tell_caller
from par_metrics.settings.layout import Layout
from par_metrics.warehouse import events, lake, ledger, loads, still_refused
from par_metrics.warehouse.busy import is_damage
from par_metrics.warehouse.connect import read_only, read_write
from par_metrics.warehouse.events import Event
from par_metrics.warehouse.in_the_way import check_no_others
from par_metrics.warehouse.loads import Load
from par_metrics.warehouse.lock import writer_lock
from par_metrics.warehouse.rebuild import Mend, Rebuilt, rebuild
from par_metrics.warehouse.replaced import check_newest, former_of
from par_metrics.warehouse.stock import sealed
from par_metrics.warehouse.tables import LOADS, are_ours, check_not_newer
from par_metrics.warehouse.tables import query as run_query
from schemas import Label

Found = TypeVar("Found")

# A PIVOT is taken apart into several statements, which only it can be.
_READING = (duckdb.StatementType.SELECT, duckdb.StatementType.MULTI)


class Warehouse:
    """The record versions and loads of the workspace at `root`."""

    def __init__(self, root: Path) -> None:
        self.layout = Layout(Path(root))

    @contextmanager
    def reader(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection that only reads; a workspace without loads has empty tables.

        Raises:
            WorkspaceBusyError: another process is writing to the database just now.
            ParMetricsError: the database is missing, damaged or of another lake and must be rebuilt; or later software
                made it.
        """
        self._check_database()
        # Before it is opened: what is loaded meanwhile comes into the ledger last.
        newest = self._newest_in_ledger()
        with read_only(self.layout.database) as connection:
            is_ours = are_ours(connection)
            if is_ours:
                if newest is None:
                    lake.check_known(self.layout, _committed(connection))
                elif not _knows(connection, newest):
                    raise lake.mismatch()
                yield connection
            else:
                check_not_newer(connection)
                check_no_others(connection)
        if not is_ours:
            self._bring_up_to_date()
            with read_only(self.layout.database) as connection:
                yield connection

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Be the one writer, without keeping readers out yet; clears up after a crash first.

        Raises:
            WorkspaceBusyError: another process or thread is writing.
            ParMetricsError: the database does not belong to the lake and must be rebuilt.
        """
        with writer_lock(self.layout) as outermost:
            if outermost:
                with self.reader() as connection:
                    self._sweep(connection)
            yield

    @contextmanager
    def exclusive_after(self, look: Callable[[duckdb.DuckDBPyConnection], Found]) -> Iterator[Found]:
        """Be the one writer as `exclusive` is, with what `look` found in the database at that moment.

        It looks through the connection that the clearing up needs: opening another costs more than
        what is asked of it. Nobody else writes meanwhile, so what it found stays true until the caller writes.
        """
        with writer_lock(self.layout) as outermost:
            with self.reader() as connection:
                if outermost:
                    self._sweep(connection)
                found = look(connection)
            yield found

    @contextmanager
    def writer(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The read-write connection, as the one writer; readers of other processes wait meanwhile.

        Raises:
            WorkspaceBusyError: another process is writing, or readers keep the database open.
        """
        with self.exclusive(), read_write(self.layout.database) as connection:
            yield connection

    def loads(self) -> pl.DataFrame:
        """One row per load or refused file, oldest first, `state` as known now; counts by rule are JSON text."""
        with self.reader() as connection:
            return loads.all_loads(connection)

    def rejects(self, load_id: str | None = None, *, all_loads: bool = False) -> pl.DataFrame:
        """The refused rows of each file's newest load: `load_id`, `file`, `kind`, then row, place, rule and reason.

        Behind these `state`, whether the row is still missing, and `by_load`, by which load it is not
        (`still_refused.STATE_COLUMNS`).

        Args:
            load_id: of this load instead.
            all_loads: of every load, also of those whose file was loaded again since.
        Raises:
            UsageError: there is no such load.
        """
        taken = self.loads()
        if load_id is None:
            taken = taken.filter(state="loaded")
            if not all_loads:
                taken = taken.unique(["file", "kind"], keep="last", maintain_order=True)
        else:
            taken = taken.filter(load_id=load_id)
            if taken.is_empty():
                raise UsageError(
                    Label(f'không có lần nạp "{load_id}"', f'there is no load "{load_id}"'), "unknown_load"
                )
        # A file refused as a whole has a rule, also once it is withdrawn, and no rows.
        taken = taken.filter(pl.col("rule").is_null())
        rows = [self._rows_refused(load) for load in taken.iter_slices(1)]
        if not rows:
            return self._rows_refused(taken).with_columns(
                pl.lit(None, kind).alias(name) for name, kind in still_refused.STATE_COLUMNS.items()
            )
        with self.reader() as connection:
            return still_refused.with_states(connection, self.layout, taken, rows)

    def rows_of(self, load_id: str) -> pl.DataFrame:
        """The accepted rows of a load, as its lake file has them.

        Raises:
            ParMetricsError: the file is missing or damaged.
        """
        with self.reader() as connection:
            load = _find(connection, load_id)
        file = lake.checked(self.layout, load, "rows")
        try:
            return pl.read_parquet(file)
        except (FileNotFoundError, pl.exceptions.PolarsError):
            raise lake.damaged(self.layout, file) from None

    def reasons(self, load_ids: Sequence[str]) -> Iterator[pl.DataFrame]:
        """The refused rows of each of some loads, as `rejects` gives them but for what became of them.

        Raises:
            UsageError: there is no such load.
            ParMetricsError: their file is missing or damaged.
        """
        with self.reader() as connection:
            found = [_find(connection, load_id) for load_id in load_ids]
        for load in found:
            kept = (load.files or {}).get("rejects")
            # A file refused as a whole, whose kind may not be known, has no rows.
            yield lake.read_rejects(self.layout, [(load.load_id, load.file, load.kind, kept)] if load.kind else [])

    def refused_rows(self, loads: pl.DataFrame) -> pl.DataFrame:
        """The refused rows of some loads (rows of `loads()`), as `rejects` gives them; none of those withdrawn."""
        return self._rows_refused(loads.filter(state="loaded"))

    def missing_rows(self, loads: pl.DataFrame) -> pl.DataFrame:
        """The refused rows that are still missing, of some loads (rows of `loads()`), as `rejects` gives them."""
        found = self.rejects().filter(state=still_refused.MISSING).drop(list(still_refused.STATE_COLUMNS))
        return found.join(loads.select("load_id"), on="load_id", how="semi", maintain_order="left")

    def _rows_refused(self, loads: pl.DataFrame) -> pl.DataFrame:
        digest = pl.col("files").str.json_path_match("$.rejects")
        return lake.read_rejects(self.layout, loads.select("load_id", "file", "kind", digest).iter_rows())

    def sql(self, query: str) -> pl.DataFrame:
        """The result of one SELECT over the current records (views named like the kinds), their versions and `loads`.

        Raises:
            UsageError: the query is wrong, or is anything but one SELECT: nothing is
                written, not even to a file, and no file is read.
        """
        with self.reader() as connection:
            try:
                _check_reads(connection, query)
                return run_query(connection, query)
            except duckdb.Error as error:
                if is_damage(error):
                    raise
                raise UsageError(Label(f"câu lệnh SQL sai: {error}", f"wrong SQL: {error}"), "wrong_sql") from None

    def rebuild(
        self,
        mend: Mend | None = None,
        accept: str | None = None,
        now: datetime | None = None,
        remakes: Callable[[Load], bool] = lambda _: False,
    ) -> Rebuilt:
        """Make the database again from `lake/` alone; see `warehouse.rebuild.rebuild`."""
        return rebuild(self.layout.root, mend, accept, remakes=remakes, now=now)

    def _bring_up_to_date(self) -> None:
        """Rebuild a database that software with other tables, or other rules of reading, made; it is kept beside.

        Raises:
            ParMetricsError: it knows loads whose files are no longer whole in the lake, and would lose them.
        """
        with writer_lock(self.layout):
            with read_only(self.layout.database) as connection:
                if are_ours(connection):
                    return
            done = rebuild(self.layout.root, keeps_former=True)
        former = former_of(self.layout.database).name
        told = Notice(
            f"warehouse.duckdb do phiên bản trước tạo nên đã được dựng lại từ lake/ ({done.loads} lần nạp, "
            f"{len(done.sealed)} lần nạp được ghi mã kiểm tra); kho cũ giữ ở {former}, xóa được khi không cần nữa",
            f"warehouse.duckdb was made by earlier software and is made again from lake/ ({done.loads} loads, "
            f"{len(done.sealed)} of them were given checksums); the old one is kept as {former} until you remove it",
        )
        tell_caller(told)

    def _sweep(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Clear up after a crash; nobody else writes, and the connection sees all that was committed."""
        check_newest(connection, self.layout.database)
        committed = _committed(connection)
        # Of a database that is not the one of this lake nothing is swept.
        self._complete_ledger(connection, committed)
        lake.sweep(self.layout, committed)

    def _complete_ledger(self, connection: duckdb.DuckDBPyConnection, committed: frozenset[str]) -> None:
        """Write the line of a load that was committed by a process that died before it wrote it.

        Raises:
            ParMetricsError: the ledger has what the database lacks, or lacks more than one load: no crash does that.
        """
        line = ledger.last(self.layout)
        count = 0 if line is None else line.count
        if line is not None and (line.newest not in committed or count > len(committed)):
            raise lake.mismatch()
        if len(committed) - count > 1:
            raise ledger.incomplete(self.layout)
        if len(committed) > count:
            done: list[Load | Event] = [*loads.every(connection), *events.all_events(connection)]
            newest = max(done, key=lambda step: step.at if isinstance(step, Event) else step.loaded_at)
            if isinstance(newest, Event):
                ledger.append(self.layout, ledger.of_event(newest))
            else:
                load = sealed(self.layout, newest)
                ledger.append(self.layout, ledger.of_load(load.unmerged))

    def _check_database(self) -> None:
        """Without its database a full lake would look like an empty workspace, and be swept."""
        if not self.layout.database.exists() and not lake.is_empty(self.layout):
            raise lake.mismatch()

    def _newest_in_ledger(self) -> str | None:
        """The latest load or event of the ledger; None where it tells none, or is damaged: writers and `doctor` say."""
        try:
            line = ledger.last(self.layout)
        except (ParMetricsError, OSError):
            return None
        return None if line is None else line.newest


def _knows(connection: duckdb.DuckDBPyConnection, newest: str) -> bool:
    """Whether a database has a load or event: else it is that of another lake, or was put back from before."""
    found = connection.execute(f"SELECT 1 FROM {LOADS} WHERE load_id = ?", [newest]).fetchall()
    return bool(found) or newest in _committed(connection)


def _committed(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Ids of the loads and events that a database knows, whatever software made it."""
    known: list[str] = []
    # A writer that was stopped before it had made the tables left none; older software knew no withdrawals.
    with contextlib.suppress(duckdb.CatalogException):
        known += (load_id for (load_id,) in connection.execute(f"SELECT load_id FROM {LOADS}").fetchall())
        known += (event.event_id for event in events.all_events(connection))
    return frozenset(known)


def _find(connection: duckdb.DuckDBPyConnection, load_id: str) -> Load:
    load = loads.find(connection, load_id)
    if load is None:
        raise UsageError(Label(f'không có lần nạp "{load_id}"', f'there is no load "{load_id}"'), "unknown_load")
    return load


def _check_reads(connection: duckdb.DuckDBPyConnection, query: str) -> None:
    statements = connection.extract_statements(query)
    if len(statements) == 1 and statements[0].type in _READING:
        return
    raise UsageError(
        Label(
            "chỉ nhận một câu lệnh SELECT; lệnh ghi, đổi cài đặt hay xuất tệp không chạy ở đây. "
            "Để xuất tệp: ws.sql(…).write_csv(…).",
            "only one SELECT is taken; what writes, changes settings or exports files does not run here. "
            "To write a file: ws.sql(…).write_csv(…).",
        ),
        "not_a_select",
    )
