"""`par-metrics report`, `template bao-cao` and `diff --reported` on the command line."""

import re
from pathlib import Path

import pytest
from docx.oxml.ns import qn

from par_metrics.cli.entry import run
from tests.support.reports import PERIOD, opened, reporting_workspace, texts_of
from tests.support.workspaces import load, small_workspace


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return reporting_workspace(tmp_path_factory.mktemp("reporting")).root


def test_a_report_is_made_signed_by_its_document_and_compared(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAR_METRICS_WORKSPACE", str(root))

    def told(*arguments: str, status: int = 0) -> str:
        assert run(["--lang", "en", *arguments]) == status
        printed = capsys.readouterr()
        return printed.out + printed.err

    made = told("report", "--period", "quý III/2026")
    assert made == f"Wrote bao-cao-{PERIOD}.docx. Report of {PERIOD}, H60.101, as of 2026-09-10 00:00, provisional.\n"
    assert "quý III năm 2026" in " ".join(texts_of(opened(tmp_path / f"bao-cao-{PERIOD}.docx")))
    signed = told("report", "--sign", f"bao-cao-{PERIOD}.docx")
    assert f"Signed: {PERIOD}, H60.101, 63 figures as of 2026-09-10 00:00" in signed and "signed 1 times" not in signed
    # Its figures are kept though nobody has judged them yet: it says so, until everything is written.
    assert f"Note: bao-cao-{PERIOD}.docx has 8 places in square brackets to fill in: [...] (7)" in signed
    assert "keeps figures, and not the text" in signed
    document = opened(tmp_path / f"bao-cao-{PERIOD}.docx")
    for piece in document.element.body.iter(qn("w:t")):
        piece.text = re.sub(r"\[.*\]", "Đã viết [1].", piece.text)
    document.save(str(tmp_path / "written.docx"))
    assert "Note:" not in told("report", "--sign", "written.docx")
    assert "It was signed 2 times before" in told("report", "--sign", "--period", PERIOD)
    # A report of another workspace is not kept as one of this.
    other = small_workspace(tmp_path / "other")
    refused = told("--workspace", str(other.root), "report", "--sign", f"bao-cao-{PERIOD}.docx", status=2)
    assert "it was made from another one" in refused and not (other.root / "reported").exists()
    since = told("diff", "--reported", PERIOD)
    assert "0 figures changed" in since and "changed by records: 0 figures; by definitions: 0; by settings: 0" in since
    assert "Version before" in told("diff", "--reported", PERIOD, "--table", "otherwise")


def test_brackets_of_a_name_are_no_place_to_fill_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Counted were those of the office's own name, on every page it stands on."""
    ws = small_workspace(tmp_path / "ws")
    load(ws, "units", "unit_code | unit_name | level\n H60.101 | Phường An Tường [mới] | commune")
    monkeypatch.chdir(tmp_path)
    of_ws = ["--lang", "en", "--workspace", str(ws.root), "report"]
    assert run([*of_ws, "--period", "2026-Q1", "--output", "a.docx"]) == 0
    assert any("Phường An Tường [mới]" in text for text in texts_of(opened(tmp_path / "a.docx")))
    assert run([*of_ws, "--sign", "a.docx"]) == 0
    said = capsys.readouterr().err
    assert "places in square brackets to fill in: [...] (7)" in said and "[mới]" not in said


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["report"], "the period is missing"),
        (["report", "a.docx", "--period", PERIOD], "means nothing beside report"),
        (["report", "--sign", "--output", "a.docx", "--period", PERIOD], "means nothing beside --sign"),
        (["report", "--sign", "a.docx", "--period", PERIOD], "means nothing beside --sign DOCX"),
        (
            ["report", "--period", PERIOD, "--template", "a.docx"],
            "the template a.docx cannot be opened: there is no such",
        ),
        (["diff", "--reported", PERIOD, "--period", PERIOD], "--reported tells the period"),
        (["diff", "--known-at", "2026-01-01", "--table", "otherwise"], "needs --reported"),
        (["diff", "--reported", "2026-Q1"], "no report of 2026-Q1"),
    ],
)
def test_what_makes_no_sense_is_told(
    root: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert run(["--lang", "en", "--workspace", str(root), *arguments]) == 2
    assert told in capsys.readouterr().err


def test_an_output_that_cannot_be_written_leaves_what_was_there(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "tep"
    folder.write_text("no folder", encoding="utf-8")
    output = folder / "bao-cao.docx"
    command = ["--lang", "en", "--workspace", str(root), "report", "--period", PERIOD, "--output", str(output)]
    assert run(command) == 2
    assert "cannot write" in capsys.readouterr().err
    assert folder.read_text(encoding="utf-8") == "no folder"
