"""What the XML of a sheet says beside the values: merges, formulas, errors, long numbers, hidden rows.

The library that reads the values tells none of it. A sheet is sieved for the few marks that
matter; only one that has them is looked at cell by cell, and rewritten so that the library
hands on what it would lose: an error as its text, a formula without a value as a mark of its own.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite

from par_metrics.domain.limits import Limits
from par_metrics.errors import RefusedFileError
from par_metrics.readers.limits import check_cells
from par_metrics.readers.sheet_texts import check_texts
from par_metrics.readers.table import (
    MORE_THAN_15_DIGITS,
    NOT_CALCULATED,
    SHORTENED_IF_GENERAL,
    SHOWN_DIGITS,
    refusal,
    scientific_text,
)
from par_metrics.readers.workbook import Workbook, damaged, refuse_declarations

ANCHOR = "\ue001"
"""Text of the cell put below the last row, in column A, so that the first column read is A."""

# Cells held at once, filled or not: as many take about 600 MB. A sheet may have more if it fills them.
_MOST_CELLS = 20_000_000
_LEAST_FILLED = 0.1
_SHORTENED_IF_SCIENTIFIC = 1e5

_PREFIX = re.compile(rb"<(\w+):worksheet\b")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*[\"']([^\"']*)[\"']")
_TYPE = re.compile(rb"\s+t\s*=\s*[\"'][^\"']*[\"']")
# A tag that goes on for so long, or holds the beginning of another, is none of XML. What is looked for within a tag
# would be looked for from each of its places to the end of all.
_WITHOUT_END = re.compile(rb"<(?:row|c|f|v|mergeCell)\b[^<>]{0,2000}+(?!>)")

_ERROR = re.compile(rb"(<c\b[^<>]*?\s)t=[\"']e[\"']")
_FORMULA = re.compile(
    rb"<c\b(?P<cell>[^>]*)>\s*<f\b(?P<formula>[^>]*?)(?:/>|>[^<]*</f>)"
    rb"\s*(?P<value><v\b[^>]*/>|<v\b[^>]*>(?P<text>[^<]*)</v>)?(?P<inline>\s*<is\b)?"
)
_ANY_FORMULA = rb"(?P<formula>\s*<f\b[^>]*?(?:/>|>[^<]*</f>)\s*)?"
_LONG = re.compile(
    rb"<c\b(?P<cell>[^>]*)>" + _ANY_FORMULA + rb"<v\b[^>]*>\s*(?P<text>-?\d{16,}(?:\.\d*)?|-?[\d.]+[eE]\+?\d+)\s*</v>"
)

_ROW = re.compile(rb"<row\b([^>]*)>")
_IS_HIDDEN = re.compile(rb"\s(?:hidden=[\"'](?:1|true)|ht=[\"']0(?:\.0*)?)[\"']")
_ROW_NUMBER = re.compile(rb"<row\b[^>]*?\sr=[\"'](\d+)")
_LETTERS = re.compile(rb"r=[\"']([A-Za-z])\d")
_MORE_LETTERS = re.compile(rb"r=[\"']([A-Za-z]{2,3})\d")
_REFERENCE = re.compile(rb"r=[\"']([A-Za-z]{1,3})(\d+)[\"']")
# No sheet has such a column; the library would make room for all cells up to it.
_BEYOND = re.compile(rb"<c\b[^<>]*\sr=[\"'][A-Za-z]{4}")
_MERGE = re.compile(rb"<mergeCell\b[^>]*?\sref=[\"']([^\"']+)[\"']")
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?", re.IGNORECASE)

# Sieves run over every sheet: each begins with a letter to look for, which is what makes it quick.
_HAS_ERROR = (re.compile(rb"t=[\"']e[\"']"),)
_HAS_LONG = (re.compile(rb"v>\s*-?\d{16}"), re.compile(rb"E\+?\d{1,3}\s*<"), re.compile(rb"e\+?\d{1,3}\s*<"))
_HAS_HIDDEN = (re.compile(rb"hidden=[\"'](?:1|true)"), re.compile(rb"ht=[\"']0(?:\.0*)?[\"']"))
_HAS_TWO_LETTERS = (re.compile(rb"r=[\"'][A-Za-z]{2}"),)
_HAS_FOUR_LETTERS = (re.compile(rb"r=[\"'][A-Za-z]{4}"),)
_HAS_MILLIONTH_ROW = (re.compile(rb"r=[\"'][A-Za-z]{1,3}0*\d{7}"),)


@dataclass(frozen=True)
class Area:
    """A rectangle of cells; rows and columns count from 0, both ends belong to it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class SheetNotes:
    """What there is to know of a sheet beside its values.

    Args:
        content: its XML to read the values from; None if the original will do.
        merges: the merged areas.
        not_calculated: areas that a formula without a value fills.
        hidden_rows: the numbers, from 1, of rows that are hidden or filtered out.
    """

    content: bytes | None
    merges: tuple[Area, ...]
    not_calculated: tuple[Area, ...]
    hidden_rows: frozenset[int]

    @property
    def is_anchored(self) -> bool:
        """The first column read is A: `ANCHOR` stands below the last row."""
        return bool(self.merges or self.not_calculated)


