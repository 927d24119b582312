"""Which indicators are open, in which cells, and how one tells of another."""

from collections.abc import Mapping, Sequence
from typing import Literal

from schemas import Label

Scope = Literal["units_and_months", "units", "everywhere"]
"""By unit for the year, and by quarter and month for all units together; without months; all units together alone."""

_FLOWS = (
    "on_time_rate",
    "results_published_rate",
    "digital_components_rate",
    "reused_components_rate",
    "digital_result_rate",
    "electronic_result_rate",
    "full_online_dossiers_rate",
    "online_dossiers_rate",
    "online_payment_rate",
    "cashless_payment_rate",
    "online_payment_dossiers_rate",
    "feedback_resolved_rate",
    "feedback_on_time_rate",
    "online_documents_rate",
    "edocument_rate",
    "digitally_signed_rate",
)
SURVEYED = tuple(f"sipas_{number}" for number in range(1, 10))
"""They count answers, of which one person gives several."""
_PROCEDURES = (
    "procedures_published_rate",
    "one_stop_procedures_rate",
    "full_online_services_rate",
    "online_payment_services_rate",
)
_DUTIES = ("budget_compliant_units_rate", "online_documents_units_rate", "edocument_units_rate")

OPEN: Mapping[str, Scope] = {
    **dict.fromkeys((*_FLOWS, *SURVEYED), "units_and_months"),
    # A stock: of the end of the year, and no sum of months.
    "overdue_open_count": "units",
    # One list of procedures holds for every unit of a level; of duties and reports a unit has a handful.
    **dict.fromkeys((*_PROCEDURES, *_DUTIES, "plan_reports_on_time_rate", "plan_rows_on_track_rate"), "everywhere"),
}

_PEOPLE = Label("nói về từng người, từng vụ việc trong cơ quan", "tells of single people and cases within an office")
_OTHER_RULE = Label(
    "gần như cùng hồ sơ với on_time_rate: chênh lệch giữa hai số chỉ ra từng hồ sơ",
    "of nearly the same dossiers as on_time_rate: what lies between the two tells of single dossiers",
)
_NO_COUNT = Label(
    "trung bình, phân vị, điểm, thứ hạng: không phải số đếm, không ẩn ô nhỏ một cách chắc chắn được",
    "a mean, quantile, score or rank: no counts, of which small cells could not be hidden for certain",
)
_DISTINCT = Label(
    "đếm những thứ khác nhau, các đơn vị không cộng lại được; suy ra từ chính các hồ sơ ở chỉ số khác",
    "counts distinct things, of which units do not add up; made from the dossiers of other indicators",
)
_INPUT = Label("đầu vào của điểm 766, trùng với chỉ số khác", "an input of the score of 766, beside other indicators")

KEPT_BACK: Mapping[str, Label] = {
    **dict.fromkeys(
        (
            "staff_disciplined_count",
            "staff_qualified_rate",
            "par_findings_remedied_rate",
            "audit_recommendations_done_rate",
        ),
        _PEOPLE,
    ),
    **dict.fromkeys(
        ("on_time_rate_original_due", "on_time_rate_due", "on_time_rate_qd766", "apology_rate"), _OTHER_RULE
    ),
    **dict.fromkeys(
        (
            *("processing_working_days", "processing_working_days_median", "processing_working_days_p90"),
            *("sipas_policy", "sipas_service", "sipas"),
            *(f"papi_{number}" for number in range(1, 9)),
            *("papi", "par_index", "par_index_rank"),
        ),
        _NO_COUNT,
    ),
    "feedback_published_rate": Label(
        "mẫu số chính là tử số của feedback_resolved_rate: có ẩn bên kia thì bên này vẫn nói ra",
        "its denominator is the numerator of feedback_resolved_rate, which it would tell where that is hidden",
    ),
    **dict.fromkeys(("dossiers_on_system_rate", "full_online_services_used_rate"), _DISTINCT),
    **dict.fromkeys(
        (
            "qd766_published_on_time_rate",
            "qd766_online_services_rate",
            "qd766_online_services_used_rate",
            "qd766_procedures_paid_online_rate",
            "qd766_fee_procedures_used_rate",
            "qd766_digitised_dossiers_rate",
            "qd766_feedback_on_time_rate",
            "qd766_feedback_handling_rate",
        ),
        _INPUT,
    ),
}
"""Indicators that are not open, and why."""

SAME_POPULATION: Sequence[tuple[str, ...]] = (
    ("on_time_rate", "results_published_rate", "digital_result_rate", "electronic_result_rate"),
    (
        *("digital_components_rate", "reused_components_rate", "online_dossiers_rate"),
        *("full_online_dossiers_rate", "online_payment_dossiers_rate"),
    ),
    ("online_payment_rate", "cashless_payment_rate"),
    ("feedback_resolved_rate", "feedback_on_time_rate"),
    ("online_documents_rate", "edocument_rate", "digitally_signed_rate"),
    SURVEYED,
    ("procedures_published_rate", "one_stop_procedures_rate"),
    _DUTIES,
)
"""Indicators of one denominator, up to records of which a column is not known, or a fact of a procedure that all may
have."""

WITHIN: Sequence[tuple[str, str, tuple[int, ...]]] = (
    ("full_online_dossiers_rate", "online_dossiers_rate", (0, 1)),
    ("online_payment_rate", "cashless_payment_rate", (0,)),
    ("feedback_on_time_rate", "feedback_resolved_rate", (0,)),
)
"""(part, whole, sides): what counts on these sides of the part does so in the whole; 0 the numerator, 1 the rest.

What lies between them is a cell that anybody can compute, small or not.
"""
