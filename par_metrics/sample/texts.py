"""How exports print things: headings, statuses, channels, yes and no."""

from schemas.fields import dossiers

DATE, DATETIME = "%d/%m/%Y", "%d/%m/%Y %H:%M:%S"
YES, NO = "Có", "Không"
STATUSES = {code: texts[0] for code, texts in dossiers.dossier_status.values.items() if isinstance(code, int)}
CHANNELS = {"in_person": "Trực tiếp", "online": "Trực tuyến", "postal": "Bưu chính công ích"}
ONLINE_PAYMENTS = {"none": "Không", "national": "Cổng DVCQG", "provincial": "Cổng tỉnh"}
LEVELS = {"commune": "Cấp xã", "province": "Cấp tỉnh"}
SERVICE_LEVELS = {"full": "Toàn trình", "partial": "Một phần", "information": "Cung cấp thông tin"}
METHODS = {"online": "Trực tuyến", "transfer": "Chuyển khoản", "card": "Quẹt thẻ", "cash": "Tiền mặt"}
GATEWAYS = {"national": "Cổng DVCQG", "provincial": "Cổng tỉnh"}
PAYMENT_STATUSES = {
    "paid": "Đã thanh toán",
    "pending": "Chờ thanh toán",
    "refunded": "Đã hoàn phí",
    "cancelled": "Hủy thanh toán",
}
TOPICS = {"procedure": "Quy định, thủ tục hành chính", "conduct": "Hành vi cán bộ, công chức", "other": "Khác"}
FEEDBACK_STATUSES = {
    "waiting": "Chờ tiếp nhận",
    "processing": "Đang xử lý",
    "processed": "Đã xử lý",
    "published": "Đã công khai",
    "refused": "Từ chối tiếp nhận",
}

# Canonical name -> heading of the widest list of dossiers.
DOSSIER_HEADINGS = {
    "unit_code": "Mã đơn vị",
    "unit_name": "Đơn vị tiếp nhận",
    "procedure_code": "Mã TTHC",
    "procedure_name": "Tên thủ tục hành chính",
    "field": "Lĩnh vực",
    "dossier_code": "Mã hồ sơ",
    "status": "Trạng thái",
    "channel": "Hình thức nộp",
    "applicant_name": "Chủ hồ sơ",
    "submitted_at": "Ngày nộp hồ sơ",
    "received_at": "Ngày nhận",
    "original_due_at": "Ngày hẹn trả trước",
    "due_at": "Ngày hẹn trả",
    "completed_at": "Ngày kết thúc xử lý",
    "returned_at": "Ngày trả kết quả",
    "supplement_count": "Số lần bổ sung",
    "supplement_requested_at": "Ngày yêu cầu bổ sung",
    "supplemented_at": "Ngày hoàn thành bổ sung",
    "supplement_by_officer_fault": "Bổ sung do lỗi cán bộ",
    "suspended_working_days": "Số ngày tạm dừng",
    "fee_vnd": "Tổng phí lệ phí",
    "online_payment": "Thanh toán trực tuyến",
    "has_digital_components": "Số hóa thành phần hồ sơ",
    "has_reused_components": "Tái sử dụng thành phần",
    "has_digital_result": "Số hóa kết quả",
    "has_electronic_result": "Kết quả điện tử",
    "is_result_published": "Công khai kết quả",
    "apology_sent_at": "Ngày gửi thư xin lỗi",
    "is_apology_published": "Công khai thư xin lỗi",
}

# Names are made up of the commonest parts; phones and identity numbers begin as no real ones do.
_FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Ma", "Nông", "Hà", "Đặng", "Bùi")
_MIDDLES = ("Văn", "Thị", "Đức", "Minh", "Thu", "Quang", "Ngọc")
_GIVEN = ("An", "Bình", "Chi", "Dũng", "Hạnh", "Hương", "Khôi", "Lan", "Nam", "Phượng", "Quân", "Thảo", "Tuấn", "Yến")
NAMES = tuple(f"{a} {b} {c}" for a in _FAMILIES for b in _MIDDLES for c in _GIVEN)
