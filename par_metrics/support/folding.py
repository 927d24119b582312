"""Comparison forms of Vietnamese text: without case, diacritics and spacing."""

import re
import unicodedata
from functools import lru_cache

AGGREGATES = ("count", "sum", "first", "last", "any")
ORDER = "order"
"""Beside the aggregates: `X.Y:order` in a vocabulary says that the entries of the list X are in the order of Y."""
_AGGREGATED = re.compile(rf"^(?P<path>[^:]+):(?P<how>{'|'.join((*AGGREGATES, ORDER))})$", re.IGNORECASE)
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
_NOT_IN_PATH = re.compile(r"[^\w.]+|_+")


def fold(text: str) -> str:
    """Lower case without diacritics, đ as d, white space collapsed: " Đơn  vị " is "don vi"."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    # Compatibility forms last: NFKC also turns full-width and ligature forms into plain letters.
    plain = unicodedata.normalize("NFKC", bare).replace("đ", "d")
    return " ".join(plain.replace("\u200b", "").replace("\ufeff", "").split())


def spelling(text: str) -> str:
    """Lower case with its diacritics, white space collapsed: what tells "Tân Thanh" from "Tân Thành"."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


@lru_cache(maxsize=1 << 16)
def fold_heading(text: str) -> str:
    """Form in which headings are compared: "Ngày  hẹn\\ntrả", "NGAY_HEN_TRA" and "ngayHenTra" are "ngayhentra".

    A heading of an aggregated list keeps its path and aggregate: "DanhSachLePhi.SoTien:sum" is
    "danhsachlephi.sotien:sum".
    """
    folded = fold(text)
    aggregated = _AGGREGATED.match(folded)
    if aggregated:
        return f"{_NOT_IN_PATH.sub('', aggregated['path'])}:{aggregated['how']}"
    return _NOT_ALPHANUMERIC.sub("", folded)
