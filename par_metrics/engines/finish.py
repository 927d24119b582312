"""From cells to counts: what the small tables of every engine become, in one place.

Periods are added up from atoms, units that others took over from count for their heirs, and groups add up to
totals. Counts are whole numbers and sums exact decimals: nothing depends on the order of records.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

import polars as pl

from par_metrics.engines.base import COUNTS_SCHEMA
from par_metrics.engines.parts import Cells, Part
from par_metrics.engines.times import Times
from par_metrics.indicators.base import NOT_KNOWN, QUANTILES, Indicator


def finish(
    cells: Sequence[pl.DataFrame],
    parts: Sequence[Part],
    times: Times,
    heirs: pl.DataFrame,
    groupings: Sequence[tuple[str, ...]],
) -> pl.DataFrame:
    """The counts of `Counting.count`.

    Args:
        cells: the rows of the queries; see `Part`.
        parts: those of all queries, each branch's own one after another, `records` first.
        heirs: as `domain.unit_lives.heirs_frame` gives them.
        groupings: the columns to count by.
    """
    groups = tuple(dict.fromkeys(column for grouping in groupings for column in grouping))
    counts = [pl.DataFrame(schema={**COUNTS_SCHEMA, **dict.fromkeys(groups, pl.String())})]
    if cells:
        placed = _in_periods(pl.concat(cells), parts, times)
        if "unit_code" in groups and not heirs.is_empty():
            placed = _for_heirs(placed, parts, heirs)
        rows_of = {int(number): rows for (number,), rows in placed.partition_by("part", as_dict=True).items()}
        by_part = {part.number: part.told_apart(rows_of[part.number]) for part in parts if part.number in rows_of}
        for grouping in groupings:
            counts += _of_grouping(by_part, parts, grouping, groups)
    return pl.concat(counts)


def _in_periods(cells: pl.DataFrame, parts: Sequence[Part], times: Times) -> pl.DataFrame:
    """Every cell in each period that has it, `period_id`: an atom's in all that it is part of."""
    is_of_events = pl.col("part").is_in([part.number for part in parts if part.is_of_events])
    events = cells.filter(is_of_events).join(times.atom_periods, on="place")
    stocks = cells.filter(~is_of_events, pl.col("place").is_not_null()).with_columns(period_id="place")
    return pl.concat([events.select(stocks.columns), stocks])


def _for_heirs(placed: pl.DataFrame, parts: Sequence[Part], heirs: pl.DataFrame) -> pl.DataFrame:
    """The cells of units that had closed by the end of a period, as those of the unit that they count for then."""
    follow = pl.col("part").is_in([part.number for part in parts if part.branch.table.follows_units])
    last = heirs.filter("is_last").select("period_id", "unit_code", "heir")
    return (
        placed.join(last, on=["period_id", "unit_code"], how="left", maintain_order="left")
        .with_columns(unit_code=pl.when(follow).then(pl.coalesce("heir", "unit_code")).otherwise("unit_code"))
        .drop("heir")
    )


def _of_grouping(
    by_part: Mapping[int, pl.DataFrame], parts: Sequence[Part], grouping: tuple[str, ...], groups: tuple[str, ...]
) -> Iterator[pl.DataFrame]:
    """The counts of every indicator by some of the group columns; the others are null."""
    keys = [*grouping, "period_id"]
    own = [pl.col(g) if g in grouping else pl.lit(None, pl.String).alias(g) for g in groups]
    shown = [pl.col("period_id"), pl.lit(bool(groups) and not grouping).alias("is_total")]
    for of_branch in _by_branch(parts):
        records, *further = of_branch
        if records.number not in by_part:
            continue
        wide = by_part[records.number].group_by(keys).agg(pl.col(records.columns).sum(), *_sums(records))
        for part in further:
            if part.number in by_part:
                added = _ADDED[part.cells](by_part[part.number], part, keys)
                wide = wide.join(added, on=keys, how="left", nulls_equal=True)
        columns = frozenset(wide.columns)
        for indicator in records.indicators:
            counted = _of_indicator(indicator, of_branch, columns)
            yield wide.select(pl.lit(indicator.alias).alias("indicator"), *shown, *counted, *own)


