"""Shares that jump further than the records that came explain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import polars as pl

from par_metrics.display.numbers import percent
from par_metrics.indicators.base import Indicator
from schemas import Label

if TYPE_CHECKING:
    from par_metrics.indicators.base import Definition
    from par_metrics.publish.history import PastRun

_ROW = ("indicator", "version", "period", "unit_code")
_FEWEST = 50
_STEP = 0.15
_Z = 5.0
_GROWTH = 1.5
_RECENT = timedelta(days=7)
_COMPARED = 8
"""So many runs tell how far a share usually moves from one to the next."""

_SHARE = pl.col("numerator") / pl.col("denominator")
_MOVED = (pl.col("share") - pl.col("share_before")).abs()


def jumps(
    as_of: datetime, figures: pl.DataFrame, catalogue: Mapping[str, Definition], past: Sequence[PastRun]
) -> Iterator[tuple[str, Label]]:
    """The worst period of each share that jumped, for all units together or else for each unit.

    Args:
        figures: the table `indicators` of the new run.
        past: the runs published before, the latest first.
    """
    shares = {i: d for i, d in catalogue.items() if isinstance(d, Indicator) and d.statistic == "share"}
    latest = past[0]
    flows = [i for i, d in shares.items() if d.window.event is not None and d.window.judged_at == "as_of"]
    may_move = pl.col("provisional_before") & ~(
        pl.col("indicator").is_in(flows) & pl.lit(as_of - latest.as_of <= _RECENT)
    )
    moved = (
        _side_by_side(figures, latest.figures)
        .filter(pl.col("indicator").is_in(list(shares)), ~may_move)
        .join(_usual(past[:_COMPARED]), on=["indicator", "unit_code"], how="left", nulls_equal=True)
        .filter(_jumped() | _left_out())
        .sort(_MOVED, descending=True, nulls_last=False, maintain_order=True)
        .unique(["indicator", "unit_code"], keep="first", maintain_order=True)
    )
    everywhere = set(moved.filter(pl.col("unit_code").is_null())["indicator"])
    for row in moved.iter_rows(named=True):
        if row["unit_code"] is None or row["indicator"] not in everywhere:
            yield _failure(row, shares[row["indicator"]])


def _side_by_side(figures: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Rows of both runs that counted at least so many records in the earlier one."""
    return (
        _counted(figures)
        .join(_counted(before), on=_ROW, how="inner", nulls_equal=True, suffix="_before")
        .filter(pl.col("denominator_before") >= _FEWEST)
    )


def _counted(figures: pl.DataFrame) -> pl.DataFrame:
    left_out = (
        pl.col("excluded").str.extract_all(r":\s*\d+").list.eval(pl.element().str.strip_chars(": ").cast(pl.Int64))
    )
    return figures.select(
        *_ROW,
        "provisional",
        pl.col("numerator", "denominator").fill_null(0.0),
        share=_SHARE.fill_nan(None),
        left_out=left_out.list.sum().fill_null(0),
    )


def _jumped() -> pl.Expr:
    """About as many records as before, and the share further off than chance, habit and additions explain."""
    n, n_before = pl.col("denominator"), pl.col("denominator_before")
    added = n - n_before
    more = pl.col("numerator") - pl.col("numerator_before")
    pooled = (pl.col("numerator") + pl.col("numerator_before")) / (n + n_before)
    error = (pooled * (1 - pooled) * (1 / n + 1 / n_before)).sqrt()
    counted_otherwise = pl.max_horizontal(-more, more - added)
    return (
        (n >= _FEWEST)
        & n.is_between(n_before / _GROWTH, n_before * _GROWTH)
        & (_MOVED >= _STEP)
        & _MOVED.gt(2 * pl.col("usual").fill_null(0.0))
        & _MOVED.ge(_Z * error)
        & (pl.col("provisional_before") | (counted_otherwise >= _STEP * n_before))
    )


def _left_out() -> pl.Expr:
    """A third of the records counted before are excluded now."""
    fell = pl.col("denominator_before") - pl.col("denominator")
    excluded = pl.col("left_out") - pl.col("left_out_before")
    return (pl.col("denominator") < pl.col("denominator_before") / _GROWTH) & (excluded >= fell / 2)


def _usual(runs: Sequence[PastRun]) -> pl.DataFrame:
    """The furthest each share moved between two runs one after the other, in any period: `usual`."""
    steps = [
        _side_by_side(later.figures, earlier.figures).select("indicator", "unit_code", usual=_MOVED)
        for later, earlier in pairwise(runs)
    ]
    none = pl.DataFrame(schema={"indicator": pl.String, "unit_code": pl.String, "usual": pl.Float64})
    return pl.concat([none, *steps]).group_by("indicator", "unit_code").agg(pl.col("usual").max())


def _failure(row: Mapping[str, Any], definition: Definition) -> tuple[str, Label]:
    place = f"{row['period']}" + (f", {row['unit_code']}" if row["unit_code"] else "")
    before, now = (_sides(row, suffix) for suffix in ("_before", ""))
    return f"{row['indicator']} {place}: {before.en} -> {now.en}", Label(
        f"{definition.label.vi} ({place}): {before.vi}, nay {now.vi}",
        f"{definition.label.en} ({place}): {before.en}, now {now.en}",
    )


def _sides(row: Mapping[str, Any], suffix: str) -> Label:
    numerator, denominator, share = (row[f"{name}{suffix}"] for name in ("numerator", "denominator", "share"))
    sides = f"{numerator:.0f}/{denominator:.0f}"
    if share is None:
        return Label(sides, sides)
    return Label(f"{percent(share, 'vi')} ({sides})", f"{percent(share, 'en')} ({sides})")
