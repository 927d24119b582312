"""What every question to a workspace needs: its settings, its warehouse, snapshots, and instants."""

import inspect
import warnings
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from par_metrics.display.frames import Table, shown_in
from par_metrics.domain import clock
from par_metrics.domain.calendar import WorkingCalendar
from par_metrics.domain.period import AnyPeriod, Period
from par_metrics.domain.plan import Plan, builtin_plan
from par_metrics.engines.base import LATEST, Engine
from par_metrics.engines.duckdb import DuckDBEngine
from par_metrics.errors import Notice, SettingsError, UsageError
from par_metrics.figures.refused import refused_of
from par_metrics.figures.snapshot import BEGINNING, Snapshot
from par_metrics.indicators.catalogue import Catalogue, catalogue
from par_metrics.indicators.met import meet
from par_metrics.indicators.own.files import OwnIndicators
from par_metrics.indicators.own.indicator import OwnIndicator
from par_metrics.indicators.reasons import meet_reasons
from par_metrics.indicators.targets import Targets, targets_with
from par_metrics.loading.plan import written_plan
from par_metrics.loading.plan.written import WrittenPlan
from par_metrics.settings.settings import Settings, load_settings
from par_metrics.warehouse import Warehouse
from par_metrics.warehouse.loads import last_change
from par_metrics.warehouse.verify import check_rows
from par_metrics.workspace.plan import OwnPlan, own_plan_of
from schemas import KINDS, Label, Language

if TYPE_CHECKING:
    from par_metrics.engines.spark.session import Session as Session  # handed on to those who take one
    from par_metrics.indicators.own.groups import Register
    from par_metrics.questions.scoring.criterion_row import Criterion
    from par_metrics.workspace.own import OwnGroups

When = datetime | date | str
_LANGUAGES: tuple[Language, Language] = ("vi", "en")
_KINDS_NAMED = 3
_FEEDS_NAMED = 3


