"""The columns of what is published: what they mean, which codes they hold, what tells rows apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import get_args

from par_metrics import display
from par_metrics.indicators.base import Better, ValueUnit
from schemas import Label

STATUSES = ("met", "missed", "no_target", "no_population", "incomplete", "suppressed")
"""What a figure may be, against its target or without one."""
_IMPROVES = get_args(Better)


@dataclass(frozen=True)
class Table:
    """A table that is published as CSV.

    Args:
        title: what it is called.
        row: what one row is.
        key: columns that tell the rows apart; some may be null in some rows, as the unit of a total is.
        is_whole: none of the key is ever null.
        codes: column -> the only values it has, beside null.
        links: column -> the table and column where its values stand, as a rule all of them.
    """

    title: Label
    row: Label
    key: tuple[str, ...] = ()
    is_whole: bool = False
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    links: Mapping[str, tuple[str, str]] = field(default_factory=dict)


_UNIT, _INDICATOR = {"unit_code": ("units", "unit_code")}, {"indicator": ("catalogue", "indicator")}

TABLES: Mapping[str, Table] = {
    "indicators": Table(
        Label("Số liệu", "Figures"),
        Label("một chỉ số, kỳ và đơn vị", "an indicator, period and unit"),
        ("indicator", "version", "period", "unit_code", "is_total"),
        codes={"status": STATUSES},
        links={**_INDICATOR, **_UNIT},
    ),
    "catalogue": Table(
        Label("Danh mục chỉ số", "Catalogue of indicators"),
        Label("một chỉ số", "an indicator"),
        ("indicator",),
        is_whole=True,
        codes={"unit": get_args(ValueUnit), "better": _IMPROVES},
    ),
    "scorecard": Table(
        Label("Bảng điểm", "Scorecard"),
        Label("một mục của kế hoạch, chỉ số và đơn vị", "a row of the plan, indicator and unit"),
        ("plan_row", "indicator", "unit_code"),
        codes={"status": STATUSES, "state": ("not_reported", "not_started", "behind", "on_track", "done")},
        links={**_INDICATOR, **_UNIT},
    ),
    "pace": Table(
        Label("Tiến độ", "Pace"),
        Label("một chỉ số có chỉ tiêu trong năm, và đơn vị", "an indicator with a target in the year, and unit"),
        ("indicator", "unit_code"),
        links={**_INDICATOR, **_UNIT},
    ),
    "scores": Table(
        Label("Điểm theo Quyết định 766/QĐ-TTg", "Score by Quyết định 766/QĐ-TTg"),
        Label("một đơn vị và nhóm", "a unit and block"),
        ("unit_code", "block"),
        links=_UNIT,
    ),
    "at_risk": Table(
        Label("Hồ sơ sắp hoặc đã quá hạn", "Dossiers due soon or overdue"),
        Label("một hồ sơ đang giải quyết", "an open dossier"),
        links=_UNIT,
    ),
    "changes": Table(
        Label("Thay đổi so với lần công bố trước", "Changes since the run before"),
        Label("một số liệu của năm đã thay đổi", "a figure of the year that changed"),
        ("indicator", "period", "unit_code"),
        codes={"status_before": STATUSES, "status_after": STATUSES},
    ),
    "units": Table(
        Label("Đơn vị", "Units"),
        Label("một đơn vị", "a unit"),
        ("unit_code",),
        is_whole=True,
    ),
    "freshness": Table(
        Label("Dữ liệu mới đến đâu", "How old the exports are"),
        Label("một loại dữ liệu có ngày, và nguồn", "a kind of records with dates, and source"),
        ("kind", "source"),
    ),
    "rejects": Table(Label("Dòng bị từ chối", "Refused rows"), Label("một dòng bị từ chối", "a refused row")),
}

_MEANINGS: Mapping[str, Label] = {
    "unit_code": Label(
        "Trống: tất cả các đơn vị cộng chung. Không cộng dòng này với dòng của từng đơn vị.",
        "Empty: all units together. Never add such a row to those of the units.",
    ),
    "is_total": Label("Dòng của tất cả các đơn vị cộng chung.", "The row of all units together."),
    "period": Label(
        "2026-03 (tháng), 2026-Q3 (quý), 2026-H1 (nửa năm), 2026 (năm). Các kỳ này chồng lên nhau.",
        "2026-03 (month), 2026-Q3 (quarter), 2026-H1 (half), 2026 (year). These overlap.",
    ),
    "value": Label(
        "Tỷ lệ từ 0 đến 1, số lượng, ngày làm việc, ngày, đồng, điểm hoặc thứ hạng, theo "
        "catalogue.unit; trống: chưa có số liệu, không phải 0. Không lấy trung bình các giá trị.",
        "A share of 0-1, a count, working days, days, VND, points or a rank, as catalogue.unit says; empty: "
        "no figure, not 0. Never average values.",
    ),
    "denominator": Label("Trống nếu chỉ số là số lượng.", "Empty where the indicator is a count."),
    "status": Label(
        "Kết quả so với chỉ tiêu; no_population: chưa có số liệu; incomplete: mới là một phần.",
        "Against the target; no_population: no figure; incomplete: of a part only.",
    ),
    "provisional": Label("Kỳ chưa kết thúc.", "The period is not over."),
    "excluded": Label("JSON: số bản ghi không tính, theo lý do.", "JSON: records left out, by reason."),
    "refused": Label(
        "Dòng bị từ chối có thể đã được tính trong số liệu này.", "Refused rows that might have counted here."
    ),
    "as_of": Label("Thời điểm tính số liệu, giờ địa phương.", "The instant figures are seen at, local time."),
    "unit": Label("Giá trị là gì.", "What a value is."),
    "better": Label("Chiều tốt lên của giá trị.", "Which way a value improves."),
    "parent": Label(
        "Nhóm mà điểm này là một phần: chỉ cộng các nhóm có cùng nhóm này.",
        "The block these points are part of: add up blocks of one parent only.",
    ),
}


def title_of(column: str) -> Label:
    """What a column is called."""
    return Label(display.heading(column, "vi"), display.heading(column, "en"))


def meaning_of(column: str) -> Label | None:
    """What is to be known of a column beyond its title; None: nothing."""
    return _MEANINGS.get(column)


def both(words: Label) -> str:
    """Vietnamese first, where a format has one place for both languages."""
    return words.vi if words.vi == words.en else f"{words.vi} / {words.en}"
