"""Figures in the words of a Vietnamese report: with both sides, and never a bare number where something is missing."""

import unicodedata
from collections.abc import Iterable

from par_metrics import display
from par_metrics.documents.report.lines import Line
from par_metrics.indicators.base import Composite, Definition, Indicator
from par_metrics.indicators.met import definition_of
from par_metrics.indicators.tables.records import TABLES
from par_metrics.support.characters import in_one_line

NO_TARGET = "theo dõi"
STAND_IN = "(khảo sát địa phương)"
_MET = {"met": "đạt", "missed": "chưa đạt"}
_MOST_LISTED = 20


def value_words(definition: Definition, value: float | None, denominator: float | None) -> str:
    """A value with its unit: `94,02%`, `5,2 điểm`, `4,52 ngày làm việc`; a rank says among how many it is."""
    if definition.statistic == "rank":
        return f"thứ {display.number(value, 'vi')} trong {display.number(denominator, 'vi')} đơn vị có số liệu"
    return display.measured(value, definition.unit, "vi").replace(" %", "%")


def sides_words(definition: Definition, numerator: float | None, denominator: float | None) -> str:
    """Both sides of a figure: `409/435`; of a mean how much it is the mean of; nothing where there are no two."""
    if denominator is None or definition.statistic in ("count", "rank", "total"):
        return ""
    counted = display.number(denominator, "vi")
    if isinstance(definition, Composite):
        return f"trung bình của {counted} tiêu chí"
    if definition.statistic in ("mean", "median", "p90") and definition.unit != "points":
        return f"{counted} {_counted(definition)}"
    if definition.unit == "points":
        return ""
    sides = display.sides(numerator, denominator, "vi")
    return f"{sides} điểm" if definition.rules == "par-index" else sides


def _counted(definition: Definition) -> str:
    """What the records of a mean are."""
    is_of_dossiers = isinstance(definition, Indicator) and TABLES[definition.table].kind == "dossiers"
    return "hồ sơ" if is_of_dossiers else "bản ghi"


def figure_words(line: Line) -> str:
    """`94,02% (409/435)`; what has no value, or one of a part, says so."""
    if line.definition is None or not line.has_figure:
        return lack_words(line)
    words = valued(line.definition, line.value, line.numerator, line.denominator)
    return f"{words} {STAND_IN}" if line.is_stand_in else words


def valued(definition: Definition, value: float | None, numerator: float | None, denominator: float | None) -> str:
    """A value with both its sides in brackets, if it has two."""
    sides = sides_words(definition, numerator, denominator)
    words = value_words(definition, value, denominator)
    return f"{words} ({sides})" if sides else words


def lack_words(line: Line) -> str:
    """Why a line has no figure that could be set beside a target."""
    if line.definition is None:
        return ""
    if line.status == "suppressed":
        return "không hiển thị do ít hồ sơ"
    if line.status == "incomplete" and line.value is not None:
        so_far = valued(line.definition, line.value, line.numerator, line.denominator)
        return f"số liệu chưa đầy đủ, chưa so với chỉ tiêu (phần đã có: {so_far})"
    if line.status == "incomplete":
        return "số liệu chưa đầy đủ, chưa có giá trị"
    if not line.is_loaded:
        return "chưa có số liệu"
    # Both sides are there, yet nobody knows: such as a share of what another source would have to tell.
    if line.denominator:
        return "chưa xác định được từ số liệu đã nạp"
    # Nothing counts, but not because there was nothing.
    if line.excluded:
        return f"chưa tính được ({reasons_words(line)})"
    return "không phát sinh trong kỳ"


def reasons_words(line: Line) -> str:
    """Why records were left out, and how many: `không có ngày hẹn trả 2, không rõ 1`."""
    return ", ".join(f"{_reason(reason)} {display.number(count, 'vi')}" for reason, count in line.excluded.items())


def _reason(reason: str) -> str:
    part = reason.removeprefix("no_figure_")
    definition = definition_of(part)
    return display.words(reason, "vi") if definition is None else f"thiếu {name_of(definition)}"


def target_words(line: Line) -> str:
    """`100%`, `từ 80% trở lên`, `không quá 35`; empty without a target."""
    if line.definition is None or line.target is None:
        return ""
    if line.definition.statistic == "rank":
        return f"thứ {display.number(line.target, 'vi')} trở lên"
    is_share = line.definition.unit == "share"
    percent = f"{display.number(line.target * 100, 'vi')}%"
    words = percent if is_share else display.measured(line.target, line.definition.unit, "vi")
    if line.is_lower_better:
        return words if line.target == 0 else f"không quá {words}"
    return words if is_share and line.target >= 1 else f"từ {words} trở lên"


def result_words(line: Line) -> str:
    """The figure against its target: `đạt chỉ tiêu 100%`; empty where there is nothing to compare."""
    if line.status not in _MET or line.target is None:
        return ""
    return f"{_MET[line.status]} chỉ tiêu {target_words(line)}"


def line_words(line: Line) -> str:
    """A figure in a sentence: `Tỷ lệ ... : 94,02% (409/435), chưa đạt chỉ tiêu 100%`."""
    assert line.definition is not None
    result = result_words(line)
    if not result and line.target is not None:
        result = f"chỉ tiêu {target_words(line)}"
    return f"{name_of(line.definition)}: {figure_words(line)}" + (f", {result}" if result else "")


def name_of(definition: Definition) -> str:
    """What an indicator is called."""
    return definition.label.vi


def short_row(plan_row: str) -> str:
    """The address of a row: `mục A.III.9`."""
    return f"mục {plan_row}"


def upper_first(text: str) -> str:
    """The text to begin a sentence."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """The text to stand within a sentence."""
    return text[:1].lower() + text[1:]


def listing(words: Iterable[str]) -> str:
    """`a; b; c`; of very many the first, and how many there are beside."""
    every = list(words)
    shown = every[:_MOST_LISTED]
    rest = len(every) - len(shown)
    return "; ".join(shown) + (f"; và {display.number(rest, 'vi')} mục khác" if rest else "")


def printable(text: str) -> str:
    """Text of an export as one line that a document can hold, composed: what is no text would break its XML."""
    return in_one_line(unicodedata.normalize("NFC", text))
