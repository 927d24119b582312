"""Of more than 200 personal values, each planted in many places, none is found outside the archive and the inbox."""

import contextlib
import io
import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from par_metrics import Workspace
from par_metrics.cli.entry import run
from par_metrics.documents.forms import FORMS
from par_metrics.domain.privacy import impersonal_reason
from par_metrics.errors import UsageError
from tests.privacy.looking import everything_written, leaks
from tests.privacy.planting import plant
from tests.privacy.values import ACCOUNTS, SHORT_NAMES, VALUES, entries
from tests.support import sinks
from tests.support.prefect_server import serving

ROOT = Path(__file__).parents[2]

EXEMPT = (*entries(ACCOUNTS), *entries(SHORT_NAMES))
AS_OF = "2026-10-01"
COMMANDS = (
    ("--debug", "nightly", "--as-of", AS_OF),
    ("--debug", "nightly", "--as-of", AS_OF, "--json"),
    *(("digest", "--format", shape) for shape in ("text", "html", "json")),
    ("rejects", "-f", "json"),
    ("rejects",),
    ("loads", "-f", "json"),
    ("loads",),
    ("doctor",),
    ("--debug", "rebuild"),
    ("freshness",),
    ("at-risk", "--as-of", "2026-02-01"),
    ("scorecard", "--period", "2026"),
    ("explain", "on_time_rate", "--period", "2026"),
    ("explain", "on_time_rate", "--period", "2026", "--late", "-f", "csv"),
    ("at-risk", "--as-of", "2026-02-01", "-f", "xlsx", "-o", "out/at-risk.xlsx"),
    ("compute", "--period", "2026", "--by", "field", "-f", "json"),
    ("pace", "--period", "2026", "--by", "unit_code"),
    ("disagreement", "--period", "2026"),
    ("reconcile", "--period", "2026"),
    ("score", "--period", "2026"),
    ("par-index", "--period", "2026"),
    ("report", "--period", "2026-Q3", "--as-of", AS_OF, "-o", "out/bao-cao.docx"),
    ("report", "--period", "2026-Q3", "--as-of", AS_OF, "--sign", "out/bao-cao.docx"),
    *(("form", form, "--period", "2026", "--as-of", AS_OF, "-o", f"out/{form}.xlsx") for form in FORMS),
    ("form", "II.06a", "--period", "2026", "--by", "field"),
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A workspace into which everything was loaded, and what the night under Prefect and each command said."""
    root = Workspace.create(tmp_path_factory.mktemp("planted") / "ws", unit="H60.101").root
    plant(root / "inbox", VALUES, EXEMPT)
    (root / "out").mkdir()
    with contextlib.chdir(root), sinks.chat() as chat:
        with (root / "par-metrics.toml").open("a", encoding="utf-8") as settings:
            settings.write(f'\n[digest.webhooks.mot]\nurl = "{chat.url}"\n')
            settings.write(f'[digest.webhooks.hai]\nurl = "{chat.url}"\nformat = "text"\n')
        night = _night_under_prefect(root)
        said = {"flows.nightly": night} | {" ".join(a): _said(root, a) for a in COMMANDS}
        return root, said | {"webhooks": json.dumps(chat.bodies, ensure_ascii=False)}


def _night_under_prefect(root: Path) -> str:
    """What it prints; what its server keeps and logs is in the workspace, and is searched there."""
    home = root / "prefect"
    home.mkdir()
    with serving(home, "--no-ui") as environment:
        command = [sys.executable, "-m", "flows.nightly", "--workspace", str(root), "--as-of", AS_OF]
        done = subprocess.run(command, env=dict(environment), cwd=ROOT, capture_output=True, text=True)
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def _said(root: Path, arguments: tuple[str, ...]) -> str:
    """What a command writes to its output and beside it."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream), contextlib.suppress(SystemExit):
        run(["--workspace", str(root), *arguments])
    return stream.buffer.getvalue().decode()  # type: ignore[attr-defined]


def test_there_are_as_many_values_as_promised() -> None:
    assert len(VALUES) > 200


def test_nothing_that_is_kept_holds_a_planted_value(told: tuple[Path, dict[str, str]]) -> None:
    root, _ = told
    assert leaks(everything_written(root), VALUES) == []


def test_nothing_that_is_said_holds_a_planted_value(told: tuple[Path, dict[str, str]]) -> None:
    _, said = told
    assert leaks(iter(said.items()), VALUES) == []


def test_what_was_planted_was_read(told: tuple[Path, dict[str, str]]) -> None:
    """Files that are all refused would hold nothing, and prove nothing."""
    root, said = told
    ws = Workspace(root)
    with sqlite3.connect(ws.root / "prefect" / "prefect.db") as kept:
        assert kept.execute("SELECT count(*) FROM artifact").fetchone()[0] >= 5
        assert kept.execute("SELECT count(*) FROM log").fetchone()[0] > 20
    assert {path.suffix for path in (ws.root / "out").iterdir()} == {".docx", ".xlsx"}
    read = ws.sql("SELECT kind, sum(accepted) AS accepted FROM loads WHERE state = 'loaded' GROUP BY kind")
    assert set(read.filter(read["accepted"] > 0)["kind"]) == {
        *("units", "procedures", "dossiers", "payments", "feedback", "survey_answers", "staff", "findings"),
        *("documents", "agency_reports", "assessments", "task_reports", "score_inputs", "papi_scores"),
    }  # fmt: skip
    assert ws.rejects().height > 500
    document, message = json.loads(said["webhooks"])[:2]
    assert sum(file["rejected"] for file in document["files"]) > 500 and "text" in message
    assert (ws.root / "logs" / "par-metrics.log").read_text(encoding="utf-8").count("từ chối") > 20


@pytest.mark.parametrize("reason", ["Thử nghiệm", "Chạy thử", "Đã xem", "Đã biết, chấp nhận"])
def test_a_plain_reason_may_begin_with_a_capital(reason: str) -> None:
    assert impersonal_reason(reason) == reason


@pytest.mark.parametrize("value", VALUES)
def test_no_reason_of_an_officer_holds_one(value: str) -> None:
    for reason in (value, f"Nạp nhầm tệp của {value}"):
        with pytest.raises(UsageError) as caught:
            impersonal_reason(reason)
        assert value not in f"{caught.value} {caught.value.label} {caught.value!r}"
