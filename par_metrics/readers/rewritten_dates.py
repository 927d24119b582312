"""Columns of dates as people write them, rewritten as machines write them: see `domain/written_dates.py`."""

import polars as pl

from par_metrics.domain.written_dates import DAY, PARTS, REWRITES

PLAIN_TIME = r"^\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d{1,2}:\d{1,2}$"
_DIGIT = r"\d"


def rewritten(text: pl.Series) -> pl.Series:
    """`17h30 ngày 03 tháng 4 năm 2026` as `03/04/2026 17:30:00`, a day alone as `03/04/2026`.

    Args:
        text: String; nulls stay null.
    Returns:
        String, null for what is no such date. Days and hours may still be ones that do not exist.
    """
    column: pl.Expr = pl.when(pl.col("text").str.contains(_DIGIT)).then("text")
    for pattern, replacement in REWRITES:
        column = column.str.replace_all(pattern, replacement)
    plain = text.alias("text").to_frame().select(column.alias("text"))
    parts = plain.select("text", pl.col("text").str.extract_groups(PARTS).alias("part")).unnest("part")
    hour = pl.col("hour").cast(pl.Int32)
    morning = pl.when(hour <= 12).then(hour % 12)
    afternoon = pl.when(hour.is_between(1, 11)).then(hour + 12).when(hour > 0).then(hour)
    hour = (
        pl.when(pl.col("morning").is_not_null())
        .then(morning)
        .when(pl.col("afternoon").is_not_null())
        .then(afternoon)
        .otherwise(hour)
    )
    time = pl.format("{} {}:{}:{}", "day", hour, "minute", pl.col("second").fill_null("0"))
    day = pl.when(pl.col("text").str.contains(DAY)).then("text")
    return parts.select(pl.coalesce(time, day).alias(text.name)).to_series()
