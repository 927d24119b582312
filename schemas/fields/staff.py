"""The fields of staff (cán bộ, công chức)."""

from schemas.field import Field, ValueType
from schemas.labels import Label

T = ValueType

staff_code = Field(
    "staff_code",
    T.CODE,
    Label("Mã cán bộ", "Staff code"),
    "Code of the person in the office's register; never an identity number or a phone.",
    (
        "Mã cán bộ",
        "Mã công chức",
        "Mã CBCC",
        "Mã CBCCVC",
        "Mã số cán bộ",
        "Mã cán bộ, công chức",
        "Số hiệu công chức",
        "Số hiệu cán bộ",
        "MaCanBo",
    ),
    decisive=True,
    doc_vi="Mã của người đó trong sổ của cơ quan; không phải số căn cước hay số điện thoại.",
)
staff_name = Field(
    "staff_name",
    T.TEXT,
    Label("Họ và tên", "Name"),
    "Name of the person.",
    ("Họ và tên", "Họ tên", "Tên cán bộ", "Họ tên cán bộ", "Họ và tên CBCC", "HoTen"),
    personal=True,
)
as_of = Field(
    "as_of",
    T.DATE,
    Label("Tính đến ngày", "As of"),
    "Day on which the row held: a person has one row for each day the list was drawn up.",
    ("Tính đến ngày", "Thời điểm", "Ngày chốt", "Ngày chốt số liệu", "Thời điểm chốt số liệu", "Ngày thống kê"),
    decisive=True,
    doc_vi="Ngày mà dòng này có hiệu lực: mỗi lần lập danh sách, mỗi người có một dòng.",
)
is_qualified = Field(
    "is_qualified",
    T.BOOLEAN,
    Label("Đạt chuẩn", "Qualified"),
    "Meets the standard of profession and skills (đạt chuẩn về chuyên môn, nghiệp vụ).",
    ("Đạt chuẩn", "Đạt chuẩn chuyên môn", "Đạt chuẩn về chuyên môn, nghiệp vụ", "Đạt chuẩn trình độ", "DatChuan"),
    doc_vi="Đạt chuẩn về chuyên môn, nghiệp vụ.",
)
discipline = Field(
    "discipline",
    T.CATEGORY,
    Label("Hình thức kỷ luật", "Discipline"),
    "Heaviest discipline in force; `none` where there is none, an empty cell says that nobody knows. Reminders and "
    "criticism are lighter than a reprimand and are no discipline in law.",
    ("Hình thức kỷ luật", "Kỷ luật", "Mức kỷ luật", "Xử lý kỷ luật", "HinhThucKyLuat"),
    values={
        "none": (
            "không",
            "không có",
            "không bị kỷ luật",
            "không kỷ luật",
            "chưa bị kỷ luật",
            "không vi phạm",
            "nhắc nhở",
            "phê bình",
            "rút kinh nghiệm",
            "kiểm điểm rút kinh nghiệm",
        ),
        "reprimand": ("khiển trách",),
        "warning": ("cảnh cáo",),
        "demotion": ("hạ bậc lương", "giáng chức", "cách chức"),
        "dismissal": ("buộc thôi việc", "thôi việc", "bãi nhiệm", "sa thải"),
    },
    decisive=True,
    doc_vi="Hình thức kỷ luật nặng nhất đang có hiệu lực. Không bị kỷ luật thì ghi “không”; để trống là chưa rõ. "
    "Nhắc nhở, phê bình nhẹ hơn khiển trách, không phải kỷ luật.",
)
disciplined_on = Field(
    "disciplined_on",
    T.DATE,
    Label("Ngày kỷ luật", "Disciplined on"),
    "Day of the decision that disciplined the person.",
    ("Ngày kỷ luật", "Ngày quyết định kỷ luật", "Ngày QĐ kỷ luật", "Ngày xử lý kỷ luật", "NgayKyLuat"),
    decisive=True,
    doc_vi="Ngày của quyết định kỷ luật.",
)
