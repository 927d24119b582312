"""Every code block of the documentation runs, and prints what the page says it prints."""

import re
import shlex
import subprocess
import tomllib
from pathlib import Path

import duckdb
import pytest

from par_metrics.cli.entry import run
from par_metrics.domain.calendar import WorkingCalendar
from par_metrics.exports.profiles.library import parse_profile
from par_metrics.indicators.targets import targets_with
from par_metrics.settings.settings import OfficeSettings, load_settings
from tests.docs.pages import NOT_RUN, PLAIN, ROOT, RUN, VIETNAMESE, Block, blocks, name, pages

SHELL_TOOLS = ("cp", "mkdir")
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
        if not block.is_run:
            continue
        if block.language == "console":
            _run_console(block, capsys)
        elif block.language == "python":
            exec(compile(block.text, block.place, "exec"), variables)
            following = found[number + 1] if number + 1 < len(found) else None
            if following and following.info == ("text", "output"):
                _compare(following, following.text.splitlines(), capsys.readouterr().out)
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


def test_every_block_says_what_it_is() -> None:
    """A block in an unknown language would silently not run; those that cannot run are few."""
    every = [block for page in pages() for block in blocks(page)]
    # A block without a language cannot run either.
    left = [b for b in every if NOT_RUN in b.info or not b.info]
    unknown = [b.place for b in every if b not in left and b.language not in (*RUN, *PLAIN)]
    assert unknown == []
    assert len(left) <= MOST_NOT_RUN


def _run_console(block: Block, capsys: pytest.CaptureFixture[str]) -> None:
    """Commands after `$ `, each with the output it should have, if any is shown."""
    steps = re.split(r"^\$ ", block.text, flags=re.MULTILINE)
    assert not steps[0].strip() and len(steps) > 1, f"{block.place}: commands start with `$ `"
    for number, step in enumerate(steps[1:]):
        command, _, shown = step.replace("\\\n", " ").partition("\n")
        capsys.readouterr()
        status = _run_command(command, block)
        printed = capsys.readouterr()
        # What is said goes to standard error, before the table or after it: a page shows it where it comes.
        orders = (printed.out + printed.err, printed.err + printed.out)
        output = orders[0]
        expected = block.exit_status if number == len(steps) - 2 else 0
        assert status == expected, f"{block.place}: {command} ended with {status}: {output}"
        if shown.strip():
            lines = shown.rstrip().splitlines()
            _compare(block, lines, next((text for text in orders if _agrees(lines, text)), output))


def _run_command(command: str, block: Block) -> int:
    words = shlex.split(command, comments=True)
    if words[0] == "par-metrics":
        return run(words[1:])
    assert words[0] in SHELL_TOOLS, f"{block.place}: {words[0]} is not run here"
    return subprocess.run(["sh", "-c", command], check=False).returncode


def _load_toml(block: Block, folder: Path) -> None:
    values = tomllib.loads(block.text)
    for file in (word.removeprefix("file=") for word in block.info if word.startswith("file=")):
        assert (ROOT / file).read_text(encoding="utf-8").rstrip() == block.text.rstrip(), block.place
    if "kind" in values:
        parse_profile(block.text, block.place)
        return
    (folder / "par-metrics.toml").write_text(block.text, encoding="utf-8")
    settings = load_settings(folder)
    targets_with(settings.targets, block.place)
    WorkingCalendar.of(settings.calendar.days_off, settings.calendar.working_days)


def _compare(block: Block, shown: list[str], printed: str) -> None:
    """`...` stands for anything: for the rest of a line, or alone for any number of lines; blanks count as one."""
    if not _agrees(shown, printed):
        pytest.fail("\n".join([f"{block.place} shows", *shown, "but it printed", _blank(printed)]), pytrace=False)


def _agrees(shown: list[str], printed: str) -> bool:
    pattern = "\n".join(_line_pattern(line) for line in shown).replace(_ANY_LINES + "\n", f"(?:{_ANY_LINES}\n)?")
    return re.fullmatch(pattern, _blank(printed)) is not None


def _blank(printed: str) -> str:
    return "\n".join(" ".join(line.split()) for line in printed.strip().splitlines())


_ANY_LINES = r"[\s\S]*"


def _line_pattern(line: str) -> str:
    words = " ".join(line.split())
    if words == "...":
        return _ANY_LINES
    escaped = re.escape(words)
    anything = re.escape("...")
    # Between blanks it may also stand for nothing.
    escaped = re.sub(rf"\\ {re.escape(anything)}(?=\\ |$)", r"(?:\\ .*)?", escaped)
    return escaped.replace(anything, ".*")
