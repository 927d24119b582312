"""What holds of a separated text as a whole, and so of each of the parts in which it is read."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from typing import TypeVar

from par_metrics.readers.table import refusal

_Read = TypeVar("_Read")


@dataclass(frozen=True)
class Facts:
    """What is taken to hold of a file of which only a part is seen.

    A first reading takes what is so in most files, or what the first part says. Where the whole turns out
    otherwise it is read once more with what is known then (`ReadAgainError`), so that the answer is the same into
    whatever parts a file is cut.

    Args:
        encoding: of the bytes; None: as their beginning says.
        is_quoted: quotation marks mean something.
        repeats_header: the header is printed again further down.
        usual_cells: so many cells a row may have without one of them having been shifted; None: as the first part says.
        extra_columns: so many columns beyond the header are looked at; None: as many as the first part asks for.
        torn_rows: the numbers of rows that are parts of a record which a line end tore apart.
        filled: the columns that hold anything; None: as the first part says.
        counts_days: days are counted in every part, not only where some are doubtful.
    """

    encoding: str | None = None
    is_quoted: bool = False
    repeats_header: bool = False
    usual_cells: int | None = None
    extra_columns: int | None = None
    torn_rows: frozenset[int] = frozenset()
    filled: frozenset[str] | None = None
    counts_days: bool = False


@dataclass
class ReadAgainError(Exception):
    """What was taken to hold of a file does not: what was read of it is void, and it is to be read again."""

    facts: Facts = field(default_factory=Facts)


def read_again(facts: Facts, **known: object) -> ReadAgainError:
    """The error that asks for another reading, with what is known now."""
    return ReadAgainError(replace(facts, **known))  # type: ignore[arg-type]


def with_facts(read: Callable[[Facts], _Read]) -> _Read:
    """What a file gives once it is read with the facts that hold of it.

    Every fact is found out at most once, by a reading that saw all it hangs on, so that of a file which stays as it is
    no more readings are needed than there are facts.

    Args:
        read: reads the file as a whole, or raises `ReadAgainError`.
    Raises:
        RefusedFileError: `unreadable_file`, the file is another one at each reading.
    """
    facts = Facts()
    for _ in range(len(fields(Facts)) + 1):
        try:
            return read(facts)
        except ReadAgainError as other:
            facts = other.facts
    raise refusal(
        "unreadable_file",
        "tệp thay đổi trong khi đọc. Chờ chép hoặc xuất xong rồi nạp lại.",
        "the file changes while it is read. Wait until it is copied or exported, then load it again.",
    )
