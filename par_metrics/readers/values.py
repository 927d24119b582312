"""Reading values: from the text of cells to numbers, booleans, categories, statuses and codes.

Every reader takes a String series (trimmed, empty as null) and returns a series of the
field's type, null where the text could not be read. Nothing is guessed: text that could
mean two things stays unread.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

import polars as pl

from par_metrics.readers.addresses import period_label, plan_row_of
from par_metrics.readers.dates import DateReading, read_dates, read_timestamps
from par_metrics.readers.table import FORMULA_ERROR
from par_metrics.readers.yes_no import yes_or_no
from par_metrics.support.folding import fold
from schemas import Field, ValueType

_CURRENCY = r"(?i)\s*(?:vnđ|vnd|đồng|đ|₫)\.?$"
_NOTHING_TO_PAY = r"^(?i:kh[ôo]ng(?: thu)?|mi[ễe]n ph[íi])$"
_INTEGER_ONLY = r"^[+-]?\d+$"
_GROUPED_BY_DOT = r"^[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?$"
_GROUPED_BY_COMMA = r"^[+-]?\d{1,3}(?:,\d{3}){2,}$|^[+-]?\d{1,3}(?:,\d{3})+\.\d+$"
_GROUPED_BY_SPACE = r"^[+-]?\d{1,3}(?:\s\d{3})+(?:,\d+)?$"
_DECIMAL_COMMA = r"^[+-]?\d+,\d+$"
_DECIMAL_POINT = r"^[+-]?\d+\.\d+$"
_TYPED_NUMBER = r"^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$"
# One group of three after a dot with a zero at its end is no number a typed cell prints.
_TYPED_AS_TEXT = r"^[+-]?\d{1,3}\.\d{2}0$"
# Of a number with decimals `1.500` may be one and a half or fifteen hundred.
_ONE_DOT_GROUP = r"^[+-]?[1-9]\d{0,2}\.\d{3}$"
_FEW = ("_days", "_count")
_SHORT = 1000
_LONG, _FEW_OF_LONG, _FEWER = 4000, 1000, 4
_ONE_COMMA_GROUP = r"^[+-]?\d{1,3},\d{3}\s*(?i:vnđ|vnd|đồng|đ|₫)?\.?$"

# Types that take any text as it is.
_WORDS = (ValueType.CODE, ValueType.PROCEDURE_CODE, ValueType.TEXT)
_LETTER = r"\p{L}"
_HOURS_A_DAY = 8
_WITHIN_THE_DAY = re.compile(r"(?:ngay )?trong ngay(?: lam viec)?")
_DURATION = re.compile(
    r"(?:(?:trong|vong|thoi han|khong qua|toi da) )*(?P<number>\d+(?:[.,]\d+)?)(?: ?\([^()]*\))? ?"
    r"(?P<unit>ngay(?: lam viec)?|gio lam viec)(?: ke tu .*)?"
)

_DASH = "[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]"
DRESSED_CODE = rf"""^(?:=\s*"|')|{_DASH}"""
"""What begins as `="12"` or `'12`, or has dashes for hyphens."""

_PROCEDURE_GROUPS = r"^(\d{1,2}\.\d{6})(?:\..*)?$"
_COMMA_PROCEDURE = r"^(\d{1,2}),(\d{1,6})$"
_TRUNCATED_PROCEDURE = r"^\d{1,2}\.\d{1,5}$"


def read_values(
    text: pl.Series,
    field: Field,
    reading: DateReading,
    *,
    typed_numbers: bool,
    plan_rows: tuple[str, ...] | None = None,
) -> pl.Series:
    """Reads the cells of one column as `field` says.

    Args:
        text: String, trimmed, empty as null.
        field: decides the type.
        reading: how dates are read.
        typed_numbers: numbers come from typed cells and have a decimal point, and codes may have come from such.
        plan_rows: the addresses that a cell may name; None: those of the built-in plan.
    Returns:
        A series of `field.polars_type`, null where the text is null or cannot be read.
    """
    if text.null_count() == text.len():
        return text.clear(text.len()).cast(field.polars_type)
    if field.type is ValueType.PLAN_ROW:
        return map_unique(text, lambda cell: plan_row_of(cell, plan_rows), pl.String())
    few = few_values(text)
    if few is None:
        return _read(text, field, reading, typed_numbers=typed_numbers)
    return _spread(_read(few, field, reading, typed_numbers=typed_numbers), few, text)


def seems_of_few(text: pl.Series) -> bool:
    """Whether a long column begins with few different values, over and over."""
    return text.len() >= _LONG and text.head(_LONG).n_unique() <= _FEW_OF_LONG


def few_values(text: pl.Series) -> pl.Series | None:
    """The different values of a long column where they are few, so that each need be read only once; else None."""
    if not seems_of_few(text):
        return None
    distinct = text.unique()
    return distinct if distinct.len() * _FEWER < text.len() else None


def of_different(text: pl.Series, change: Callable[[pl.Expr], pl.Expr]) -> pl.Series:
    """What becomes of each cell of a column; each of few different ones is changed only once."""
    few = few_values(text)
    changed = (text if few is None else few).to_frame("cell").select(change(pl.col("cell"))).to_series()
    return (changed if few is None else _spread(changed, few, text)).alias(text.name)


def _spread(values: pl.Series, distinct: pl.Series, text: pl.Series) -> pl.Series:
    """The value of each cell from those of the different ones."""
    there = distinct.is_not_null()
    return text.replace_strict(distinct.filter(there), values.filter(there), default=None, return_dtype=values.dtype)


def _read(text: pl.Series, field: Field, reading: DateReading, *, typed_numbers: bool) -> pl.Series:
    if field.type in _WORDS and text.str.starts_with("#").any():
        text = text.set(text.str.contains(FORMULA_ERROR).fill_null(False), None)
    match field.type:
        case ValueType.DATETIME:
            return read_timestamps(text, reading)
        case ValueType.DUE:
            return read_timestamps(text, reading, due=True)
        case ValueType.DATE:
            return read_dates(text, reading)
        case ValueType.INTEGER:
            if field.name.endswith(_FEW):  # nothing takes thousands of days: it may be three
                text = pl.select(pl.when(~text.str.contains(_ONE_DOT_GROUP)).then(text)).to_series()
            return read_integers(_numbers_of_words(text, field), typed_numbers=typed_numbers)
        case ValueType.DECIMAL:
            return read_decimals(_numbers_of_words(text, field), typed_numbers=typed_numbers)
        case ValueType.BOOLEAN:
            return read_booleans(text)
        case ValueType.CATEGORY | ValueType.STATUS:
            return read_categories(text, field)
        case ValueType.PROCEDURE_CODE:
            return read_procedure_codes(text, typed_numbers=typed_numbers)
        case ValueType.PERIOD:
            return map_unique(text, period_label, pl.String())
        case ValueType.CODE:
            is_number = typed_numbers and text.str.ends_with(".0").any()
            return text.str.replace(r"^(\d+)\.0$", "${1}") if is_number else text
        case _:
            return text


def plain_codes(text: pl.Series) -> pl.Series:
    """Codes without what a spreadsheet or a word processor dressed them in, see `DRESSED_CODE`."""
    bare = text.str.replace(r"""^=\s*"([^"]+)"$""", "${1}").str.strip_prefix("'").str.strip_chars()
    bare = bare.str.replace_all(_DASH, "-")
    return bare.set(bare == "", None)


def is_formula_error(text: str) -> bool:
    """The text is what Excel shows where a formula failed, such as `#N/A`."""
    return re.match(FORMULA_ERROR, text) is not None


def map_unique(text: pl.Series, function: Callable[[str], object], dtype: pl.DataType) -> pl.Series:
    """Applies `function` once to every distinct text; null stays null."""
    if text.len() < _SHORT:
        found = {value: None if value is None else function(value) for value in dict.fromkeys(text.to_list())}
        return pl.Series(text.name, [found[value] for value in text.to_list()], dtype=dtype)
    distinct = text.unique().drop_nulls()
    values = pl.Series([function(value) for value in distinct], dtype=dtype)
    if distinct.is_empty():
        return pl.repeat(None, text.len(), dtype=dtype, eager=True).alias(text.name)
    return text.replace_strict(distinct, values, default=None, return_dtype=dtype)


def read_integers(text: pl.Series, *, typed_numbers: bool) -> pl.Series:
    """Whole numbers as Int64: `1.234.567`, `1 234 567`, `150.000 đ`; a fraction is not read."""
    plain = _plain_numbers(text, typed_numbers=typed_numbers)
    # In a column of whole numbers `150,000` may be 150 with decimals or 150 thousand.
    plain = pl.select(pl.when(~text.str.contains(_ONE_COMMA_GROUP)).then(plain)).to_series()
    whole = plain.str.replace(r"\.0+$", "").cast(pl.Int64, strict=False)
    if typed_numbers:
        scientific = plain.str.contains("[eE]").fill_null(False)
        if scientific.any():
            number = plain.cast(pl.Float64, strict=False)
            exact = pl.select(pl.when(number == number.round()).then(number)).to_series()
            whole = exact.cast(pl.Int64, strict=False).zip_with(scientific, whole)
    return whole.alias(text.name)


def read_decimals(text: pl.Series, *, typed_numbers: bool) -> pl.Series:
    """Numbers as Float64: `1,5`, `1.234,5`; typed cells have a decimal point.

    `1.500` as text is not read: it may be one and a half or fifteen hundred. No typed cell prints its last zero, so it
    is text among typed cells too, and then so may be `1.525` in its column.
    """
    number = _plain_numbers(text, typed_numbers=typed_numbers).cast(pl.Float64, strict=False)
    is_group = text.str.contains(_ONE_DOT_GROUP)
    if not typed_numbers or (is_group & text.str.contains(_TYPED_AS_TEXT)).any():
        number = pl.select(pl.when(~is_group).then(number)).to_series()
    return pl.select(pl.when(number.is_finite()).then(number).alias(text.name)).to_series()


def _plain_numbers(text: pl.Series, *, typed_numbers: bool) -> pl.Series:
    """The numbers as `-1234.5`, null where the text is no number."""
    cell = pl.lit(text.str.replace(_CURRENCY, "").str.replace("^\u2212", "-"))
    no_dots = cell.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    no_commas = cell.str.replace_all(",", "", literal=True)
    no_spaces = cell.str.replace_all(r"\s", "").str.replace(",", ".", literal=True)
    printed = pl.lit(text)  # a cell with a currency sign is text even in a workbook
    typed = printed.str.contains(_TYPED_NUMBER) & ~printed.str.contains(_TYPED_AS_TEXT) & pl.lit(typed_numbers)
    return pl.select(
        pl.when(cell.str.contains(_INTEGER_ONLY) | typed)
        .then(cell)
        .when(cell.str.contains(_GROUPED_BY_DOT))
        .then(no_dots)
        .when(cell.str.contains(_GROUPED_BY_COMMA))
        .then(no_commas)
        .when(cell.str.contains(_GROUPED_BY_SPACE))
        .then(no_spaces)
        .when(cell.str.contains(_DECIMAL_COMMA))
        .then(no_spaces)
        .when(cell.str.contains(_DECIMAL_POINT))
        .then(cell)
        .alias(text.name)
    ).to_series()


def _numbers_of_words(text: pl.Series, field: Field) -> pl.Series:
    """`miễn phí` as 0; of a field of days `03 ngày làm việc`, `24 giờ làm việc`, `trong ngày` as their number."""
    if not text.str.contains(_LETTER).any():
        return text
    text = text.str.replace(_NOTHING_TO_PAY, "0")
    return map_unique(text, _days, pl.String()) if field.name.endswith("_days") else text


def _days(text: str) -> str:
    """The number of days a duration names, the text as it is if it names none."""
    folded = fold(text)
    if _WITHIN_THE_DAY.fullmatch(folded):
        return "1"
    duration = _DURATION.fullmatch(folded)
    if duration is None:
        return text
    if duration["unit"].startswith("ngay"):
        return duration["number"]
    # Hours of the clock are left unread: twenty-four may be one day or three.
    days = float(duration["number"].replace(",", ".")) / _HOURS_A_DAY
    return f"{days:.4f}".rstrip("0").rstrip(".").replace(".", ",")


def read_booleans(text: pl.Series) -> pl.Series:
    """Có/Không, Đạt/Không đạt, 1/0, true/false; a tick is yes."""
    return map_unique(text, yes_or_no, pl.Boolean())


def read_categories(text: pl.Series, field: Field) -> pl.Series:
    """Codes and texts of a category or a status, by the variants the field lists."""
    variants, by_letters = _variants(tuple(field.values.items()))

    def category(value: str) -> object:
        key = fold(value).removesuffix(".0")
        if key in variants:
            return variants[key]
        # Punctuation only matters where there is nothing else ("-1" is not 1).
        letters = _letters(key)
        return by_letters.get(letters) if any(char.isalpha() for char in letters) else _same_by_code(key, variants)

    return map_unique(text, category, field.polars_type)


def _same_by_code(key: str, variants: Mapping[str, object]) -> object:
    """`04` is 4; a status is compared as the number it is."""
    return variants.get(str(int(key))) if key.isascii() and key.isdigit() else None


@lru_cache(maxsize=256)
def _variants(values: tuple[tuple[object, tuple[str, ...]], ...]) -> tuple[dict[str, object], dict[str, object]]:
    """The values by the folded ways they are written, and by the letters and digits of these alone."""
    written = {fold(text): value for value, texts in values for text in texts}
    canonical = {fold(str(value)): value for value, _ in values}
    variants = written | canonical
    return variants, {_letters(key): value for key, value in variants.items()}


def _letters(key: str) -> str:
    return "".join(char for char in key if char.isalnum())


def read_procedure_codes(text: pl.Series, *, typed_numbers: bool) -> pl.Series:
    """Procedure codes without their agency suffix; odd ones as they are, in upper case."""
    code = text.str.to_uppercase()
    if typed_numbers:
        # A numeric cell drops the zeros at the end of 1.014390, and in our language shows a decimal comma.
        code = code.str.replace(_COMMA_PROCEDURE, "${1}.${2}")
        padded = code.str.extract(r"^(\d+)\.", 1) + "." + code.str.extract(r"\.(\d+)$", 1).str.pad_end(6, "0")
        code = pl.select(pl.when(code.str.contains(_TRUNCATED_PROCEDURE)).then(padded).otherwise(code)).to_series()
    return code.str.replace(_PROCEDURE_GROUPS, "${1}").alias(text.name)
