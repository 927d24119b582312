"""A reconciliation as an Excel workbook, a sheet for each part."""

from pathlib import Path
from typing import Any

import polars as pl

from par_metrics.display.sheets import workbook
from par_metrics.reconciliation.sources.parts import Parts
from par_metrics.reconciliation.sources.shown import in_words, summary_table, title
from schemas import Language

# Excel holds 1,048,576 rows; the title and the heading take some.
MOST_ROWS = 1_000_000
_LANGUAGE: Language = "vi"
_HEADING_ROW = 2


def write_workbook(result: Parts, path: Path) -> None:
    """Write every part that has rows, the counts first.

    Raises:
        OSError: the file cannot be written.
    """
    counts = summary_table(result, _LANGUAGE)
    parts = {
        "Tổng hợp": counts,
        "Theo lý do": result.by_reason,
        "Chênh lệch": _with_status_words(result),
        "Chỉ bên trái": result.only_left,
        "Chỉ bên phải": result.only_right,
        "Chưa rõ": result.ambiguous,
        "Không so được": result.not_compared,
        "Dòng bị từ chối": result.refused,
    }
    with workbook(path) as book:
        for sheet, frame in parts.items():
            if frame is counts or not frame.is_empty():
                _write_sheet(book, sheet, title(result, _LANGUAGE), in_words(frame, result.kind, _LANGUAGE))


def _with_status_words(result: Parts) -> pl.DataFrame:
    """The differences with `9 Đã xử lý xong` for the status 9."""
    status = result.kind.by_name.get("status")
    if status is None:
        return result.differences
    words = {str(code): f"{code} {texts[0]}" for code, texts in status.values.items() if texts}
    return result.differences.with_columns(
        pl.when(pl.col("field") == "status").then(pl.col(side).replace(words)).otherwise(pl.col(side)).alias(side)
        for side in ("left", "right")
    )


def _write_sheet(book: Any, name: str, heading: str, frame: pl.DataFrame) -> None:
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, heading, book.add_format({"bold": True}))
    if frame.height > MOST_ROWS:
        sheet.write_string(1, 0, f"Chỉ ghi {MOST_ROWS} trong {frame.height} dòng; xuất CSV để có đủ.")
    frame.head(MOST_ROWS).write_excel(
        book,
        sheet,
        position=(_HEADING_ROW, 0),
        header_format={"bold": True, "text_wrap": True, "border": 1},
        dtype_formats={pl.Datetime: "dd/mm/yyyy hh:mm:ss", pl.Date: "dd/mm/yyyy"},
        autofit=True,
        freeze_panes=(_HEADING_ROW + 1, 0),
    )
