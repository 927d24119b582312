"""Which rows of a sheet are records: all but blanks, repeated headers, numbering, totals and signatures.

Two errors are possible and both are wrong: losing a record, and counting a footer as one. A row is left out
only on positive evidence; a doubtful row stays and gets its reason later.
"""

import re
from collections.abc import Collection

import polars as pl

from par_metrics.readers.header import Header, code_columns, serial_columns
from par_metrics.readers.repeated_headers import header_rows
from par_metrics.readers.table import FORMULA_ERROR, NOT_CALCULATED
from par_metrics.support.folding import fold

# Rows at the end in which a signature block is looked for.
_TAIL_ROWS = 80
_NARROW = 4

_TOTAL = r"(?i)^[-*\s]*((tổng|tong)\s+(cộng|cong|số|so)([^\p{L}].*)?|(tổng|tong|cộng|cong)\s*([:.\-–(=].*|\d.*)?)$"
# Of a day, a page, all so far: "Cộng ngày 02/03/2026", "Lũy kế từ đầu năm", "Chuyển trang sau", "Total".
_REST = r"([^\p{L}].*)?"
_TOTAL_OF = (
    r"(?i)^[-*\s]*((tổng |tổng số |tổng cộng |cộng )(trong |của )?"
    r"(ngày|tuần|tháng|quý|năm|kỳ|đợt|trang|dồn|phát sinh|hồ sơ|biên lai|giao dịch|phiếu|tiền|thu)" + _REST + r"|"
    r"(số |cộng |tổng )?(lũy|luỹ) kế"
    + _REST
    + r"|(số |cộng |(trang|kỳ) trước )?(mang|chuyển) (sang|trang)"
    + _REST
    + r"|"
    r"(grand |sub[- ]?)?total\s*([:.\-–(=].*|\d.*)?)$"
)
# A label with its count in one cell: "Số hồ sơ trễ hạn: 1".
_COUNTED = (
    r"(?i)^[-*\s]*(số (lượng )?(hồ sơ|hs|bộ|biên lai|giao dịch|phiếu|lượt|phản ánh|pakn|đơn)|trong đó|tiếp nhận"
    r"|(đã|đang|chưa) \p{L}+|còn|tồn|(quá|trễ|đúng|trước|trong) hạn)[^:\d]*:\s*\d.*$"
)
# What a label may begin with, as a quick sieve; the patterns above decide.
_MAY_BE_TOTAL = (
    r"^(?:[-*]|(?i:tổng|cộng|tong|cong|lũy|luỹ|mang|chuyển|số lũy|số luỹ|số mang|số chuyển|trang|kỳ|grand|sub|total)"
    r"|[^:\d]*:\s*\d)"
)
# "Cộng phường A", "Tổng lĩnh vực đất đai": subtotals of a group, if no ordinary word follows.
_GROUP_TOTAL = r"(?i)^[-*\s]*(tổng|cộng)\s+\p{L}"
_ORDINARY = (
    r"(?i)^[-*\s]*(cộng\s+(hòa|hoà|đồng|tác|sinh|sản|hưởng|sự)|"
    r"tổng\s+(hợp|cục|công|đài|giám|liên|kho|thanh|bí|tham|quan|lãnh|thầu|đội))"
)
_UNIT = r"\s*(%|đ|₫|đồng|vnđ|vnd|hồ sơ|hs|bộ|đơn vị|trường hợp|dòng|thủ tục)?$"
# Plain or grouped numbers; not "1.014390", which is a procedure code. A sum may be a formula that gave none.
_NUMBER = (
    rf"(?i)^[-–(]?\s*(\d{{1,3}}([.,\s]\d{{3}})+([.,]\d{{1,2}})?|\d+([.,](\d{{1,3}}|\d{{7,}}))?)?\)?{_UNIT}"
    rf"|^{NOT_CALCULATED}$|{FORMULA_ERROR}"
)

# Beside a label that can only be one: "2 biên lai", and the days and the unit that the sums are of.
_COUNT = r"^\d[\d.,]*(\s\p{L}+){1,3}$"
_DAY = r"(\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}|\d{4}-\d\d-\d\d)( \d\d:\d\d(:\d\d)?)?"
_DAYS = rf"^{_DAY}(\s*[-–]\s*{_DAY})?$"
_UNIT_CODE = r"^[A-Z]\d{2}(\.\d{2,4})*$"
# A code of digits, which is no sum.
_LEADING_ZERO = r"^0\d"

