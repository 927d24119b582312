"""How columns are called, wherever a table is shown to people; a field is called by its label in `schemas`."""

from collections.abc import Mapping
from functools import cache

from schemas import KINDS, Label, Language

# Columns that are no field, and fields that are called by a shorter name in tables.
HEADINGS: Mapping[str, Label] = {
    "indicator": Label("Chỉ số", "Indicator"),
    "version": Label("Phiên bản", "Version"),
    "rules": Label("Bộ quy tắc", "Rules"),
    "period": Label("Kỳ", "Period"),
    "as_of": Label("Tính đến", "As of"),
    "provisional": Label("Tạm tính", "Provisional"),
    "value": Label("Giá trị", "Value"),
    "excluded": Label("Loại ra", "Excluded"),
    "sides": Label("Tử/Mẫu", "n/d"),
    "target": Label("Chỉ tiêu", "Target"),
    "status": Label("Kết quả", "Status"),
    "refused": Label("Dòng bị từ chối", "Rows refused"),
    "original_unit_code": Label("Đơn vị ban đầu", "Original unit"),
    "unit_code": Label("Đơn vị", "Unit"),
    "procedure_code": Label("TTHC", "Procedure"),
    "expected_remaining": Label("Còn phát sinh", "Still to come"),
    "needed_rate": Label("Tỷ lệ cần đạt", "Rate needed"),
    "needed_records": Label("Số cần đạt", "Needed"),
    "allowed_misses": Label("Được phép chưa đạt", "Allowed misses"),
    "to_mend": Label("Phải khắc phục", "To mend"),
    "forecast": Label("Dự báo", "Forecast"),
    "low": Label("Thấp", "Low"),
    "high": Label("Cao", "High"),
    "method": Label("Cách tính", "Method"),
    "due_by": Label("Hạn theo", "Due by"),
    "working_days_left": Label("Còn (ngày làm việc)", "Working days left"),
    "is_past_due": Label("Đã qua hạn", "Past due"),
    "is_calendar_announced": Label("Lịch nghỉ đã công bố", "Calendar announced"),
    "open": Label("Đang giải quyết", "Open"),
    "overdue": Label("Quá hạn", "Overdue"),
    "due_today": Label("Đến hạn hôm nay", "Due today"),
    "due_soon": Label("Sắp đến hạn", "Due soon"),
    "clock_stopped": Label("Tạm dừng", "Clock stopped"),
    "later": Label("Chưa đến hạn", "Later"),
    "no_due_date": Label("Không có ngày hẹn", "No due date"),
    "past_due_date": Label("Qua ngày hẹn", "Past due date"),
    "plan_row": Label("Mục", "Row"),
    "index": Label("Bộ chỉ số", "Index"),
    "title": Label("Nội dung", "Title"),
    "owner": Label("Chủ trì", "Owner"),
    "trend": Label("So kỳ trước", "Trend"),
    "state": Label("Tình trạng", "State"),
    "evidence": Label("Căn cứ", "Evidence"),
    "ended_at": Label("Ngày kết thúc", "Ended at"),
    "deadline_at": Label("Hạn xử lý", "Deadline"),
    "component": Label("Thành phần", "Component"),
    "item": Label("Nội dung", "Item"),
    "counted_as": Label("Tính là", "Counted as"),
    "numerator_before": Label("Tử số trước", "Numerator before"),
    "numerator_after": Label("Tử số sau", "Numerator after"),
    "denominator_before": Label("Mẫu số trước", "Denominator before"),
    "denominator_after": Label("Mẫu số sau", "Denominator after"),
    "value_before": Label("Giá trị trước", "Value before"),
    "value_after": Label("Giá trị sau", "Value after"),
    "excluded_before": Label("Loại ra trước", "Excluded before"),
    "excluded_after": Label("Loại ra sau", "Excluded after"),
    "status_before": Label("Kết quả trước", "Status before"),
    "status_after": Label("Kết quả sau", "Status after"),
    "change": Label("Thay đổi", "Change"),
    "record": Label("Bản ghi", "Record"),
    "counted_before": Label("Trước tính là", "Counted before as"),
    "counted_after": Label("Sau tính là", "Counted after as"),
    "reason_before": Label("Lý do trước", "Reason before"),
    "reason_after": Label("Lý do sau", "Reason after"),
    "numerator_change": Label("Tử số thay đổi", "Numerator change"),
    "denominator_change": Label("Mẫu số thay đổi", "Denominator change"),
    "cause": Label("Vì", "Cause"),
    "changes": Label("Điều thay đổi", "What changed"),
    "records": Label("Số bản ghi", "Records"),
    "figures": Label("Số số liệu", "Figures"),
    "reason": Label("Lý do", "Reason"),
    "reason_vi": Label("Lý do", "Reason"),
    "reason_en": Label("Lý do", "Reason"),
    "load_id": Label("Lần nạp", "Load"),
    "file": Label("Tệp", "File"),
    "kind": Label("Loại", "Kind"),
    "profile": Label("Mẫu", "Profile"),
    "rows_read": Label("Đọc", "Read"),
    "accepted": Label("Nhận", "Accepted"),
    "rejected": Label("Từ chối", "Refused"),
    "duplicates": Label("Trùng", "Duplicates"),
    "row": Label("Dòng", "Row"),
    "sheet": Label("Trang", "Sheet"),
    "column": Label("Cột", "Column"),
    "field": Label("Trường", "Field"),
    "rule": Label("Quy tắc", "Rule"),
    "exported_at": Label("Xuất lúc", "Exported at"),
    "loaded_at": Label("Nạp lúc", "Loaded at"),
    "label_vi": Label("Tên", "Name"),
    "label_en": Label("Tên", "Name"),
    "owner_vi": Label("Chủ trì", "Owner"),
    "owner_en": Label("Chủ trì", "Owner"),
    "plan_rows": Label("Mục của kế hoạch", "Rows of the plan"),
    "message_vi": Label("Nội dung", "Message"),
    "message_en": Label("Nội dung", "Message"),
    "block": Label("Nhóm", "Block"),
    "input": Label("Đầu vào", "Input"),
    "origin": Label("Nguồn", "Origin"),
    "note": Label("Ghi chú", "Note"),
    "points": Label("Điểm", "Points"),
    "max_points": Label("Tối đa", "Most"),
    "missing": Label("Còn thiếu", "Missing"),
    "rank": Label("Hạng", "Rank"),
    "n_units": Label("Số đơn vị", "Of units"),
    "lost": Label("Điểm mất", "Lost"),
    "one_percent": Label("Thêm 1 % được", "One percent brings"),
    "records_of_one_percent": Label("1 % là bao nhiêu", "Records of 1 %"),
    "criterion_code": Label("Tiêu chí", "Criterion"),
    "self_points": Label("Tự chấm", "Own"),
    "appraised_points": Label("Thẩm định", "Appraised"),
    "computed_points": Label("Tính được", "Computed"),
    "computed_rank": Label("Hạng tính được", "Computed rank"),
    "is_confirmed": Label("Đã đối chiếu", "Confirmed"),
    "scores": Label("Chấm điểm", "Gives points"),
    "problem": Label("Vấn đề", "Problem"),
    "gate": Label("Kiểm tra", "Gate"),
    "result": Label("Kết quả", "Result"),
    "finality": Label("Số liệu", "Figure"),
}

