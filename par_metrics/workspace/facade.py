"""The facade: what a notebook, the command line and the flows use."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import polars as pl

from par_metrics.display.frames import Figures, Scorecard, shown_in
from par_metrics.domain import clock
from par_metrics.domain.period import AnyPeriod, Grain
from par_metrics.domain.privacy import impersonal_reason
from par_metrics.errors import UsageError
from par_metrics.figures.question import choose_indicators
from par_metrics.figures.snapshot import BEGINNING, Snapshot
from par_metrics.settings.making import init_workspace
from par_metrics.workspace.base import When
from par_metrics.workspace.comparing import WorkspaceComparing
from par_metrics.workspace.loading import WorkspaceLoading
from par_metrics.workspace.outlook import WorkspaceOutlook
from par_metrics.workspace.own import Ids, ids_and_own
from par_metrics.workspace.records import WorkspaceRecords
from par_metrics.workspace.reporting import WorkspaceReporting
from schemas import Label

if TYPE_CHECKING:
    from par_metrics.loading.restoring import Rebuilt
    from par_metrics.publish import PublishResult, Source
    from par_metrics.questions.diff import Diff
    from par_metrics.workspace.base import Session


class Workspace(WorkspaceLoading, WorkspaceComparing, WorkspaceOutlook, WorkspaceRecords, WorkspaceReporting):
    """A folder of exports and what is known from them.

    Args:
        path: the folder, made by `Workspace.create` or `par-metrics init`.

    Raises:
        SettingsError: the folder is no workspace, or its settings are wrong.
    """

    @classmethod
    def create(cls, path: str | Path, unit: str | None = None) -> "Workspace":
        """A new workspace in a folder, or the one already there."""
        init_workspace(Path(path), unit=unit)
        return cls(path)

    def _repr_html_(self) -> str:
        from par_metrics.workspace.notebook import workspace_html

        return workspace_html(self)

    # --- what was loaded ---------------------------------------------------------------

    def loads(self) -> pl.DataFrame:
        """Every load, refused files too, oldest first; `state` is loaded, refused or withdrawn."""
        return self.warehouse.loads()

    def rejects(self, load_id: str | None = None, *, all_loads: bool = False) -> pl.DataFrame:
        """Every refused row with its reason, of each file's newest load; `state` says which are still missing.

        Args:
            load_id: of this load instead.
            all_loads: of every load, also of those whose file was loaded again since.
        """
        return self.warehouse.rejects(load_id, all_loads=all_loads)

    def rebuild(self, *, restore: bool = False, accept: str | None = None) -> "Rebuilt":
        """Make the warehouse again from `lake/` alone, once every file of it is found to be what was written.

        Args:
            restore: files that are missing or damaged are made again from the archived exports.
            accept: why loads are given up whose files are missing or damaged, and cannot be made again.
        Returns:
            How many loads there are, and what was made again or given up.
        Raises:
            ParMetricsError: a file is missing or damaged; nothing was changed but what was made again.
        """
        from par_metrics.loading.restoring import mender

        mend = mender(self.root, self.settings) if restore else None
        reason = None if accept is None else impersonal_reason(accept)
        if reason == "":
            raise UsageError(Label("hãy ghi lý do", "say why"), "no_reason")
        return self.warehouse.rebuild(mend, reason, clock.now(self.settings.timezone))

    # --- figures ---------------------------------------------------------------------

    def compute(
        self,
        ids: Ids = None,
        period: AnyPeriod | None = None,
        unit_code: str | None = None,
        as_of: When | None = None,
        known_at: When | None = None,
        *,
        grain: Grain | None = None,
        by: Sequence[str] | str | None = None,
        rules: str | None = None,
        with_totals: bool = False,
        engine: "Session | None" = None,
    ) -> Figures:
        """Indicators as one long table.

        Args:
            ids: indicator ids, or indicators of your own (`pm.Indicator`); None for all of the workspace.
            period: `2026-03`, `2026-Q3`, `2026-H1`, `2026`, `2026-01-01/2026-06-10`;
                or in words; a `pm.Period`; its first and last day. None for the current year.
            unit_code: the figures of this unit, by its code or name; the group columns then begin with it, unless
                `by` places it. None for all units together.
            grain: split the period into days, weeks, months, quarters, halves or years.
            by: group columns: unit_code, procedure_code, field, channel.
            as_of: see everything as it stood then; None for now, or for `known_at` if
                that is given.
            known_at: use only what had been loaded by then.
            rules: only indicators of this rule set.
            with_totals: with `by`, also the figures over all groups (group columns null);
                a last column `is_total` tells them from a group that is not known.
            engine: a Spark session, classic or Connect, that reads lake/ and counts (docs/how-to/spark.md); None for
                DuckDB. The figures are the same.
        Returns:
            Columns `indicator, version, rules, period, period_start, period_end, as_of,
            provisional, numerator, denominator, value, excluded, target, status, refused`, then
            the group columns. Values are shares 0-1, counts or working days; null, with
            status `no_population`, where nothing counted. `excluded` is JSON.
        Raises:
            UsageError: an unknown indicator, period, grain, group or rule set.
        """
        asked = self._groups(by)
        groups = asked if unit_code is None or "unit_code" in asked else ("unit_code", *asked)
        instant = self.instant(as_of, known_at)
        whole = self.period_of(period, instant)
        named, own = ids_and_own(ids, self.plan_rows)
        indicators = choose_indicators(self._knowing(named, own), named, groups, rules)
        periods = tuple(whole.split(grain)) if grain else (whole,)
        with self.snapshot(instant, known_at, engine) as opened:
            snapshot = opened.knowing(own)
            if unit_code is None:
                figures = snapshot.figures(indicators, periods, groups, with_totals=with_totals)
            else:
                unit = self._unit(snapshot, unit_code, whole.cut(instant))
                snapshot.check_place(unit)
                figures = snapshot.figures_of(str(unit), indicators, periods, groups, with_totals=with_totals)
            names = snapshot.unit_names() if "unit_code" in groups else None
        return shown_in(Figures, self.settings.language, figures, names)

    def scorecard(
        self,
        period: AnyPeriod | None = None,
        unit_code: str | None = None,
        as_of: When | None = None,
        known_at: When | None = None,
        by: Literal["index", "owner"] = "index",
    ) -> Scorecard:
        """Every row of the plan with its figure, target, owner and status, or that none is reported.

        Grouped by PAPI, SIPAS and PAR INDEX, or by owner. A `Notice` names each feed that is too old.
        """
        from par_metrics.questions.scorecard.scorecard import scorecard

        self.check_plan()
        self._knowing(None, ())
        instant = self.instant(as_of, known_at)
        with self.snapshot(instant, known_at) as snapshot:
            whole = self.period_of(period, instant)
            card = scorecard(snapshot, whole, self._unit(snapshot, unit_code, whole.cut(instant)), by)
            self._tell_old(snapshot.judged_at(whole.cut(instant)))
        return shown_in(Scorecard, self.settings.language, card)

    def diff(
        self,
        known_a: When | None = None,
        known_b: When | None = None,
        ids: Ids = None,
        period: AnyPeriod | None = None,
        unit_code: str | None = None,
        as_of: When | None = None,
    ) -> "Diff":
        """Which figures changed between two instants of knowledge, and because of which records and loads.

        Args:
            known_a: what had been loaded by then is compared with ...
            known_b: ... what had been loaded by then; None for now. Without `known_a`:
                with what the latest published run knew.
            period: as in `compute`.
            unit_code: one unit; None for every unit, and all of them together.
            ids: indicator ids; None for all. Components of composites come with them.
            as_of: both are seen as of this one instant; None for `known_b`. So nothing
                changes merely because time has passed.
        Returns:
            A `Diff` of three tables: `figures`, `records` and `loads`.
        Raises:
            UsageError: the instants are reversed, or an indicator, the period or the unit
                is unknown; or nothing is published and `known_a` is not given; or more
                records changed than can be listed.
        """
        from par_metrics.questions.diff import changes_between

        asked_at = None if known_b is None else self._instant(known_b)
        instant = self.instant(as_of, asked_at)
        asked, own = ids_and_own(ids, self.plan_rows)
        self._knowing(asked, own)
        with self._open(instant, asked_at, is_past=True) as opened:
            snapshot = opened.knowing(own)
            earlier = self._published_at(snapshot) if known_a is None else self._instant(known_a)
            # Where the clock was set back, the newest load is later than now.
            later = asked_at or max(clock.now(self.settings.timezone), snapshot.known_at)
            whole = self.period_of(period, instant)
            unit = self._unit(snapshot, unit_code, whole.cut(snapshot.as_of))
            return changes_between(snapshot, (earlier, later), whole, unit, asked, self.settings.language)

    def publish(
        self,
        as_of: When | None = None,
        load_ids: Sequence[str] | None = None,
        run_id: str | None = None,
        accept: str | None = None,
    ) -> "PublishResult":
        """Write the outputs of a run and, if every quality gate passes or is accepted, make them the latest.

        Args:
            as_of: the instant figures are seen at; None for now.
            load_ids: the loads that are new in this run: the manifest names them and only
                their refused rows are published; None: all loads.
            run_id: name of the run; None: the time of the run.
            accept: why the figures are right although `rows_refused`, `plausible` or `fresh` fails;
                the manifest says who accepted what.
        Raises:
            UsageError: the run id is taken or no plain name; or the reason is empty.
        """
        from par_metrics.publish import publish_run

        return self._told(publish_run(self._source(self.instant(as_of)), load_ids, run_id, accept))

    def publish_if_new(self, as_of: When | None = None) -> "PublishResult":
        """`publish`, unless the run published last says the same in every table apart from the instant.

        Then that one stays, and the result says so (`is_new` is False). Every gate is asked all the same, and a run
        that one holds back is written for inspection. New in it are all loads since the run published last. The
        nightly run publishes so.

        Args:
            as_of: as in `publish`.
        """
        from par_metrics.publish import publish_if_new

        return self._told(publish_if_new(self._source(self.instant(as_of))))

    def _told(self, result: "PublishResult") -> "PublishResult":
        """In the workspace's language, with the own indicators and parts of the plan that the run lacks."""
        lacking = (problem.label for problem in self.own_indicators.problems)
        return replace(
            result, language=self.settings.language, notices=(*result.notices, *lacking, *self.plan_problems)
        )

    def _source(self, as_of: datetime) -> "Source":
        """What runs as of an instant are made from."""
        from par_metrics.documents.forms.kept import forms_of_year
        from par_metrics.publish import Source
        from par_metrics.publish.open_data.terms import Terms

        asked = self.settings.open_data
        return Source(
            self.root / "published",
            self.settings.timezone,
            self.settings.publish.keep_runs,
            self.settings.publish.refused_limit,
            self.settings.freshness.days,
            self.settings.freshness.hold_back,
            self.settings.unit,
            self.settings.language,
            partial(self._open, as_of),
            self.warehouse.refused_rows,
            self.warehouse.missing_rows,
            forms_of_year(self.settings.office),
            self.settings.publish.licence.stated,
            Terms(
                self.warehouse.layout.open_data, asked.years, asked.threshold, asked.title, asked.licence, asked.contact
            ),
        )

    def _published_at(self, snapshot: Snapshot) -> datetime:
        """What the latest published run knew."""
        from par_metrics.publish.manifest import latest_manifest

        stated = latest_manifest(self.root / "published")
        if stated is None:
            raise UsageError(
                Label(
                    "chưa có lần công bố nào để so; hãy cho biết thời điểm đầu, ví dụ 2026-10-01",
                    "nothing is published yet to compare with; give the first instant, such as 2026-10-01",
                ),
                "nothing_published",
            )
        if stated.get("known_at"):
            return datetime.fromisoformat(stated["known_at"])
        # The newest of its loads: a run of an older version does not name the instant.
        loads = snapshot.engine.loads().filter(pl.col("load_id").is_in(stated["loads"]))
        latest: datetime | None = loads["loaded_at"].max()  # type: ignore[assignment]
        return latest or BEGINNING

    def sql(self, query: str) -> pl.DataFrame:
        """A read-only query over the current tables: units, procedures, dossiers, payments, feedback."""
        return self.warehouse.sql(query)
