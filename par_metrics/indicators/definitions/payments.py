"""What is counted of payments (plan A.III.9, P.III.3)."""

from par_metrics.indicators.base import Indicator, Window
from par_metrics.indicators.definitions.on_time import RECEIVED, RECEIVED_WINDOW, UNKNOWN_PROCEDURE
from par_metrics.indicators.definitions.owners import TT_PVHCC
from schemas import Label

_PAID = "status = 'paid' AND amount_vnd > 0"
_PAID_WINDOW = Window(event="paid_at")

online_payment_rate = Indicator(
    id="online_payment_rate",
    version=2,
    label=Label("Tỷ lệ giao dịch thanh toán trực tuyến", "Online share of payments"),
    formula=Label(
        "Giao dịch trực tuyến / giao dịch đã thanh toán trong kỳ có số tiền lớn hơn 0",
        "Online payments / payments of more than 0 made in the period",
    ),
    table="payments",
    window=_PAID_WINDOW,
    population=_PAID,
    numerator="method = 'online'",
    target="online_payment_rate",
    plan_rows=("A.III.9",),
    owner=TT_PVHCC,
    source="Phụ lục III.9",
    dates=("paid_at", "method", "amount_vnd"),
)

cashless_payment_rate = Indicator(
    id="cashless_payment_rate",
    version=2,
    label=Label("Tỷ lệ thanh toán không dùng tiền mặt", "Cashless share of payments"),
    formula=Label(
        "Giao dịch không bằng tiền mặt / giao dịch đã thanh toán trong kỳ có số tiền lớn hơn 0",
        "Payments not in cash / payments of more than 0 made in the period",
    ),
    table="payments",
    window=_PAID_WINDOW,
    population=_PAID,
    numerator="method <> 'cash'",
    plan_rows=("P.III.3",),
    owner=TT_PVHCC,
    source="Kế hoạch, phần III.3",
    dates=("paid_at", "method", "amount_vnd"),
)

online_payment_dossiers_rate = Indicator(
    id="online_payment_dossiers_rate",
    version=2,
    label=Label("Tỷ lệ hồ sơ được thanh toán trực tuyến", "Dossiers paid online"),
    formula=Label(
        "Hồ sơ thanh toán trực tuyến / hồ sơ tiếp nhận trong kỳ của TTHC có phí, trừ hồ sơ có phí bằng 0",
        "Dossiers paid online / dossiers received in the period of procedures with a fee, "
        "those with a fee of 0 left out",
    ),
    table="dossiers",
    window=RECEIVED_WINDOW,
    population=f"{RECEIVED} AND has_fee AND fee_vnd <> 0",
    exclude={"unknown_procedure": UNKNOWN_PROCEDURE},
    numerator="online_payment IN ('national', 'provincial')",
    plan_rows=("A.III.9",),
    owner=TT_PVHCC,
    source="Quyết định 766/QĐ-TTg, chỉ số thanh toán trực tuyến",
    dates=("received_at", "procedure_code", "fee_vnd", "online_payment"),
)
