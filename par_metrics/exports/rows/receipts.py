"""Payments that a file knows by the numbers of their receipts alone (`schemas.receipts`)."""

from dataclasses import replace

import polars as pl

from par_metrics.exports.profiles.binding import Binding
from par_metrics.exports.rows.cells import Typed
from schemas import RecordKind
from schemas.receipts import PARTS, RECEIPT, TRANSACTION, receipt_code


def with_receipts_told_apart(typed: Typed, binding: Binding, kind: RecordKind) -> Typed:
    """The columns; where one column gives both number of the receipt and code, codes that no other receipt has."""
    codes, numbers = (binding.slots.get(name, ()) for name in (TRANSACTION, RECEIPT))
    if not codes or not numbers or codes[0].column != numbers[0].column:
        return typed
    missing = [pl.lit(None, kind.by_name[name].polars_type).alias(name) for name in PARTS if name not in typed.columns]
    known = [typed.columns[name].alias(name) for name in (TRANSACTION, *PARTS) if name in typed.columns]
    told_apart = pl.DataFrame(known).with_columns(missing).select(receipt_code()).to_series()
    return replace(typed, columns={**typed.columns, TRANSACTION: told_apart})
