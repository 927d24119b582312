"""On time: the rules in use, each a separate, named definition (PAR INDEX, plan A.III.3)."""

from par_metrics.indicators.base import Indicator, Statistic, Window
from par_metrics.indicators.definitions.owners import TT_PVHCC
from schemas import Label

RESOLVED = "status IN (9, 10)"
RECEIVED = "received_at IS NOT NULL AND status NOT IN (1, 3)"

# A resolved dossier without an end date has no place in time; it is shown as left out
# in the period it was received in.
RESOLVED_WINDOW = Window(event="coalesce(ended_at, received_at)")
RECEIVED_WINDOW = Window(event="received_at")
NO_END_DATE = "ended_at IS NULL"
NO_DUE_DATE = "due_at IS NULL"
UNKNOWN_PROCEDURE = "NOT is_known_procedure"

# A dossier that ended before the period started, or before T where T comes first, has no part in it.
_NOT_ENDED_BEFORE = (
    "NOT coalesce(status IN (7, 8, 9, 10) AND coalesce(completed_at, returned_at) < least(period_start, t), FALSE)"
)
_ENDS = "CASE WHEN status IN (7, 8, 9, 10) THEN coalesce(completed_at, returned_at) END"
_MAY_BE_OPEN = f"received_at < t AND {_NOT_ENDED_BEFORE}"
# A dossier received nobody knows when may be overdue, too: `population` then leaves it out as not known.
_MAY_BE_OVERDUE = f"coalesce(received_at < t, TRUE) AND {_NOT_ENDED_BEFORE} AND (due_at IS NULL OR due_at < t)"

on_time_rate = Indicator(
    id="on_time_rate",
    version=2,
    label=Label("Tỷ lệ hồ sơ giải quyết đúng hạn", "On-time rate of resolved dossiers"),
    formula=Label(
        "Hồ sơ kết thúc không muộn hơn ngày hẹn trả / hồ sơ đã giải quyết trong kỳ (trạng thái 9, 10)",
        "Dossiers that ended by their due date / dossiers resolved in the period (status 9, 10)",
    ),
    table="dossiers",
    window=RESOLVED_WINDOW,
    population=RESOLVED,
    exclude={"no_end_date": NO_END_DATE, "no_due_date": NO_DUE_DATE},
    numerator="ended_at <= due_at",
    rules="resolved",
    plan_rows=("A.III.3",),
    owner=TT_PVHCC,
    source="Biểu II.06a/VPCP/KSTT (Thông tư 01/2020/TT-VPCP)",
    dates=("received_at", "due_at", "ended_at"),
)

on_time_rate_original_due = Indicator(
    id="on_time_rate_original_due",
    version=2,
    label=Label("Tỷ lệ đúng hạn theo ngày hẹn trả ban đầu", "On-time rate against the original due date"),
    formula=Label(
        "Hồ sơ kết thúc không muộn hơn ngày hẹn trả ban đầu / hồ sơ đã giải quyết trong kỳ",
        "Dossiers that ended by the due date first promised / dossiers resolved in the period",
    ),
    table="dossiers",
    window=RESOLVED_WINDOW,
    population=RESOLVED,
    exclude={"no_end_date": NO_END_DATE, "no_due_date": NO_DUE_DATE},
    numerator="ended_at <= coalesce(original_due_at, due_at)",
    rules="resolved_original_due",
    plan_rows=("A.III.3",),
    owner=TT_PVHCC,
    source="Nghị định 61/2018/NĐ-CP, Điều 19.9 (hẹn lại không quá một lần)",
    dates=("received_at", "original_due_at", "due_at", "ended_at"),
)

on_time_rate_due = Indicator(
    id="on_time_rate_due",
    version=2,
    label=Label("Tỷ lệ đúng hạn trên hồ sơ đến hạn", "On-time rate of dossiers that fell due"),
    formula=Label(
        "Hồ sơ đã kết thúc đúng hạn / hồ sơ có ngày hẹn trả trong kỳ (trừ hồ sơ công dân rút)",
        "Dossiers ended on time / dossiers whose due date lies in the period (withdrawn ones left out)",
    ),
    table="dossiers",
    window=Window(event="due_at"),
    population=RECEIVED,
    exclude={"withdrawn": "status = 7"},
    numerator="status IN (8, 9, 10) AND has_ended AND ended_at <= due_at",
    rules="due",
    plan_rows=("A.III.3",),
    owner=TT_PVHCC,
    source="Báo cáo hồ sơ đến hạn của tỉnh (Vĩnh Phúc, 8/2021)",
    dates=("received_at", "due_at", "ended_at"),
)

on_time_rate_qd766 = Indicator(
    id="on_time_rate_qd766",
    version=2,
    label=Label("Tỷ lệ đúng hạn theo Quyết định 766/QĐ-TTg", "On-time rate by Decision 766/QĐ-TTg"),
    formula=Label(
        "(Giải quyết đúng hạn + đang giải quyết chưa đến hạn) / hồ sơ tiếp nhận giải quyết trong kỳ, "
        "kể cả kỳ trước chuyển sang",
        "(Ended on time + in progress not yet due) / dossiers to be handled in the period, carry-over included",
    ),
    table="qd766_dossiers",
    window=Window(touches=_MAY_BE_OPEN, begins="received_at", ends=_ENDS, judged_at="t"),
    population=(
        "received_at < :t AND status NOT IN (1, 3) AND CASE WHEN clock_stops_at IS NULL "
        "THEN CASE WHEN status IN (7, 8, 9, 10) AND has_ended IS NULL THEN NULL ELSE TRUE END "
        "ELSE clock_stops_at >= :period_start END"
    ),
    exclude={
        "no_due_date": "due_at IS NULL AND statutory_working_days IS NULL AND NOT coalesce(supplement_count > 1, FALSE)"
    },
    numerator=(
        "NOT coalesce(supplement_count > 1, FALSE) AND CASE WHEN due_at IS NOT NULL THEN judged_at <= due_at "
        "ELSE used_working_days <= statutory_working_days END"
    ),
    rules="qd766",
    plan_rows=("A.III.3",),
    owner=TT_PVHCC,
    source="Quyết định 766/QĐ-TTg (23/6/2022), chỉ số tiến độ giải quyết",
    dates=("received_at", "due_at", "ended_at", "supplement_requested_at", "supplemented_at"),
)

