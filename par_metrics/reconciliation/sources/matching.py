"""Which record of one side is which of the other: one to one, or not at all.

The ways are tried in order, the surest first. Within a way, records that share its key are
a group: one on each side are a pair, several on a side with any on the other are ambiguous.
Both leave the field, so that no later and weaker way can touch them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from par_metrics.reconciliation.codes import CANONICAL, canonical_text
from schemas import Field, Label, RecordKind, ValueType

ID = "_id"
"""Position of a record in its side's frame."""

WAYS: Mapping[str, Label] = {
    "same_key": Label("cùng mã", "same code"),
    "same_code": Label("cùng mã, viết khác dạng", "same code, written differently"),
    "same_time": Label("khác mã, cùng đơn vị, nội dung và thời điểm", "other code, same unit, subject and time"),
    "same_day": Label("khác mã, cùng đơn vị, nội dung và ngày", "other code, same unit, subject and day"),
}
# Unit and subject, and the time, by which records are told apart where their codes differ.
_BY_EVENT: Mapping[str, tuple[tuple[str, ...], str]] = {
    "dossiers": (("unit_code", "procedure_code"), "received_at"),
    "payments": (("unit_code", "dossier_code", "amount_vnd"), "paid_at"),
}


@dataclass(frozen=True)
class Way:
    """One way of recognising a record.

    Args:
        id: a key of `WAYS`.
        keys: what must be equal; a record with any of it null is not tried.
        whole: a pair must be alone among all records of its side, not only among those still open.
    """

    id: str
    keys: tuple[pl.Expr, ...]
    whole: bool = False


@dataclass(frozen=True)
class Matching:
    """What became of every record; the rest is on one side only.

    Args:
        pairs: `left`, `right` (positions), `matched_by`; each position at most once.
        ambiguous: `group`, `side` (left, right), `_id`, `matched_by`.
    """

    pairs: pl.DataFrame
    ambiguous: pl.DataFrame


def ways_of(kind: RecordKind) -> tuple[Way, ...]:
    """The ways for a kind, in the order in which they are tried."""
    key = [kind.by_name[name] for name in kind.key if name != "source"]
    ways = [
        Way("same_key", tuple(pl.col(field.name) for field in key)),
        Way("same_code", tuple(canonical(field) for field in key)),
    ]
    if kind.name in _BY_EVENT:
        names, time = _BY_EVENT[kind.name]
        same = tuple(canonical(kind.by_name[name]) for name in names)
        # To the second first: it tells two of one minute apart, where neither side lost the seconds.
        ways += [Way("same_time", (*same, pl.col(time).dt.truncate(every))) for every in ("1s", "1m")]
        ways.append(Way("same_day", (*same, pl.col(time).dt.date()), whole=True))
    return tuple(ways)


def canonical(field: Field) -> pl.Expr:
    """The column in the form in which two sides are compared."""
    column = pl.col(field.name)
    if field.name in CANONICAL:
        return CANONICAL[field.name](column)
    return canonical_text(column) if field.type is ValueType.CODE else column


def match(left: pl.DataFrame, right: pl.DataFrame, ways: Sequence[Way]) -> Matching:
    """Pair the records of two frames of one kind."""
    open_left, open_right = _ids(left), _ids(right)
    pairs, ambiguous = [_NO_PAIRS], [_NO_GROUPS]
    groups = 0
    for way in ways:
        if open_left.is_empty() or open_right.is_empty():
            break
        found, unclear = _try(way, _Tried.of(left, way, open_left), _Tried.of(right, way, open_right), groups)
        pairs.append(found.with_columns(pl.lit(way.id).alias("matched_by")))
        ambiguous.append(unclear.with_columns(pl.lit(way.id).alias("matched_by")))
        groups += unclear["group"].n_unique()
        open_left = _without(open_left, found["left"], unclear.filter(side="left"))
        open_right = _without(open_right, found["right"], unclear.filter(side="right"))
    return Matching(pl.concat(pairs), pl.concat(ambiguous))


_NO_PAIRS = pl.DataFrame(schema={"left": pl.UInt32, "right": pl.UInt32, "matched_by": pl.String})
_NO_GROUPS = pl.DataFrame(schema={"group": pl.UInt32, "side": pl.String, ID: pl.UInt32, "matched_by": pl.String})


def _ids(frame: pl.DataFrame) -> pl.DataFrame:
    return pl.select(pl.int_range(frame.height, dtype=pl.UInt32).alias(ID))


def _without(ids: pl.DataFrame, paired: pl.Series, unclear: pl.DataFrame) -> pl.DataFrame:
    settled = pl.concat([paired.alias(ID), unclear[ID]]).to_frame()
    return ids.join(settled, on=ID, how="anti")


@dataclass(frozen=True)
class _Tried:
    """The open records of a side with the keys of a way, and all that may stand beside them."""

    open: pl.DataFrame
    beside: pl.DataFrame

    @classmethod
    def of(cls, frame: pl.DataFrame, way: Way, open_: pl.DataFrame) -> "_Tried":
        """Positions and keys of the records that have all of the way's keys; those of others are not worked out."""
        keys = [expression.alias(f"k{number}") for number, expression in enumerate(way.keys)]
        if not way.whole:
            tried = pl.concat([open_, frame[open_[ID]].select(*keys)], how="horizontal").drop_nulls()
            return cls(tried, tried)
        every = frame.select(*keys).with_row_index(ID).drop_nulls()
        return cls(every.join(open_, on=ID, how="semi"), every)


def _try(way: Way, left: _Tried, right: _Tried, first_group: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The pairs that `way` finds among the open records, and the members of groups it cannot tell apart."""
    keys = [f"k{number}" for number in range(len(way.keys))]
    groups = (
        left.open.group_by(keys)
        .agg(pl.col(ID).first().alias("left"))
        .join(right.open.group_by(keys).agg(pl.col(ID).first().alias("right")), on=keys)
        .join(left.beside.group_by(keys).agg(pl.len().alias("n_left")), on=keys)
        .join(right.beside.group_by(keys).agg(pl.len().alias("n_right")), on=keys)
        .sort("left")
    )
    alone = (pl.col("n_left") == 1) & (pl.col("n_right") == 1)
    pairs = groups.filter(alone).select("left", "right")
    unclear = groups.filter(~alone).select(keys).with_row_index("group", offset=first_group + 1)
    members = [
        side.open.join(unclear, on=keys).select("group", pl.lit(name).alias("side"), ID)
        for name, side in (("left", left), ("right", right))
    ]
    return pairs, pl.concat(members).sort("group", "side", ID)
