"""Workbooks that people open in Excel: text of an export never becomes a formula or a link."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from par_metrics.support.atomic import replace_whole
from par_metrics.support.characters import visible_only

if TYPE_CHECKING:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

_TEXT_STAYS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_FIRST_CREATED = datetime(2026, 1, 1)

FONT = "Times New Roman"
"""What offices write in."""
FONT_SIZE = 11

MOST_TEXT = 32_767
"""Characters that Excel takes in a cell."""


@contextmanager
def workbook(
    path: "Path | io.BytesIO", title: str = "", created: datetime = _FIRST_CREATED, font: str | None = None
) -> "Iterator[Workbook]":
    """A workbook to fill in, written at the end: whole or not at all, so that an earlier file stays where it fails.

    Args:
        path: the file, or where its bytes go.
        title: property of the workbook.
        created: property too; what is written of the same things has the same bytes.
        font: of every cell that has none of its own; None for that of Excel.
    Raises:
        OSError: the file cannot be written.
    """
    # Writing workbooks is rare; reading the library is not free.
    from xlsxwriter import Workbook

    content = path if isinstance(path, io.BytesIO) else io.BytesIO()
    options: dict[str, object] = {**_TEXT_STAYS_TEXT, "in_memory": True}
    if font is not None:
        options |= {"default_format_properties": {"font_name": font, "font_size": FONT_SIZE}}
    with Workbook(content, options) as book:
        # Formulas have their values beside them: nobody need calculate before they are read.
        book.calc_on_load = False
        book.set_properties({"title": title, "created": created})
        yield book
    if isinstance(path, Path):
        replace_whole(path, content.getvalue())


def text_cell(text: str) -> str:
    """A text as a cell takes it: without what is no text; what is longer than Excel holds is cut, and ends so."""
    text = visible_only(text)
    return text if len(text) <= MOST_TEXT else f"{text[: MOST_TEXT - 1]}…"
