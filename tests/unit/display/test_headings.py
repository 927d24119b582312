"""A column is called in one place: by its table, what it stands for, all tables, or the field of its name."""

from par_metrics import display
from par_metrics.display.headings import HEADINGS, HEADINGS_OF
from schemas import KINDS, Label


def test_a_table_may_call_a_column_otherwise() -> None:
    assert display.heading("reason", "en") == "Reason"
    assert display.heading("reason", "en", "form_check") == "If counted otherwise"
    assert display.heading("side", "en", "form_check") == "Side"


def test_what_a_column_stands_for_comes_after_the_table_and_before_the_words_of_all_tables() -> None:
    fields = {"unit_code": Label("mã", "code"), "field": Label("lĩnh vực", "area")}
    assert display.heading("unit_code", "en") == "Unit"
    assert display.heading("unit_code", "en", "reconciliation", fields) == "code"
    assert display.heading("field", "vi", "reconciliation", fields) == "Trường"


def test_a_field_is_called_by_its_label_and_anything_else_by_its_name() -> None:
    assert display.heading("due_at", "vi") == KINDS["dossiers"].by_name["due_at"].label.vi
    assert display.heading("no_such_column", "vi") == "no_such_column"


def test_no_heading_is_given_twice() -> None:
    fields = {field.name: field.label for kind in KINDS.values() for field in kind.fields}
    assert not [column for column, label in HEADINGS.items() if fields.get(column) == label]
    own = {(table, column): label for table, labels in HEADINGS_OF.items() for column, label in labels.items()}
    repeated = [place for place, label in own.items() if HEADINGS.get(place[1]) == label]
    assert repeated == []
