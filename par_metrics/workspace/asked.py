"""What is asked without names: a period, indicators and a unit tell themselves apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from par_metrics.domain.period import AnyPeriod, Period
from par_metrics.errors import UsageError
from par_metrics.indicators.base import Definition
from par_metrics.indicators.catalogue import Catalogue
from schemas import Label


@dataclass(frozen=True)
class Asked:
    """Of which period, unit and indicators; None where it was left open."""

    period: AnyPeriod | None = None
    unit_code: str | None = None
    ids: Sequence[str | Definition] | None = None


def asked_of_pace(
    asked: Sequence[str | Definition | Period | Sequence[str | Definition] | None],
    period: AnyPeriod | None,
    unit_code: str | None,
    ids: Sequence[str | Definition] | str | Definition | None,
    catalogue: Catalogue,
) -> Asked:
    """Puts each of `asked` in its place beside what was named.

    A list, the name of an indicator, and a text in the first place that is no period are
    ids; what is a period is the period; any other text is the unit.

    Raises:
        UsageError: one is asked for twice.
    """
    told = Asked(period, unit_code, [ids] if isinstance(ids, str | Definition) else ids)
    for place, given in enumerate(asked):
        if given is None:
            continue
        name, value = _meant(given, catalogue, is_first=place == 0)
        if getattr(told, name) is not None:
            raise UsageError(
                Label(
                    f"nêu hai lần {_NAMES[name].vi}: {getattr(told, name)} và {value}; bỏ bớt một",
                    f"given twice: {_NAMES[name].en}, {getattr(told, name)} and {value}; leave out one",
                ),
                "asked_twice",
            )
        told = replace(told, **{name: value})
    return told


_NAMES = {
    "period": Label("kỳ", "the period"),
    "unit_code": Label("đơn vị", "the unit"),
    "ids": Label("mã chỉ số", "the indicators"),
}


def _meant(
    given: str | Definition | Period | Sequence[str | Definition], catalogue: Catalogue, *, is_first: bool
) -> tuple[str, Any]:
    if isinstance(given, Period):
        return "period", given
    if isinstance(given, Definition):
        return "ids", [given]
    if not isinstance(given, str):
        return ("period", given) if isinstance(given, tuple) and all(map(_is_day, given)) else ("ids", list(given))
    # Indicators begin with a letter: a figure in the first place begins a period, if a wrong one.
    if _is_period(given) or (is_first and given.strip()[:1].isdigit()):
        return "period", given
    return ("ids", [given]) if is_first or given in catalogue else ("unit_code", given)


def _is_day(given: object) -> bool:
    """Whether it is a day of a pair of days; ids begin with a letter."""
    return isinstance(given, date) or (isinstance(given, str) and given.strip()[:1].isdigit())


def _is_period(text: str) -> bool:
    try:
        Period.parse(text)
    except UsageError:
        return False
    return True
