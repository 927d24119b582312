"""What an export brings runs nowhere: in no spreadsheet, page or template; and nothing extreme is a defect."""

from pathlib import Path

import polars as pl
import pytest

from par_metrics import Workspace
from par_metrics.cli.entry import run
from par_metrics.domain.privacy import may_be_office, may_be_shown, shown_file
from par_metrics.errors import ParMetricsError, RefusedFileError, SettingsError
from par_metrics.exports.profiles.library import parse_profile
from par_metrics.publish.outputs.csv import csv_text
from par_metrics.settings.settings import load_settings

ENDLESS = "[" * 50_000


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        (" =1+1", "' =1+1"),
        ("\t=1+1", "'\t'=1+1"),
        ("\r=1+1", "'\r'=1+1"),
        ("＝1+1", "'＝1+1"),
        ("a;=1+1", "a;'=1+1"),
        ("a\t=1+1", "a\t'=1+1"),
        ("a\r=1+1", "a\r'=1+1"),
        ("a\n@x", "a\n'@x"),
        ('a; "=1+1', "a;' \"=1+1"),
        # Machine values and honest words are left alone.
        ("-150000", "-150000"),
        ("-1.5", "-1.5"),
        ("a - b", "a - b"),
        ("2026-01-05", "2026-01-05"),
        ("a; b", "a; b"),
        ("x = y", "x = y"),
    ],
)
def test_no_cell_of_a_csv_for_people_is_a_formula(text: str, written: str) -> None:
    found = pl.read_csv(csv_text(pl.DataFrame({"value": [text], "n": [-1]})).encode(), infer_schema=False)
    assert found.row(0) == (written, "-1")


HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "![x](http://evil.example/a.png)",
    "[báo cáo](javascript:alert(1))",
    "{{ danh sách }}",
    "hồ sơ <b>",
    "`hồ sơ`",
    "danh sách\u202exslx",
    "https://evil.example",
    "javascript:danh sách",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_name_with_marks_of_pages_or_links_is_never_shown(text: str) -> None:
    assert not may_be_shown(text)
    assert not may_be_office(f"Phường {text}")
    shown = shown_file(f"{text.replace('/', '')}.csv")
    assert not set("<>{}`\u202e") & set(shown) and "](" not in shown and "javascript" not in shown


def test_values_beyond_all_bounds_end_in_the_usual_reasons(workspace: Workspace, tmp_path: Path) -> None:
    export = tmp_path / "hoso.csv"
    dates = ("31/12/9999", "01/01/0001", "0000-00-00", "99999999999999", "1e308", "-1", "2026-02-30", "9" * 5000)
    rows = [f"H60.101-260105-{n:04d},H60.101,4,{date}" for n, date in enumerate(dates)]
    rows += [f"{'A1' * 5000},H60.101,4,05/01/2026", f"H60.101-260105-0099,{'H' * 5000},4,05/01/2026"]
    rows += ["H60.101-260105-0100,H60.101," + "đang xử lý " * 1000 + ",05/01/2026"]
    export.write_text("dossier_code,unit_code,status,received_at\n" + "\n".join(rows) + "\n", encoding="utf-8")
    report = workspace.ingest(export, exported_at="2026-02-01")
    assert report.refused_reason is None and report.rejected >= len(dates)
    assert workspace.rejects()["value"].str.len_chars().max() < 200
    assert workspace.rejects()["message_vi"].str.len_chars().max() < 700


@pytest.mark.parametrize(
    "arguments",
    [
        ("scorecard", "--period", "9999"),
        ("scorecard", "--period", "9" * 400),
        ("scorecard", "--period", "2026", "--as-of", "9999-12-31"),
        ("scorecard", "--period", "2026", "--unit", "x" * 10_000),
        ("explain", "y" * 10_000, "--period", "2026"),
    ],
)
def test_arguments_beyond_all_bounds_end_in_the_usual_error(
    workspace: Workspace, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        raise SystemExit(run(["--workspace", str(workspace.root), *arguments]))
    said = capsys.readouterr()
    assert "Traceback" not in said.out + said.err
    assert ended.value.code in (0, 1, 2, None)


def test_toml_nested_without_end_is_refused_like_any_that_is_wrong(workspace: Workspace) -> None:
    with pytest.raises(RefusedFileError, match="nested too deeply"):
        parse_profile(f"name = {ENDLESS}", "own.toml")
    (workspace.root / "par-metrics.toml").write_text(f"unit = {ENDLESS}", encoding="utf-8")
    with pytest.raises(SettingsError, match="nested too deeply"):
        load_settings(workspace.root)


@pytest.mark.parametrize("text", [ENDLESS, '{"a":' * 50_000, '[{"MaHoSo": ' + ENDLESS])
def test_json_nested_without_end_is_refused(workspace: Workspace, tmp_path: Path, text: str) -> None:
    export = tmp_path / "dong-bo.json"
    export.write_text(text, encoding="utf-8")
    try:
        report = workspace.ingest(export)
    except ParMetricsError as error:
        pytest.fail(f"not among the reports: {error}")
    assert report.refused_rule == "over_limit" and "nested" in str(report.refused_reason)
