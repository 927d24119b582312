"""Excel's serial numbers of days: as instants, and said as people read them."""

from datetime import date, datetime

import polars as pl

WHOLE = r"^\d{5}(?:\.0+)?$"
"""The number of a day."""
WITH_TIME = r"^\d{5}\.\d*[1-9]\d*$"
"""The number of a day and a time of it."""
_EPOCH = date(1899, 12, 30)
_DAYS_FROM_1900_TO_1904 = 1462
_MILLISECONDS_A_DAY = 86_400_000


def since_1900(text: pl.Series, *, from_1904: bool) -> pl.Series:
    """Serial numbers that count from 1904 as those that count from 1900; other text stays."""
    if not from_1904:
        return text
    whole, fraction = text.str.extract(r"^(\d{4,5})(?:\.\d+)?$", 1), text.str.extract(r"^\d{4,5}(\.\d+)$", 1)
    days = (whole.cast(pl.Int64, strict=False) + _DAYS_FROM_1900_TO_1904).cast(pl.String)
    return (days + fraction.fill_null("")).zip_with(whole.is_not_null(), text)


def parse_serial(text: pl.Series) -> pl.Series:
    """Excel's days since 1899-12-30, to the millisecond (the cell holds no more)."""
    days = text.cast(pl.Float64, strict=False)
    milliseconds = (days * _MILLISECONDS_A_DAY).round().cast(pl.Int64)
    since_epoch = milliseconds.cast(pl.Duration("ms")).cast(pl.Duration("us"))
    epoch = pl.Series([datetime.combine(_EPOCH, datetime.min.time())], dtype=pl.Datetime("us"))
    return epoch.new_from_index(0, text.len()) + since_epoch


def with_day_said(text: pl.Series, *, from_1904: bool) -> pl.Series:
    """Serial numbers with their day beside them, `46040.5 (18/01/2026 12:00)`; other text stays."""
    numbers = since_1900(text, from_1904=from_1904)
    is_day, is_time = (numbers.str.contains(shape).fill_null(False) for shape in (WHOLE, WITH_TIME))
    is_serial = is_day | is_time
    if not is_serial.any():
        return text
    read = parse_serial(pl.select(pl.when(is_serial).then(numbers)).to_series()).dt.round("1s")
    said = read.dt.strftime("%d/%m/%Y").zip_with(is_day, read.dt.strftime("%d/%m/%Y %H:%M"))
    return (text + " (" + said + ")").zip_with(is_serial, text)