# Where a table calls a column otherwise than the others do, or has a word for it that the others lack.
HEADINGS_OF: Mapping[str, Mapping[str, Label]] = {
    "chart": {
        "group": Label("Nhóm", "Group"),
    },
    "disagreement": {
        "rule_a": Label("Từ quy tắc", "From rule"),
        "rule_b": Label("Sang quy tắc", "To rule"),
        "numerator_effect": Label("Tử số", "Numerator"),
        "denominator_effect": Label("Mẫu số", "Denominator"),
        "difference": Label("So với quy tắc đầu", "Against the first"),
        "dossiers": Label("Hồ sơ", "Dossiers"),
        "reason": Label("Vì sao", "Why"),
    },
    "form": {
        "unit_code": Label("Mã đơn vị", "Unit code"),
        "unit_name": Label("Đơn vị", "Unit"),
        "field": Label("Lĩnh vực", "Field"),
    },
    "form_check": {
        "line": Label("Dòng", "Row"),
        "row": Label("Đơn vị, lĩnh vực", "Unit or field"),
        "name": Label("Tên trên biểu", "Name on the form"),
        "identity": Label("Đẳng thức", "Identity"),
        "side": Label("Bên", "Side"),
        "cell": Label("Ô", "Cell"),
        "stated": Label("Biểu ghi", "Stated"),
        "expected": Label("Phải là", "Should be"),
        "form": Label("Biểu ghi", "Form"),
        "ours": Label("Của ta", "Ours"),
        "difference": Label("Chênh lệch", "Difference"),
        "reason": Label("Nếu tính khác", "If counted otherwise"),
        "effect": Label("Thay đổi", "Change"),
        "dossiers": Label("Số hồ sơ", "Dossiers"),
        "in_full": Label("Giải thích hết", "Explains it in full"),
        "other": Label("Của ta: rút, dừng, thiếu ngày kết thúc", "Ours: withdrawn, stopped, no end date"),
    },
    "reconciliation": {
        "field": Label("Trường", "Field"),  # of a procedure it would be its field of administration
        "records": Label("Số lượng", "Number"),
        "side": Label("Bên", "Side"),
        "group": Label("Nhóm", "Group"),
        "matched_by": Label("Ghép theo", "Matched by"),
        "left": Label("Bên trái", "Left"),
        "right": Label("Bên phải", "Right"),
        "pairs": Label("Số cặp", "Pairs"),
        "differences": Label("Số trường lệch", "Differing fields"),
        "candidates": Label("Số khả năng", "Candidates"),
        "first_candidates": Label("Các mã có thể", "Possible codes"),
        "left_lacks": Label("Bên trái không có cột (số cặp)", "Left has no such column (pairs)"),
        "right_lacks": Label("Bên phải không có cột (số cặp)", "Right has no such column (pairs)"),
    },
    "workspace": {
        "kind": Label("Bản ghi", "Records"),
        "records": Label("Số lượng", "Number"),
        "first": Label("Từ ngày", "First"),
        "last": Label("Đến ngày", "Last"),
        "loaded_at": Label("Nạp gần nhất", "Last loaded"),
    },
}


def heading(column: str, language: Language, table: str = "", labels: Mapping[str, Label] | None = None) -> str:
    """The heading of a column; one that has no words anywhere is called by its name.

    Args:
        table: a key of `HEADINGS_OF`; its own words come first.
        labels: of what the columns stand for, such as the fields of one kind or the cells of a
            form. They come before the words common to all tables, and these before the label that
            a field of this name has in any kind.
    """
    for words in (HEADINGS_OF.get(table, {}), labels or {}, HEADINGS, _field_labels()):
        if column in words:
            return words[column].in_language(language)
    return column


@cache
def _field_labels() -> Mapping[str, Label]:
    return {field.name: field.label for kind in KINDS.values() for field in kind.fields}
