"""What a compiled query gives: tables of cells, and what their columns are."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from par_metrics.engines.base import Branch
from par_metrics.indicators.base import Indicator
from schemas import KINDS, RecordKind

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
    `number`, and the lists `counts` (whole numbers) and `sums` (exact decimals; null where there is none). What is at
    a place of a list becomes a column: `n0`, `n1`, …, `s0`.

    Args:
        number: its own among all queries of one question.
        branch: whose indicators it serves.
        cells: what is counted.
        indicators: those that it serves.
        counts: (alias, class) -> its column.
        sums: (alias, `measure` or `weight`) -> its column; null where there is no value.
    """

    number: int
    branch: Branch
    cells: Cells
    indicators: tuple[Indicator, ...]
    counts: Mapping[tuple[str, int], str]
    sums: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        """Those of its counts, each once, as the list has them."""
        return list(dict.fromkeys(self.counts.values()))

    @property
    def sum_columns(self) -> list[str]:
        """The same of its sums."""
        return list(dict.fromkeys(self.sums.values()))

    def told_apart(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Its rows with those columns in place of the lists."""
        listed = {"counts": self.columns, "sums": self.sum_columns}
        columns = [pl.col(name).list.get(n).alias(own) for name, of in listed.items() for n, own in enumerate(of)]
        return rows.with_columns(columns).drop(listed)

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
    def kind(self) -> RecordKind:
        """The kind of record that it counts."""
        return KINDS[self.parts[0].branch.table.kind]

    @property
    def read_again(self) -> frozenset[str]:
        """The passes that more than one of the selects reads."""
        return frozenset(name for name in self.passes if len(re.findall(rf"\b{name}\b", self.selects)) > 1)

    @property
    def sql(self) -> str:
        """The whole, for an engine that keeps what a query looks at several times."""
        passes = ",\n".join(f"{name} AS ({sql})" for name, sql in self.passes.items())
        return f"WITH {passes}\n{self.selects}"
