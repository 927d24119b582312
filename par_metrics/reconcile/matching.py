"""Which record of one side is which of the other: one to one, or not at all.

The ways are tried in order, the surest first. Within a way, records that share its key are
a group: one on each side are a pair, several on a side with any on the other are ambiguous.
Both leave the field, so that no later and weaker way can touch them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from par_metrics.reconcile.codes import CANONICAL, canonical_text
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
        found, unclear = _try(way, _keyed(left, way), _keyed(right, way), open_left, open_right, groups)
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


def _keyed(frame: pl.DataFrame, way: Way) -> pl.DataFrame:
    """Positions and keys of the records that have all of the way's keys."""
    keys = [expression.alias(f"k{number}") for number, expression in enumerate(way.keys)]
    return frame.select(*keys).with_row_index(ID).drop_nulls()


def _try(
    way: Way,
    left: pl.DataFrame,
    right: pl.DataFrame,
    open_left: pl.DataFrame,
    open_right: pl.DataFrame,
    first_group: int,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The pairs that `way` finds among the open records, and the members of groups it cannot tell apart."""
    keys = [f"k{number}" for number in range(len(way.keys))]
    tried_left = left.join(open_left, on=ID, how="semi")
    tried_right = right.join(open_right, on=ID, how="semi")
    counted_left, counted_right = (left, right) if way.whole else (tried_left, tried_right)
    groups = (
        tried_left.group_by(keys)
        .agg(pl.col(ID).first().alias("left"))
        .join(tried_right.group_by(keys).agg(pl.col(ID).first().alias("right")), on=keys)
        .join(counted_left.group_by(keys).agg(pl.len().alias("n_left")), on=keys)
        .join(counted_right.group_by(keys).agg(pl.len().alias("n_right")), on=keys)
        .sort("left")
    )
    alone = (pl.col("n_left") == 1) & (pl.col("n_right") == 1)
    pairs = groups.filter(alone).select("left", "right")
    unclear = groups.filter(~alone).select(keys).with_row_index("group", offset=first_group + 1)
    members = [
        frame.join(unclear, on=keys).select("group", pl.lit(side).alias("side"), ID)
        for side, frame in (("left", tried_left), ("right", tried_right))
    ]
    return pairs, pl.concat(members).sort("group", "side", ID)
