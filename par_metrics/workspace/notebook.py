"""How a workspace shows itself in a notebook: whose it is, what it holds, what was published last."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import polars as pl

from par_metrics import display
from par_metrics.display.html import Cell, html_table
from par_metrics.publish.latest import latest_run
from schemas import KINDS, Label

if TYPE_CHECKING:
    from par_metrics.workspace.base import WorkspaceBase

_NOTHING = Label("chưa có", "none yet")
_COLUMNS = ("kind", "records", "first", "last", "loaded_at")


def workspace_html(ws: WorkspaceBase) -> str:
    """Unit, loads and latest run in a line; then the current records of each kind with their first and last day."""
    language = ws.settings.language
    with ws.snapshot() as snapshot:
        held = snapshot.engine.holdings().filter(pl.col("records") > 0).rows()
        states = snapshot.engine.loads()["state"].to_list()
    loads, refused = states.count("loaded"), states.count("refused")
    nothing = _NOTHING.in_language(language)
    run = latest_run(ws.root / "published") or nothing
    about = Label(
        f"Đơn vị: {ws.settings.unit or nothing} · đã nạp {loads} tệp, không nạp {refused} · công bố gần nhất: {run}",
        f"Unit: {ws.settings.unit or nothing} · {loads} files loaded, {refused} refused · latest published run: {run}",
    )
    rows = [
        [
            Cell(KINDS[kind].label.in_language(language), hint=kind),
            Cell(display.number(count, language), is_number=True),
            *(Cell(display.when(instant, language)) for instant in (first and first.date(), last and last.date())),
            Cell(display.when(loaded_at, language)),
        ]
        for kind, count, first, last, loaded_at in held
    ]
    headings = [display.heading(column, language, "workspace") for column in _COLUMNS]
    name = f"<b>{escape(type(ws).__name__)}</b> <code>{escape(str(ws.root))}</code>"
    return f"<div>{name}{html_table(headings, rows, len(rows), language, about.in_language(language))}</div>"
