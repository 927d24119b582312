"""Reading one row of a table of criteria: its maximum, its indicator, and the rule that gives its points."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeVar

import polars as pl

from par_metrics.errors import nearest
from par_metrics.indicators.catalogue import catalogue
from par_metrics.questions.scoring.criteria_file import HEADINGS, CriteriaFile, RawCriterion
from par_metrics.questions.scoring.point_rules import Band, Bands, Binary, Manual, PointRule, Proportional, Ratio
from par_metrics.readers.values import read_decimals
from par_metrics.support.folding import fold
from schemas import Label

Empty = Literal["full", "zero", "drop"]

RULES: Mapping[str, tuple[str, ...]] = {
    "proportional": ("tuyến tính", "nội suy"),
    "ratio": ("tỷ lệ", "theo tỷ lệ", "nhân tỷ lệ"),
    "bands": ("theo mức", "theo bậc", "mức điểm"),
    "binary": ("đạt/không đạt", "có/không"),
    "manual": ("chấm tay", "tự chấm", "thủ công"),
}
EMPTY: Mapping[Empty, tuple[str, ...]] = {
    "full": ("điểm tối đa", "tối đa"),
    "zero": ("không điểm", "0 điểm", "0"),
    "drop": ("loại ra", "loại", "không tính", "bỏ"),
}
_Name = TypeVar("_Name", bound=str)
_MANUAL = Manual()
_BAND = re.compile(r"^(?P<start>[\d.,]+\s*%?)\s*[-–—]\s*(?P<end>[\d.,]*\s*%?)\s*:\s*(?P<points>[\d.,]+)$")


@dataclass(frozen=True)
class Criterion:
    """One row of the table.

    Args:
        code: such as 1.2.1; a code that begins others (1.2) is a group of them.
        row: where it stands in its file, 0 for what comes from assessments.
        domain: own, or that of the group it stands in.
        rule: how a value becomes points.
        empty: what an empty population is worth; None where the table does not say.
        is_group: its points are those of the criteria in it.
    """

    code: str
    row: int
    title: str
    domain: str | None
    max_points: float
    indicator: str | None = None
    rule: PointRule = _MANUAL
    empty: Empty | None = None
    is_group: bool = False


class Problem(NamedTuple):
    """What is wrong with the table."""

    rule: str
    label: Label


class Wrong(Exception):
    """A row cannot be used; carries the problem."""

    def __init__(self, rule: str, label: Label) -> None:
        super().__init__(label.en)
        self.problem = Problem(rule, label)


def is_group(code: str, codes: Sequence[str]) -> bool:
    """Whether other criteria stand under this one."""
    return any(other.startswith(f"{code}.") for other in codes)


def read_row(raw: RawCriterion, file: CriteriaFile, codes: Sequence[str]) -> Criterion:
    """The criterion of a row, among the codes of the table.

    Raises:
        Wrong: the row cannot be used.
    """
    unknown = next((key for key in raw.cells if key not in HEADINGS), None)
    if unknown is not None:
        near = nearest(unknown, HEADINGS)
        raise Wrong("unknown_column", Label(f'không có cột "{unknown}".{near.vi}', f'no column "{unknown}".{near.en}'))
    code = raw.cells.get("criterion_code", "").rstrip(".")
    if not code:
        raise Wrong("no_code", Label("thiếu mã tiêu chí. Ghi mã", "the code is missing. Write it"))
    groups = is_group(code, [other.rstrip(".") for other in codes])
    if groups and (raw.cells.keys() & {"indicator", "rule", "full_from", "zero_below", "at_most", "bands", "empty"}):
        raise Wrong(
            "rule_of_group",
            Label(
                "là nhóm của các tiêu chí khác nên không có chỉ số, cách chấm riêng. Để trống các ô đó",
                "is a group of other criteria and takes no indicator or rule. Leave those cells empty",
            ),
        )
    most = _max_points(raw, file)
    indicator = raw.cells.get("indicator")
    if indicator is not None and indicator not in catalogue:
        near = nearest(indicator, catalogue)
        raise Wrong(
            "unknown_indicator",
            Label(f'không có chỉ số "{indicator}".{near.vi}', f'no indicator "{indicator}".{near.en}'),
        )
    return Criterion(
        code=code,
        row=raw.row,
        title=raw.cells.get("title", ""),
        domain=raw.cells.get("domain"),
        max_points=most,
        indicator=indicator,
        rule=_rule(raw, file, indicator, most),
        empty=_empty(raw),
        is_group=groups,
    )


def _max_points(raw: RawCriterion, file: CriteriaFile) -> float:
    most = _number(raw, "max_points", file)
    if most is None or most <= 0:
        raise Wrong(
            "maximum_not_positive",
            Label(
                "điểm tối đa phải là số lớn hơn 0. Ghi theo bảng tiêu chí đã ban hành, không tự đặt",
                "the maximum must be a number above 0. Write that of the published table; none is made up",
            ),
        )
    return most


def _rule(raw: RawCriterion, file: CriteriaFile, indicator: str | None, most: float) -> PointRule:
    name = _choice(raw, "rule", RULES)
    if name is None and indicator is None:
        return Manual()
    if name is None:
        raise Wrong(
            "no_rule",
            Label(
                f"có chỉ số nhưng chưa có cách chấm. Ghi một trong: {', '.join(RULES)}",
                f"has an indicator and no rule. Write one of: {', '.join(RULES)}",
            ),
        )
    if name == "manual":
        return Manual()
    if indicator is None:
        raise Wrong(
            "no_indicator",
            Label(
                f'cách chấm "{name}" cần mã chỉ số. Ghi mã, hoặc để cách chấm là manual',
                f'the rule "{name}" needs an indicator. Name one, or make the rule manual',
            ),
        )
    if name == "bands":
        return _bands(raw, file, indicator, most)
    at_most, full_from = _threshold(raw, "at_most", file, indicator), _threshold(raw, "full_from", file, indicator)
    if name == "binary" and (at_most is None) != (full_from is None):
        return Binary(full_from, at_most)
    if name == "binary" or full_from is None:
        wanted = ("full_from", "at_most") if name == "binary" else ("full_from",)
        raise Wrong(
            "no_threshold",
            Label(
                f'cách chấm "{name}" cần đúng một ngưỡng: {" hoặc ".join(map(_heading, wanted))}',
                f'the rule "{name}" needs exactly one threshold: {" or ".join(wanted)}',
            ),
        )
    zero_below = _threshold(raw, "zero_below", file, indicator) or 0.0
    if zero_below >= full_from:
        raise Wrong(
            "thresholds_out_of_order",
            Label(
                f"ngưỡng 0 điểm ({zero_below:g}) phải nhỏ hơn ngưỡng điểm tối đa ({full_from:g})",
                f"zero_below ({zero_below:g}) must be less than full_from ({full_from:g})",
            ),
        )
    return Proportional(full_from, zero_below) if name == "proportional" else Ratio(full_from, zero_below)


def _bands(raw: RawCriterion, file: CriteriaFile, indicator: str, most: float) -> Bands:
    bands = []
    for text in filter(None, (part.strip() for part in re.split(r"[;\n]", raw.cells.get("bands", "")))):
        match = _BAND.match(text)
        if match is None:
            raise _bad_bands(text)
        start, points = read_number(match["start"], file), read_number(match["points"], file)
        end = read_number(match["end"], file) if match["end"].strip() else math.inf
        if start is None or points is None or end is None or not start < end or points > most:
            raise _bad_bands(text)
        bands.append(Band(start, end, points))
    bands.sort(key=lambda band: band.start)
    is_share = catalogue[indicator].unit == "share"
    starts, ends = [band.start for band in bands], [band.end for band in bands]
    if not bands or starts[1:] != ends[:-1] or (is_share and (starts[0] != 0 or ends[-1] < 1)):
        raise Wrong(
            "bands_do_not_meet",
            Label(
                "các mức điểm trống, chồng lên nhau hoặc hở. Mỗi mức bắt đầu đúng chỗ mức trước kết thúc, tỷ lệ thì từ "
                "0 đến 1, ví dụ: 0-0.5: 0; 0.5-0.8: 1; 0.8-1: 2",
                "the bands are missing, overlap or leave a gap. Each starts where the one before ends, for shares from "
                "0 to 1, such as: 0-0.5: 0; 0.5-0.8: 1; 0.8-1: 2",
            ),
        )
    return Bands(tuple(bands))


def _bad_bands(text: str) -> Wrong:
    return Wrong(
        "bad_band",
        Label(
            f'mức điểm "{text}" sai: viết như 0.5-0.8: 1, từ nhỏ đến lớn, điểm không quá điểm tối đa',
            f'the band "{text}" is wrong: write 0.5-0.8: 1, from less to more, with no more points than the maximum',
        ),
    )


def _heading(field: str) -> str:
    """The column as the template heads it."""
    return HEADINGS[field][0]


def _empty(raw: RawCriterion) -> Empty | None:
    return _choice(raw, "empty", EMPTY)


def _choice(raw: RawCriterion, field: str, words: Mapping[_Name, tuple[str, ...]]) -> _Name | None:
    text = raw.cells.get(field)
    if text is None:
        return None
    folded = fold(text)
    for name, variants in words.items():
        if folded == name or folded in map(fold, variants):
            return name
    near = nearest(folded, words)
    listed = ", ".join(words)
    raise Wrong(
        f"unknown_{field}",
        Label(
            f'cột "{_heading(field)}" ghi "{text}"; chỉ có: {listed}.{near.vi}',
            f'{field} "{text}"; use {listed}.{near.en}',
        ),
    )


def _threshold(raw: RawCriterion, field: str, file: CriteriaFile, indicator: str) -> float | None:
    value = _number(raw, field, file)
    if value is not None and catalogue[indicator].unit == "share" and value > 1:
        raise Wrong(
            "threshold_above_one",
            Label(
                f"ngưỡng {value:g} của một tỷ lệ: ghi {value / 100:g} hoặc {value:g} %",
                f"the threshold {value:g} of a share: write {value / 100:g} or {value:g} %",
            ),
        )
    return value


def _number(raw: RawCriterion, field: str, file: CriteriaFile) -> float | None:
    text = raw.cells.get(field)
    if text is None:
        return None
    value = read_number(text, file)
    if value is None or value < 0:
        raise Wrong(
            "unreadable_number",
            Label(
                f'cột "{_heading(field)}" ghi "{text}", không phải số từ 0 trở lên',
                f'{field} "{text}" is no number of 0 or more',
            ),
        )
    return value


def read_number(text: str, file: CriteriaFile) -> float | None:
    """A number, `80 %` as 0.8."""
    bare = text.strip().removesuffix("%").strip()
    value = read_decimals(pl.Series([bare], dtype=pl.String), typed_numbers=file.typed_numbers)[0]
    if value is None:
        return None
    return value / 100 if text.strip().endswith("%") else float(value)


def year_of(raw: RawCriterion, file: CriteriaFile) -> int | None:
    """The year a row is for; None for every year.

    Raises:
        Wrong: the cell holds no number.
    """
    value = _number(raw, "year", file)
    return None if value is None else int(value)
