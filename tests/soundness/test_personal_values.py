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
CANONICAL = {
    "units": "unit_code,unit_name,level\nH60.101,Phường An Tường,commune\n{value},Phường Lạ,commune\n",
    "procedures": "procedure_code,procedure_name\n1.001,Đăng ký\n{value},Lạ\n",
    "payments": "transaction_code,unit_code,amount_vnd,status,payer_name\nT1,H60.101,1,paid,{value}\nT2,{value},1,paid,x\n",
    "feedback": "feedback_code,unit_code,sent_at,content,answer,sender_name\n"
    "F1,H60.101,2026-01-05,{value},{value},{value}\nF2,{value},2026-01-05,,,\n",
    "dossiers": "dossier_code,unit_code,status,procedure_code,applicant_name\nC1,H60.101,4,{value},{value}\n",
    "survey_answers": "survey,respondent_code,unit_code,answered_on,question_code,criterion,answer\n"
    "sipas,{value},H60.101,2026-03-05,Q1,1,4\nsipas,{value},H60.101,2026-03-05,Q2,1,{value}\n"
    "sipas,{value},{value},2026-03-05,Q3,1,4\n",
    "staff": "staff_code,unit_code,as_of,staff_name\nCB1,H60.101,2026-03-05,{value}\n{value},H60.101,2026-03-05,x\n",
    "findings": "finding_code,unit_code,kind,raised_on\nF1,{value},finance_audit,2026-03-05\n",
    "documents": "document_code,unit_code,handled_on\nV1,{value},2026-03-05\n",
    "agency_reports": "unit_code,year,duty,is_fulfilled\n{value},2026,documents_online,1\n",
    "assessments": "unit_code,year,criterion_code,max_points,domain,evidence\nH60.101,2026,1.1,2,x,{value}\n"
    "H60.101,2026,1.2,2,{value},x\n",
    "papi_scores": "place_code,year,dimension,score\n{value},2026,1,5\n",
    "task_reports": "plan_row,unit_code,period,state,evidence\nA.I.1.1,H60.101,2026,done,{value}\n"
    "{value},H60.101,2026,done,x\nA.I.1.1,H60.101,{value},done,x\n",
    "score_inputs": "rules,unit_code,period,input,numerator,denominator,origin\n"
    "qd766,H60.101,2026,progress,1,2,{value}\n",
}


def moved(number: int, value: str, column: int, *, shift: bool) -> str:
    """A row of the paper register with a personal value in a column, over its cell or pushing the rest on."""
    cells = ROW.format(number=number).split(";")
    cells[column : column + (0 if shift else 1)] = [value]
    return ";".join(cells[: REGISTER.count(";") + 1])


@pytest.fixture
def inbox(workspace: Workspace) -> Path:
    return workspace.root / "inbox"


def plant(inbox: Path) -> None:
    lines = [ROW.format(number=1)]
    for value in PERSONAL:
        for column in range(REGISTER.count(";") + 1):
            lines += [moved(len(lines) + shift, value, column, shift=bool(shift)) for shift in (0, 1)]
    (inbox / "so.csv").write_text("\n".join([REGISTER, *lines]) + "\n", encoding="utf-8")
    for kind, text in CANONICAL.items():
        for number, value in enumerate((*PERSONAL, *NUMBERS)):
            (inbox / f"{kind}-{number}.csv").write_text(text.format(value=value), encoding="utf-8")
    (inbox / "headerless.csv").write_text("H60-1,Nguyễn Thị Zyxwa,0987654321\nH60-2,Trần Qwertz Bình,001199887766\n")
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
        done = subprocess.run([*command, *arguments], capture_output=True, env=environment, timeout=120)
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