def examine(xml: bytes, book: Workbook) -> SheetNotes:
    """Looks a sheet's XML through.

    Raises:
        RefusedFileError: `unreadable_file`: damaged, or a cell so far off that the sheet cannot be held; `over_limit`.
    """
    refuse_declarations(xml)
    plain = _plain(xml)
    if b"</worksheet" not in plain[-200:] or _WITHOUT_END.search(plain):
        raise damaged()  # the library reads as much as there is
    _check_extent(plain, book.limits)
    check_texts(plain, book)
    content = _ERROR.sub(rb'\1t="str"', plain) if _has(plain, _HAS_ERROR) else plain
    areas: list[Area] = []
    if b"<f" in content:
        content = _mark_formulas(content, areas, calculates_on_load=book.calculates_on_load)
    content = _show_long_numbers(content, book.scientific_styles)
    merged = _MERGE.findall(plain, plain.rfind(b"<mergeCells")) if b"<mergeCells" in plain else []
    merges = tuple(area for reference in merged for area in _area(reference))
    notes = SheetNotes(None, merges, tuple(areas), frozenset(_hidden_rows(plain)))
    if notes.is_anchored:
        content = _with_anchor(content)
    return SheetNotes(None if content is xml else content, merges, notes.not_calculated, notes.hidden_rows)


def _has(xml: bytes, sieves: tuple[re.Pattern[bytes], ...]) -> bool:
    return any(sieve.search(xml) for sieve in sieves)


def _plain(xml: bytes) -> bytes:
    """The same XML without prefixes, comments and CDATA, as nearly every program writes it."""
    if b"<!--" in xml:
        xml = _changed(xml, b"<!--", b"-->", lambda _: b"")
    if b"<![CDATA[" in xml:
        xml = _changed(xml, b"<![CDATA[", b"]]>", lambda text: text.replace(b"&", b"&amp;").replace(b"<", b"&lt;"))
    prefix = _PREFIX.search(xml, 0, 2000)
    if prefix:
        xml = xml.replace(b"<%b:" % prefix[1], b"<").replace(b"</%b:" % prefix[1], b"</")
    return xml


