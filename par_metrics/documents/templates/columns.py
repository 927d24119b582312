"""What the columns of a template are: their headings, the words offered, what a cell may hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from par_metrics.domain.plan import Plan
from par_metrics.support.folding import fold_heading
from schemas import Field, RecordKind, Rule, ValueType

YES, NO = "Có", "Không"

_HOW: Mapping[ValueType, str] = {
    ValueType.TEXT: "Chữ",
    ValueType.CODE: "Mã, ghi đúng từng ký tự (ô đã để dạng chữ, số 0 ở đầu được giữ)",
    ValueType.PROCEDURE_CODE: "Mã TTHC; phần đuôi của cơ quan có hay không đều được",
    ValueType.CATEGORY: "Chọn trong danh sách",
    ValueType.STATUS: "Chọn trong danh sách",
    ValueType.PLAN_ROW: "Chọn trong danh sách",
    ValueType.INTEGER: "Số nguyên",
    ValueType.DECIMAL: "Số, có thể có phần thập phân",
    ValueType.BOOLEAN: f"{YES} hoặc {NO}",
    ValueType.DATE: "Ngày dd/mm/yyyy",
    ValueType.DATETIME: "Ngày giờ dd/mm/yyyy hh:mm",
    ValueType.DUE: "Ngày dd/mm/yyyy (nghĩa là hết ngày đó) hoặc ngày giờ dd/mm/yyyy hh:mm",
    ValueType.PERIOD: "Tháng 2026-03, quý 2026-Q3, nửa năm 2026-H1, năm 2026",
}


# A scale of so many levels at most is a list to choose from.
_LONGEST_SCALE = 10


@dataclass(frozen=True)
class TemplateColumn:
    """One column of a template.

    Args:
        field: what it holds.
        required: a row without it is refused.
        in_key: it is part of what makes two rows the same record.
        rules: those that refuse a row for this column.
        plan: whose rows a cell may name.
    """

    field: Field
    required: bool
    in_key: bool
    rules: tuple[Rule, ...]
    plan: Plan

    @cached_property
    def heading(self) -> str:
        """The field's Vietnamese label if the reader knows it as a heading, else the first heading it knows."""
        known = {fold_heading(heading) for heading in self.field.headings}
        label = self.field.label.vi
        return label if fold_heading(label) in known else self.field.headings[0]

    @property
    def how(self) -> str:
        """How a cell is written, in Vietnamese."""
        return _HOW[ValueType.CATEGORY if self.choices and not self.is_boolean else self.field.type]

    @cached_property
    def bounds(self) -> tuple[int, int | None] | None:
        """The least and the greatest number that some row may hold; None for no limit."""
        given = [rule.bounds for rule in self.rules if rule.bounds is not None]
        if not given:
            return None
        highest = [high for _, high in given if high is not None]
        return min(low for low, _ in given), max(highest) if len(highest) == len(given) else None

    @property
    def is_boolean(self) -> bool:
        return self.field.type is ValueType.BOOLEAN

    @cached_property
    def choices(self) -> tuple[str | int, ...]:
        """What the drop-down list offers, each read back as its own value; nothing where a list makes no sense."""
        if self.is_boolean:
            return (YES, NO)
        if self.field.type is ValueType.PLAN_ROW:
            return self.plan.addresses
        if self.field.type is ValueType.INTEGER and self.bounds is not None:
            low, high = self.bounds
            if high is not None and high - low < _LONGEST_SCALE:
                return tuple(range(low, high + 1))
        return tuple(self.field.word(value) for value in self.field.values)

    def shown(self, value: object) -> str:
        """A value of the field in the words offered."""
        if self.is_boolean:
            return YES if value else NO
        return self.field.word(value) if value in self.field.values else str(value)


def columns_of(kind: RecordKind, plan: Plan) -> tuple[TemplateColumn, ...]:
    """The columns an officer fills in, in the order they are stored.

    Personal columns are left out, and so is what the reader fills by itself (a field without headings).
    """
    return tuple(
        TemplateColumn(
            field,
            required=field.name in kind.required,
            in_key=field.name in kind.key,
            rules=tuple(rule for rule in kind.refusals if rule.column == field.name),
            plan=plan,
        )
        for field in kind.fields
        if field.headings and not field.personal
    )
