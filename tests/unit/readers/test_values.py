"""How numbers, booleans, categories and codes are read, and what is left unread."""

import unicodedata
from datetime import date, datetime, time

import polars as pl
import pytest

from par_metrics.readers.dates import DateReading
from par_metrics.readers.values import (
    read_booleans,
    read_categories,
    read_decimals,
    read_integers,
    read_procedure_codes,
    read_values,
)
from schemas import KINDS


def series(*texts: str | None) -> pl.Series:
    return pl.Series("x", texts, dtype=pl.String)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.234.567", 1234567),
        ("1 234 567", 1234567),
        ("1\u00a0234\u202f567", 1234567),
        ("150.000 đ", 150000),
        ("150.000đ", 150000),
        ("150.000 VNĐ", 150000),
        ("150 000 đồng", 150000),
        ("150.000", 150000),
        ("25.125", 25125),
        ("-150.000", -150000),
        ("\u2212150.000", -150000),
        ("150000", 150000),
        ("0", 0),
        ("1,234,567", 1234567),
        ("1,234,567.00", 1234567),
        ("1.234.567,00", 1234567),
        ("150000,00", 150000),
        ("150000.00", 150000),
        ("1,5", None),
        ("1.5", None),
        ("150,000", None),  # 150 with decimals, or 150 thousand: not guessed
        ("150,000 đ", None),
        ("1.23.456", None),
        ("12 34", None),
        ("1e5", None),
        ("99999999999999999999", None),
        ("miễn phí", None),
        ("10.000-20.000", None),
        ("đ", None),
        (None, None),
    ],
)
def test_whole_numbers_as_people_write_them(text: str | None, expected: int | None) -> None:
    assert read_integers(series(text), typed_numbers=False).to_list() == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("150000", 150000),
        ("150000.0", 150000),
        ("150.5", None),
        ("125.125", None),  # a cell's number with a fraction, not 125 thousand
        ("1.5e5", 150000),
        ("1.25E-1", None),
        ("150.000", 150000),  # no typed cell prints zeros at the end: it was text
        ("1.234.567", 1234567),
        ("25.125 đ", 25125),
    ],
)
def test_whole_numbers_of_typed_cells(text: str, expected: int | None) -> None:
    assert read_integers(series(text), typed_numbers=True).to_list() == [expected]


def test_decimals_have_a_comma_in_text_and_a_point_in_typed_cells() -> None:
    texts = series("1,5", "1.234,5", "0,125", "1.5", "2", "nan", "9" * 400, None)
    assert read_decimals(texts, typed_numbers=False).to_list() == [1.5, 1234.5, 0.125, 1.5, 2.0, None, None, None]
    # "1.500" of points may be one and a half or fifteen hundred: not guessed.
    ambiguous = series("1.500", "12.250", "-1.500", "1.5000", "0.500", "1.234.500")
    assert read_decimals(ambiguous, typed_numbers=False).to_list() == [None, None, None, 1.5, 0.5, 1234500.0]
    assert read_decimals(series("1.125", "2.0", "1e999"), typed_numbers=True).to_list() == [1.125, 2.0, None]
    among_typed = series("1.500", "1.525", "98.00", "0.500", "1,5", "1.525,5", "1525.250", "7")
    expected = [None, None, 98.0, 0.5, 1.5, 1525.5, 1525.25, 7.0]
    assert read_decimals(among_typed, typed_numbers=True).to_list() == expected


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("Đúng, ĐÚNG, đúng, dung, Dung, Đạt, dat, ÐẠT, Có, co, ✓, ✔, ☑, √, ☒, Ｘ", True),
        ("Không  đạt, khong dat, KHÔNG CÓ, chưa có, sai, ☐, N", False),
        ("Dừng, Dùng, Đụng, Đung, Đất, Đắt, đat, Dạt, Cỏ, Cô, Khống, Không dat, Chùa, Sải, ✗, ✘, ✖, ?, -", None),
    ],
)
def test_a_word_of_yes_and_no_is_compared_with_its_diacritics(words: str, meaning: bool | None) -> None:
    """A duty that was stopped, "Dừng", was fulfilled."""
    cells = [unicodedata.normalize(form, word) for word in words.split(", ") for form in ("NFC", "NFD")]
    read = {word: read_booleans(series(word)).item() for word in cells}
    assert read == dict.fromkeys(cells, meaning)


def test_booleans() -> None:
    texts = series("Có", "KHÔNG", "1", "0", "true", "False", "Đạt", "Không đạt", "co", "rồi", "2")
    expected = [True, False, True, False, True, False, True, False, True, None, None]
    assert read_booleans(texts).to_list() == expected


def test_a_blank_is_neither_yes_nor_no_here() -> None:
    """What a blank cell says depends on whether the export has the column (`exports/rows/cells.py`)."""
    assert read_booleans(series("x", None, "X")).to_list() == [True, None, True]
    assert read_booleans(series("x", None, "chưa rõ")).to_list() == [True, None, None]


