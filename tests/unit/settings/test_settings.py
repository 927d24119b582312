from datetime import date
from pathlib import Path

import pytest

from par_metrics.errors import SettingsError
from par_metrics.settings.keys import pseudonym_key
from par_metrics.settings.making import init_workspace
from par_metrics.settings.settings import load_settings


@pytest.fixture
def root(tmp_path: Path) -> Path:
    init_workspace(tmp_path / "ws", unit="H60.101")
    return tmp_path / "ws"


def write(root: Path, text: str) -> None:
    (root / "par-metrics.toml").write_text(text, encoding="utf-8")


def test_a_new_workspace_has_its_folders_settings_and_key(root: Path) -> None:
    assert {"inbox", "archive", "lake", "rejects", "published"} <= {p.name for p in root.iterdir() if p.is_dir()}
    settings = load_settings(root)
    assert (settings.unit, settings.timezone, settings.language) == ("H60.101", "Asia/Ho_Chi_Minh", "vi")
    assert settings.publish.keep_runs == 30
    assert (root / ".pseudonym-key").stat().st_mode & 0o777 == 0o600
    assert (root / "archive").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[freshness]\ndossiers = -1", '"freshness.dossiers" không hợp lệ: phải từ 0 trở lên.'),
        ('[freshness]\n"dossiers.one_stop" = "x"', '"freshness.dossiers.one_stop" không hợp lệ: phải là số nguyên.'),
        ('[freshness]\nhold_back = ["dossiers"]', 'hold_back nêu "dossiers" nhưng chưa đặt số ngày cho nó.'),
        ("[publish]\nrefused_limit = 2", '"publish.refused_limit" không hợp lệ: không được lớn hơn 1.'),
        ('[publish]\nlicence = { title = "CC" }', '"publish.licence" không hợp lệ: cần name hoặc path cùng với title.'),
        (
            '[publish]\nlicence = { path = "cc" }',
            '"publish.licence.path" không hợp lệ: phải có dạng ^https?://\\S+$.',
        ),
        (
            '[sources.Mot-cua]\nurl = "file:///x"',
            '"sources.Mot-cua" không hợp lệ: tên "Mot-cua": viết chữ thường không dấu, số và _, như mot_cua.',
        ),
        ('language = "fr"', "\"language\" không hợp lệ: phải là 'vi' hoặc 'en'."),
        ('timezone = "Hanoi"', "'Hanoi' không phải múi giờ, như 'Asia/Ho_Chi_Minh'."),
    ],
)
def test_a_wrong_value_is_said_in_vietnamese_by_the_name_it_has_in_the_file(root: Path, text: str, said: str) -> None:
    write(root, text)
    with pytest.raises(SettingsError) as told:
        load_settings(root)
    assert told.value.label.vi.endswith(said)


def test_a_path_that_duckdb_would_cut_off_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"must not have a question mark: .*what\?") as told:
        init_workspace(tmp_path / "what?", unit="H60.101")
    assert "Đổi tên thư mục" in told.value.label.vi and not (tmp_path / "what?").exists()


def test_init_keeps_what_exists(root: Path) -> None:
    key = pseudonym_key(root).get_secret_value()
    write(root, 'unit = "H60.102"\n')
    init_workspace(root, unit="H60.103")
    assert load_settings(root).unit == "H60.102"
    assert pseudonym_key(root).get_secret_value() == key


def test_keys_of_two_workspaces_differ_and_are_never_shown(root: Path, tmp_path: Path) -> None:
    init_workspace(tmp_path / "other")
    key = pseudonym_key(root)
    assert key != pseudonym_key(tmp_path / "other")
    assert len(key.get_secret_value()) >= 32
    assert key.get_secret_value().decode() not in f"{key!r} {key} {load_settings(root)!r}"


def test_a_key_file_that_others_can_read_is_closed(root: Path) -> None:
    (root / ".pseudonym-key").chmod(0o644)
    pseudonym_key(root)
    assert (root / ".pseudonym-key").stat().st_mode & 0o777 == 0o600


