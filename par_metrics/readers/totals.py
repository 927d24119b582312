"""Rows of a table that are no records but sum them up or name a group of them."""

from collections.abc import Callable, Collection, Iterable

import polars as pl

from par_metrics.readers.table import FORMULA_ERROR, NOT_CALCULATED

NARROW = 4
"""Of a table of so few columns little can be told by how many cells a row has."""

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
# What may stand in a row of sums at all, for another quick sieve.
_MAY_BE_BESIDE = rf"{_MAY_BE_TOTAL}|{_NUMBER}|{_COUNT}|{_DAYS}|{_UNIT_CODE}"

# A code of digits, which is no sum.
_LEADING_ZERO = r"^0\d"

_SECTION = r"^([IVX]+|[A-Z])[.)]\s*\p{L}|(?i)^(lĩnh vực|đơn vị|cơ quan|phòng|phường|xã)\s*:"
_SECTION_MARK = r"^([IVX]+|[A-Z])[.)]?$"


def total_rows(rows: pl.DataFrame, cells: list[str], codes: Collection[str] = ()) -> pl.Series:
    """Rows of sums: a label such as "Tổng cộng" and beside it nothing but numbers.

    Args:
        rows: "row" and the headed columns.
        cells: the names of the headed columns.
        codes: those of them that hold codes, see `code_columns`: a number there need be no sum.
    """
    suspects = rows_of(rows, cells, lambda cell: cell.str.contains(_MAY_BE_BESIDE))
    if len(cells) > NARROW:
        suspects = suspects.filter(filled(cells) < len(cells))
    suspects = suspects.filter(pl.any_horizontal(pl.col(cells).str.contains(_MAY_BE_TOTAL)))
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
    if len(cells) > NARROW:
        # A group's name could also begin a record: ask for sums beside it and for a mostly empty row.
        group = cell.str.contains(_GROUP_TOTAL) & ~cell.str.contains(_ORDINARY)
        begins = first.str.contains(_GROUP_TOTAL) & ~first.str.contains(_ORDINARY)
        amounts = pl.col([name for name in cells if name not in codes])
        sums = pl.any_horizontal(amounts.str.contains(_NUMBER) & ~amounts.str.contains(_LEADING_ZERO))
        is_total = is_total | (begins & only(group) & sums & (filled(cells) * 2 <= len(cells)))
    return suspects.filter(is_total).get_column("row")


def section_rows(rows: pl.DataFrame, cells: list[str]) -> pl.Series:
    """Rows that only name the group of the rows below: "I. Lĩnh vực đất đai"."""
    if len(cells) <= NARROW:
        return pl.Series("row", [], dtype=pl.UInt32)
    first, second = cells[0], cells[1]
    sparse = rows.filter(filled(cells) <= 2)
    alone = (filled(cells) == 1) & pl.coalesce(first, second).str.contains(_SECTION)
    marked = (filled(cells) == 2) & pl.col(first).str.contains(_SECTION_MARK)
    named = pl.col(second).str.contains(r"\p{L}") & ~pl.col(second).str.contains(r"\d")
    return sparse.filter(alone | (marked & named)).get_column("row")


def filled(columns: list[str]) -> pl.Expr:
    """How many of the columns hold something."""
    # One call over all columns: a chain of additions takes time by the square of their number.
    return pl.sum_horizontal(pl.col(columns).is_not_null().cast(pl.UInt32))


def rows_of(rows: pl.DataFrame, cells: Iterable[str], fits: Callable[[pl.Expr], pl.Expr]) -> pl.DataFrame:
    """The rows in which every filled cell of some columns fits.

    One column after the other, for hardly a row is left after the first few.
    """
    places = pl.int_range(rows.height, dtype=pl.UInt32, eager=True)
    for name in cells:
        if places.is_empty():
            break
        column = rows[name].gather(places)
        places = places.filter(
            column.to_frame("cell").select(pl.col("cell").is_null() | fits(pl.col("cell"))).to_series()
        )
    return rows[places]
