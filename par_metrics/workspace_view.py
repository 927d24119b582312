"""How a workspace shows itself in a notebook: whose it is, what it holds, what was published last."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from par_metrics import display
from par_metrics.html_table import Cell, html_table
from par_metrics.publish.latest import latest_run
from schemas import KINDS, Label, RecordKind

if TYPE_CHECKING:
    from par_metrics.workspace_base import WorkspaceBase

_NOTHING = Label("chưa có", "none yet")
_HEADINGS = (
    Label("Bản ghi", "Records"),
    Label("Số lượng", "Number"),
    Label("Từ ngày", "First"),
    Label("Đến ngày", "Last"),
    Label("Nạp gần nhất", "Last loaded"),
)


def workspace_html(ws: WorkspaceBase) -> str:
    """Unit, loads and latest run in a line; then the current records of each kind with their first and last day."""
    language = ws.settings.language
    held = _held(ws)
    (loads, refused), *_ = ws.warehouse.sql(
        "SELECT count(*) FILTER (WHERE state = 'loaded'), count(*) FILTER (WHERE state = 'refused') FROM loads"
    ).rows()
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
    headings = [heading.in_language(language) for heading in _HEADINGS]
    name = f"<b>{escape(type(ws).__name__)}</b> <code>{escape(str(ws.root))}</code>"
    return f"<div>{name}{html_table(headings, rows, len(rows), language, about.in_language(language))}</div>"


def _held(ws: WorkspaceBase) -> list[tuple]:  # type: ignore[type-arg]
    """Kind, number of current records, first and last event, time of the last load; only kinds that have any."""
    of_kinds = " UNION ALL ".join(_summary(number, kind) for number, kind in enumerate(KINDS.values()))
    return ws.warehouse.sql(
        f"SELECT kind, n, first, last, loaded_at FROM ({of_kinds}) WHERE n > 0 ORDER BY position"
    ).rows()


def _summary(position: int, kind: RecordKind) -> str:
    event = kind.entry or (kind.events[0] if kind.events else None)
    day = "NULL" if event is None else event
    return (
        f"SELECT {position} AS position, '{kind.name}' AS kind, count(*) AS n, "
        f"min({day})::TIMESTAMP AS first, max({day})::TIMESTAMP AS last, max(loaded_at) AS loaded_at "
        f"FROM {kind.name}_versions WHERE superseded_at IS NULL"
    )
