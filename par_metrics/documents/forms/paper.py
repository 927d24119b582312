"""A form as it is handed in: with its period, who reports to whom, and what it has to say under its table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from par_metrics.documents.forms.form import Asked, By, Filled, Form
from par_metrics.documents.forms.notes import of_refused
from par_metrics.documents.forms.totals import on_totals
from par_metrics.domain.period import Period
from par_metrics.settings.tables import OfficeSettings
from schemas import Label

DOTS = "." * 24
"""What is left to be filled in by hand."""
_ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Paper:
    """What is printed.

    Args:
        as_of: nothing later has happened.
        refused: what is to be said of the files and rows that were refused.
        title: in the middle of the head.
        reporter, recipient: who hands it in, and to whom; None: left to be filled in.
        place: where it is signed; None as well.
    """

    form: Form
    by: By
    period: Period
    as_of: datetime
    filled: Filled
    refused: tuple[Label, ...]
    title: str
    reporter: str | None
    recipient: str | None
    place: str | None

    @property
    def kind_of_period(self) -> str:
        """`Kỳ báo cáo: Quý III/2026`."""
        return f"Kỳ báo cáo: {period_in_words(self.period)}"

    @property
    def days(self) -> str:
        """`(Từ ngày 01/07/2026 đến ngày 30/09/2026)`: the days counted, up to T."""
        last = self.period.cut(self.as_of) - timedelta(microseconds=1)
        if last < self.period.start:
            last = self.period.end - timedelta(microseconds=1)
        return f"(Từ ngày {self.period.start:%d/%m/%Y} đến ngày {last:%d/%m/%Y})"

    @property
    def seen_at(self) -> str:
        """`Số liệu tính đến 08:00 ngày 01/10/2026`."""
        return f"Số liệu tính đến {self.as_of:%H:%M} ngày {self.as_of:%d/%m/%Y}"

    def notes(self) -> Iterator[str]:
        """What stands under the table."""
        notes = (*self.filled.notes, *self.refused, *on_totals(self.form, self.filled))
        yield from (label.vi for label in notes)


def paper_of(form: Form, asked: Asked, office: OfficeSettings, filled: Filled) -> Paper:
    """A form filled in (see `make_form`), as the office hands it in."""
    snapshot = asked.snapshot
    own, names = snapshot.own_unit or asked.unit_code, snapshot.unit_names()
    return Paper(
        form,
        asked.by,
        asked.period,
        snapshot.as_of,
        filled,
        of_refused(asked, form.kinds),
        office.form_titles.get(form.id, form.title),
        office.name or names.get(own or ""),
        office.recipient,
        office.place,
    )


def period_in_words(period: Period) -> str:
    """`Quý III/2026`, `Tháng 9/2026`, `6 tháng đầu năm 2026`, `Năm 2026`; other periods by their days."""
    first, end = period.start, period.end
    whole = Period.between(first, end).label
    if period.is_year:
        return f"Năm {first.year}"
    if "-Q" in whole:
        return f"Quý {_ROMAN[(first.month - 1) // 3]}/{first.year}"
    if "-H" in whole:
        return f"6 tháng {'đầu' if first.month == 1 else 'cuối'} năm {first.year}"
    if "-W" in whole:
        return f"Tuần {first.isocalendar().week}/{first.isocalendar().year}"
    if whole == f"{first:%Y-%m}":
        return f"Tháng {first.month}/{first.year}"
    if (first.month, first.day, end.day) == (1, 1, 1) and first.year == end.year:
        return f"{end.month - 1} tháng đầu năm {first.year}"
    last = end - timedelta(days=1)
    day = f"{first:%d/%m/%Y}"
    return f"Ngày {day}" if last.date() == first.date() else f"{day} - {last:%d/%m/%Y}"
