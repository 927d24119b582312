"""Rows of figures that are not published: of a unit and an indicator that never had any record."""

import polars as pl


def without_unused(figures: pl.DataFrame) -> pl.DataFrame:
    """The figures of all units together, and those of each unit and indicator that had a record in any period.

    Args:
        figures: the long table, of every period that is published, by unit and in total.
    """
    counts = pl.col("numerator", "denominator", "refused").fill_null(0)
    is_empty = (
        (pl.col("status") == "no_population")
        & pl.col("value").is_null()
        & (pl.col("excluded") == "{}")
        & pl.all_horizontal(counts == 0)
    )
    is_used = (~is_empty).any().over("indicator", "version", "unit_code")
    return figures.filter(is_used | pl.col("is_total"))
