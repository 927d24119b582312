"""The fields of findings and of official documents."""

from schemas.field import Field, ValueType
from schemas.labels import Label

T = ValueType

finding_code = Field(
    "finding_code",
    T.CODE,
    Label("Mã tồn tại, kiến nghị", "Finding code"),
    "Code of a shortcoming or recommendation; a conclusion that names several has one for each.",
    (
        "Mã tồn tại, kiến nghị",
        "Mã tồn tại",
        "Mã tồn tại, hạn chế",
        "Mã kiến nghị kiểm tra",
        "Mã kiến nghị thanh tra",
        "Mã kiến nghị kiểm toán",
        "Mã kết luận",
        "MaTonTai",
    ),
    decisive=True,
    doc_vi="Mã của một tồn tại hoặc kiến nghị; kết luận nêu nhiều tồn tại thì mỗi tồn tại một mã.",
)
finding_kind = Field(
    "kind",
    T.CATEGORY,
    Label("Loại kiểm tra", "Kind of inspection"),
    "What found it: an inspection of administrative reform, or an inspection or audit of finance and budget.",
    ("Loại kiểm tra", "Loại kiến nghị", "Loại tồn tại", "Loại cuộc kiểm tra", "Loại kết luận", "Hình thức kiểm tra"),
    values={
        "par_inspection": (
            "Kiểm tra CCHC",
            "kiểm tra cải cách hành chính",
            "kiểm tra công tác CCHC",
            "kiểm tra công tác cải cách hành chính",
            "cchc",
            "cải cách hành chính",
        ),
        "finance_audit": (
            "kiểm toán",
            "kiểm toán nhà nước",
            "thanh tra tài chính",
            "kiểm tra tài chính",
            "kiểm tra tài chính, ngân sách",
            "thanh tra tài chính, ngân sách",
            "thanh tra, kiểm tra, kiểm toán về tài chính, ngân sách",
            "tài chính, ngân sách",
        ),
    },
    decisive=True,
    doc_vi="Do kiểm tra cải cách hành chính hay do thanh tra, kiểm tra, kiểm toán về tài chính, ngân sách nêu ra.",
)
raised_on = Field(
    "raised_on",
    T.DATE,
    Label("Ngày kết luận", "Raised on"),
    "Day of the conclusion that raised it.",
    ("Ngày kết luận", "Ngày kiến nghị", "Ngày ban hành kết luận", "Ngày phát hiện", "Ngày kiểm tra", "NgayKetLuan"),
    decisive=True,
    doc_vi="Ngày của kết luận nêu ra tồn tại, kiến nghị.",
)
due_on = Field(
    "due_on",
    T.DATE,
    Label("Hạn khắc phục", "Due on"),
    "Last day to remedy it and to report.",
    ("Hạn khắc phục", "Thời hạn khắc phục", "Hạn thực hiện", "Thời hạn thực hiện", "Hạn báo cáo khắc phục"),
    decisive=True,
    doc_vi="Ngày cuối cùng phải khắc phục xong và báo cáo.",
)
remedied_on = Field(
    "remedied_on",
    T.DATE,
    Label("Ngày khắc phục xong", "Remedied on"),
    "Day it was remedied.",
    ("Ngày khắc phục xong", "Ngày khắc phục", "Ngày hoàn thành khắc phục", "Ngày thực hiện xong", "NgayKhacPhuc"),
    decisive=True,
    doc_vi="Ngày khắc phục xong.",
)
report_filed_on = Field(
    "report_filed_on",
    T.DATE,
    Label("Ngày báo cáo khắc phục", "Report filed on"),
    "Day the report on the remedy was filed.",
    (
        "Ngày báo cáo khắc phục",
        "Ngày báo cáo kết quả khắc phục",
        "Ngày gửi báo cáo khắc phục",
        "Ngày nộp báo cáo khắc phục",
        "NgayBaoCaoKhacPhuc",
    ),
    decisive=True,
    doc_vi="Ngày gửi báo cáo kết quả khắc phục.",
)

document_code = Field(
    "document_code",
    T.CODE,
    Label("Mã văn bản", "Document code"),
    "Code of the document in the document system. Not its number and sign (12/BC-UBND), which every agency "
    "gives anew each year.",
    ("Mã văn bản", "Mã định danh văn bản", "ID văn bản", "MaVanBan"),
    decisive=True,
    doc_vi="Mã của văn bản trong hệ thống quản lý văn bản; không phải số, ký hiệu (12/BC-UBND), vì số được "
    "đánh lại hằng năm ở từng cơ quan.",
)
direction = Field(
    "direction",
    T.CATEGORY,
    Label("Loại văn bản", "Direction"),
    "Received, sent, or within the office.",
    ("Loại văn bản", "Chiều văn bản", "Văn bản đến/đi", "Đến/đi", "LoaiVanBan"),
    values={
        "in": ("đến", "văn bản đến", "vb đến"),
        "out": ("đi", "văn bản đi", "vb đi", "phát hành", "văn bản phát hành"),
        "internal": ("nội bộ", "văn bản nội bộ", "vb nội bộ"),
    },
    doc_vi="Văn bản đến, đi hay nội bộ.",
)
handled_on = Field(
    "handled_on",
    T.DATE,
    Label("Ngày xử lý", "Handled on"),
    "Day the document was handled.",
    ("Ngày xử lý", "Ngày xử lý văn bản", "Ngày xử lý xong", "Ngày hoàn thành xử lý", "NgayXuLy"),
    decisive=True,
    doc_vi="Ngày văn bản được xử lý.",
)
is_handled_online = Field(
    "is_handled_online",
    T.BOOLEAN,
    Label("Xử lý trên môi trường mạng", "Handled online"),
    "Handled wholly in the document system (hoàn toàn trên môi trường mạng).",
    ("Xử lý trên môi trường mạng", "Xử lý trên mạng", "Xử lý trực tuyến", "Xử lý điện tử", "Xử lý trên hệ thống"),
    doc_vi="Văn bản được xử lý hoàn toàn trên môi trường mạng.",
)
is_exchanged_electronically = Field(
    "is_exchanged_electronically",
    T.BOOLEAN,
    Label("Gửi, nhận điện tử", "Exchanged electronically"),
    "Sent or received through the electronic system.",
    ("Gửi, nhận điện tử", "Gửi nhận văn bản điện tử", "Trao đổi điện tử", "Liên thông điện tử", "Gửi nhận qua trục"),
    doc_vi="Văn bản được gửi hoặc nhận qua hệ thống điện tử.",
)
is_digitally_signed = Field(
    "is_digitally_signed",
    T.BOOLEAN,
    Label("Ký số", "Digitally signed"),
    "Signed digitally.",
    ("Ký số", "Đã ký số", "Có chữ ký số", "Chữ ký số"),
    doc_vi="Văn bản được ký số.",
)
