"""The part of the facade that gives points."""

from par_metrics.display.frames import Table
from par_metrics.domain.period import AnyPeriod
from par_metrics.errors import Notice
from par_metrics.indicators.rulesets import rules as rule_sets
from par_metrics.indicators.rulesets.registry import SCORE_RULES
from par_metrics.workspace.base import When, WorkspaceBase, tell


class WorkspaceScores(WorkspaceBase):
    """Scores, what they are made of, and what is at stake."""

    def score(
        self,
        rules: str = SCORE_RULES,
        period: AnyPeriod | None = None,
        unit_code: str | None = None,
        as_of: When | None = None,
        known_at: When | None = None,
    ) -> Table:
        """Points of every unit by a rule set of `pm.rules` that scores, by block and in total.

        Returns:
            One row a unit and block: `rules, rules_version, period, as_of, unit_code, block,
            points, max_points, missing, rank, n_units`. Points are not rounded, and null
            where an input is missing; `missing` is the JSON list of those. `rank` is among
            the units of the same level, 1 = best.
        Raises:
            UsageError: the rule set, period or unit is unknown, or the rule set does not score.
        """
        from par_metrics.questions.scoring import score

        named, instant = rule_sets[rules], self.instant(as_of, known_at)
        with self.snapshot(instant, known_at) as snapshot:
            whole = self.period_of(period, instant)
            unit = self._unit(snapshot, unit_code, whole.cut(instant))
            self._tell_refused(snapshot, unit, whole.cut(instant))
            return self._shown(score(snapshot, named, whole, unit))

    def score_inputs(
        self,
        rules: str = SCORE_RULES,
        period: AnyPeriod | None = None,
        unit_code: str | None = None,
        as_of: When | None = None,
        known_at: When | None = None,
    ) -> Table:
        """What a score is made of, one row a unit and input.

        Returns:
            `rules, rules_version, period, as_of, unit_code, block, input, label_vi, label_en,
            numerator, denominator, ratio, points, max_points, formula, origin, evidence,
            note`. `origin` is `indicator <id>@<version>`, which `explain(id)` opens, or
            `typed`; `note` says why an input is missing.
        Raises:
            UsageError: as `score`.
        """
        from par_metrics.questions.scoring import explain_score

        named, instant = rule_sets[rules], self.instant(as_of, known_at)
        with self.snapshot(instant, known_at) as snapshot:
            whole = self.period_of(period, instant)
            unit = self._unit(snapshot, unit_code, whole.cut(instant))
            self._tell_refused(snapshot, unit, whole.cut(instant))
            return self._shown(explain_score(snapshot, named, whole, unit))

    def par_index(
        self,
        period: AnyPeriod | None = None,
        unit_code: str | None = None,
        as_of: When | None = None,
        known_at: When | None = None,
    ) -> Table:
        """PAR INDEX points by the criteria table of the settings: own, appraised and computed side by side.

        Returns:
            One row a unit and criterion, group, domain and total; see
            `par_metrics.questions.scoring.par_index`. Without a table nothing is computed and `note`
            is `no_table`.
        Raises:
            SettingsError: the table is wrong, or there is neither a table nor an assessment.
            UsageError: the period or unit is unknown.
        """
        from par_metrics.questions.scoring import par_index, unlisted

        instant = self.instant(as_of, known_at)
        whole = self.period_of(period, instant)
        with self.snapshot(instant, known_at) as snapshot:
            unit = self._unit(snapshot, unit_code, whole.cut(instant))
            self._tell_refused(snapshot, unit, whole.cut(instant))
            criteria = self.criteria(whole.start.year)
            if left_out := unlisted(snapshot, whole.start.year, criteria):
                named = ", ".join(left_out)
                notice = Notice(
                    f"có điểm đánh giá của tiêu chí không có trong bảng tiêu chí, không được cộng: {named}",
                    f"assessed criteria that the table of criteria lacks are not added up: {named}",
                )
                tell(notice)
            return self._shown(par_index(snapshot, whole, criteria, unit))

    def stakes(
        self,
        rules: str = SCORE_RULES,
        period: AnyPeriod | None = None,
        unit_code: str | None = None,
        as_of: When | None = None,
        known_at: When | None = None,
    ) -> Table:
        """Points lost by each input, and what one more percentage point of it brings.

        Args:
            rules: a rule set that scores, or `par-index` for the criteria of the settings.
        Returns:
            `rules, rules_version, period, as_of, unit_code, block, input, indicator,
            numerator, denominator, value, points, max_points, lost, one_percent,
            records_of_one_percent`, the most points lost first.
        Raises:
            UsageError, SettingsError: as `score` and `par_index`.
        """
        from par_metrics.questions.scoring.stakes import BY_CRITERIA, stakes

        named, instant = rule_sets[rules], self.instant(as_of, known_at)
        whole = self.period_of(period, instant)
        criteria = self.criteria(whole.start.year) if named.name == BY_CRITERIA else ()
        with self.snapshot(instant, known_at) as snapshot:
            unit = self._unit(snapshot, unit_code, whole.cut(instant))
            self._tell_refused(snapshot, unit, whole.cut(instant))
            return self._shown(stakes(snapshot, named, whole, unit, criteria))