def test_the_key_of_the_environment_comes_first(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAR_METRICS_PSEUDONYM_KEY", "a-key-of-enough-length")
    assert pseudonym_key(root).get_secret_value() == b"a-key-of-enough-length"


@pytest.mark.parametrize("text", [None, "", "short"])
def test_a_missing_or_short_key_is_an_error_that_does_not_show_it(root: Path, text: str | None) -> None:
    (root / ".pseudonym-key").unlink()
    if text is not None:
        (root / ".pseudonym-key").write_text(text)
    with pytest.raises(SettingsError, match="par-metrics init") as caught:
        pseudonym_key(root)
    assert caught.value.rule == "pseudonym_key"
    assert "short" not in str(caught.value)


def test_a_folder_without_settings_is_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no workspace") as caught:
        load_settings(tmp_path)
    assert caught.value.rule == "no_workspace"


def test_every_section_is_read(root: Path) -> None:
    write(
        root,
        """
        language = "en"
        timezone = "UTC"
        [calendar]
        days_off = [2026-09-03]
        working_days = [2026-08-22]
        [publish]
        keep_runs = 3
        [[targets]]
        indicator = "full_online_dossiers_rate"
        value = 0.85
        years = [2026, 2030]
        """,
    )
    settings = load_settings(root)
    assert settings.language == "en" and settings.timezone == "UTC"
    assert settings.calendar.days_off == (date(2026, 9, 3),)
    assert settings.calendar.working_days == (date(2026, 8, 22),)
    assert settings.publish.keep_runs == 3
    assert settings.targets[0]["value"] == 0.85


def test_the_commented_examples_of_the_new_file_are_valid(root: Path) -> None:
    text = (root / "par-metrics.toml").read_text(encoding="utf-8")
    for line in ("[[targets]]", "indicator =", "value =", "years ="):
        assert f"# {line}" in text
        text = text.replace(f"# {line}", line)
    write(root, text)
    assert load_settings(root).targets[0]["indicator"] == "full_online_dossiers_rate"


def test_a_file_saved_by_windows_notepad_is_read(root: Path) -> None:
    (root / "par-metrics.toml").write_bytes(b'\xef\xbb\xbfunit = "H60.9"\r\nlanguage = "en"\r\n')
    assert load_settings(root).unit == "H60.9"


@pytest.mark.parametrize(
    ("text", "key", "nearest"),
    [
        ('untt = "x"', "untt", "unit"),
        ('time_zone = "UTC"', "time_zone", "timezone"),
        ("[publish]\nkeep_run = 3", "publish.keep_run", "publish.keep_runs"),
        ("[calendar]\nday_off = []", "calendar.day_off", "calendar.days_off"),
    ],
)
def test_an_unknown_key_is_named_with_its_file_and_the_nearest_one(
    root: Path, text: str, key: str, nearest: str
) -> None:
    write(root, text)
    with pytest.raises(SettingsError) as caught:
        load_settings(root)
    for message in caught.value.label:
        assert f'"{key}"' in message and f'"{nearest}"' in message and "par-metrics.toml" in message


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('timezone = "Asia/Hanoi"', "timezone"),
        ('language = "fr"', "language"),
        ("[publish]\nkeep_runs = 0", "publish.keep_runs"),
        ('[calendar]\ndays_off = ["Tết"]', "calendar.days_off.0"),
        ('publish = "all"', "publish"),
    ],
)
def test_a_wrong_value_is_named(root: Path, text: str, key: str) -> None:
    write(root, text)
    with pytest.raises(SettingsError) as caught:
        load_settings(root)
    assert caught.value.rule == "wrong_setting"
    assert f'"{key}"' in str(caught.value) and f'"{key}"' in caught.value.label.vi


@pytest.mark.parametrize("content", [b"unit = ", b'unit = "\xff"'])
def test_a_file_that_is_not_toml_is_an_error(root: Path, content: bytes) -> None:
    (root / "par-metrics.toml").write_bytes(content)
    with pytest.raises(SettingsError, match=r"par-metrics\.toml: the settings cannot be read"):
        load_settings(root)


def test_the_environment_goes_over_the_file(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(root, 'unit = "H60.101"\n[publish]\nkeep_runs = 3')
    monkeypatch.setenv("PAR_METRICS_UNIT", "H60.555")
    monkeypatch.setenv("PAR_METRICS_PUBLISH__KEEP_RUNS", "7")
    settings = load_settings(root)
    assert (settings.unit, settings.publish.keep_runs) == ("H60.555", 7)


def test_variables_read_elsewhere_are_no_settings(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WORKSPACE", "PSEUDONYM_KEY", "DEBUG"):
        monkeypatch.setenv(f"PAR_METRICS_{name}", "a-key-of-enough-length")
    assert load_settings(root).unit == "H60.101"


def test_a_mistyped_variable_is_an_error(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAR_METRICS_UNTI", "H60.1")
    with pytest.raises(SettingsError, match=r"PAR_METRICS_UNTI.*PAR_METRICS_UNIT"):
        load_settings(root)


def test_an_own_unit_with_a_quote_makes_no_broken_file(tmp_path: Path) -> None:
    init_workspace(tmp_path, unit='H"60\\1')
    assert load_settings(tmp_path).unit == 'H"60\\1'


@pytest.mark.parametrize(
    "written", ['dossiers = 3\n"dossiers.national_portal" = 10', "payments = 3\ndossiers.national_portal = 10"]
)
def test_a_feed_is_a_kind_or_one_of_its_sources_with_quotes_or_without(root: Path, written: str) -> None:
    write(root, f'[freshness]\n{written}\nhold_back = ["dossiers"]')
    freshness = load_settings(root).freshness
    assert set(freshness.days.values()) == {3, 10} and freshness.days["dossiers.national_portal"] == 10
    assert freshness.hold_back == ("dossiers",)


def test_feeds_of_the_environment_stand_beside_those_of_the_file(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(root, "[freshness]\ndossiers = 3\npayments = 9")
    monkeypatch.setenv("PAR_METRICS_FRESHNESS__PAYMENTS", "4")
    assert load_settings(root).freshness.days == {"dossiers": 3, "payments": 4}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("dossier = 3", 'The nearest one is "freshness.dossiers"'),
        ("units = 3", "freshness.units"),
        ("dossiers = -1", "dossiers"),
        ("dossiers.portal = 3", 'The nearest is "dossiers.national_portal"'),
        ('dossiers = 3\nhold_back = ["payments"]', 'hold_back names "payments", for which no days are set'),
        ('dossiers.national_portal = 3\nhold_back = ["dossiers.one_stop"]', "dossiers.one_stop"),
    ],
)
def test_a_feed_that_cannot_be_told_is_an_error(root: Path, written: str, said: str) -> None:
    """A gate that names what nobody sets would pass in silence."""
    write(root, f"[freshness]\n{written}")
    with pytest.raises(SettingsError) as error:
        load_settings(root)
    assert said in error.value.label.en
