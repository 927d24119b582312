"""The facade's loading: what puts records into a workspace, and what takes them back."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from par_metrics.domain.period import AnyPeriod, Period
from par_metrics.loading.report import LoadReport
from par_metrics.workspace.base import When, WorkspaceBase

if TYPE_CHECKING:
    from par_metrics.loading.job import Asked
    from par_metrics.loading.progress import Told
    from par_metrics.loading.withdrawal import Withdrawal


class WorkspaceLoading(WorkspaceBase):
    """A workspace that takes exports."""

    def ingest(
        self,
        path: str | Path,
        kind: str | None = None,
        profile: str | Path | None = None,
        exported_at: When | None = None,
        full_list: bool | AnyPeriod | None = None,
        hidden_sheets: Literal["skip", "read"] | None = None,
        told: "Told | None" = None,
    ) -> LoadReport:
        """Load one export.

        Args:
            path: the file; it stays where it is, a copy goes to the archive.
            kind: the record kind, where the file alone leaves it open.
            profile: name of a built-in profile, or path of your own.
            exported_at: when the export was made, where the file does not say.
            full_list: whether it is everything of its kind, source and units; or the entry dates of which it is
                (a period such as `2026-01-01/2026-03-31`), where its title does not say. Records of these dates that
                earlier full lists had and this one lacks are absent from then on. None: as the profile says.
            hidden_sheets: "read" to read the hidden sheets of a workbook too, which are else left out and named in
                the report; None as the profile says.
            told: is told how far the file is, as `par_metrics.loading.progress.Progress`.
        Returns:
            What became of every row. A file refused as a whole is reported, not raised.
        """
        from par_metrics.loading.loader import load_export

        asked = self._asked(path, kind, profile, exported_at, full_list, hidden_sheets)
        return replace(load_export(self.root, self.settings, asked, told), language=self.settings.language)

    def ingest_many(
        self,
        paths: Sequence[str | Path],
        kind: str | None = None,
        profile: str | Path | None = None,
        exported_at: When | None = None,
        full_list: bool | AnyPeriod | None = None,
        hidden_sheets: Literal["skip", "read"] | None = None,
        told: "Callable[[Path], Told] | None" = None,
    ) -> Iterator[LoadReport]:
        """Load several exports, in their order; what comes out is the same as of `ingest` for one after another.

        They are read by several processes where there is enough to read (`[ingest] workers` of the settings), and
        committed by this one.

        Args:
            told: gives for each path what is told how far it is.
        Returns:
            The report of each, as soon as it is loaded. Nothing more is loaded once nobody asks for the next.
        """
        from par_metrics.loading.loader import Loader

        asked = [self._asked(path, kind, profile, exported_at, full_list, hidden_sheets) for path in paths]
        with Loader(self.root, self.settings) as loader:
            loader.expect(one.path for one in asked)

            def load(place: int) -> LoadReport:
                one = asked[place]
                report = loader.load(place, one, None if told is None else told(one.path))
                return replace(report, language=self.settings.language)

            yield from loader.in_order(load, len(asked))

    def _asked(
        self,
        path: str | Path,
        kind: str | None,
        profile: str | Path | None,
        exported_at: When | None,
        full_list: bool | AnyPeriod | None,
        hidden_sheets: Literal["skip", "read"] | None,
    ) -> "Asked":
        from par_metrics.loading.job import Asked

        when = None if exported_at is None else self._instant(exported_at)
        of_list = full_list if isinstance(full_list, bool | None) else self._days(full_list)
        return Asked(Path(path), kind, profile, when, of_list, hidden_sheets)

    @staticmethod
    def _days(period: AnyPeriod) -> tuple[date, date]:
        """The first and last day of a period."""
        whole = Period.of(period)
        return whole.start.date(), (whole.end - timedelta(days=1)).date()

    def withdraw(self, load_id: str, reason: str) -> "Withdrawal":
        """Take a load back: from now on figures are as if it had never been made.

        What was known before stays as it was (`known_at`). The file, its rows and its history are kept, and the
        same file is not loaded again unless the load is restored. A file that was refused as a whole may be taken
        back too, as one that was never an export: it counts as refused no more.

        Args:
            load_id: as `loads` names it.
            reason: why, in words for whoever reads the list of loads.
        Raises:
            UsageError: there is no such load, it is withdrawn already, or no reason is given.
        """
        from par_metrics.loading.withdrawal import take_back

        return take_back(self.root, self.settings, load_id, "withdraw", reason)

    def restore(self, load_id: str, reason: str | None = None) -> "Withdrawal":
        """Take a withdrawal back: from now on figures are as if the load had not been withdrawn.

        Raises:
            UsageError: there is no such load, or it is not withdrawn.
        """
        from par_metrics.loading.withdrawal import take_back

        return take_back(self.root, self.settings, load_id, "restore", reason)
