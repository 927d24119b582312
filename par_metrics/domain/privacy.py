"""Keeping people out of what is written: pseudonyms, and masks over cells that look personal."""

import hashlib
import hmac
import unicodedata
from collections.abc import Callable

import polars as pl

from par_metrics.errors import SettingsError, UsageError
from schemas import Label

SHORTEST_KEY = 16
_MASK = "•"
_DAY = r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}[/.-]\d{1,2}[/.-]\d{1,2})"
_TIME = r"\d{1,2}(?::\d{2}){0,2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?"
_SERIAL = r"\d{5}\.\d+"
_DATE = rf"^(?:{_DAY}(?:[ T]{_TIME})?|(?:19|20|21)\d{{12}}|{_SERIAL})$"
_PHONE = r"(?:^|\D)(?:\+?84|0)(?:[ .-]?\d){8,10}(?:\D|$)"
_IDENTITY = r"(?:^|\D)(?:\d{9}|\d{12})(?:\D|$)"
_TWO_CAPITALISED_WORDS = r"\p{Lu}\p{L}*\s+\p{Lu}\p{L}*"
_SURNAMES = (
    "nguyễn|trần|lê|phạm|hoàng|huỳnh|phan|vũ|võ|đặng|bùi|đỗ|hồ|ngô|dương|lý|đinh|trịnh|đoàn|lương|mai|đào|tô|"
    "nguyen|tran|le|pham|hoang|huynh|vu|vo|dang|bui|do|ho|ngo|duong|ly|dinh|trinh|doan|luong|dao|to"
)
_FULL_NAME = rf"^(?i:{_SURNAMES})\s+\p{{Lu}}\p{{L}}*(?:\s+\p{{Lu}}\p{{L}}*)*$"
_ADDRESS_WORDS = "phường|xã|thôn|xóm|tổ|ấp|khu phố|phố|ngõ|ngách|hẻm|đường|số nhà|quận|huyện|tỉnh|thành phố"
_PLACE_NAME = rf"(?i:{_ADDRESS_WORDS})(?:\s+\p{{Lu}}\p{{L}}*)+"
_ADDRESS = rf"(?i)(?:^|[\s,])(?:{_ADDRESS_WORDS})\s+[\p{{L}}\d]"
_HOME = r"(?i)(?:^|[\s,])(?:số nhà|ngõ|ngách|hẻm)\s+[\p{L}\d]"
_LINK = r"https?://\S+"
# Written as a person's name is, and as no code: Word Word, letters only.
_NAME_LIKE = r"^\p{Lu}\p{Ll}+(?:\s+\p{Lu}\p{Ll}*)+$"
# A mobile phone or a citizen's number; other long numbers may be an enterprise's code.
_OWN_NUMBER = r"^(?:(?:\+?84|0)[ .-]?[35789](?:[ .-]?\d){8}|0\d{11})$"
# As words name somebody; other capitalised ones are places.
# Of the surnames those that are no ordinary word: "Lý Do", "Hồ Sơ".
_SURE_SURNAMES = "|".join(
    name.title() for name in _SURNAMES.split("|") if name not in ("lý", "ly", "hồ", "ho", "do", "to")
)
_NAME_WITHIN = rf"(?:^|[\s,;(–-])(?:{_SURE_SURNAMES})(?:\s+\p{{Lu}}\p{{Ll}}*){{2,}}"
_TITLED = r"(?:^|[\s,;(])(?i:ông|bà|anh|chị|cô)\s+\p{Lu}\p{Ll}+"
_TITLE_CASE_WORDS = r"(?i)^hồ sơ\b|^do \b"


def pseudonym(key: bytes) -> Callable[[str], str]:
    """A function from a personal value to its pseudonym: 16 hexadecimal digits of HMAC-SHA-256.

    The same value gives the same pseudonym under one key; without the key nobody can test a
    guess. Spaces around the value and the Unicode form do not matter.

    Raises:
        SettingsError: the key is shorter than 16 bytes.
    """
    if len(key) < SHORTEST_KEY:
        raise SettingsError(
            Label(
                f"khóa bí danh phải dài ít nhất {SHORTEST_KEY} byte",
                f"the pseudonym key must be at least {SHORTEST_KEY} bytes long",
            )
        )

    def of(value: str) -> str:
        text = unicodedata.normalize("NFC", value.strip()).encode()
        return hmac.new(key, text, hashlib.sha256).hexdigest()[:16]

    return of


