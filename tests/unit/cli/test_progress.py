"""How far loading is, on a real terminal and where there is none."""

import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from par_metrics.cli import progress
from par_metrics.loading.job import Asked
from par_metrics.loading.loader import load_export
from par_metrics.loading.progress import Progress
from par_metrics.settings.making import init_workspace
from par_metrics.settings.settings import load_settings

HEADER = "dossier_code,unit_code,status,received_at"
# The bar comes after two seconds: here it comes at once.
AT_ONCE = (
    "import par_metrics.cli.progress as p, par_metrics.cli.waiting as w; "
    "p.FilesProgress.__init__.__defaults__ = w.Waiting.__init__.__defaults__ = (0.0,); "
)
RUN = AT_ONCE + "from par_metrics.cli import main; main()"


def written(folder: Path) -> list[Path]:
    """Two exports, beside a workspace."""
    init_workspace(folder / "ws")
    paths = [folder / f"{name}.csv" for name in ("một", "hai")]
    for first, path in enumerate(paths):
        rows = [f"H60.101-260105-{first}{n:03},H60.101,4,05/01/2026" for n in range(50)]
        path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return paths


@pytest.fixture
def exports(tmp_path: Path) -> list[Path]:
    return written(tmp_path)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace with both loaded."""
    folder = tmp_path_factory.mktemp("loaded")
    for export in written(folder):
        load_export(folder / "ws", load_settings(folder / "ws"), Asked(export))
    return folder / "ws"


@pytest.fixture
def loaded(once: Path, tmp_path: Path) -> None:
    """It is in the test's folder."""
    shutil.copytree(once, tmp_path / "ws")


def command(root: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-c", RUN, "--workspace", str(root / "ws"), *arguments]


def ingest(root: Path, exports: list[Path]) -> list[str]:
    return command(root, "ingest", "--json", *map(str, exports))


def on_a_terminal(command: list[str], out: Path, status: int = 0) -> str:
    """All that was sent to the terminal, also what is gone again; standard output goes to a file."""
    ours, theirs = pty.openpty()
    with out.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=theirs)
        os.close(theirs)
        shown = b""
        while True:
            try:
                more = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not more:
                break
            shown += more
        assert process.wait() == status
    os.close(ours)
    return shown.decode(errors="replace")


def read(shown: str) -> str:
    """The words of it."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)


def test_a_terminal_shows_bytes_and_rows_and_what_is_printed_goes_where_it_should(
    tmp_path: Path, exports: list[Path]
) -> None:
    text = read(on_a_terminal(ingest(tmp_path, exports), tmp_path / "out.txt"))
    assert re.search(r"một\.csv .*\d\.\d/\d\.\d (bytes|kB)", text) and "50 dòng" in text
    assert '"accepted"' not in text
    assert (tmp_path / "out.txt").read_text(encoding="utf-8").count('"accepted": 50') == 2


def test_without_a_terminal_nothing_is_shown(tmp_path: Path, exports: list[Path]) -> None:
    done = subprocess.run(ingest(tmp_path, exports), capture_output=True, text=True, check=True)
    assert done.stderr == "" and done.stdout.count('"accepted": 50') == 2


TIME = r"(đã|còn) 0:00:0\d"


def test_a_night_says_what_it_does(tmp_path: Path, exports: list[Path]) -> None:
    for path in exports:
        path.rename(tmp_path / "ws" / "inbox" / path.name)
    text = read(on_a_terminal(command(tmp_path, "nightly"), tmp_path / "out.txt"))
    assert all(step in text for step in ("một.csv", "50 dòng", "bảng indicators")), text
    assert re.search(TIME, text) and "━" not in (tmp_path / "out.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "steps"),
    [
        (("compute", "--period", "2026", "--format", "csv"), ("Hồ sơ TTHC",)),
        (("rebuild",), ("một.csv: 50 dòng",)),
        (("diff", "--known-at", "2020-01-01", "--period", "2026", "--format", "csv"), ("Hồ sơ TTHC", "Tỷ lệ")),
    ],
)
@pytest.mark.usefixtures("loaded")
def test_what_takes_its_time_says_what_it_does(
    tmp_path: Path, arguments: tuple[str, ...], steps: tuple[str, ...]
) -> None:
    text = read(on_a_terminal(command(tmp_path, *arguments), tmp_path / "out.txt"))
    assert all(step in text for step in steps), text
    assert re.search(TIME, text) and "━" not in (tmp_path / "out.txt").read_text(encoding="utf-8")


@pytest.mark.usefixtures("loaded")
def test_without_a_terminal_no_step_is_shown(tmp_path: Path) -> None:
    silent = subprocess.run(command(tmp_path, "rebuild"), capture_output=True, text=True, check=True)
    assert "━" not in silent.stderr + silent.stdout


BREAKS = """
import time
from par_metrics.engines.duckdb import DuckDBEngine
def breaks(engine, query):
    time.sleep(0.5)
    raise ZeroDivisionError
DuckDBEngine._cells = breaks
"""


@pytest.mark.usefixtures("loaded")
def test_what_breaks_off_under_a_bar_is_told_on_a_line_of_its_own(tmp_path: Path) -> None:
    asked = command(tmp_path, "compute", "--period", "2026")
    asked[2] = BREAKS + asked[2]
    shown = on_a_terminal(asked, tmp_path / "out.txt", status=1)
    before, _, said = shown.rpartition("par-metrics: lỗi ngoài dự kiến (ZeroDivisionError)")
    assert "Hồ sơ TTHC" in before and "Hồ sơ TTHC" not in said
    assert before.endswith("\x1b[2K")  # the bar's line was emptied
    assert shown.count("\x1b[?25l") == shown.count("\x1b[?25h") == 1


def test_a_load_tells_how_many_bytes_were_read_and_rows_judged(tmp_path: Path, exports: list[Path]) -> None:
    told: list[Progress] = []
    load_export(tmp_path / "ws", load_settings(tmp_path / "ws"), Asked(exports[0]), told=told.append)
    assert told[-1] == Progress(bytes_read=exports[0].stat().st_size, rows=50)
    assert progress.WAIT == 2.0
