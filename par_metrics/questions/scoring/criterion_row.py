"""Reading one row of a table of criteria: its maximum, its indicator, and the rule that gives its points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from par_metrics.domain.privacy import shown_name
from par_metrics.errors import nearest
from par_metrics.questions.scoring.criteria_cells import Wrong, choice, number
from par_metrics.questions.scoring.criteria_file import HEADINGS, CriteriaFile, RawCriterion
from par_metrics.questions.scoring.criterion_rule import RULE_COLUMNS, read_rule
from par_metrics.questions.scoring.point_rules import Manual, PointRule
from schemas import Label

Empty = Literal["full", "zero", "drop"]

EMPTY: Mapping[Empty, tuple[str, ...]] = {
    "full": ("điểm tối đa", "tối đa"),
    "zero": ("không điểm", "0 điểm", "0"),
    "drop": ("loại ra", "loại", "không tính", "bỏ"),
}
_MANUAL = Manual()


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
        named = shown_name(unknown)
        raise Wrong("unknown_column", Label(f'không có cột "{named}".{near.vi}', f'no column "{named}".{near.en}'))
    code = raw.cells.get("criterion_code", "").rstrip(".")
    if not code:
        raise Wrong("no_code", Label("thiếu mã tiêu chí. Ghi mã", "the code is missing. Write it"))
    groups = is_group(code, [other.rstrip(".") for other in codes])
    if groups and (raw.cells.keys() & {"indicator", "rule", "empty", *RULE_COLUMNS}):
        raise Wrong(
            "rule_of_group",
            Label(
                "là nhóm của các tiêu chí khác nên không có chỉ số, cách chấm riêng. Để trống các ô đó",
                "is a group of other criteria and takes no indicator or rule. Leave those cells empty",
            ),
        )
    most = _max_points(raw, file)
    indicator = raw.cells.get("indicator")
    if indicator is not None and indicator not in file.catalogue:
        near = nearest(indicator, file.catalogue)
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
        rule=read_rule(raw, file, indicator, most),
        empty=choice(raw, "empty", EMPTY),
        is_group=groups,
    )


def _max_points(raw: RawCriterion, file: CriteriaFile) -> float:
    most = number(raw, "max_points", file)
    if most is None or most <= 0:
        raise Wrong(
            "maximum_not_positive",
            Label(
                "điểm tối đa phải là số lớn hơn 0. Ghi theo bảng tiêu chí đã ban hành, không tự đặt",
                "the maximum must be a number above 0. Write that of the published table; none is made up",
            ),
        )
    return most
