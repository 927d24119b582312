"""What the score of Quyết định 766/QĐ-TTg takes from the records beside the indicators of the plan.

None of these answers a row of the plan: they are the inputs of `pm.rules["qd766-live-2026"]`.
"""

from par_metrics.indicators.base import Indicator, Window
from par_metrics.indicators.definitions.on_time import NO_END_DATE, RESOLVED, RESOLVED_WINDOW, UNKNOWN_PROCEDURE
from par_metrics.indicators.definitions.owners import TT_PVHCC, VP_HDND_UBND
from schemas import Label

_RULES = "qd766-live-2026"
_SOURCE = "Quyết định 766/QĐ-TTg (23/6/2022)"

qd766_published_on_time_rate = Indicator(
    id="qd766_published_on_time_rate",
    version=2,
    label=Label("Tỷ lệ TTHC công khai đúng hạn (766)", "Procedures published on time (766)"),
    formula=Label(
        "TTHC công khai trong 5 ngày làm việc từ ngày quyết định công bố / TTHC có quyết định công bố trong kỳ; chưa "
        "đến hạn thì chưa tính",
        "Published within 5 working days of the decision / procedures decided in the period; not yet due is left out",
    ),
    table="procedures_decided",
    window=Window(),
    population="coalesce(decision_on >= :period_start AND decision_on < :t, FALSE)",
    exclude={"not_yet_due": "NOT published_on_happened AND publication_due_on >= CAST(:as_of AS DATE)"},
    numerator="is_published AND published_on_happened AND published_on <= publication_due_on",
    distinct="procedure_code",
    rules=_RULES,
    owner=TT_PVHCC,
    source=f"{_SOURCE}, nhóm công khai, minh bạch",
    dates=("decision_on", "publication_due_on", "published_on"),
)

qd766_online_services_rate = Indicator(
    id="qd766_online_services_rate",
    version=2,
    label=Label("Tỷ lệ TTHC cung cấp trực tuyến (766)", "Procedures offered online (766)"),
    formula=Label(
        "TTHC cung cấp một phần hoặc toàn trình / TTHC thuộc thẩm quyền",
        "Procedures offered as partial or full online services / procedures of the unit's level",
    ),
    table="procedures",
    window=Window(),
    population="TRUE",
    numerator="service_level IN ('partial', 'full')",
    distinct="procedure_code",
    rules=_RULES,
    owner=TT_PVHCC,
    source=f"{_SOURCE}, nhóm cung cấp dịch vụ trực tuyến",
    dates=("service_level",),
)


def _used(id: str, label: Label, formula: Label, population: str, numerator: str, subject: str) -> Indicator:
    """A share of the procedures of the unit's level by the dossiers received in the period."""
    return Indicator(
        id=id,
        version=2,
        label=label,
        formula=formula,
        table="procedures_in_use",
        window=Window(touches="coalesce(received_at >= period_start AND received_at < t, TRUE)"),
        population=population,
        numerator=numerator,
        distinct="procedure_code",
        rules=_RULES,
        owner=TT_PVHCC,
        source=f"{_SOURCE}, {subject}",
        dates=("service_level", "has_fee", "has_dossier", "has_online_dossier", "has_online_payment"),
    )


qd766_online_services_used_rate = _used(
    "qd766_online_services_used_rate",
    Label("Tỷ lệ DVC trực tuyến có phát sinh hồ sơ trực tuyến (766)", "Online services used online (766)"),
    Label(
        "DVC trực tuyến có hồ sơ trực tuyến tiếp nhận trong kỳ / DVC trực tuyến (một phần, toàn trình)",
        "Online services with an online dossier received in the period / online services (partial, full)",
    ),
    "service_level IN ('partial', 'full')",
    "has_online_dossier",
    "nhóm cung cấp dịch vụ trực tuyến",
)
qd766_procedures_paid_online_rate = _used(
    "qd766_procedures_paid_online_rate",
    Label("Tỷ lệ TTHC có phí có thanh toán trực tuyến (766)", "Fee procedures paid online (766)"),
    Label(
        "TTHC có phí, lệ phí có hồ sơ thanh toán trực tuyến trong số hồ sơ tiếp nhận trong kỳ / TTHC có phí, lệ phí",
        "Fee procedures with a dossier received in the period and paid online / fee procedures",
    ),
    "has_fee",
    "has_online_payment",
    "chỉ số thanh toán trực tuyến",
)
qd766_fee_procedures_used_rate = _used(
    "qd766_fee_procedures_used_rate",
    Label("Tỷ lệ TTHC có phí có phát sinh hồ sơ (766)", "Fee procedures with dossiers (766)"),
    Label(
        "TTHC có phí, lệ phí có hồ sơ tiếp nhận trong kỳ / TTHC có phí, lệ phí",
        "Fee procedures with a dossier received in the period / fee procedures",
    ),
    "has_fee",
    "has_dossier",
    "chỉ số thanh toán trực tuyến",
)

