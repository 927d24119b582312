"""What holds of procedures, from when until when: from the registers loaded, one after another.

Each register is dated: a row holds from its own `valid_from`, else from the day the register was exported.
Of the rows that had begun at an instant the one exported last says what held; before all of them, the one
that begins first.
"""

from datetime import datetime

import polars as pl

from schemas import KINDS
from schemas.kind import known_column

BEGINNING, END = datetime(1, 1, 1), datetime(9999, 12, 31)

_KIND = KINDS["procedures"]
_CODE = "procedure_code"
_VALUES = [field.name for field in _KIND.stored if field.name != _CODE]
_KNOWN = {known_column(outcome): outcome for outcome in _KIND.outcomes}


def procedure_facts(rows: pl.DataFrame) -> pl.DataFrame:
    """The facts of each procedure, without gaps.

    Args:
        rows: what each load said: the stored columns, `<outcome>_known`, `exported_at`, `loaded_at`, and
            `provided` (the columns its register has, JSON text). In columns that it lacks the value before is kept.
    Returns:
        The stored columns, `<outcome>_known`, `facts_from` (first instant), `facts_until` (first instant no
        longer), `exists_from` (the instant from which the procedure is there at all).
    """
    said = _filled(rows.sort(_CODE, "exported_at", "loaded_at").with_row_index("line")).with_columns(
        age=pl.int_range(pl.len()).over(_CODE),
        begins=pl.coalesce(pl.col("own_valid_from").cast(pl.Datetime("us")), "exported_at"),
        # The first register of all lists what was there before anybody kept a register.
        is_old=pl.col("own_valid_from").is_null() & (pl.col("exported_at") == pl.col("exported_at").min()),
    )
    exists_from = pl.when("is_old").then(pl.lit(BEGINNING, pl.Datetime("us"))).otherwise("begins").min().over(_CODE)
    in_order = said.with_columns(exists_from=exists_from).sort(_CODE, "begins", "age")
    # A row that had been overtaken before it began never says what held.
    ruling = in_order.filter(pl.col("age") == pl.col("age").cum_max().over(_CODE)).unique(
        [_CODE, "begins"], keep="last", maintain_order=True
    )
    compared = [*_VALUES, *_KNOWN]
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(name).shift(1)) for name in (_CODE, *compared))
    changes = ruling.filter(~same.fill_null(False))
    is_first = pl.col(_CODE).ne_missing(pl.col(_CODE).shift(1))
    return changes.with_columns(
        facts_from=pl.when(is_first).then(pl.lit(BEGINNING, pl.Datetime("us"))).otherwise("begins"),
        facts_until=pl.col("begins").shift(-1).over(_CODE).fill_null(END),
    ).select(_CODE, *compared, "facts_from", "facts_until", "exists_from")


def _filled(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with the values before in the columns that their register lacks, by code and time of export."""
    provided = pl.col("provided").str.json_decode(pl.List(pl.String))

    def filled(name: str, column: str) -> pl.Expr:
        has = provided.list.contains(column)
        source = pl.when(has).then("line").forward_fill().over(_CODE)
        return pl.col(name).gather(source).alias(name)

    columns = [filled(name, name) for name in _VALUES] + [filled(name, outcome) for name, outcome in _KNOWN.items()]
    return rows.with_columns(own_valid_from="valid_from").with_columns(columns)
