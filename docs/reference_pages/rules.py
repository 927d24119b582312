"""The page of rules for rows."""

from collections.abc import Iterator, Sequence

from docs.reference_pages.markdown import code, page, table
from par_metrics.exports.rows import messages
from par_metrics.loading.remarks import WORDS
from schemas import KINDS, Field, Label, RecordKind, Rule

_INTRODUCTION = """
What refuses a row, what leaves a cell empty, and what only earns a warning. A refused row is kept in `rejects/` with
its place, rule, message and (masked) value. A warning is counted by rule in the load report (`warnings`), and the row
is kept; `notes` say which column it is about, and of cells left empty the first few. What refuses a whole
file is told in the [officer's guide](../officer-guide.md#13-refused-files-and-rows).
"""

_READING: tuple[tuple[str, Label], ...] = (
    ("torn_row", messages.TORN_ROW),
    ("too_many_cells", messages.TOO_MANY_CELLS),
    ("empty_required", messages.EMPTY_REQUIRED),
    ("formula_not_calculated", messages.FORMULA_NOT_CALCULATED),
    ("unknown_status", messages.UNKNOWN_STATUS),
    ("damaged_code", messages.DAMAGED_CODE),
    ("no_unit", messages.NO_UNIT),
    ("no_unit", messages.UNKNOWN_UNIT_NAME),
    ("no_unit", messages.SHARED_UNIT_NAME),
    ("not_a_code", messages.NOT_A_CODE),
    ("not_a_code", messages.NOT_A_KEY),
    ("personal_text", messages.PERSONAL_TEXT),
    ("personal_text", messages.NO_UNIT_NAME),
    ("personal_text", messages.NO_TITLE),
    ("unknown_plan_row", messages.unknown_plan_row("A.I.1.1")),
    ("conflicting_rows", messages.CONFLICTING_ROWS),
)


def _body() -> Iterator[str]:
    yield "## Every kind: rows refused while they are read"
    yield ""
    yield from table(("Rule", "Nội dung", "Message"), ((f"`{i}`", label.vi, label.en) for i, label in _READING))
    yield "`unreadable_value`, by the type of the column (columns that decide no figure are left empty instead):"
    yield ""
    yield from table(("Type", "Nội dung", "Message"), _unreadable())
    yield "## Every kind: warnings"
    yield ""
    words = ((f"`{rule}`", words.vi, words.en) for rule, words in WORDS.items())
    yield from table(("Rule", "Nội dung", "Message"), words)
    for kind in KINDS.values():
        yield f"## {kind.name}"
        yield ""
        yield from table(("Rule", "Does", "Columns", "Nội dung", "Message"), _rule_rows(kind))


def _unreadable() -> Iterator[Sequence[object]]:
    first: dict[str, Field] = {}
    for kind in KINDS.values():
        for field in kind.fields:
            if not field.values and messages.unreadable(field).en.count("()") == 0:
                first.setdefault(field.type.value, field)
    for type_, field in first.items():
        yield type_, messages.unreadable(field).vi, messages.unreadable(field).en


def _rule_rows(kind: RecordKind) -> Iterator[Sequence[object]]:
    alike: dict[tuple[str, str], list[Rule]] = {}
    for rule in kind.rules:
        alike.setdefault((rule.id, rule.severity.value), []).append(rule)
    for (rule_id, severity), rules in alike.items():
        label = rules[0].label
        yield f"`{rule_id}`", severity, code(r.column for r in rules), label.vi, label.en


def written() -> str:
    """Its text."""
    return page("Rules for rows", _INTRODUCTION, _body())
