"""What is counted of administrative procedures (plan A.III.2, A.III.3, A.III.9)."""

from par_metrics.indicators.base import Indicator, Window
from par_metrics.indicators.definitions.owners import TT_PVHCC
from schemas import Label


def _procedure_share(
    id: str,
    label: Label,
    formula: Label,
    population: str,
    numerator: str,
    plan_row: str,
    source: str,
    dates: tuple[str, ...],
) -> Indicator:
    """A share of the procedures of the unit's level, as the register stood at the end of the period."""
    return Indicator(
        id=id,
        version=2,
        label=label,
        formula=formula,
        table="procedures",
        window=Window(),
        population=population,
        numerator=numerator,
        distinct="procedure_code",
        target=id,
        plan_rows=(plan_row,),
        owner=TT_PVHCC,
        source=source,
        dates=dates,
    )


procedures_published_rate = _procedure_share(
    "procedures_published_rate",
    Label("Tỷ lệ TTHC được công khai", "Procedures published"),
    Label(
        "TTHC đã công khai / TTHC thuộc thẩm quyền còn hiệu lực ở cuối kỳ",
        "Published procedures / procedures of the unit's level in force at the end of the period",
    ),
    "decision_on IS NULL OR decision_on < :t",
    "is_published AND published_on_happened AND published_on < :t",
    "A.III.2",
    "Phụ lục III.2",
    ("decision_on", "published_on"),
)
one_stop_procedures_rate = _procedure_share(
    "one_stop_procedures_rate",
    Label("Tỷ lệ TTHC tiếp nhận, trả kết quả tại một cửa", "Procedures at the one-stop centre"),
    Label(
        "TTHC thực hiện tại một cửa / TTHC thuộc thẩm quyền",
        "Procedures handled at the one-stop centre / procedures of the unit's level",
    ),
    "TRUE",
    "is_one_stop",
    "A.III.3",
    "Phụ lục III.3",
    ("is_one_stop",),
)
full_online_services_rate = _procedure_share(
    "full_online_services_rate",
    Label("Tỷ lệ DVC đủ điều kiện được cung cấp toàn trình", "Eligible services offered full online"),
    Label(
        "TTHC cung cấp toàn trình / TTHC đủ điều kiện toàn trình",
        "Procedures offered as full-online services / procedures eligible for it",
    ),
    "is_eligible_full_online",
    "service_level = 'full'",
    "A.III.9",
    "Phụ lục III.9; Nghị định 42/2022/NĐ-CP",
    ("service_level",),
)
online_payment_services_rate = _procedure_share(
    "online_payment_services_rate",
    Label("Tỷ lệ TTHC có nghĩa vụ tài chính được mở thanh toán trực tuyến", "Fee procedures open for online payment"),
    Label(
        "TTHC đã mở thanh toán trực tuyến / TTHC có phí, lệ phí và đủ điều kiện",
        "Procedures with online payment enabled / procedures with a fee and eligible for it",
    ),
    "has_fee AND is_eligible_online_payment",
    "is_online_payment_enabled",
    "A.III.9",
    "Phụ lục III.9",
    ("has_fee", "is_online_payment_enabled"),
)
