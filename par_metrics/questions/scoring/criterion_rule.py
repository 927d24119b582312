"""Reading the rule of a row of a table of criteria: how its indicator's value becomes points."""

import math
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from par_metrics.questions.scoring.criteria_cells import Wrong, choice, heading, read_number, threshold
from par_metrics.questions.scoring.criteria_file import CriteriaFile, RawCriterion
from par_metrics.questions.scoring.deductions import read_deduction, spelled_out
from par_metrics.questions.scoring.point_rules import (
    Band,
    Bands,
    Binary,
    FallingBands,
    Manual,
    PointRule,
    Proportional,
    ProportionalDown,
    Ratio,
)
from schemas import Label

RULES: Mapping[str, tuple[str, ...]] = {
    "proportional": ("tuyến tính", "nội suy"),
    "ratio": ("tỷ lệ", "theo tỷ lệ", "nhân tỷ lệ"),
    "bands": ("theo mức", "theo bậc", "mức điểm"),
    "falling_bands": ("mức giảm dần", "theo mức giảm dần", "bậc giảm dần"),
    "binary": ("đạt/không đạt", "có/không"),
    "deduct": ("trừ điểm", "trừ dần"),
    "manual": ("chấm tay", "tự chấm", "thủ công"),
}
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "proportional": ("full_from", "zero_below", "at_most", "zero_from"),
    "ratio": ("full_from", "zero_below"),
    "bands": ("bands",),
    "falling_bands": ("bands",),
    "binary": ("full_from", "at_most"),
    "deduct": ("deduct", "per", "floor", "full_from", "at_most"),
    "manual": (),
}
"""Which columns say something to a rule."""

RULE_COLUMNS = tuple(dict.fromkeys(name for columns in _COLUMNS.values() for name in columns))
_BAND = re.compile(r"^(?P<start>[\d.,]+\s*%?)\s*[-–—]\s*(?P<end>[\d.,]*\s*%?)\s*:\s*(?P<points>[\d.,]+)$")


def read_rule(row: RawCriterion, file: CriteriaFile, indicator: str | None, most: float) -> PointRule:
    """The rule of a row.

    Args:
        indicator: the id of its indicator, one of the catalogue.
        most: its maximum.
    Raises:
        Wrong: there is none, it lacks what it needs, or its columns contradict each other.
    """
    raw = spelled_out(row)
    name = choice(raw, "rule", RULES)
    if name is None and indicator is not None:
        raise Wrong(
            "no_rule",
            Label(
                f"có chỉ số nhưng chưa có cách chấm. Ghi một trong: {', '.join(RULES)}",
                f"has an indicator and no rule. Write one of: {', '.join(RULES)}",
            ),
        )
    name = name or "manual"
    if name != "manual" and indicator is None:
        raise Wrong(
            "no_indicator",
            Label(
                f'cách chấm "{name}" cần mã chỉ số. Ghi mã, hoặc để cách chấm là manual',
                f'the rule "{name}" needs an indicator. Name one, or make the rule manual',
            ),
        )
    foreign = [column for column in RULE_COLUMNS if column in raw.cells and column not in _COLUMNS[name]]
    if foreign:
        raise _foreign(name, foreign)
    if indicator is None or name == "manual":
        return Manual()
    match name:
        case "bands":
            return Bands(_bands(raw, file, indicator, most))
        case "falling_bands":
            return FallingBands(_falling(_bands(raw, file, indicator, most)))
        case "deduct":
            return read_deduction(raw, file, indicator, most)
    return _by_thresholds(name, raw, file, indicator)


def _by_thresholds(name: str, raw: RawCriterion, file: CriteriaFile, indicator: str) -> PointRule:
    full_from, zero_below, at_most, zero_from = (
        threshold(raw, field, file, indicator) for field in ("full_from", "zero_below", "at_most", "zero_from")
    )
    if name == "binary":
        if (at_most is None) == (full_from is None):
            raise _no_threshold(name, ("full_from", "at_most"))
        return Binary(full_from, at_most)
    is_down = at_most is not None or zero_from is not None
    if is_down and (full_from is not None or zero_below is not None):
        raise _both_ways()
    if is_down:
        if at_most is None or zero_from is None:
            raise _lacks_other("at_most" if at_most is None else "zero_from")
        _check_order(at_most, "at_most", zero_from, "zero_from")
        return ProportionalDown(at_most, zero_from)
    if full_from is None:
        raise _no_threshold(name, ("full_from", "at_most") if name == "proportional" else ("full_from",))
    _check_order(zero_below or 0.0, "zero_below", full_from, "full_from")
    return (Proportional if name == "proportional" else Ratio)(full_from, zero_below or 0.0)


def _check_order(less: float, less_field: str, more: float, more_field: str) -> None:
    if less >= more:
        raise Wrong(
            "thresholds_out_of_order",
            Label(
                f'"{heading(less_field)}" ({less:g}) phải nhỏ hơn "{heading(more_field)}" ({more:g})',
                f"{less_field} ({less:g}) must be less than {more_field} ({more:g})",
            ),
        )


