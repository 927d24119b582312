"""Nothing that names a person is written anywhere but the archive, wherever in the export it stands."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import polars as pl
import pytest

from par_metrics import Workspace

ROOT = Path(__file__).parents[2]
PERSONAL = ("Nguyễn Thị Zyxwa", "Trần Qwertz Bình", "zyxwa@example.com", "12 ngõ 7 phố Zlatan")
NUMBERS = ("001199887766", "0987654321", "+84 912 345 678")
TRACES = ("Zyxwa", "Qwertz", "zyxwa@", "Zlatan", *NUMBERS)

REGISTER = "STT;Mã hồ sơ;Trích yếu;Số bộ hồ sơ;Chủ hồ sơ;Địa chỉ;Số điện thoại;Ngày tiếp nhận;Ngày hẹn trả;Ngày trả"
ROW = (
    "1;H60.101-260105-{number:04d};Zyxwa xin cấp lại;1;Nguyễn Thị Zyxwa;12 ngõ 7 phố Zlatan;0987654321;"
    "05/01/2026;15/01/2026;"
)


def moved(number: int, value: str, column: int, *, shift: bool) -> str:
    """A row of the paper register with a personal value in a column, over its cell or pushing the rest on."""
    cells = ROW.format(number=number).split(";")
    cells[column : column + (0 if shift else 1)] = [value]
    return ";".join(cells[: REGISTER.count(";") + 1])


@pytest.fixture
def inbox(workspace: Workspace) -> Path:
    return workspace.root / "inbox"


def plant(inbox: Path) -> None:
    """Rows whose cells have moved, and files that are no tables: tests/privacy plants in every column of every kind."""
    lines = [ROW.format(number=1)]
    for value in PERSONAL:
        for column in range(REGISTER.count(";") + 1):
            lines += [moved(len(lines) + shift, value, column, shift=bool(shift)) for shift in (0, 1)]
    (inbox / "so.csv").write_text("\n".join([REGISTER, *lines]) + "\n", encoding="utf-8")
    numbered = (f"H60-{place},Nguyễn Thị Zyxwa,{number}\n" for place, number in enumerate(NUMBERS))
    (inbox / "headerless.csv").write_text("".join(numbered) + "H60-9,Trần Qwertz Bình,0987654321\n")
    (inbox / "quote.csv").write_text('Mã hồ sơ,Mã đơn vị,Trạng thái\n"Nguyễn Thị Zyxwa,H60.101,4\nX,H60.101,4\n')
    (inbox / "broken.json").write_text('[{"MaHoSo": "Nguyễn Thị Zyxwa", "SoDienThoai": "0987654321"')
    pl.DataFrame({"dossier_code": PERSONAL, "unit_code": "H60.101", "status": "4"}).write_parquet(inbox / "p.parquet")


def everything_written(root: Path) -> dict[str, str]:
    """Text of all files but the exports themselves: raw bytes, and what Parquet and DuckDB hold compressed."""
    found = {}
    for path in root.rglob("*"):
        place = path.relative_to(root)
        if not path.is_file() or place.parts[0] == "archive" or (place.parts[0] == "inbox" and path.suffix != ".txt"):
            continue
        found[str(place)] = path.read_bytes().decode(errors="ignore")
        if path.suffix == ".parquet":
            found[f"{place} (rows)"] = (
                f"{pl.read_parquet(path).to_dict(as_series=False)} {pl.read_parquet_metadata(path)}"
            )
        if path.suffix == ".duckdb":
            with duckdb.connect(str(path), read_only=True) as connection:
                for (table,) in connection.sql("SELECT DISTINCT table_name FROM information_schema.tables").fetchall():
                    found[f"{place} {table}"] = str(connection.sql(f'SELECT * FROM "{table}"').fetchall())
    return found


def test_no_personal_value_leaves_the_archive(workspace: Workspace, inbox: Path) -> None:
    plant(inbox)
    command = [sys.executable, "-c", "from par_metrics.cli import main; main()", "--workspace", str(workspace.root)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    told = {}
    for arguments in (["--debug", "nightly"], ["rejects", "-f", "json"], ["loads", "-f", "json"]):
        done = subprocess.run([*command, *arguments], capture_output=True, env=environment)
        told[" ".join(arguments)] = (done.stdout + done.stderr).decode()
    written = everything_written(workspace.root)
    assert workspace.sql("SELECT count(*) FROM dossiers").item() > 20
    leaks = {(place, trace) for place, text in (written | told).items() for trace in TRACES if trace in text}
    assert leaks == set()


@pytest.mark.parametrize(
    "code",
    [
        "000.00.12.H60-250115-0001",
        "G09.20-20260609-0092637",
        "BL 0012",
        "1 234",
        "mã lạ",
        "HS LẠ 12",
    ],
)
def test_a_code_of_any_form_is_still_accepted(workspace: Workspace, tmp_path: Path, code: str) -> None:
    export = tmp_path / "hoso.csv"
    export.write_text(f"dossier_code,unit_code,status\n{code},H60.101,4\n", encoding="utf-8")
    assert workspace.ingest(export).accepted == 1


def test_a_row_whose_code_is_a_name_is_among_the_refused_and_counted(workspace: Workspace, tmp_path: Path) -> None:
    export = tmp_path / "{}.csv"
    export.write_text("dossier_code,unit_code,status\nTrần Văn A,H60.101,4\nX1,H60.101,4\n", encoding="utf-8")
    report = workspace.ingest(export)
    assert (report.rows_read, report.accepted, report.rejected) == (2, 1, 1)
    (row,) = workspace.rejects(report.load_id).select("row", "field", "rule", "value", "message_en").rows()
    assert row[:4] == (2, "dossier_code", "not_a_code", "•••• (10)")
    assert row[4].startswith('•••• (2).csv, row 2, column "dossier_code": this cell holds a name')


def test_a_person_named_among_other_words_is_not_kept(tmp_path: Path) -> None:
    """Beside the code in its cell, in a heading; a ward that bears a person's name is none."""
    ws = Workspace.create(tmp_path / "ws", unit="H60.101")
    path = tmp_path / "ds.csv"
    path.write_text(
        "Mã hồ sơ,Trạng thái,Ghi chú của bà Zyxwa,Phường Lê Hồng Phong\n"
        "H60.101-260302-0001 - Nguyễn Thị Zyxwa,4,,\nH60.101-260302-0002,4,,\n",
        encoding="utf-8",
    )
    report = ws.ingest(path, exported_at="2026-04-01")
    assert (report.accepted, report.rejected) == (1, 1)
    assert report.unknown_columns[1:] == ["Phường Lê Hồng Phong"]
    assert set(ws.rejects()["rule"]) == {"not_a_code"}
    stored = [file for file in ws.root.rglob("*") if file.is_file() and "archive" not in file.parts]
    assert not [file for file in stored if b"Zyxwa" in file.read_bytes()]


