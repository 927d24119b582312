"""The printed layouts: which canonical columns each shows, under which headings, in which order."""

from datetime import datetime

from par_metrics.sample import texts
from par_metrics.sample.writers import Column, Row, Words

_WORDS: dict[str, Words] = {
    "status": texts.STATUSES,
    "channel": texts.CHANNELS,
    "online_payment": texts.ONLINE_PAYMENTS,
}
# Columns that share a heading above them in the workbook.
_BANDS = {
    "Thời gian": ("submitted_at", "received_at", "original_due_at", "due_at", "completed_at", "returned_at"),
    "Bổ sung": ("supplement_count", "supplement_requested_at", "supplemented_at", "supplement_by_officer_fault"),
    "Số hóa": ("has_digital_components", "has_reused_components", "has_digital_result"),
    "Thư xin lỗi": ("apology_sent_at", "is_apology_published"),
}
_NOT_IN_WORKBOOK = ("unit_code", "procedure_code", "field")
STT = Column(("STT",), "ordinal")


def _dossier_column(name: str, banded: bool) -> Column:
    band = next((band for band, names in _BANDS.items() if banded and name in names), None)
    heading = texts.DOSSIER_HEADINGS[name]
    return Column((band, heading) if band else (heading,), name, _WORDS.get(name))


DOSSIER_LIST = tuple(_dossier_column(name, banded=False) for name in texts.DOSSIER_HEADINGS)
DOSSIER_WORKBOOK = (
    STT,
    *(_dossier_column(name, banded=True) for name in texts.DOSSIER_HEADINGS if name not in _NOT_IN_WORKBOOK),
    Column(("Người nộp",), "applicant_name"),
)
REGISTER = (
    STT,
    Column(("Mã hồ sơ",), "dossier_code"),
    Column(("Trích yếu",), "procedure_name"),
    Column(("Số bộ hồ sơ",), "copies"),
    Column(("Chủ hồ sơ",), "applicant_name"),
    Column(("Địa chỉ",), "applicant_address"),
    Column(("Số điện thoại",), "applicant_phone"),
    Column(("Ngày tiếp nhận",), "received_at"),
    Column(("Ngày hẹn trả",), "due_at"),
    Column(("Ngày trả",), "returned_at"),
    Column(("Người nhận",), "officer_name"),
    Column(("Địa bàn",), "place"),
)


def _money(amount: int | str) -> str:
    return f"{amount:,} đ".replace(",", ".") if isinstance(amount, int) else amount


PAPER = tuple(
    Column((name,), name)
    for name in ("source", "dossier_code", "unit_code", "procedure_code", "channel", "received_at", "due_at", "status")
)
FEES = (
    STT,
    Column(("Mã hồ sơ",), "dossier_code"),
    Column(("Người tiếp nhận",), "officer_name"),
    Column(("Loại tiếp nhận",), "channel", texts.CHANNELS),
    Column(("Tên người nộp",), "payer_name"),
    Column(("Biên lai", "Số biên lai"), "receipt_number"),
    Column(("Biên lai", "Mẫu số"), "form"),
    Column(("Biên lai", "Ký hiệu"), "series"),
    Column(("Ngày tiếp nhận",), "received_at"),
    Column(("Ngày thu",), "paid_at"),
    Column(("Số thu", "Phí (VNĐ)"), "charge_vnd"),
    Column(("Số thu", "Lệ phí (VNĐ)"), "duty_vnd"),
    Column(("Số thu", "Tổng (VNĐ)"), "amount_vnd"),
)
PAYMENTS = (
    Column(("Mã giao dịch",), "transaction_code"),
    Column(("Mã hồ sơ",), "dossier_code"),
    Column(("Mã TTHC",), "procedure_code"),
    Column(("Mã đơn vị",), "unit_code"),
    Column(("Số tiền",), "amount_vnd", _money),
    Column(("Hình thức thanh toán",), "method", texts.METHODS),
    Column(("Cổng thanh toán",), "gateway", texts.GATEWAYS),
    Column(("Trạng thái thanh toán",), "status", texts.PAYMENT_STATUSES),
    Column(("Ngày thanh toán",), "paid_at"),
    Column(("Số biên lai",), "receipt_number"),
    Column(("Người nộp tiền",), "payer_name"),
)
FEEDBACK = (
    STT,
    Column(("Mã PAKN",), "feedback_code"),
    Column(("Đơn vị xử lý",), "unit_name"),
    Column(("Loại phản ánh",), "topic", texts.TOPICS),
    Column(("Thuộc thẩm quyền",), "is_within_competence"),
    Column(("Người gửi",), "sender_name"),
    Column(("Nội dung",), "content"),
    Column(("Quá trình xử lý", "Ngày gửi"), "sent_at"),
    Column(("Quá trình xử lý", "Ngày tiếp nhận"), "transferred_at"),
    Column(("Quá trình xử lý", "Ngày từ chối"), "refused_at"),
    Column(("Quá trình xử lý", "Ngày xử lý"), "processed_at"),
    Column(("Quá trình xử lý", "Ngày công khai"), "published_at"),
    Column(("Trạng thái",), "status", texts.FEEDBACK_STATUSES),
    Column(("Đánh giá", "Hài lòng"), "likes"),
    Column(("Đánh giá", "Không hài lòng"), "dislikes"),
)
UNITS = (
    Column(("Mã đơn vị",), "unit_code"),
    Column(("Tên đơn vị",), "unit_name"),
    Column(("Cấp",), "level", {"commune": "Phường"}),
    Column(("Mã đơn vị cấp trên",), "parent_code"),
)
# The province's list prints the province's suffix behind each code.
PROCEDURES = (
    STT,
    Column(("Thủ tục hành chính", "Mã TTHC"), "procedure_code", lambda code: f"{code}.H60"),
    Column(("Thủ tục hành chính", "Tên thủ tục hành chính"), "procedure_name"),
    Column(("Thủ tục hành chính", "Lĩnh vực"), "field"),
    Column(("Thủ tục hành chính", "Cấp thực hiện"), "level", texts.LEVELS),
    Column(("Dịch vụ công", "Trực tuyến", "Mức độ DVC"), "service_level", texts.SERVICE_LEVELS),
    Column(("Dịch vụ công", "Trực tuyến", "Đủ điều kiện toàn trình"), "is_eligible_full_online"),
    Column(("Dịch vụ công", "Phí, lệ phí", "Có phí, lệ phí"), "has_fee"),
    Column(("Dịch vụ công", "Phí, lệ phí", "Đủ điều kiện thanh toán trực tuyến"), "is_eligible_online_payment"),
    Column(("Dịch vụ công", "Phí, lệ phí", "Đã mở thanh toán trực tuyến"), "is_online_payment_enabled"),
    Column(("Công khai", "Đã công khai"), "is_published"),
    Column(("Công khai", "Ngày công khai"), "published_on"),
    Column(("Công khai", "Ngày quyết định công bố"), "decision_on"),
    Column(("Một cửa",), "is_one_stop"),
    Column(("Có kết quả giấy tờ",), "returns_document"),
    Column(("Thời hạn giải quyết",), "statutory_working_days"),
)


