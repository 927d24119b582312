"""What is counted of registers: findings, staff, duties of agencies, documents (plan A.III.1, A.III.5-A.III.8)."""

from par_metrics.indicators.base import Indicator, Window
from par_metrics.indicators.definitions.owners import KT_HT_DT, VH_XH
from schemas import Label

# Nothing is known of a year that has not begun at T.
_THIS_YEAR = "year = year(period_start) AND period_start < t"

_REMEDIED_IN_TIME = (
    "remedied_on_happened AND remedied_on <= due_on AND report_filed_on_happened AND report_filed_on <= due_on"
)

par_findings_remedied_rate = Indicator(
    id="par_findings_remedied_rate",
    version=2,
    label=Label("Tỷ lệ tồn tại sau kiểm tra CCHC được khắc phục đúng hạn", "Inspection findings remedied on time"),
    formula=Label(
        "Kết luận đã khắc phục và đã gửi báo cáo không muộn hơn thời hạn / kết luận kiểm tra CCHC trong kỳ "
        "(còn trong hạn thì chưa tính)",
        "Findings remedied and reported by their due date / findings of PAR inspections raised in the period "
        "(those with time left are left out)",
    ),
    table="findings",
    window=Window(event="raised_on"),
    population="kind = 'par_inspection'",
    exclude={
        "no_due_date": "due_on IS NULL",
        # A due date is over when its day is.
        "not_yet_due": f"NOT ({_REMEDIED_IN_TIME}) AND CAST(due_on AS TIMESTAMP) + INTERVAL '1' DAY > :as_of",
    },
    numerator=_REMEDIED_IN_TIME,
    target="par_findings_remedied_rate",
    plan_rows=("A.III.1",),
    owner=VH_XH,
    source="Phụ lục III.1",
    dates=("raised_on", "due_on", "remedied_on", "report_filed_on"),
)

_DONE = "remedied_on_happened AND remedied_on < :t"

audit_recommendations_done_rate = Indicator(
    id="audit_recommendations_done_rate",
    version=2,
    label=Label("Tỷ lệ kiến nghị thanh tra, kiểm toán được thực hiện", "Audit recommendations carried out"),
    formula=Label(
        "Kiến nghị đã thực hiện / kiến nghị thanh tra, kiểm tra, kiểm toán về tài chính đến hạn hoặc đã thực hiện tính "
        "đến cuối kỳ",
        "Recommendations carried out / those of finance inspections and audits due, or carried out, by the end of the "
        "period",
    ),
    table="findings",
    window=Window(touches="raised_on < t", judged_at="t"),
    population="kind = 'finance_audit' AND raised_on < :t",
    exclude={
        "no_due_date": f"NOT ({_DONE}) AND due_on IS NULL",
        "not_yet_due": f"NOT ({_DONE}) AND CAST(due_on AS TIMESTAMP) + INTERVAL '1' DAY > :t",
    },
    numerator=_DONE,
    target="audit_recommendations_done_rate",
    plan_rows=("A.III.7",),
    owner=KT_HT_DT,
    source="Phụ lục III.7",
    dates=("raised_on", "due_on", "remedied_on"),
)

staff_disciplined_count = Indicator(
    id="staff_disciplined_count",
    version=2,
    label=Label("Số CBCCVC bị kỷ luật từ khiển trách trở lên", "Staff disciplined"),
    formula=Label(
        "Số người bị kỷ luật từ mức khiển trách trở lên trong kỳ, theo dòng mới nhất của từng người",
        "People disciplined in the period, reprimand or heavier, by the latest row of each",
    ),
    table="staff_disciplined",
    window=Window(),
    population=(
        "discipline IN ('reprimand', 'warning', 'demotion', 'dismissal') "
        "AND NOT is_yet_to_come AND disciplined_on >= :period_start AND disciplined_on < :t"
    ),
    numerator="TRUE",
    statistic="count",
    unit="count",
    target="staff_disciplined_count",
    plan_rows=("A.III.5",),
    owner=VH_XH,
    source="Phụ lục III.5",
    dates=("as_of", "discipline", "disciplined_on"),
)

