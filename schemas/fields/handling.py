"""The fields of how a dossier was handled: supplements, fees, digitisation, apologies."""

from schemas.field import Field, ValueType
from schemas.labels import Label

T = ValueType

supplement_count = Field(
    "supplement_count",
    T.INTEGER,
    Label("Số lần bổ sung", "Supplement requests"),
    "How many times the applicant was asked for more papers.",
    ("Số lần bổ sung", "Số lần yêu cầu bổ sung"),
    decisive=True,
    doc_vi="Số lần yêu cầu bổ sung giấy tờ.",
)
supplement_requested_at = Field(
    "supplement_requested_at",
    T.DATETIME,
    Label("Ngày yêu cầu bổ sung", "Supplement requested at"),
    "When papers were asked for, the first time.",
    ("Ngày yêu cầu bổ sung", "NgayBoSung", "Ngày bổ sung"),
    decisive=True,
    doc_vi="Lần đầu yêu cầu bổ sung giấy tờ.",
)
supplemented_at = Field(
    "supplemented_at",
    T.DATETIME,
    Label("Ngày hoàn thành bổ sung", "Supplemented at"),
    "When the papers asked for had all come.",
    ("Ngày hoàn thành bổ sung", "NgayTiepNhanBoSung", "Ngày tiếp nhận bổ sung", "Ngày nhận bổ sung"),
    decisive=True,
    doc_vi="Thời điểm nhận đủ giấy tờ bổ sung.",
)
suspended_working_days = Field(
    "suspended_working_days",
    T.DECIMAL,
    Label("Số ngày tạm dừng", "Suspended working days"),
    "Working days the clock stood still.",
    ("Số ngày tạm dừng", "Số ngày tạm dừng xử lý"),
    decisive=True,
    doc_vi="Số ngày làm việc không tính thời gian.",
)
fee_vnd = Field(
    "fee_vnd",
    T.INTEGER,
    Label("Phí, lệ phí (VNĐ)", "Fee (VND)"),
    "Fees due on the dossier, đồng.",
    (
        "Tổng (VNĐ)",
        "Tổng phí lệ phí",
        "Phí, lệ phí",
        "Phí lệ phí (VNĐ)",
        "Số tiền",
        "Tổng tiền",
        "Lệ phí (VNĐ)",
        "Phí (VNĐ)",
    ),
    decisive=True,
    doc_vi="Phí, lệ phí phải nộp của hồ sơ, tính bằng đồng.",
)
online_payment = Field(
    "online_payment",
    T.CATEGORY,
    Label("Thanh toán trực tuyến", "Online payment"),
    "Where fees were paid online (DuocThanhToanTrucTuyen 0/1/2).",
    ("DuocThanhToanTrucTuyen", "Thanh toán trực tuyến", "Được thanh toán trực tuyến"),
    values={
        "none": ("0", "không", "chưa thanh toán trực tuyến", "không thanh toán trực tuyến", "false", "none"),
        "national": ("1", "cổng dịch vụ công quốc gia", "cổng dvcqg", "dvcqg", "cổng quốc gia", "national"),
        "provincial": (
            "2",
            "cổng của tỉnh",
            "cổng tỉnh",
            "cổng bộ, tỉnh",
            "cổng bộ/tỉnh",
            "cổng dịch vụ công tỉnh",
            "provincial",
        ),
    },
    doc_vi="Phí, lệ phí được thanh toán trực tuyến ở cổng nào.",
)
has_digital_components = Field(
    "has_digital_components",
    T.BOOLEAN,
    Label("Số hóa thành phần hồ sơ", "Components digitised"),
    "At least one paper of the dossier is digitised (TT 01/2023/TT-VPCP).",
    ("Số hóa thành phần hồ sơ", "HoSoCoThanhPhanSoHoa", "Số hóa thành phần", "Số hóa TPHS"),
    doc_vi="Có ít nhất một thành phần hồ sơ được số hóa (Thông tư 01/2023/TT-VPCP).",
)
has_reused_components = Field(
    "has_reused_components",
    T.BOOLEAN,
    Label("Tái sử dụng thành phần", "Components reused"),
    "At least one digitised paper is reused (TT 01/2023/TT-VPCP).",
    ("Tái sử dụng thành phần", "DuocTaiSuDung", "Tái sử dụng thành phần hồ sơ", "Tái sử dụng"),
    doc_vi="Có ít nhất một thành phần đã số hóa được tái sử dụng (Thông tư 01/2023/TT-VPCP).",
)
has_digital_result = Field(
    "has_digital_result",
    T.BOOLEAN,
    Label("Số hóa kết quả", "Result digitised"),
    "The result is digitised.",
    ("Số hóa kết quả", "Số hóa kết quả giải quyết"),
    doc_vi="Kết quả giải quyết được số hóa.",
)
has_electronic_result = Field(
    "has_electronic_result",
    T.BOOLEAN,
    Label("Kết quả điện tử", "Electronic result"),
    "The result was issued electronically.",
    ("Kết quả điện tử", "Cấp kết quả điện tử", "Có kết quả điện tử"),
    doc_vi="Kết quả được cấp bản điện tử.",
)
is_result_published = Field(
    "is_result_published",
    T.BOOLEAN,
    Label("Công khai kết quả", "Result published"),
    "The result of handling is made public.",
    ("Công khai kết quả", "Công khai kết quả giải quyết", "Đã công khai kết quả"),
    doc_vi="Kết quả giải quyết được công khai.",
)
apology_sent_at = Field(
    "apology_sent_at",
    T.DATETIME,
    Label("Ngày gửi thư xin lỗi", "Apology sent at"),
    "When the letter of apology (thư xin lỗi) was sent.",
    ("Ngày gửi thư xin lỗi", "Ngày xin lỗi", "Thời gian gửi thư xin lỗi"),
    doc_vi="Thời điểm gửi thư xin lỗi.",
)
is_apology_published = Field(
    "is_apology_published",
    T.BOOLEAN,
    Label("Công khai thư xin lỗi", "Apology published"),
    "The letter of apology is made public.",
    ("Công khai thư xin lỗi", "Đã công khai thư xin lỗi"),
    doc_vi="Thư xin lỗi được công khai.",
)
supplement_by_officer_fault = Field(
    "supplement_by_officer_fault",
    T.BOOLEAN,
    Label("Bổ sung do lỗi cán bộ", "Supplement by officer's fault"),
    "Papers were asked for again because of the officer's mistake.",
    ("Bổ sung do lỗi cán bộ", "Lỗi cán bộ", "Bổ sung do lỗi của cán bộ"),
    decisive=True,
    doc_vi="Phải bổ sung hồ sơ do lỗi của cán bộ.",
)
source = Field(
    "source",
    T.CATEGORY,
    Label("Nguồn", "Source"),
    "System that knows the dossier.",
    ("Nguồn", "Nguồn dữ liệu", "Nguồn hồ sơ"),
    values={
        "one_stop": ("một cửa", "hệ thống một cửa", "hệ thống tỉnh", "one_stop", "hệ thống thông tin giải quyết tthc"),
        "national_portal": ("cổng dịch vụ công quốc gia", "cổng dvcqg", "dvcqg", "national_portal"),
        "paper_register": ("sổ giấy", "sổ theo dõi giấy", "paper_register"),
    },
    default="one_stop",
    decisive=True,
    doc_vi="Hệ thống có hồ sơ này.",
)
