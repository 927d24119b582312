"""Saying where days are counted that the authorities have not announced yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas import Label

if TYPE_CHECKING:
    import polars as pl

    from par_metrics.cli.state import State
    from par_metrics.domain.calendar import WorkingCalendar


def tell_of_calendar(state: State, calendar: WorkingCalendar, table: pl.DataFrame) -> None:
    """Says how many rows of a table go by days whose calendar is not announced; nothing where none does."""
    if "is_calendar_announced" not in table.columns:
        return
    if count := table.filter(~table["is_calendar_announced"]).height:
        until = f"{calendar.announced_until:%d/%m/%Y}"
        state.say(
            Label(
                f"Lịch nghỉ mới công bố đến {until}: hạn và số ngày làm việc sau ngày đó là dự kiến ({count} dòng).",
                f"Days off are announced until {until}: deadlines and working days beyond are provisional "
                f"({count} rows).",
            )
        )
