"""Pseudonyms and masks."""

import polars as pl
import pytest

from par_metrics.domain.privacy import looks_personal, masked, personal_note, pseudonym
from par_metrics.errors import SettingsError

KEY = b"0123456789abcdef"


def personal(text: str, prose: bool = False) -> bool:
    return bool(pl.select(looks_personal(pl.lit(text), prose=prose)).item())


def test_a_pseudonym_is_the_same_under_one_key_and_another_under_another() -> None:
    of, other = pseudonym(KEY), pseudonym(b"fedcba9876543210")
    assert of("001095012345") == of(" 001095012345 ")
    assert of("001095012345") != of("001095012346")
    assert of("001095012345") != other("001095012345")
    assert len(of("a")) == 16 and int(of("a"), 16) >= 0
    # HMAC-SHA-256, so that nobody without the key can test a guess.
    assert of("Trần Thị B") == "9769233456f7a20a"


def test_composed_and_decomposed_letters_are_one_person() -> None:
    of = pseudonym(KEY)
    assert of("Tr\u1ea7n") == of("Tra\u0302\u0300n")


def test_a_short_key_is_refused() -> None:
    with pytest.raises(SettingsError) as error:
        pseudonym(b"k" * 15)
    assert "16" in error.value.label.vi


@pytest.mark.parametrize(
    "text",
    [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "+84912345678",
        "84 912 345 678",
        "01/03/2026 0912345678",
        "ĐT: 0912345678",
        "001095012345",
        "123456789",
        "a.b@gmail.com",
        "Trần Thị B",
        "NGUYỄN VĂN A",
        "12 ngõ 7 phố Lý Tự Trọng",
        "Số nhà 12, tổ 3",
    ],
)
def test_what_looks_personal(text: str) -> None:
    assert personal(text)


@pytest.mark.parametrize(
    "text",
    [
        "32/13/2026",
        "2026-02-30 08:00:00",
        "01-13-2026 08:05",
        "20261305000000",
        "20261305",
        "hôm qua",
        "-150.000",
        "1.234.567 đ",
        "1767225600",
        "2026-08-14 16:30:00.123456",
        "2026-08-14T16:30:00+07:00",
        "46097.333333333",
    ],
)
def test_what_a_wrong_date_or_number_looks_like_is_not_personal(text: str) -> None:
    assert not personal(text)


def test_among_words_only_a_full_name_is_personal() -> None:
    assert personal("Trần Thị Bình", prose=True)
    assert personal("NGUYEN VAN A", prose=True)
    for status in ("Đang Xử Lý", "Hồ Sơ Lỗi", "Chờ Xin Ý Kiến", "Lý do khác", "đang bay"):
        assert not personal(status, prose=True), status


def test_a_mask_tells_nothing_but_a_class_of_length() -> None:
    values = pl.Series(["a", "0912345678", "một dòng chữ rất dài", None])
    masks = pl.select(masked(pl.lit(values))).to_series().to_list()
    assert masks == ["••••", "••••••••", "••••••••••••••••", None]


@pytest.mark.parametrize(
    ("note", "is_personal"),
    [
        ("12/BC-UBND", False),
        ("Báo cáo của UBND phường An Tường ngày 05/03/2026", False),
        ("https://drive.example.vn/d/001095012345", False),
        ("Liên hệ 0912345678", True),
        ("https://drive.example.vn/d/1 (0912345678)", True),
        ("Nguyễn Văn A", True),
        ("nhà bà Ba, ngõ 7", True),
    ],
)
def test_what_a_note_must_not_hold(note: str, is_personal: bool) -> None:
    assert pl.select(personal_note(pl.lit(note))).item() is is_personal
