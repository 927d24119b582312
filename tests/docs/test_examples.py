"""Every code block of the documentation runs, and prints what the page says it prints."""

import tomllib
from pathlib import Path

import duckdb
import pytest

from par_metrics.domain.calendar import WorkingCalendar
from par_metrics.exports.profiles.library import parse_profile
from par_metrics.indicators.catalogue import catalogue
from par_metrics.indicators.own.files import read_own_indicators
from par_metrics.indicators.targets import targets_with
from par_metrics.loading.plan.toml_file import read_plan_toml
from par_metrics.settings.settings import load_settings
from par_metrics.settings.tables import OfficeSettings
from par_metrics.workspace.plan import own_plan_of
from tests.docs.conftest import FIRST_NIGHT
from tests.docs.pages import NOT_RUN, PLAIN, ROOT, RUN, VIETNAMESE, Block, blocks, name, pages
from tests.docs.running import agrees, compare, run_console, steps

MOST_NOT_RUN = 12

PAGES_THAT_RUN = [page for page in pages() if any(block.is_run for block in blocks(page))]


@pytest.mark.parametrize("page", PAGES_THAT_RUN, ids=name)
def test_the_blocks_of_a_page_run(
    page: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PAR_METRICS_LANGUAGE", "vi" if name(page) in VIETNAMESE else "en")
    found = blocks(page)
    variables: dict[str, object] = {}
    for number, block in enumerate(found):
        if not block.is_run or block == FIRST_NIGHT:
            continue
        if block.language == "console":
            run_console(block)
        elif block.language == "python":
            capsys.readouterr()
            exec(compile(block.text, block.place, "exec"), variables)
            following = found[number + 1] if number + 1 < len(found) else None
            if following and following.info == ("text", "output"):
                compare(following, following.text.splitlines(), capsys.readouterr().out)
        elif block.language == "sql":
            with duckdb.connect("demo/published/latest/metrics.duckdb", read_only=True) as connection:
                assert connection.execute(block.text).fetchall(), f"{block.place}: no rows"
        else:
            _load_toml(block, checkout)


def test_the_table_of_the_office_is_shown_whole() -> None:
    """Each key, with what it prints; `test_the_blocks_of_a_page_run` reads the table as settings."""
    shown = [block for block in blocks(ROOT / "docs/how-to/report.md") if block.language == "toml"]
    keys = {key for block in shown for key in tomllib.loads(block.text).get("office", {})}
    assert keys == set(OfficeSettings.model_fields)


def test_what_runs_on_another_page_stands_there() -> None:
    """Commands that take their time run on one page of those that show them; the others show no more than that one."""
    consoles = [block for page in pages() for block in blocks(page) if block.language == "console"]
    for block in (block for block in consoles if block.runs_on is not None):
        there = [step for run in consoles if run.is_run and name(run.page) == block.runs_on for step in steps(run)]
        for command, shown in steps(block):
            same = ("\n".join(lines) for other, lines in there if other.split() == command.split())
            assert any(agrees(shown, lines) for lines in same), f"{block.place}: {command}"


def test_every_block_says_what_it_is() -> None:
    """A block in an unknown language would silently not run; those that cannot run are few."""
    every = [block for page in pages() for block in blocks(page)]
    # A block without a language cannot run either.
    left = [b for b in every if NOT_RUN in b.info or not b.info]
    unknown = [b.place for b in every if b not in left and b.language not in (*RUN, *PLAIN)]
    assert unknown == []
    assert len(left) <= MOST_NOT_RUN


def _load_toml(block: Block, folder: Path) -> None:
    values = tomllib.loads(block.text)
    for file in (word.removeprefix("file=") for word in block.info if word.startswith("file=")):
        assert (ROOT / file).read_text(encoding="utf-8").rstrip() == block.text.rstrip(), block.place
    if "kind" in values:
        parse_profile(block.text, block.place)
        return
    if "row" in values:
        (folder / "plan.toml").write_text(block.text, encoding="utf-8")
        assert not own_plan_of(read_plan_toml(folder / "plan.toml"), catalogue).problems, block.place
        return
    if "indicator" in values:
        (own := folder / "own").mkdir(exist_ok=True)
        (own / "page.toml").write_text(block.text, encoding="utf-8")
        assert not read_own_indicators(own, tuple(catalogue), lambda _: None).problems, block.place
        return
    (folder / "par-metrics.toml").write_text(block.text, encoding="utf-8")
    settings = load_settings(folder)
    targets_with(settings.targets, block.place)
    WorkingCalendar.of(settings.calendar.days_off, settings.calendar.working_days)
