"""The part of the facade that looks ahead, and at what has not come."""

from collections.abc import Sequence

from par_metrics.display.frames import Table
from par_metrics.domain.period import AnyPeriod, Period
from par_metrics.indicators.base import Definition
from par_metrics.questions.at_risk import RiskKind
from par_metrics.workspace.asked import asked_of_pace
from par_metrics.workspace.base import When, WorkspaceBase
from par_metrics.workspace.own import Ids, ids_and_own


class WorkspaceOutlook(WorkspaceBase):
    """What the rest of a period must bring, what must be handled now, and which feed is late."""

    def pace(
        self,
        *asked: str | Definition | Period | Sequence[str | Definition] | None,
        period: AnyPeriod | None = None,
        unit_code: str | None = None,
        ids: Ids = None,
        as_of: When | None = None,
        known_at: When | None = None,
        by: Sequence[str] | str | None = None,
        level: float = 0.95,
    ) -> Table:
        """What the rest of a period must bring to reach each target, and where the present pace leads.

        Args:
            asked: the period and the ids without their names, in either order, and after them the
                unit: `pace("online_payment_rate")`, `pace("2026", "H60.101")`.
            period: as in `compute`; None for the current year.
            unit_code: one unit; None counts all of them together, as the sum of the units.
            ids: indicator ids; None for all that have a target in the period.
            as_of, known_at: as in `compute`.
            by: `unit_code` for every unit and the total.
            level: share of the chance that the interval holds, above 0 and below 1.
        Returns:
            One row an indicator (and unit): `indicator, unit_code, period, as_of,
            numerator, denominator, value, target, expected_remaining, needed_rate,
            needed_records, allowed_misses, to_mend, forecast, low, high, level, status,
            method`; see docs/how-to/forecast.md. Shares are 0-1, the rest whole records.
        Raises:
            UsageError: an unknown indicator, period, unit, group, or a level out of range.
        """
        from par_metrics.questions.forecast import pace

        told = asked_of_pace(asked, period, unit_code, ids, self.catalogue)
        named, own = ids_and_own(told.ids, self.plan_rows)
        self._knowing(named, own)
        instant = self.instant(as_of, known_at)
        with self.snapshot(instant, known_at) as opened:
            snapshot = opened.knowing(own)
            whole = self.period_of(told.period, instant)
            unit = self._unit(snapshot, told.unit_code, whole.cut(instant))
            self._tell_refused(snapshot, unit, whole.cut(instant))
            table = pace(snapshot, whole, unit_code=unit, ids=named, by=self._groups(by), level=level)
        return self._shown(table)

    def at_risk(
        self,
        days: int = 3,
        unit_code: str | None = None,
        as_of: When | None = None,
        known_at: When | None = None,
        by: Sequence[str] | str | None = None,
        kind: RiskKind = "dossiers",
    ) -> Table:
        """Open dossiers (or feedback) due within so many working days, and those overdue; codes only.

        Args:
            days: working days from `as_of` on; what is due on its day is due in 0.
            unit_code: one unit; None for all.
            as_of, known_at: as in `compute`.
            by: counts by group instead of the list: unit_code, procedure_code, field, channel
                (feedback: unit_code).
            kind: `dossiers` of the one-stop system, or `feedback` on procedures that waits
                for its answer (15 working days, Quyết định 766/QĐ-TTg).
        Returns:
            By due date: `dossier_code, unit_code, procedure_code, procedure_name,
            received_at` (feedback: `feedback_code, unit_code, sent_at, transferred_at`),
            `due_at, due_by` (due_date; statutory: reckoned from what the law allows),
            `working_days_left` (overdue: 0 or negative, by so many), `state` (overdue, due_today,
            due_soon, clock_stopped), `is_past_due` and `is_calendar_announced` (false: the days
            counted reach beyond the announced calendar and may change). With `by`: the group
            columns, `open` and how it divides into the states, `later` and `no_due_date`; for
            dossiers also `past_due_date`, which is `overdue_open_count`.
        Raises:
            UsageError: an unknown unit, group or kind, or negative days.
        """
        from par_metrics.questions.at_risk import at_risk_told

        with self.snapshot(as_of, known_at) as snapshot:
            unit = self._unit(snapshot, unit_code, snapshot.as_of)
            self._tell_refused(snapshot, unit, snapshot.as_of, (kind,))
            return self._shown(at_risk_told(snapshot, days, kind, unit, self._groups(by)))

    def freshness(self, as_of: When | None = None, known_at: When | None = None) -> Table:
        """How old the newest export of each feed is: which one is late, or died.

        Args:
            as_of: how old it was then; None for now, or for `known_at` if that is given.
            known_at: only exports that had been loaded by then.
        Returns:
            A row a kind of records and source: `kind, source, newest_export, exported_at_from, newest_record,
            age_working_days, limit_working_days, limit_from` (`set` in `[freshness]` of the settings, or `learned`),
            `is_old` (null where nothing says how old it may be), `as_of`. What each is:
            `par_metrics.questions.freshness.freshness`.
        """
        from par_metrics.questions.freshness import freshness

        with self.snapshot(as_of, known_at) as snapshot:
            return self._shown(freshness(snapshot, self.settings.freshness.days))
