"""The words for coded values, wherever a table is shown to people."""

from collections.abc import Mapping

from par_metrics.indicators.reasons import reason_label
from schemas import Label, Language

# How each coded value reads; a code without a line here is shown as it is.
WORDS: Mapping[str, Label] = {
    "met": Label("đạt", "met"),
    "missed": Label("chưa đạt", "missed"),
    "no_target": Label("theo dõi", "no target"),
    # No case, nothing loaded, or nobody knows: one word that is true of all three.
    "no_population": Label("chưa có số liệu", "no figure"),
    "incomplete": Label("chưa đầy đủ", "incomplete"),
    "suppressed": Label("ẩn do ít hồ sơ", "suppressed"),
    "loaded": Label("đã nạp", "loaded"),
    "refused": Label("không nạp", "refused"),
    "not_reported": Label("chưa có báo cáo", "not reported"),
    "done": Label("hoàn thành", "done"),
    "on_track": Label("đúng tiến độ", "on track"),
    "behind": Label("chậm tiến độ", "behind"),
    "not_started": Label("chưa thực hiện", "not started"),
    "secured": Label("chắc chắn đạt", "secured"),
    "on_course": Label("đúng nhịp", "on course"),
    "at_risk": Label("có nguy cơ", "at risk"),
    "out_of_reach": Label("không thể đạt", "out of reach"),
    "no_volume": Label("chưa có số liệu", "no figure"),
    "not_forecast": Label("không dự báo", "not forecast"),
    "working_days": Label("theo ngày làm việc", "by working days"),
    "working_days_few_months": Label("theo ngày làm việc, ít tháng", "by working days, few months"),
    "last_year": Label("theo năm trước", "by last year"),
    "stock": Label("hiện trạng", "as it stands"),
    "period_over": Label("kỳ đã kết thúc", "the period is over"),
    "overdue": Label("quá hạn", "overdue"),
    "due_today": Label("đến hạn hôm nay", "due today"),
    "due_soon": Label("sắp đến hạn", "due soon"),
    "clock_stopped": Label("tạm dừng tính hạn", "clock stopped"),
    "due_date": Label("ngày hẹn trả", "due date"),
    "late": Label("giải quyết trễ", "resolved late"),
    "officer_fault": Label("phải bổ sung do lỗi cán bộ", "asked for papers through the officer's fault"),
    "statutory": Label("thời hạn theo quy định", "time the law allows"),
    "numerator": Label("tử số", "numerator"),
    "denominator": Label("chỉ mẫu số", "denominator only"),
    "excluded": Label("không tính", "excluded"),
    "not_counted": Label("không thuộc diện tính", "not counted"),
    "no_due_date": Label("không có ngày hẹn trả", "no due date"),
    "no_end_date": Label("không có ngày kết thúc", "no end date"),
    "withdrawn": Label("công dân rút hồ sơ", "withdrawn"),
    "unknown_procedure": Label("không rõ TTHC", "unknown procedure"),
    "no_received_date": Label("không có ngày tiếp nhận", "no date of reception"),
    "no_refusal_date": Label("không có ngày từ chối", "no date of refusal"),
    "no_answer": Label("không trả lời", "no answer"),
    "not_assessed": Label("chưa có điểm", "not assessed"),
    "definition": Label("định nghĩa", "definition"),
    "settings": Label("cài đặt", "settings"),
    "not_known": Label("không rõ", "not known"),
    "absent_upstream": Label("không còn trong danh sách đầy đủ", "no longer in the full list"),
    "no_whole_year": Label("chưa năm nào đủ 8 nội dung", "no year with all 8 dimensions"),
    "different_places": Label("khác cấp, nguồn hoặc năm", "of different levels, origins or years"),
    "no_figure": Label("không có số liệu", "no figure"),
    "other_level": Label("đơn vị khác cấp", "a unit of another level"),
    "not_yet_due": Label("chưa đến hạn", "not yet due"),
    "new_record": Label("bản ghi mới", "new record"),
    "changed_record": Label("bản ghi thay đổi", "changed record"),
    "register": Label("danh mục thay đổi", "changed register"),
    "full_list": Label("danh sách đầy đủ", "full list"),
    "withdrawal": Label("rút lại lần nạp", "withdrawal of a load"),
    "restoration": Label("khôi phục lần nạp", "restoration of a load"),
    "other_record": Label("bản ghi khác cùng loại", "another record of the kind"),
    "in_person": Label("trực tiếp", "in person"),
    "online": Label("trực tuyến", "online"),
    "postal": Label("bưu chính", "by post"),
    "reprimand": Label("khiển trách", "reprimand"),
    "demotion": Label("hạ bậc lương, giáng chức", "demotion"),
    "dismissal": Label("buộc thôi việc", "dismissal"),
    "budget_compliant": Label("sử dụng kinh phí đúng quy định", "budget used as prescribed"),
    "documents_online": Label("xử lý văn bản trên môi trường mạng", "documents handled online"),
    "edocuments_exchanged": Label("gửi, nhận văn bản điện tử", "electronic documents exchanged"),
    "local_survey": Label("khảo sát địa phương", "local survey"),
    "typed": Label("nhập tay", "typed"),
    "one_stop": Label("hệ thống một cửa", "one-stop system"),
    "national_portal": Label("Cổng Dịch vụ công quốc gia", "national portal"),
    "paper_register": Label("sổ giấy", "paper register"),
    # What a trend compares with, or why there is none.
    "previous_period": Label("kỳ trước", "the period before"),
    "same_days_of_year_before": Label("cùng kỳ năm trước", "same days of the year before"),
    "same_days_before": Label("cùng số ngày của kỳ trước", "same days of the period before"),
    "now_no_population": Label("kỳ này chưa có số liệu", "no figure of this period"),
    "before_no_population": Label("kỳ trước chưa có số liệu", "no figure of the period before"),
    "now_incomplete": Label("kỳ này chưa đủ số liệu", "this period is incomplete"),
    "before_incomplete": Label("kỳ trước chưa đủ số liệu", "the period before is incomplete"),
    "now_suppressed": Label("kỳ này ẩn do ít hồ sơ", "this period is suppressed"),
    "before_suppressed": Label("kỳ trước ẩn do ít hồ sơ", "the period before is suppressed"),
    "now_mostly_excluded": Label("kỳ này phần lớn không tính được", "most records of this period are excluded"),
    "before_mostly_excluded": Label(
        "kỳ trước phần lớn không tính được", "most records of the period before are excluded"
    ),
    "now_not_comparable": Label("kỳ này không so sánh được", "this period cannot be compared"),
    "before_not_comparable": Label("kỳ trước không so sánh được", "the period before cannot be compared"),
}

