"""`payments`: one payment transaction each."""

import polars as pl

from schemas.fields import dossiers, payments, people, registers
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

_PAID_WITHOUT_DATE = Rule(
    "paid_without_date",
    Severity.WARN,
    "paid_at",
    Label(
        "giao dịch đã thanh toán không có ngày thanh toán, nên không tính vào kỳ nào",
        "paid without a date of payment, so that it counts in no period",
    ),
    lambda now: (pl.col("status") == "paid") & pl.col("paid_at").is_null(),
)

PAYMENTS = RecordKind(
    name="payments",
    label=Label("Giao dịch thanh toán", "A payment"),
    key=("transaction_code",),
    required=("transaction_code", "unit_code", "amount_vnd", "status"),
    fields=(
        payments.transaction_code,
        dossiers.dossier_code,
        registers.unit_code,
        registers.unit_name_lookup,
        registers.procedure_code,
        dossiers.procedure_name_of_dossier,
        payments.amount_vnd,
        payments.payment_method,
        payments.gateway,
        payments.payment_status,
        payments.paid_at,
        payments.receipt_number,
        people.payer_name,
    ),
    events=("paid_at",),
    entry=None,
    rules=(
        date_in_range(payments.paid_at),
        not_negative(payments.amount_vnd),
        odd_code(registers.unit_code, UNIT_CODE_PATTERN),
        _ZERO_PAID,
        _PAID_WITHOUT_DATE,
    ),
)
