"""What an official form is: its columns as they are printed, and how it is filled in from a snapshot."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.figures.snapshot import Snapshot
from schemas import Label

By = Literal["unit_code", "field"]
Kind = Literal["text", "count", "share", "date", "blank"]


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a form.

    Args:
        id: its name in the frame.
        heading: the cells of the printed head above it, from the top down; equal neighbours are one cell.
        label: how tables on a screen call it.
        kind: what stands in it; `blank` is left to be filled in by hand, and is no column of the frame.
        width: in digits of the form's font.
        parts: the columns it is the sum of.
        share_of: the columns whose sum a share is of; it is that of the last.
        adds_up: whether the total row is the sum of the rows; if not, it is given beside them: things that are
            counted once, such as procedures, are the same ones for many units.
    """

    id: str
    heading: tuple[str, ...]
    label: Label
    kind: Kind = "count"
    width: float = 10
    parts: tuple[str, ...] = ()
    share_of: tuple[str, ...] = ()
    adds_up: bool = True


@dataclass(frozen=True)
class Asked:
    """What a form is made of.

    Args:
        unit_code: one unit; None for all.
        by: what a row is.
    """

    snapshot: Snapshot
    period: Period
    unit_code: str | None = None
    by: By = "unit_code"

    @property
    def t(self) -> datetime:
        """The instant at which things are judged: the end of the period, or `as_of` if that is earlier."""
        return self.period.cut(self.snapshot.as_of)


@dataclass(frozen=True)
class Filled:
    """A form filled in.

    Args:
        frame: a row a line of the form; null where a figure is not known.
        totals: of columns that do not add up, what stands in the total row.
        notes: what the form has no cell for, and what is not known, with how many.
        without_rows: what stands in place of rows where there are none.
    """

    frame: pl.DataFrame
    totals: Mapping[str, int | None] = field(default_factory=dict)
    notes: tuple[Label, ...] = ()
    without_rows: str = "Không có hồ sơ nào"


def _begun(text: str) -> str:
    """With a capital, as a heading begins."""
    return text[:1].upper() + text[1:]


def _as_it_is(frame: pl.DataFrame) -> pl.DataFrame:
    return frame


@dataclass(frozen=True, kw_only=True)
class Form:
    """An official form.

    Args:
        id: what it is asked for by.
        name: what it is, in a list of forms.
        number: as it is printed in the left corner.
        issued: the text that prescribes it, below the number; empty where none does.
        title: printed in the middle; settings may say another (`[office] form_titles`).
        counts: what its numbers are of; empty where it has none.
        bys: what its rows can be; none for a list of records.
        rows: heading of the column of names.
        columns: those after the running number and the name; of a list all after the number.
        fill: makes it.
        kinds: of the records it is made of.
        printed: gives its frame the columns that are printed and are not in it.
        further: labels of columns of its frame that are not printed.
        is_letter_list: a plain table for letters, whose first row names the fields.
    """

    id: str
    name: Label
    number: str
    issued: str
    title: str
    counts: str
    bys: tuple[By, ...]
    rows: Mapping[By, str]
    columns: tuple[Column, ...]
    fill: Callable[[Asked], Filled]
    kinds: tuple[str, ...] = ("dossiers",)
    printed: Callable[[pl.DataFrame], pl.DataFrame] = _as_it_is
    further: Mapping[str, Label] = field(default_factory=dict)
    is_letter_list: bool = False

    def labels(self) -> dict[str, Label]:
        """Column of its frame -> how tables on a screen call it."""
        labels = {column.id: column.label for column in self.columns} | dict(self.further)
        return {name: Label(_begun(label.vi), _begun(label.en)) for name, label in labels.items()}

    def number_of(self, column_id: str) -> int:
        """The number of a column in the row of numbers."""
        before = 2 if self.bys else 1
        return before + 1 + [column.id for column in self.columns].index(column_id)

    def numbering(self) -> Iterator[str]:
        """The row of numbers, with what adds up: `(1)`, `(2)`, `(3)=(4)+(5)`."""
        yield from (f"({number})" for number in range(1, 3 if self.bys else 2))
        for column in self.columns:
            own = f"({self.number_of(column.id)})"
            if column.parts:
                yield f"{own}=\n{self._sum(column.parts)}"
            elif column.share_of:
                yield f"{own}=\n({self.number_of(column.share_of[-1])})/[{self._sum(column.share_of)}]"
            else:
                yield own

    def _sum(self, parts: Sequence[str]) -> str:
        return "+".join(f"({self.number_of(part)})" for part in parts)
