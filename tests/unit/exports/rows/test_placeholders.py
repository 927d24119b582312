"""Cells that say "nothing": emptied where they can mean nothing else, and counted."""

import pytest

from tests.support.export_tables import CODE, DOSSIERS, read, refusal, table

FEES = ("Mã hồ sơ", "Trạng thái", "Phí (VNĐ)")
OWN = 'name = "p"\nversion = 1\nkind = "dossiers"\nlike = "danh-sach-ho-so"\n[read]\nempty = {}\n'


@pytest.mark.parametrize(
    "cell", ["-", "--", "...", "…", "……", "\u2013", "N/A", "n/a", "NULL", "không", "Chưa", "chưa xong"]
)
def test_in_a_column_of_dates(cell: str) -> None:
    result = read(table(DOSSIERS, (CODE, "4", "01/03/2026", "05/03/2026", cell)))
    assert result.frame["completed_at"].to_list() == [None]
    assert result.findings.warnings()["placeholder_empty"] == 1


@pytest.mark.parametrize(("cell", "fee"), [("-", None), ("...", None), ("N/A", None), ("null", None), ("không thu", 0)])
def test_in_a_column_of_numbers(cell: str, fee: int | None) -> None:
    result = read(table(FEES, (CODE, "4", cell)))
    assert result.frame["fee_vnd"].to_list() == [fee]
    assert result.findings.warnings().get("placeholder_empty", 0) == (fee is None)


@pytest.mark.parametrize("cell", ["#N/A", "?", "x", "mai", "không rõ", "chưa biết ngày"])
def test_what_may_hide_a_date_stays_unreadable(cell: str) -> None:
    assert refusal(CODE, "4", "01/03/2026", "05/03/2026", cell)["rule"] == "unreadable_value"


def test_in_a_required_column_the_row_is_refused_as_one_with_an_empty_cell() -> None:
    headings = ("Mã PAKN", "Ngày gửi", "Trạng thái", "Mã đơn vị")
    result = read(table(headings, ("PA1", "-", "Đã xử lý", "H60.101")))
    assert result.refused.select("field", "rule").row(0) == ("sent_at", "empty_required")


def test_a_profiles_own_are_compared_as_headings_are_and_hold_in_every_column() -> None:
    rows = table((*DOSSIERS, "Hình thức nộp"), (CODE, "4", "01/03/2026", "00/00/0000", "NÃO_concluído", "---"))
    result = read(rows, toml=OWN.format('["Nao concluido", "00/00/0000", "---"]'))
    assert result.frame.select("due_at", "completed_at", "channel").row(0) == (None, None, None)
    assert result.findings.warnings()["placeholder_empty"] == 3


def test_a_word_that_its_column_knows_is_no_placeholder_there() -> None:
    toml = OWN.format('["không", "Đã trả kết quả", "Dở dang"]') + '[values.status]\n"Dở dang" = 4\n'
    headings = (*DOSSIERS, "Số hóa kết quả")
    cells = ("01/03/2026", "05/03/2026", "không", "không")
    for status, code in (("Đã trả kết quả", 10), ("Dở dang", 4)):
        result = read(table(headings, (CODE, status, *cells)), toml=toml)
        assert result.frame.select("status", "has_digital_result", "completed_at").row(0) == (code, False, None)


def test_the_first_filled_of_several_columns_is_not_a_placeholder() -> None:
    headings = ("Mã hồ sơ", "Trạng thái", "Ngày tiếp nhận", "Ngày hẹn trả mới", "Ngày hẹn trả")
    result = read(table(headings, (CODE, "4", "01/03/2026", "-", "05/03/2026")))
    assert result.frame["due_at"].dt.day().to_list() == [5]
    assert "original_due_at" not in result.frame.columns or result.frame["original_due_at"].to_list() == [None]
