"""Files of own indicators: what is wrong is named with file, line and column, and the rest is used."""

from pathlib import Path

import pytest

from par_metrics.indicators.own.files import OwnIndicators, read_own_indicators

GOOD = """\
[[indicator]]
id = "evening_online_rate"
version = 1
label = { vi = "Ngoài giờ", en = "Out of hours" }
formula = "f"
source = "s"
table = "dossiers"
event = "received_at"
population = "channel = 'online'"
numerator = "hour(submitted_at) >= 17"
exclude = { no_submission = "submitted_at IS NULL" }
"""


def read(folder: Path, **files: str) -> OwnIndicators:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return read_own_indicators(folder, ["on_time_rate"], lambda own: None)


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("channel = 'online'", "chanel = 'online'", 'own.toml, line 9, column 15, key "population" (evening_online_rate): there is no column'),
        ("hour(sub", "hours(sub", 'own.toml, line 10, column 14, key "numerator" (evening_online_rate): hours() cannot'),
        ("submitted_at IS NULL", "submited_at IS NULL", 'own.toml, line 11, column 30, key "exclude.no_submission"'),
        ("version = 1", "version = 0", 'own.toml, line 3, key "version" (evening_online_rate): must be greater'),
        ("event =", "evnt =", 'own.toml, line 8, key "evnt" (evening_online_rate): there is no such key. The nearest is "event"'),
        ('source = "s"', 'source = "CCCD 001199887766"', 'key "source" (evening_online_rate): it looks like somebody'),
        ('source = "s"', "", 'own.toml, line 1, key "source" (evening_online_rate): is missing'),
        ('"evening_online_rate"', '"on_time_rate"', 'own.toml, line 2, key "id" (on_time_rate): "on_time_rate" is a built-in'),
        ('"evening_online_rate"', '"check"', 'line 2, key "id" (check)'),
        ('table = "dossiers"', 'table = "ho_so"', 'own.toml, line 7, key "table" (evening_online_rate): there is no table "ho_so"'),
        ("[[indicator]]", "[[indicators]]", "own.toml: write tables [[indicator]] alone; it has: indicators"),
        ("[[indicator]]", "[[indicator", "own.toml: is not valid TOML"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_its_place(tmp_path: Path, written: str, instead: str, said: str) -> None:
    before = GOOD.replace("evening_online_rate", "another_rate")
    found = read(tmp_path, a=before, own=GOOD.replace(written, instead, 1))
    assert [one.id for one in found.indicators] == ["another_rate"], "the rest is used"
    (problem,) = found.problems
    assert said in problem.label.en
    assert "own.toml" in problem.label.vi and problem.label.vi != problem.label.en


def test_of_several_versions_the_newest_is_in_force_and_the_others_are_kept(tmp_path: Path) -> None:
    newer = GOOD.replace("version = 1", "version = 2").replace(">= 17", ">= 18")
    found = read(tmp_path, a=newer, b=GOOD)
    assert [(one.version, one.is_retired) for one in found.indicators] == [(2, False), (1, True)]
    twice = read(tmp_path, c=GOOD)
    assert "another version" not in str(twice.problems) and "is written twice" in twice.problems[0].label.en


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_bytes(b"\xff\xfe[[indicator]]")
    assert "is not valid TOML" in read(tmp_path).problems[0].label.en


def test_examples_know_their_lines(tmp_path: Path) -> None:
    example = '[[indicator.example]]\nperiod = "2026-03"\nrows = "dossier_code\\nd1"\nexpect = { numerator = 0 }\n'
    (one,) = read(tmp_path, own=GOOD + example + example).indicators
    assert [e.line for e in one.examples] == [12, 16]
    assert one.examples[0].tables == {"dossiers": "dossier_code\nd1"}


def test_every_wrong_condition_is_told_at_once(tmp_path: Path) -> None:
    found = read(tmp_path, own=GOOD.replace("channel =", "chanel =").replace("hour(", "hours("))
    assert [problem.label.en.partition(" (")[0] for problem in found.problems] == [
        f'{tmp_path.name}/own.toml, line 9, column 15, key "population"',
        f'{tmp_path.name}/own.toml, line 10, column 14, key "numerator"',
    ]


def test_a_version_written_twice_is_named_by_file_and_line(tmp_path: Path) -> None:
    (problem,) = read(tmp_path, a=GOOD, b=GOOD).problems
    assert problem.label.en.startswith(f"{tmp_path.name}/b.toml, line 1 (evening_online_rate@1): this version")