def looks_personal(value: pl.Expr, *, prose: bool) -> pl.Expr:
    """Whether a cell looks like a phone, an identity number, an e-mail or home address, or a person's name.

    Args:
        value: String.
        prose: the column may hold words (a status, a category): then only a known surname
            followed by capitalised words is a name; else any two capitalised words are.
    Returns:
        Boolean, null for null.
    """
    is_date = value.str.contains(_DATE)
    number = (value.str.contains(_PHONE) | value.str.contains(_IDENTITY)) & ~is_date
    name = (
        value.str.contains(_FULL_NAME) & ~value.str.contains(_TITLE_CASE_WORDS)
        if prose
        else value.str.contains(_TWO_CAPITALISED_WORDS)
    )
    return number | value.str.contains("@", literal=True) | value.str.contains(_HOME) | name


def names_somebody(value: pl.Expr) -> pl.Expr:
    """Whether a cell surely holds a person's name, an e-mail address or a postal address.

    Stricter than `looks_personal`: an odd code must not be taken for a person.

    Args:
        value: String.
    Returns:
        Boolean, null for null.
    """
    return (
        (value.str.contains(_FULL_NAME) & ~value.str.contains(_TITLE_CASE_WORDS))
        | value.str.contains("@", literal=True)
        | value.str.contains(_ADDRESS)
        | value.str.contains(_NAME_LIKE)
    )


def mentions_somebody(value: pl.Expr) -> pl.Expr:
    """Whether other words stand around a person's name: `Ghi chú của bà Bưởi`, `12 - Nguyễn Thị Bưởi`.

    Wards and streets that bear a person's name (`Phường Lê Hồng Phong`) are no persons.

    Args:
        value: String.
    Returns:
        Boolean, null for null.
    """
    return value.str.replace_all(_PLACE_NAME, "").str.contains(_NAME_WITHIN) | value.str.contains(_TITLED)


def personal_note(value: pl.Expr) -> pl.Expr:
    """Whether a note typed in by hand looks personal; the long numbers within links do not.

    Args:
        value: String.
    Returns:
        Boolean, null for null.
    """
    return looks_personal(value.str.replace_all(_LINK, ""), prose=True)


def impersonal_reason(reason: str) -> str:
    """The words of an officer on why something was done, which are kept and shown; trimmed.

    Raises:
        UsageError: they name a person, a phone or identity number, or an address.
    """
    text, word = unicodedata.normalize("NFC", reason.strip()), pl.col("text")
    looks = personal_note(word) | mentions_somebody(word)
    if pl.DataFrame({"text": [text]}).select(looks).item():
        raise UsageError(
            Label(
                "lý do được lưu lại và hiện cho mọi người xem, nên không ghi tên người, số điện thoại, số giấy tờ hay "
                "địa chỉ. Ghi lại lý do mà không nêu các thông tin đó",
                "the reason is kept and shown, so it may not hold a person's name, a phone or identity number or an "
                "address. Say it without them",
            ),
            "personal_reason",
        )
    return text


def is_own_number(value: pl.Expr) -> pl.Expr:
    """Whether a cell is just a mobile phone's or a citizen's number. Boolean, null for null."""
    return value.str.contains(_OWN_NUMBER)


def masked(value: pl.Expr) -> pl.Expr:
    """Dots in place of a value, as many as tell a short one from a long one: 4, 8 or 16."""
    length = value.str.len_chars()
    return (
        pl.when(length <= 6)
        .then(pl.lit(_MASK * 4))
        .when(length <= 14)
        .then(pl.lit(_MASK * 8))
        .when(length.is_not_null())
        .then(pl.lit(_MASK * 16))
    )
