"""Numbers and tables as people read them; files for machines never pass through here."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import IO, TYPE_CHECKING

from schemas import Label, Language

if TYPE_CHECKING:
    import polars as pl

NO_VALUE = "—"

# How each coded value reads; a code without a line here is shown as it is.
WORDS: Mapping[str, Label] = {
    "met": Label("đạt", "met"),
    "missed": Label("chưa đạt", "missed"),
    "no_target": Label("không có chỉ tiêu", "no target"),
    "no_population": Label("không phát sinh", "no records"),
    "suppressed": Label("không hiển thị", "suppressed"),
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
    "no_volume": Label("không phát sinh", "no records"),
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
    "statutory": Label("thời hạn theo quy định", "time the law allows"),
    "numerator": Label("tính là đạt", "counted as good"),
    "denominator": Label("tính là chưa đạt", "counted as not good"),
    "excluded": Label("không tính", "excluded"),
    "not_counted": Label("không thuộc diện tính", "not counted"),
    "no_due_date": Label("không có ngày hẹn trả", "no due date"),
    "no_end_date": Label("không có ngày kết thúc", "no end date"),
    "withdrawn": Label("công dân rút hồ sơ", "withdrawn"),
    "unknown_procedure": Label("không rõ TTHC", "unknown procedure"),
    "not_yet_due": Label("chưa đến hạn", "not yet due"),
    "new_record": Label("bản ghi mới", "new record"),
    "changed_record": Label("bản ghi thay đổi", "changed record"),
    "register": Label("danh mục thay đổi", "changed register"),
    "other_record": Label("bản ghi khác cùng loại", "another record of the kind"),
}

UNITS_OF_MEASURE: Mapping[str, Label] = {
    "working_days": Label("ngày làm việc", "working days"),
    "points": Label("điểm", "points"),
}

HEADINGS: Mapping[str, Label] = {
    "indicator": Label("Chỉ số", "Indicator"),
    "version": Label("Phiên bản", "Version"),
    "rules": Label("Bộ quy tắc", "Rules"),
    "period": Label("Kỳ", "Period"),
    "as_of": Label("Tính đến", "As of"),
    "provisional": Label("Tạm tính", "Provisional"),
    "numerator": Label("Tử số", "Numerator"),
    "denominator": Label("Mẫu số", "Denominator"),
    "value": Label("Giá trị", "Value"),
    "excluded": Label("Loại ra", "Excluded"),
    "sides": Label("Tử/Mẫu", "n/d"),
    "target": Label("Chỉ tiêu", "Target"),
    "status": Label("Kết quả", "Status"),
    "unit_code": Label("Đơn vị", "Unit"),
    "procedure_code": Label("TTHC", "Procedure"),
    "channel": Label("Hình thức nộp", "Channel"),
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
}


def rounded(number: float, decimals: int) -> Decimal:
    """`number` rounded half up, as officers round: 0.125 to two decimals is 0.13.

    The shortest decimal that stands for the float is rounded, so that 1.005 is 1.01;
    nothing is ever shown as minus zero.
    """
    return _rounded(Decimal(repr(float(number))), decimals)


def _rounded(exact: Decimal, decimals: int) -> Decimal:
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + 0


def number(value: float | None, language: Language, decimals: int = 2) -> str:
    """A number for people: whole ones without decimals, `1.234,5` in Vietnamese, `1,234.5` in English."""
    if value is None:
        return NO_VALUE
    text = f"{rounded(value, decimals):,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return _in_language(text, language)


def percent(share: float | None, language: Language) -> str:
    """A share of 0-1 as percent with 2 decimals, rounded half up: `98,81 %`, in English `98.81%`."""
    if share is None:
        return NO_VALUE
    text = f"{_rounded(Decimal(repr(float(share))) * 100, 2):,f}"
    return _in_language(text, language) + (" %" if language == "vi" else "%")


def value(amount: float | None, unit: str, language: Language) -> str:
    """A value of an indicator whose `unit` is share, count or working_days."""
    return percent(amount, language) if unit == "share" else number(amount, language)


def measured(amount: float | None, unit: str, language: Language) -> str:
    """A value with its unit of measure: `98,81 %`, `12,5 ngày làm việc`; counts and ranks are bare."""
    text = value(amount, unit, language)
    if amount is None or unit not in UNITS_OF_MEASURE:
        return text
    return f"{text} {UNITS_OF_MEASURE[unit].in_language(language)}"


def trend(change: float | None, unit: str, language: Language) -> str:
    """A change with its sign, shares in percentage points: `+1,20 điểm %`."""
    if change is None:
        return NO_VALUE
    sign = "+" if change > 0 else ""
    if unit != "share":
        return sign + number(change, language)
    points = percent(change, language).removesuffix("%").rstrip()
    return f"{sign}{points} {'điểm %' if language == 'vi' else 'pp'}"


def when(instant: datetime | date | None, language: Language) -> str:
    """A date, and the time of day if there is one: `23/11/2026 07:00`, in English `2026-11-23 07:00`."""
    if instant is None:
        return NO_VALUE
    pattern = "%d/%m/%Y" if language == "vi" else "%Y-%m-%d"
    return instant.strftime(f"{pattern} %H:%M" if isinstance(instant, datetime) else pattern)


def words(code: str, language: Language) -> str:
    """How a coded value (`no_population`) reads."""
    return WORDS[code].in_language(language) if code in WORDS else code


def _in_language(text: str, language: Language) -> str:
    return text.translate(str.maketrans(",.", ".,")) if language == "vi" else text


def sides(numerator: float | None, denominator: float | None, language: Language) -> str:
    """Numerator and denominator of a figure: `317/339`; of a count its numerator alone."""
    if denominator is None:
        return number(numerator, language)
    return f"{number(numerator, language)}/{number(denominator, language)}"


def exclusions(excluded: str | None, language: Language) -> str:
    """What was left out of a figure, from the JSON of its `excluded`: `no due date: 3, withdrawn: 1`."""
    counts = json.loads(excluded or "{}")
    return ", ".join(f"{words(reason, language)}: {number(n, language)}" for reason, n in counts.items()) or NO_VALUE


def cell(column: str, content: object, unit: str, language: Language) -> str:
    """One cell of a table; `value`, `target` and `trend` are read in `unit`."""
    if content is None or content == "":
        return NO_VALUE
    if isinstance(content, bool):
        return (Label("có", "yes") if content else Label("không", "no")).in_language(language)
    if isinstance(content, datetime | date):
        return when(content, language)
    if isinstance(content, float | int):
        formatters: Mapping[str, Callable[[float, str, Language], str]] = {
            **dict.fromkeys(("value", "value_before", "value_after", "target"), value),
            **dict.fromkeys(("trend", "change"), trend),
            **dict.fromkeys(("forecast", "low", "high"), value),
            "needed_rate": lambda share, _, spoken: percent(share, spoken),
        }
        formatter = formatters.get(column)
        return formatter(content, unit, language) if formatter else number(content, language)
    return words(str(content), language)


def print_table(
    frame: pl.DataFrame, language: Language, stream: IO[str], units: Mapping[str, str] | None = None
) -> None:
    """Print `frame` as a table for people.

    Args:
        frame: any frame; `value`, `target` and `trend` are read in the unit of the row's `indicator`.
        language: of headings, words and numbers.
        stream: where to.
        units: indicator id -> share, count or working_days.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, dtype in frame.schema.items():
        heading = HEADINGS[name].in_language(language) if name in HEADINGS else name
        table.add_column(heading, justify="right" if dtype.is_numeric() else "left", overflow="fold")
    for record in frame.iter_rows(named=True):
        unit = (units or {}).get(str(record.get("indicator")), "count")
        table.add_row(*(Text(cell(name, content, unit, language)) for name, content in record.items()))
    # In a pipe there is no width to fold to: lines stay whole for grep and less.
    width = None if stream.isatty() else 10_000
    Console(file=stream, width=width, highlight=False).print(table, crop=False)