staff_qualified_rate = Indicator(
    id="staff_qualified_rate",
    version=2,
    label=Label("Tỷ lệ cán bộ, công chức đạt chuẩn", "Qualified staff"),
    formula=Label(
        "Người đạt chuẩn chuyên môn, nghiệp vụ / người có tên trong danh sách mới nhất của đơn vị đến cuối kỳ",
        "Qualified people / people on their unit's newest list by the end of the period",
    ),
    table="staff",
    window=Window(touches="as_of < t", judged_at="t"),
    population="TRUE",
    numerator="is_qualified",
    target="staff_qualified_rate",
    plan_rows=("A.III.6",),
    owner=VH_XH,
    source="Phụ lục III.6",
    dates=("as_of", "is_qualified"),
)


def _duty_share(id: str, label: Label, duty: str, plan_row: str, owner: Label) -> Indicator:
    """A share of the agencies that report on a yearly duty."""
    return Indicator(
        id=id,
        version=2,
        label=label,
        formula=Label(
            f"Cơ quan, đơn vị thực hiện / cơ quan, đơn vị báo cáo về nhiệm vụ của năm ({duty})",
            f"Agencies that fulfil it / agencies reporting on the duty of the year ({duty})",
        ),
        table="agency_reports",
        window=Window(touches=_THIS_YEAR),
        population=f"duty = '{duty}'",
        numerator="is_fulfilled",
        target=id,
        plan_rows=(plan_row,),
        owner=owner,
        source=f"Phụ lục {plan_row.removeprefix('A.')}",
        dates=("year", "duty", "is_fulfilled"),
    )


budget_compliant_units_rate = _duty_share(
    "budget_compliant_units_rate",
    Label("Tỷ lệ cơ quan sử dụng kinh phí đúng quy định", "Agencies with compliant budget use"),
    "budget_compliant",
    "A.III.7",
    KT_HT_DT,
)
online_documents_units_rate = _duty_share(
    "online_documents_units_rate",
    Label("Tỷ lệ cơ quan xử lý văn bản trên môi trường mạng", "Agencies handling documents online"),
    "documents_online",
    "A.III.8",
    VH_XH,
)
edocument_units_rate = _duty_share(
    "edocument_units_rate",
    Label("Tỷ lệ cơ quan gửi, nhận văn bản điện tử", "Agencies exchanging electronic documents"),
    "edocuments_exchanged",
    "A.III.8",
    VH_XH,
)


def _document_share(id: str, label: Label, formula: Label, numerator: str, plan_rows: tuple[str, ...]) -> Indicator:
    """A share of the documents handled in the period."""
    return Indicator(
        id=id,
        version=2,
        label=label,
        formula=formula,
        table="documents",
        window=Window(event="handled_on"),
        population="TRUE",
        numerator=numerator,
        plan_rows=plan_rows,
        owner=VH_XH,
        source="Phụ lục III.8; Kế hoạch, phần III.3",
        dates=("handled_on", "direction", numerator),
    )


online_documents_rate = _document_share(
    "online_documents_rate",
    Label("Tỷ lệ văn bản được xử lý trên môi trường mạng", "Documents handled online"),
    Label("Văn bản xử lý trên mạng / văn bản xử lý trong kỳ", "Handled online / documents handled in the period"),
    "is_handled_online",
    ("A.III.8",),
)
edocument_rate = _document_share(
    "edocument_rate",
    Label("Tỷ lệ văn bản gửi, nhận điện tử", "Documents exchanged electronically"),
    Label(
        "Văn bản gửi, nhận điện tử / văn bản xử lý trong kỳ",
        "Exchanged electronically / documents handled in the period",
    ),
    "is_exchanged_electronically",
    ("A.III.8",),
)
digitally_signed_rate = _document_share(
    "digitally_signed_rate",
    Label("Tỷ lệ văn bản được ký số", "Digitally signed documents"),
    Label("Văn bản ký số / văn bản xử lý trong kỳ", "Digitally signed / documents handled in the period"),
    "is_digitally_signed",
    ("A.III.8", "P.III.3"),
)
