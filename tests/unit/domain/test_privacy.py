"""What may be shown or stored, and what stands in place of the rest."""

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest

from par_metrics.domain.privacy import (
    is_somebodys,
    masked_where,
    may_be_kept,
    may_be_office,
    may_be_shown,
    may_be_title,
    may_be_unit,
    shown_cell,
    shown_file,
    shown_name,
    words,
)
from par_metrics.domain.privacy.numbers import holds_own_number
from par_metrics.exports.profiles.library import builtin_profiles
from schemas import KINDS

SAMPLE = Path(__file__).parents[3] / "sample_data" / "exports"


@pytest.mark.parametrize(
    "text",
    [
        *("Đang xử lý", "Đã Trả Kết Quả", "Chờ Xin Ý Kiến", "Hồ Sơ Lỗi", "Lý do khác", "đang bay"),
        *("Hộ tịch", "Đất đai", "Bảo trợ xã hội", "Người có công", "Thi đua, khen thưởng", "Lâm nghiệp", "Thủy sản"),
        *("32/13/2026", "2026-02-30 08:00:00", "20261305", "17:30 31/02/2026", "46097.333333333", "-150.000"),
        *("Số bộ hồ sơ", "Ghi chú", "STT", "NgayHenTra", "MaHoSo", "ghi_chu", "created_at", "Giới tính", "Dân tộc"),
        *("H60.101", "000.00.12.H60-250115-0001", "1.008377.000.00.00.H13", "GD00000007", "0000007", "12/BC-UBND"),
        *("Quý II", "Trang tính 2", "Sheet1", "Danh sách hồ sơ", "Hướng dẫn", "1.234.567 đ"),
    ],
)  # fmt: skip
def test_what_an_office_writes_is_shown(text: str) -> None:
    assert shown_cell(text) == text


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_every_value_and_heading_of_ours_is_known(kind) -> None:
    words = [text for field in kind.fields for ways in field.values.values() for text in ways]
    assert [word for word in words if not may_be_shown(word)] == []
    headings = [heading for field in kind.fields for heading in (field.name, *field.headings)]
    assert [heading for heading in headings if not may_be_shown(heading)] == []


def test_every_heading_of_the_built_in_profiles_is_known() -> None:
    printed = {name for profile in builtin_profiles() for names in profile.slots.values() for name in names}
    paths = {name for name in printed if ":" in name or "." in name}
    assert [name for name in sorted(printed - paths) if not may_be_shown(name)] == []


def test_files_of_the_sample_keep_their_names() -> None:
    names = [path.name for path in SAMPLE.iterdir()]
    assert names and [name for name in names if shown_file(name) != name] == []


def test_fields_procedures_and_units_of_the_sample_are_shown() -> None:
    export = pl.read_csv(
        SAMPLE / "danh-sach-ho-so_H60.102_2026-09-30.csv", separator=";", infer_schema=False, truncate_ragged_lines=True
    )
    shown = {"Lĩnh vực": may_be_shown, "Trạng thái": may_be_shown, "Đơn vị tiếp nhận": may_be_office}
    shown["Tên thủ tục hành chính"] = may_be_title
    for column, test in shown.items():
        assert [text for text in export[column].unique().drop_nulls() if not test(text)] == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("so-theo-doi_H60.102_2026-09-30.csv", "so-theo-doi_H60.102_2026-09-30.csv"),
        ("Nguyễn Văn An.xlsx", "•••• (13).xlsx"),
        ("ho-so_Mạc Thị Bưởi_2026-09-30.xlsx", "•••• (18)_2026-09-30.xlsx"),
        ("ho-so_Bưởi_2026-09-30.csv.gz", "ho-so_•••• (4)_2026-09-30.csv.gz"),
        ("nguyen-van-a.csv", "•••• (12).csv"),
        ("hoso_0912345678.csv", "•••• (15).csv"),
        ("pq38_034.099.001.235.parquet", "•••• (20).parquet"),
        ("ho-so_30.09.2026_1.234.567.csv", "ho-so_30.09.2026_1.234.567.csv"),
        ("hoso_20260910073015.csv", "hoso_20260910073015.csv"),
        ("figures-2.csv", "figures-2.csv"),
    ],
)
def test_of_the_name_of_a_file_words_of_an_office_and_days_are_kept(name: str, shown: str) -> None:
    assert shown_file(name) == shown


def test_a_heading_is_named_by_its_position_and_one_that_is_declared_as_it_is() -> None:
    assert shown_name("Mạc Thị Bưởi", 7) == "cột 7 (•••• 12 ký tự)"
    assert shown_name("Mạc Thị Bưởi", 7, known={"Mạc Thị Bưởi"}) == "Mạc Thị Bưởi"
    assert shown_name("Bưởi", 2, word="trang") == "trang 2 (•••• 4 ký tự)"


