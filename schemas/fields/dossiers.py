"""The fields of dossiers: what a dossier is, its dates, its status."""

from schemas.field import Field, ValueType
from schemas.fields.registers import procedure_name
from schemas.labels import Label

T = ValueType

dossier_code = Field(
    "dossier_code",
    T.CODE,
    Label("Mã hồ sơ", "Dossier code"),
    "Code of the dossier (mã hồ sơ, TT 03/2025/TT-VPCP Điều 13).",
    ("Mã hồ sơ", "Số hồ sơ", "MaHoSo", "Mã số hồ sơ", "Số biên nhận"),
    decisive=True,
    doc_vi="Mã của hồ sơ TTHC (Thông tư 03/2025/TT-VPCP, Điều 13).",
)
procedure_name_of_dossier = Field(
    "procedure_name",
    T.TEXT,
    Label("Tên TTHC", "Procedure name"),
    "Read to find the procedure's code in `procedures`; not stored with the record.",
    procedure_name.headings,
    stored=False,
    doc_vi="Tên của TTHC, để tra mã trong danh mục.",
)
channel = Field(
    "channel",
    T.CATEGORY,
    Label("Hình thức nộp", "Channel"),
    "How the dossier was filed (KenhThucHien).",
    ("Hình thức nộp", "Hình thức tiếp nhận", "Kênh thực hiện", "KenhThucHien", "Loại tiếp nhận", "Hình thức nộp hồ sơ"),
    values={
        "in_person": ("1", "trực tiếp", "nộp trực tiếp", "tại quầy", "tiếp nhận trực tiếp", "tại bộ phận một cửa"),
        "online": ("2", "trực tuyến", "nộp trực tuyến", "qua mạng", "online", "tiếp nhận trực tuyến"),
        "postal": (
            "3",
            "bcci",
            "bưu chính",
            "bưu chính công ích",
            "qua bưu chính",
            "qua bưu chính công ích",
            "bưu điện",
            "qua bưu điện",
            "dịch vụ bưu chính công ích",
            "nộp qua bưu chính",
            "trực tiếp qua bcci",
            "qua bcci",
            "nộp qua bcci",
            "bưu chính công ích (bcci)",
        ),
    },
    doc_vi="Hồ sơ được nộp bằng cách nào.",
)
submitted_at = Field(
    "submitted_at",
    T.DATETIME,
    Label("Ngày nộp", "Submitted at"),
    "When the applicant filed the dossier.",
    ("Ngày nộp", "Ngày nộp hồ sơ", "NgayNopHoSo", "Thời gian nộp"),
    decisive=True,
    doc_vi="Thời điểm nộp hồ sơ.",
)
received_at = Field(
    "received_at",
    T.DATETIME,
    Label("Ngày tiếp nhận", "Received at"),
    "When the agency accepted the dossier for handling.",
    (
        "Ngày tiếp nhận",
        "Ngày nhận",
        "NgayTiepNhan",
        "Thời gian tiếp nhận",
        "Ngày tiếp nhận hồ sơ",
        "Ngày nhận hồ sơ",
        "Ngày, tháng, năm nhận hồ sơ",
        "Ngày, tháng, năm tiếp nhận",
        "Nhận hồ sơ ngày, tháng, năm",
    ),
    decisive=True,
    doc_vi="Thời điểm cơ quan tiếp nhận hồ sơ để giải quyết.",
)
original_due_at = Field(
    "original_due_at",
    T.DUE,
    Label("Ngày hẹn trả ban đầu", "Original due date"),
    "Return date first promised, before any rescheduling. A date alone means the end of that day.",
    ("Ngày hẹn trả trước", "Ngày hẹn trả ban đầu", "NgayHenTraTruoc", "Ngày hẹn trả lần đầu"),
    decisive=True,
    doc_vi="Ngày hẹn trả lần đầu, trước mọi lần hẹn lại. Không ghi giờ thì tính đến hết ngày.",
)
due_at = Field(
    "due_at",
    T.DUE,
    Label("Ngày hẹn trả", "Due date"),
    "Return date in force, after any rescheduling. A date alone means the end of that day.",
    (
        "Ngày hẹn trả mới",
        "NgayHenTraMoi",
        "Ngày hẹn trả",
        "Hạn xử lý",
        "NgayHenTra",
        "Ngày hẹn trả KQ",
        "Ngày hẹn trả kết quả",
        "Hạn giải quyết",
        "Ngày, tháng, năm hẹn trả",
        "Ngày, tháng, năm hẹn trả kết quả",
        "Hẹn trả kết quả ngày, tháng, năm",
    ),
    decisive=True,
    doc_vi="Ngày hẹn trả đang có hiệu lực, sau mọi lần hẹn lại. Không ghi giờ thì tính đến hết ngày.",
)
completed_at = Field(
    "completed_at",
    T.DATETIME,
    Label("Ngày kết thúc xử lý", "Completed at"),
    "When handling ended (NgayKetThucXuLy).",
    ("Ngày kết thúc xử lý", "Ngày hoàn thành", "NgayKetThucXuLy", "Ngày xử lý xong", "Ngày kết thúc"),
    decisive=True,
    doc_vi="Thời điểm kết thúc xử lý hồ sơ.",
)
returned_at = Field(
    "returned_at",
    T.DATETIME,
    Label("Ngày trả kết quả", "Returned at"),
    "When the result was handed over (NgayTra).",
    (
        "Ngày trả",
        "Ngày trả kết quả",
        "NgayTra",
        "Ngày trả KQ",
        "Ngày, tháng, năm trả kết quả",
        "Trả kết quả ngày, tháng, năm",
    ),
    decisive=True,
    doc_vi="Thời điểm trả kết quả.",
)
dossier_status = Field(
    "status",
    T.STATUS,
    Label("Trạng thái hồ sơ", "Status"),
    "State of the dossier, 1-10 as on the national portal (TrangThaiHoSo).",
    ("Trạng thái", "Trạng thái hồ sơ", "TrangThaiHoSo", "Tình trạng", "Tình trạng hồ sơ"),
    values={
        1: ("Mới đăng ký", "Chờ tiếp nhận", "Mới nộp", "Hồ sơ mới", "Chờ xác nhận"),
        2: ("Được tiếp nhận", "Đã tiếp nhận", "Mới tiếp nhận"),
        3: ("Không được tiếp nhận", "Từ chối", "Từ chối tiếp nhận", "Không tiếp nhận", "Bị từ chối"),
        4: ("Đang xử lý", "Đang giải quyết", "Chờ xử lý", "Đang thụ lý", "Chờ phê duyệt", "Đang thực hiện"),
        5: (
            "Yêu cầu bổ sung giấy tờ",
            "Chờ bổ sung",
            "Yêu cầu bổ sung",
            "Đang bổ sung",
            "Bổ sung hồ sơ",
            "Chờ bổ sung hồ sơ",
            "Yêu cầu bổ sung hồ sơ",
            "Chờ bổ sung giấy tờ",
        ),
        6: (
            "Yêu cầu thực hiện nghĩa vụ tài chính",
            "Chờ thực hiện nghĩa vụ tài chính",
            "Chờ thanh toán",
            "Thực hiện nghĩa vụ tài chính",
            "Chờ nộp phí",
            "Chờ nghĩa vụ tài chính",
        ),
        7: (
            "Công dân yêu cầu rút hồ sơ",
            "Đã rút",
            "Rút hồ sơ",
            "Yêu cầu rút hồ sơ",
            "Đã rút hồ sơ",
            "Công dân rút hồ sơ",
            "Xin rút",
        ),
        8: ("Dừng xử lý", "Tạm dừng", "Tạm dừng xử lý", "Đã dừng xử lý", "Đã dừng", "Dừng giải quyết"),
        9: (
            "Đã xử lý xong",
            "Đã hoàn thành",
            "Hoàn thành",
            "Xử lý xong",
            "Đã giải quyết",
            "Đã có kết quả",
            "Chờ trả kết quả",
        ),
        10: ("Đã trả kết quả", "Đã trả", "Trả kết quả", "Đã trả KQ", "Đã trả kết quả cho công dân"),
    },
    decisive=True,
    doc_vi="Trạng thái của hồ sơ, 10 trạng thái như Cổng Dịch vụ công quốc gia.",
)
raw_status = Field(
    "raw_status",
    T.TEXT,
    Label("Trạng thái gốc", "Status as exported"),
    "The status as the export wrote it.",
)
