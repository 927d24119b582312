"""The API reference: every public name with its docstring, which Sphinx reads from the code."""

from __future__ import annotations

import re
from collections.abc import Mapping

import par_metrics
from docs.site.navigation import toctree

# Methods that modules of the library call on a workspace; not for a notebook.
_NOT_SHOWN = "criteria, instant, period_of, snapshot"
_WORKSPACE = f":members:\n   :inherited-members:\n   :exclude-members: {_NOT_SHOWN}"
_MEMBERS = ":members:"
_DATA = ":no-value:"
_PAGES: Mapping[str, tuple[str, str, Mapping[str, tuple[str, str]]]] = {
    "workspace": (
        "A workspace",
        "Where everything begins: a folder of exports, and what is known from them.",
        {"Workspace": ("class", _WORKSPACE), "compute_over": ("function", ""), "template": ("function", "")},
    ),
    "results": (
        "What answers are made of",
        "Tables are polars frames that show themselves in the language of the workspace.",
        {
            # Nobody makes them: the brackets keep out what polars needs for that.
            "Figures()": ("class", ""),
            "Records()": ("class", ""),
            "Scorecard()": ("class", ""),
            # Of each of them; what polars gives beside is told by polars.
            "Figures.chart": ("method", ""),
            "Figures.to_excel": ("method", ""),
            "LoadReport": ("class", _MEMBERS),
            "chart": ("function", ""),
        },
    ),
    "definitions": (
        "Definitions, periods, rule sets",
        "What is counted, and when.",
        {
            "Period": ("class", _MEMBERS),
            "Indicator": ("function", ""),
            "catalogue": ("data", _DATA),
            "RuleSet": ("class", _MEMBERS),
            "rules": ("data", _DATA),
        },
    ),
    "errors": (
        "Errors",
        "Each says in both languages what is wrong and what to do.",
        dict.fromkeys(
            ("ParMetricsError", "UsageError", "SettingsError", "WorkspaceBusyError", "RefusedFileError"),
            ("exception", ":members:\n   :show-inheritance:"),
        ),
    ),
}


def api_pages() -> dict[str, str]:
    """The pages by their place; every name of `par_metrics.__all__` is on one of them.

    Raises:
        ValueError: a public name is on no page.
    """
    shown = {re.split(r"\W", name)[0] for _, _, names in _PAGES.values() for name in names}
    if shown != set(par_metrics.__all__):
        raise ValueError(
            f"names of par_metrics and those in docs/site/api.py differ: {shown ^ set(par_metrics.__all__)}"
        )
    pages = {f"api/{place}.md": _page(*page) for place, page in _PAGES.items()}
    pages["api/testing.md"] = _testing()
    pages["api/index.md"] = _index()
    return pages


def _page(title: str, introduction: str, names: Mapping[str, tuple[str, str]]) -> str:
    parts = [_documented(kind, f"par_metrics.{name}", options) for name, (kind, options) in names.items()]
    return "\n".join([f"# {title}", "", introduction, "", *parts])


def _documented(kind: str, name: str, options: str) -> str:
    return "\n".join(["```{eval-rst}", f".. auto{kind}:: {name}", f"   {options}" if options else "", "```", ""])


def _testing() -> str:
    names = ("Tables", "Ratio")
    return _page(
        "Trying a definition",
        "One rule on literal rows, without a workspace: what the examples of the catalogue are made with.",
        {f"testing.{name}": ("class", _MEMBERS) for name in names},
    )


def _index() -> str:
    places = [*(f"api/{place}" for place in _PAGES), "api/testing"]
    listed = [f"- [{title}]({place}.md): {introduction}" for place, (title, introduction, _) in _PAGES.items()]
    listed.append("- [Trying a definition](testing.md): one rule on literal rows, without a workspace.")
    return "\n".join(
        [
            "# API",
            "",
            "From the docstrings of the code. [Library](../docs/reference/library.md) tells the same in the",
            "order of work, with examples and the columns of every answer.",
            "",
            *listed,
            "",
            *toctree(places),
        ]
    )
