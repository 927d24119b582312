"""Making the warehouse again from `lake/` alone."""

from datetime import datetime
from pathlib import Path

import duckdb

from par_metrics.errors import ParMetricsError
from par_metrics.settings.layout import Layout
from par_metrics.support.steps import in_steps
from par_metrics.warehouse import lake, loads, refused, sources, versions, withdrawals
from par_metrics.warehouse.connect import read_write
from par_metrics.warehouse.events import Event
from par_metrics.warehouse.loads import Load
from par_metrics.warehouse.lock import writer_lock
from par_metrics.warehouse.replaced import replace_database
from schemas import KINDS, Label


def rebuild(root: Path) -> int:
    """Merge every load of the lake, and take back those withdrawn, in the order this was done, into a new database.

    It takes the place of the old one, which until then stays as it is. Loads keep their ids and times.

    Returns:
        How many loads and refused files the new database knows.
    Raises:
        WorkspaceBusyError: another process is writing, or has the database open.
        ParMetricsError: a file of the lake is damaged, or does not add up.
    """
    layout = Layout(Path(root))
    with writer_lock(layout):
        lake.sweep_temporary(layout)
        found = lake.read_loads(layout)
        fresh = layout.database.with_name(f"{layout.database.name}.new")
        for leftover in (fresh, fresh.with_name(f"{fresh.name}.wal")):
            leftover.unlink(missing_ok=True)
        with read_write(fresh) as connection:
            steps: list[Load | Event] = [*found, *lake.read_events(layout)]
            for step in in_steps(sorted(steps, key=_instant), _named, lambda step: _rows(step) + 1.0):
                _replay(connection, layout, step)
        replace_database(layout.database, fresh)
    return len(found)


def _instant(step: Load | Event) -> tuple[datetime, str]:
    return (step.at, step.event_id) if isinstance(step, Event) else (step.loaded_at, step.load_id)


def _named(step: Load | Event) -> Label:
    name, rows = step.load_id if isinstance(step, Event) else step.file, _rows(step)
    return Label(f"{name}: {rows} dòng", f"{name}: {rows} rows")


def _rows(step: Load | Event) -> int:
    return 0 if isinstance(step, Event) else step.accepted


def _replay(connection: duckdb.DuckDBPyConnection, layout: Layout, step: Load | Event) -> None:
    connection.begin()
    if isinstance(step, Event):
        withdrawals.apply(connection, layout, step)
    else:
        _load(connection, layout, step)
    connection.commit()


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
