"""`dossiers`: hồ sơ TTHC, each as one source knows it, in its latest known state."""

from datetime import timedelta

import polars as pl

from schemas.fields import dossiers, handling, people, registers
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

ENDED_STATUSES = (7, 8, 9, 10)
"""The statuses in which a dossier is done: nothing more is worked on."""

_TIMES = (
    dossiers.submitted_at,
    dossiers.received_at,
    dossiers.original_due_at,
    dossiers.due_at,
    dossiers.completed_at,
    dossiers.returned_at,
    handling.supplement_requested_at,
    handling.supplemented_at,
    handling.apology_sent_at,
)

_MISSING_DUE_DATE = Rule(
    "missing_due_date",
    Severity.WARN,
    "due_at",
    Label("hồ sơ đã tiếp nhận không có ngày hẹn trả", "a received dossier has no due date"),
    lambda now: pl.col("due_at").is_null() & ~pl.col("status").is_in([1, 3]),
)

_RECEIVED_WITHOUT_DATE = Rule(
    "received_without_date",
    Severity.WARN,
    "received_at",
    Label(
        "hồ sơ đã tiếp nhận không có ngày tiếp nhận, nên không tính vào kỳ nào theo ngày tiếp nhận",
        "a received dossier has no date of reception, so that it counts in no period by it",
    ),
    lambda now: pl.col("received_at").is_null() & ~pl.col("status").is_in([1, 3]),
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
        handling.source,
        dossiers.dossier_code,
        registers.unit_code,
        registers.unit_name_lookup,
        registers.procedure_code,
        dossiers.procedure_name_of_dossier,
        registers.field_of_work,
        dossiers.channel,
        dossiers.submitted_at,
        dossiers.received_at,
        dossiers.original_due_at,
        dossiers.due_at,
        dossiers.completed_at,
        dossiers.returned_at,
        dossiers.dossier_status,
        dossiers.raw_status,
        handling.supplement_count,
        handling.supplement_requested_at,
        handling.supplemented_at,
        handling.suspended_working_days,
        handling.fee_vnd,
        handling.online_payment,
        handling.has_digital_components,
        handling.has_reused_components,
        handling.has_digital_result,
        handling.has_electronic_result,
        handling.is_result_published,
        handling.apology_sent_at,
        handling.is_apology_published,
        handling.supplement_by_officer_fault,
        people.officer_name,
        people.applicant_name,
        people.applicant_id,
        people.applicant_phone,
        people.applicant_address,
        people.applicant_email,
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
    outcomes=("completed_at", "returned_at", "apology_sent_at"),
    entry="received_at",
    rules=(
        *(date_in_range(field) for field in _TIMES),
        not_before(
            dossiers.received_at,
            dossiers.completed_at,
            "ends_before_received",
            Label(
                'kết thúc "{value}" trước khi tiếp nhận hơn một ngày. Kiểm tra hai ngày rồi xuất lại',
                'completed "{value}", more than a day before it was received. Check both dates and export again',
            ),
            Severity.REFUSE,
            grace=timedelta(days=1),
        ),
        not_negative(handling.fee_vnd),
        not_negative(handling.supplement_count, Label("số lần bổ sung", "number of supplement requests")),
        not_negative(handling.suspended_working_days, Label("số ngày tạm dừng", "number of suspended days")),
        odd_code(dossiers.dossier_code, DOSSIER_CODE_PATTERN),
        odd_code(registers.unit_code, UNIT_CODE_PATTERN),
        odd_code(registers.procedure_code, PROCEDURE_CODE_PATTERN),
        not_before(
            dossiers.received_at,
            dossiers.due_at,
            "due_before_received",
            Label("ngày hẹn trả trước ngày tiếp nhận", "due before it was received"),
            Severity.WARN,
        ),
        not_before(
            dossiers.received_at,
            dossiers.returned_at,
            "returned_before_received",
            Label("ngày trả trước ngày tiếp nhận hơn một ngày", "returned more than a day before it was received"),
            Severity.WARN,
            grace=timedelta(days=1),
        ),
        _MISSING_DUE_DATE,
        _RECEIVED_WITHOUT_DATE,
        _COMPLETED_IN_FUTURE,
    ),
)
