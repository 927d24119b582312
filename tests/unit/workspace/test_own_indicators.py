"""A workspace's own indicators, everywhere a built-in one works."""

import json
import re
from pathlib import Path

import polars as pl
import pytest

import par_metrics as pm
from par_metrics import Workspace, display
from par_metrics.cli.entry import run
from par_metrics.indicators.reasons import meet_reasons
from par_metrics.operations import nightly
from par_metrics.publish.run import PublishResult
from schemas import Label
from tests.support.exports import DOSSIERS, UNITS
from tests.support.workspaces import copy_of, loaded

OWN = """\
[[indicator]]
id = "ended_at_four"
version = 1
label = { vi = "Kết thúc lúc 16 giờ", en = "Ended at four" }
formula = "f"
source = "s"
table = "dossiers"
event = "received_at"
population = "status NOT IN (1, 3)"
numerator = "hour(ended_at) = 16"
target = { value = 0.3, years = [2026, 2030] }
plan_rows = ["A.III.9"]
[[indicator.example]]
period = "2026-03"
rows = \"\"\"
dossier_code | status | received_at      | completed_at
d1           | 10     | 2026-03-01 08:00 | 2026-03-02 16:10
d2           | 10     | 2026-03-01 08:00 | 2026-03-02 17:00
\"\"\"
expect = { numerator = 1, denominator = 2 }
"""
AS_OF = "2026-04-01"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Two dossiers and the own indicator, for copies that go on with it."""
    ws = Workspace.create(tmp_path_factory.mktemp("office") / "ws", unit="H60.101")
    return own(loaded(ws, "2026-04-01", units=UNITS, dossiers=DOSSIERS), OWN)


@pytest.fixture(scope="module")
def published(office: Workspace, tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, PublishResult]:
    """The office with one run, for tests that only read it or go on with a copy."""
    ws = copy_of(office, tmp_path_factory.mktemp("published") / "ws")
    return ws, ws.publish(AS_OF)


@pytest.fixture
def ws(office: Workspace, tmp_path: Path) -> Workspace:
    return copy_of(office, tmp_path / "workspace")


def own(ws: Workspace, text: str) -> Workspace:
    """The workspace opened anew, with these own indicators."""
    folder = ws.root / "indicators"
    folder.mkdir(exist_ok=True)
    (folder / "own.toml").write_text(text, encoding="utf-8")
    return Workspace(ws.root)


def test_it_is_asked_for_like_a_built_in_one(ws: Workspace) -> None:
    (figure,) = ws.compute("ended_at_four", "2026-03", as_of=AS_OF).to_dicts()
    assert (figure["numerator"], figure["denominator"], figure["target"], figure["status"]) == (1, 2, 0.3, "met")
    assert (figure["version"], figure["rules"]) == (1, "own")
    assert "ended_at_four" in set(ws.compute(None, "2026-03", as_of=AS_OF)["indicator"])
    by_code = dict(ws.explain("ended_at_four", "2026-03", as_of=AS_OF).select("dossier_code", "counted_as").iter_rows())
    assert by_code == {"H60.101-260301-0001": "numerator", "H60.101-260301-0002": "denominator"}
    why = ws.why("H60.101-260301-0001", "2026-03", AS_OF, indicator="ended_at_four")
    assert why.rows["counted_as"].to_list() == ["numerator"] and "Kết thúc lúc 16 giờ" in repr(why)
    (row,) = ws.scorecard("2026-03", as_of=AS_OF).filter(indicator="ended_at_four").to_dicts()
    assert (row["plan_row"], row["value"]) == ("A.III.9", 0.5)
    assert ws.pace("ended_at_four", period="2026", as_of=AS_OF)["target"].to_list() == [0.3]
    assert "Kết thúc lúc 16 giờ" in ws.compute("ended_at_four", "2026-03", as_of=AS_OF)._repr_html_()
    assert ws.compute("ended_at_four", "2026", grain="month", as_of=AS_OF).chart() is not None


def test_it_is_published_with_its_digest(published: tuple[Workspace, PublishResult]) -> None:
    _, result = published
    assert result.published and not result.notices
    folder = result.folder
    figures = pl.read_parquet(folder / "indicators.parquet").filter(indicator="ended_at_four", period="2026-03")
    assert figures.filter(pl.col("unit_code").is_null())["value"].to_list() == [0.5]
    stated = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert list(stated["own_definitions"]) == ["ended_at_four@1"]
    for paper in ("scorecard.html", "scorecard.csv"):
        assert "ended_at_four" in (folder / paper).read_text(encoding="utf-8")
    page = (folder / "scorecard.html").read_text(encoding="utf-8")
    is_own = dict(re.findall(r'"(ended_at_four|on_time_rate)":\[\[.*?\],[^\]]*?(true|false)\]', page))
    assert is_own == {"ended_at_four": "true", "on_time_rate": "false"}, "units have no rank by an own one"
    assert '["đứng thứ {} trong {} đơn vị có số liệu"' in page
    assert "Kết thúc lúc 16 giờ" in str(pl.read_excel(folder / "bang-diem.xlsx", sheet_name="Chỉ số").rows())


def test_a_changed_condition_needs_a_new_version_in_every_later_run(
    published: tuple[Workspace, PublishResult], tmp_path: Path
) -> None:
    ws = copy_of(published[0], tmp_path / "workspace")
    changed = own(ws, OWN.replace("= 16", "= 17"))
    with pytest.raises(pm.UsageError, match="counts otherwise than version 1 that was published; write version = 2"):
        changed.compute("ended_at_four", "2026-03")
    for _ in range(2):  # the run after one that lacks it remembers too
        result = own(ws, OWN.replace("= 16", "= 17")).publish(AS_OF)
        assert result.published and 'khóa "version"' in result.notices[0].vi
    both = OWN + OWN.replace("= 16", "= 17").replace("version = 1", "version = 2")
    newer = own(ws, both)
    assert newer.compute("ended_at_four", "2026-03", as_of=AS_OF)["numerator"].to_list() == [0]
    assert newer.compute("ended_at_four@1", "2026-03", as_of=AS_OF)["numerator"].to_list() == [1]
    renamed = own(ws, OWN.replace("Kết thúc lúc 16 giờ", "Tên khác"))
    assert renamed.compute("ended_at_four", "2026-03", as_of=AS_OF)["version"].to_list() == [1]


def test_one_that_is_wrong_is_named_and_the_rest_goes_on(ws: Workspace) -> None:
    wrong = own(ws, OWN + OWN.replace("ended_at_four", "bad_one").replace("hour(", "hours("))
    with pytest.warns(UserWarning, match=r'line 30, column 14, key "numerator" \(bad_one\): hours\(\)'):
        figures = wrong.compute(None, "2026-03", as_of=AS_OF)
    assert "ended_at_four" in set(figures["indicator"]) and "bad_one" not in set(figures["indicator"])
    with pytest.raises(pm.UsageError, match=r'key "numerator" \(bad_one\)'):
        wrong.explain("bad_one", "2026-03")


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("A.III.9", "A.III.99", 'the plan has no row "A.III.99". The nearest is "A.III.9"'),
        ("value = 0.3", "value = 30", "is a share, written 0 to 1"),
        ("years = [2026, 2030]", "years = [2030, 2026]", "years: the first year 2030 comes after the last, 2026"),
    ],
)
def test_what_only_the_plan_and_the_targets_know_is_told(ws: Workspace, written: str, instead: str, said: str) -> None:
    (problem,) = own(ws, OWN.replace(written, instead)).own_indicators.problems
    assert said in problem.label.en and "own.toml, line" in problem.label.en


def test_check_and_doctor_try_the_examples(ws: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    def told(*arguments: str) -> tuple[int, str]:
        code = run(["--lang", "en", "--workspace", str(ws.root), *arguments])
        return code, capsys.readouterr().out

    assert told("indicators", "check") == (0, "fine   ended_at_four@1: 1 examples come out as they say\n")
    own(ws, OWN.replace("17:00", "16:59"))
    code, out = told("indicators", "check")
    assert code == 1
    assert out == (
        "WRONG  indicators/own.toml, line 13 (ended_at_four@1): the example says 1/2, counted is 2/2: "
        "d1 numerator; d2 numerator; this indicator is not used until they agree\n"
    )
    assert "line 13 (ended_at_four@1)" in told("doctor")[1]
    own(ws, OWN.replace("| completed_at", "| completed"))
    assert 'table dossiers: cannot read "completed". The nearest is "completed_at"' in told("indicators", "check")[1]
    own(ws, OWN.replace("2026-03-02 17:00", "2/3/2026"))
    assert 'record 2, column "completed_at": cannot read "2/3/2026"' in told("indicators", "check")[1]
    own(ws, OWN.partition("[[indicator.example]]")[0])
    assert "has no example" in told("indicators", "check")[1]


def test_one_that_its_own_example_contradicts_is_not_published_and_the_night_says_so(ws: Workspace) -> None:
    """Neither is one that cannot be read: both are named."""
    contradicted = OWN.replace("ended_at_four", "other").replace("17:00", "16:59")
    own(ws, OWN + contradicted + OWN.replace("ended_at_four", "bad_one").replace("hour(", "hours("))
    summary = nightly.run(ws.root, AS_OF)
    said = [notice for notice in summary.notices if "line 33 (other@1)" in notice.en]
    assert len([notice for notice in summary.notices if "bad_one" in notice.vi]) == 1
    assert len(said) == 1 and "not used" in summary.text("en") and "không được dùng" in summary.text("vi")
    assert summary.ok and summary.published is not None
    published = set(pl.read_parquet(summary.published / "indicators.parquet")["indicator"])
    assert "ended_at_four" in published and not {"other", "bad_one"} & published
    with pytest.raises(pm.UsageError, match="the example says 1/2, counted is 2/2"):
        Workspace(ws.root).compute("other", "2026-03")


def test_one_made_in_python_is_asked_for_beside_the_others(ws: Workspace) -> None:
    mine = pm.Indicator(
        id="with_due_date", label="Có hẹn", formula="f", source="s", table="dossiers", event="received_at",
        population="status <> 1", numerator="due_at IS NOT NULL",
        target={"value": 0.5, "better": "lower", "years": [2026, 2026]},
    )  # fmt: skip
    figures = ws.compute([mine, "ended_at_four", pm.catalogue["on_time_rate"]], "2026-03", as_of=AS_OF)
    assert figures.select("indicator", "numerator", "denominator", "status").rows() == [
        ("with_due_date", 2, 2, "missed"),
        ("ended_at_four", 1, 2, "met"),
        ("on_time_rate", 1, 2, "no_target"),
    ]
    assert ws.explain(mine, "2026-03", as_of=AS_OF).height == 2
    assert ws.why("H60.101-260301-0001", "2026-03", AS_OF, indicator=mine).rows["counted_as"].to_list() == ["numerator"]
    assert ws.pace(mine, period="2026", as_of=AS_OF)["target"].to_list() == [0.5]
    assert "with_due_date" not in ws.catalogue, "it is of this question alone"


def test_a_criterion_of_the_par_index_may_be_given_by_one(ws: Workspace) -> None:
    table = ws.root / "criteria.toml"
    table.write_text(
        '[[criteria]]\ncriterion_code = "1"\nmax_points = 2\nindicator = "ended_at_four"\nrule = "proportional"\n'
        "full_from = 1\nzero_below = 0\n"
    )
    settings = ws.root / "par-metrics.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + '\n[par_index]\ncriteria = "criteria.toml"\n')
    (criterion,) = Workspace(Path(ws.root)).criteria(2026)
    assert criterion.indicator == "ended_at_four"


def test_misses_stay_unless_the_indicator_says_that_they_can_be_mended(ws: Workspace) -> None:
    """One of two is good at the end of March, and so it stays: nothing is left for people to mend."""
    high = OWN.replace("value = 0.3", "value = 0.95")
    asked = {"ids": "ended_at_four", "period": "2026-03", "as_of": "2026-03-31 17:00"}
    assert own(ws, high).pace(**asked)["status"].to_list() == ["out_of_reach"]  # type: ignore[arg-type]
    mendable = high.replace("plan_rows", "can_be_mended = true\nplan_rows")
    assert own(ws, mendable).pace(**asked)["status"].to_list() == ["at_risk"]  # type: ignore[arg-type]


def test_reasons_have_words_wherever_people_read_them(ws: Workspace) -> None:
    reasons = 'exclude = { far = { when = "hour(ended_at) = 16", vi = "làm lúc bốn giờ", en = "made at four" } }'
    worded = own(ws, OWN.partition("[[indicator.example]]")[0].replace("plan_rows", f"{reasons}\nplan_rows"))
    figures = worded.compute("ended_at_four", "2026-03", as_of=AS_OF)
    assert json.loads(figures["excluded"].item()) == {"far": 1}, "machines read the code"
    assert "làm lúc bốn giờ: 1" in figures._repr_html_()
    page = (worded.publish(AS_OF).folder / "scorecard.html").read_text(encoding="utf-8")
    assert "Làm lúc bốn giờ" in page and "Made at four" in page


def test_a_reason_that_two_word_differently_has_no_words() -> None:
    meet_reasons({"odd_reason": Label("a", "b")})
    assert display.words("odd_reason", "vi") == "a"
    meet_reasons({"odd_reason": Label("c", "d")})
    assert display.words("odd_reason", "vi") == "odd_reason"


def test_versions_that_are_asked_for_side_by_side_can_be_told_apart(
    ws: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = OWN.partition("[[indicator.example]]")[0]
    own(ws, bare + bare.replace("= 16", "= 17").replace("version = 1", "version = 2"))
    asked = ["--lang", "en", "--workspace", str(ws.root), "compute", "--period", "2026-03", "--as-of", AS_OF]
    run([*asked, "ended_at_four", "ended_at_four@1"])
    assert "Version" in capsys.readouterr().out
    run([*asked, "ended_at_four", "on_time_rate"])
    assert "Version" not in capsys.readouterr().out


def test_what_is_not_near_is_not_called_the_nearest(ws: Workspace) -> None:
    (problem,) = own(ws, OWN.replace("A.III.9", "ML.1")).own_indicators.problems
    assert problem.label.en.endswith('the plan has no row "ML.1".')