@pytest.mark.parametrize("code", ["0987654321", "001199887766", "973112884", "HS-0987654321", "001 199 887 766"])
def test_a_key_that_may_be_a_phones_or_a_citizens_number_is_taken_only_if_the_profile_says_so(
    workspace: Workspace, tmp_path: Path, code: str
) -> None:
    export = tmp_path / "hoso.csv"
    export.write_text(f"dossier_code,unit_code,status\n{code},H60.101,4\nX1,H60.101,4\n", encoding="utf-8")
    report = workspace.ingest(export)
    assert (report.accepted, report.rejected) == (1, 1)
    assert "keys_may_be_numbers" in workspace.rejects()["message_vi"].item()
    profile = tmp_path / "own.toml"
    profile.write_text(
        'name = "own"\nversion = 1\nkind = "dossiers"\nstandard_headings = true\n[read]\nkeys_may_be_numbers = true\n',
        encoding="utf-8",
    )
    assert workspace.ingest(export, profile=profile).accepted == 1 + code.isdigit()


@pytest.mark.parametrize(
    ("under", "cells"),
    [
        ("status", ["Mạc Thị Bưởi", "Giàng A Páo", "NGUYỄN VĂN AN", "Lò Văn Én"]),
        ("status", ["05/01/2026", "06/01/2026", "07/01/2026", "08/01/2026"]),
        ("received_at", ["Mạc Thị Bưởi", "0912345678", "Ông Bình", "Tổ 5"]),
        ("dossier_code", ["Mạc Thị Bưởi", "0912345678", "Ông Bình", "Tổ 5"]),
    ],
)
def test_cells_that_moved_refuse_the_file_and_none_is_quoted(
    workspace: Workspace, tmp_path: Path, under: str, cells: list[str]
) -> None:
    good = {"dossier_code": "X{n}", "unit_code": "H60.101", "status": "4", "received_at": "2026-01-05"}
    lines = [",".join((good | {under: cell}).values()).format(n=n) for n, cell in enumerate(cells)]
    export = tmp_path / "hoso.csv"
    export.write_text("\n".join([",".join(good), *lines]) + "\n", encoding="utf-8")
    report = workspace.ingest(export, exported_at="2026-02-01")
    assert report.refused_rule == "shifted_columns" and report.refused_reason is not None
    assert f'"{under}" ở 4 trên 4 dòng' in report.refused_reason.vi
    assert not [cell for cell in cells if cell in " ".join(report.refused_reason)]


def test_one_row_that_moved_is_refused_alone(workspace: Workspace, tmp_path: Path) -> None:
    export = tmp_path / "hoso.csv"
    rows = ["X1,H60.101,Mạc Thị Bưởi", *(f"Y{n},H60.101,4" for n in range(9))]
    export.write_text("dossier_code,unit_code,status\n" + "\n".join(rows) + "\n", encoding="utf-8")
    report = workspace.ingest(export)
    assert (report.accepted, report.rejected) == (9, 1)
    assert report.unknown_statuses == {"•••• (12)": 1}


def test_a_file_of_no_known_layout_is_refused_without_its_own_name(workspace: Workspace, tmp_path: Path) -> None:
    export = tmp_path / "Nguyễn Thị Bưởi 0912345678.csv"
    export.write_text("animal,weight\ncat,4\n", encoding="utf-8")
    report = workspace.ingest(export)
    assert report.refused_reason is not None and report.refused_reason.en.startswith(f"{report.file}: ")
    assert "Bưởi" not in str(report) + report.refused_reason.vi + report.refused_reason.en
