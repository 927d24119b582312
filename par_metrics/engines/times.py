"""Periods as an engine meets them: cut into atoms for events, between marks for stocks.

An atom is a range of days that every period asked for holds entirely or not at all: months where months,
quarters and a year are asked for. An event lies in one atom, and is counted once; what periods have is added
up from their atoms.

A mark is an instant at which a period begins or ends for stocks. A record that counts from one instant to
another can only count in the periods that its two marks tell.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.domain.unit_lives import last_seen

_ONE_DAY = timedelta(days=1)
_FEWEST, _MOST_SPANS = 3, 100_000


@dataclass(frozen=True)
class Times:
    """The periods asked for, as seen at an instant; a period's id is its place.

    Args:
        periods: any, overlapping ones too.
        as_of: nothing later has happened.
    """

    periods: tuple[Period, ...]
    as_of: datetime

    @cached_property
    def atoms(self) -> tuple[tuple[datetime, datetime], ...]:
        """First instant and end of each atom, in order; days outside every period are in none."""
        edges = sorted({edge for period in self.periods for edge in (period.start, period.end)})
        opened = dict.fromkeys(edges, 0)
        for period in self.periods:
            opened[period.start] += 1
            opened[period.end] -= 1
        found, depth = [], 0
        for start, end in pairwise(edges):
            depth += opened[start]
            if depth:
                found.append((start, end))
        return tuple(found)

    @cached_property
    def atom_periods(self) -> pl.DataFrame:
        """`place` (of an atom), `period_id`: which atoms make up each period."""
        starts = [start for start, _ in self.atoms]
        rows = [
            (place, number)
            for number, period in enumerate(self.periods)
            for place in range(bisect_left(starts, period.start), bisect_left(starts, period.end))
        ]
        return pl.DataFrame(rows, schema={"place": pl.Int32, "period_id": pl.Int32}, orient="row")

    @cached_property
    def mark_range(self) -> tuple[date, date] | None:
        """The first and last day that tell marks apart; None where too few or too many periods make spans worth it.

        Few periods are met by each record as fast; the spans of very many are more than the records.
        """
        if len(self.periods) < _FEWEST or self._spans_count > _MOST_SPANS:
            return None
        first, last = self._begin_marks[0], self._end_marks[-1]
        return min(first, self._end_marks[0]).date() - _ONE_DAY, max(last, self._begin_marks[-1]).date() + _ONE_DAY

    def relations(self) -> Mapping[str, pl.DataFrame]:
        """What compiled queries read beside records and registers, by name.

        Returns:
            `periods` (`period_id, period_start, period_end, t, seen_at`), `period_days` (`day, period_id`),
            `atom_days` (`day, atom`); and where there is a `mark_range`, `mark_days` (`day, from_mark, until_mark`)
            and `spans` (the two marks and the columns of `periods`).
        """
        frames = {"periods": self._periods, "period_days": self._period_days, "atom_days": self._atom_days}
        if self.mark_range is not None:
            frames |= {"mark_days": self._mark_days(*self.mark_range), "spans": self._spans}
        return frames

    @cached_property
    def _periods(self) -> pl.DataFrame:
        instant = pl.Datetime("us")
        return pl.DataFrame(
            [(n, p.start, p.end, p.cut(self.as_of), last_seen(p, self.as_of)) for n, p in enumerate(self.periods)],
            schema={
                "period_id": pl.Int32,
                "period_start": instant,
                "period_end": instant,
                "t": instant,
                "seen_at": instant,
            },
            orient="row",
        )

    @property
    def _period_days(self) -> pl.DataFrame:
        return _days("period_id", [(period.start, period.end) for period in self.periods])

    @property
    def _atom_days(self) -> pl.DataFrame:
        return _days("atom", self.atoms)

    # A record can count in a period if it begins before T, and does not end before the period's start, or T if earlier.
    @cached_property
    def _begin_marks(self) -> list[datetime]:
        return sorted({period.cut(self.as_of) for period in self.periods})

    @cached_property
    def _end_marks(self) -> list[datetime]:
        return sorted({self._until(period) for period in self.periods})

    def _until(self, period: Period) -> datetime:
        return min(period.start, period.cut(self.as_of))

    @property
    def _spans_count(self) -> int:
        return len(self._begin_marks) * len(self._end_marks) * len(self.periods) // 4

    def _mark_days(self, first: date, last: date) -> pl.DataFrame:
        """The marks of a day: how many begin marks are over when it starts, how many end marks when it is over."""
        days = pl.select(day=pl.date_range(first, last, "1d"))
        at = pl.col("day").cast(pl.Datetime("us"))
        return days.with_columns(
            from_mark=pl.lit(pl.Series(self._begin_marks)).search_sorted(at, side="right").cast(pl.Int32),
            until_mark=pl.lit(pl.Series(self._end_marks)).search_sorted(at + _ONE_DAY, side="left").cast(pl.Int32),
        )

    @property
    def _spans(self) -> pl.DataFrame:
        """Every pair of marks with the periods between them: begun by the mark of T, not ended by that of the start."""
        begins, ends = ({mark: n for n, mark in enumerate(of)} for of in (self._begin_marks, self._end_marks))
        places = pl.DataFrame(
            [(n, begins[p.cut(self.as_of)], ends[self._until(p)]) for n, p in enumerate(self.periods)],
            schema={"period_id": pl.Int32, "begin": pl.Int32, "end": pl.Int32},
            orient="row",
        )
        froms = pl.select(from_mark=pl.int_range(0, len(begins), dtype=pl.Int32))
        untils = pl.select(until_mark=pl.int_range(1, len(ends) + 1, dtype=pl.Int32))
        return (
            places.join(froms, how="cross")
            .filter(pl.col("from_mark") <= pl.col("begin"))
            .join(untils, how="cross")
            .filter(pl.col("until_mark") > pl.col("end"))
            .join(self._periods, on="period_id")
            .drop("begin", "end", "seen_at")
        )


def _days(name: str, ranges: Sequence[tuple[datetime, datetime]]) -> pl.DataFrame:
    """`day` and the place of each range that holds it, as `name`."""
    rows = pl.DataFrame(
        [(number, start.date(), (end - _ONE_DAY).date()) for number, (start, end) in enumerate(ranges)],
        schema={name: pl.Int32, "first": pl.Date, "last": pl.Date},
        orient="row",
    )
    return rows.select(pl.date_ranges("first", "last", "1d").alias("day"), name).explode("day")
