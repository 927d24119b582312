import gzip
import io
import sys
import zipfile
from pathlib import Path

import pytest

from par_metrics.errors import RefusedFileError
from tests.support.read_files import HEADINGS, VOCABULARY, cells, numbers, read, read_bytes, refusal_of, workbook

CSV = "Mã hồ sơ,Trạng thái\na,x\n".encode()
JSON = b'[{"MaHoSo": "a", "TrangThai": "x"}]'


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.json", "a.gz", "a"])
@pytest.mark.parametrize("data", [CSV, JSON])
def test_the_content_tells_the_format(tmp_path: Path, name: str, data: bytes) -> None:
    assert cells(read_bytes(tmp_path, data, name)) == [("a", "x")]


def test_a_workbook_named_csv(tmp_path: Path) -> None:
    data = workbook(tmp_path / "a.xlsx", {"S": [["Mã hồ sơ", "Trạng thái"], ["a", "x"]]}).read_bytes()
    assert read_bytes(tmp_path, data, "b.csv").format == "xlsx"
    assert read_bytes(tmp_path, gzip.compress(data), "b.xlsx.gz").format == "xlsx"
    assert read_bytes(tmp_path, zipped(b_xlsx=data), "b.zip").format == "xlsx"


@pytest.mark.parametrize("data", [CSV, JSON])
def test_compressed_files(tmp_path: Path, data: bytes) -> None:
    assert cells(read_bytes(tmp_path, gzip.compress(data))) == [("a", "x")]
    assert cells(read_bytes(tmp_path, zipped(in__a_csv=data))) == [("a", "x")]
    assert cells(read_bytes(tmp_path, zipped(a_gz=gzip.compress(data)))) == [("a", "x")]


def test_a_zip_as_macos_makes_it(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("thang3/", b"")
        archive.writestr("thang3/a.csv", CSV)
        archive.writestr("__MACOSX/thang3/._a.csv", b"x")
        archive.writestr("thang3/.DS_Store", b"x")
    assert numbers(read_bytes(tmp_path, buffer.getvalue())) == [2]


def test_archives_that_are_refused(tmp_path: Path) -> None:
    several = refusal_of(tmp_path, zipped(a_csv=CSV, b_csv=CSV))
    assert several.rule == "several_files" and "a.csv, b.csv" in str(several)
    assert refusal_of(tmp_path, zipped()).rule in ("empty_file", "unreadable_file")
    assert refusal_of(tmp_path, zipped(a_csv=CSV)[:-30]).rule == "unreadable_file"
    assert refusal_of(tmp_path, gzip.compress(CSV * 100)[:-12]).rule == "unreadable_file"
    assert refusal_of(tmp_path, zipped(a_csv=b"")).rule == "empty_file"
    assert refusal_of(tmp_path, gzip.compress(b"")).rule == "empty_file"


def test_a_zip_with_a_password(tmp_path: Path) -> None:
    data = bytearray(zipped(a_csv=CSV))
    for mark, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(mark) + flags] |= 1
    assert refusal_of(tmp_path, bytes(data)).rule == "password_protected"


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "empty_file"),
        (b" \n\n", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (CSV.splitlines()[0], "no_rows"),
        ("Mã hồ sơ,Trạng thái\n,\n\nTổng cộng,0\n".encode(), "no_rows"),
        (b"x,y\n1,2\n", "unknown_layout"),
        (bytes(range(256)) * 20, "unreadable_file"),
        (b"Rar!\x1a\x07\x01\x00", "unreadable_file"),
    ],
)
def test_refusals(tmp_path: Path, data: bytes, rule: str) -> None:
    assert refusal_of(tmp_path, data).rule == rule


def test_a_folder_and_a_missing_file(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.csv"):
        with pytest.raises(RefusedFileError) as caught:
            read(path)
        assert caught.value.rule == "not_a_file"


@pytest.mark.skipif(sys.platform == "win32", reason="file modes")
def test_every_row_of_a_file_is_accounted_for(tmp_path: Path) -> None:
    rows = [f"k{i},x" for i in range(20_000)]
    table = read_bytes(tmp_path, "\n".join(["Mã hồ sơ,Trạng thái", *rows]).encode())
    assert numbers(table) == list(range(2, 20_002))
    assert len(VOCABULARY) == len(HEADINGS)
