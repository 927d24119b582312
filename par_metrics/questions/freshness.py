"""How old what each feed brought last is: the exports of a kind of records, by the source they are of.

A feed that died looks like a quiet week: every figure stays as it was. Its exports tell, not its records: a full list
without a new record is as fresh as one with many.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from par_metrics.display.words import words
from par_metrics.domain.calendar import FIRST_DAY, LAST_DAY
from schemas import KINDS, Label

if TYPE_CHECKING:
    from par_metrics.figures.snapshot import Snapshot

FRESHNESS_SCHEMA: Mapping[str, pl.DataType] = {
    "kind": pl.String(),
    "source": pl.String(),
    "newest_export": pl.Datetime("us"),
    "exported_at_from": pl.String(),
    "newest_record": pl.Datetime("us"),
    "age_working_days": pl.Int32(),
    "limit_working_days": pl.Int32(),
    "limit_from": pl.String(),
    "is_old": pl.Boolean(),
    "as_of": pl.Datetime("us"),
}
_EVERY_FEED = ("kind", "source")
_FEWEST_GAPS, _MOST_GAPS = 5, 20
_USUAL = 0.9
"""So many of its gaps a feed keeps; the rest are lapses that it made up for."""
_MARGIN = 2


def freshness(snapshot: Snapshot, limits: Mapping[str, int]) -> pl.DataFrame:
    """The feeds that brought anything, and those that the settings expect.

    Args:
        limits: kind, or `kind.source`, -> working days; `[freshness]` of the settings.
    Returns:
        One row a kind with events and source (null of kinds without sources), `FRESHNESS_SCHEMA`:
        `newest_export`: when the newest export was made, of those made by `as_of` and loaded by `known_at`; null where
        there is none. Neither refused files nor withdrawn loads are exports, nor files of which no row was taken.
        `exported_at_from`: `export` where the export or somebody says when it was made, `file_time` where only the
        file's own time tells: a copy looks newer than it is.
        `newest_record`: the last entry of a record known.
        `age_working_days`: whole working days gone by between the day of that export and the day of `as_of`: of a
        Friday's export 0 all weekend and on Monday, 1 on Tuesday.
        `limit_working_days`, `limit_from`: how old it may be, `set` by the settings or `learned`: twice the gap that
        nine in ten of its last 20 did not exceed; null of fewer than 5 gaps, where nothing is known of its rhythm.
        `is_old`: its age is above the limit, or it is expected and never came; null where there is no limit. Of a
        past `as_of` nothing is old that an export made later is known of: that one tells of the time before it too.
    """
    newest = snapshot.engine.newest_records(snapshot.as_of)
    table = _feeds(snapshot, limits).drop("newest_record")
    joined = table.join(newest, on=_EVERY_FEED, how="left", nulls_equal=True, maintain_order="left")
    return joined.select(pl.col(name).cast(dtype) for name, dtype in FRESHNESS_SCHEMA.items())


def old_feeds(snapshot: Snapshot, limits: Mapping[str, int]) -> list[Label]:
    """What is to be said of the feeds that are old, a line each; nothing of those without a limit."""
    return told(_feeds(snapshot, limits))


def told(table: pl.DataFrame) -> list[Label]:
    """A line for each feed of a table of freshness that is old."""
    return [
        _told(kind, source, newest, age, limit)
        for kind, source, newest, age, limit in table.filter("is_old")
        .select("kind", "source", "newest_export", "age_working_days", "limit_working_days")
        .iter_rows()
    ]


def late_first(table: pl.DataFrame) -> pl.DataFrame:
    """A table of freshness with its `state`, those that are old or never came first."""
    return table.with_columns(state=state()).sort("is_old", descending=True, nulls_last=True, maintain_order=True)


def state() -> pl.Expr:
    """Of a row of freshness: `old`, `never` (it is expected, and never came), `fresh`, `no_limit`."""
    never = pl.when(pl.col("newest_export").is_null()).then(pl.lit("never")).otherwise(pl.lit("old"))
    known = pl.when("is_old").then(never).otherwise(pl.lit("fresh"))
    return pl.when(pl.col("is_old").is_null()).then(pl.lit("no_limit")).otherwise(known)


def feed_name(kind: str, source: str | None) -> Label:
    """`Hồ sơ TTHC (sổ giấy)`."""
    label = KINDS[kind].label
    if source is None:
        return label
    return Label(f"{label.vi} ({words(source, 'vi')})", f"{label.en} ({words(source, 'en')})")


def feed_id(kind: str, source: str | None) -> str:
    """As the settings name a feed: `payments`, `dossiers.national_portal`."""
    return kind if source is None else f"{kind}.{source}"


def _feeds(snapshot: Snapshot, limits: Mapping[str, int]) -> pl.DataFrame:
    """`freshness`, without the newest records, for which all records are looked at."""
    found = snapshot.engine.exports().filter(pl.col("kind").is_in([name for name, kind in KINDS.items() if kind.feeds]))
    # Kind and source -> when its exports were made, in their order, and what says so.
    exports: dict[tuple[str, str | None], list[tuple[datetime, str]]] = {feed: [] for feed in _expected(limits)}
    for kind, source, exported_at, said_by in found.sort("exported_at", "exported_at_from").iter_rows():
        exports.setdefault((kind, source), []).append((exported_at, said_by))
    index = dict(snapshot.calendar.table().select("day", "working_index").iter_rows())
    # A kind that is expected of whatever source has no row of its own once it came of some.
    some = {kind for (kind, source), came in exports.items() if source is not None and came}
    places = {kind: place for place, kind in enumerate(KINDS)}
    rows = [
        _row(feed, exports[feed], limits, index, snapshot.as_of)
        for feed in sorted(exports, key=lambda feed: (places[feed[0]], feed[1] or ""))
        if feed[1] is not None or feed[0] not in some
    ]
    by_then = [row for row in rows if row["newest_export"] is not None or row["limit_from"] == "set"]
    return pl.DataFrame(by_then, schema=FRESHNESS_SCHEMA)


def _expected(limits: Mapping[str, int]) -> list[tuple[str, str | None]]:
    named = (name.partition(".") for name in limits)
    return [(kind, source or None) for kind, _, source in named]


def _row(
    feed: tuple[str, str | None],
    exports: Sequence[tuple[datetime, str]],
    limits: Mapping[str, int],
    index: Mapping[date, int],
    as_of: datetime,
) -> dict[str, object]:
    kind, source = feed
    by_then = [export for export in exports if export[0] <= as_of]
    newest, said_by = by_then[-1] if by_then else (None, None)
    age = None if newest is None else _whole_days(index, newest.date(), as_of.date())
    limit, limit_from = limits.get(feed_id(kind, source), limits.get(kind)), "set"
    if limit is None:
        limit, limit_from = _learned(index, [exported_at.date() for exported_at, _ in by_then]), "learned"
    is_late = None if limit is None else age is None or age > limit
    return {
        "kind": kind,
        "source": source,
        "newest_export": newest,
        "exported_at_from": said_by or None,
        "newest_record": None,
        "age_working_days": age,
        "limit_working_days": limit,
        "limit_from": None if limit is None else limit_from,
        "is_old": is_late and len(by_then) == len(exports),
        "as_of": as_of,
    }


def _whole_days(index: Mapping[date, int], since: date, until: date) -> int:
    """Working days after a day and before another: those on which an export could have come, and did not."""
    first, last = (min(max(day, FIRST_DAY), LAST_DAY) for day in (since, until - timedelta(days=1)))
    return max(0, index[last] - index[first])


def _learned(index: Mapping[date, int], days: Sequence[date]) -> int | None:
    """How old a feed may be by its own rhythm; None where it came too seldom to have one.

    Args:
        days: of its exports, in order.
    """
    came = list(dict.fromkeys(max(day, FIRST_DAY) for day in days))[-_MOST_GAPS - 1 :]
    gaps = sorted(index[later] - index[earlier] for earlier, later in pairwise(came))
    if len(gaps) < _FEWEST_GAPS:
        return None
    return max(1, _MARGIN * gaps[math.ceil(_USUAL * len(gaps)) - 1])


def _told(kind: str, source: str | None, newest: datetime | None, age: int | None, limit: int) -> Label:
    name = feed_name(kind, source)
    if newest is None:
        return Label(f"{name.vi}: chưa nạp bản xuất nào", f"{name.en}: no export was ever loaded")
    return Label(
        f"{name.vi}: bản xuất mới nhất ngày {newest:%d/%m/%Y}, đã {age} ngày làm việc (mức cho phép {limit})",
        f"{name.en}: the newest export is of {newest:%Y-%m-%d}, {age} working days ago (at most {limit})",
    )