def tell(notice: Notice) -> None:
    """Warn at the line that asked the facade, however deep within it the notice came up."""
    level, frame = 1, inspect.currentframe()
    while frame is not None and str(frame.f_globals.get("__name__")).startswith("par_metrics.workspace"):
        level, frame = level + 1, frame.f_back
    warnings.warn(notice, stacklevel=level)


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
        """The targets in force: the settings' own, those of own indicators, then the plan's.

        Of an own plan that cannot be used there are none: those of another would be shown as its.
        """
        aims = [aim for one in self.own_indicators.indicators if not one.is_retired for aim in one.aims]
        own_plan = self._own_plan
        of_plan = None if own_plan is None else () if isinstance(own_plan, SettingsError) else own_plan.targets
        return targets_with((*self.settings.targets, *aims), "par-metrics.toml", self.catalogue, of_plan)

    @property
    def plan(self) -> Plan:
        """The plan whose rows the figures answer: that of `plan.toml` or `plan.xlsx`, else the built-in one.

        Raises:
            SettingsError: the own plan cannot be used.
        """
        own = self._own_plan
        if isinstance(own, SettingsError):
            raise own
        return builtin_plan() if own is None else own.plan

    @property
    def plan_file(self) -> str | None:
        """The name of the file that has the own plan; None where the plan is the built-in one."""
        layout = self.warehouse.layout
        return next((file.name for file in (layout.plan, layout.plan_workbook) if file.exists()), None)

    @property
    def is_plan_unusable(self) -> bool:
        """The own plan as a whole cannot be used: nothing that lists its rows is answered."""
        return isinstance(self._own_plan, SettingsError)

    def check_plan(self) -> None:
        """Raises SettingsError where the own plan cannot be used."""
        if isinstance(self._own_plan, SettingsError):
            raise self._own_plan

    @property
    def plan_rows(self) -> tuple[str, ...] | None:
        """The addresses of the plan's rows as they are written; None where the own plan cannot be read."""
        if isinstance(self._written_plan, SettingsError):
            return None
        return (builtin_plan() if self._written_plan is None else self._written_plan.plan()).addresses

    @property
    def plan_problems(self) -> tuple[Label, ...]:
        """What of the own plan is left out, and why; where it cannot be used at all, why not."""
        own = self._own_plan
        if own is None or isinstance(own, SettingsError):
            return () if own is None else (own.label,)
        if all(target.unit is None for target in own.places):
            return own.problems
        with self.snapshot() as snapshot:
            return (*own.problems, *own.strange_units(snapshot.units()))

    @property
    def plan_remarks(self) -> tuple[Label, ...]:
        """What of the own plan may be a slip, and holds all the same."""
        own = self._own_plan
        return () if own is None or isinstance(own, SettingsError) else own.remarks

    @cached_property
    def _written_plan(self) -> WrittenPlan | SettingsError | None:
        """The own plan as it was written when first asked for, or why it cannot be read."""
        try:
            return written_plan(self.warehouse.layout)
        except SettingsError as error:
            return error

    @cached_property
    def _own_plan(self) -> OwnPlan | SettingsError | None:
        """The own plan, or why it cannot be used."""
        if self._written_plan is None or isinstance(self._written_plan, SettingsError):
            return self._written_plan
        try:
            return own_plan_of(self._written_plan, self.catalogue)
        except SettingsError as error:
            return error

    @cached_property
    def own_indicators(self) -> OwnIndicators:
        """Those of `indicators/*.toml`, as they were when first asked for, and what is wrong with any."""
        from par_metrics.workspace.own import own_of

        found = own_of(self.root, self.plan_rows)
        meet(one for one in found.indicators if not one.is_retired)
        for one in found.indicators:
            meet_reasons(one.reason_labels)
        return found

    @cached_property
    def catalogue(self) -> Catalogue:
        """The built-in indicators and the workspace's own, as far as they can be used, and what they are grouped by."""
        return catalogue.with_own(self.own_indicators.indicators).with_groups(self._own_groups.groups)

    @cached_property
    def _own_groups(self) -> "OwnGroups":
        from par_metrics.workspace.own import own_groups

        return own_groups(self.root, self.settings.groups)

    @property
    def wrong_groups(self) -> list[Label]:
        """What is wrong with groups of the settings, or registers of the workspace's own."""
        return list(self._own_groups.wrong)

    @property
    def registers(self) -> "Sequence[Register]":
        """The lists of `registers/*.csv` that could be read."""
        return self._own_groups.registers

    def _knowing(self, ids: Sequence[str] | None, own: Sequence[OwnIndicator]) -> Catalogue:
        """The catalogue, with indicators that were handed over.

        Where all are asked for, a `Notice` names each of the workspace's own that cannot be used, and what of the plan
        is left out. That the plan cannot be used is told whatever is asked for: its targets are lacking.

        Raises:
            UsageError: one that is asked for cannot be used; the message says why.
        """
        if ids is None or isinstance(self._own_plan, SettingsError):
            for label in self.plan_problems:
                tell(Notice(label.vi, label.en))
        for problem in self.own_indicators.problems:
            if ids is None:
                tell(Notice(problem.label.vi, problem.label.en))
            elif problem.id and problem.id in (id.partition("@")[0] for id in ids):
                raise UsageError(problem.label, "bad_own_indicator")
        return self.catalogue.with_own(own)

    @property
    def calendar(self) -> WorkingCalendar:
        """Working days with the workspace's own days off and make-up days."""
        own = self.settings.calendar
        return WorkingCalendar.of(own.days_off, own.working_days, own.announced_until)

    def criteria(self, year: int) -> "tuple[Criterion, ...]":
        """The criteria of the settings' table for a year; none without a table.

        Raises:
            SettingsError: the table is wrong.
        """
        from par_metrics.questions.scoring.criteria import read_criteria

        named = self.settings.par_index.criteria
        return () if named is None else read_criteria(self.root / Path(named), year, self.catalogue)

    def _whole(self, year: int, domain: str | None) -> float | None:
        """What the assessments of a year add up to: by the criteria, else, over all domains, by the settings."""
        criteria = [criterion for criterion in self.criteria(year) if not criterion.is_group]
        if not criteria:
            return self.settings.par_index.total_points if domain is None else None
        return sum(criterion.max_points for criterion in criteria if domain in (None, criterion.domain))

    @contextmanager
    def snapshot(
        self, as_of: When | None = None, known_at: When | None = None, spark: "Session | None" = None
    ) -> Iterator[Snapshot]:
        """One state of the records, for as long as it is open: what is loaded meanwhile it does not know.

        Args:
            as_of: see everything as it stood then; None for now, or for `known_at` if that is given.
            known_at: know only what had been loaded by then; None for everything so far.
            spark: a session that reads lake/ and counts, instead of DuckDB.
        """
        known = None if known_at is None else self._instant(known_at)
        instant = self.instant(as_of, known_at)
        opened = self._open if spark is None else partial(self._open_on, spark)
        with opened(instant, known, is_past=known is not None) as snapshot:
            yield snapshot

    @contextmanager
    def _open(self, as_of: datetime, known_at: datetime | None, *, is_past: bool = False) -> Iterator[Snapshot]:
        with self.warehouse.reader() as connection:
            newest = last_change(connection) or BEGINNING
            known = newest if known_at is None else min(known_at, newest)
            # Nothing later can be seen on this connection, so that the latest versions are those known.
            engine = DuckDBEngine(
                connection,
                self.calendar,
                self.settings.unit,
                LATEST if known == newest else known,
                follows_units=self.settings.roll_up_units,
            )
            yield self._snapshot(engine, as_of, known, is_past=is_past)

    @contextmanager
    def _open_on(
        self, session: "Session", as_of: datetime, known_at: datetime | None, *, is_past: bool = False
    ) -> Iterator[Snapshot]:
        from par_metrics.engines.spark import SparkEngine

        check_rows(self.warehouse.layout)
        known, follows = known_at or LATEST, self.settings.roll_up_units
        engine = SparkEngine(session, [self.root], self.calendar, self.settings.unit, known, follows)
        try:
            yield self._snapshot(engine, as_of, known, is_past=is_past)
        finally:
            engine.close()

    def _snapshot(self, engine: Engine, as_of: datetime, known_at: datetime, *, is_past: bool) -> Snapshot:
        return Snapshot(
            engine,
            as_of,
            known_at,
            is_past,
            read_targets=lambda: self.targets,
            catalogue=self.catalogue,
            calendar=self.calendar,
            own_unit=self.settings.unit,
            whole=cache(self._whole),
            read_plan=lambda: self.plan,
        )

    def instant(self, as_of: When | None, known_at: When | None = None) -> datetime:
        """`as_of` as naive local time. None: when it was known, if that is given and past; else now."""
        if as_of is not None:
            return self._instant(as_of)
        now = clock.now(self.settings.timezone)
        return now if known_at is None else min(now, self._instant(known_at))

    def _instant(self, value: When) -> datetime:
        return clock.instant(value, self.settings.timezone)

    def period_of(self, period: AnyPeriod | None, as_of: datetime) -> Period:
        """The period asked for; the year of `as_of` if it is None. A `Notice` says where it has not begun."""
        asked = self._period(period, as_of)
        if asked.start >= as_of:
            notice = Notice(
                f"kỳ {asked.label} chưa bắt đầu ở thời điểm tính ({as_of:%d/%m/%Y %H:%M}): số tồn là của thời điểm đó",
                f"{asked.label} has not begun as of {as_of:%Y-%m-%d %H:%M}: stocks are those of that instant",
            )
            tell(notice)
        return asked

    def _period(self, period: AnyPeriod | None, as_of: datetime) -> Period:
        return Period.of(f"{as_of.year}" if period is None else period)

    def _unit(self, snapshot: Snapshot, given: str | None, until: datetime) -> str | None:
        """The unit that answers for the one asked for; a `Notice` says so where it is another."""
        unit_code = snapshot.unit_of(given, until)
        if unit_code != given:
            name = snapshot.unit_names().get(unit_code or "")
            whose = f"{unit_code} ({name})" if name else unit_code
            notice = Notice(f'"{given}": trả lời cho đơn vị {whose}.', f'"{given}": answered for unit {whose}.')
            tell(notice)
        return unit_code

    def _tell_refused(
        self, snapshot: Snapshot, unit_code: str | None, until: datetime, kinds: Collection[str] = tuple(KINDS)
    ) -> None:
        """A `Notice` of the rows refused that an answer without a column for them may lack."""
        lacking = refused_of(snapshot.engine, unit_code, until, kinds)
        if lacking:
            most = sorted(lacking, key=lambda kind: -lacking[kind])[:_KINDS_NAMED]
            vi = ", ".join(f"{KINDS[kind].label.vi} {lacking[kind]}" for kind in most)
            en = ", ".join(f"{kind} {lacking[kind]}" for kind in most)
            if more := len(lacking) - len(most):
                vi, en = f"{vi} và {more} loại khác", f"{en} and {more} other kinds"
            notice = Notice(
                f"chưa tính các dòng bị từ chối: {vi}. Xem: par-metrics rejects",
                f"rows that were refused are not counted: {en}. See: par-metrics rejects",
            )
            tell(notice)

    def _tell_old(self, snapshot: Snapshot) -> None:
        """A `Notice` of the feeds of which the newest export is too old."""
        from par_metrics.questions.freshness import old_feeds

        old = old_feeds(snapshot, self.settings.freshness.days)
        if old:
            vi, en = ("; ".join(feed.in_language(language) for feed in old[:_FEEDS_NAMED]) for language in _LANGUAGES)
            if more := max(0, len(old) - _FEEDS_NAMED):
                vi, en = f"{vi}; và {more} nguồn khác", f"{en}; and {more} more"
            notice = Notice(
                f"dữ liệu cũ: {vi}. Xem: par-metrics freshness", f"old data: {en}. See: par-metrics freshness"
            )
            warnings.warn(notice, stacklevel=3)

    def _groups(self, by: Sequence[str] | str | None) -> tuple[str, ...]:
        """The group columns asked for, each once."""
        return tuple(dict.fromkeys([by] if isinstance(by, str) else by or ()))

    def names(self) -> dict[str, dict[str, str]]:
        """`unit_code`, `procedure_code` -> code -> name, as the registers loaded last have them."""
        with self.snapshot() as snapshot:
            return {"unit_code": snapshot.unit_names(), "procedure_code": snapshot.procedure_names()}

    def _shown(self, frame: pl.DataFrame) -> Table:
        """A table that shows itself in the workspace's language."""
        names = self.names()["unit_code"] if "unit_code" in frame.columns else None
        return shown_in(Table, self.settings.language, frame, names)
