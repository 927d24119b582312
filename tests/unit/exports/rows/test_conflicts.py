"""Two rows about one thing in a register without dates: both refused, unless they say the same."""

from tests.support.export_tables import REGISTERS, read, table

HEADINGS, CRITERION = REGISTERS["assessments"]


def with_points(points: str, code: str = "1.2.1", maximum: str = "2.5") -> tuple[str, ...]:
    return (*CRITERION[:2], code, CRITERION[3], maximum, points, *CRITERION[6:])


def test_rows_that_differ_are_all_refused_and_named() -> None:
    result = read(table(HEADINGS, with_points("2"), with_points("1", "1.2.2"), with_points("1,5"), with_points("1,5")))
    assert result.frame["criterion_code"].to_list() == ["1.2.2"]
    assert result.refused.select("row", "field", "rule", "value").rows() == [
        (row, "criterion_code", "conflicting_rows", "2, 4, 5") for row in (2, 4, 5)
    ]
    assert (
        result.refused["message_vi"][0] == 'hoso.xlsx, dòng 2, cột "criterion_code": các dòng 2, 4, 5 nói về cùng một '
        "nội dung nhưng khác nhau, không biết dòng nào đúng nên không nhận dòng nào. Chỉ giữ lại một dòng rồi nạp lại"
    )
    assert "Keep only one and load the file again" in result.refused["message_en"][0]


def test_rows_that_say_the_same_are_only_repetitions() -> None:
    """Written otherwise, but the same: 2 and 2,0."""
    result = read(table(HEADINGS, with_points("2"), with_points("2,0")))
    assert result.refused.is_empty() and result.frame.height == 2


def test_a_row_that_is_wrong_by_itself_is_no_rival() -> None:
    result = read(table(HEADINGS, with_points("2"), with_points("9")))
    assert result.frame["self_points"].to_list() == [2.0]
    assert result.refused["rule"].to_list() == ["points_above_maximum"]


def test_another_unit_year_or_criterion_is_another_thing() -> None:
    rows = [
        with_points("1"),
        ("H60.102", *with_points("2")[1:]),
        ("H60.101", "2025", *with_points("2")[2:]),
        with_points("2", "1.2.2"),
    ]
    assert read(table(HEADINGS, *rows)).frame.height == 4


def test_the_same_code_in_another_spelling_of_the_unit_is_the_same_thing() -> None:
    headings = ("unit_code", "unit_name", *HEADINGS[1:])
    one, two = with_points("1"), with_points("2")
    from tests.support.export_tables import REFERENCES

    rows = (("H60.101", None, *one[1:]), (None, "UBND phường An Tường", *two[1:]))
    result = read(table(headings, *rows), references=REFERENCES)
    assert result.refused["rule"].to_list() == ["conflicting_rows"] * 2


def test_rows_of_two_sheets_are_named_with_their_sheets() -> None:
    tables = [table(HEADINGS, with_points(p), sheet=s, format_="xlsx") for s, p in (("Quý 1", "1"), ("Quý 2", "2"))]
    assert read(*tables).refused["value"].to_list() == ["Quý 1 2, Quý 2 2"] * 2


def test_kinds_with_dates_keep_their_newest_row_instead() -> None:
    headings, task = REGISTERS["task_reports"]
    result = read(table(headings, task, (*task[:3], "done", *task[4:])))
    assert result.refused.is_empty() and result.frame.height == 2
