"""Units open, close and merge: who is alive at the end of a period, and who took over from whom by then."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.errors import ParMetricsError
from schemas import Label

_ONE_DAY, _LEAST = timedelta(days=1), timedelta(microseconds=1)


@dataclass(frozen=True)
class Life:
    """One unit of the register; days are included."""

    unit_code: str
    level: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    successor_code: str | None = None
    name: str | None = None
    former_names: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Its name and those it bore before."""
        return tuple(name for name in (self.name or "", *(self.former_names or "").split(";")) if name.strip())

    def has_closed(self, instant: datetime) -> bool:
        """The end of its last day lies before `instant`."""
        return self.valid_to is not None and instant > datetime.combine(self.valid_to, time()) + _ONE_DAY

    def is_alive(self, instant: datetime) -> bool:
        """`instant` lies within its life."""
        opened = self.valid_from is None or datetime.combine(self.valid_from, time()) <= instant
        return opened and (self.valid_to is None or instant < datetime.combine(self.valid_to, time()) + _ONE_DAY)


def last_seen(period: Period, as_of: datetime) -> datetime:
    """The last instant of a period that can be seen: `as_of`, or the one before the period ends."""
    return as_of if as_of < period.end else period.end - _LEAST


def heirs(unit_code: str, lives: Mapping[str, Life], instant: datetime) -> Iterator[str]:
    """The units that took over by `instant` from one that had closed, one from another; the last is the one now.

    Raises:
        ParMetricsError: they took over from one another in a circle.
    """
    seen = [unit_code]
    life = lives.get(unit_code)
    while life is not None and life.successor_code is not None and life.has_closed(instant):
        successor = life.successor_code
        if successor in seen:
            raise _circle(seen)
        seen.append(successor)
        yield successor
        life = lives.get(successor)


def counts_for(unit_code: str, lives: Mapping[str, Life], instant: datetime) -> str:
    """The unit that records of `unit_code` count for at `instant`: itself, or the last that took over."""
    return [unit_code, *heirs(unit_code, lives, instant)][-1]


def heirs_frame(lives: Mapping[str, Life], periods: Sequence[Period], as_of: datetime) -> pl.DataFrame:
    """Who took over from each closed unit by the end of each period: see `Relations.heirs`."""
    rows = []
    closed = [life for life in lives.values() if life.successor_code is not None]
    for number, period in enumerate(periods):
        for life in closed:
            found = list(heirs(life.unit_code, lives, period.cut(as_of)))
            rows += [(number, life.unit_code, heir, heir == found[-1], life.valid_to) for heir in found]
    schema = {"period_id": pl.Int32, "unit_code": pl.String, "heir": pl.String, "is_last": pl.Boolean}
    schema |= {"closed_on": pl.Date}
    return pl.DataFrame(rows, schema=schema, orient="row")


def counting_frame(
    units: pl.DataFrame, lives: Mapping[str, Life], periods: Sequence[Period], as_of: datetime
) -> pl.DataFrame:
    """The rows of `units` for each period, with `period_id` and `counts_for`: as `counts_for` has it at its end."""
    numbered = pl.DataFrame({"period_id": range(len(periods))}, schema={"period_id": pl.Int32})
    last = heirs_frame(lives, periods, as_of).filter("is_last").select("period_id", "unit_code", "heir")
    return (
        numbered.join(units, how="cross", maintain_order="left_right")
        .join(last, on=["period_id", "unit_code"], how="left", maintain_order="left")
        .with_columns(counts_for=pl.coalesce("heir", "unit_code"))
        .drop("heir")
    )


def alive_frame(lives: Mapping[str, Life], periods: Sequence[Period], as_of: datetime) -> pl.DataFrame:
    """`period_id, unit_code, level`: the units alive at the end of each period."""
    rows = [
        (number, life.unit_code, life.level)
        for number, period in enumerate(periods)
        for life in lives.values()
        if life.is_alive(last_seen(period, as_of))
    ]
    schema = {"period_id": pl.Int32, "unit_code": pl.String, "level": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _circle(units: Sequence[str]) -> ParMetricsError:
    chain = " -> ".join([*units, units[0]])
    return ParMetricsError(
        Label(
            f"danh mục đơn vị: các đơn vị kế thừa nhau thành vòng ({chain}). "
            "Sửa cột successor_code trong danh mục rồi nạp lại.",
            f"units register: units succeed one another in a circle ({chain}). "
            "Correct successor_code in the register and load it again.",
        ),
        "successors_in_a_circle",
    )


def level_of(unit_code: str | None, lives: Mapping[str, Life]) -> str:
    """The level of a unit; one of which nobody says is a commune."""
    life = lives.get(unit_code or "")
    return (life and life.level) or "commune"
