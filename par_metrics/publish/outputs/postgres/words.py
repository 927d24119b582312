"""The comments on tables and columns: what they are called in Vietnamese, as whoever builds a dashboard reads them."""

from collections.abc import Mapping

from par_metrics.display import heading

SCHEMA = "Số liệu par-metrics đã công bố lần gần nhất. Mỗi lần công bố thay toàn bộ các dòng trong một giao dịch."

TABLES: Mapping[str, str] = {
    "runs": "Bản công bố đang có ở đây: một dòng, ghi cùng giao dịch với các bảng khác",
    "indicators": "Số liệu: mỗi dòng một chỉ số, một kỳ, một đơn vị; is_total là cộng chung mọi đơn vị",
    "scorecard": "Bảng điểm của năm: mỗi dòng một mục của kế hoạch, một chỉ số, một đơn vị (trống: cộng chung)",
    "pace": "Nhịp độ: phần còn lại của năm phải đạt bao nhiêu để kịp chỉ tiêu",
    "scores": "Điểm theo Quyết định 766/QĐ-TTg của năm: mỗi dòng một đơn vị, một nhóm; total là tổng",
    "changes": "Số liệu của năm đã thay đổi so với lần công bố trước",
    "at_risk": "Hồ sơ đang giải quyết sắp đến hạn hoặc quá hạn, chỉ có mã",
    "freshness": "Bản xuất mới nhất của mỗi nguồn dữ liệu đã cũ bao nhiêu ngày làm việc",
    "catalogue": "Danh mục chỉ số: tên, cách tính, đơn vị đo, chủ trì",
    "targets": "Chỉ tiêu đang áp dụng",
    "units": "Các đơn vị có số liệu",
    "plan": "Các mục của kế hoạch",
    "loads": "Các tệp đã nạp hoặc bị từ chối",
    "rejects": "Các dòng bị từ chối và lý do",
}

VIEWS: Mapping[str, str] = {
    "scorecard_latest": "Bảng điểm của bản công bố này, kèm tên chỉ số, tên đơn vị, mã và thời điểm của bản công bố",
    "overdue": "Hồ sơ quá hạn chưa giải quyết xong, kèm tên đơn vị và thời điểm tính",
}

# What the headings of tables on screen and paper lack, since they show it otherwise or not at all.
_COLUMNS: Mapping[str, str] = {
    "as_of_before": "Thời điểm tính của bản công bố trước",
    "better": "Tốt hơn khi cao (higher) hay thấp (lower)",
    "coordinating_vi": "Phối hợp",
    "files": "Mã kiểm tra (SHA-256) của các tệp đã ghi",
    "first_year": "Từ năm",
    "full_list": "Danh sách đầy đủ của những ngày nào",
    "gates": "Các kiểm tra chất lượng, đạt hay được chấp nhận",
    "hidden_sheets": "Các trang tính ẩn của tệp",
    "inserted": "Bản ghi mới",
    "is_beyond_chance": "Thay đổi có vượt ngẫu nhiên không",
    "known_at": "Dùng những gì đã nạp đến lúc này",
    "last_year": "Đến năm",
    "manifest": "SHA-256 của manifest.json",
    "notes": "Ghi chú khi đọc",
    "older": "Bản ghi cũ hơn bản đã có",
    "parent": "Điểm là một phần của nhóm này",
    "provided": "Các cột tệp có",
    "reading": "Phiên bản quy tắc đọc",
    "register_digest": "Dấu của các danh mục lúc đọc",
    "request": "Dấu của cách nạp",
    "run_before": "Bản công bố trước",
    "run_id": "Bản công bố",
    "sent_at": "Ghi vào máy chủ lúc",
    "sha256": "SHA-256 của tệp",
    "software": "Phiên bản phần mềm",
    "started_at": "Bắt đầu chạy lúc",
    "superseding": "Bản ghi thay bản đã có",
    "tables": "Các bảng của bản công bố",
    "title_vi": "Nội dung",
    "deadline_vi": "Thời hạn",
    "unchanged": "Bản ghi không đổi",
    "unknown_columns": "Các cột không biết",
    "unknown_statuses": "Các trạng thái không biết và số dòng",
    "unresolved": "Số dòng không tìm được đơn vị hoặc TTHC",
    "warnings": "Các lưu ý và số dòng",
    "withdrawn_reason": "Lý do rút lại",
}
# Where a table means otherwise by a name than others do.
_OF_TABLE: Mapping[tuple[str, str], str] = {
    ("catalogue", "records"): "Bảng bản ghi được đếm, hoặc các chỉ số hợp thành",
    ("pace", "level"): "Độ tin cậy của khoảng dự báo",
    ("rejects", "field"): "Trường",
    ("runs", "state"): "Đã công bố (published)",
    ("runs", "unit_code"): "Đơn vị của kho làm việc",
    ("targets", "target"): "Mã chỉ tiêu",
    ("targets", "value"): "Mức chỉ tiêu",
    ("units", "unit_code"): "Mã đơn vị",
    ("units", "unit_name"): "Tên đơn vị",
}
_ENGLISH = "_en"


def column_words(table: str, column: str) -> str:
    """What a column is called; of one in English, that it is."""
    if (table, column) in _OF_TABLE:
        return _OF_TABLE[table, column]
    if column in _COLUMNS:
        return _COLUMNS[column]
    words = heading(column, "vi")
    if not column.endswith(_ENGLISH):
        return words
    stem = column.removesuffix(_ENGLISH)
    own = next((words for name in (f"{stem}_vi", stem) if (words := column_words(table, name)) != name), column)
    return f"{own} (tiếng Anh)"
