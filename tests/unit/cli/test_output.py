"""Tables on the screen end where a person stops reading, and say so; files and machine formats have every row."""

import json
from pathlib import Path

import polars as pl
import pytest

from par_metrics import Workspace
from par_metrics.cli.entry import run
from par_metrics.cli.output import MOST_ROWS
from tests.support.workspaces import UNITS, csv_file, load

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


def test_a_negative_limit_is_wrong_usage(long, monkeypatch, capsys):
    monkeypatch.setenv("PAR_METRICS_WORKSPACE", str(long))
    assert run(["rejects", "--limit", "-1"]) == 2
    assert "--limit" in capsys.readouterr().err