def _by_branch(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """The parts of each branch, that of its records first."""
    starts = [n for n, part in enumerate(parts) if part.cells == "records"]
    for start, end in pairwise([*starts, len(parts)]):
        yield list(parts[start:end])


def _of_indicator(indicator: Indicator, parts: Sequence[Part], columns: frozenset[str]) -> list[pl.Expr]:
    """The columns of `COUNTS_SCHEMA` from its period on, over the table of its branch."""
    records = parts[0]

    def column(name: str) -> pl.Expr:
        return (pl.col(name) if name in columns else pl.lit(None)).cast(pl.Float64)

    by_class = {
        one: column(name if part is records else _of_part(part, name)).fill_null(0.0)
        for part in parts
        if part.cells == ("values" if indicator.distinct else "records")
        for (alias, one), name in part.counts.items()
        if alias == indicator.alias
    }
    reason_of = {one: reason for reason, one in indicator.class_of.items()}
    order = indicator.best_first if indicator.distinct else indicator.class_of.values()
    denominator = by_class[1] + by_class[0]
    if indicator.weight is not None:
        denominator = column(records.sums[indicator.alias, "weight"])
    if indicator.measure is None:
        statistic = pl.lit(None, pl.Float64)
    elif indicator.statistic in QUANTILES:
        statistic = column(_QUANTILE + indicator.alias)
    else:
        statistic = column(records.sums[indicator.alias, "measure"])
    unlike = pl.lit(None, pl.Float64) if indicator.alike is None else column(_UNLIKE + indicator.alias).fill_null(0.0)
    return [
        by_class[1].alias("numerator"),
        denominator.alias("denominator"),
        statistic.alias("statistic"),
        unlike.alias("unlike"),
        by_class[indicator.class_of[NOT_KNOWN]].alias("not_known"),
        _json({reason_of[one]: by_class[one] for one in order if one in reason_of and one in by_class}),
    ]


def _sums(part: Part) -> Iterator[pl.Expr]:
    """Its sums; null where there is nothing to add."""
    for name in part.sum_columns:
        yield pl.when(pl.col(name).is_not_null().any()).then(pl.col(name).sum()).alias(name)


def _values(rows: pl.DataFrame, part: Part, keys: Sequence[str]) -> pl.DataFrame:
    """How many distinct values have each class as their best one."""
    several = rows.filter(pl.col("text").is_not_null()).group_by(*keys, "text").agg(pl.col(part.columns).max())
    best = []
    for indicator in part.indicators:
        better = pl.lit(False)
        for one in indicator.best_first:
            name = part.counts.get((indicator.alias, one))
            if name is not None:
                best.append((name, ((pl.col(name) > 0) & ~better).cast(pl.Int64)))
                better |= pl.col(name) > 0
    told_apart = several.select(*keys, **dict(best))
    once = rows.filter(pl.col("text").is_null()).select(told_apart.columns)
    summed = pl.concat([once, told_apart]).group_by(keys).agg(pl.col(part.columns).sum())
    return summed.rename({name: _of_part(part, name) for name in part.columns})


def _quantiles(rows: pl.DataFrame, part: Part, keys: Sequence[str]) -> pl.DataFrame:
    """The quantiles of a measure, from how often each of its values occurs.

    The rank, among n values from 0, is the share of n - 1: a whole number and a fraction, by which the value lies
    between that of this rank and the next.
    """
    by_value = rows.group_by(*keys, "number").agg(pl.col(part.columns).sum()).sort("number")
    quantiles = []
    for indicator in part.indicators:
        times = pl.col(part.counts[indicator.alias, 1])
        numerator, parts_of_one = QUANTILES[indicator.statistic]
        scaled = (times.sum() - 1) * numerator
        rank, rest = scaled // parts_of_one, scaled % parts_of_one
        is_there, up_to = times > 0, times.cum_sum()
        low, high = (pl.col("number").filter(is_there & (up_to > place)).first() for place in (rank, rank + (rest > 0)))
        quantiles.append((low + (high - low) * rest / parts_of_one).alias(_QUANTILE + indicator.alias))
    return by_value.group_by(keys).agg(quantiles)


def _unlike(rows: pl.DataFrame, part: Part, keys: Sequence[str]) -> pl.DataFrame:
    """How many different texts the records that count have."""
    return rows.group_by(keys).agg(
        pl.col("text").filter(pl.col(part.counts[i.alias, 1]) > 0).n_unique().alias(_UNLIKE + i.alias)
        for i in part.indicators
    )


_ADDED: Mapping[Cells, Callable[[pl.DataFrame, Part, Sequence[str]], pl.DataFrame]] = {
    "values": _values,
    "numbers": _quantiles,
    "texts": _unlike,
}
_QUANTILE, _UNLIKE = "quantile_", "unlike_"


def _of_part(part: Part, name: str) -> str:
    """The name of a part's column beside those of others."""
    return f"{part.number}_{name}"


def _json(reasons: Mapping[str, pl.Expr]) -> pl.Expr:
    """`{"no_due_date": 3}`: the reasons that occur, with their counts, as `excluded`."""
    parts = [
        pl.when(count > 0).then(pl.concat_str(pl.lit(f'"{reason}": '), count.cast(pl.Int64)))
        for reason, count in reasons.items()
    ]
    listed = pl.concat_str(parts, separator=", ", ignore_nulls=True)
    return pl.concat_str(pl.lit("{"), listed, pl.lit("}")).alias("excluded")