_SECTION = r"^([IVX]+|[A-Z])[.)]\s*\p{L}|(?i)^(lĩnh vực|đơn vị|cơ quan|phòng|phường|xã)\s*:"
_SECTION_MARK = r"^([IVX]+|[A-Z])[.)]?$"

# On folded text. Strong: nothing but the end of a form says this; weak: also a name of an office or a procedure.
_SIGNED = re.compile(
    r"^\W*(da )?ky(\W*$|\s*[,;)]|\s+(va|ten|ghi|dong dau)\b)|ghi ro ho,? ?ten|\bky ten\b|^noi nhan\b"
    r"|\bngay\s*[\d.…_]*\s*thang\s*[\d.…_]*\s*nam\b"
    r"|^(nguoi|can bo|cong chuc) (lap|tong hop|bao cao|in|xuat)\b|^thu truong\b"
    r"|^(tm|kt|tl|tuq|q)\s*[./]\s*(uy ban|ubnd|chu tich|chanh|giam doc|truong|thu truong|pho)"
    r"|^xac nhan cua\b|^xac nhan$"
)
_OFFICE = re.compile(
    r"^(pho )?(chu tich|ke toan|giam doc|truong phong|chanh van phong|phu trach|truong ban|cong chuc|bi thu"
    r"|lanh dao|van thu|thu quy|ubnd|uy ban nhan dan)\b"
)
_NOTE = re.compile(
    r"^\W*(ghi chu|luu y|nguon|((tong )?so tien |tong tien )?(viet )?bang chu|trong do|ngay (in|xuat|lap)|gio in)\b"
    r"|^(danh sach|bang)( nay)? (co|gom)\b|^trang \d|^\(?\d+ rows?( affected)?\)?$"
)


def keep_records(rows: pl.DataFrame, header: Header) -> pl.DataFrame:
    """The record rows below `header`.

    Args:
        rows: "row", "excess" and the headed columns c0.., cleaned, from below the header on.
        header: as found by `find_header`.
    Returns:
        The same columns, fewer rows.
    Raises:
        RefusedFileError: `another_header`.
    """
    cells = [column.name for column in header.raw_columns]
    serials = serial_columns(header)
    data = [name for name in cells if name not in serials] or cells
    rows = rows.filter(pl.any_horizontal(pl.col(data).is_not_null()) | pl.col("excess"))
    headers, repeated = header_rows(rows, header, cells)
    rows = _without(rows, repeated)
    totals = total_rows(rows, cells, code_columns(header))
    rows = _without(rows, totals)
    rows = _without(rows, _sections(rows, cells))
    return _without(rows, _signatures(rows, data, totals, headers))


def _without(rows: pl.DataFrame, left_out: pl.Series) -> pl.DataFrame:
    return rows if left_out.is_empty() else rows.filter(~pl.col("row").is_in(left_out.implode()))


def _filled(columns: list[str]) -> pl.Expr:
    # One call over all columns: a chain of additions takes time by the square of their number.
    return pl.sum_horizontal(pl.col(columns).is_not_null().cast(pl.UInt32))


def total_rows(rows: pl.DataFrame, cells: list[str], codes: Collection[str] = ()) -> pl.Series:
    """Rows of sums: a label such as "Tổng cộng" and beside it nothing but numbers.

    Args:
        rows: "row" and the headed columns.
        cells: the names of the headed columns.
        codes: those of them that hold codes, see `code_columns`: a number there need be no sum.
    """
    partial = rows if len(cells) <= _NARROW else rows.filter(_filled(cells) < len(cells))
    suspects = partial.filter(pl.any_horizontal(pl.col(cells).str.contains(_MAY_BE_TOTAL)))
    if suspects.is_empty():
        return suspects.get_column("row")
    cell, first = pl.col(cells), pl.coalesce(cells)
    label = cell.str.contains(_TOTAL)
    number = cell.str.contains(_NUMBER)
    sure = cell.str.contains(_TOTAL) | cell.str.contains(_TOTAL_OF) | cell.str.contains(_COUNTED)

    def only(labels: pl.Expr) -> pl.Expr:
        return pl.any_horizontal(labels) & pl.all_horizontal((labels | number).fill_null(True))

    # What stands before a label is a key, and the label may be a name: xã Tổng Cọt, xã Cộng Hiền. A code is no label.
    begins = pl.any_horizontal(
        place.str.contains(pattern)
        for place in (first, *map(pl.col, codes))
        for pattern in (_TOTAL, _TOTAL_OF, _COUNTED)
    )
    beside = sure | number | cell.str.contains(_COUNT) | cell.str.contains(_DAYS) | cell.str.contains(_UNIT_CODE)
    is_total = only(label) | (begins & pl.all_horizontal(beside.fill_null(True)))
    if len(cells) > _NARROW:
        # A group's name could also begin a record: ask for sums beside it and for a mostly empty row.
        group = cell.str.contains(_GROUP_TOTAL) & ~cell.str.contains(_ORDINARY)
        begins = first.str.contains(_GROUP_TOTAL) & ~first.str.contains(_ORDINARY)
        amounts = pl.col([name for name in cells if name not in codes])
        sums = pl.any_horizontal(amounts.str.contains(_NUMBER) & ~amounts.str.contains(_LEADING_ZERO))
        is_total = is_total | (begins & only(group) & sums & (_filled(cells) * 2 <= len(cells)))
    return suspects.filter(is_total).get_column("row")


