"""Workbooks that people open in Excel: text of an export never becomes a formula or a link."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

_TEXT_STAYS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@contextmanager
def workbook(path: Path) -> "Iterator[Workbook]":
    """A workbook to fill in, written at the end.

    Raises:
        OSError: the file cannot be written.
    """
    # Writing workbooks is rare; reading the library is not free.
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

    try:
        with Workbook(path, _TEXT_STAYS_TEXT) as book:
            yield book
    except FileCreateError as error:
        raise error.args[0] if error.args and isinstance(error.args[0], OSError) else OSError(str(error)) from error
