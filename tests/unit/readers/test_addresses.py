"""Periods and rows of the plan as people write them."""

import pytest

from par_metrics.domain.plan import builtin_plan
from par_metrics.readers.addresses import nearest_plan_row, period_label, plan_row_of
from tests.support.export_tables import REGISTERS, read, table

HEADINGS, TASK = REGISTERS["task_reports"]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("2026-03", "2026-03"),
        ("2026-Q3", "2026-Q3"),
        ("2026-q3", "2026-Q3"),
        ("2026-H1", "2026-H1"),
        ("2026", "2026"),
        (" 2026 ", "2026"),
        ("2026-01-01/2026-06-10", "2026-01-01/2026-06-10"),
        ("2026-01-01/2026-06-30", "2026-H1"),
        ("2026-07-01/2026-09-30", "2026-Q3"),
    ],
)
def test_a_period_has_one_spelling(text: str, label: str) -> None:
    assert period_label(text) == label


@pytest.mark.parametrize(
    "text",
    [
        "2026-13",
        "2026-Q5",
        "2026-3",
        "03/2026",
        "Quý III/2026",
        "2026-W05",
        "1999",
        "2101",
        "2026-06-10/2026-01-01",
        "",
    ],
)
def test_what_is_no_period_is_not_guessed(text: str) -> None:
    assert period_label(text) is None


def test_a_month_that_a_workbook_made_a_day_is_no_period() -> None:
    """Excel turns 2026-03 into 1 March 2026; to take it for that day would file the report under one day."""
    assert period_label("2026-03-01") is None


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("A.I.1.1", "A.I.1.1"),
        ("a.i.1.1", "A.I.1.1"),
        ("A.I.1.1.", "A.I.1.1"),
        ("A I 1 1", "A.I.1.1"),
        ("A.1.1.1", "A.I.1.1"),
        ("A.3.9", "A.III.9"),
        ("P.IV.1", "P.IV.1"),
        ("p.4.1", "P.IV.1"),
    ],
)
def test_a_row_of_the_plan_is_found_in_any_spelling(text: str, row: str) -> None:
    assert plan_row_of(text) == row


@pytest.mark.parametrize("text", ["I.1.1", "III.9", "A.I.1", "A.I.1.11", "A.IV.1", "1", "", "A", "Tri thức công dân"])
def test_a_text_that_may_be_another_row_is_none(text: str) -> None:
    assert plan_row_of(text) is None


def test_every_row_of_the_plan_is_found_and_no_two_share_a_spelling() -> None:
    rows = [row.plan_row for row in builtin_plan().rows]
    assert [plan_row_of(row) for row in rows] == rows
    assert [plan_row_of(row.lower()) for row in rows] == rows


@pytest.mark.parametrize(
    ("text", "nearest"),
    [("I.1.1", "A.I.1.1"), ("III.9", "A.III.9"), ("IV.1", "P.IV.1"), ("4.1", "P.IV.1"), ("A.III.99", "A.III.9")],
)
def test_the_nearest_row_is_named(text: str, nearest: str) -> None:
    assert nearest_plan_row(text) == nearest


def test_a_refused_row_of_the_plan_is_told_the_nearest_and_a_good_one_is_kept() -> None:
    rows = [("a.iii.9", *TASK[1:]), ("I.1.1", *TASK[1:]), ("III.9", *TASK[1:]), (None, *TASK[1:])]
    result = read(table(HEADINGS, *rows))
    assert result.frame["plan_row"].to_list() == ["A.III.9"]
    assert result.refused.select("row", "rule", "value").rows() == [
        (3, "unknown_plan_row", "I.1.1"),
        (4, "unknown_plan_row", "III.9"),
        (5, "empty_required", None),
    ]
    assert 'the plan has no row "I.1.1"; the nearest is "A.I.1.1"' in result.refused["message_en"][0]
    assert 'kế hoạch không có mục "III.9"; gần nhất là "A.III.9"' in result.refused["message_vi"][1]


def test_a_refused_period_is_told_how_to_write_one() -> None:
    result = read(
        table(HEADINGS, (*TASK[:2], "2026-03-01", *TASK[3:]), (*TASK[:2], "2026-01-01/2026-03-31", *TASK[3:]))
    )
    assert result.frame["period"].to_list() == ["2026-Q1"]
    (row,) = result.refused.iter_rows(named=True)
    assert (row["field"], row["rule"], row["value"]) == ("period", "unreadable_value", "2026-03-01")
    assert "2026-03, 2026-Q3, 2026-H1, 2026 or 2026-01-01/2026-06-10" in row["message_en"]
    assert "định dạng ô là văn bản" in row["message_vi"]