def _sections(rows: pl.DataFrame, cells: list[str]) -> pl.Series:
    """Rows that only name the group of the rows below: "I. Lĩnh vực đất đai"."""
    if len(cells) <= _NARROW:
        return pl.Series("row", [], dtype=pl.UInt32)
    first, second = cells[0], cells[1]
    sparse = rows.filter(_filled(cells) <= 2)
    alone = (_filled(cells) == 1) & pl.coalesce(first, second).str.contains(_SECTION)
    marked = (_filled(cells) == 2) & pl.col(first).str.contains(_SECTION_MARK)
    named = pl.col(second).str.contains(r"\p{L}") & ~pl.col(second).str.contains(r"\d")
    return sparse.filter(alone | (marked & named)).get_column("row")


def _signatures(rows: pl.DataFrame, cells: list[str], totals: pl.Series, headers: pl.Series) -> pl.Series:
    """Rows of the signature blocks: at the very end, and of each list that a repeated header follows."""
    breaks = headers.unique().sort()
    lists = rows.with_columns(pl.lit(breaks.search_sorted(rows["row"])).alias("list"))
    ends = lists.group_by("list").last().filter(_filled(cells) <= _most_footer_cells(len(cells)))
    found = [pl.Series("row", [], dtype=pl.UInt32)]
    for number in ends["list"]:
        above = totals.filter(breaks.search_sorted(totals) == number)
        found.append(_signature_rows(lists.filter(pl.col("list") == number).drop("list"), cells, above))
    return pl.concat(found)


def _signature_rows(rows: pl.DataFrame, cells: list[str], totals: pl.Series) -> pl.Series:
    """Rows of the block of notes, dates, offices and names at the end of a list."""
    nothing = pl.Series("row", [], dtype=pl.UInt32)
    tail = rows.tail(_TAIL_ROWS)
    if tail.is_empty():
        return nothing
    last_total = totals.max()
    start: int | None = None
    # The tail is at most 80 rows, read upwards until a row that can only be a record.
    for row, *values in reversed(tail.select("row", *cells).rows()):
        texts = [fold(value) for value in values if value]
        if NOT_CALCULATED in values or not texts or not _may_be_footer(texts, len(cells)):
            break
        partial = len(texts) < len(cells)
        after_total = isinstance(last_total, int) and row > last_total and partial
        offices = start is not None and partial and all(_is_footer_text(text) for text in texts)
        if after_total or offices or _begins_footer(texts, len(cells)):
            start = row
    return nothing if start is None else tail.filter(pl.col("row") >= start).get_column("row")


def _may_be_footer(texts: list[str], width: int) -> bool:
    """A few cells, none of which looks like a code, a date or an amount unless the words say so."""
    few = len(texts) <= _most_footer_cells(width)
    return few and all(_is_footer_text(text) or not re.search(r"\d", text) for text in texts)


def _most_footer_cells(width: int) -> int:
    return width if width <= _NARROW else min(4, width - 1)


def _is_footer_text(text: str) -> bool:
    return bool(_SIGNED.search(text) or _OFFICE.search(text) or _NOTE.search(text))


def _begins_footer(texts: list[str], width: int) -> bool:
    """The row opens a signature block: in a narrow table all its cells must say so."""
    strong = [bool(_SIGNED.search(text)) for text in texts]
    if width <= _NARROW:
        return all(strong) or (len(texts) == 1 < width and bool(_NOTE.search(texts[0])))
    note = len(texts) == 1 and bool(_NOTE.search(texts[0]))
    return any(strong) or note
