"""Reconciling two sides: match, compare, and account for every record of both."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.domain.unit_lives import counts_for
from par_metrics.errors import UsageError, nearest
from par_metrics.reconciliation.codes import canonical_unit
from par_metrics.reconciliation.sources.differences import differences_of
from par_metrics.reconciliation.sources.matching import ID, Matching, match, ways_of
from par_metrics.reconciliation.sources.result import Outcome, Reconciliation, result_of
from par_metrics.reconciliation.sources.side import Side
from par_metrics.reconciliation.sources.sides import Shelf, side_of
from schemas import KINDS, Label, Language, RecordKind


@dataclass(frozen=True)
class Scope:
    """What of the two sides is asked about; None for all.

    Args:
        unit_code: records of this unit, however its code is written.
        period: records whose entry (reception, for dossiers) lies in it.
        former: units that it took over from, whose records are its own by now.
    """

    unit_code: str | None = None
    period: Period | None = None
    former: tuple[str, ...] = ()

    @property
    def units(self) -> list[str]:
        """The codes that records of the unit bear, as they compare."""
        codes = pl.Series([self.unit_code, *self.former], dtype=pl.String).drop_nulls()
        return codes.to_frame("code").select(canonical_unit(pl.col("code"))).to_series().to_list()


EVERYTHING = Scope()


def reconcile(
    shelf: Shelf,
    kind: str,
    left: str | Path,
    right: str | Path,
    scope: Scope = EVERYTHING,
    as_of: datetime | None = None,
) -> Reconciliation:
    """Reconcile two sides, as they are or as they stood at `as_of`; see `Workspace.reconcile`."""
    of = _kind(kind)
    if scope.period is not None and of.entry is None and not of.events:
        raise UsageError(
            Label(f"{kind} không có ngày để chọn theo kỳ. Bỏ --period", f"{kind} have no dates to choose a period by"),
            "no_period_of_kind",
        )
    sides = [_seen(shelf, side_of(shelf, of, given), as_of) for given in (left, right)]
    if scope.unit_code is not None and "unit_code" in of.by_name:
        scope = replace(scope, former=_former(shelf, scope.unit_code))
        _check_unit(scope, sides)
    return reconcile_sides(sides[0], sides[1], scope, shelf.settings.language)


def reconcile_sides(left: Side, right: Side, scope: Scope = EVERYTHING, language: Language = "vi") -> Reconciliation:
    """Reconcile two sides already read.

    A pair is in scope if either of its records is: a dossier of another unit, or of another day, on
    one side is a difference, not a missing dossier.
    """
    matching = match(left.records, right.records, ways_of(left.kind))
    inside = tuple(_inside(side, scope) for side in (left, right))
    matching = _in_scope(matching, *inside)
    outcome = Outcome(
        matching,
        differences_of(matching.pairs, left, right),
        _alone(inside[0], matching, "left"),
        _alone(inside[1], matching, "right"),
    )
    return result_of(left, right, outcome, language)


def _kind(name: str) -> RecordKind:
    if name in KINDS:
        return KINDS[name]
    meant = nearest(name, KINDS)
    raise UsageError(
        Label(
            f'không có loại bản ghi "{name}".{meant.vi} Có: {", ".join(KINDS)}',
            f'there is no record kind "{name}".{meant.en} There are: {", ".join(KINDS)}',
        ),
        "unknown_kind",
    )


def _former(shelf: Shelf, unit_code: str) -> tuple[str, ...]:
    lives, until = shelf.snapshot.engine.lives, shelf.snapshot.as_of
    return tuple(code for code in lives if code != unit_code and counts_for(code, lives, until) == unit_code)


def _check_unit(scope: Scope, sides: Sequence[Side]) -> None:
    """A unit that neither side has is a slip of the pen, not an empty result."""
    unit_code = str(scope.unit_code)
    known = sorted({code for side in sides for code in side.records["unit_code"].unique().drop_nulls()})
    codes = pl.DataFrame({"code": known}, schema={"code": pl.String}).select(canonical_unit(pl.col("code")))
    if not set(scope.units) & set(codes.to_series()):
        meant = nearest(unit_code, known)
        raise UsageError(
            Label(
                f'hai bên đều không có đơn vị "{unit_code}".{meant.vi}',
                f'neither side has the unit "{unit_code}".{meant.en}',
            ),
            "unknown_unit",
        )


def _seen(shelf: Shelf, side: Side, as_of: datetime | None) -> Side:
    """A side as it stood at an instant."""
    if as_of is None:
        return side
    return replace(side, records=shelf.snapshot.engine.as_they_stood(side.records, side.kind.name, as_of))


def _inside(side: Side, scope: Scope) -> pl.Series:
    """Which records of a side are in scope, Boolean."""
    conditions = [pl.lit(value=True)]
    if scope.unit_code is not None and "unit_code" in side.records.columns:
        conditions.append(canonical_unit(pl.col("unit_code")).is_in(scope.units))
    if scope.period is not None:
        entry = pl.col(side.kind.entry or side.kind.events[0]).cast(pl.Datetime("us"))
        conditions += [entry >= scope.period.start, entry < scope.period.end]
    holds = pl.all_horizontal(conditions).fill_null(value=False)
    return side.records.with_columns(holds.alias("inside"))["inside"]


def _in_scope(matching: Matching, left: pl.Series, right: pl.Series) -> Matching:
    """The pairs and groups of which a record is in scope; of a group only those records."""
    pairs = matching.pairs.filter(left.gather(matching.pairs["left"]) | right.gather(matching.pairs["right"]))
    sides = {"left": left, "right": right}
    members = [
        matching.ambiguous.filter(side=side).filter(inside.gather(matching.ambiguous.filter(side=side)[ID]))
        for side, inside in sides.items()
    ]
    return Matching(pairs, pl.concat(members).sort("group", "side", ID))


def _alone(inside: pl.Series, matching: Matching, side: str) -> pl.Series:
    """Positions of the records in scope that neither have a pair nor are ambiguous."""
    settled = pl.concat([matching.pairs[side], matching.ambiguous.filter(side=side)[ID]])
    positions = inside.arg_true().cast(pl.UInt32).alias(ID).to_frame()
    return positions.join(settled.alias(ID).to_frame(), on=ID, how="anti").sort(ID).to_series()
