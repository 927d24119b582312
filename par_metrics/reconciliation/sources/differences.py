"""What matched records disagree on, one row a pair and field."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from par_metrics.reconciliation.sources.matching import canonical
from par_metrics.reconciliation.sources.reasons import LEFT, RIGHT, reason_for, without_time
from par_metrics.reconciliation.sources.side import LOAD, Side
from schemas import Label, RecordKind

ENDED = "ended"
_PAIR = "_pair"
_ENDED_LABEL = Label("Ngày kết thúc (xử lý xong, hoặc trả kết quả)", "End (completed, else returned)")

_COMPARED: Mapping[str, tuple[str, ...]] = {
    "dossiers": (
        "unit_code",
        "procedure_code",
        "channel",
        "received_at",
        "original_due_at",
        "due_at",
        ENDED,
        "status",
        "fee_vnd",
        "online_payment",
    ),
    "payments": ("unit_code", "dossier_code", "amount_vnd", "method", "status", "paid_at"),
    "feedback": (
        "unit_code",
        "topic",
        "status",
        "sent_at",
        "transferred_at",
        "refused_at",
        "processed_at",
        "published_at",
    ),
}


@dataclass(frozen=True)
class Compared:
    """A field that is compared: a stored column, or the end of a dossier, which two columns tell."""

    name: str
    label: Label
    columns: tuple[str, ...]
    is_time: bool
    value: pl.Expr
    """As compared: codes canonical, times to the second."""
    shown: pl.Expr
    """The value as text, as stored."""


def fields_of(kind: RecordKind) -> tuple[Compared, ...]:
    """What is compared for a kind: the fields that figures depend on, or else all stored ones but the key."""
    others = tuple(field.name for field in kind.stored if field.name not in (*kind.key, "raw_status"))
    return tuple(_field(kind, name) for name in _COMPARED.get(kind.name, others))


def _field(kind: RecordKind, name: str) -> Compared:
    if name == ENDED:
        end = pl.coalesce("completed_at", "returned_at")
        return Compared(name, _ENDED_LABEL, ("completed_at", "returned_at"), True, end.dt.truncate("1s"), _time(end))
    field, column = kind.by_name[name], pl.col(name)
    if field.is_time:
        column = column.cast(pl.Datetime("us"))
        return Compared(name, field.label, (name,), True, column.dt.truncate("1s"), _time(column))
    return Compared(name, field.label, (name,), False, canonical(field), column.cast(pl.String))


def _time(time: pl.Expr) -> pl.Expr:
    """`2026-03-05 16:00:00`; the day alone where there is no time of day."""
    written = time.dt.strftime("%Y-%m-%d %H:%M:%S")
    return pl.when(without_time(time)).then(time.dt.strftime("%Y-%m-%d")).otherwise(written)


@dataclass(frozen=True)
class Differences:
    """What the pairs disagree on.

    Args:
        rows: `_pair` (position in the pairs), `field`, `left`, `right` (text), `reason`.
        not_compared: `field`, and the pairs in which the left, or the right, has no such column in its export.
    """

    rows: pl.DataFrame
    not_compared: pl.DataFrame


def differences_of(pairs: pl.DataFrame, left: Side, right: Side) -> Differences:
    """Compare matched records.

    Null on both sides is no difference, nor is a null of a record whose export has no such column.

    Args:
        pairs: `left`, `right`: positions in the records of the sides.
    """
    fields = fields_of(left.kind)
    wide = pl.concat(
        [_half(left, pairs["left"], fields, LEFT), _half(right, pairs["right"], fields, RIGHT)], how="horizontal"
    ).with_row_index(_PAIR)
    found = [_ROWS]
    lacking = []
    for field in fields:
        said_left = left.provides(field.columns, LEFT)
        said_right = right.provides(field.columns, RIGHT)
        one, other = (pl.col(f"{side}value:{field.name}") for side in (LEFT, RIGHT))
        differs = one.ne_missing(other) & said_left & said_right
        reason = reason_for(left.kind.name, field.name, one, other, is_time=field.is_time)
        differing = wide.filter(differs).select(_PAIR, pl.lit(field.name).alias("field"), reason.alias("reason"))
        of_pairs = pairs[differing[_PAIR]]
        shown = (
            side.records[of_pairs[name]].select(field.shown.alias(name)).to_series()
            for side, name in ((left, "left"), (right, "right"))
        )
        found.append(differing.with_columns(*shown).select(_ROWS.columns))
        lacks = wide.select((~said_left).sum().alias("left"), (~said_right).sum().alias("right")).row(0)
        lacking.append((field.name, *lacks))
    not_compared = pl.DataFrame(lacking, schema=_NOT_COMPARED, orient="row")
    return Differences(
        pl.concat(found).sort(_PAIR, maintain_order=True),
        not_compared.filter((pl.col("left_lacks") > 0) | (pl.col("right_lacks") > 0)),
    )


_ROWS = pl.DataFrame(
    schema={_PAIR: pl.UInt32, "field": pl.String, "left": pl.String, "right": pl.String, "reason": pl.String}
)
_NOT_COMPARED = {"field": pl.String, "left_lacks": pl.Int64, "right_lacks": pl.Int64}


def _half(side: Side, positions: pl.Series, fields: tuple[Compared, ...], prefix: str) -> pl.DataFrame:
    """The paired records of one side with their values, every column prefixed."""
    used = {column for field in fields for column in field.columns}
    return side.records[positions].select(
        *(pl.col(column).alias(prefix + column) for column in sorted({*used, LOAD})),
        *(field.value.alias(f"{prefix}value:{field.name}") for field in fields),
    )
