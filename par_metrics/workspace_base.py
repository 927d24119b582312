"""What every question to a workspace needs: its settings, its warehouse, an engine, and instants."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import polars as pl

from par_metrics import clock
from par_metrics.config import Settings, load_settings
from par_metrics.engines.duckdb import DuckDBEngine
from par_metrics.indicators.targets import Targets, targets_with
from par_metrics.period import Period
from par_metrics.results import Table, shown_in
from par_metrics.warehouse import Warehouse
from par_metrics.working_days import WorkingCalendar

When = datetime | date | str


class WorkspaceBase:
    """A folder that is a workspace, opened.

    Args:
        path: the folder, made by `Workspace.create` or `par-metrics init`.

    Raises:
        SettingsError: the folder is no workspace, or its settings are wrong.
    """

    def __init__(self, path: str | Path) -> None:
        self.root = Path(path)
        self.settings: Settings = load_settings(self.root)
        self.warehouse = Warehouse(self.root)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self.root)!r})"

    @property
    def targets(self) -> Targets:
        """The targets in force: the settings' own, then the plan's."""
        return targets_with(self.settings.targets, "par-metrics.toml")

    @property
    def calendar(self) -> WorkingCalendar:
        """Working days with the workspace's own days off and make-up days."""
        return WorkingCalendar.of(self.settings.calendar.days_off, self.settings.calendar.working_days)

    @contextmanager
    def engine(self, known_at: When | None = None) -> Iterator[DuckDBEngine]:
        """The engine over a read-only connection, closed at the end."""
        known = None if known_at is None else self._instant(known_at)
        with self.warehouse.reader() as connection:
            yield DuckDBEngine(connection, self.calendar, self.settings.unit, known)

    def instant(self, as_of: When | None, known_at: When | None = None) -> datetime:
        """`as_of` as naive local time. None: when it was known, if that is given and past; else now."""
        if as_of is not None:
            return self._instant(as_of)
        now = clock.now(self.settings.timezone)
        return now if known_at is None else min(now, self._instant(known_at))

    def _instant(self, value: When) -> datetime:
        return clock.instant(value, self.settings.timezone)

    def period_of(self, period: str | Period | None, as_of: datetime) -> Period:
        """The period asked for; the year of `as_of` if it is None."""
        if isinstance(period, Period):
            return period
        return Period.parse(period or f"{as_of.year}")

    def _groups(self, by: Sequence[str] | str | None) -> tuple[str, ...]:
        """The group columns asked for, each once."""
        return tuple(dict.fromkeys([by] if isinstance(by, str) else by or ()))

    def _check_unit(self, engine: DuckDBEngine, unit_code: str | None) -> None:
        """Raises UsageError where the unit is unknown."""
        from par_metrics.scorecard import no_unit

        if unit_code is not None and unit_code not in (known := engine.places()):
            raise no_unit(unit_code, known)

    def _shown(self, frame: pl.DataFrame) -> Table:
        """A table that shows itself in the workspace's language."""
        return shown_in(Table, self.settings.language, frame)
