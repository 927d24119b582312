"""Repeatable chance: a draw depends only on the seed, its name and the record's number.

polars does not promise that its own hashes stay the same between releases, so the mixing
(the finaliser of splitmix64) is spelled out in whole-column arithmetic.
"""

from collections.abc import Sequence
from hashlib import sha256

import polars as pl

NUMBER = "number"
_BITS = 24


class Draws:
    """Draws for the records of a frame that has a column `number` (UInt64)."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def uniform(self, name: str) -> pl.Expr:
        """Float64 in [0, 1)."""
        salt = int.from_bytes(sha256(f"{self._seed}:{name}".encode()).digest()[:8], "big")
        z = (pl.col(NUMBER) + 1) * _u64(0x9E3779B97F4A7C15) + _u64(salt)
        z = (z ^ (z // _u64(1 << 30))) * _u64(0xBF58476D1CE4E5B9)
        z = (z ^ (z // _u64(1 << 27))) * _u64(0x94D049BB133111EB)
        return (z // _u64(1 << (64 - _BITS))).cast(pl.Float64) / float(1 << _BITS)

    def below(self, name: str, count: int | pl.Expr, skew: float = 1.0) -> pl.Expr:
        """Int64 in [0, count); a skew over 1 favours the low ones."""
        share = self.uniform(name) if skew == 1.0 else self.uniform(name).pow(skew)
        return (share * count).floor().cast(pl.Int64)

    def chance(self, name: str, probability: float) -> pl.Expr:
        """Boolean, true with the probability."""
        return self.uniform(name) < probability

    def one_of(self, name: str, values: Sequence[str | None], skew: float = 1.0) -> pl.Expr:
        """String: one of the values."""
        return pick(pl.Series(values, dtype=pl.String), self.below(name, len(values), skew))


def pick(values: pl.Series, index: pl.Expr) -> pl.Expr:
    """The value at each index."""
    return pl.lit(values).gather(index)


def _u64(value: int) -> pl.Expr:
    return pl.lit(value, dtype=pl.UInt64)
