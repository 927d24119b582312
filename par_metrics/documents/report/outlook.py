"""What can still be done about a target, from `pace`; never a number that could no longer be mended."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from par_metrics import display
from par_metrics.documents.report.lines import Line
from par_metrics.documents.report.wording import line_words, valued
from par_metrics.domain.period import Period

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Chance:
    """One group of what can still be done, in the order in which it is written."""

    title: str


MEND = Chance("Còn khắc phục được")
REST = Chance("Còn có thể đạt bằng kết quả phần còn lại của năm")
LOST = Chance("Không thể đạt trong năm {year}")
OVER = Chance("Năm {year} đã kết thúc")
UNKNOWN = Chance("Không ước tính được từ số liệu")
CHANCES = (MEND, REST, LOST, OVER, UNKNOWN)


def is_of_concern(line: Line, row: Row | None) -> bool:
    """It misses its target in the period, or can no longer reach it in the year."""
    return line.status == "missed" or (row is not None and row["status"] == "out_of_reach")


def chance_of(row: Row | None) -> Chance:
    """What can still be done by its outlook."""
    if row is None:
        return UNKNOWN
    if row["method"] == "period_over":
        return OVER
    if row["status"] == "out_of_reach":
        return LOST
    if row["status"] in ("secured", "on_course", "at_risk"):
        return MEND if row["to_mend"] else REST
    return UNKNOWN


def concern_words(line: Line, row: Row | None, period: Period, year: Period) -> str:
    """The line, the figure of the year so far where it is another, and what can still be done."""
    words = line_words(line)
    if row is None:
        return words
    so_far = _year_so_far(line, row, period, year)
    todo = _todo(row, year)
    return words + (f"; {so_far}" if so_far else "") + (f"; {todo}" if todo else "")


def _year_so_far(line: Line, row: Row, period: Period, year: Period) -> str:
    same = all(row[side] == getattr(line, side) for side in ("numerator", "denominator", "value"))
    if line.definition is None or row["value"] is None or period == year or same:
        return ""
    when = f"cả năm {year.label}" if row["method"] == "period_over" else "từ đầu năm"
    return f"{when} {valued(line.definition, row['value'], row['numerator'], row['denominator'])}"


def _todo(row: Row, year: Period) -> str:
    chance = chance_of(row)
    to_come, to_mend = row["expected_remaining"], row["to_mend"]
    if chance is LOST:
        return f"không thể đạt chỉ tiêu trong năm {year.label}"
    if chance is MEND:
        mend = f"phải khắc phục {display.number(to_mend, 'vi')} trường hợp"
        if not to_come:
            return mend
        return f"{mend} đã qua, và toàn bộ phần còn lại của năm (ước {display.number(to_come, 'vi')}) phải đạt"
    if chance is not REST:
        return ""
    if row["status"] == "secured":
        return f"chỉ tiêu năm {year.label} chắc chắn đạt"
    if row["needed_rate"] is None and row["status"] == "at_risk":
        return f"đến hết năm chỉ được phát sinh thêm {display.number(row['allowed_misses'], 'vi')} trường hợp"
    if row["needed_rate"] is None:
        return f"tính từ đầu năm {year.label} đang đạt chỉ tiêu"
    rate = display.percent(row["needed_rate"], "vi").replace(" %", "%")
    rest = f"phần còn lại của năm (ước {display.number(to_come, 'vi')})"
    return f"{rest} cần đạt từ {rate} trở lên để cả năm đạt chỉ tiêu"