def _bands(raw: RawCriterion, file: CriteriaFile, indicator: str, most: float) -> tuple[Band, ...]:
    bands = []
    is_falling = choice(raw, "rule", RULES) == "falling_bands"
    for text in filter(None, (part.strip() for part in re.split(r"[;\n]", raw.cells.get("bands", "")))):
        match = _BAND.match(text)
        if match is None:
            raise _bad_band(text)
        start, points = read_number(match["start"], file), read_number(match["points"], file)
        end = read_number(match["end"], file) if match["end"].strip() else math.inf
        if start is None or points is None or end is None or points > most:
            raise _bad_band(text)
        # A band that holds its end may be one value alone, such as 0 overdue.
        if start > end or (start == end and not is_falling):
            raise _bad_band(text)
        bands.append(Band(start, end, points))
    bands.sort(key=lambda band: (band.start, band.end))
    is_share = file.catalogue[indicator].unit == "share"
    starts, ends = [band.start for band in bands], [band.end for band in bands]
    has_empty = any(band.start == band.end for band in bands[1:])
    if not bands or has_empty or starts[1:] != ends[:-1] or (is_share and (starts[0] != 0 or ends[-1] < 1)):
        raise Wrong(
            "bands_do_not_meet",
            Label(
                "các mức điểm trống, chồng lên nhau hoặc hở. Mỗi mức bắt đầu đúng chỗ mức trước kết thúc, tỷ lệ thì từ "
                "0 đến 1, ví dụ: 0-0.5: 0; 0.5-0.8: 1; 0.8-1: 2",
                "the bands are missing, overlap or leave a gap. Each starts where the one before ends, for shares from "
                "0 to 1, such as: 0-0.5: 0; 0.5-0.8: 1; 0.8-1: 2",
            ),
        )
    return tuple(bands)


def _falling(bands: Sequence[Band]) -> Sequence[Band]:
    for first, second in pairwise(bands):
        if second.points > first.points:
            raise Wrong(
                "bands_rise",
                Label(
                    f"mức giảm dần nhưng {second.start:g}-{second.end:g} được {second.points:g} điểm, mức trước "
                    f"{first.points:g}. Càng nhiều phải càng ít điểm; nếu nhiều hơn là tốt hơn thì dùng bands",
                    f"falling bands, but {second.start:g}-{second.end:g} gives {second.points:g} points and the band "
                    f"before {first.points:g}. More must give fewer; where more is better use bands",
                ),
            )
    return bands


def _bad_band(text: str) -> Wrong:
    return Wrong(
        "bad_band",
        Label(
            f'mức điểm "{text}" sai: viết như 0.5-0.8: 1, từ nhỏ đến lớn, điểm không quá điểm tối đa',
            f'the band "{text}" is wrong: write 0.5-0.8: 1, from less to more, with no more points than the maximum',
        ),
    )


def _foreign(name: str, columns: Sequence[str]) -> Wrong:
    own = _COLUMNS[name]
    foreign_vi, own_vi = (", ".join(f'"{heading(column)}"' for column in listed) for listed in (columns, own))
    return Wrong(
        "column_of_another_rule",
        Label(
            f'cách chấm "{name}" không dùng cột {foreign_vi}; cách này dùng: {own_vi or "không cột nào"}. Xóa ô thừa, '
            "hoặc sửa cách chấm",
            f'the rule "{name}" has no use for {", ".join(columns)}; it uses {", ".join(own) or "none of them"}. Empty '
            "that cell, or correct the rule",
        ),
    )


def _no_threshold(name: str, wanted: Sequence[str]) -> Wrong:
    return Wrong(
        "no_threshold",
        Label(
            f'cách chấm "{name}" cần đúng một ngưỡng: {" hoặc ".join(map(heading, wanted))}',
            f'the rule "{name}" needs exactly one threshold: {" or ".join(wanted)}',
        ),
    )


def _both_ways() -> Wrong:
    higher, lower = ("full_from", "zero_below"), ("at_most", "zero_from")
    vi = [" và ".join(f'"{heading(field)}"' for field in fields) for fields in (higher, lower)]
    return Wrong(
        "thresholds_contradict",
        Label(
            f"ngưỡng mâu thuẫn: {vi[0]} là càng cao càng tốt, {vi[1]} là càng ít càng tốt. Chỉ ghi một cặp",
            "the thresholds contradict each other: full_from and zero_below mean that more is better, at_most and "
            "zero_from that fewer is. Write one pair",
        ),
    )


def _lacks_other(field: str) -> Wrong:
    return Wrong(
        "no_threshold",
        Label(
            f'càng ít càng tốt thì cần cả "{heading("at_most")}" (điểm tối đa) và "{heading("zero_from")}"; thiếu '
            f'"{heading(field)}"',
            f"where fewer is better both at_most (all points) and zero_from are needed; {field} is missing",
        ),
    )
