"""Tables on the screen end where a person stops reading, and say so; files and machine formats have every row."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import typer

from par_metrics import Workspace
from par_metrics.cli.app import app
from par_metrics.cli.entry import run
from par_metrics.cli.names import TITLES
from par_metrics.cli.output import MOST_ROWS
from tests.support.workspaces import DOSSIERS, UNITS, csv_file, load

DAYS = 45
ASKED = ("--period", "2026-Q1", "--as-of", "2026-04-01")
HEADING = "dossier_code | unit_code | status | received_at | due_at | completed_at"


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """200 dossiers: 190 on time, 6 late, 4 without a due date; and 60 refused rows."""
    ws = Workspace.create(tmp_path_factory.mktemp("long"), unit="H60.101")
    load(ws, "units", UNITS)
    ends = ["2026-03-05 | 2026-03-04 10:00:00"] * 190 + ["2026-03-05 | 2026-03-09 10:00:00"] * 6
    ends += [" | 2026-03-09 10:00:00"] * 4
    rows = [
        f"H60.101-{n:04} | H60.101 | 10 | 2026-0{1 + n % DAYS // 28}-{1 + n % DAYS % 28:02} 08:00:00 | {end}"
        for n, end in enumerate(ends)
    ]
    rows += [f"H60.101-9{n:03} | H60.101 | mười | 2026-02-01 08:00:00 | |" for n in range(60)]
    path = csv_file(ws.root / "dossiers.csv", "\n".join([HEADING, *rows]))
    assert ws.ingest(path, kind="dossiers", exported_at="2026-03-31").rejected == 60
    return ws.root


@pytest.fixture
def par(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], long: Path):
    """The lines of standard output of a command."""

    def call(*arguments: str, language: str = "en") -> list[str]:
        monkeypatch.setenv("PAR_METRICS_WORKSPACE", str(long))
        assert run(["--lang", language, *arguments]) == 0
        return capsys.readouterr().out.splitlines()

    return call


@pytest.mark.parametrize(
    ("command", "rows"),
    [
        (("explain", "on_time_rate", *ASKED), 200),
        (("rejects",), 60),
        (("compute", "on_time_rate", *ASKED, "--grain", "day"), 90),
    ],
)
def test_a_long_table_ends_and_says_how_to_get_the_rest(par, command, rows):
    *table, last = par(*command)
    assert len(table) == 1 + MOST_ROWS
    assert last == (
        f"… 50 of {rows} rows. To get all: --output FILE.csv or --format csv; "
        "to see more here: --limit ROWS (0 for all)."
    )
    last = par(*command, language="vi")[-1]
    assert last.startswith(f"… 50 trong {rows} dòng.")
    assert "--limit" in last


def test_the_limit_is_as_asked_and_0_is_none(par):
    assert len(par("rejects", "--limit", "7")) == 1 + 7 + 1
    assert len(par("rejects", "--limit", "0")) == 1 + 60
    # What fits is not talked about.
    assert len(par("rejects", "--limit", "60")) == 1 + 60


def test_a_short_table_is_whole_and_says_nothing_of_it(par):
    assert not [line for line in par("loads") if "…" in line]


def test_the_records_cut_off_are_not_those_that_are_looked_for(par):
    """The list begins with those on time: the first 40 of it would show none that is late."""
    table = par("explain", "on_time_rate", *ASKED)
    assert sum("denominator only" in line for line in table) == 6
    assert sum("excluded" in line for line in table) == 4
    assert sum("numerator" in line for line in table) == MOST_ROWS - 10
    codes = [line.split()[0] for line in table[1:-1]]
    whole = [line.split()[0] for line in par("explain", "on_time_rate", *ASKED, "--limit", "0")[1:]]
    assert codes == [code for code in whole if code in codes]


def test_files_and_machine_formats_have_every_row(par, tmp_path):
    command = ("explain", "on_time_rate", *ASKED)
    assert len(par(*command, "--format", "csv")) == 1 + 200
    assert len(json.loads("\n".join(par(*command, "--format", "json", "--limit", "5")))) == 200
    par(*command, "--output", str(tmp_path / "all.parquet"))
    assert pl.read_parquet(tmp_path / "all.parquet").height == 200
    par(*command, "--format", "table", "--output", str(tmp_path / "all.txt"))
    assert len((tmp_path / "all.txt").read_text(encoding="utf-8").splitlines()) == 1 + 200


def test_a_workbook_and_a_page_have_every_row_in_words(par, tmp_path):
    command = ("explain", "on_time_rate", *ASKED)
    par(*command, "--output", str(tmp_path / "all.xlsx"))
    head, *rows = openpyxl.load_workbook(tmp_path / "all.xlsx").active.iter_rows(values_only=True)
    assert len(rows) == 200
    assert head == ("Dossier code", "Unit", "Unit name", "Received at", "Due date", "Ended at", "Counted as", "Reason")
    assert rows[0][1:3] == ("H60.101", "Phường An Tường")
    page = "\n".join(par(*command, "--format", "html", language="vi"))
    assert page.count("<tr>") == 1 + 200
    assert "<h1>Từng bản ghi của một con số</h1>" in page


def test_every_command_with_a_table_has_a_title():
    with_format = {name for name, command in typer.main.get_command(app).commands.items() if _has_format(command)}
    assert with_format == set(TITLES)


def _has_format(command):
    """Of tables: that of a digest chooses among other forms."""
    return any("--format" in parameter.opts and parameter.name == "form" for parameter in command.params)


@pytest.mark.parametrize(
    "words",
    [
        ["report", "--period", "2026-Q1", "--output", "x.docx"],
        ["form", "II.06a", "--period", "2026-Q1", "--output", "x.xlsx"],
        ["template", "report", "--output", "x.docx"],
        ["template", "staff", "--output", "x.xlsx"],
    ],
)
def test_no_command_makes_a_folder_that_was_misspelt(workspace, tmp_path, monkeypatch, capsys, words):
    """The report of a quarter was once written to a new folder beside the one that was meant."""
    load(workspace, "dossiers", DOSSIERS)
    monkeypatch.setenv("PAR_METRICS_WORKSPACE", str(workspace.root))
    *command, name = words
    assert run(["--lang", "en", *command, str(tmp_path / "none" / name)]) == 2
    assert f"there is no folder {tmp_path / 'none'}. Make it, or choose an existing" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_a_file_that_cannot_be_written_is_named_with_what_to_do(long, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PAR_METRICS_WORKSPACE", str(long))
    for ending in ("csv", "json", "parquet", "xlsx", "html"):
        assert run(["--lang", "en", "loads", "--output", str(tmp_path / "none" / f"x.{ending}")]) == 2
        assert f"there is no folder {tmp_path / 'none'}. Make it, or choose" in capsys.readouterr().err
        taken = tmp_path / f"folder.{ending}"
        taken.mkdir()
        assert run(["--lang", "en", "loads", "--output", str(taken)]) == 2
        told = capsys.readouterr().err
        assert f"cannot write {taken}: it is a folder. Add the name of a file, such as {taken / 'bang.xlsx'}" in told
    assert run(["--lang", "vi", "report", "--period", "2026-Q1", "--output", str(tmp_path)]) == 2
    assert f"đó là thư mục. Thêm tên tệp, ví dụ {tmp_path / 'bao-cao.docx'}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("language", "said", "command"),
    [
        ("vi", "ghi vào tệp, ví dụ -o bang.", ("loads", "-f", "xlsx")),
        ("en", "such as -o bang.", ("loads", "-f", "parquet")),
        ("en", "such as -o bang.", ("form", "II.06a", "-f", "xlsx")),
    ],
)
def test_no_file_that_is_not_text_is_poured_into_a_terminal(long, language, said, command):
    asked = [sys.executable, "-m", "par_metrics", "-w", str(long), "--lang", language, *command]
    ours, theirs = pty.openpty()
    try:
        done = subprocess.run(asked, stdout=theirs, stderr=subprocess.PIPE, text=True)
        assert done.returncode == 2
        assert said + command[-1] in done.stderr
        os.set_blocking(ours, False)
        with pytest.raises(BlockingIOError):
            os.read(ours, 1)
    finally:
        os.close(ours)
        os.close(theirs)
    piped = subprocess.run(asked, capture_output=True)
    assert piped.returncode == 0 and piped.stdout[:2] in (b"PK", b"PA")


def test_a_disk_that_is_full_leaves_the_earlier_file(long, tmp_path):
    path = tmp_path / "rejects.xlsx"
    path.write_bytes(b"earlier")
    # A limit on the size of files stands for a full disk; what Python itself keeps is not written.
    script = (
        "import resource, sys; from par_metrics.cli.entry import run\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)); sys.exit(run(sys.argv[1:]))"
    )
    command = ["-w", str(long), "--lang", "en", "rejects", "--output", str(path)]
    done = subprocess.run([sys.executable, "-B", "-c", script, *command], capture_output=True, text=True)
    assert done.returncode == 2, done.stderr
    assert f"cannot write {path}: " in done.stderr
    assert "Make room, or write to another disk. The earlier file is as it was." in done.stderr
    assert path.read_bytes() == b"earlier"


@pytest.mark.parametrize("kept", ["lake/_ledger.jsonl", "par-metrics.toml", "archive/x.csv", "published/latest/x.csv"])
@pytest.mark.parametrize("command", [("rejects",), ("form", "II.06a", "--period", "2026"), ("report", "-p", "2026-Q1")])
def test_nothing_is_written_over_what_the_workspace_keeps(long, command, kept, capsys):
    path = long / kept
    before = path.read_bytes() if path.exists() else None
    asked = ["-w", str(long), "--lang", "en", *command, "--output", str(path)]
    if command[0] == "rejects":
        asked += ["--format", "csv"]
    elif command[0] == "form":
        asked += ["--format", "xlsx"]
    assert run(asked) == 2
    assert "keeps its own data" in capsys.readouterr().err
    assert (path.read_bytes() if path.exists() else None) == before


def test_a_negative_limit_is_wrong_usage(long, monkeypatch, capsys):
    monkeypatch.setenv("PAR_METRICS_WORKSPACE", str(long))
    assert run(["rejects", "--limit", "-1"]) == 2
    assert "--limit" in capsys.readouterr().err
