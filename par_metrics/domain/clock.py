"""Instants as a workspace keeps them: naive, in its own time zone."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from par_metrics.errors import UsageError
from schemas import Label


def now(timezone: str) -> datetime:
    """This instant, naive local."""
    return datetime.now(ZoneInfo(timezone)).replace(tzinfo=None)


def instant(value: datetime | date | str, timezone: str) -> datetime:
    """An instant given as text, date or datetime, as naive local time.

    A date alone is its first moment: `as_of` 2026-10-01 sees everything up to the end
    of September. An offset is converted.

    Raises:
        UsageError: the text is no ISO 8601 date or time.
    """
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError as error:
            raise UsageError(
                Label(
                    f'"{value}" không phải thời điểm; viết như 2026-10-01 hoặc 2026-10-01T08:00',
                    f'"{value}" is not an instant; write 2026-10-01 or 2026-10-01T08:00',
                ),
                "unknown_instant",
            ) from error
    if not isinstance(value, datetime):
        value = datetime.combine(value, time.min)
    return value.astimezone(ZoneInfo(timezone)).replace(tzinfo=None) if value.tzinfo else value
