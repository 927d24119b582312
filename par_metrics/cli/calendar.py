"""Saying where days are counted that the authorities have not announced yet."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from par_metrics.domain.period import Period
from schemas import Label

if TYPE_CHECKING:
    from collections.abc import Iterable

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


def tell_of_period(state: State, calendar: WorkingCalendar, periods: Iterable[str]) -> None:
    """Says where a period asked for ends beyond the announced calendar."""
    for period in periods:
        if not calendar.is_announced((Period.parse(period).end - timedelta(days=1)).date()):
            until = f"{calendar.announced_until:%d/%m/%Y}"
            state.say(
                Label(
                    f"Lịch nghỉ mới công bố đến {until}: số ngày làm việc còn lại của kỳ {period} là dự kiến.",
                    f"Days off are announced until {until}: the working days left of {period} are provisional.",
                )
            )
