"""Reading a deduction: so many points less for each record, unit or percentage point, down to a floor."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal, NamedTuple

from par_metrics.questions.scoring.criteria_cells import Wrong, heading, number, read_number, threshold
from par_metrics.questions.scoring.criteria_file import CriteriaFile, RawCriterion
from par_metrics.questions.scoring.point_rules import Deduction
from par_metrics.support.folding import fold
from schemas import Label

_Of = Literal["percent", "records", "value"]

_WORDS: Mapping[_Of, tuple[str, ...]] = {
    "percent": ("%", "percent", "percentage point", "phần trăm", "điểm phần trăm"),
    "records": (
        *("record", "records", "unit", "units", "case", "cases"),
        *("hồ sơ", "đơn vị", "trường hợp", "thủ tục", "dịch vụ", "văn bản", "giao dịch", "phản ánh", "báo cáo"),
        *("nhiệm vụ", "kiến nghị", "người", "phiếu", "cơ quan"),
    ),
    "value": (
        "day",
        "days",
        "working day",
        "point",
        "points",
        "place",
        "VND",
        "ngày",
        "ngày làm việc",
        "điểm",
        "bậc",
        "hạng",
        "đồng",
    ),
}
"""What a step may be called: a percentage point of a share, a record of a share or count, a step of any other value."""

_STEPS: Mapping[str, tuple[_Of, ...]] = {"share": ("percent", "records", "value"), "count": ("records",)}
"""Unit of an indicator's value -> what a step of it may be; of all others a step of the value."""

_STEP = re.compile(r"^(?P<number>[\d.,]+)?\s*(?P<word>\D*)$")
_SPELLED_OUT = re.compile(
    r"^(?:tru|deduct|minus)\s+(?P<deduct>[\d.,]+)\s*(?:diem|points?)?\s+(?:cho\s+)?(?:moi|for each|for every|per)\s+"
    r"(?P<per>.+)$"
)


class _Step(NamedTuple):
    size: float
    of: _Of


def spelled_out(raw: RawCriterion) -> RawCriterion:
    """A rule written as `trừ 0,25 điểm mỗi hồ sơ`, put into its columns; any other row as it is.

    Raises:
        Wrong: those columns say otherwise.
    """
    match = _SPELLED_OUT.match(fold(raw.cells.get("rule", "")))
    if match is None:
        return raw
    said = match.groupdict()
    for field, text in said.items():
        if field in raw.cells and fold(raw.cells[field]) != text:
            raise Wrong(
                "deduction_contradicts",
                Label(
                    f'cách chấm ghi "{raw.cells["rule"]}" nhưng cột "{heading(field)}" ghi "{raw.cells[field]}". Chỉ '
                    "ghi một chỗ",
                    f'the rule says "{raw.cells["rule"]}" and {field} "{raw.cells[field]}". Write it once',
                ),
            )
    return replace(raw, cells={**raw.cells, **said, "rule": "deduct"})


def read_deduction(raw: RawCriterion, file: CriteriaFile, indicator: str, most: float) -> Deduction:
    """The deduction of a row.

    Raises:
        Wrong: it does not say how much is taken away for what, or contradicts itself.
    """
    each, least = number(raw, "deduct", file), number(raw, "floor", file) or 0.0
    if not each:
        raise Wrong(
            "no_deduction",
            Label(
                f'cách chấm "deduct" cần số điểm trừ lớn hơn 0 ở cột "{heading("deduct")}"',
                'the rule "deduct" needs the points that are taken away, above 0, in deduct',
            ),
        )
    if least >= most:
        raise Wrong(
            "floor_not_below_maximum",
            Label(
                f'"{heading("floor")}" ({least:g}) phải nhỏ hơn điểm tối đa ({most:g})',
                f"floor ({least:g}) must be less than the maximum ({most:g})",
            ),
        )
    unit = file.catalogue[indicator].unit
    full_from, at_most = (threshold(raw, field, file, indicator) for field in ("full_from", "at_most"))
    if unit == "count" and full_from is None and at_most is None:
        at_most = 0.0
    if (full_from is None) == (at_most is None):
        raise Wrong(
            "no_threshold",
            Label(
                f'cách chấm "deduct" cần đúng một ngưỡng: "{heading("full_from")}" (trừ phần còn thiếu) hoặc '
                f'"{heading("at_most")}" (trừ phần vượt quá)',
                'the rule "deduct" needs exactly one threshold: full_from (what lacks is deducted) or at_most (what is '
                "above it is)",
            ),
        )
    step = _step(raw, file, unit)
    if step.of == "records" and unit == "share" and file.catalogue[indicator].statistic != "share":
        raise _no_such_step(raw, unit)
    return Deduction(each, step.size, step.of == "records" and unit == "share", full_from, at_most, least)


def _step(raw: RawCriterion, file: CriteriaFile, unit: str) -> _Step:
    """What one deduction is for, in the values of an indicator; one record of a count, of a share it has to be said."""
    match = _STEP.match(fold(raw.cells.get("per", "" if unit == "share" else "1")))
    size = None if match is None else 1.0 if match["number"] is None else read_number(match["number"], file)
    if match is None or not size or not match[0]:
        raise _no_such_step(raw, unit)
    word = match["word"].strip()
    if word:
        of = next((of for of, words in _WORDS.items() if word in map(fold, words)), None)
    elif unit == "share":
        of = "records" if size >= 1 else "value"  # a cell of 1 % holds 0.01
    else:
        of = "records" if unit == "count" else "value"
    if of is None or of not in _STEPS.get(unit, ("value",)) or (unit == "share" and of == "value" and word):
        raise _no_such_step(raw, unit)
    return _Step(size / 100 if of == "percent" else size, of)


def _no_such_step(raw: RawCriterion, unit: str) -> Wrong:
    wanted = {
        "share": Label(
            "mỗi hồ sơ (đơn vị, trường hợp) hay mỗi phần trăm, ví dụ: 1 hồ sơ, 1 %",
            "a record (unit, case) or a percent, such as: 1 record, 1 %",
        ),
        "count": Label("bao nhiêu hồ sơ (đơn vị, trường hợp), ví dụ: 1", "how many records (units, cases), such as: 1"),
    }.get(unit, Label("bao nhiêu, ví dụ: 1", "how much, such as: 1"))
    text = raw.cells.get("per", "")
    return Wrong(
        "unknown_per",
        Label(
            f'cột "{heading("per")}" ghi "{text}". Ghi trừ cho {wanted.vi}',
            f'per "{text}". Write what is deducted for: {wanted.en}',
        ),
    )
