"""Whether a run can be true, seen from the runs published before it.

Four things are looked at, each with limits so wide that an ordinary night does not meet them:
the instant of the figures, records that are gone, units that stopped reporting, and shares that jump further than
the records that came explain. docs/reference/publishing.md says what each limit is and why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from par_metrics.publish.gate import Gate
from par_metrics.publish.jumps import jumps
from par_metrics.publish.silence import silent_units
from schemas import KINDS, Label

if TYPE_CHECKING:
    import polars as pl

    from par_metrics.indicators.base import Definition
    from par_metrics.publish.history import PastRun
    from par_metrics.publish.present import Present

FIRST_DAYS = 3
"""So many days with published runs must lie behind before anything but lost records is looked at."""
_UNIT_LOSS, _UNIT_LOSS_SHARE = 20, 0.1


def plausible(
    present: Present,
    figures: pl.DataFrame,
    catalogue: Mapping[str, Definition],
    past: Sequence[PastRun],
    now: datetime,
) -> Gate:
    """The instant can be the latest; nothing is gone, no unit stopped reporting, no share jumped without cause.

    Args:
        figures: the table `indicators` of the new run.
        past: the runs published before, the latest first.
        now: when the run is made, local time.
    """
    found = list(_out_of_time(present, past[0] if past else None, now))
    found += _lost(present, past[0]) if past else []
    if len({run.as_of.date() for run in past}) >= FIRST_DAYS and past[0].as_of <= present.as_of:
        found += silent_units(present, past)
        found += jumps(present.as_of, figures, catalogue, past)
    return Gate(
        "plausible",
        tuple(failure for failure, _ in found),
        Label(
            "{count} điểm bất thường so với lần công bố trước ({named}). Xem par-metrics diff và các tệp nạp đêm qua; "
            'nếu số liệu đúng thì công bố bằng par-metrics publish --accept "LÝ DO"',
            "{count} things are odd compared with the run published before ({named}). See par-metrics diff and the "
            'files of the night; if the figures are right, publish with par-metrics publish --accept "REASON"',
        ),
        tuple(label for _, label in found),
    )


def _out_of_time(present: Present, before: PastRun | None, now: datetime) -> Iterator[tuple[str, Label]]:
    """What makes an instant an odd one for the figures that all readers follow.

    The end of today, which is midnight of tomorrow, is as good as now.
    """
    as_of = present.as_of
    vi, en = f"thời điểm {as_of:%d/%m/%Y}", f"the instant {as_of:%Y-%m-%d}"
    if as_of > datetime.combine(now.date() + timedelta(days=1), time()):
        yield f"as_of: {as_of.date()}, not yet", Label(f"{vi} chưa đến", f"{en} has not come yet")
    if before is not None and as_of < before.as_of:
        yield (
            f"as_of: {before.as_of.date()} -> {as_of.date()}",
            Label(
                f"{vi} sớm hơn của lần công bố trước ({before.as_of:%d/%m/%Y})",
                f"{en} is before that of the run published last ({before.as_of:%Y-%m-%d})",
            ),
        )
    days = present.arrivals["day"].drop_nulls()
    if before is None and not days.is_empty() and (days > as_of.date()).all():
        yield f"as_of: {as_of.date()}, no record", Label(f"{vi} chưa có bản ghi nào", f"{en} is before every record")


def _lost(present: Present, before: PastRun) -> Iterator[tuple[str, Label]]:
    """Kinds that have fewer records than before, and units that lost many to others."""
    if before.records.is_empty():
        return
    now, then = (
        {(kind, unit): count for kind, unit, count, _ in records.iter_rows()}
        for records in (present.records, before.records)
    )
    for kind in KINDS:
        had, has = (sum(n for (of, _), n in counts.items() if of == kind) for counts in (then, now))
        if has < had:
            yield _fewer(kind, None, had, has)
            continue
        for (of, unit), count in then.items():
            left = now.get((of, unit), 0)
            if of == kind and unit not in present.closed and count - left >= max(_UNIT_LOSS, _UNIT_LOSS_SHARE * count):
                yield _fewer(kind, unit, count, left)


def _fewer(kind: str, unit: str | None, had: int, has: int) -> tuple[str, Label]:
    place = "" if unit is None else f" {unit}"
    label = KINDS[kind].label
    return f"{kind}{place}: {had} -> {has}", Label(
        f"{label.vi}{place}: {had} bản ghi, nay còn {has}", f"{label.en}{place}: {had} records, now {has}"
    )