def test_a_mask_tells_the_length_alone() -> None:
    values = pl.Series(["Bưởi", "Hộ tịch", None])
    assert masked_where(values, may_be_shown).to_list() == ["•••• (4)", "Hộ tịch", None]


@pytest.mark.parametrize(
    "code",
    [
        *("1C26TAA 00001234", "BL/2026 0001234", "HS 20260930 0001", "2026-03-02 0001", "H60.101 - 260302 - 0001"),
        *("000.00.12.H60-250115-0001", "G09.20-20260609-0092637", "H44.100-250115-0001", "1.014464.H50", "1.014390"),
        *("BL 0012", "1 234", "mã lạ", "HS LẠ 12", "h60.101-20260302-0001", "case-10011", "2026001234567", "GD1", "x"),
        *("001-2026-000123", "05-2026-0012", "H05.12-26-0001", "15-TT2026", "FT26115001234567", "12/QĐ-UBND", "101A01"),
    ],
)  # fmt: skip
def test_an_odd_code_is_nobodys(code: str) -> None:
    assert not is_somebodys(code)


@pytest.mark.parametrize("code", ["0912345678", "001099012345", "012345678", "+84912345678"])
def test_a_bare_number_is_a_code_only_where_the_profile_says_so(code: str) -> None:
    assert is_somebodys(code)
    assert is_somebodys(code, numbers=True) is not code.isdigit()


@pytest.mark.parametrize(
    ("note", "is_kept"),
    [
        ("12/BC-UBND", True),
        ("Báo cáo của UBND phường An Tường ngày 05/03/2026", True),
        ("Đã gửi Sở Nội vụ, chờ ý kiến", True),
        ("https://drive.example.vn/d/001095012345", True),
        ("Liên hệ 0912345678", False),
        ("https://drive.example.vn/d/1 (0912345678)", False),
        ("Nguyễn Văn A", False),
        ("Bưởi", False),
        ("nhà bà Ba, ngõ 7", False),
        ("theo báo cáo của Xuyến", False),
    ],
)
def test_what_a_note_may_hold(note: str, is_kept: bool) -> None:
    assert may_be_kept(note) is is_kept


def test_a_unit_may_stand_without_its_kind_unless_it_reads_like_a_person() -> None:
    assert all(map(may_be_unit, ("An Tường", "Mỹ Lâm", "Nông Tiến", "Xã Giàng Chu Phìn", "UBND phường Lê Lợi", "Một")))
    assert not any(map(may_be_unit, ("Giàng Chu Phìn", "Nguyễn Thị Bưởi", "Trần Bưởi", "0912345678", "Tổ 5", "bà Tư")))


# As many ways to be cut into syllables as nobody can wait for, were each of them tried.
ENDLESS = "anga" * 30 + "w"


@pytest.mark.parametrize(
    "text", [ENDLESS, f"nguyen{ENDLESS}", "9" * 100_000, "(" * 100_000, "a at " * 20_000, "A1-" * 30_000]
)
def test_a_text_made_to_be_looked_at_for_ever_is_judged_at_once(text: str) -> None:
    """In a process that the system ends after a minute of work: a pattern that runs hears of nothing else."""
    judged = (
        "import sys; from par_metrics.domain import privacy as p; t = sys.argv[1]; p.is_somebodys(t), p.shown_cell(t), "
        "p.shown_file(t[:200] + '.csv'), p.shown_name(t), p.may_name_somebody(t), p.may_be_kept(t), p.may_be_unit(t)"
    )
    command = ["bash", "-c", 'ulimit -t 60; exec "$0" "$@"', sys.executable, "-c", judged, text]
    assert subprocess.run(command, check=False).returncode == 0


def test_syllables_are_told_wherever_they_are_cut() -> None:
    assert all(map(words.may_be_vietnamese, ("a", "nghieng", "anga", "hoanganh", "nguyenvantien", ENDLESS[:-1])))
    assert not any(map(words.may_be_vietnamese, ("", "w", "figures", ENDLESS, "anw")))


def test_a_code_longer_than_any_system_makes_is_none() -> None:
    assert not is_somebodys("H60.101-260101-" + "1" * 5)
    assert is_somebodys("A1-" * 500)


def test_what_takes_long_to_make_is_made_once_whoever_asks_at_a_time() -> None:
    made: list[int] = []

    def make() -> int:
        made.append(threading.get_ident())
        time.sleep(0.05)
        return 1

    get = words._once(make)
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda _: get(), range(8))) == [1] * 8
    assert len(made) == 1


@pytest.mark.parametrize("number", ["0236.3.891.237", "0207 3 822 145", "(0207)-3-822-145"])
def test_a_landline_written_with_its_first_digit_alone_is_a_number_of_somebody(number: str) -> None:
    assert holds_own_number(number) and is_somebodys(number)


@pytest.mark.parametrize("code", ["1.002.3.891", "000.00.01.H60", "2.000815.000.00.00.H60"])
def test_codes_in_groups_are_none(code: str) -> None:
    assert not holds_own_number(code)
