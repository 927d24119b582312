"""The pages of the documentation and the code blocks in them."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Pages whose examples speak Vietnamese, as the demonstration workspace does; the others are in English.
VIETNAMESE = ("README.md", "docs/huong-dan-can-bo.md")
# Blocks of these are for reading; a `text output` block after a python block is what it prints.
PLAIN = ("text",)
RUN = ("console", "python", "sql", "toml")
NOT_RUN = "no-run"
POSTGRES = "postgres"
"""In the words after the fence: it needs a server, and is run by tests/tools/test_postgres_page.py."""

_FENCE = re.compile(r"^(?P<indent> *)```(?P<info>.*)$")


@dataclass(frozen=True)
class Block:
    """A fenced block: the words after the fence, its text, and where it stands."""

    page: Path
    line: int
    info: tuple[str, ...]
    text: str

    @property
    def language(self) -> str:
        return self.info[0] if self.info else ""

    @property
    def is_run(self) -> bool:
        apart = (NOT_RUN, POSTGRES)
        return self.language in RUN and not set(apart) & set(self.info) and self.runs_on is None

    @property
    def runs_on_postgres(self) -> bool:
        return POSTGRES in self.info

    @property
    def runs_on(self) -> str | None:
        """The page that runs the same commands: `console runs-on=docs/how-to/report.md`."""
        return next((word.removeprefix("runs-on=") for word in self.info if word.startswith("runs-on=")), None)

    @property
    def exit_status(self) -> int:
        """Of the last command of a console block; `console status=1` where it is not 0."""
        return next((int(word.removeprefix("status=")) for word in self.info if word.startswith("status=")), 0)

    @property
    def place(self) -> str:
        return f"{name(self.page)}:{self.line}"


def pages() -> list[Path]:
    """Every page, in a stable order."""
    written = (ROOT / page for page in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "sample_data/README.md"))
    return [*written, *sorted((ROOT / "docs").rglob("*.md"))]


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, in their order."""
    found: list[Block] = []
    opening: tuple[int, re.Match[str]] | None = None
    lines: list[str] = []
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
        fence = _FENCE.match(line)
        if opening is None and fence:
            opening, lines = (number, fence), []
        elif opening is not None and fence and not fence["info"]:
            indent = len(opening[1]["indent"])
            text = "\n".join(text[indent:] for text in lines)
            found.append(Block(page, opening[0], tuple(opening[1]["info"].split()), text))
            opening = None
        elif opening is not None:
            lines.append(line)
    assert opening is None, f"{name(page)}: a block is not closed"
    return found


def prose(page: Path) -> str:
    """The page without its fenced blocks and inline code."""
    text = re.sub(r"^ *```.*?^ *```$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"`[^`\n]*`", "", text)