def _changed(xml: bytes, begin: bytes, end: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The XML with what stands between two marks put in place of both; a mark that nothing ends stays."""
    parts, done = [], 0
    while (start := xml.find(begin, done)) >= 0 and (stop := xml.find(end, start + len(begin))) >= 0:
        parts += [xml[done:start], change(xml[start + len(begin) : stop])]
        done = stop + len(end)
    return b"".join([*parts, xml[done:]])


# --- how far it reaches ------------------------------------------------------------------


def _check_extent(xml: bytes, limits: Limits) -> None:
    """Refuse a sheet of too many cells, or whose cells lie far apart: the empty ones between them fill the memory."""
    if _has(xml, _HAS_FOUR_LETTERS) and _BEYOND.search(xml):
        raise damaged()
    numbers = _ROW_NUMBER.findall(xml)
    if _has(xml, _HAS_MILLIONTH_ROW):
        numbers += [row for _, row in _REFERENCE.findall(xml)]
    rows = max(map(int, numbers), default=xml.count(b"<row"))
    width = 26
    if _has(xml, _HAS_TWO_LETTERS) or rows * width > _MOST_CELLS:
        # The last column is among those of more letters, if there are any, and far fewer columns are there than cells.
        letters = set(_MORE_LETTERS.findall(xml)) or set(_LETTERS.findall(xml))
        width = max((_column(column) + 1 for column in letters), default=width)
    if rows * width > _MOST_CELLS and xml.count(b"<c ") + xml.count(b"<c>") < rows * width * _LEAST_FILLED:
        raise _too_far(rows, width)
    check_cells(rows, width, limits)


def _too_far(rows: int, width: int) -> RefusedFileError:
    corner = f"{letters_of(width - 1)}{rows}"
    return refusal(
        "unreadable_file",
        f"trang tính trải đến ô {corner} mà gần như trống: có ô nằm rất xa bảng. "
        "Mở bằng Excel, bấm Ctrl+End, xóa các dòng và cột thừa rồi lưu lại.",
        f"the sheet reaches to cell {corner} and is nearly empty: some cell lies far from the table. "
        "Open it in Excel, press Ctrl+End, delete the needless rows and columns and save.",
    )


# --- cells that the library would misread ------------------------------------------------


def _mark_formulas(xml: bytes, areas: list[Area], *, calculates_on_load: bool) -> bytes:
    """Put `NOT_CALCULATED` where a formula has no value; `areas` gets what such a formula fills beside its cell."""

    def marked(found: re.Match[bytes]) -> bytes:
        kind = _attributes(found["cell"]).get(b"t", b"n")
        text = (found["text"] or b"").strip()
        # An empty text is a value: Excel writes it so. A zero in a workbook that is yet to be calculated is none.
        has_value = bool(text or found["inline"] or (kind == b"str" and found["value"]))
        if has_value and not (calculates_on_load and kind == b"n" and text == b"0"):
            return found[0]
        formula = _attributes(found["formula"])
        if formula.get(b"t") in (b"array", b"dataTable"):
            areas.extend(_area(formula.get(b"ref", b"")))
        return b'<c%b t="str"><v>%b</v>' % (_TYPE.sub(b"", found["cell"]), NOT_CALCULATED.encode())

    return _FORMULA.sub(marked, xml)


def _show_long_numbers(xml: bytes, scientific_styles: tuple[int, ...]) -> bytes:
    """Numbers that Excel shortened as `2.02603E+17`: the digits it lost must not be made up."""

    def long(found: re.Match[bytes]) -> bytes:
        number = abs(_number(found))
        is_written_short = b"e" in found["text"].lower() and len(_digits(number)) <= SHOWN_DIGITS
        is_lost = number >= MORE_THAN_15_DIGITS or (is_written_short and number >= SHORTENED_IF_GENERAL)
        return _scientific(found) if is_lost else found[0]

    def styled(found: re.Match[bytes]) -> bytes:
        return _scientific(found) if abs(_number(found)) >= _SHORTENED_IF_SCIENTIFIC else found[0]

    if _has(xml, _HAS_LONG):
        xml = _LONG.sub(long, xml)
    if scientific_styles:
        styles = b"|".join(b"%d" % style for style in scientific_styles)
        cell = rb"<c\b(?P<cell>(?=[^>]*?\ss=[\"'](?:%b)[\"'])[^>]*)>" % styles
        xml = re.sub(cell + _ANY_FORMULA + rb"<v\b[^>]*>(?P<text>[^<]*+)</v>", styled, xml)
    return xml


def _number(found: re.Match[bytes]) -> float:
    """The number of a cell; 0 where it holds none."""
    if _attributes(found["cell"]).get(b"t", b"n") != b"n":
        return 0
    try:
        number = float(found["text"])
    except ValueError:
        return 0
    return number if isfinite(number) else 0


def _digits(number: float) -> str:
    return "".join(map(str, Decimal(repr(number)).normalize().as_tuple().digits))


def _scientific(found: re.Match[bytes]) -> bytes:
    text = scientific_text(_number(found))
    return b'<c%b t="str"><v>%b</v>' % (_TYPE.sub(b"", found["cell"]), text.encode())


def _with_anchor(xml: bytes) -> bytes:
    """A row below the last, with a text in column A."""
    before, end, after = xml.rpartition(b"</sheetData")
    return b"".join((before, b'<row><c t="str"><v>', ANCHOR.encode(), b"</v></c></row>", end, after)) if end else xml


# --- rows and references -----------------------------------------------------------------


def _hidden_rows(xml: bytes) -> Iterator[int]:
    """The numbers of rows that are hidden, filtered out or of no height."""
    if not _has(xml, _HAS_HIDDEN):
        return
    number = 0
    for found in _ROW.finditer(xml):
        row = _attributes(found[1])
        number = int(row[b"r"]) if row.get(b"r", b"").isdigit() else number + 1
        if _IS_HIDDEN.search(found[1]):
            yield number


def _attributes(text: bytes | None) -> dict[bytes, bytes]:
    return dict(_ATTRIBUTE.findall(text or b""))


def _area(reference: bytes) -> Iterator[Area]:
    """`B2:C4` as an area; nothing for what is none."""
    found = _AREA.fullmatch(reference.decode("ascii", "replace").strip())
    if found:
        first, top, last, bottom = found.groups()
        rows = sorted((int(top) - 1, int(bottom or top) - 1))
        columns = sorted((_column(first), _column(last or first)))
        yield Area(rows[0], columns[0], rows[1], columns[1])


def _column(letters: str | bytes) -> int:
    """`A` is 0, `AA` is 26."""
    text = letters.decode() if isinstance(letters, bytes) else letters
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def letters_of(column: int) -> str:
    """The name of a column: 0 is `A`, 26 is `AA`."""
    text, left = "", column + 1
    while left:
        left, letter = divmod(left - 1, 26)
        text = chr(ord("A") + letter) + text
    return text
