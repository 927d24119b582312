"""Records where a header should be: a header line that runs into a record, or none at all.

Headings are stored and shown; the cells of a record may name a person. So a file whose head cannot be told from
its records is refused, and the message holds nothing of it.
"""

import re
from collections.abc import Collection, Iterable, Sequence

from par_metrics.errors import RefusedFileError
from par_metrics.readers.table import refusal
from par_metrics.support.folding import fold, fold_heading
from schemas import KINDS, Label, ValueType

_WHOLE_DAY = r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}[/-]\d{1,2}[/-]\d{1,2})"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?"
_DAY = re.compile(_WHOLE_DAY)
_TIME = re.compile(rf"{_WHOLE_DAY}[T ]{_CLOCK}|(?:19|20)\d{{12}}")
# Excel turns the heading 2026-03 into the first day of that month.
_MONTH = re.compile(r"\d{4}-\d{2}-01")
_DOSSIER_CODE = re.compile(r"[0-9A-Z]{1,6}(?:\.[0-9A-Z]{1,6})*-(?:\d{6}|\d{8})-[0-9A-Z]*\d{3,}")
_CODE = re.compile(r"[A-Z]{1,2}\d{2}(?:\.\d{2,4})+|\d{3}(?:\.\d{2})+\.[A-Z]\d{2}(?:\.\d+)*|\d{1,2}\.\d{6}(?:\..*)?")
# Of receipts, payments, opinions, social insurance: GD1, PA-0012, HS.05/2026, 03706/2026/07906, 001/2026.
_OTHER_CODE = re.compile(r"[A-Z]{1,6}[-_.]?\d[0-9A-Z./_-]*|\d{3,}/\d{4}(?:/\d+)?|\d{3,}/[A-Z0-9./-]+")
_PLAIN_NUMBER = re.compile(r"-?\d[\d.,]*")
_OWN_NUMBER = re.compile(r"(?<!\d)(?:(?:\+84|0)[ .-]?[235789](?:[ .-]?\d){8}|0\d{11})(?!\d)")
_NUMBER = re.compile(r"[+-]?\d(?:[ .-]?\d){8,}|\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
_ADDRESS = re.compile(r"\S+@\S+\.\S+")
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_STATUS_WORDS = frozenset(
    fold(word)
    for kind in KINDS.values()
    for field in kind.fields
    if field.type is ValueType.STATUS or field.name == "status"
    for words in field.values.values()
    for word in words
    if not word.isdigit()
)
"""The words for statuses of all kinds, folded."""
_Row = Sequence[str | None]


class UnknownHeadingsError(RefusedFileError):
    """No row of known headings; `headings` are those that were seen, none where there is no header line."""

    def __init__(self, label: Label, headings: tuple[str, ...]) -> None:
        super().__init__("unknown_layout", label)
        self.headings = headings


def is_record_cell(cell: str) -> bool:
    """The cell of a header row looks like a code, a whole date, a phone's or a citizen's number, or an e-mail address.

    What a heading says in brackets is an example.
    """
    text = _IN_BRACKETS.sub("", cell).strip()
    whole = (_TIME, _CODE, _NUMBER, _ADDRESS)
    return (
        (_DAY.fullmatch(text) is not None and not _MONTH.fullmatch(text))
        or any(form.fullmatch(text) for form in whole)
        or _DOSSIER_CODE.search(text) is not None
        or _OWN_NUMBER.search(text) is not None
    )


def is_code(cell: str) -> bool:
    """The cell is the code of a record and nothing else."""
    return any(form.fullmatch(cell) for form in (_DOSSIER_CODE, _CODE, _OTHER_CODE))


def is_record(row: _Row) -> bool:
    """The row looks like a record of whatever kind: it begins with a code, or has several codes, dates and numbers."""
    cells = [cell for cell in row if cell]
    values = sum(is_code(cell) or is_record_cell(cell) or _PLAIN_NUMBER.fullmatch(cell) is not None for cell in cells)
    return len(cells) > 1 and (is_code(cells[0]) or values > 1)


def check_headings(headings: Iterable[str]) -> None:
    """Refuse a table of which a heading is the cell of a record.

    Raises:
        RefusedFileError: `record_in_header`.
    """
    if any(map(is_record_cell, headings)):
        raise refusal(
            "record_in_header",
            "dòng tiêu đề chứa ô của một hồ sơ (mã, ngày, số điện thoại): thiếu chỗ xuống dòng sau tiêu đề, "
            "hoặc thiếu dòng tiêu đề. Để các tên cột thành một dòng riêng ở trên cùng rồi nạp lại.",
            "the header line holds cells of a record (a code, a date, a phone number): the line end after the header, "
            "or the header line itself, is missing. Put the column names in a line of their own "
            "on top and load the file again.",
        )


def check_titles(titles: Sequence[_Row], known: Collection[str] = ()) -> None:
    """Refuse a table with records above its header, which would be lost as titles.

    Args:
        titles: the rows above the header.
        known: the folded headings of all profiles.
    Raises:
        RefusedFileError: `record_above_header`.
    """
    listed = 0  # how many columns a list above has, once its header line is passed
    for row in titles:
        cells = [cell for cell in row if cell]
        headings = sum(fold_heading(cell) in known for cell in cells)
        if _is_whole_record(cells, headings) or (len(cells) > 1 and listed and _is_of_list(cells, listed)):
            raise refusal(
                "record_above_header",
                "có hồ sơ nằm phía trên dòng tiêu đề, đọc tiếp sẽ mất các hồ sơ đó. "
                "Đưa dòng tiêu đề lên trên cùng, hoặc tách mỗi danh sách thành một tệp, rồi nạp lại.",
                "there are records above the header line, which reading on would lose. Move the header line to the "
                "top, or put each list into a file of its own, and load the file again.",
            )
        if headings > 1 and headings * 2 > len(cells):
            listed = len(cells)


def _is_whole_record(cells: Sequence[str], headings: int) -> bool:
    """A code beside what else a record has: a day, or the word for a status; a title names what it gives."""
    codes = [cell for cell in cells if is_code(cell)]
    days = [cell for cell in cells if _DAY.fullmatch(cell) or _TIME.fullmatch(cell)]
    is_told = any(fold(cell) in _STATUS_WORDS for cell in cells)
    if any(_DOSSIER_CODE.fullmatch(cell) for cell in codes):
        others = [cell for cell in cells if cell != codes[0]]
        return is_told or any(is_record_cell(cell) for cell in others) or (cells[0] == codes[0] and bool(others))
    is_titled = headings > 0 or any(cell.endswith(":") for cell in cells)
    return len(cells) > 2 and bool(codes) and (is_told or bool(days)) and not is_titled


def _is_of_list(cells: Sequence[str], columns: int) -> bool:
    """The row stands below a header line of `columns` headings and fills most of them, or begins with a code."""
    is_full = columns > 2 and len(cells) * 2 >= columns and any(re.search(r"\d", cell) for cell in cells)
    return is_full or is_code(cells[0])


def unknown_headings(rows: Sequence[_Row], header_row: int | None = None) -> UnknownHeadingsError:
    """The refusal of a table in which no row of known headings was found.

    Args:
        rows: its first rows, cleaned.
        header_row: where the header should be, from 1, if a profile says so.
    """
    filled = [[cell for cell in row if cell] for row in rows]
    likely = filled if header_row is None else filled[header_row - 1 : header_row]
    widest = max(map(len, likely), default=0)
    headings = next((row for row in likely if row and len(row) * 5 >= widest * 3), [])
    if any(map(is_record_cell, headings)):
        return UnknownHeadingsError(
            Label(
                "tệp thiếu dòng tiêu đề: dòng đầu đã là hồ sơ. Thêm một dòng tên cột ở trên cùng rồi nạp lại.",
                "the file has no header line: its first line is already a record. Add a line of column names on top "
                "and load it again.",
            ),
            (),
        )
    where_vi, where_en = (f" ở dòng {header_row}", f" in row {header_row}") if header_row else ("", "")
    return UnknownHeadingsError(
        Label(
            f"không tìm thấy dòng tiêu đề cột nào nhận ra được{where_vi}. Kiểm tra tên cột hoặc dùng mẫu đọc riêng.",
            f"no row of known headings was found{where_en}. Check the headings or give a profile of your own.",
        ),
        tuple(headings),
    )
