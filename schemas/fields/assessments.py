"""The fields of yearly duties and of assessments by criteria."""

from schemas.field import Field, ValueType
from schemas.labels import Label

T = ValueType

year = Field(
    "year",
    T.INTEGER,
    Label("Năm", "Year"),
    "Year the row is about.",
    ("Năm", "Năm đánh giá", "Năm báo cáo", "Năm khảo sát", "Năm công bố"),
    decisive=True,
    doc_vi="Năm mà dòng này nói về.",
)
duty = Field(
    "duty",
    T.CATEGORY,
    Label("Nghĩa vụ", "Duty"),
    "What the agency owed: to use its budget as the rules say, to handle documents online, to exchange "
    "documents electronically.",
    ("Nghĩa vụ", "Nội dung nghĩa vụ", "Nội dung thực hiện", "Nhiệm vụ", "NghiaVu"),
    values={
        "budget_compliant": (
            "sử dụng ngân sách đúng quy định",
            "sử dụng kinh phí đúng quy định",
            "sử dụng kinh phí từ nsnn đảm bảo theo quy định",
            "chấp hành ngân sách",
            "tài chính, ngân sách",
            "ngân sách",
        ),
        "documents_online": (
            "xử lý văn bản trên môi trường mạng",
            "xử lý văn bản, hồ sơ công việc trên môi trường mạng",
            "xử lý văn bản, hồ sơ công việc hoàn toàn trên môi trường mạng",
            "xử lý văn bản trực tuyến",
            "xử lý văn bản trên mạng",
        ),
        "edocuments_exchanged": (
            "gửi, nhận văn bản điện tử",
            "gửi nhận văn bản điện tử qua hệ thống điện tử",
            "trao đổi văn bản điện tử",
            "văn bản điện tử",
        ),
    },
    decisive=True,
    doc_vi="Việc cơ quan phải làm trong năm: sử dụng ngân sách đúng quy định, xử lý văn bản trên môi trường "
    "mạng, gửi nhận văn bản điện tử.",
)
is_fulfilled = Field(
    "is_fulfilled",
    T.BOOLEAN,
    Label("Đã thực hiện", "Fulfilled"),
    "The agency fulfilled the duty in the year.",
    ("Đã thực hiện", "Thực hiện đúng", "Thực hiện đúng quy định", "Kết quả thực hiện", "DaThucHien"),
    decisive=True,
    doc_vi="Cơ quan đã thực hiện nghĩa vụ trong năm.",
)
criterion_code = Field(
    "criterion_code",
    T.CODE,
    Label("Mã tiêu chí", "Criterion code"),
    "Code of the criterion in the criteria table of the year, such as 1.2.1.",
    ("Mã tiêu chí", "Mã tiêu chí thành phần", "Tiêu chí số", "Số tiêu chí", "MaTieuChi"),
    decisive=True,
    doc_vi="Mã của tiêu chí trong bộ tiêu chí của năm, ví dụ 1.2.1.",
)
domain = Field(
    "domain",
    T.TEXT,
    Label("Lĩnh vực đánh giá", "Domain"),
    "Domain of the PAR INDEX the criterion belongs to, as the criteria table names it.",
    ("Lĩnh vực đánh giá", "Lĩnh vực", "Tên lĩnh vực", "Nội dung đánh giá", "Trục nội dung"),
    doc_vi="Lĩnh vực của PAR INDEX mà tiêu chí thuộc về, ghi như bộ tiêu chí.",
)
max_points = Field(
    "max_points",
    T.DECIMAL,
    Label("Điểm tối đa", "Maximum points"),
    "Most points the criterion can bring.",
    ("Điểm tối đa", "Điểm chuẩn", "Thang điểm", "DiemToiDa"),
    decisive=True,
    doc_vi="Điểm cao nhất của tiêu chí.",
)
self_points = Field(
    "self_points",
    T.DECIMAL,
    Label("Điểm tự chấm", "Self-assessed points"),
    "Points the unit gives itself (tự chấm).",
    ("Điểm tự chấm", "Điểm tự đánh giá", "Tự chấm", "Tự chấm điểm", "Điểm tự chấm lần 1", "DiemTuCham"),
    decisive=True,
    doc_vi="Điểm đơn vị tự chấm.",
)
appraised_points = Field(
    "appraised_points",
    T.DECIMAL,
    Label("Điểm thẩm định", "Appraised points"),
    "Points after the appraisal (thẩm định); of two rounds the second.",
    ("Điểm thẩm định", "Thẩm định", "Điểm thẩm định lần 1", "Điểm thẩm định lần 2", "Điểm công nhận", "DiemThamDinh"),
    decisive=True,
    doc_vi="Điểm sau thẩm định; nếu thẩm định hai lần thì lấy lần 2.",
)
evidence = Field(
    "evidence",
    T.TEXT,
    Label("Tài liệu kiểm chứng", "Evidence"),
    "Number and sign of the documents that prove it, or a link; no names of people.",
    (
        "Tài liệu kiểm chứng",
        "Minh chứng",
        "Tài liệu minh chứng",
        "Bằng chứng",
        "Văn bản kiểm chứng",
        "TaiLieuKiemChung",
    ),
    doc_vi="Số, ký hiệu văn bản chứng minh hoặc đường dẫn; không ghi tên người.",
)
