"""What stands in a field of its own: paragraphs and tables, without any look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; it looks as the field's own paragraph in the template, but for what is said here.

    Args:
        text: may hold text of exports.
        is_lead: stands above what follows, and stays with it.
        is_aside: a remark, set in italics.
        is_right: stands at the right, as what a table is counted in.
    """

    text: str
    is_lead: bool = False
    is_aside: bool = False
    is_right: bool = False


@dataclass(frozen=True)
class Head:
    """A cell of a table's head, which may reach over several columns and rows."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True)
class Table:
    """A table.

    Args:
        heads: of all columns.
        widths: of the columns, relative to each other.
        rows: a text a cell.
        centred: columns whose cells are centred; the others start at the left.
        strong: rows in bold.
        reaching: row -> the first and last column of a cell of it that reaches over others, which are empty.
    """

    heads: Sequence[Head]
    widths: Sequence[float]
    rows: Sequence[Sequence[str]]
    centred: frozenset[int] = frozenset()
    strong: frozenset[int] = field(default_factory=frozenset)
    reaching: Mapping[int, tuple[int, int]] = field(default_factory=dict)

    @property
    def head_rows(self) -> int:
        return max(head.row + head.rows for head in self.heads)


Block = Paragraph | Table


def plain_heads(*texts: str) -> tuple[Head, ...]:
    """A head of one row."""
    return tuple(Head(text, 0, column) for column, text in enumerate(texts))


def items(texts: Sequence[str]) -> list[Paragraph]:
    """A list: `- ...;` and the last with a full stop."""
    last = len(texts) - 1
    return [Paragraph(f"- {text}{'.' if place == last else ';'}") for place, text in enumerate(texts)]
