"""A reconciliation in words: for the notebook, the command line and the workbook."""

from collections.abc import Mapping
from html import escape

import polars as pl

from par_metrics import display
from par_metrics.display.html import MOST_ROWS, Cell, html_table
from par_metrics.reconciliation.sources.differences import fields_of
from par_metrics.reconciliation.sources.matching import WAYS
from par_metrics.reconciliation.sources.parts import Parts
from par_metrics.reconciliation.sources.reasons import REASONS
from schemas import Label, Language, RecordKind

SUMMARY: Mapping[str, Label] = {
    "left": Label("Bản ghi bên trái", "Records on the left"),
    "right": Label("Bản ghi bên phải", "Records on the right"),
    "matched": Label("Ghép được", "Matched"),
    **WAYS,
    "only_left": Label("Chỉ có bên trái", "Only on the left"),
    "only_right": Label("Chỉ có bên phải", "Only on the right"),
    "ambiguous_left": Label("Chưa rõ là hồ sơ nào, bên trái", "Ambiguous on the left"),
    "ambiguous_right": Label("Chưa rõ là hồ sơ nào, bên phải", "Ambiguous on the right"),
    "identical": Label("Ghép được, khớp hoàn toàn", "Matched, identical"),
    "differing": Label("Ghép được, có trường lệch", "Matched, differing"),
    "refused_left": Label("Dòng bị từ chối của tệp bên trái", "Refused rows of the left file"),
    "refused_right": Label("Dòng bị từ chối của tệp bên phải", "Refused rows of the right file"),
    "duplicates_left": Label("Dòng trùng mã của tệp bên trái", "Repeated rows of the left file"),
    "duplicates_right": Label("Dòng trùng mã của tệp bên phải", "Repeated rows of the right file"),
}

_COLUMNS: Mapping[str, Label] = {
    "field": Label("Trường", "Field"),
    "left": Label("Bên trái", "Left"),
    "right": Label("Bên phải", "Right"),
    "reason": Label("Lý do", "Reason"),
    "matched_by": Label("Ghép theo", "Matched by"),
    "pairs": Label("Số cặp", "Pairs"),
    "differences": Label("Số trường lệch", "Differing fields"),
    "side": Label("Bên", "Side"),
    "group": Label("Nhóm", "Group"),
    "candidates": Label("Số khả năng", "Candidates"),
    "first_candidates": Label("Các mã có thể", "Possible codes"),
    "item": Label("Nội dung", "Item"),
    "records": Label("Số lượng", "Number"),
    "left_lacks": Label("Bên trái không có cột (số cặp)", "Left has no such column (pairs)"),
    "right_lacks": Label("Bên phải không có cột (số cặp)", "Right has no such column (pairs)"),
}
_SIDES: Mapping[str, Label] = {"left": Label("trái", "left"), "right": Label("phải", "right")}
_NAMED_SIDES = {"_left": Label(" (trái)", " (left)"), "_right": Label(" (phải)", " (right)")}


def summary_table(result: Parts, language: Language) -> pl.DataFrame:
    """The counts that are not nothing, in words: columns `item`, `records`."""
    shown = {item: count for item, count in result.summary.items() if count or item in ("left", "right", "matched")}
    return pl.DataFrame(
        {
            "item": [SUMMARY[item].in_language(language) for item in shown],
            "records": pl.Series(list(shown.values()), dtype=pl.Int64),
        }
    )


def in_words(frame: pl.DataFrame, kind: RecordKind, language: Language) -> pl.DataFrame:
    """A part of the result with reasons, ways, fields, sides and statuses in words, and headings for people."""
    fields = {field.name: field.label for field in fields_of(kind)}
    other = "en" if language == "vi" else "vi"
    frame = frame.drop(f"reason_{other}", f"reason_{language}", f"message_{other}", strict=False)
    coded = {"reason": REASONS, "matched_by": WAYS, "field": fields, "side": _SIDES}
    for column, labels in coded.items():
        if column in frame.columns:
            texts = {code: label.in_language(language) for code, label in labels.items()}
            frame = frame.with_columns(pl.col(column).replace(texts))
    return frame.rename({name: _heading(name, kind, language) for name in frame.columns})


def _heading(column: str, kind: RecordKind, language: Language) -> str:
    for suffix, words in _NAMED_SIDES.items():
        if column.endswith(suffix) and column.removesuffix(suffix) in kind.by_name:
            label = kind.by_name[column.removesuffix(suffix)].label
            return label.in_language(language) + words.in_language(language)
    if column in _COLUMNS:
        return _COLUMNS[column].in_language(language)
    if column in kind.by_name:
        return kind.by_name[column].label.in_language(language)
    return display.HEADINGS[column].in_language(language) if column in display.HEADINGS else column


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
