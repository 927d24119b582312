"""`dossiers`: hồ sơ TTHC, each as one source knows it, in its latest known state."""

from datetime import timedelta

import polars as pl

from schemas import fields as f
from schemas.kind import RecordKind
from schemas.labels import Label
from schemas.rule import Rule, Severity
from schemas.rules import (
    DOSSIER_CODE_PATTERN,
    PROCEDURE_CODE_PATTERN,
    UNIT_CODE_PATTERN,
    date_in_range,
    not_before,
    not_negative,
    odd_code,
)

_TIMES = (
    f.submitted_at,
    f.received_at,
    f.original_due_at,
    f.due_at,
    f.completed_at,
    f.returned_at,
    f.supplement_requested_at,
    f.supplemented_at,
    f.apology_sent_at,
)

_MISSING_DUE_DATE = Rule(
    "missing_due_date",
    Severity.WARN,
    "due_at",
    Label("hồ sơ đã tiếp nhận không có ngày hẹn trả", "a received dossier has no due date"),
    lambda now: pl.col("due_at").is_null() & ~pl.col("status").is_in([1, 3]),
)

_COMPLETED_IN_FUTURE = Rule(
    "completed_in_future",
    Severity.WARN,
    "completed_at",
    Label("ngày kết thúc ở tương lai", "completed in the future"),
    lambda now: (pl.col("completed_at") > now) | (pl.col("returned_at") > now),
)

DOSSIERS = RecordKind(
    name="dossiers",
    label=Label("Hồ sơ TTHC", "A dossier"),
    key=("source", "dossier_code"),
    required=("dossier_code", "unit_code", "status"),
    fields=(
        f.source,
        f.dossier_code,
        f.unit_code,
        f.unit_name_lookup,
        f.procedure_code,
        f.procedure_name_of_dossier,
        f.field_of_work,
        f.channel,
        f.submitted_at,
        f.received_at,
        f.original_due_at,
        f.due_at,
        f.completed_at,
        f.returned_at,
        f.dossier_status,
        f.raw_status,
        f.supplement_count,
        f.supplement_requested_at,
        f.supplemented_at,
        f.suspended_working_days,
        f.fee_vnd,
        f.online_payment,
        f.has_digital_components,
        f.has_reused_components,
        f.has_digital_result,
        f.has_electronic_result,
        f.is_result_published,
        f.apology_sent_at,
        f.is_apology_published,
        f.supplement_by_officer_fault,
        f.officer_name,
        f.applicant_name,
        f.applicant_id,
        f.applicant_phone,
        f.applicant_address,
        f.applicant_email,
    ),
    events=(
        "submitted_at",
        "received_at",
        "completed_at",
        "returned_at",
        "supplement_requested_at",
        "supplemented_at",
        "apology_sent_at",
    ),
    entry="received_at",
    rules=(
        *(date_in_range(field) for field in _TIMES),
        not_before(
            f.received_at,
            f.completed_at,
            "ends_before_received",
            Label(
                'kết thúc "{value}" trước khi tiếp nhận hơn một ngày. Kiểm tra hai ngày rồi xuất lại',
                'completed "{value}", more than a day before it was received. Check both dates and export again',
            ),
            Severity.REFUSE,
            grace=timedelta(days=1),
        ),
        not_negative(f.fee_vnd),
        odd_code(f.dossier_code, DOSSIER_CODE_PATTERN),
        odd_code(f.unit_code, UNIT_CODE_PATTERN),
        odd_code(f.procedure_code, PROCEDURE_CODE_PATTERN),
        not_before(
            f.received_at,
            f.due_at,
            "due_before_received",
            Label("ngày hẹn trả trước ngày tiếp nhận", "due before it was received"),
            Severity.WARN,
        ),
        not_before(
            f.received_at,
            f.returned_at,
            "returned_before_received",
            Label("ngày trả trước ngày tiếp nhận hơn một ngày", "returned more than a day before it was received"),
            Severity.WARN,
            grace=timedelta(days=1),
        ),
        _MISSING_DUE_DATE,
        _COMPLETED_IN_FUTURE,
    ),
    own_unit_for_unknown_names=True,
)
