"""A reconciliation in words: for the notebook, the command line and the workbook."""

from collections.abc import Mapping
from html import escape

import polars as pl

from par_metrics import display
from par_metrics.display.html import MOST_ROWS, Cell, html_table
from par_metrics.display.words import WORDS_OF
from par_metrics.reconciliation.sources.differences import fields_of
from par_metrics.reconciliation.sources.matching import WAYS
from par_metrics.reconciliation.sources.parts import Parts
from par_metrics.reconciliation.sources.reasons import REASONS
from schemas import Label, Language, RecordKind


def summary_table(result: Parts, language: Language) -> pl.DataFrame:
    """The counts that are not nothing, in words: columns `item`, `records`."""
    shown = {item: count for item, count in result.summary.items() if count or item in ("left", "right", "matched")}
    return pl.DataFrame(
        {
            "item": [_item(item, language) for item in shown],
            "records": pl.Series(list(shown.values()), dtype=pl.Int64),
        }
    )


def _item(item: str, language: Language) -> str:
    return WAYS[item].in_language(language) if item in WAYS else display.words(item, language, "reconciled")


def in_words(frame: pl.DataFrame, kind: RecordKind, language: Language) -> pl.DataFrame:
    """A part of the result with reasons, ways, fields, sides and statuses in words, and headings for people."""
    fields = {field.name: field.label for field in fields_of(kind)}
    other = "en" if language == "vi" else "vi"
    frame = frame.drop(f"reason_{other}", f"reason_{language}", f"message_{other}", strict=False)
    coded = {"reason": REASONS, "matched_by": WAYS, "field": fields, "side": WORDS_OF["side"]}
    for column, labels in coded.items():
        if column in frame.columns:
            texts = {code: label.in_language(language) for code, label in labels.items()}
            frame = frame.with_columns(pl.col(column).replace(texts))
    stored = {field.name: field.label for field in kind.fields}
    return frame.rename({name: _heading(name, stored, language) for name in frame.columns})


def _heading(column: str, labels: Mapping[str, Label], language: Language) -> str:
    """`dossier_code_left` is called by the label of its field, with the side."""
    name, _, side = column.rpartition("_")
    if side in WORDS_OF["side"] and name in labels:
        return f"{labels[name].in_language(language)} ({display.words(side, language, 'side')})"
    return display.heading(column, language, "reconciliation", labels)


def title(result: Parts, language: Language) -> str:
    """Which sides of which kind."""
    left, right = (side.label.in_language(language) for side in (result.left, result.right))
    words = Label("Đối soát", "Reconciliation of").in_language(language)
    return f"{words} {result.kind.label.in_language(language)}: {left} | {right}"


def html(result: Parts) -> str:
    """The counts and the reasons of the differences, as tables."""
    language = result.language
    parts = [f"<div><b>{escape(title(result, language))}</b></div>"]
    for frame in (summary_table(result, language), result.by_reason):
        shown = in_words(frame, result.kind, language)
        rows = [
            [Cell(display.cell("", content, "count", language), isinstance(content, int)) for content in row]
            for row in shown.head(MOST_ROWS).iter_rows()
        ]
        parts.append(html_table(shown.columns, rows, shown.height, language))
    return "".join(parts)
