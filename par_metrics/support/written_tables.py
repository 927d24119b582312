"""Where in a TOML file something is written: of each of its tables the lines, of each key the line and the column."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from schemas import Label


@dataclass(frozen=True)
class WrittenTable:
    """One table of a TOML file, and its lines; the whole file where they cannot be told apart.

    Args:
        file: its name, for messages.
        first: the number of its first line.
        lines: its lines.
    """

    file: str
    first: int
    lines: Sequence[str]

    def line_of(self, key: str) -> int:
        """The line at which a key is written, else that of the table itself."""
        names = [re.escape(part) for part in key.split(".") if not part.isdigit()]
        for name in reversed(names):
            wanted = re.compile(rf"^\s*\"?{name}\"?\s*=|^\s*\[.*\b{name}\s*\]\]?|[{{,]\s*\"?{name}\"?\s*=")
            for number, line in enumerate(self.lines, self.first):
                if wanted.search(line):
                    return number
        return self.first

    def at(self, key: str, word: str = "") -> Label:
        """`file, line 12, column 8, key "population"`."""
        number = self.line_of(key)
        column = 0
        if word:
            for further, line in enumerate(self.lines[number - self.first :], number):
                after = line.find("=") + 1 if further == number else 0
                if (place := line.find(word, after)) >= 0:
                    number, column = further, place + 1
                    break
        vi, en = (f", cột {column}", f", column {column}") if column else ("", "")
        return Label(f'{self.file}, dòng {number}{vi}, khóa "{key}"', f'{self.file}, line {number}{en}, key "{key}"')


def tables_of(file: str, text: str, name: str, count: int) -> list[WrittenTable]:
    """The lines of each table `[[name]]`; where they cannot be told apart, the whole file's for each.

    Args:
        count: how many tables of that name the file has.
    """
    lines = text.splitlines()
    heads = [number for number, line in enumerate(lines) if re.match(r"\s*\[", line)]
    own = re.compile(rf"\s*\[\[\s*{name}\s*\]\]")
    starts = [number for number in heads if own.match(lines[number])]
    if len(starts) != count:
        return [WrittenTable(file, 1, lines)] * count
    inner = re.compile(rf"\s*\[+\s*{name}\s*\.")
    ends = [
        next((further for further in heads if further > start and not inner.match(lines[further])), len(lines))
        for start in starts
    ]
    return [WrittenTable(file, start + 1, lines[start:end]) for start, end in zip(starts, ends, strict=True)]
