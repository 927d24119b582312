"""The fields of feedback (phản ánh, kiến nghị)."""

from schemas.field import Field, ValueType
from schemas.labels import Label

T = ValueType

feedback_code = Field(
    "feedback_code",
    T.CODE,
    Label("Mã PAKN", "Feedback code"),
    "Code of the feedback (phản ánh, kiến nghị).",
    ("Mã PAKN", "Mã phản ánh", "Mã phản ánh kiến nghị", "MaPAKN", "Số PAKN"),
    decisive=True,
    doc_vi="Mã của phản ánh, kiến nghị.",
)
topic = Field(
    "topic",
    T.CATEGORY,
    Label("Loại phản ánh", "Topic"),
    "What the feedback is about: a procedure or rule, an officer's conduct, or something else.",
    ("Loại phản ánh", "Loại PAKN", "Lĩnh vực phản ánh", "Phân loại", "Loại phản ánh kiến nghị"),
    values={
        "procedure": (
            "quy định hành chính",
            "thủ tục hành chính",
            "tthc",
            "quy định, tthc",
            "quy định, thủ tục hành chính",
            "quy định",
            "về thủ tục hành chính",
            "phản ánh về tthc",
            "phản ánh về thủ tục hành chính",
            "quy định, thủ tục",
            "procedure",
        ),
        "conduct": (
            "hành vi hành chính",
            "hành vi",
            "hành vi cán bộ",
            "hành vi cán bộ, công chức",
            "thái độ",
            "thái độ phục vụ",
            "hành vi của cán bộ",
            "hành vi công chức",
            "conduct",
        ),
        "other": ("khác", "phản ánh khác", "lĩnh vực khác", "nội dung khác", "loại khác", "other"),
    },
    doc_vi="Phản ánh về quy định, thủ tục; về hành vi cán bộ, công chức; hay về việc khác.",
)
is_within_competence = Field(
    "is_within_competence",
    T.BOOLEAN,
    Label("Thuộc thẩm quyền", "Within competence"),
    "The unit is the one to answer.",
    ("Thuộc thẩm quyền", "Đúng thẩm quyền"),
    default=True,
    doc_vi="Đơn vị là nơi phải trả lời.",
)
sent_at = Field(
    "sent_at",
    T.DATETIME,
    Label("Ngày gửi", "Sent at"),
    "When the feedback was sent.",
    ("Ngày gửi", "NgayGui", "Thời gian gửi", "Ngày phản ánh"),
    decisive=True,
    doc_vi="Thời điểm gửi phản ánh, kiến nghị.",
)
transferred_at = Field(
    "transferred_at",
    T.DATETIME,
    Label("Ngày tiếp nhận", "Transferred at"),
    "When the feedback reached the unit that must answer, after its last transfer.",
    ("Ngày tiếp nhận", "Ngày chuyển", "Ngày chuyển xử lý", "Ngày nhận"),
    decisive=True,
    doc_vi="Thời điểm phản ánh, kiến nghị đến đơn vị phải trả lời, sau lần chuyển cuối.",
)
feedback_supplement_requested_at = Field(
    "supplement_requested_at",
    T.DATETIME,
    Label("Ngày yêu cầu bổ sung", "Supplement requested at"),
    "When the sender was asked for more, the first time.",
    ("Ngày yêu cầu bổ sung",),
    decisive=True,
    doc_vi="Lần đầu yêu cầu người gửi bổ sung thông tin.",
)
refused_at = Field(
    "refused_at",
    T.DATETIME,
    Label("Ngày từ chối", "Refused at"),
    "When the unit refused the feedback.",
    ("Ngày từ chối", "NgayTuChoi"),
    decisive=True,
    doc_vi="Thời điểm đơn vị từ chối phản ánh, kiến nghị.",
)
processed_at = Field(
    "processed_at",
    T.DATETIME,
    Label("Ngày xử lý", "Processed at"),
    "When the unit had dealt with the feedback.",
    ("Ngày xử lý", "Ngày xử lý xong", "Ngày trả lời", "Ngày hoàn thành", "NgayXuLy"),
    decisive=True,
    doc_vi="Thời điểm đơn vị xử lý xong phản ánh, kiến nghị.",
)
published_at = Field(
    "published_at",
    T.DATETIME,
    Label("Ngày công khai", "Published at"),
    "When the answer was published on the national portal.",
    ("Ngày công khai", "NgayCongKhai"),
    decisive=True,
    doc_vi="Thời điểm câu trả lời được công khai trên Cổng Dịch vụ công quốc gia.",
)
feedback_status = Field(
    "status",
    T.CATEGORY,
    Label("Trạng thái PAKN", "Feedback status"),
    "State of the feedback, by the portal's three lists (chờ tiếp nhận, đang xử lý, đã xử lý) with "
    "publication and refusal apart.",
    ("Trạng thái", "Trạng thái PAKN", "Tình trạng", "Trạng thái xử lý"),
    values={
        "waiting": (
            "Chờ tiếp nhận",
            "Mới tiếp nhận",
            "Mới",
            "Tiếp nhận ở địa phương",
            "Phản ánh đã bổ sung",
            "Mới tiếp nhận VPCP",
            "Mới gửi",
            "Chưa tiếp nhận",
            "Đã tiếp nhận",
        ),
        "processing": (
            "Đang xử lý",
            "PAKN đã bổ sung",
            "Phản ánh trực tiếp xử lý",
            "Xử lý ở địa phương",
            "Đã gửi email",
            "Trả lại tiếp nhận địa phương (nội bộ)",
            "Chờ xử lý",
            "Chưa xử lý",
            "Đang giải quyết",
        ),
        "supplement": ("PA chờ bổ sung", "Chờ bổ sung", "Yêu cầu bổ sung"),
        "transferred": (
            "Gửi trả BNĐP khác",
            "Gửi trả VPCP",
            "Trả lại VPCP",
            "Gửi đơn vị khác bằng phần mềm riêng",
            "Chuyển đơn vị khác",
            "Đã chuyển",
        ),
        "processed": (
            "Đã xử lý",
            "Chờ công khai",
            "Đã giải quyết",
            "Đã trả lời",
            "Đã xử lý xong",
            "Hoàn thành",
            "Đã hoàn thành",
        ),
        "published": ("Đã công khai", "Công khai"),
        "refused": ("Từ chối tiếp nhận", "Từ chối", "Từ chối xử lý", "Đã từ chối", "Không tiếp nhận"),
    },
    decisive=True,
    doc_vi="Trạng thái xử lý phản ánh, kiến nghị.",
)
likes = Field(
    "likes",
    T.INTEGER,
    Label("Hài lòng", "Likes"),
    "Votes content with the answer.",
    ("Hài lòng", "Số lượt hài lòng", "Lượt thích"),
    doc_vi="Số lượt hài lòng với câu trả lời.",
)
dislikes = Field(
    "dislikes",
    T.INTEGER,
    Label("Không hài lòng", "Dislikes"),
    "Votes not content with the answer.",
    ("Không hài lòng", "Số lượt không hài lòng", "Lượt không thích"),
    doc_vi="Số lượt không hài lòng với câu trả lời.",
)
reminders = Field(
    "reminders",
    T.INTEGER,
    Label("Số lần nhắc", "Reminders"),
    "Times the unit was reminded.",
    ("Số lần nhắc", "Số lần đôn đốc", "Nhắc nhở"),
    doc_vi="Số lần đơn vị bị nhắc.",
)
