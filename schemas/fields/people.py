"""The fields that name people: read to keep them out of everything that is written."""

from schemas.field import Field, ValueType
from schemas.labels import Label

T = ValueType

officer_name = Field(
    "officer_name",
    T.TEXT,
    Label("Người tiếp nhận", "Officer"),
    "Officer who received or handles the dossier.",
    ("Người tiếp nhận", "Người nhận", "Cán bộ tiếp nhận", "Cán bộ xử lý", "Người xử lý"),
    personal=True,
)
applicant_name = Field(
    "applicant_name",
    T.TEXT,
    Label("Chủ hồ sơ", "Applicant"),
    "Who the dossier belongs to.",
    (
        "Chủ hồ sơ",
        "Người nộp",
        "Họ tên",
        "Họ và tên",
        "ChuHoSo",
        "Người nộp hồ sơ",
        "Tên chủ hồ sơ",
        "Tên cá nhân, tổ chức",
    ),
    personal=True,
)
applicant_id = Field(
    "applicant_id",
    T.TEXT,
    Label("Số CCCD", "Identity number"),
    "Identity number of the applicant.",
    ("Số CCCD", "CMND", "DinhDanhCHS", "CCCD", "Số CMND", "Số định danh", "MaDoiTuong", "CMND/CCCD"),
    personal=True,
)
applicant_phone = Field(
    "applicant_phone",
    T.TEXT,
    Label("Số điện thoại", "Phone"),
    "Phone of the applicant.",
    ("Số điện thoại", "SoDienThoai", "Điện thoại", "SĐT"),
    personal=True,
)
applicant_address = Field(
    "applicant_address",
    T.TEXT,
    Label("Địa chỉ", "Address"),
    "Address of the applicant.",
    ("Địa chỉ", "DiaChi", "Địa chỉ chủ hồ sơ", "Địa chỉ, số điện thoại"),
    personal=True,
)
applicant_email = Field(
    "applicant_email",
    T.TEXT,
    Label("Email", "E-mail"),
    "E-mail of the applicant.",
    ("Email", "Thư điện tử"),
    personal=True,
)
payer_name = Field(
    "payer_name",
    T.TEXT,
    Label("Người nộp tiền", "Payer"),
    "Who paid.",
    ("Tên người nộp", "Người nộp tiền", "Người nộp", "Người thanh toán", "Họ tên người nộp", "Chủ hồ sơ", "Họ tên"),
    personal=True,
)
sender_name = Field(
    "sender_name",
    T.TEXT,
    Label("Người gửi", "Sender"),
    "Who sent it.",
    ("Người gửi", "Họ tên", "HoTen", "Họ tên người gửi"),
    personal=True,
)
sender_phone = Field(
    "sender_phone",
    T.TEXT,
    Label("Số điện thoại", "Phone"),
    "Phone of the sender.",
    ("Số điện thoại", "SoDienThoai", "Điện thoại"),
    personal=True,
)
content = Field(
    "content",
    T.TEXT,
    Label("Nội dung", "Content"),
    "Free text; it names people and is not stored.",
    ("Nội dung", "NoiDung", "Nội dung phản ánh", "Tiêu đề", "TieuDe"),
    personal=True,
)
answer = Field(
    "answer",
    T.TEXT,
    Label("Nội dung trả lời", "Answer"),
    "Free text; it names people and is not stored.",
    ("Nội dung trả lời", "NoiDungTraLoi", "Kết quả trả lời", "Trả lời"),
    personal=True,
)
