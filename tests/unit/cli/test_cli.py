"""The command line as it is called: exit status, standard output, standard error."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
import typer
import yaml

from par_metrics import catalogue
from par_metrics.cli import entry
from par_metrics.cli.app import app
from par_metrics.cli.entry import run
from par_metrics.cli.help import COMMANDS, OPTIONS, PANELS
from par_metrics.documents.templates import template_named
from par_metrics.loading.remarks import warning_words
from schemas import KINDS
from tests.support.workspaces import DOSSIERS, UNITS, copy_of, csv_file, load, small_workspace

ROOT = Path(__file__).parents[3]
CALL = [sys.executable, "-c", "from par_metrics.cli import main; main()"]
AS_OF = ("--as-of", "2026-04-01")


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> Path:
    return small_workspace(tmp_path_factory.mktemp("cli")).root


@pytest.fixture
def par(monkeypatch, capsys, filled):
    """Run a command in the filled workspace: exit status, standard output, standard error."""

    def call(*arguments: str, workspace: Path = filled) -> tuple[int, str, str]:
        monkeypatch.setenv("PAR_METRICS_WORKSPACE", str(workspace))
        status = run(arguments)
        out, err = capsys.readouterr()
        return status, out, err

    return call


@pytest.fixture
def fresh(tmp_path) -> Path:
    """A workspace of its own, for commands that write."""
    return small_workspace(tmp_path / "ws").root


@pytest.fixture
def shown(small_published, tmp_path) -> Path:
    """One of its own that was published on 1/4/2026."""
    return copy_of(small_published, tmp_path / "shown").root


def separate(*arguments: str, **options) -> subprocess.CompletedProcess[bytes]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | options.pop("env", {})
    return subprocess.run([*CALL, *arguments], capture_output=True, env=environment, **options)


# --- help and usage ---------------------------------------------------------------------


def test_every_command_and_option_is_explained_in_both_languages():
    group = typer.main.get_command(app)
    assert set(group.commands) == set(COMMANDS)
    names = {p.name for command in (group, *group.commands.values()) for p in command.params}
    assert names <= set(OPTIONS)
    assert all(label.vi and label.en and label.vi != label.en for label in (*COMMANDS.values(), *OPTIONS.values()))


def test_the_help_lists_the_commands_in_the_order_of_their_texts(par):
    _, out, _ = par("--lang", "en", "--help")
    listed = re.findall(r"^  ([a-z-]+)  ", out.split("Every day:\n")[1], re.MULTILINE)
    assert listed == [name for names in PANELS.values() for name in names]
    assert sorted(listed) == sorted(COMMANDS)
    assert all(f"\n{heading.en}:\n" in out for heading in PANELS)


def test_the_help_has_no_words_of_typer_in_vietnamese(par):
    for command in ("", *COMMANDS):
        out = par(*([command] if command else []), "--help")[1]
        assert "Cách dùng: par-metrics" in out
        assert not re.search(r"Usage|Options:|Arguments|Commands|OPTIONS|ARGS|default|required|<str>|<path>", out), out


def test_help_is_vietnamese_unless_english_is_asked_for(par):
    assert "Nạp các tệp xuất." in par("--help")[1]
    status, out, _ = par("--lang", "en", "--help")
    assert (status, "Load exports." in out) == (0, True)
    assert "Load exports." in par("--lang=en", "ingest", "--help")[1]


@pytest.mark.parametrize(
    ("arguments", "vi", "en"),
    [
        (["reconcile"], "thiếu LOẠI.", "Missing argument"),
        (["frobnicate"], 'không có lệnh "frobnicate".', "No such command"),
        (["compute", "--perio", "2026"], "không có tùy chọn --perio. Có phải: --period?", "No such option"),
        (["compute", "--grain", "hour"], '"hour" không phải một trong: day, week', "'hour' is not one of"),
        (["at-risk", "--days", "x"], "giá trị của --days không đúng: phải là số nguyên.", "valid integer"),
        (["sample", "x", "--units", "0"], "phải từ 1 trở lên.", "greater than or equal to 1"),
        (["disagreement", "--pair", "due"], "tùy chọn --pair cần 2 giá trị", "requires 2 arguments"),
        (["compute", "--period"], "tùy chọn --period cần một giá trị.", "requires an argument"),
        (["loads", "more"], "thừa: more.", "unexpected extra argument"),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, list) else "",
)
def test_a_wrong_call_is_told_in_the_language_of_the_officer(par, arguments, vi, en):
    """Lệnh gõ sai từng được báo bằng tiếng Anh."""
    status, out, err = par(*arguments)
    assert (status, out) == (2, "") and vi in err and en not in err
    status, out, err = par("--lang", "en", *arguments)
    assert (status, out) == (2, "") and en in err and vi not in err and "Value error" not in err


def test_the_help_option_is_explained_too(par):
    assert "In hướng dẫn này." in par("loads", "--help")[1]
    assert "Show this message." in par("--lang", "en", "--help")[1]


def test_help_starts_fast_because_it_imports_little():
    script = (
        "import sys; from par_metrics.cli.entry import run; run(['--help']); "
        "print(sorted({'prefect', 'pandera', 'pandas', 'pyarrow', 'duckdb'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    loaded = done.stderr.decode().strip()
    assert not {"prefect", "pandera", "pandas", "pyarrow"} & set(re.findall(r"\w+", loaded)), loaded


def test_no_command_shows_help_and_is_a_usage_error(par):
    status, out, err = par()
    assert (status, out, "--workspace" in err) == (2, "", True)


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["nothing"], "nothing"),
        (["compute", "--grain", "decade"], "decade"),
        (["--lang", "fr", "loads"], "fr"),
        (["explain"], "ID"),
        (["compute", "--period", "2026-13"], "2026-13"),
        (["compute", "--by", "color"], "color"),
        (["compute", "--as-of", "yesterday"], "yesterday"),
        (["compute", "on_tme_rate"], "on_time_rate"),
        (["explain", "on_tme_rate"], "on_time_rate"),
        (["compute", "--rules", "none"], "none"),
        (["scorecard", "--unit", "H60.1"], "H60.10"),
        (["compute", "--output", "figures.doc"], "--format"),
        (["compute", "--output", "missing/figures.csv"], "missing"),
        (["ingest", "README.md", "--kind", "dossier"], "dossiers"),
    ],
)
def test_usage_errors_exit_2_and_name_what_is_wrong(par, filled, monkeypatch, arguments, hint):
    monkeypatch.chdir(filled)
    (filled / "README.md").touch()
    status, out, err = par(*arguments)
    assert (status, out) == (2, "")
    assert hint in err
    assert "Traceback" not in err


def test_a_folder_that_is_no_workspace_exits_2(par, tmp_path):
    status, _, err = par("loads", workspace=tmp_path)
    assert status == 2
    assert "par-metrics init" in err


def test_wrong_settings_exit_2(par, fresh):
    settings = fresh / "par-metrics.toml"
    settings.write_text('unti = "H60.101"\n' + settings.read_text(encoding="utf-8"), encoding="utf-8")
    status, _, err = par("loads", workspace=fresh)
    assert status == 2
    assert '"unti"' in err


# --- the terminal ----------------------------------------------------------------------


def test_it_is_a_module_too(filled):
    done = subprocess.run(
        [sys.executable, "-m", "par_metrics", "--version"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.startswith("par-metrics ")


@pytest.mark.parametrize(("language", "label"), [("vi", "Quyết định 766"), ("en", "by Decision 766")])
def test_the_shell_is_told_commands_options_and_ids(language, label):
    def offered(words: str, shell: str) -> str:
        asked = {"_PAR_METRICS_COMPLETE": f"complete_{shell}", "PAR_METRICS_LANGUAGE": language}
        asked |= {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split(" ")) - 1), "_TYPER_COMPLETE_ARGS": words}
        done = separate(env=asked)
        assert done.returncode == 0
        return done.stdout.decode()

    assert offered("par-metrics sc", "bash").split() == ["scorecard", "score"]
    assert "on_time_rate_qd766" in offered("par-metrics explain on_time", "bash").split()
    assert label in offered("par-metrics compute on_time_rate_q", "zsh")


def test_completion_is_installed_and_said_in_the_language(tmp_path):
    home = {"HOME": str(tmp_path)}
    call = "import shellingham; shellingham.detect_shell = lambda: ('bash', 'bash')\n" + CALL[2]
    done = subprocess.run(
        [CALL[0], "-c", call, "--install-completion"], capture_output=True, text=True, env=os.environ | home, check=True
    )
    assert "Đã cài gợi ý lệnh cho bash" in done.stderr and not done.stdout
    assert "par-metrics" in (tmp_path / ".bashrc").read_text(encoding="utf-8")


# --- figures ----------------------------------------------------------------------------


def test_one_unit_is_asked_for_by_its_name(par):
    asked = ("compute", "on_time_rate", "--period", "3/2026", *AS_OF)
    status, out, err = par(*asked, "--unit", "Phường An Tường")
    assert status == 0 and "66,67 %" in out and "Phường An Tường (H60.101), kỳ 2026-03" in err
    assert par(*asked, "--unit", "H60.101", "--format", "csv")[1].count("H60.101") == 1


def test_the_late_are_listed_with_days_procedure_and_unit(par):
    status, out, err = par("explain", "on_time_rate", "--late", "--period", "2026-03", *AS_OF)
    assert status == 0 and "1 hồ sơ chưa đạt; 1 hồ sơ trễ" in err
    assert re.search(r"H60\.101-260301-0005 +1 .*Phường An Tường \(H60\.101\)", out)
    assert par("explain", "--why", "x", "--late")[0] == 2
    status, _, err = par("explain", "sipas", "--late", *AS_OF)
    assert status == 2 and "không phải tỷ lệ hay số đếm hồ sơ" in err


def test_a_definition_is_shown_in_words_and_its_query_on_request(par, tmp_path):
    status, out, _ = par("indicators", "overdue_open_count", workspace=tmp_path)
    assert status == 0
    assert out.startswith("Số hồ sơ đang giải quyết quá hạn\noverdue_open_count\n")
    assert re.search(r"Chỉ tiêu +0 trở xuống \(2026-2030\)", out) and "không có ngày kết thúc" in out
    assert "Mục kế hoạch  A.III.3" in out and "Phụ lục III.3" in out
    assert "SELECT" in par("indicators", "overdue_open_count", "--sql", workspace=tmp_path)[1]
    assert [row["indicator"] for row in json.loads(par("indicators", "sipas", "-f", "json")[1])] == ["sipas"]
    assert par("indicators", "--sql")[0] == 2


@pytest.mark.parametrize("form", ["ossie", "dbt"])
def test_the_catalogue_is_written_for_other_programs(par, tmp_path, form):
    """Also outside a workspace; whole, or not at all."""
    status, out, _ = par("indicators", "--to", form, workspace=tmp_path)
    assert status == 0
    assert {"ossie": "semantic_model", "dbt": "semantic_models"}[form] in yaml.safe_load(out)
    status, shown, said = par("indicators", "--to", form, "--output", str(tmp_path / "model.yaml"), workspace=tmp_path)
    assert (status, shown) == (0, "")
    assert "model.yaml" in said
    assert (tmp_path / "model.yaml").read_text(encoding="utf-8") == out
    assert par("indicators", "on_time_rate", "--to", form)[0] == 2
    assert par("indicators", "--to", form, "--format", "json")[0] == 2


def test_what_is_written_has_the_targets_of_the_workspace(par, tmp_path):
    ws = small_workspace(tmp_path / "ws")
    with (ws.root / "par-metrics.toml").open("a", encoding="utf-8") as settings:
        settings.write('[[targets]]\nindicator = "on_time_rate"\nvalue = 0.97\nyears = [2026, 2026]\n')
    (model,) = yaml.safe_load(par("indicators", "--to", "ossie", workspace=ws.root)[1])["semantic_model"]
    facts = {metric["name"]: json.loads(metric["custom_extensions"][0]["data"]) for metric in model["metrics"]}
    assert [target["value"] for target in facts["on_time_rate"]["targets"]] == [0.97]


def test_a_scorecard_may_be_of_what_is_missed_alone(par):
    rows = {
        only: json.loads(par("scorecard", "--period", "2026-03", *AS_OF, "--only", only, "-f", "json")[1])
        for only in ("missed", "figures", "tasks")
    }
    assert all(row["status"] == "missed" or row["state"] == "behind" for row in rows["missed"])
    assert all(row["indicator"] for row in rows["figures"]) and not any(row["indicator"] for row in rows["tasks"])
    whole = json.loads(par("scorecard", "--period", "2026-03", *AS_OF, "-f", "json")[1])
    assert len(rows["figures"]) + len(rows["tasks"]) == len(whole) and rows["figures"] and rows["tasks"]


def test_a_template_is_asked_for_by_its_vietnamese_name(par, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for given, kind in (
        ("don-vi", "units"),
        ("can-bo", "staff"),
        ("Hồ sơ TTHC", "dossiers"),
        ("bang-tieu-chi", "criteria"),
    ):
        assert template_named(given) == kind
    assert par("template", "don-vi")[0] == 0 and (tmp_path / "mau-don-vi.xlsx").exists()
    status, _, err = par("template", "don-vj")
    assert status == 2 and 'Gần nhất: "don-vi"' in err and "can-bo-cong-chuc" in err
    assert par("template", "diem")[0] == 2, "of two templates"


def test_a_table_for_people_has_percents_with_a_decimal_comma(par):
    status, out, err = par("compute", "on_time_rate", "--period", "2026-03", *AS_OF)
    assert (status, err) == (0, "1 số liệu, mọi đơn vị, kỳ 2026-03, tính đến 01/04/2026 00:00: 1 theo dõi.\n")
    assert "75,00 %" in out
    assert "75.00%" in par("--lang", "en", "compute", "on_time_rate", "--period", "2026-03", *AS_OF)[1]


def test_the_language_of_the_settings_is_spoken(par, fresh):
    settings = fresh / "par-metrics.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('"vi"', '"en"'), encoding="utf-8")
    assert "Rows refused" in par("compute", "on_time_rate", *AS_OF, workspace=fresh)[1]


def test_json_is_the_long_table_and_nothing_else(par):
    status, out, err = par("compute", "on_time_rate", "--period", "2026-03", "--by", "unit_code", *AS_OF, "-f", "json")
    assert (status, err) == (0, "")
    figures = {row["unit_code"]: row for row in json.loads(out)}
    assert figures["H60.101"]["value"] == pytest.approx(2 / 3)
    assert list(figures["H60.101"])[:3] == ["indicator", "version", "rules"]


def test_csv_has_exact_values_and_whole_counts(par):
    _, out, _ = par("compute", "on_time_rate", "--period", "2026-03", "--by", "unit_code", *AS_OF, "--format", "csv")
    rows = pl.read_csv(io.StringIO(out), schema_overrides={"numerator": pl.String})
    assert rows["numerator"].to_list() == ["2", "1"]
    assert rows["value"].to_list() == [2 / 3, 1.0]


@pytest.mark.parametrize("ending", ["csv", "json", "parquet"])
def test_a_file_is_written_in_the_format_of_its_ending(par, tmp_path, ending):
    path = tmp_path / f"figures.{ending}"
    status, out, err = par("compute", "on_time_rate", "--period", "2026", *AS_OF, "--output", str(path))
    assert (status, out) == (0, "")
    assert str(path) in err
    read = {"csv": pl.read_csv, "json": pl.read_json, "parquet": pl.read_parquet}[ending]
    assert read(path)["denominator"].to_list() == [6]


def test_parquet_goes_through_a_pipe(filled):
    done = separate("-w", str(filled), "compute", "on_time_rate", "--period", "2026", "--format", "parquet", *AS_OF)
    assert pl.read_parquet(io.BytesIO(done.stdout))["denominator"].to_list() == [6]


def test_without_ids_every_indicator_is_computed_and_groups_may_share_an_option(par):
    _, out, _ = par("compute", "--period", "2026", *AS_OF, "--format", "json")
    assert [row["indicator"] for row in json.loads(out)] == list(catalogue)
    status, out, _ = par("compute", "on_time_rate", "--by", "unit_code,channel", *AS_OF, "-p", "2026", "-f", "json")
    assert (status, len(json.loads(out))) == (0, 3)


def test_grain_splits_the_period(par):
    _, out, _ = par("compute", "on_time_rate", "--period", "2026-Q1", "--grain", "month", *AS_OF, "-f", "json")
    assert [row["period"] for row in json.loads(out)] == ["2026-01", "2026-02", "2026-03"]


def test_without_pyspark_it_is_told_how_to_install_it(par):
    asked = ("compute", "on_time_rate", "--engine", "spark", "--remote", "sc://127.0.0.1:15002")
    for language, words in (("vi", "chưa cài phần spark"), ("en", "the extra spark is not installed")):
        code, out, err = par("--lang", language, *asked)
        assert (code, out) == (2, "") and words in err and 'pip install "par-metrics[spark]"' in err


def test_explain_lists_the_records_of_a_unit(par):
    arguments = ("explain", "on_time_rate", "--period", "2026-03", "--unit", "H60.101", *AS_OF, "--format", "csv")
    status, out, _ = par(*arguments)
    records = pl.read_csv(io.StringIO(out))
    assert status == 0
    assert sorted(records["counted_as"]) == ["denominator", "numerator", "numerator"]


def test_explain_names_the_nearest_unit_instead_of_showing_no_records_of_a_wrong_one(par):
    status, out, err = par("--lang", "en", "explain", "on_time_rate", "--period", "2026-03", "--unit", "H60.10")
    assert (status, out) == (2, "")
    assert 'no unit "H60.10"' in err and 'The nearest is "H60.10' in err


def test_explain_says_when_there_is_nothing(par):
    status, out, err = par("explain", "on_time_rate", "--period", "2025-03", "--unit", "H60.102", "-f", "json")
    assert (status, json.loads(out)) == (0, [])
    assert "--unit" in err


def test_the_scorecard_shows_what_nobody_reported(par):
    status, out, _ = par("scorecard", "--period", "2026-03", *AS_OF)
    assert status == 0
    line = next(line for line in out.splitlines() if line.startswith("A.I.1.1"))
    assert "chưa có báo cáo" in line
    assert json.loads(par("scorecard", *AS_OF, "-f", "json")[1])[0]["state"] == "not_reported"


def test_the_catalogue_needs_no_workspace(par, tmp_path):
    status, out, _ = par("indicators", "--format", "json", workspace=tmp_path)
    assert status == 0
    assert {row["indicator"]: row["unit"] for row in json.loads(out)}["overdue_open_count"] == "count"


# --- loading ----------------------------------------------------------------------------


def test_init_makes_a_workspace_once(par, tmp_path):
    status, out, err = par("init", "--unit", "H60.101", workspace=tmp_path / "new")
    assert (status, out) == (0, "")
    assert str(tmp_path / "new" / "inbox") in err
    settings = (tmp_path / "new" / "par-metrics.toml").read_text(encoding="utf-8")
    assert par("init", "--unit", "H60.999", workspace=tmp_path / "new")[0] == 0
    assert (tmp_path / "new" / "par-metrics.toml").read_text(encoding="utf-8") == settings


def test_ingest_tells_what_became_of_the_rows(par, tmp_path):
    par("init", "--unit", "H60.101", workspace=tmp_path)
    table = DOSSIERS + "    H60.101-260301-0007 | H60.101 | 99 | 2026-03-02 08:00:00 | | | online\n"
    status, out, err = par("ingest", str(csv_file(tmp_path / "hoso.csv", table)), workspace=tmp_path)
    assert (status, out) == (0, "")
    assert "hoso.csv: Hồ sơ TTHC" in err
    assert "đọc 7 dòng, nhận 6 (6 mới" in err
    assert "dòng 8" in err
    assert "99" in err
    status, _, err = par("ingest", str(tmp_path / "hoso.csv"), workspace=tmp_path)
    assert status == 0
    assert "đã nạp từ trước" in err


def test_every_warning_has_words_that_need_no_value():
    ids = {rule.id for kind in KINDS.values() for rule in kind.warnings}
    assert all("{" not in warning_words(rule).vi + warning_words(rule).en for rule in ids)
    assert warning_words("unit_from_name").vi == "đơn vị tra theo tên"


def test_ingest_as_json_is_one_report_a_line(par, tmp_path):
    par("init", workspace=tmp_path)
    files = [str(csv_file(tmp_path / "units.csv", UNITS)), str(csv_file(tmp_path / "hoso.csv", DOSSIERS))]
    status, out, err = par("ingest", "--json", *files, workspace=tmp_path)
    reports = [json.loads(line) for line in out.splitlines()]
    assert (status, err) == (0, "")
    assert [(r["kind"], r["rows_read"], r["inserted"]) for r in reports] == [("units", 2, 2), ("dossiers", 6, 6)]


def test_a_refused_file_exits_1_and_the_others_are_loaded(par, tmp_path):
    par("init", workspace=tmp_path)
    empty = tmp_path / "empty.csv"
    empty.touch()
    good = csv_file(tmp_path / "hoso.csv", DOSSIERS)
    status, _, err = par("ingest", str(empty), str(tmp_path / "gone.csv"), str(good), workspace=tmp_path)
    assert status == 1
    assert "empty.csv: KHÔNG NẠP" in err
    assert "gone.csv: KHÔNG NẠP" in err
    assert err.count("gone.csv") == 1
    assert "nhận 6" in err
    assert "không nạp" in par("loads", workspace=tmp_path)[1]


def test_loads_and_rejects_are_listed(par, fresh):
    from par_metrics import Workspace

    bad = load(Workspace(fresh), "dossiers", "dossier_code | unit_code | status\n H60.101-260101-0009 | H60.101 | Lạ")
    status, out, _ = par("loads", "--format", "json", workspace=fresh)
    assert (status, [row["rejected"] for row in json.loads(out)]) == (0, [0, 0, 1])
    status, out, _ = par("rejects", "--load", bad, "--format", "csv", workspace=fresh)
    assert pl.read_csv(io.StringIO(out))["rule"].to_list() == ["unknown_status"]
    assert "unknown_status" in par("rejects", workspace=fresh)[1]
    assert "dossiers" in par("loads", workspace=fresh)[1]


def test_publish_and_a_gate_that_holds_it_back(par, fresh):
    from par_metrics import Workspace

    status, out, err = par("publish", *AS_OF, workspace=fresh)
    assert (status, out) == (0, "")
    assert "Đã công bố" in err
    load(Workspace(fresh), "dossiers", "dossier_code | unit_code | status\n H99.1-260101-0001 | H99.1 | 4")
    status, _, err = par("publish", *AS_OF, workspace=fresh)
    assert status == 1
    assert "CHƯA CÔNG BỐ" in err
    assert "H99.1" in err


def test_a_postgres_server_that_is_not_set_or_not_there(par, fresh):
    status, _, err = par("postgres", workspace=fresh)
    assert status == 2 and "[postgres]" in err
    with (fresh / "par-metrics.toml").open("a", encoding="utf-8") as settings:
        settings.write('[postgres]\nhost = "127.0.0.1"\nport = 1\ndbname = "so_lieu"\n')
    status, out, err = par("postgres", workspace=fresh)
    assert status == 0 and "Chưa công bố lần nào" in err and out == ""
    status, _, err = par("postgres", "--check", workspace=fresh)
    assert status != 0 and "PostgreSQL (so_lieu ở 127.0.0.1:1, schema par_metrics): không kết nối được" in err
    status, _, err = par("publish", *AS_OF, workspace=fresh)
    assert status == 1 and "Đã công bố" in err and "không kết nối được" in err
    assert (fresh / "published" / "latest" / "manifest.json").exists()


def test_nightly_loads_the_inbox_and_publishes(par, tmp_path):
    par("init", "--unit", "H60.101", workspace=tmp_path)
    csv_file(tmp_path / "inbox" / "hoso.csv", DOSSIERS)
    csv_file(tmp_path / "inbox" / "units.csv", UNITS)
    status, out, err = par("nightly", *AS_OF, workspace=tmp_path)
    assert (status, out) == (0, ""), err
    figures = pl.read_parquet(tmp_path / "published" / "latest" / "indicators.parquet")
    total = figures.filter(pl.col("unit_code").is_null(), indicator="on_time_rate", period="2026-03")
    assert total["denominator"].to_list() == [4]
    (tmp_path / "inbox" / "empty.csv").touch()
    status, _, err = par("nightly", *AS_OF, workspace=tmp_path)
    assert status == 1
    assert "empty.csv" in err


def test_rebuild_gives_the_same_figures(par, fresh):
    before = par("compute", "--period", "2026", *AS_OF, "-f", "json", workspace=fresh)[1]
    (fresh / "warehouse.duckdb").unlink()
    assert par("rebuild", workspace=fresh)[0] == 0
    assert par("compute", "--period", "2026", *AS_OF, "-f", "json", workspace=fresh)[1] == before


def test_doctor_exits_1_when_something_is_wrong(par, fresh):
    status, out, err = par("doctor", workspace=fresh)
    assert (status, err) == (0, "")
    shutil.rmtree(fresh / "inbox")
    status, out, _ = par("doctor", workspace=fresh)
    assert status == 1
    assert "inbox/" in out


def test_sample_exports_can_be_loaded(par, tmp_path):
    status, _, err = par("sample", str(tmp_path), "--dossiers", "50", "--units", "2", "--layout", "csv")
    assert status == 0, err
    files = sorted((tmp_path / "exports").iterdir(), key=lambda path: "danh-sach" in path.name)
    par("init", workspace=tmp_path / "ws")
    status, out, err = par("ingest", "--json", *map(str, files), workspace=tmp_path / "ws")
    assert status == 0, err
    reports = [json.loads(line) for line in out.splitlines()]
    assert {r["kind"]: r["rejected"] for r in reports} == {"units": 0, "procedures": 0, "dossiers": 0}


# --- when things go wrong ---------------------------------------------------------------


def test_an_unexpected_error_is_one_line_without_its_text(par, monkeypatch):
    def fail(*arguments, **options):
        raise ValueError("Nguyễn Văn A, 0912345678")

    monkeypatch.setattr("par_metrics.workspace.facade.Workspace.loads", fail)
    status, out, err = par("loads")
    assert (status, out) == (1, "")
    assert err.count("\n") == 1
    assert "ValueError" in err
    assert "Nguyễn" not in err
    assert "Traceback" in par("--debug", "loads")[2]


@pytest.mark.parametrize("what_comes", [KeyboardInterrupt(), RuntimeError("Query interrupted")])
def test_ctrl_c_stops_quietly(par, monkeypatch, what_comes):
    """DuckDB makes an error of its own of it."""

    def interrupt(*arguments, **options):
        raise what_comes

    monkeypatch.setattr("par_metrics.workspace.facade.Workspace.loads", interrupt)
    assert par("loads") == (entry.INTERRUPTED, "", "Đã dừng.\n")


@pytest.mark.skipif(os.name != "posix", reason="pipes of a shell")
def test_a_reader_that_goes_away_is_no_error(filled):
    command = f'{sys.executable} -c "from par_metrics.cli import main; main()"'
    script = f"{command} -w {filled} compute --period 2026 --grain day --format csv | head -1"
    done = subprocess.run(["bash", "-c", script], capture_output=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert done.stdout.startswith(b"indicator,")
    assert done.stderr == b""


def test_a_busy_workspace_exits_1_and_names_the_writer(par, fresh):
    from par_metrics.settings.layout import Layout
    from par_metrics.warehouse.lock import writer_lock

    with writer_lock(Layout(fresh)):
        done = separate("-w", str(fresh), "ingest", str(next(fresh.glob("*.csv"))))
    assert done.returncode == 1
    assert f"PID {os.getpid()}" in done.stderr.decode()


def test_vietnamese_comes_out_whatever_the_terminal(filled):
    done = separate("-w", str(filled), "scorecard", *AS_OF, env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
    assert done.returncode == 0
    assert "Tri thức công dân" in done.stdout.decode("utf-8")


# --- what a night says to programs and people ---------------------------------------------


def test_a_night_as_one_document(par, fresh):
    csv_file(fresh / "inbox" / "la.csv", "animal | weight\ndog | 20")
    status, out, err = par("nightly", *AS_OF, "--json", workspace=fresh)
    told = json.loads(out)
    assert status == 1 and (told["schema"], told["version"], told["ok"]) == ("par-metrics/night", 1, False)
    assert [*told] == [
        *("schema", "version", "unit_code", "run_id", "state", "ok", "as_of", "sources", "files"),
        *("left_in_inbox", "failure", "gates", "damages", "notices", "open_data", "postgres", "digest"),
        *("outputs", "links"),
    ]
    (file,) = told["files"]
    assert file["file"] == "la.csv" and file["rule"] == "unknown_layout" and file["problem"]["vi"]
    assert {gate["state"] for gate in told["gates"]} == {"passed"} and "metrics.duckdb" in told["outputs"]
    assert Path(told["links"]["page"]).is_file() and told["links"]["web"] is None
    assert "la.csv" not in err, "its story is told in one way"


def test_a_night_that_is_held_back_and_one_with_refused_rows(par, fresh):
    rows = "\n".join(f"H60.101-2603-{n:04} | H60.101 | {99 if n < 9 else 4} | 2026-03-02 08:00:00" for n in range(20))
    csv_file(fresh / "inbox" / "ho-so_2026-03-31.csv", f"dossier_code | unit_code | status | received_at\n{rows}")
    status, out, _ = par("nightly", *AS_OF, "--json", workspace=fresh)
    told = json.loads(out)
    assert status == 1 and told["state"] == "held" and told["run_id"] in told["links"]["page"]
    assert [gate["id"] for gate in told["gates"] if gate["state"] == "failed"] == ["rows_refused"]
    assert told["files"][0]["reasons"] == [{"column": "status", "rule": "unknown_status", "rows": 9}]


def test_a_digest_is_shown_in_each_form_and_sent_to_nobody(par, fresh, shown):
    assert par("digest", workspace=fresh)[0] == 2, "nothing is published yet"
    status, out, _ = par("--lang", "en", "digest", workspace=shown)
    assert status == 0 and out.startswith("Published, figures as of 2026-04-01 00:00")
    assert par("digest", "--format", "html", workspace=shown)[1].startswith("<!doctype html>")
    assert json.loads(par("digest", "--format", "json", workspace=shown)[1])["state"] == "published"
    status, _, err = par("digest", "--run", "x", workspace=shown)
    assert status == 2 and "không có lần chạy" in err
    for more in ("--send", "--check"):
        status, out, err = par("digest", more, workspace=shown)
        assert status == 2 and not out and "[digest]" in err


def test_a_digest_that_nobody_takes(par, shown):
    with (shown / "par-metrics.toml").open("a", encoding="utf-8") as settings:
        settings.write('[digest.webhooks.chat]\nurl = "http://127.0.0.1:9/ma-rieng"\n')
    for more in ("--send", "--check"):
        status, out, err = par("digest", more, workspace=shown)
        assert status == 1 and not out and "CHƯA GỬI: webhook chat: 127.0.0.1 không trả lời" in err
        assert "ma-rieng" not in err