overdue_open_count = Indicator(
    id="overdue_open_count",
    version=2,
    label=Label("Số hồ sơ đang giải quyết quá hạn", "Open dossiers overdue"),
    formula=Label(
        "Hồ sơ đã tiếp nhận, chưa kết thúc ở cuối kỳ và đã quá ngày hẹn trả",
        "Received dossiers not ended at the end of the period and past their due date",
    ),
    table="dossiers",
    window=Window(touches=_MAY_BE_OVERDUE, begins="greatest(received_at, due_at)", ends=_ENDS, judged_at="t"),
    population=(
        "received_at < :t AND status NOT IN (1, 3) AND due_at < :t "
        "AND (status NOT IN (7, 8, 9, 10) OR ended_at IS NULL)"
    ),
    exclude={"no_end_date": "status IN (7, 8, 9, 10) AND ended_at IS NULL"},
    numerator="TRUE",
    statistic="count",
    unit="count",
    target="overdue_open_count",
    plan_rows=("A.III.3",),
    owner=TT_PVHCC,
    source="Phụ lục III.3",
    dates=("received_at", "due_at", "ended_at"),
)


def _processing(suffix: str, statistic: Statistic, label: Label, formula: Label) -> Indicator:
    """The three statistics of one distribution."""
    return Indicator(
        id=f"processing_working_days{suffix}",
        version=2,
        label=label,
        formula=formula,
        table="dossiers",
        window=RESOLVED_WINDOW,
        population=RESOLVED,
        exclude={
            "no_end_date": NO_END_DATE,
            "no_due_date": NO_DUE_DATE,
            "no_received_date": "received_at IS NULL",
        },
        numerator="TRUE",
        statistic=statistic,
        unit="working_days",
        measure="processing_working_days",
        rules="resolved",
        plan_rows=("A.III.3",),
        owner=TT_PVHCC,
        source="Phụ lục III.3",
        dates=("received_at", "ended_at", "suspended_working_days", "processing_working_days"),
    )


processing_working_days = _processing(
    "",
    "mean",
    Label("Số ngày làm việc giải quyết bình quân", "Mean working days of handling"),
    Label(
        "Bình quân số ngày làm việc từ tiếp nhận đến kết thúc, trừ ngày tạm dừng, của hồ sơ đã giải quyết trong kỳ",
        "Mean of the working days from reception to end, less suspension, of dossiers resolved in the period",
    ),
)
processing_working_days_median = _processing(
    "_median",
    "median",
    Label("Số ngày làm việc giải quyết trung vị", "Median working days of handling"),
    Label("Trung vị của cùng phân bố", "Median of the same distribution"),
)
processing_working_days_p90 = _processing(
    "_p90",
    "p90",
    Label("Số ngày làm việc giải quyết, phân vị 90", "90th percentile of working days of handling"),
    Label("Phân vị 90 (nội suy tuyến tính) của cùng phân bố", "90th percentile (linear interpolation) of the same"),
)

apology_rate = Indicator(
    id="apology_rate",
    version=2,
    label=Label("Tỷ lệ hồ sơ trễ hạn có thư xin lỗi được công khai", "Late dossiers with a published apology"),
    formula=Label(
        "Hồ sơ có thư xin lỗi đã gửi và công khai / hồ sơ kết thúc trễ trong kỳ, hoặc đang quá hạn cuối kỳ, "
        "hoặc phải bổ sung do lỗi cán bộ trong kỳ",
        "Dossiers with an apology sent and published / dossiers that ended late in the period, are open and overdue "
        "at its end, or were asked for papers in it through the officer's fault",
    ),
    table="dossiers",
    window=Window(
        touches=(
            f"({_NOT_ENDED_BEFORE} AND (due_at IS NULL OR due_at < t)) OR (supplement_by_officer_fault "
            "AND supplement_requested_at >= period_start AND supplement_requested_at < t)"
        )
    ),
    population=(
        # Of a dossier whose end nobody knows it is unknown in the period it was received in.
        "(status IN (9, 10) AND CASE WHEN has_ended THEN ended_at >= :period_start AND ended_at < :t "
        "AND ended_at > due_at WHEN has_ended IS NULL AND received_at >= :period_start AND received_at < :t THEN NULL "
        "ELSE FALSE END) "
        "OR (received_at < :t AND status NOT IN (1, 3) AND due_at < :t AND CASE "
        "WHEN status IN (7, 8, 9, 10) THEN coalesce(least(completed_at, returned_at) > :t, FALSE) ELSE TRUE END) "
        "OR coalesce(supplement_by_officer_fault AND supplement_requested_at >= :period_start "
        "AND supplement_requested_at < :t, FALSE)"
    ),
    numerator="apology_sent_at_happened AND is_apology_published",
    target="apology_rate",
    plan_rows=("A.I.5.2", "A.II.2.1"),
    owner=TT_PVHCC,
    source="Phụ lục I.5.2, II.2.1; Nghị định 61/2018/NĐ-CP, Điều 19.9",
    dates=("received_at", "due_at", "ended_at", "supplement_requested_at", "apology_sent_at"),
)
