"""Make the pictures of the guides: what an officer sees, from the demonstration workspace. Run by `make pictures`.

Beside the pictures lies what each was made from, as a digest of its text; a test makes the text anew, so that
a picture that is no longer what she sees is found.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

PICTURES = Path(__file__).parent / "pictures"
MADE_FROM = PICTURES / "made-from.json"
AS_OF = "2026-10-01"
_COLUMNS, _LINES = 100, 32
_LIGHT = TerminalTheme(
    (255, 255, 255),
    (22, 32, 43),
    [(22, 32, 43), (166, 58, 0), (0, 100, 75), (138, 90, 0), (18, 58, 94), (110, 40, 110), (0, 95, 115), (77, 90, 103)],
)
# Run ids, times of day and the folder of the trial are of the moment a picture is made at.
_OF_THE_MOMENT = (r"\d{8}T\d{6}(-\d+)?", r"\d{8}-\d{6}-[0-9a-f]+", r"\d\d:\d\d(:\d\d)?", r"\S*/demo\b", r"sha256-\S+'")


@dataclass(frozen=True)
class Picture:
    """A picture of what a command or an output looks like.

    Args:
        source: what is pictured, a file or the words of a command.
        kind: how it is opened.
        size: width and height in pixels of what is seen of a page; the number of a sheet of paper.
    """

    source: str
    kind: str
    size: tuple[int, int] = (0, 0)


LIST: Mapping[str, Picture] = {
    "dem.png": Picture("loads", "terminal"),
    "tu-choi.png": Picture("rejects --limit 12", "terminal"),
    "bang-diem.png": Picture("scorecard --period 2026 --only missed", "terminal"),
    "trang.png": Picture("published/latest/scorecard.html", "page", (1280, 1380)),
    "trang-chi-so.png": Picture("published/latest/scorecard.html#i-full_online_dossiers_rate", "page", (1280, 560)),
    "trang-dien-thoai.png": Picture("published/latest/scorecard.html", "page", (390, 900)),
    "bieu.png": Picture("form II.06a --period 2026-Q3 --by field --output bieu.xlsx", "paper", (1, 0)),
    "bao-cao.png": Picture("report --period 2026-Q3 -o bao-cao.docx", "paper", (1, 0)),
}


def texts(demo: Path) -> dict[str, str]:
    """What each picture is made from, without what is of the moment."""
    with tempfile.TemporaryDirectory() as folder:
        return {name: _text(picture, demo, Path(folder)) for name, picture in LIST.items()}


def digests(demo: Path) -> dict[str, str]:
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts(demo).items()}


def _text(picture: Picture, demo: Path, folder: Path) -> str:
    if picture.kind == "terminal":
        text = Text.from_ansi(screen(picture.source, demo)).plain
    elif picture.kind == "page":
        text = (demo / picture.source.partition("#")[0]).read_text(encoding="utf-8")
    else:
        pdf = _paper(picture, demo, folder)
        command = ["pdftotext", "-layout", "-f", "1", "-l", "1", str(pdf), "-"]
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    for pattern in _OF_THE_MOMENT:
        text = re.sub(pattern, "", text)
    return text


def screen(words: str, demo: Path) -> str:
    """What a command prints on a terminal of 100 columns, with its colours."""
    command = [sys.executable, "-m", "par_metrics", "--workspace", str(demo), *words.split()]
    if words.split()[0] not in ("loads", "rejects"):
        command += ["--as-of", AS_OF]
    of_terminal = {"COLUMNS": str(_COLUMNS), "LINES": "50", "TERM": "xterm-256color", "FORCE_COLOR": "1"}
    main, terminal = pty.openpty()
    # Messages go past the terminal: it would show bars that are gone a moment later.
    with subprocess.Popen(command, stdout=terminal, stderr=subprocess.PIPE, env=os.environ | of_terminal) as process:
        os.close(terminal)
        printed = b"".join(_chunks(main)).decode().replace("\r\n", "\n")
        assert process.stderr is not None
        said = process.stderr.read().decode().splitlines()
    wrapped = "\n".join(line for text in said for line in textwrap.wrap(text, _COLUMNS))
    return f"$ par-metrics {words}\n{wrapped}\n{printed}"


def _chunks(main: int) -> Iterator[bytes]:
    while True:
        try:
            chunk = os.read(main, 65536)
        except OSError:  # the other end is closed
            return
        if not chunk:
            return
        yield chunk


def _paper(picture: Picture, demo: Path, folder: Path) -> Path:
    """The PDF of a paper, made by its command."""
    words = picture.source.split()
    output = folder / words[-1]
    command = [sys.executable, "-m", "par_metrics", "--workspace", str(demo), *words[:-1], str(output)]
    if words[0] != "report":
        command += ["--as-of", AS_OF]
    subprocess.run(command, check=True, capture_output=True)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(output)]
    subprocess.run(convert, check=True, capture_output=True)
    return output.with_suffix(".pdf")


def _draw(demo: Path) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium-headless-shell"), args=["--no-sandbox"]
        )
        for name, picture in LIST.items():
            target = PICTURES / name
            if picture.kind == "paper":
                pdf = _paper(picture, demo, Path(folder))
                sheet = str(picture.size[0])
                stem = str(target.with_suffix(""))
                subprocess.run(
                    ["pdftoppm", "-r", "80", "-png", "-singlefile", "-f", sheet, "-l", sheet, str(pdf), stem],
                    check=True,
                )
            elif picture.kind == "terminal":
                page = browser.new_page(viewport={"width": 900, "height": 300})
                page.set_content(_as_html(screen(picture.source, demo)))
                page.locator("pre").screenshot(path=target)
            else:
                file, _, anchor = picture.source.partition("#")
                width, height = picture.size
                page = browser.new_page(viewport={"width": width, "height": height})
                page.goto((demo / file).resolve().as_uri())
                _shoot(page, anchor, target)


def _shoot(page, anchor: str, target: Path) -> None:  # type: ignore[no-untyped-def]
    if not anchor:
        page.screenshot(path=target)
        return
    row = page.locator(f"#{anchor}")
    row.locator("summary").click()
    page.wait_for_selector(f"#{anchor} .strip circle")
    row.screenshot(path=target)


def _as_html(printed: str) -> str:
    lines = printed.splitlines()
    shown = "\n".join([*lines[:_LINES], *(["…"] if len(lines) > _LINES else [])])
    console = Console(record=True, width=_COLUMNS + 20, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(shown), soft_wrap=True)
    code = console.export_html(theme=_LIGHT, inline_styles=True, code_format="{code}")
    style = "display:inline-block;margin:0;padding:14px 18px;font:13px/1.45 'Liberation Mono',monospace"
    return f'<pre style="{style}">{code}</pre>'


@contextmanager
def _demo() -> Iterator[Path]:
    from tests.support.workspaces import demo_workspace

    with tempfile.TemporaryDirectory() as folder:
        yield demo_workspace(Path(folder) / "demo").root


def main() -> None:
    with _demo() as demo:
        _draw(demo)
        MADE_FROM.write_text(json.dumps(digests(demo), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
