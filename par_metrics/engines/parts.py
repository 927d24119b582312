"""What a compiled query gives: tables of cells, and what their columns are."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from par_metrics.engines.base import Branch
from par_metrics.indicators.base import Indicator

Cells = Literal["records", "values", "numbers", "texts"]
"""What the cells of a part count.

- `records`: records by class, and sums; one cell for every group and place that has any record.
- `values`: distinct values of a column by the best class that any of their records in the cell has. `text` is the
  value where it has other cells too, null for all the values of this cell alone.
- `numbers`: records that count, by the value of a measure (`number`).
- `texts`: records that count, by what must be alike (`text`).
"""


@dataclass(frozen=True)
class Part:
    """One table of cells of a query: the rows with its number in the column `part`.

    Every row has `part`, the group columns, `place` (an atom for events, else a period; null outside all), `text`,
    `number` and the columns named here.

    Args:
        number: its own among all queries of one question.
        branch: whose indicators it serves.
        cells: what is counted.
        indicators: those that it serves.
        counts: (alias, class) -> its column, a whole number.
        sums: (alias, `measure` or `weight`) -> its column, an exact decimal; null where there is no value.
    """

    number: int
    branch: Branch
    cells: Cells
    indicators: tuple[Indicator, ...]
    counts: Mapping[tuple[str, int], str]
    sums: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        """Those of its counts, each once."""
        return sorted(set(self.counts.values()))

    @property
    def is_of_events(self) -> bool:
        """Its places are atoms."""
        return self.branch.window.event is not None


@dataclass(frozen=True)
class KindQuery:
    """One query of the cells of a kind of record.

    Args:
        passes: name -> SELECT of the classified records that the cells are counted of, several times each.
        selects: the SELECTs of the cells, in one.
        parts: what they are.
    """

    passes: Mapping[str, str]
    selects: str
    parts: tuple[Part, ...]

    @property
    def read_again(self) -> frozenset[str]:
        """The passes that more than one of the selects reads."""
        return frozenset(name for name in self.passes if len(re.findall(rf"\b{name}\b", self.selects)) > 1)

    @property
    def sql(self) -> str:
        """The whole, for an engine that keeps what a query looks at several times."""
        passes = ",\n".join(f"{name} AS ({sql})" for name, sql in self.passes.items())
        return f"WITH {passes}\n{self.selects}"
