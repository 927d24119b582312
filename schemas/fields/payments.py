"""The fields of payments."""

from schemas.field import Field, ValueType
from schemas.labels import Label

T = ValueType

transaction_code = Field(
    "transaction_code",
    T.CODE,
    Label("Mã giao dịch", "Transaction code"),
    "Code of the payment; in the *Thu phí* layout the receipt's number, and since such numbers begin again in every "
    "book, unit and year, behind it the dossier it was paid for (`0000123/H60.101-260302-0001`).",
    ("Mã giao dịch", "Mã thanh toán", "MaGiaoDich", "Mã tham chiếu"),
    decisive=True,
    doc_vi="Mã của giao dịch thanh toán.",
)
amount_vnd = Field(
    "amount_vnd",
    T.INTEGER,
    Label("Số tiền (VNĐ)", "Amount (VND)"),
    "Amount paid or due, đồng.",
    ("Số tiền", "Số tiền (VNĐ)", "Tổng (VNĐ)", "Tổng tiền", "SoTien", "Thành tiền", "Tổng số tiền"),
    decisive=True,
    doc_vi="Số tiền đã nộp hoặc phải nộp, tính bằng đồng.",
)
payment_method = Field(
    "method",
    T.CATEGORY,
    Label("Hình thức thanh toán", "Method"),
    "How the fee was paid (HinhThucThanhToan).",
    ("Hình thức thanh toán", "HinhThucThanhToan", "Phương thức thanh toán"),
    values={
        "online": ("truc-tuyen", "trực tuyến", "thanh toán trực tuyến", "online", "cổng thanh toán"),
        "transfer": ("chuyen-khoan", "chuyển khoản", "chuyển khoản ngân hàng", "ngân hàng"),
        "card": ("thẻ", "quẹt thẻ", "pos", "qua thẻ", "thẻ ngân hàng"),
        "cash": ("tien-mat", "tiền mặt", "cash", "trực tiếp"),
    },
    doc_vi="Nộp tiền bằng cách nào.",
)
gateway = Field(
    "gateway",
    T.CATEGORY,
    Label("Cổng thanh toán", "Gateway"),
    "Gateway that took the payment.",
    ("Cổng thanh toán", "Kênh thanh toán"),
    values={
        "national": (
            "cổng dịch vụ công quốc gia",
            "cổng dvcqg",
            "dvcqg",
            "payment platform",
            "paygov",
            "quốc gia",
            "national",
        ),
        "provincial": ("cổng tỉnh", "cổng của tỉnh", "cổng dịch vụ công tỉnh", "tỉnh", "provincial"),
        "other": ("khác", "other"),
    },
    doc_vi="Cổng đã nhận khoản thanh toán.",
)
payment_status = Field(
    "status",
    T.CATEGORY,
    Label("Trạng thái thanh toán", "Payment status"),
    "State of the payment.",
    ("Trạng thái thanh toán", "TrangThaiThanhToan", "Trạng thái", "Tình trạng thanh toán", "Trạng thái giao dịch"),
    values={
        "paid": ("Đã thanh toán", "1", "Thành công", "Đã thu", "Thanh toán thành công"),
        "pending": ("Chờ thanh toán", "Đang xử lý", "Đang thanh toán"),
        "unpaid": ("Chưa thanh toán", "0", "Chưa thu"),
        "refunded": ("Đã hoàn phí", "Hoàn phí", "Đã hoàn tiền", "Hoàn tiền"),
        "cancelled": ("Hủy thanh toán", "Đã hủy", "Hủy", "Thất bại", "Thanh toán thất bại", "Đã hủy thanh toán"),
    },
    decisive=True,
    doc_vi="Trạng thái của giao dịch.",
)
paid_at = Field(
    "paid_at",
    T.DATETIME,
    Label("Ngày thanh toán", "Paid at"),
    "When the fee was paid.",
    ("Ngày thanh toán", "Ngày thu", "Thời gian thanh toán", "NgayThanhToan", "Ngày giao dịch"),
    decisive=True,
    doc_vi="Thời điểm nộp tiền.",
)
receipt_number = Field(
    "receipt_number",
    T.CODE,
    Label("Số biên lai", "Receipt number"),
    "Number of the receipt.",
    ("Số biên lai", "SoBienLai"),
    doc_vi="Số của biên lai.",
)
