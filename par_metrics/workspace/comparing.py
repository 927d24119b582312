"""The part of the facade that sets one thing beside another: rules, sources, forms."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from par_metrics.display.frames import Table
from par_metrics.domain.period import AnyPeriod
from par_metrics.errors import Notice
from par_metrics.workspace.base import When, WorkspaceBase, tell

if TYPE_CHECKING:
    from par_metrics.documents.forms import Asked, Filled
    from par_metrics.figures.snapshot import Snapshot
    from par_metrics.questions.disagreement import Disagreement
    from par_metrics.reconciliation.forms import FormCheck
    from par_metrics.reconciliation.sources import Reconciliation


class WorkspaceComparing(WorkspaceBase):
    """Where figures, sources and forms differ, down to the records."""

    def disagreement(
        self,
        period: AnyPeriod | None = None,
        unit_code: str | None = None,
        as_of: When | None = None,
        known_at: When | None = None,
    ) -> Disagreement:
        """The same unit and period under every rule of "on time", and the dossiers that explain each difference.

        Returns:
            `.figures` (one row a rule), `.pairs`, `.reasons` and `.dossiers`; `.between(a, b)`
            for two rules alone. See `par_metrics.questions.disagreement.Disagreement`.
        Raises:
            UsageError: the unit or the period is unknown.
        """
        from par_metrics.questions.disagreement import disagreement

        instant = self.instant(as_of, known_at)
        with self.snapshot(instant, known_at) as snapshot:
            whole = self.period_of(period, instant)
            unit = self._unit(snapshot, unit_code, whole.cut(instant))
            self._tell_refused(snapshot, unit, whole.cut(instant), ("dossiers",))
            return disagreement(snapshot, whole, unit, self.settings.language)

    def reconcile(
        self,
        kind: str,
        left: str | Path,
        right: str | Path,
        period: AnyPeriod | None = None,
        unit_code: str | None = None,
        as_of: When | None = None,
        known_at: When | None = None,
    ) -> Reconciliation:
        """Two sides of one kind of record: what is on one only, and what the matched ones disagree on.

        Args:
            kind: kind of the records, such as `dossiers`.
            left, right: a source in the warehouse (`one_stop`, `national_portal`, `paper_register`;
                `warehouse` for kinds without sources), the id of a load, or the path of an export,
                which is read but not loaded.
            period, unit_code: only records received in this period, of this unit, on either side.
            as_of: both sides as they stood then; None for as they are, or as of `known_at`.
            known_at: sources of the warehouse as they were known then.
        Returns:
            `.summary` (counts that add up), `.only_left`, `.only_right`, `.differences`, `.by_reason`,
            `.ambiguous`, `.matched`; `.write_xlsx(path)`. See `par_metrics.reconciliation.sources.Reconciliation`.
        Raises:
            UsageError: the kind, a side, the unit or the period is unknown.
            RefusedFileError: a file as a whole is refused.
        """
        from par_metrics.reconciliation.sources import Scope, Shelf, reconcile

        instant = self.instant(as_of, known_at)
        asked = None if period is None else self.period_of(period, instant)
        stood = None if as_of is None and known_at is None else instant
        with self.snapshot(instant, known_at) as snapshot:
            scope = Scope(self._unit(snapshot, unit_code, instant), asked)
            return reconcile(Shelf(snapshot, self.warehouse, self.settings), kind, left, right, scope, stood)

    def form(
        self,
        form: str = "II.06a",
        period: AnyPeriod | None = None,
        unit_code: str | None = None,
        as_of: When | None = None,
        known_at: When | None = None,
        by: Literal["unit_code", "field"] = "unit_code",
    ) -> Table:
        """An official form from our records; what it has no cell for, and what is not known, is said in a `Notice`.

        Args:
            form: a key of `par_metrics.documents.forms.FORMS`: `II.06a`, `766-tien-do`, `766-thanh-toan`,
                `766-so-hoa`; the lists `qua-han` (late dossiers) and `xin-loi` (apologies still to be sent).
            by: what a row is; by field only `II.06a`. Lists have a row a dossier.
        Returns:
            Of `II.06a` `unit_code, unit_name` or `field`, a column a cell (`received_total`, ..., `overdue`), and
            `other`: received, but neither resolved nor in progress. The total row is not among the rows; null is what
            the exports do not say. What each column counts stands in the modules of `par_metrics.documents.forms`.
        Raises:
            UsageError: the form, the period, the unit or the grouping is unknown, or the period has not begun.
        """
        with self.snapshot(as_of, known_at) as snapshot:
            _, filled = self._filled(snapshot, form, period, unit_code, by)
        return self._shown(filled.frame)

    def write_form(
        self,
        path: str | Path,
        form: str = "II.06a",
        period: AnyPeriod | None = None,
        unit_code: str | None = None,
        as_of: When | None = None,
        known_at: When | None = None,
        by: Literal["unit_code", "field"] = "unit_code",
    ) -> None:
        """A form as a workbook in the layout of its paper; totals are formulas, and notes stand under the table.

        The arguments are those of `form`; who reports to whom is in the settings, section `[office]`.

        Args:
            path: the XLSX; an earlier file stays where writing fails, or where somebody has edited it.
        Raises:
            UsageError: as in `form`; or a file is there that was edited or is none of ours.
            OSError: the file cannot be written.
        """
        from par_metrics.documents.forms import find_form
        from par_metrics.documents.forms.paper import paper_of
        from par_metrics.documents.forms.sheet import write_form

        with self.snapshot(as_of, known_at) as snapshot:
            asked, filled = self._filled(snapshot, form, period, unit_code, by)
            paper = paper_of(find_form(form), asked, self.settings.office, filled)
        write_form(paper, Path(path))

    def _filled(
        self,
        snapshot: Snapshot,
        form: str,
        period: AnyPeriod | None,
        unit_code: str | None,
        by: Literal["unit_code", "field"],
    ) -> tuple[Asked, Filled]:
        """What was asked, and the form filled in; its notes are told once it stands, beside the rows refused."""
        from par_metrics.documents.forms import Asked, find_form, make_form
        from par_metrics.documents.forms.notes import of_refused_files

        asked_for, whole = find_form(form), self._period(period, snapshot.as_of)
        until = whole.cut(snapshot.as_of)
        asked = Asked(snapshot, whole, snapshot.unit_of(unit_code, until), by)
        filled = make_form(asked_for, asked)
        self._unit(snapshot, unit_code, until)
        self._tell_refused(snapshot, asked.unit_code, until, asked_for.kinds)
        for note in (*filled.notes, *of_refused_files(asked, asked_for.kinds)):
            tell(Notice(note.vi, note.en))
        return asked, filled

    def check_form(
        self,
        given: str | Path | Mapping[str, Mapping[str, int]],
        period: AnyPeriod | None = None,
        unit_code: str | None = None,
        as_of: When | None = None,
        known_at: When | None = None,
        form: str = "II.06a",
    ) -> FormCheck:
        """An aggregate form somebody filled in, against itself and against our records.

        Args:
            given: path of an XLSX or CSV, or row name -> cell -> number.
        Returns:
            `.failing` (identities that do not hold), `.differing` (cells that are not ours), `.explanations`
            and `.candidates` (what could explain them), `.dossiers(cell, row)`.
            See `par_metrics.reconciliation.forms.FormCheck`.
        Raises:
            RefusedFileError: the file is no such form, or a cell is no number.
            UsageError: the form, the period or the unit is unknown.
        """
        from par_metrics.reconciliation.forms import check_form

        instant = self.instant(as_of, known_at)
        with self.snapshot(instant, known_at) as snapshot:
            whole = self.period_of(period, instant)
            unit = self._unit(snapshot, unit_code, whole.cut(instant))
            self._tell_refused(snapshot, unit, whole.cut(instant), ("dossiers",))
            return check_form(snapshot, given, form, whole, unit, self.settings.language)
