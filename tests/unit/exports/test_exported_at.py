"""When an export was made: the caller, the profile, the title rows, the file's name, its time."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from par_metrics.exports.exported_at import announced, file_time
from tests.support.export_tables import matched, table

NOW = datetime(2026, 10, 1, 9, 0)
WRITTEN = datetime(2026, 9, 1, 1, 2, 3, tzinfo=UTC)
TABLE = table(("Mã hồ sơ", "Trạng thái"), ("1", "4"))
PROFILE = """
name = "p"
version = 1
kind = "dossiers"
[read]
exported_at = "2026-01-24T08:00:00"
[columns]
dossier_code = "Mã hồ sơ"
status = "Trạng thái"
"""


def found(
    tmp_path: Path, *titles: str, name: str = "hoso.xlsx", explicit: datetime | None = None, toml: str | None = None
) -> datetime:
    path = tmp_path / name
    path.touch()
    os.utime(path, (WRITTEN.timestamp(), WRITTEN.timestamp()))
    match = matched(TABLE, toml=toml)
    zone = "Asia/Ho_Chi_Minh"
    return announced(path, match, titles, explicit, timezone=zone, now=NOW) or file_time(path, zone)


MTIME = datetime(2026, 9, 1, 8, 2, 3)


def test_the_order_of_the_sources(tmp_path: Path) -> None:
    title, name = "Ngày xuất: 20/09/2026 10:00", "hoso-20260910.xlsx"
    explicit = datetime(2026, 9, 30, 1, 0, tzinfo=UTC)
    assert found(tmp_path, title, name=name, explicit=explicit, toml=PROFILE) == datetime(2026, 9, 30, 8, 0)
    assert found(tmp_path, title, name=name, toml=PROFILE) == datetime(2026, 1, 24, 8)
    assert found(tmp_path, title, name=name) == datetime(2026, 9, 20, 10)
    assert found(tmp_path, name=name) == datetime(2026, 9, 10, 23, 59, 59)
    assert found(tmp_path) == MTIME


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Ngày xuất: 20/09/2026 10:05:09", datetime(2026, 9, 20, 10, 5, 9)),
        ("NGÀY XUẤT BÁO CÁO: 20/9/2026", datetime(2026, 9, 20, 23, 59, 59)),
        ("Xuất ngày 20/09/2026 lúc 10:05", datetime(2026, 9, 20, 10, 5)),
        ("Thời điểm kết xuất: 10:05 20/09/2026", datetime(2026, 9, 20, 10, 5)),
        ("Kết xuất lúc 10h05 ngày 20/09/2026", datetime(2026, 9, 20, 10, 5)),
        ("(Số liệu tính đến hết ngày 20/09/2026)", datetime(2026, 9, 20, 23, 59, 59)),
        ("Tính đến 17 giờ 30 phút, ngày 20 tháng 9 năm 2026", datetime(2026, 9, 20, 17, 30)),
        ("Tính đến ngày 20 tháng 09 năm 2026", datetime(2026, 9, 20, 23, 59, 59)),
        ("Ngày in: 20-09-2026", datetime(2026, 9, 20, 23, 59, 59)),
        ("Ngày xuất 2026-09-20 10:05:00", datetime(2026, 9, 20, 10, 5)),
        ("Exported at 2026-09-20T10:05:09", datetime(2026, 9, 20, 10, 5, 9)),
        ("Từ ngày 01/01/2026 đến ngày 31/03/2026. Ngày xuất: 20/09/2026", datetime(2026, 9, 20, 23, 59, 59)),
        ("Ngày xuất: 01/10/2026", NOW),
        ("Ngày xuất: 02/10/2026 10:00", NOW),
    ],
)
def test_title_rows_that_say_when(tmp_path: Path, title: str, expected: datetime) -> None:
    assert found(tmp_path, "UBND PHƯỜNG AN TƯỜNG", title) == expected


@pytest.mark.parametrize(
    "title",
    [
        "Từ ngày 01/01/2026 đến ngày 31/03/2026",
        "(Từ 01/01/2026 đến 31/03/2026)",
        "Xuất ngày từ ngày 01/01/2026 đến ngày 31/03/2026",
        "An Tường, ngày 01 tháng 09 năm 2026",
        "Ngày tiếp nhận 01/09/2026",
        "Ngày xuất: 31/02/2026",
        "Ngày xuất: .................",
        "Quý III năm 2026",
    ],
)
def test_title_rows_that_do_not(tmp_path: Path, title: str) -> None:
    assert found(tmp_path, title) == MTIME


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("hoso_20260910.xlsx", datetime(2026, 9, 10, 23, 59, 59)),
        ("hoso-2026-09-10.csv", datetime(2026, 9, 10, 23, 59, 59)),
        ("hoso 10-09-2026.csv", datetime(2026, 9, 10, 23, 59, 59)),
        ("hoso10092026.csv", datetime(2026, 9, 10, 23, 59, 59)),
        ("hoso_20260910_0730.csv", datetime(2026, 9, 10, 7, 30)),
        ("hoso_20260910073015.csv", datetime(2026, 9, 10, 7, 30, 15)),
        ("hoso_2026-09-10T07-30.csv", datetime(2026, 9, 10, 7, 30)),
        ("20261001.csv", NOW),
        ("H60.101_danh-sach_20.10.2025.xlsx", datetime(2025, 10, 20, 23, 59, 59)),
        ("hoso_20260101_20260331.csv", MTIME),
        ("hoso-2026-03.csv", MTIME),
        ("hoso_20261301.csv", MTIME),
        ("hoso_0912345678.csv", MTIME),
        ("hoso-20260910-12345.csv", datetime(2026, 9, 10, 23, 59, 59)),
    ],
)
def test_names_of_files(tmp_path: Path, name: str, expected: datetime) -> None:
    assert found(tmp_path, name=name) == expected
