"""Whether the plan itself is reported on, and kept (plan P.IV.1, the appendix)."""

from par_metrics.indicators.base import Indicator, Window
from par_metrics.indicators.definitions.owners import CAC_CO_QUAN, VH_XH
from schemas import Label

plan_reports_on_time_rate = Indicator(
    id="plan_reports_on_time_rate",
    version=2,
    label=Label("Tỷ lệ báo cáo định kỳ gửi đúng hạn", "Periodic reports filed on time"),
    formula=Label(
        "Báo cáo đã gửi đúng hạn / báo cáo quý (ngày 10 tháng cuối quý), 6 tháng (10/6), năm (10/12) "
        "đến hạn trong kỳ của từng đơn vị",
        "Reports filed by their date / reports due in the period from each unit: of the quarter (10th of its last "
        "month), the half year (10/6), the year (10/12)",
    ),
    table="reports_due",
    window=Window(),
    population="CAST(due_on AS TIMESTAMP) + INTERVAL '1' DAY <= :t",
    numerator="is_in_time",
    target="plan_reports_on_time_rate",
    plan_rows=("P.IV.1",),
    owner=CAC_CO_QUAN,
    source="Kế hoạch, phần IV.1",
    dates=("due_on", "filed_on"),
)

plan_rows_on_track_rate = Indicator(
    id="plan_rows_on_track_rate",
    version=2,
    label=Label("Tỷ lệ nhiệm vụ của phụ lục hoàn thành hoặc đúng tiến độ", "Rows of the appendix done or on track"),
    formula=Label(
        "Mục hoàn thành hoặc đúng tiến độ theo báo cáo mới nhất / mục của phụ lục có báo cáo cho kỳ",
        "Rows done or on track by their latest report / rows of the appendix with a report for the period",
    ),
    table="task_reports",
    window=Window(touches="CAST(left(period, 4) AS INTEGER) BETWEEN year(period_start) AND year(period_end)"),
    population="plan_row LIKE 'A.%' AND reported_on <= :as_of",
    numerator="state IN ('done', 'on_track')",
    plan_rows=("P.IV.1",),
    owner=VH_XH,
    source="Phụ lục của Kế hoạch",
    dates=("state", "reported_on"),
)
