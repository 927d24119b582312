"""What every question is asked of: records as known at one instant, judged at another."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import polars as pl

from par_metrics.domain.calendar import WorkingCalendar
from par_metrics.domain.period import Period
from par_metrics.domain.plan import Plan, builtin_plan
from par_metrics.domain.unit_lives import Life, counts_for
from par_metrics.engines.base import Engine, Only
from par_metrics.errors import SettingsError, UsageError
from par_metrics.figures.completeness import Whole, a_hundred
from par_metrics.figures.compute import answer, standing
from par_metrics.figures.explain import explain_figure, with_calendar_told
from par_metrics.figures.named_units import named, nearest_unit, spelt
from par_metrics.figures.question import Question, choose_indicators
from par_metrics.indicators.base import Composite, Definition
from par_metrics.indicators.catalogue import Catalogue
from par_metrics.indicators.own.indicator import OwnIndicator
from par_metrics.indicators.parts import parts_of
from par_metrics.indicators.targets import Targets, parse_targets
from schemas import Label

BEGINNING = datetime(1970, 1, 1)
"""Known before anything was loaded."""


@dataclass(frozen=True)
class Snapshot:
    """Records as known at one instant, judged at another.

    Args:
        engine: over the records known.
        as_of: nothing later has happened, naive local.
        known_at: what had been loaded by then is known; `BEGINNING` where nothing was.
        is_past: an instant of knowledge was asked for, of which today's targets need not be true.
        read_targets: gives those in force. Only figures need them: a wrong one stops those, not the records.
        catalogue: the indicators there are.
        calendar: working days.
        own_unit: the workspace's unit.
        whole: what the assessments of a year must add up to.
        read_plan: gives the plan. Only what lists its rows needs it: a wrong one stops that, not the figures.
    """

    engine: Engine
    as_of: datetime
    known_at: datetime
    is_past: bool
    read_targets: Callable[[], Targets]
    catalogue: Catalogue
    calendar: WorkingCalendar
    own_unit: str | None = None
    whole: Whole = a_hundred
    read_plan: Callable[[], Plan] = builtin_plan

    @cached_property
    def targets(self) -> Targets:
        """The targets in force: the workspace's own, then the plan's."""
        return self.read_targets()

    @cached_property
    def plan(self) -> Plan:
        """The plan whose rows the figures answer."""
        return self.read_plan()

    def judged_at(self, as_of: datetime) -> "Snapshot":
        """The same records, judged at another instant."""
        return replace(self, as_of=as_of)

    def knowing(self, own: Sequence[OwnIndicator]) -> "Snapshot":
        """The same records, where further indicators can be asked for, with the targets that these bring."""
        if not own:
            return self
        catalogue = self.catalogue.with_own(own)
        aims = [aim for one in own for aim in one.aims]

        def read_targets() -> Targets:
            own = parse_targets(aims, "target", catalogue)
            return Targets(own + self.targets.entries, self.targets.of_own_plan)

        return replace(self, catalogue=catalogue, read_targets=read_targets)

    def known(self, known_at: datetime) -> "Snapshot":
        """What was known at an earlier instant, judged at the same one."""
        return replace(self, engine=self.engine.at(known_at), known_at=known_at, is_past=True)

    def choose(
        self, ids: Iterable[str] | None, by: Sequence[str] = (), rules: str | None = None
    ) -> tuple[Definition, ...]:
        """The indicators of these ids; see `choose_indicators`."""
        return choose_indicators(self.catalogue, ids, by, rules)

    def figures(
        self,
        definitions: Sequence[Definition],
        periods: Sequence[Period],
        by: Sequence[str] = (),
        *,
        with_totals: bool = False,
    ) -> pl.DataFrame:
        """The long table, by indicator, period and group in the order asked for; see `answer`."""
        question = Question(tuple(definitions), tuple(periods), self.as_of, tuple(by), with_totals)
        if self.targets.units and not self.is_past:
            # What was known in the past may lack a unit that has its target today.
            self.targets.check_units(self.units())
        return answer(self.engine, question, self.targets, self.catalogue, self.whole)

    def figures_of(
        self,
        unit_code: str,
        definitions: Sequence[Definition],
        periods: Sequence[Period],
        by: Sequence[str],
        *,
        with_totals: bool = False,
    ) -> pl.DataFrame:
        """The long table of one unit alone: what `figures` has of it by the same groups.

        Args:
            by: the group columns, `unit_code` among them.
            with_totals: also its figures over the other groups together, told apart by `is_total`.
        Raises:
            UsageError: the unit has no figure of any of the periods.
        """
        of_unit = pl.col("unit_code") == unit_code
        figures = self.figures(definitions, periods, by).filter(of_unit)
        if tuple(by) == ("unit_code",) and figures.is_empty():
            raise not_there_error(unit_code, Period.between(periods[0].start, periods[-1].end))
        if not with_totals:
            return figures
        figures = figures.with_columns(is_total=pl.lit(False))
        if tuple(by) == ("unit_code",):
            return figures
        totals = self.figures(definitions, periods, ("unit_code",)).filter(of_unit)
        others = [pl.lit(None, pl.String).alias(name) for name in by if name != "unit_code"]
        return pl.concat([figures, totals.with_columns(*others, is_total=pl.lit(True)).select(figures.columns)])

    def figures_by_unit(self, ids: Iterable[str], period: Period) -> pl.DataFrame:
        """The figures of every known unit."""
        by = ("unit_code",)
        return self.figures(self.choose(ids, by), [period], by)

    def records(self, definition: Definition, period: Period, unit_code: str | None = None) -> pl.DataFrame:
        """What a figure is made of; see `explain_figure` and `with_calendar_told`."""

        def ask(composite: Composite, by: tuple[str, ...]) -> pl.DataFrame:
            definitions = (*parts_of(composite, self.catalogue), composite)
            question = Question(definitions, (period,), self.as_of, by)
            # Records need no targets: a wrong one stops only figures.
            return answer(self.engine, question, Targets(()), self.catalogue, self.whole)

        records = explain_figure(self.engine, definition, period, self.as_of, unit_code, ask)
        return with_calendar_told(records, definition, self.calendar.announced_until)

    def stored(self, kind: str, columns: Sequence[str] | None = None, only: Only | None = None) -> pl.DataFrame:
        """The records of a kind that are there: without those that full lists lack; see `Holding.stored`."""
        return self.engine.stored(kind, columns, only, present_at=self.as_of)

    def units(self) -> list[str]:
        """Every known unit."""
        return self.engine.units()["unit_code"].to_list()

    def units_in(self, period: Period) -> list[str]:
        """The units that figures of a period are of: see `standing`."""
        return standing(self.engine, period, self.as_of, self.engine.units())

    def unit_levels(self) -> pl.DataFrame:
        """`unit_code, level` of every known unit; one of which nobody says is a commune, as in every ranking."""
        return self.engine.units().select("unit_code", pl.col("level").fill_null("commune"))

    def unit_names(self) -> dict[str, str]:
        """Unit code -> name, of the units of the register."""
        named = self.engine.stored("units", ("unit_code", "unit_name")).drop_nulls()
        return dict(named.iter_rows())

    def procedure_names(self) -> dict[str, str]:
        """Procedure code -> name, of the procedures of the register; of several levels of one, that of the first."""
        named = self.engine.stored("procedures", ("procedure_code", "procedure_name")).drop_nulls()
        return dict(named.unique("procedure_code", keep="first", maintain_order=True).iter_rows())

    def places(self) -> list[str]:
        """Every code that figures can be asked for: the units, and the places that have only PAPI scores."""
        scored = self.engine.stored("papi_scores", ["place_code"])["place_code"]
        return sorted({*self.units(), *scored})

    def unit_of(self, given: str | None, until: datetime) -> str | None:
        """The unit that answers for a code or a name, a former one too, at an instant.

        Records of a unit that another took over from count for that one. Case, blanks and signs over letters do not
        matter. What is known neither as a code nor as a name is handed back as it is, to be refused where units are
        looked up.
        """
        if given is None:
            return None
        lives = self.engine.lives
        code = given
        if given not in lives and (known := self.units()) and given not in known:
            code = named(given, lives, until) or spelt(given, known) or given
        return counts_for(code, lives, until)

    def check_unit(self, unit_code: str | None, known: Iterable[str] | None = None) -> None:
        """Raises UsageError where the unit is not among those known (the units, if left out)."""
        if unit_code is None:
            return
        codes = list(self.units() if known is None else known)
        if unit_code not in codes:
            raise unknown_unit_error(unit_code, codes, self.engine.lives)

    @property
    def strange_own_unit(self) -> str | None:
        """The unit of the settings, where there is a register and nobody knows it: it is neither there, nor above a
        unit that is, nor in any record. A slip of the pen then, of which figures would be judged all the same.
        """
        register = self.engine.stored("units", ("unit_code", "parent_code"))
        above = register["parent_code"].drop_nulls().to_list()
        return None if register.is_empty() or self.own_unit in (None, *self._known(), *above) else self.own_unit

    def _known(self) -> list[str]:
        """Units of the register, and those that have records."""
        known = self.engine.units().filter(pl.col("is_registered") | pl.col("has_records"))
        return known["unit_code"].to_list()

    def check_own_unit(self) -> None:
        """Raises SettingsError where the unit of the settings is one that nobody knows."""
        if self.strange_own_unit is None:
            return
        near = nearest_unit(self.strange_own_unit, self._known(), self.engine.lives)
        raise SettingsError(
            Label(
                f'đơn vị "{self.own_unit}" ở unit trong par-metrics.toml không có trong danh mục hay bản ghi đã nạp.'
                f"{near.vi} Sửa mã, hoặc nạp danh mục có đơn vị đó.",
                f'the unit "{self.own_unit}" of par-metrics.toml is neither in the register nor in the records loaded.'
                f"{near.en} Correct it, or load a register that has it.",
            ),
            "unknown_own_unit",
        )

    def check_place(self, unit_code: str | None) -> None:
        """Raises UsageError where the code is neither a unit nor a place."""
        if unit_code is not None:
            self.check_unit(unit_code, self.places())


def not_there_error(unit_code: str, period: Period) -> UsageError:
    """The error of a unit that has no figure of a period: it had not opened, or another had taken over."""
    return UsageError(
        Label(
            f'đơn vị "{unit_code}" không có số liệu kỳ {period.label}: chưa hoạt động, hoặc đã có đơn vị kế thừa.',
            f'the unit "{unit_code}" has no figure of {period.label}: it had not opened, or another had taken over.',
        ),
        "unit_not_there",
    )


def not_begun_error(period: Period, as_of: datetime) -> UsageError:
    """That a paper was asked for of a period of which nothing can have happened yet."""
    return UsageError(
        Label(
            f"kỳ {period.label} chưa bắt đầu vào lúc {as_of:%d/%m/%Y %H:%M}; chọn kỳ khác, hoặc --as-of sau đó",
            f"{period.label} has not begun as of {as_of:%Y-%m-%d %H:%M}; choose another period, or a later --as-of",
        ),
        "period_not_begun",
    )


def unknown_unit_error(unit_code: str, known: Sequence[str], lives: Mapping[str, Life]) -> UsageError:
    """The error of a unit that is not among the known ones; `lives` name those of the register."""
    near = nearest_unit(unit_code, known, lives)
    return UsageError(
        Label(
            f'không có đơn vị "{unit_code}" trong danh mục hay hồ sơ đã nạp.{near.vi}',
            f'no unit "{unit_code}" in the register or the records loaded.{near.en}',
        ),
        "unknown_unit",
    )
