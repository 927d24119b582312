import unicodedata

import pytest

from par_metrics.support.folding import fold, fold_heading


@pytest.mark.parametrize(
    "heading", ["Ngày  hẹn\ntrả", "NGAY_HEN_TRA", "ngayHenTra", "Ngày hẹn trả:", " ngày\u00a0hẹn trả "]
)
def test_one_heading_however_it_is_written(heading: str) -> None:
    assert fold_heading(heading) == "ngayhentra"
    assert fold_heading(unicodedata.normalize("NFD", heading)) == "ngayhentra"


def test_letters_that_only_vietnamese_has() -> None:
    assert fold("  ĐƠN  VỊ\tưở Ử ") == "don vi uo u"


def test_an_aggregate_keeps_its_path() -> None:
    assert fold_heading("DanhSachLePhi.Số_tiền:SUM") == "danhsachlephi.sotien:sum"
    assert fold_heading("DanhSach:count") == "danhsach:count"


def test_a_colon_or_point_alone_is_punctuation() -> None:
    assert fold_heading("Phí: lệ phí") == "philephi"
    assert fold_heading("case:concept:name") == "caseconceptname"
    assert fold_heading("CongDan.HoTen") == "congdanhoten"