def test_categories_are_read_by_code_and_by_variant_but_a_sign_counts() -> None:
    method = KINDS["payments"].by_name["method"]
    texts = series("truc-tuyen", "Trực tuyến", "TIỀN  MẶT", "thẻ", "cash", "bitcoin", None)
    assert read_categories(texts, method).to_list() == ["online", "online", "cash", "card", "cash", None, None]
    channel = KINDS["dossiers"].by_name["channel"]
    assert read_categories(series("2", "2.0", "-2", "22", "1/2"), channel).to_list() == [
        "online",
        "online",
        None,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("status", "texts"),
    [
        (1, ("Mới đăng ký", "Chờ tiếp nhận")),
        (2, ("Được tiếp nhận", "Đã tiếp nhận")),
        (3, ("Không được tiếp nhận", "Từ chối")),
        (4, ("Đang xử lý", "Đang giải quyết", "04", "4.0")),
        (5, ("Yêu cầu bổ sung giấy tờ", "Chờ bổ sung")),
        (6, ("Yêu cầu thực hiện nghĩa vụ tài chính",)),
        (7, ("Công dân yêu cầu rút hồ sơ", "Đã rút")),
        (8, ("Dừng xử lý", "Tạm dừng")),
        (9, ("Đã xử lý xong", "Đã hoàn thành")),
        (10, ("Đã trả kết quả", "Đã trả", "ĐÃ TRẢ  KẾT QUẢ", "10")),
        (None, ("Đã", "Xong rồi", "0", "11", "-1")),
    ],
)
def test_the_texts_of_a_dossiers_status(status: int | None, texts: tuple[str, ...]) -> None:
    field = KINDS["dossiers"].by_name["status"]
    assert read_categories(series(*texts), field).to_list() == [status] * len(texts)


def test_the_type_of_the_field_decides_how_a_cell_is_read() -> None:
    reading, dossiers = DateReading((), "Asia/Ho_Chi_Minh", "Asia/Ho_Chi_Minh"), KINDS["dossiers"].by_name

    def read(text: str, name: str, typed_numbers: bool = False) -> object:
        return read_values(series(text), dossiers[name], reading, typed_numbers=typed_numbers).item()

    assert read("05/03/2026", "received_at") == datetime(2026, 3, 5)
    assert (
        read("05/03/2026", "due_at")
        == read("05/03/2026", "original_due_at")
        == datetime.combine(date(2026, 3, 5), time.max)
    )
    assert read("12345.0", "dossier_code", typed_numbers=True) == "12345"
    assert read("12345.0", "dossier_code") == "12345.0"


def test_no_text_means_two_things_in_any_field() -> None:
    for kind in KINDS.values():
        for field in kind.fields:
            for canonical, variants in field.values.items():
                read = read_categories(series(str(canonical), *variants), field)
                assert read.to_list() == [canonical] * (len(variants) + 1), (kind.name, field.name, canonical)


def test_procedure_codes_lose_their_agency_suffix() -> None:
    texts = series("1.008377.000.00.00.H13", "1.014464.h50", "1.014390", "1.01439", "tt-1", None)
    expected = ["1.008377", "1.014464", "1.014390", "1.01439", "TT-1", None]
    assert read_procedure_codes(texts, typed_numbers=False).to_list() == expected


def test_a_numeric_cell_gets_back_the_zeros_of_a_procedure_code() -> None:
    codes = series("1.01439", "2.0008", "1,01439", "1,014390", "1.0143900")
    whole = ["1.014390", "2.000800", "1.014390", "1.014390", "1.0143900"]
    assert read_procedure_codes(codes, typed_numbers=True).to_list() == whole


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("3 ngày", 3),
        ("03 ngày làm việc", 3),
        ("15 NGÀY", 15),
        ("3ngay lam viec", 3),
        ("03 (ba) ngày làm việc", 3),
        ("Không quá 05 ngày làm việc", 5),
        ("10 ngày làm việc kể từ ngày nhận đủ hồ sơ", 10),
        ("24 giờ làm việc", 3),
        ("8 giờ làm việc", 1),
        ("trong ngày", 1),
        ("Ngay trong ngày làm việc", 1),
        ("7", 7),
        ("20 giờ làm việc", None),  # two days and a half
        ("0,5 ngày", None),
        ("24 giờ", None),  # a day of the clock, or three of work: not guessed
        ("2 tuần", None),
        ("3-5 ngày", None),
        (None, None),
    ],
)
def test_limits_of_days_may_be_written_as_durations(text: str | None, days: int | None) -> None:
    for typed in (False, True):
        field = KINDS["procedures"].by_name["statutory_working_days"]
        reading = DateReading((), "UTC", "UTC")
        assert read_values(series(text), field, reading, typed_numbers=typed).to_list() == [days]


def test_parts_of_days_are_read_where_the_field_has_parts() -> None:
    field = KINDS["dossiers"].by_name["suspended_working_days"]
    texts = series("4 giờ làm việc", "1,5 ngày", "2 ngày", "miễn phí")
    read = read_values(texts, field, DateReading((), "UTC", "UTC"), typed_numbers=False)
    assert read.to_list() == [0.5, 1.5, 2, 0]


def test_words_for_nothing_to_pay_are_nought() -> None:
    field = KINDS["dossiers"].by_name["fee_vnd"]
    texts = series("không", "Không thu", "MIỄN PHÍ", "khong", "không rõ", "15.000 đ")
    read = read_values(texts, field, DateReading((), "UTC", "UTC"), typed_numbers=False)
    assert read.to_list() == [0, 0, 0, 0, None, 15000]
