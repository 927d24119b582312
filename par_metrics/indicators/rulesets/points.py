"""Points: rows of ratios, put together in blocks, no more than each may give."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from schemas import Label

Pair = tuple[Fraction, Fraction]
Pairs = Mapping[str, Pair]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a score: `min(max_points, max_points · ratio / full_at)`.

    A ratio above 1, which portals do publish, gives the maximum and no more.

    Args:
        key: name of the input, a numerator and a denominator.
        label: what the input is.
        max_points: points at `full_at` and above.
        full_at: the ratio from which all points are given.
        empty: what a denominator of 0 is worth.
        indicator: id in the catalogue of the figure whose two sides are the input; None
            where no record tells, so that somebody has to type it.
        needs: record kinds without which that figure says nothing.
    """

    key: str
    label: Label
    max_points: Fraction
    full_at: Fraction = Fraction(1)
    empty: Literal["zero", "full"] = "zero"
    indicator: str | None = None
    needs: tuple[str, ...] = ()

    @property
    def formula(self) -> str:
        """The formula, n and d standing for the two sides."""
        maximum, full_at = decimal(self.max_points), decimal(self.full_at)
        return f"min({maximum}, {maximum}·n/d)" if self.full_at == 1 else f"min({maximum}, {maximum}·(n/d)/{full_at})"


@dataclass(frozen=True, kw_only=True)
class Block:
    """Rows or blocks that give points together, at most `max_points`.

    Args:
        is_reported: False for a group that only matters when points are redistributed.
    """

    key: str
    label: Label
    max_points: Fraction
    parts: tuple["Block | Row", ...]
    is_reported: bool = True


@dataclass(frozen=True)
class ScoredRow:
    """A row with its points.

    Args:
        numerator, denominator: the input, None where it is missing.
        ratio: None where it is missing or the denominator is 0.
        points: None where the input is missing.
        max_points: after redistribution, if the rule set redistributes.
    """

    key: str
    block: str
    label: Label
    numerator: float | None
    denominator: float | None
    ratio: float | None
    points: float | None
    max_points: float
    formula: str


@dataclass(frozen=True)
class Scoring:
    """How inputs become points.

    Args:
        total: all blocks.
        redistributes: a row with a denominator of 0 is not used; its points go to the
            other rows of its block in proportion to their maxima, those of a block
            without any row in use to the blocks beside it. A missing input counts as in
            use.
    """

    total: Block
    redistributes: bool = False

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for row, _ in _rows(self.total))

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The reported blocks, each after its parts, the total last."""
        return tuple(_reported(self.total))

    @property
    def parents(self) -> Mapping[str, str | None]:
        """Of each reported block the reported block that its points count in; None of the total."""
        return dict(_parents(self.total, None))

    def block_points(self, pairs: Pairs) -> dict[str, Fraction]:
        """Points by key of each reported block whose inputs are all there."""
        maxima = self.maxima(pairs)
        found = {block.key: _block_points(block, pairs, maxima) for block in self.blocks}
        return {key: points for key, points in found.items() if points is not None}

    def scored_rows(self, pairs: Pairs) -> tuple[ScoredRow, ...]:
        """Every row, with its points where its input is there."""
        maxima = self.maxima(pairs)
        return tuple(_scored(row, block, pairs.get(row.key), maxima[row.key]) for row, block in _rows(self.total))

    def maxima(self, pairs: Pairs) -> dict[str, Fraction]:
        """The most that each row and block can give, by key."""
        maxima: dict[str, Fraction] = {}
        self._assign(self.total, self.total.max_points, pairs, maxima)
        return maxima

    def _assign(self, part: Block | Row, points: Fraction, pairs: Pairs, maxima: dict[str, Fraction]) -> None:
        maxima[part.key] = points
        if isinstance(part, Row):
            return
        used = [p for p in part.parts if not (self.redistributes and _is_unused(p, pairs))]
        # The rows of a block may add up to more than the block gives (payment: 10.5 of 10).
        all_parts = sum((p.max_points for p in part.parts), Fraction())
        of_used = sum((p.max_points for p in used), Fraction())
        for p in part.parts:
            own = points / part.max_points * p.max_points * all_parts / of_used if p in used else Fraction()
            self._assign(p, own, pairs, maxima)


def decimal(number: Fraction) -> str:
    """`0.9`, `6`: as formulas are written."""
    return f"{float(number):g}"


def _rows(block: Block) -> Iterator[tuple[Row, str]]:
    """Every row with the key of its block, in order."""
    for part in block.parts:
        if isinstance(part, Row):
            yield part, block.key
        else:
            yield from _rows(part)


def _reported(block: Block) -> Iterator[Block]:
    for part in block.parts:
        if isinstance(part, Block):
            yield from _reported(part)
    if block.is_reported:
        yield block


def _parents(block: Block, parent: str | None) -> Iterator[tuple[str, str | None]]:
    if block.is_reported:
        yield block.key, parent
        parent = block.key
    for part in block.parts:
        if isinstance(part, Block):
            yield from _parents(part, parent)


def _is_unused(part: Block | Row, pairs: Pairs) -> bool:
    if isinstance(part, Block):
        return all(_is_unused(p, pairs) for p in part.parts)
    return part.key in pairs and pairs[part.key][1] == 0


def _row_points(row: Row, pair: Pair | None, maximum: Fraction) -> Fraction | None:
    if pair is None:
        return None
    numerator, denominator = pair
    if denominator == 0:
        return maximum if row.empty == "full" else Fraction()
    return maximum * min(Fraction(1), numerator / denominator / row.full_at)


def _block_points(part: Block | Row, pairs: Pairs, maxima: Mapping[str, Fraction]) -> Fraction | None:
    if isinstance(part, Row):
        return _row_points(part, pairs.get(part.key), maxima[part.key])
    points = Fraction()
    for p in part.parts:
        own = _block_points(p, pairs, maxima)
        if own is None:
            return None
        points += own
    return min(maxima[part.key], points)


def _scored(row: Row, block: str, pair: Pair | None, maximum: Fraction) -> ScoredRow:
    points = _row_points(row, pair, maximum)
    numerator, denominator = (None, None) if pair is None else (float(pair[0]), float(pair[1]))
    return ScoredRow(
        key=row.key,
        block=block,
        label=row.label,
        numerator=numerator,
        denominator=denominator,
        ratio=float(pair[0] / pair[1]) if pair is not None and pair[1] else None,
        points=None if points is None else float(points),
        max_points=float(maximum),
        formula=row.formula,
    )