# Codes that are words of one column only, or read otherwise there.
WORDS_OF: Mapping[str, Mapping[str, Label]] = {
    "finality": {"final": Label("đã chốt kỳ", "complete period"), "provisional": Label("tạm tính", "provisional")},
    "state": {
        "withdrawn": Label("đã rút lại", "withdrawn"),
        # What became of a refused row.
        "still_missing": Label("còn thiếu", "still missing"),
        "accepted_later": Label("đã nhận sau", "accepted later"),
        "refused_again": Label("bị từ chối lại ở tệp sau", "refused again in a later file"),
        "sent_again": Label("tệp đã nạp lại", "file loaded again"),
        "old": Label("quá cũ", "too old"),
        "never": Label("chưa nạp lần nào", "never loaded"),
        "fresh": Label("đủ mới", "fresh"),
        "no_limit": Label("chưa rõ nhịp xuất", "no known rhythm"),
    },
    "indicator": {"task": Label("nhiệm vụ, không có số liệu", "a task, without a figure")},
    "gate": {
        "accounting": Label("số dòng khớp", "rows add up"),
        "targets_matched": Label("chỉ tiêu gắn đúng chỉ số", "targets match figures"),
        "units_known": Label("đơn vị có trong danh mục", "units are in the register"),
        "rows_refused": Label("dòng bị từ chối không quá nhiều", "not too many rows refused"),
        "plausible": Label("hợp lý so với lần trước", "plausible after the run before"),
        "fresh": Label("dữ liệu đủ mới", "data are fresh"),
    },
    "limit_from": {"set": Label("cài đặt", "the settings"), "learned": Label("nhịp xuất trước nay", "its own rhythm")},
    "exported_at_from": {
        "export": Label("bản xuất", "the export"),
        "file_time": Label("thời gian của tệp", "the file's own time"),
    },
    "level": {
        "commune": Label("cấp xã", "commune"),
        "department": Label("sở, ngành", "department"),
        "province": Label("cấp tỉnh", "province"),
    },
    "service_level": {
        "full": Label("toàn trình", "full"),
        "partial": Label("một phần", "partial"),
        "information": Label("cung cấp thông tin", "information"),
    },
    "method": {
        "transfer": Label("chuyển khoản", "transfer"),
        "card": Label("thẻ", "card"),
        "cash": Label("tiền mặt", "cash"),
    },
    "topic": {
        "procedure": Label("quy định hành chính", "procedure"),
        "conduct": Label("hành vi hành chính", "conduct"),
        "other": Label("khác", "other"),
    },
    "discipline": {"none": Label("không", "none"), "warning": Label("cảnh cáo", "warning")},
    "direction": {
        "in": Label("văn bản đến", "in"),
        "out": Label("văn bản đi", "out"),
        "internal": Label("nội bộ", "internal"),
    },
    "result": {"passed": Label("đạt", "passed")},
    "side": {"left": Label("trái", "left"), "right": Label("phải", "right")},
    # The counts of a reconciliation.
    "reconciled": {
        "left": Label("Bản ghi bên trái", "Records on the left"),
        "right": Label("Bản ghi bên phải", "Records on the right"),
        "matched": Label("Ghép được", "Matched"),
        "only_left": Label("Chỉ có bên trái", "Only on the left"),
        "only_right": Label("Chỉ có bên phải", "Only on the right"),
        "ambiguous_left": Label("Chưa rõ là hồ sơ nào, bên trái", "Ambiguous on the left"),
        "ambiguous_right": Label("Chưa rõ là hồ sơ nào, bên phải", "Ambiguous on the right"),
        "identical": Label("Ghép được, khớp hoàn toàn", "Matched, identical"),
        "differing": Label("Ghép được, có trường lệch", "Matched, differing"),
        "refused_left": Label("Dòng bị từ chối của tệp bên trái", "Refused rows of the left file"),
        "refused_right": Label("Dòng bị từ chối của tệp bên phải", "Refused rows of the right file"),
        "duplicates_left": Label("Dòng trùng mã của tệp bên trái", "Repeated rows of the left file"),
        "duplicates_right": Label("Dòng trùng mã của tệp bên phải", "Repeated rows of the right file"),
    },
}

