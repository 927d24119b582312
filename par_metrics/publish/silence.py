"""Units that used to report and stopped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from schemas import KINDS, Label

if TYPE_CHECKING:
    from par_metrics.publish.history import PastRun
    from par_metrics.publish.present import Present

_WEEKS = 8
_FEWEST_DAYS = 5
_EXPECTED = 10.0
"""Records that were to be expected in the time of silence: chance alone gives none once in 22,000 times."""


def silent_units(present: Present, past: Sequence[PastRun]) -> Iterator[tuple[str, Label]]:
    """Units of a kind with records in each of eight weeks, and then none for longer than ever before.

    Silence is counted in working days up to the newest record of the kind in any unit, so that nights
    without exports are no silence. One that was as long when the last run was published is known by then.
    """
    entered = present.arrivals.filter(
        pl.col("unit_code").is_not_null(),
        pl.col("day") <= present.as_of.date(),
        ~pl.col("unit_code").is_in(list(present.closed)),
    )
    lags = [_lags(run.records, present.working_index) for run in past]
    for (kind,), of_kind in entered.group_by("kind", maintain_order=True):
        newest: date = of_kind["day"].max()  # type: ignore[assignment]
        for (unit,), days in of_kind.group_by("unit_code", maintain_order=True):
            last: date = days["day"].max()  # type: ignore[assignment]
            before = [lag for of_run in lags if (lag := of_run.get((kind, unit))) is not None]
            if not before or before[0][0] != last:
                continue  # new, or something came since: not silent
            silence = present.working_index[newest] - present.working_index[last]
            rate = _rate(days, last, present.working_index)
            if _is_long(silence, rate) and not _is_long(before[0][1], rate) and silence > max(lag for _, lag in before):
                yield (
                    f"{kind} {unit}: {last}",
                    Label(
                        f"{KINDS[kind].label.vi} {unit}: không có bản ghi nào từ sau {last:%d/%m/%Y}",
                        f"{KINDS[kind].label.en} {unit}: no record after {last}",
                    ),
                )


def _is_long(silence: int, rate: float) -> bool:
    return silence >= _FEWEST_DAYS and silence * rate >= _EXPECTED


def _rate(days: pl.DataFrame, last: date, working_index: Mapping[date, int]) -> float:
    """Records a working day in the weeks up to the last record; 0 where one of them has none.

    A week of holidays need have none.
    """
    in_week = dict.fromkeys(range(_WEEKS), 0)
    for day, records in days.select("day", "records").iter_rows():
        week = (last - day).days // 7
        if week in in_week:
            in_week[week] += records
    for week, records in in_week.items():
        end = last - timedelta(days=7 * week)
        if not records and working_index[end] > working_index[end - timedelta(days=7)]:
            return 0.0
    worked = working_index[last] - working_index[last - timedelta(days=7 * _WEEKS)]
    return sum(in_week.values()) / max(worked, 1)


def _lags(records: pl.DataFrame, working_index: Mapping[date, int]) -> dict[tuple[str, str], tuple[date, int]]:
    """(kind, unit) -> its last day at a run, and the working days from it to the newest of the kind."""
    entered = records.drop_nulls(["unit_code", "last"]).with_columns(newest=pl.col("last").max().over("kind"))
    return {
        (kind, unit): (last, working_index[newest] - working_index[last])
        for kind, unit, last, newest in entered.select("kind", "unit_code", "last", "newest").iter_rows()
    }