qd766_digitised_dossiers_rate = Indicator(
    id="qd766_digitised_dossiers_rate",
    version=2,
    label=Label("Tỷ lệ hồ sơ số hóa cả thành phần và kết quả (766)", "Dossiers digitised, papers and result (766)"),
    formula=Label(
        "Hồ sơ có thành phần và kết quả được số hóa / hồ sơ đã giải quyết trong kỳ của TTHC có trả giấy tờ",
        "With digitised components and a digitised result / resolved in the period, procedure returns a document",
    ),
    table="dossiers",
    window=RESOLVED_WINDOW,
    population=f"{RESOLVED} AND returns_document",
    exclude={"no_end_date": NO_END_DATE, "unknown_procedure": UNKNOWN_PROCEDURE},
    numerator="has_digital_components AND has_digital_result",
    rules=_RULES,
    owner=TT_PVHCC,
    source=f"{_SOURCE}, nhóm số hóa",
    dates=("received_at", "ended_at", "procedure_code", "has_digital_components", "has_digital_result"),
)

# What has been done was done in time; what has not been done, had time left at the end of the period. That an
# answer was not published is not held against it: not every answer is.
_IN_TIME = """CASE
    WHEN is_refused THEN refused_at <= refusal_due_at
    ELSE coalesce(supplement_requested_at <= request_due_at, TRUE) AND CASE
        WHEN processed_at_happened
            THEN processed_at <= deadline_at AND NOT (published_at_happened AND published_at > publication_due_at)
        WHEN processed_at_happened IS NULL THEN NULL
        WHEN supplement_requested_at IS NOT NULL THEN TRUE
        ELSE :t <= deadline_at END
    END"""


def _feedback_share(id: str, label: Label, formula: Label, numerator: str) -> Indicator:
    """A share of the feedback of any topic within competence sent in the period, as it stood at its end."""
    return Indicator(
        id=id,
        version=2,
        label=label,
        formula=formula,
        table="qd766_feedback",
        window=Window(touches="sent_at >= period_start AND sent_at < t", judged_at="t"),
        population="sent_at >= :period_start AND sent_at < :t AND is_within_competence",
        exclude={"no_refusal_date": "is_refused AND refused_at IS NULL"},
        numerator=numerator,
        rules=_RULES,
        owner=VP_HDND_UBND,
        source=f"{_SOURCE}, nhóm mức độ hài lòng (2, 5, 15, 2 ngày làm việc)",
        dates=("sent_at", "transferred_at", "refused_at", "supplement_requested_at", "processed_at", "published_at"),
    )


qd766_feedback_on_time_rate = _feedback_share(
    "qd766_feedback_on_time_rate",
    Label("Tỷ lệ PAKN xử lý đúng hạn (766)", "Feedback handled on time (766)"),
    Label(
        "PAKN đúng hạn ở cuối kỳ (từ chối trong 2, yêu cầu bổ sung trong 5, xử lý trong 15 ngày làm việc, công khai "
        "trong 2 ngày sau xử lý; đang xử lý còn trong hạn) / PAKN thuộc thẩm quyền gửi trong kỳ",
        "In time at the end of the period (refused within 2, asked for more within 5, processed within 15 working "
        "days, published within 2 more; in progress with time left) / within competence, sent in the period",
    ),
    _IN_TIME,
)
qd766_feedback_handling_rate = _feedback_share(
    "qd766_feedback_handling_rate",
    Label("Tỷ lệ hài lòng về xử lý PAKN (766)", "Satisfaction with the handling of feedback (766)"),
    Label(
        "PAKN đúng hạn, không bị nhắc, không có lượt chê nhiều hơn lượt thích / PAKN thuộc thẩm quyền gửi trong kỳ",
        "In time, without a reminder and without more dislikes than likes / within competence, sent in the period",
    ),
    f"{_IN_TIME} AND coalesce(dislikes, 0) <= coalesce(likes, 0) AND coalesce(reminders, 0) = 0",
)
