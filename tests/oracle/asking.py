"""Asking the oracle of registers, in tests."""

from datetime import date, datetime
from typing import Any

from tests.oracle.base import Figure, Records
from tests.oracle.compute import OF_REGISTERS, compute

LATER = datetime(2026, 10, 1)


def counts(figure: Figure) -> tuple[float | None, float | None, dict[str, int]]:
    return figure.numerator, figure.denominator, figure.excluded


def day(text: str) -> date:
    return date.fromisoformat(text)


def registers(
    start: str, end: str, *, as_of: datetime = LATER, unit: str | None = None, **tables: Any
) -> dict[str, Figure]:
    period = (datetime.fromisoformat(start), datetime.fromisoformat(end))
    return compute(Records(**tables), *period, as_of, unit, OF_REGISTERS)