EVERYTHING = Label("tất cả", "all")
"""What stands in a group column for all groups together."""

UNKNOWN = Label("không rõ", "not known")
"""What stands in a group column for what no group is known of."""

UNITS_OF_MEASURE: Mapping[str, Label] = {
    "working_days": Label("ngày làm việc", "working days"),
    "days": Label("ngày", "days"),
    "dong": Label("đồng", "VND"),
    "points": Label("điểm", "points"),
}

AXES: Mapping[str, Label] = {
    "share": Label("tỷ lệ", "share"),
    "count": Label("số lượng", "count"),
    "rank": Label("thứ hạng, 1 là tốt nhất", "rank, 1 is best"),
    **UNITS_OF_MEASURE,
}


def words(code: str, language: Language, column: str = "") -> str:
    """How a coded value (`no_population`) reads; `no_figure_…` names a component of a composite.

    Args:
        column: a key of `WORDS_OF`; its words come first.
    """
    if code.startswith("no_figure_"):
        return Label("thiếu ", "without ").in_language(language) + code.removeprefix("no_figure_")
    label = WORDS_OF.get(column, {}).get(code) or WORDS.get(code) or reason_label(code)
    return label.in_language(language) if label else code


def group_words(column: str, content: object, is_total: bool | None, language: Language) -> str:
    """How a group reads: a coded one in words, all together as such, and what is not known never as all of them.

    Args:
        column: the group column.
        is_total: of the row; None where the table does not say. Then a null unit is all of them, as
            every record has its unit, and another group is not known.
    """
    if content is not None:
        return words(str(content), language, column)
    is_everything = column == "unit_code" if is_total is None else is_total
    return (EVERYTHING if is_everything else UNKNOWN).in_language(language)
