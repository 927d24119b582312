"""`payments`: one payment transaction each."""

import polars as pl

from schemas import fields as f
from schemas.kind import RecordKind
from schemas.labels import Label
from schemas.rule import Rule, Severity
from schemas.rules import UNIT_CODE_PATTERN, date_in_range, not_negative, odd_code

_ZERO_PAID = Rule(
    "zero_amount_paid",
    Severity.WARN,
    "amount_vnd",
    Label("giao dịch đã thanh toán có số tiền bằng 0", "a paid transaction of amount 0"),
    lambda now: (pl.col("status") == "paid") & (pl.col("amount_vnd") == 0),
)

PAYMENTS = RecordKind(
    name="payments",
    label=Label("Giao dịch thanh toán", "A payment"),
    key=("transaction_code",),
    required=("transaction_code", "unit_code", "amount_vnd", "status"),
    fields=(
        f.transaction_code,
        f.dossier_code,
        f.unit_code,
        f.unit_name_lookup,
        f.procedure_code,
        f.procedure_name_of_dossier,
        f.amount_vnd,
        f.payment_method,
        f.gateway,
        f.payment_status,
        f.paid_at,
        f.receipt_number,
        f.payer_name,
    ),
    events=("paid_at",),
    entry=None,
    rules=(
        date_in_range(f.paid_at),
        not_negative(f.amount_vnd),
        odd_code(f.unit_code, UNIT_CODE_PATTERN),
        _ZERO_PAID,
    ),
    own_unit_for_unknown_names=True,
)
