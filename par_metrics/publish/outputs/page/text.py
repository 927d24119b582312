"""Text of the page, always in both languages: a radio button chooses which is seen, also where scripts are off."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from markupsafe import Markup, escape

from par_metrics.display import number, when, words
from par_metrics.display.numbers import NO_VALUE
from schemas import Label, Language

NOTHING = Label(NO_VALUE, NO_VALUE)
_VIETNAMESE = str.maketrans(",.", ".,")


def both(text: Label) -> Markup:
    """HTML of a text in both languages, once where it is the same; what is not `Markup` yet is escaped."""
    vi, en = escape(text.vi), escape(text.en)
    return vi if vi == en else Markup('<span lang="vi">{}</span><span lang="en">{}</span>').format(vi, en)


def in_both(write: Callable[[Language], str]) -> Label:
    """What a function writes in each language."""
    return Label(write("vi"), write("en"))


def value(amount: float | None, unit: str) -> Label:
    """A value as `facts.shown` gives it: `43,12 %` of 43.12 where the unit is share."""
    if amount is None:
        return NOTHING
    if unit == "share":
        text = f"{amount:,.2f}"
        return Label(text.translate(_VIETNAMESE) + " %", text + "%")
    return in_both(lambda language: number(amount, language))


def count(amount: float | None) -> Label:
    """A number."""
    return in_both(lambda language: number(amount, language))


def day(instant: date) -> Label:
    """A day as each language writes it."""
    return in_both(lambda language: when(instant, language))


def named(code: str, column: str = "") -> Label:
    """The words for a coded value, with a capital."""
    return in_both(lambda language: (text := words(code, language, column))[:1].upper() + text[1:])


def say(key: str, *filled: Label) -> Label:
    """One of `WORDS`, its blanks filled in in each language."""
    text = WORDS[key]
    return Label(text.vi.format(*(part.vi for part in filled)), text.en.format(*(part.en for part in filled)))


WORDS: Mapping[str, Label] = {
    "mend": Label("phải khắc phục {}", "{} to mend"),
    "rate": Label("phần còn lại phải đạt {}", "the rest must reach {}"),
    "out": Label("không thể đạt trong năm", "out of reach this year"),
    "points": Label("{} điểm %", "{} pp"),
    "up": Label("lên {} hạng", "up {} places"),
    "down": Label("tụt {} hạng", "down {} places"),
    "unchanged": Label("không đổi", "unchanged"),
    "chance": Label("trong mức dao động", "within chance"),
    "target": Label("chỉ tiêu {}", "target {}"),
    "rank": Label("hạng {}/{}", "rank {}/{}"),
    "rank_of": Label("hạng {} trong {} đơn vị có điểm", "rank {} of {} units with points"),
    "lacks": Label("thiếu: {}", "missing: {}"),
    "lacks_so_many": Label("chưa tính được, thiếu {} số liệu đầu vào", "not known, {} inputs are missing"),
    "year": Label("Năm {}", "Year {}"),
    "among": Label("trong {} đơn vị đã nạp số liệu", "among the {} units with records loaded"),
    "today": Label("hôm nay", "today"),
    "left": Label("còn {}", "{} left"),
    "late": Label("quá hạn {}", "{} late"),
    "just_late": Label("vừa quá hạn", "just overdue"),
    "stopped": Label("tạm dừng", "clock stopped"),
    "more_figures": Label("và {} chỉ tiêu khác", "and {} more targets"),
    "more_tasks": Label("và {} nhiệm vụ khác", "and {} more tasks"),
    "more_dossiers": Label("Xem {} hồ sơ còn lại", "Show the other {} dossiers"),
    "not_listed": Label("Còn {} hồ sơ nữa trong at_risk.csv.", "{} more dossiers are in at_risk.csv."),
    "counts_otherwise": Label(
        "Danh sách có {} hồ sơ quá hạn; “{}” đếm {}: {}.", "{} dossiers are listed as overdue; “{}” counts {}: {}."
    ),
    "with_stopped": Label(
        "gồm cả {} hồ sơ tạm dừng đã quá ngày hẹn trả", "with {} past their due date whose clock is stopped"
    ),
    "without_by_law": Label(
        "không gồm {} hồ sơ không có ngày hẹn trả, quá thời hạn quy định",
        "without {} that have no due date and are past the time the law allows",
    ),
    "found": Label("{} chỉ số, {} mục của kế hoạch", "{} indicators, {} rows of the plan"),
    "by_law": Label("theo thời hạn quy định", "by the time the law allows"),
    "refused": Label("thiếu {} dòng bị từ chối", "{} refused rows are not counted"),
    "proxy": Label("Khảo sát địa phương, chỉ để tham khảo", "Local survey, for reference only"),
    "none": Label("không", "none"),
    "no_dossiers": Label("Không có hồ sơ quá hạn hay sắp đến hạn.", "No dossiers are overdue or due soon."),
    "no_figures": Label("Chưa có số liệu nào để so với chỉ tiêu.", "There is no figure yet to set against a target."),
    "unknown_dossiers": Label("Chưa có hồ sơ nào được nạp.", "No dossiers were loaded yet."),
    "no_tasks": Label(
        "Không có chỉ tiêu nào chưa đạt, không có việc nào chậm.", "No target is missed and no task is late."
    ),
    "no_changes": Label(
        "Không có số liệu nào thay đổi so với lần công bố trước.", "No figure changed since the run published before."
    ),
    "records": Label("{} bản ghi mới hoặc thay đổi", "{} records new or changed"),
    "time": Label("do thời gian trôi qua", "by the passing of time"),
    "place": Label("đứng thứ {} trong {} đơn vị có số liệu", "number {} of {} units with figures"),
    "met": Label(
        Markup("<b>{}/{}</b> chỉ tiêu có số liệu đã đạt"), Markup("<b>{} of {}</b> targets with figures are met")
    ),
    "missed": Label("{} chưa đạt", "{} missed"),
    "overdue": Label(Markup("<b>{}</b> hồ sơ đang quá hạn"), Markup("<b>{}</b> dossiers are overdue")),
    "due": Label(
        Markup("<b>{}</b> hồ sơ đến hạn trong 3 ngày làm việc"), Markup("<b>{}</b> fall due within 3 working days")
    ),
    "contradictions": Label(
        "{} mục được báo cáo hoàn thành hoặc đúng tiến độ trong khi số liệu chưa đạt: {}.",
        "{} rows are reported as done or on track while their figure misses its target: {}.",
    ),
}
"""What cells say; `{}` are filled in. The page's script has them too."""
