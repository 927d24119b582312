"""What is to be said of the rows of an export beside them: warnings, notes and counts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

import polars as pl

from par_metrics.exports.rows.notes import Note
from par_metrics.exports.rows.warned import Warned, joined
from schemas import RecordKind

NOTHING = pl.Series([], dtype=pl.UInt32)


@dataclass(frozen=True)
class Findings:
    """What was found in the rows of an export, or of a part of one.

    Args:
        kind: of its records.
        accepted: rows that may be accepted; `rows_read`: record rows of all.
        rules: a rule's id -> the accepted rows it warns of, Boolean, in their order.
        warned: the same by rule and column, also of cells left empty or not believed.
        of_file: notes on the file whatever its rows hold.
        of_columns, of_rules: notes on columns never filled, on rules that ask for what no row says.
        placeholders: cells that said nothing in words or marks.
        due_at_midnight: due times of midnight that were read as the end of the day.
        hidden_rows: rows that are hidden or filtered out.
        hidden_sheets: names of hidden sheets that were not read, masked where one looks personal.
        unknown_columns: headings that mean nothing to the profile.
        unknown_statuses: status as exported -> rows refused for it; masked if it looks personal.
        unresolved: rows refused for want of a unit, and rows whose unit's or procedure's name was not found.
    """

    kind: RecordKind
    accepted: int
    rows_read: int
    rules: Mapping[str, pl.Series]
    warned: tuple[Warned, ...]
    of_file: tuple[Note, ...]
    of_columns: tuple[Note, ...]
    of_rules: tuple[Note, ...]
    placeholders: int
    due_at_midnight: int
    hidden_rows: int
    hidden_sheets: tuple[str, ...]
    unknown_columns: tuple[str, ...]
    unknown_statuses: Mapping[str, int]
    unresolved: int

    @property
    def whole_notes(self) -> tuple[Note, ...]:
        """The notes that are of no rows."""
        return tuple(dict.fromkeys((*self.of_file, *self.of_columns, *self.of_rules)))

    def warnings(self, dropped: pl.Series = NOTHING) -> dict[str, int]:
        """How many accepted rows, or other things, each rule warns of, without the rows at the positions `dropped`."""
        rows = dict(self.rules)
        for warned in self.warned:
            if warned.is_of_cells:
                rule = warned.note.rule
                rows[rule] = rows[rule] | warned.rows if rule in rows else warned.rows
        counts = {rule: int(found.sum()) - int(found.gather(dropped).sum()) for rule, found in rows.items()}
        counts |= Counter(note.rule for note in self.whole_notes)
        counts |= {
            "hidden_rows": self.hidden_rows,
            "placeholder_empty": self.placeholders,
            "due_at_midnight": self.due_at_midnight,
        }
        return {rule: count for rule, count in sorted(counts.items()) if count}

    def notes(self, dropped: pl.Series = NOTHING) -> tuple[Note, ...]:
        """The columns the warnings are about, without the rows at the positions `dropped`."""
        told = (warned.told(dropped) for warned in self.warned)
        return (*(note for note in told if note is not None), *self.whole_notes)

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Those of a whole export from those of its parts, of which there is at least one."""
        first = parts[0]
        statuses: Counter[str] = Counter()
        for part in parts:
            statuses.update(part.unknown_statuses)
        return replace(
            first,
            accepted=sum(part.accepted for part in parts),
            rows_read=sum(part.rows_read for part in parts),
            rules={
                rule: pl.concat([part.rules.get(rule, _none(part.accepted)) for part in parts])
                for rule in sorted({rule for part in parts for rule in part.rules})
            },
            warned=joined([(part.accepted, part.warned) for part in parts], first.kind),
            of_columns=_in_all([part.of_columns for part in parts]),
            of_rules=_in_all([part.of_rules for part in parts]),
            placeholders=sum(part.placeholders for part in parts),
            due_at_midnight=sum(part.due_at_midnight for part in parts),
            unknown_statuses=dict(statuses.most_common()),
            unresolved=sum(part.unresolved for part in parts),
        )


def _none(size: int) -> pl.Series:
    return pl.repeat(False, size, dtype=pl.Boolean, eager=True)


def _in_all(notes: Sequence[Sequence[Note]]) -> tuple[Note, ...]:
    """What holds of every part holds of the whole."""
    return tuple(note for note in notes[0] if all(note in others for others in notes[1:]))
