"""The part of the facade that hands figures in: the periodic report, and what changed since it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from par_metrics.domain import clock
from par_metrics.domain.period import Period
from par_metrics.domain.reporting_days import report_instant
from par_metrics.publish.manifest import latest_manifest
from par_metrics.settings.layout import Layout
from par_metrics.support.account import account
from par_metrics.warehouse.lock import writer_lock
from par_metrics.workspace.base import When, WorkspaceBase

if TYPE_CHECKING:
    from par_metrics.documents.report import Report
    from par_metrics.documents.signed import Signed
    from par_metrics.documents.since_signed import SinceSigned
    from par_metrics.figures.snapshot import Snapshot


class WorkspaceReporting(WorkspaceBase):
    """The report of a period, as the plan wants it."""

    def report(
        self,
        period: str | Period,
        unit_code: str | None = None,
        as_of: When | None = None,
        known_at: When | None = None,
        template: str | Path | None = None,
    ) -> Report:
        """The periodic report: `report.write("bao-cao.docx")`, by the layout of Nghị định 30/2020/NĐ-CP.

        Args:
            period: a quarter, half year or year, or any other period.
            unit_code: whose; None for the workspace's own unit, or all together where it has none or is a province.
            as_of: see everything as it stood then; None for the first moment of the day on which the plan wants the
                report (the 10th of the quarter's last month, 10/6, 10/12), or for now where that has not come.
            known_at: use only what had been loaded by then.
            template: a DOCX with the fields of docs/how-to/report.md; None for that of the settings, else the built-in.
        Returns:
            `.facts.figures` is the long table of its figures; see `par_metrics.documents.report.Report`.
        Raises:
            UsageError: the template has an unknown, broken or missing field; nothing is loaded, the period has not
                begun, or the unit is unknown.
        """
        from par_metrics.documents.report import make_report
        from par_metrics.documents.report.template import read_template

        own = self.settings.office.report_template
        named = template if template is not None or own is None else self.root / own
        # A wrong template is told before anything is computed.
        read = read_template(None if named is None else Path(named))
        whole = period if isinstance(period, Period) else Period.parse(period)
        instant = self._report_instant(whole, as_of, known_at)
        with self.snapshot(instant, known_at) as snapshot:
            unit = self._whose(snapshot, unit_code, whole.cut(instant))
            return make_report(snapshot, whole, unit, self.settings.office, read)

    def sign_report(
        self,
        period: str | Period,
        unit_code: str | None = None,
        as_of: When | None = None,
        known_at: When | None = None,
    ) -> tuple[Signed, int]:
        """Keep the figures of a report that was handed in, in `reported/`; earlier signings are kept beside it.

        Args:
            period, unit_code, as_of, known_at: as in `report`; those of the report handed in
                (`par_metrics.documents.report.package.stamp_of` reads them from its document).
        Returns:
            What was kept, and how many signings of the same period and unit there were before.
        Raises:
            UsageError: as in `report`; or what was kept before cannot be read.
            WorkspaceBusyError: another process writes to the workspace.
        """
        from par_metrics.documents.signed import KEPT, Signed, sign

        facts = self.report(period, unit_code, as_of, known_at).facts
        signed = Signed(
            period=facts.period.label,
            unit_code=facts.unit_code,
            as_of=facts.as_of,
            known_at=facts.known_at,
            signed_at=clock.now(self.settings.timezone).replace(microsecond=0),
            signed_by=account(),
            run_id=self._run_that_knew(facts.known_at),
            figures=facts.figures.select(*KEPT),
        )
        layout = Layout(self.root)
        with writer_lock(layout):
            return signed, sign(layout.reported, signed)

    def diff_reported(
        self,
        period: str | Period,
        unit_code: str | None = None,
        *,
        ids: Sequence[str] | str | None = None,
        known_b: When | None = None,
    ) -> SinceSigned:
        """Which figures of a report that was handed in are otherwise today, and why.

        Args:
            period, unit_code: of the report, as in `report`; its latest signing counts.
            ids: indicator ids; None for all of the report.
            known_b: compare with what had been loaded by then; None for now.
        Returns:
            `.diff` (by records, at the signed `as_of`), `.otherwise` (by definitions and settings), `.signed`.
        Raises:
            UsageError: no such report was signed, or as in `diff`.
        """
        from par_metrics.documents.report.lines import figures_of
        from par_metrics.documents.signed import latest_signed
        from par_metrics.documents.since_signed import SinceSigned, otherwise_now
        from par_metrics.questions.diff import changes_between

        whole = period if isinstance(period, Period) else Period.parse(period)
        asked_at = None if known_b is None else self._instant(known_b)
        with self._open(self.instant(None, asked_at), asked_at, is_past=True) as snapshot:
            # Where the clock was set back, the newest load is later than now.
            later = asked_at or max(clock.now(self.settings.timezone), snapshot.known_at)
            unit = self._whose(snapshot, unit_code, whole.cut(later))
            signed = latest_signed(Layout(self.root).reported, whole, unit)
            seen = snapshot.judged_at(signed.as_of)
            now = figures_of(seen.known(signed.known_at), whole, unit)
            chosen = [ids] if isinstance(ids, str) else list(ids or now["indicator"])
            diff = changes_between(seen, (signed.known_at, later), whole, unit, chosen, self.settings.language)
            return SinceSigned(signed, diff, otherwise_now(signed, now))

    def _report_instant(self, period: Period, as_of: When | None, known_at: When | None) -> datetime:
        return self.instant(as_of) if as_of is not None else report_instant(period, self.instant(None, known_at))

    def _whose(self, snapshot: Snapshot, given: str | None, until: datetime) -> str | None:
        """The unit a report is of: the one given, else the own one; a province reports all units together."""
        own = self.settings.unit
        levels = dict(snapshot.unit_levels().iter_rows())
        return self._unit(snapshot, given or (None if levels.get(own or "") == "province" else own), until)

    def _run_that_knew(self, known_at: datetime) -> str | None:
        """The latest published run, if it knew the same."""
        stated = latest_manifest(Layout(self.root).published)
        is_same = stated is not None and stated.get("known_at") == known_at.isoformat()
        return str(stated["run_id"]) if is_same and stated else None
