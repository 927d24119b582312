"""The report of a period: its facts in a template, written aside and then put in place."""

from dataclasses import dataclass
from pathlib import Path

from par_metrics.documents.own_work import edited_error
from par_metrics.documents.report.facts import Facts, gather
from par_metrics.documents.report.filling import fill
from par_metrics.documents.report.package import Stamp, is_edited, packed
from par_metrics.documents.report.template import Template
from par_metrics.domain.period import Period
from par_metrics.domain.reporting_days import period_in_words, until_in_words
from par_metrics.errors import UsageError
from par_metrics.figures.snapshot import Snapshot
from par_metrics.settings.tables import OfficeSettings
from par_metrics.support.atomic import replace_whole
from schemas import Label


@dataclass(frozen=True)
class Report:
    """A report that can be written.

    Args:
        facts: what it says; `facts.figures` is the long table of its figures.
        template: what they are put into.
    """

    facts: Facts
    template: Template

    def __repr__(self) -> str:
        whose = self.facts.unit_code or "all units"
        return f"Report({self.facts.period.label}, {whose}, as of {self.facts.as_of:%Y-%m-%d %H:%M})"

    @property
    def stamp(self) -> Stamp:
        """What its document says it is of."""
        return Stamp(self.facts.period.label, self.facts.unit_code, self.facts.as_of, self.facts.known_at)

    @property
    def about(self) -> Label:
        """What it is of, for whoever made it."""
        facts = self.facts
        until, whose = until_in_words(facts.as_of), facts.unit_code
        vi, en = (", số tạm tính", ", provisional") if facts.is_provisional else ("", "")
        return Label(
            f"Báo cáo {period_in_words(facts.period)}, {whose or 'mọi đơn vị'}, tính đến {until}{vi}.",
            f"Report of {facts.period.label}, {whose or 'all units'}, as of {facts.as_of:%Y-%m-%d %H:%M}{en}.",
        )

    def docx(self) -> bytes:
        """The document; the same figures give the same bytes."""
        document = self.template.opened()
        fill(document, self.facts)
        document.core_properties.title = f"Báo cáo {period_in_words(self.facts.period)}"
        self.stamp.put_on(document)
        return packed(document)

    def write(self, path: str | Path) -> Path:
        """Write the document; a report of ours that nobody has edited is replaced.

        Raises:
            UsageError: the name does not end in `.docx`, or a file is there that was edited or is none of ours.
            OSError: the folder is not there or may not be written to.
        """
        target = Path(path)
        if target.suffix.lower() != ".docx":
            raise _not_docx(target)
        if target.exists() and is_edited(target):
            raise edited_error(target)
        replace_whole(target, self.docx())
        return target


def make_report(
    snapshot: Snapshot, period: Period, unit_code: str | None, office: OfficeSettings, template: Template
) -> Report:
    """The report of a period, of one unit or of all together; see `gather` for what it refuses."""
    return Report(gather(snapshot, period, unit_code, office), template)


def _not_docx(path: Path) -> UsageError:
    return UsageError(
        Label(f"báo cáo là tệp Word: đặt tên {path}.docx", f"a report is a Word file: name it {path}.docx"), "not_docx"
    )
