"""The spec tests, as pages print them."""

import ast
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from par_metrics.indicators.catalogue import catalogue

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Example:
    """A spec test as the page prints it; `test` is where it stands, `module:function`."""

    test: str
    title: str
    rule: str
    indicators: tuple[str, ...]
    body: str

    @property
    def anchor(self) -> str:
        return self.title.lower().replace(" ", "-")


def examples() -> Iterator[Example]:
    """The specification: each test of a built-in indicator, in the order of the files."""
    # What own indicators may say is told on a page of its own.
    for path in sorted({*(ROOT / "tests" / "spec").glob("test_*.py")} - {ROOT / "tests/spec/test_own_indicators.py"}):
        source = path.read_text(encoding="utf-8")
        module = ast.parse(source)
        constants = {
            target.id: node
            for node in module.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in module.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield _example(f"tests.spec.{path.stem}:{node.name}", node, source, constants)


def _example(place: str, test: ast.FunctionDef, source: str, constants: dict[str, ast.Assign]) -> Example:
    used = [
        constants[n.id]
        for n in {n.id: n for n in ast.walk(test) if isinstance(n, ast.Name) and n.id in constants}.values()
    ]
    constants_within = (n for part in (test, *used) for n in ast.walk(part) if isinstance(n, ast.Constant))
    strings = {n.value for n in constants_within}
    lines = source.splitlines()
    parts = [(n.lineno, n.end_lineno) for n in used] + [
        (d.lineno, d.end_lineno)
        for d in test.decorator_list
        if not any(mark in ast.unparse(d) for mark in ("mark.lacks", "mark.measure"))
    ]
    statements = test.body[1:]  # after the docstring
    texts = [textwrap.dedent("\n".join(lines[first - 1 : last])) for first, last in parts]
    texts.append(textwrap.dedent("\n".join(lines[statements[0].lineno - 1 : statements[-1].end_lineno])))
    title = test.name.removeprefix("test_").replace("_", " ")
    indicators = tuple(i for i in catalogue if i in strings)
    return Example(place, title[0].upper() + title[1:], ast.get_docstring(test) or "", indicators, "\n".join(texts))
