"""Codes of payments that are known by the number of their receipt.

Such numbers begin again in every book, unit and year, so that a bare one is no code: beside it stands the dossier
it was paid for, without one the unit and the year.
"""

from collections.abc import Collection

import polars as pl

TRANSACTION, RECEIPT = "transaction_code", "receipt_number"
PARTS = ("dossier_code", "unit_code", "paid_at")
"""The columns that tell receipts of one number apart."""
_BARE = r"^\d+$"


def receipt_code() -> pl.Expr:
    """The code of a payment whose `transaction_code` is its receipt's number; needs `PARTS`, each may be null."""
    code, dossier, unit = (pl.col(name) for name in (TRANSACTION, *PARTS[:2]))
    year = pl.col("paid_at").dt.year().cast(pl.String)
    told_apart = pl.coalesce(
        pl.concat_str(code, dossier, separator="/"),
        pl.concat_str(code, unit, year, separator="/"),
        pl.concat_str(code, unit, separator="/"),
        code,
    )
    return pl.when(code.str.contains(_BARE)).then(told_apart).otherwise(code).alias(TRANSACTION)


def receipt_code_sql(provided: Collection[str]) -> str:
    """The same in SQL, of rows of which nobody said whether the code is the receipt's number: where both are equal.

    Args:
        provided: the columns there are; without `RECEIPT` the code stays as it is.
    """
    if RECEIPT not in provided:
        return TRANSACTION
    dossier, unit, paid_at = (name if name in provided else "NULL" for name in PARTS)
    parts = (f"{dossier}", f"{unit} || '/' || year({paid_at}::TIMESTAMP)", f"{unit}")
    told_apart = ", ".join(f"{TRANSACTION} || '/' || {part}" for part in parts)
    is_receipt = f"{TRANSACTION} = {RECEIPT} AND regexp_matches({TRANSACTION}, '{_BARE}')"
    return f"CASE WHEN {is_receipt} THEN coalesce({told_apart}, {TRANSACTION}) ELSE {TRANSACTION} END"
