"""Comparing Vietnamese text without regard to case, diacritics and spacing."""

import re
import unicodedata

_AGGREGATED = re.compile(r":(count|sum|first|last|any)$")
_NOT_ALPHANUMERIC = re.compile(r"[^0-9a-z]+")
_NOT_IN_NESTED_HEADING = re.compile(r"[^0-9a-z.:]+")


def fold(text: str) -> str:
    """Lower case without diacritics (đ is d), whitespace collapsed and trimmed."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(bare.split())


def fold_heading(text: str) -> str:
    """The key under which headings are compared: folded, letters and digits only.

    `Ngày  hẹn\\ntrả`, `NGAY_HEN_TRA` and `ngayHenTra` all give `ngayhentra`. In headings
    made from nested lists (`DanhSachLePhi.Gia:sum`) the dot and the colon stay.
    """
    folded = fold(text)
    keep = _NOT_IN_NESTED_HEADING if _AGGREGATED.search(folded) else _NOT_ALPHANUMERIC
    return keep.sub("", folded)
