"""What changed in a record is read by headings and words; what an export says in between changes nothing."""

import pytest

from par_metrics.display.record_changes import changes_shown


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ("", ""),
        ("status: 4 -> 10", "Trạng thái hồ sơ: Đang xử lý (4) -> Đã trả kết quả (10)"),
        ("due_at: — -> 2026-03-05 23:59:59.999999", "Ngày hẹn trả: — -> 05/03/2026 23:59"),
        (
            "has_digital_result: true -> false; channel: — -> online",
            "Số hóa kết quả: có -> không; Hình thức nộp: — -> trực tuyến (online)",
        ),
        ("A-1 (status: 4 -> 10), A-2, +3", "A-1 (Trạng thái hồ sơ: Đang xử lý (4) -> Đã trả kết quả (10)), A-2, +3"),
        (
            "raw_status: <b>;=cmd() -> x; status: 4 -> 77",
            "Trạng thái gốc: <b>;=cmd() -> x; Trạng thái hồ sơ: Đang xử lý (4) -> 77",
        ),
        (
            "procedures 1.1: service_level: partial -> full",
            "Thủ tục hành chính 1.1: Mức độ DVC trực tuyến: một phần (partial) -> toàn trình (full)",
        ),
        ("procedures", "Thủ tục hành chính"),
    ],
)
def test_changes_are_read_in_vietnamese(changes: str, shown: str) -> None:
    assert changes_shown(changes, "dossiers", "vi") == shown


def test_in_english_a_code_without_a_word_stays() -> None:
    assert changes_shown("status: 4 -> 10", "dossiers", "en") == "Status: 4 -> 10"
