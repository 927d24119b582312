"""The fields of reports on the plan's tasks and of figures typed in from a scoring portal."""

from schemas.field import Field, ValueType
from schemas.labels import Label

T = ValueType

plan_row = Field(
    "plan_row",
    T.PLAN_ROW,
    Label("Mục của kế hoạch", "Row of the plan"),
    "Address of a row of the plan: `A.` and the row of the appendix (`A.I.1.1`, `A.III.9`), `P.` and the section "
    "of the text (`P.IV.1`).",
    ("Mục của kế hoạch", "Mục kế hoạch", "Mã nhiệm vụ", "Mã mục", "Mục phụ lục", "Mã chỉ tiêu", "MaNhiemVu"),
    decisive=True,
    doc_vi="Mục của kế hoạch: A. là phụ lục (A.I.1.1, A.III.9), P. là phần lời (P.IV.1).",
)
period = Field(
    "period",
    T.PERIOD,
    Label("Kỳ báo cáo", "Period"),
    "Period the row is about: `2026-03`, `2026-Q3`, `2026-H1`, `2026`, or `2026-01-01/2026-06-10`.",
    ("Kỳ báo cáo", "Kỳ", "Kỳ đánh giá", "Kỳ số liệu", "KyBaoCao"),
    decisive=True,
    doc_vi="Kỳ mà dòng này nói về.",
)
task_state = Field(
    "state",
    T.CATEGORY,
    Label("Tình trạng thực hiện", "State"),
    "How the work stands.",
    ("Tình trạng thực hiện", "Tình trạng", "Trạng thái thực hiện", "Trạng thái", "Tiến độ", "Tiến độ thực hiện"),
    values={
        "done": ("hoàn thành", "đã hoàn thành", "đã thực hiện", "đã thực hiện xong", "xong"),
        "on_track": (
            "đúng tiến độ",
            "đang thực hiện đúng tiến độ",
            "đang thực hiện, đúng tiến độ",
            "bảo đảm tiến độ",
            "đảm bảo tiến độ",
        ),
        "behind": (
            "chậm tiến độ",
            "chậm",
            "quá hạn",
            "không đúng tiến độ",
            "đang thực hiện, chậm tiến độ",
            "chưa hoàn thành, quá hạn",
        ),
        "not_started": ("chưa thực hiện", "chưa triển khai", "chưa bắt đầu"),
    },
    decisive=True,
    doc_vi="Việc đang thực hiện đến đâu.",
)
reported_on = Field(
    "reported_on",
    T.DATE,
    Label("Ngày báo cáo", "Reported on"),
    "Day of the report.",
    ("Ngày báo cáo", "Ngày gửi báo cáo", "Ngày ghi nhận", "Ngày lấy số liệu", "NgayBaoCao"),
    decisive=True,
    doc_vi="Ngày báo cáo.",
)
rule_set = Field(
    "rules",
    T.CATEGORY,
    Label("Bộ quy tắc chấm điểm", "Rule set"),
    "Id of the rule set whose score the figure goes into, such as `qd766-live-2026`.",
    ("Bộ quy tắc chấm điểm", "Bộ quy tắc", "Bộ chỉ số", "Quy tắc", "BoQuyTac"),
    values={"qd766-live-2026": (), "qd766-2022": ()},
    decisive=True,
    doc_vi="Mã của bộ quy tắc chấm điểm dùng số liệu này, ví dụ qd766-live-2026.",
)
input_name = Field(
    "input",
    T.CATEGORY,
    Label("Dữ liệu đầu vào", "Input"),
    "Which figure of the score it is.",
    ("Dữ liệu đầu vào", "Đầu vào", "Chỉ tiêu", "Tên chỉ tiêu", "Mã chỉ tiêu", "DauVao"),
    values={
        "transparency_1": ("công bố TTHC đúng hạn",),
        "transparency_2": ("công khai TTHC đúng hạn",),
        "transparency_3": ("công khai TTHC đầy đủ nội dung",),
        "transparency_4": ("đồng bộ hồ sơ",),
        "progress": ("tiến độ giải quyết", "giải quyết đúng hạn"),
        "online_a": ("TTHC cung cấp trực tuyến",),
        "online_b": ("dịch vụ công trực tuyến phát sinh hồ sơ",),
        "online_c": ("hồ sơ nộp trực tuyến",),
        "payment_a": ("hồ sơ thanh toán trực tuyến",),
        "payment_b": ("TTHC có giao dịch thanh toán trực tuyến",),
        "payment_c": ("TTHC có phí phát sinh hồ sơ",),
        "digitisation_1": (),
        "digitisation_2": (),
        "digitisation_3": (),
        "digitisation_4": (),
        "digitisation_5": (),
        "digitisation_6": (),
        "digitisation_7": (),
        "satisfaction_dossiers": ("hài lòng giải quyết TTHC", "hài lòng về hồ sơ"),
        "feedback_on_time": ("PAKN đúng hạn", "xử lý PAKN đúng hạn"),
        "feedback_handling": ("hài lòng xử lý PAKN", "hài lòng PAKN"),
    },
    decisive=True,
    doc_vi="Số liệu nào của bảng điểm.",
)
numerator = Field(
    "numerator",
    T.DECIMAL,
    Label("Tử số", "Numerator"),
    "Upper number of the ratio, as the portal shows it.",
    ("Tử số", "Số đạt", "TuSo"),
    decisive=True,
    doc_vi="Số trên của tỷ lệ, như Cổng hiển thị.",
)
denominator = Field(
    "denominator",
    T.DECIMAL,
    Label("Mẫu số", "Denominator"),
    "Lower number of the ratio, as the portal shows it.",
    ("Mẫu số", "MauSo"),
    decisive=True,
    doc_vi="Số dưới của tỷ lệ, như Cổng hiển thị.",
)
input_origin = Field(
    "origin",
    T.TEXT,
    Label("Nguồn số liệu", "Origin"),
    "Where the figure was read: the page of the portal, or a document; no names of people.",
    ("Nguồn số liệu", "Nguồn", "Trang số liệu"),
    doc_vi="Số liệu lấy ở đâu: trang của Cổng hoặc văn bản; không ghi tên người.",
)
