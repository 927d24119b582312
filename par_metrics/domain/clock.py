"""Instants as a workspace keeps them: naive, in its own time zone."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from par_metrics.domain.written_dates import read_written
from par_metrics.errors import UsageError
from schemas import Label


def now(timezone: str) -> datetime:
    """This instant, naive local."""
    return datetime.now(ZoneInfo(timezone)).replace(tzinfo=None)


def instant(value: datetime | date | str, timezone: str) -> datetime:
    """An instant given as text, date or datetime, as naive local time.

    A date alone is its first moment: `as_of` 2026-10-01 sees everything up to the end
    of September. An offset is converted. Text is ISO 8601, or has the day first: `1/10/2026`,
    `8h30 ngày 1/10/2026`.

    Raises:
        UsageError: the text is no date or time.
    """
    if isinstance(value, str):
        value = _read(value)
    if not isinstance(value, datetime):
        value = datetime.combine(value, time.min)
    return value.astimezone(ZoneInfo(timezone)).replace(tzinfo=None) if value.tzinfo else value


def _read(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        written = read_written(text)
    if written is None:
        raise UsageError(
            Label(
                f'"{text}" không phải thời điểm; viết như 2026-10-01, 2026-10-01T08:00 hoặc 01/10/2026',
                f'"{text}" is not an instant; write 2026-10-01, 2026-10-01T08:00 or 01/10/2026',
            ),
            "unknown_instant",
        )
    return written
