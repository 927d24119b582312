"""An indicator that somebody adds, and the literal rows that show what it counts."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from par_metrics.indicators.base import Better, Indicator
from schemas import Label


@dataclass(frozen=True, kw_only=True)
class Example:
    """Literal rows and what an indicator must count of them.

    Args:
        period: the period asked for.
        tables: kind -> rows as text, a line of column names, then one line a record, cells between `|`.
        numerator: expected.
        denominator: expected; None of a count.
        as_of: the instant they are seen at; None: long after.
        unit: of this unit alone.
        line: where it stands in its file.
    """

    period: str
    tables: Mapping[str, str]
    numerator: float | None
    denominator: float | None
    as_of: datetime | None = None
    unit: str | None = None
    line: int = 0


@dataclass(frozen=True, kw_only=True, repr=False)
class OwnIndicator(Indicator):
    """An indicator of a workspace, or one made in Python.

    Args:
        way: which way its value improves.
        can_be_mended: whether a record that counts as a miss now may still turn good. Nobody but who wrote it can
            know, and what nobody knows is not promised.
        reason_labels: words for its reasons to leave records out, as far as it has any.
        aims: its own targets, as tables `[[targets]]` of the settings.
        examples: rows that show what it counts.
        file, line: where it is defined; empty for one made in Python.
    """

    way: Better = "higher"
    can_be_mended: bool = False
    reason_labels: Mapping[str, Label] = field(default_factory=dict, hash=False)
    aims: tuple[Mapping[str, Any], ...] = field(default=(), hash=False)
    examples: tuple[Example, ...] = field(default=(), hash=False)
    file: str = ""
    line: int = 0

    @property
    def place(self) -> Label:
        """`indicators/own.toml, line 12 (own_rate@1)`."""
        return self.place_at(self.line)

    def place_at(self, line: int) -> Label:
        """A line of its file, for messages about it."""
        named = f"{self.id}@{self.version}"
        return Label(f"{self.file}, dòng {line} ({named})", f"{self.file}, line {line} ({named})")

    @property
    def better(self) -> Better:
        return self.way

    @property
    def misses_may_turn_good(self) -> bool:
        return self.can_be_mended

    @property
    def digest(self) -> str:
        """SHA-256, cut to 16 letters, of everything that decides what is counted; blanks and names do not."""
        window = self.window
        parts: list[object] = [self.statistic, self.table, window.event, window.touches, window.judged_at]
        parts += [self.population, self.numerator, *self.exclude.items(), self.measure, self.weight, self.distinct]
        text = "\n".join(" ".join(str(part).split()) for part in parts)
        return hashlib.sha256(text.encode()).hexdigest()[:16]