def synchronised(row: Row) -> Row:
    """One dossier in the synchronisation JSON of Cổng Dịch vụ công quốc gia, its lists nested."""
    moved = row["original_due_at"] is not None
    requests = [
        {
            "NgayBoSung": _stamp(row["supplement_requested_at"]),
            "NgayTiepNhanBoSung": _stamp(row["supplemented_at"]),
            "NgayHenTraTruoc": _stamp(row["original_due_at"]) if moved else None,
            "NgayHenTraMoi": _stamp(row["due_at"]) if moved else None,
        }
    ] * int(row["supplement_count"])
    file = "https://dichvucong.example/ket-qua.pdf" if row["has_electronic_result"] else None
    return {
        "MaHoSo": row["dossier_code"] or "",
        "MaTTHC": row["procedure_code"] and f"{row['procedure_code']}.000.00.00.H60",
        "TenTTHC": row["procedure_name"],
        "TenLinhVuc": row["field"],
        "DonViXuLy": row["unit_name"],
        "KenhThucHien": {"in_person": "1", "online": "2", "postal": "3"}.get(row["channel"]),
        "ChuHoSo": row["applicant_name"],
        "NgayNopHoSo": _stamp(row["submitted_at"]),
        "NgayTiepNhan": _stamp(row["received_at"]),
        "NgayHenTra": _stamp(row["original_due_at"] if moved else row["due_at"]),
        "NgayKetThucXuLy": _stamp(row["completed_at"]),
        "NgayTra": _stamp(row["returned_at"]),
        "TrangThaiHoSo": str(row["status"]),
        "DuocThanhToanTrucTuyen": {"none": "0", "national": "1", "provincial": "2"}[row["online_payment"]],
        "HoSoCoThanhPhanSoHoa": "1" if row["has_digital_components"] else "0",
        "DanhSachLePhi": _fees(row["fee_vnd"]),
        "DanhSachHoSoBoSung": requests,
        "TaiLieuNop": [
            {"TenTepDinhKem": "don.pdf", "DuocTaiSuDung": "0"},
            {"TenTepDinhKem": "giay-to.pdf", "DuocTaiSuDung": "1" if row["has_reused_components"] else "0"},
        ],
        "DanhSachGiayToKetQua": [{"TenGiayTo": "Kết quả", "DuongDanTepTinKetQua": file}]
        if row["has_electronic_result"] is not None
        else [],
    }


def _fees(total: int | None) -> list[Row] | None:
    """No list where the fee is unknown, an empty one where nothing is due."""
    if total is None:
        return None
    charge = total // 2
    parts = (("Phí", charge), ("Lệ phí", total - charge))
    return [{"TenPhiLePhi": name, "Gia": price} for name, price in parts if price != 0]


def _stamp(value: datetime | str | None) -> str | None:
    return value.strftime("%Y%m%d%H%M%S") if isinstance(value, datetime) else value
