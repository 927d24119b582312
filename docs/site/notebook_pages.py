"""The notebooks as pages: each is run, and its code stands beside what came out.

marimo's own export to HTML fetches its scripts from a server; a page of ours asks nobody, and its charts are pictures.
"""

from __future__ import annotations

import ast
import io
import os
import re
import textwrap
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any

import altair as alt
import marimo as mo
import polars as pl

from docs.notebooks.demo import FOLDER
from docs.site.writing import frame_html, shown

NOTEBOOKS = ("on_time", "two_systems", "own_indicator")
_FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
_OPENING = """:::{container} run-it
Đã chạy khi lập trang này, trên dữ liệu mẫu. Để tự chạy và sửa: `make .venv/site/.ready`, rồi
`.venv/site/bin/marimo edit docs/notebooks/NAME.py`.
[Run while this page was made; the commands open it to be changed.]{.en lang="en"}
:::
"""


# A paragraph in italics is in English.
_ENGLISH = re.compile(r"^\*([^*]+)\*$", re.MULTILINE)
# Classes of marimo's own style sheet, which the theme takes for its own.
_MARKED = re.compile(r' class="[^"]*prose[^"]*"')


@dataclass(frozen=True)
class Cell:
    """A cell as its file has it.

    Args:
        code: what is run.
        text: Markdown, of a cell that is nothing but text.
        is_hidden: only what comes out is shown.
    """

    code: str
    text: str | None
    is_hidden: bool


def notebook_pages(loaded: Path) -> dict[str, str]:
    """Each notebook, run on a copy of a demonstration, by the place of its page."""
    os.environ[FOLDER] = str(loaded)
    return {f"notebooks/{name}.md": "\n".join(_page(name)) for name in NOTEBOOKS}


def _page(name: str) -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the library says beside an answer: the page shows answers
        outputs, _ = import_module(f"docs.notebooks.{name}").app.run()
    title, *cells = zip(cells_of(_FOLDER / f"{name}.py"), outputs, strict=True)
    yield _ENGLISH.sub(r'{.en lang="en"}\n\1', title[0].text or "")
    yield ""
    yield _OPENING.replace("NAME", name)
    for number, (cell, output) in enumerate(cells, start=1):
        if cell.text is not None:
            yield _ENGLISH.sub(r'{.en lang="en"}\n\1', cell.text)
            yield ""
            continue
        if not cell.is_hidden:
            yield from ("```python", cell.code, "```", "")
        if isinstance(output, mo.Html):
            yield from ("```{raw} html", f'<div class="markdown">{_MARKED.sub("", output.text)}</div>', "```", "")
        elif output is not None:
            yield from shown(_html(output), f"Kết quả {number}")


def cells_of(file: Path) -> list[Cell]:
    """The cells of a notebook, in the order in which they stand."""
    source = file.read_text(encoding="utf-8")
    found = (node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
    return [_cell(node, source) for node in found]


def _cell(node: ast.FunctionDef, source: str) -> Cell:
    body = [statement for statement in node.body if not isinstance(statement, ast.Return)]
    lines = source.splitlines()[body[0].lineno - 1 : body[-1].end_lineno]
    options = [word for mark in node.decorator_list if isinstance(mark, ast.Call) for word in mark.keywords]
    only = body[0].value if len(body) == 1 and isinstance(body[0], ast.Expr) else None
    is_text = isinstance(only, ast.Call) and ast.unparse(only.func) == "mo.md"
    text = only.args[0] if is_text and isinstance(only, ast.Call) else None
    return Cell(
        textwrap.dedent("\n".join(lines)),
        textwrap.dedent(str(text.value)).strip() if isinstance(text, ast.Constant) else None,
        any(word.arg == "hide_code" for word in options),
    )


def _html(output: Any) -> str:
    """What marimo shows of an output."""
    if isinstance(output, alt.TopLevelMixin):
        picture = io.StringIO()
        output.save(picture, format="svg")
        return picture.getvalue()
    if type(output) is pl.DataFrame:
        return frame_html(output)
    if hasattr(output, "_repr_html_"):
        return str(output._repr_html_())
    return f"<pre>{escape(', '.join(output) if isinstance(output, list) else str(output))}</pre>"
