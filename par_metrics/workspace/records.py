"""The part of the facade that opens a figure: its records, the late ones, and how one dossier counts."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import polars as pl

from par_metrics.display.frames import Records, shown_in
from par_metrics.domain.period import AnyPeriod, Period
from par_metrics.figures.snapshot import Snapshot
from par_metrics.indicators.base import Definition
from par_metrics.indicators.own.indicator import OwnIndicator
from par_metrics.indicators.rulesets import rules
from par_metrics.workspace.base import When
from par_metrics.workspace.own import ids_and_own
from par_metrics.workspace.scores import WorkspaceScores

if TYPE_CHECKING:
    from par_metrics.questions.why import Why


class WorkspaceRecords(WorkspaceScores):
    """The records behind figures and scores."""

    def explain(
        self,
        indicator: str | Definition,
        period: AnyPeriod | None = None,
        unit_code: str | None = None,
        as_of: When | None = None,
        known_at: When | None = None,
    ) -> Records:
        """What a figure is made of: its records, each with how it was counted.

        Args:
            indicator: an indicator (its id, or one of your own), or a rule set that scores.
        Returns:
            One row a record: its key, `unit_code`, the dates used, `counted_as`
            (numerator, denominator, excluded), `reason`. Of a composite one row a
            component, and of a score one row a unit and input (as `score_inputs`): each
            names the indicator that opens further.
        Raises:
            UsageError: the indicator, the period or the unit is unknown.
        """
        if isinstance(indicator, str) and indicator in rules and rules[indicator].scoring is not None:
            inputs = self.score_inputs(indicator, period, unit_code, as_of, known_at)
            return shown_in(Records, self.settings.language, inputs)
        return self._records(Snapshot.records, indicator, period, unit_code, as_of, known_at)

    def late(
        self,
        indicator: str | Definition,
        period: AnyPeriod | None = None,
        unit_code: str | None = None,
        as_of: When | None = None,
        known_at: When | None = None,
    ) -> Records:
        """The dossiers that a figure misses, and how late each is, the latest first.

        Args:
            indicator: a share or a count of dossiers.
        Returns:
            `dossier_code, unit_code, procedure_code, procedure_name, received_at, due_at, ended_at,
            working_days_late, is_calendar_announced`; see `par_metrics.questions.late.late`.
        Raises:
            UsageError: the indicator, the period or the unit is unknown, or it is not counted from dossiers.
        """
        from par_metrics.questions.late import late

        return self._records(late, indicator, period, unit_code, as_of, known_at)

    def _records(
        self,
        ask: Callable[[Snapshot, Definition, Period, str | None], pl.DataFrame],
        indicator: str | Definition,
        period: AnyPeriod | None,
        unit_code: str | None,
        as_of: When | None,
        known_at: When | None,
    ) -> Records:
        """What is asked of a snapshot about an indicator, for a period and the unit that answers for the one given."""
        definition, own = self._definition(indicator)
        instant = self.instant(as_of, known_at)
        with self.snapshot(instant, known_at) as opened:
            snapshot = opened.knowing(own)
            whole = self.period_of(period, instant)
            unit = self._unit(snapshot, unit_code, whole.cut(instant))
            snapshot.check_place(unit)
            records, names = ask(snapshot, definition, whole, unit), snapshot.unit_names()
        return shown_in(Records, self.settings.language, records, names)

    def _definition(self, indicator: str | Definition) -> tuple[Definition, tuple[OwnIndicator, ...]]:
        """The indicator asked for, and itself if no catalogue has it."""
        named, own = ids_and_own(indicator, self.plan_rows)
        assert named is not None
        return self._knowing(named, own)[named[0]], own

    def why(
        self,
        dossier_code: str,
        period: AnyPeriod | None = None,
        as_of: When | None = None,
        known_at: When | None = None,
        indicator: str | Definition | None = None,
    ) -> "Why":
        """How one dossier counts in every indicator that looks at dossiers or their payments, and why.

        Args:
            indicator: this one alone.
        Returns:
            `.rows` (one row an indicator, with the reason in words and the values that
            decide) and `.records` (which file and load each record came from). See `par_metrics.questions.why.Why`.
        Raises:
            UsageError: the dossier (the nearest codes are named), the period or the indicator
                is unknown, or the indicator is not counted from dossiers.
        """
        from par_metrics.questions.why import why

        instant = self.instant(as_of, known_at)
        chosen, own = (None, ()) if indicator is None else self._definition(indicator)
        with self.snapshot(instant, known_at) as snapshot:
            return why(
                snapshot.knowing(own), dossier_code, self.period_of(period, instant), chosen, self.settings.language
            )
