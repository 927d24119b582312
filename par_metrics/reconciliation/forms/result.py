"""What the check of a form found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

import polars as pl

from par_metrics import display
from par_metrics.display.html import MOST_ROWS, Cell, html_table
from par_metrics.errors import UsageError, nearest
from par_metrics.reconciliation.forms.ii06a import BY_ID, OTHER, TOTAL, By
from par_metrics.reconciliation.forms.reading import StatedForm
from par_metrics.reconciliation.forms.records import Window
from schemas import Label, Language


@dataclass(frozen=True, repr=False)
class FormCheck:
    """A form checked against itself and against our records.

    Args:
        form: as it was read.
        by: what its rows are.
        window: the period, and the instant at which ours is judged.
        identities: `line, row, identity, cell, stated, expected, difference, holds`; `other`: beside a balance
            the dossiers of ours that are neither resolved nor in progress (withdrawn, stopped, no end date).
        cells: every cell: `line, name` (the form's), `row` (ours; null where we know none), `cell`, `form`,
            `ours`, `difference` (form less ours).
        explanations: for each differing cell, other ways of counting that would bring ours nearer: `reason`,
            net `effect`, `dossiers` moved, and `in_full`: counted so, ours would be the form's number.
        candidates: the dossiers behind them: `row, cell, reason, dossier_code, effect` (1 in, -1 out).
        unmatched: rows of the form unknown to us (`side` form), and ours that it lacks (`side` ours).
        members: `row, cell, dossier_code`: every dossier of ours in every cell.
        places: where each dossier of ours is counted, and what is odd about it (`note`).
        language: in which it shows itself.
    """

    form: StatedForm
    by: By
    window: Window
    identities: pl.DataFrame
    cells: pl.DataFrame
    explanations: pl.DataFrame
    candidates: pl.DataFrame
    unmatched: pl.DataFrame
    members: pl.DataFrame = field(repr=False)
    places: pl.DataFrame = field(repr=False)
    language: Language = "vi"

    @property
    def failing(self) -> pl.DataFrame:
        """The identities that do not hold."""
        return self.identities.filter(~pl.col("holds"))

    @property
    def differing(self) -> pl.DataFrame:
        """The cells whose number is not ours."""
        return self.cells.filter(pl.col("difference") != 0)

    @property
    def summary(self) -> Mapping[str, int]:
        """Counts: rows, identities and cells checked, failing, differing, explained in full; rows unmatched."""
        in_full = self.explanations.filter("in_full").select("row", "cell").unique()
        return {
            "rows": len(self.form.rows),
            "identities": self.identities.height,
            "failing": self.failing.height,
            "cells": self.cells.height,
            "differing": self.differing.height,
            "explained_in_full": in_full.height,
            "unmatched": self.unmatched.height,
        }

    def dossiers(self, cell: str, row: str = TOTAL) -> pl.DataFrame:
        """Our dossiers in a cell: `dossier_code, unit_code, field, arrival, outcome, note`.

        Args:
            cell: id of a cell, or `other` for those that the form has no cell for.
            row: unit code or field; `Tổng số` for all, where no unit was asked for.
        Raises:
            UsageError: there is no such cell.
        """
        if cell not in (*BY_ID, OTHER):
            meant = nearest(cell, [*BY_ID, OTHER])
            raise UsageError(
                Label(
                    f'không có ô "{cell}".{meant.vi} Các ô: {", ".join(BY_ID)}, {OTHER}',
                    f'there is no cell "{cell}".{meant.en} The cells are {", ".join(BY_ID)}, {OTHER}',
                ),
                "unknown_cell",
            )
        inside = self.members.filter(row=row, cell=cell)["dossier_code"]
        return self.places.filter(pl.col("dossier_code").is_in(inside.implode())).sort("dossier_code")

    def __repr__(self) -> str:
        counts = ", ".join(f"{name}={count}" for name, count in self.summary.items())
        return f"FormCheck({self.form.name}; {counts})"

    def _repr_html_(self) -> str:
        parts = [f"<div><b>{escape(self.form.name)}</b></div>"]
        for frame in (self.failing, self.differing, self.explanations):
            shown = in_words(frame, self.language)
            rows = [
                [Cell(display.cell("", value, "count", self.language), isinstance(value, int)) for value in row]
                for row in shown.head(MOST_ROWS).iter_rows()
            ]
            parts.append(html_table(shown.columns, rows, shown.height, self.language))
        return "".join(parts)


_CELL_LABELS: Mapping[str, Label] = {
    **{cell.id: cell.label for cell in BY_ID.values()},
    OTHER: Label("rút, dừng, thiếu ngày kết thúc", "withdrawn, stopped, no end date"),
}


def in_words(frame: pl.DataFrame, language: Language) -> pl.DataFrame:
    """A part of the check with cells, identities and reasons in words, and headings for people."""
    from par_metrics.reconciliation.forms.explanations import REASONS
    from par_metrics.reconciliation.forms.identities import WORDS

    frame = frame.drop("reason_vi", "reason_en", "holds", strict=False)
    coded = {"cell": _CELL_LABELS, "identity": WORDS, "reason": REASONS}
    for column, labels in coded.items():
        if column in frame.columns:
            texts = {code: label.in_language(language) for code, label in labels.items()}
            frame = frame.with_columns(pl.col(column).replace(texts))
    return frame.rename({name: display.heading(name, language, "form_check") for name in frame.columns})
