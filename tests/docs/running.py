"""Commands of a page, run as its reader runs them, and compared with what the page says they print."""

import io
import re
import shlex
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout

import pytest

from par_metrics.cli.entry import run
from tests.docs.pages import Block

SHELL_TOOLS = ("cp", "mkdir")


def run_console(block: Block) -> None:
    """Commands after `$ `, each with the output it should have, if any is shown."""
    commands = list(steps(block))
    for number, (command, shown) in enumerate(commands):
        buffers = io.BytesIO(), io.BytesIO()  # machine formats are written as bytes
        streams = [io.TextIOWrapper(buffer, encoding="utf-8", write_through=True) for buffer in buffers]
        with redirect_stdout(streams[0]), redirect_stderr(streams[1]):
            status = _run_command(command, block)
        out, err = (buffer.getvalue().decode() for buffer in buffers)
        # What is said goes to standard error, before the table or after it: a page shows it where it comes.
        orders = (out + err, err + out)
        output = orders[0]
        expected = block.exit_status if number == len(commands) - 1 else 0
        assert status == expected, f"{block.place}: {command} ended with {status}: {output}"
        if shown:
            compare(block, shown, next((text for text in orders if agrees(shown, text)), output))


def steps(block: Block) -> Iterator[tuple[str, list[str]]]:
    """The commands of a block, on one line each, with the lines shown below them."""
    before, *found = re.split(r"^\$ ", block.text, flags=re.MULTILINE)
    assert not before.strip() and found, f"{block.place}: commands start with `$ `"
    for step in found:
        command, _, shown = step.replace("\\\n", " ").partition("\n")
        yield command, shown.rstrip().splitlines()


def _run_command(command: str, block: Block) -> int:
    words = shlex.split(command, comments=True)
    if words[0] == "par-metrics":
        return run(words[1:])
    assert words[0] in SHELL_TOOLS, f"{block.place}: {words[0]} is not run here"
    return subprocess.run(["sh", "-c", command], check=False).returncode


def compare(block: Block, shown: Sequence[str], printed: str) -> None:
    """`...` stands for anything: for the rest of a line, or alone for any number of lines; blanks count as one."""
    if not agrees(shown, printed):
        pytest.fail("\n".join([f"{block.place} shows", *shown, "but it printed", _blank(printed)]), pytrace=False)


def agrees(shown: Sequence[str], printed: str) -> bool:
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
