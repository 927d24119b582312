"""A digest from what a night came to, or from a run as it is written; of published tables and messages alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from par_metrics.domain.deadlines import days_named
from par_metrics.errors import ParMetricsError, UsageError, nearest
from par_metrics.operations.digest.digest import Digest, Due, DueRow, File, Move, State
from par_metrics.operations.digest.refused_rows import Reasons, refused_rows
from par_metrics.operations.summary import FileOutcome, RunSummary, gate_problem
from par_metrics.publish import latest
from par_metrics.publish.reading import manifest_of, rows_of, table_of
from par_metrics.settings.layout import Layout
from schemas import Label

if TYPE_CHECKING:
    from par_metrics.workspace import Workspace

_DAYS_LOOKED_FOR = 30
"""No holiday is longer."""

_MOVES = """
    SELECT c.*, i.target, k.label_vi, k.label_en, k.unit AS measure
    FROM changes c
    LEFT JOIN indicators i ON i.indicator = c.indicator AND i.version = c.version AND i.period = c.period
        AND i.is_total = (c.unit_code IS NULL) AND i.unit_code IS NOT DISTINCT FROM c.unit_code
    LEFT JOIN catalogue k ON k.indicator = c.indicator AND k.version = c.version
    WHERE c.status_after IN ('met', 'missed') AND c.status_before <> c.status_after
    ORDER BY c.unit_code NULLS FIRST, c.indicator
"""
_OPEN_ROWS = """
    SELECT p.plan_row, p.title_vi, p.title_en, p.deadline_vi
    FROM plan p
    WHERE p.deadline_vi IS NOT NULL AND p.plan_row NOT IN (
        SELECT plan_row FROM scorecard WHERE unit_code IS NULL AND (state = 'done' OR status = 'met'))
"""
_REASONS = (
    'SELECT load_id, "column", rule, count(*) AS count FROM rejects GROUP BY ALL ORDER BY count DESC, "column", rule'
)


def of_night(ws: Workspace, summary: RunSummary) -> Digest:
    """What a night came to, but for what its run changed: see `with_changes`."""
    refused = refused_rows(ws, summary.outcomes)
    files = tuple(_file_of(outcome, reasons) for outcome, reasons in zip(summary.outcomes, refused, strict=True))
    left = Label(
        f"còn trong inbox, lần chạy sau sẽ thử: {', '.join(summary.left)}",
        f"still in the inbox for the next run: {', '.join(summary.left)}",
    )
    return Digest(
        ws.settings.unit,
        _unit_name(ws, summary.run_id),
        summary.run_id,
        state_of(summary),
        summary.as_of,
        tuple(summary.troubles),
        files,
        due=_due(ws, summary.as_of, latest.latest_run(Layout(ws.root).published)),
        notes=(*summary.notices, *summary.open_data, *([left] if summary.left else [])),
        link=ws.settings.digest.link,
    )


def with_changes(ws: Workspace, digest: Digest) -> Digest:
    """With what its run changed: indicators newly missed and newly met since the run published before."""
    missed, met, before = _moves(ws, digest.run_id)
    return replace(digest, missed=missed, met=met, compared_with=before)


def of_failure(ws: Workspace, reason: Label, as_of: datetime) -> Digest:
    """Of a night that an error ended."""
    return Digest(ws.settings.unit, None, None, "failed", as_of, (reason,), link=ws.settings.digest.link)


def of_run(ws: Workspace, run_id: str | None) -> Digest:
    """Of a run as it stands in `published/`: of its night what it has not, such as a file that was not read, is gone.

    Args:
        run_id: None: the one published last.
    Raises:
        UsageError: there is no such run.
        ParMetricsError: its files are damaged.
    """
    published = Layout(ws.root).published
    name = run_id or latest.latest_run(published)
    if name is None:
        raise UsageError(
            Label(
                "chưa công bố lần nào; chạy par-metrics nightly", "nothing is published yet; run par-metrics nightly"
            ),
            "no_run",
        )
    stated = manifest_of(published, name)
    if stated is None:
        kept = [path.parent.name for path in published.glob("*/manifest.json") if path.parent.name != latest.LATEST]
        near = nearest(name, kept)
        raise UsageError(
            Label(
                f'không có lần chạy "{name}" trong published/.{near.vi}',
                f'there is no run "{name}" in published/.{near.en}',
            ),
            "no_run",
        )
    is_held, as_of = stated["state"] == "held", datetime.fromisoformat(stated["as_of"])
    gates = [gate for gate in stated["gates"] if len(gate["accepted"]) < len(gate["failures"])]
    digest = Digest(
        ws.settings.unit,
        _unit_name(ws, name),
        name,
        "held" if is_held else "published",
        as_of,
        tuple(gate_problem(gate["id"], Label(gate["message_vi"], gate["message_en"])) for gate in gates),
        _files_of_run(ws, name, stated["new_loads"] or ()),
        due=_due(ws, as_of, latest.latest_run(published) if is_held else name),
        link=ws.settings.digest.link,
    )
    return digest if is_held else with_changes(ws, digest)


def state_of(summary: RunSummary) -> State:
    """What became of a night, in a word."""
    if summary.run_id is None:
        return "failed"
    if summary.published is None:
        return "held"
    return "published" if summary.is_new else "unchanged"


def _file_of(outcome: FileOutcome, reasons: Reasons) -> File:
    report = outcome.report
    if outcome.problem is not None or report is None or report.already_loaded:
        return File(outcome.file, outcome.problem)
    return File(outcome.file, None, report.accepted, report.rejected, reasons)


def _files_of_run(ws: Workspace, run_id: str, load_ids: Sequence[str]) -> tuple[File, ...]:
    published = Layout(ws.root).published
    reasons: dict[str, dict[tuple[str | None, str], int]] = {}
    for row in rows_of(published, run_id, _REASONS):
        reasons.setdefault(row["load_id"], {})[row["column"], row["rule"]] = row["count"]
    loads = {row["load_id"]: row for row in table_of(published, run_id, "loads")}
    return tuple(_file_of_load(loads[load], reasons.get(load, {})) for load in load_ids if load in loads)


def _file_of_load(load: Mapping[str, Any], reasons: Reasons) -> File:
    name = load["file"]
    if load["state"] == "refused":
        vi, en = ((load[key] or "").removeprefix(f"{name}: ") for key in ("reason_vi", "reason_en"))
        return File(name, Label(vi, en))
    return File(name, None, load["accepted"], load["rejected"], reasons)


def _moves(ws: Workspace, run_id: str | None) -> tuple[tuple[Move, ...], tuple[Move, ...], datetime | None]:
    """Newly missed, newly met, and since when; of a unit what all units together say is not said again."""
    if run_id is None:
        return (), (), None
    rows = rows_of(Layout(ws.root).published, run_id, _MOVES)
    together = {(row["indicator"], row["status_after"]) for row in rows if row["unit_code"] is None}
    told = [row for row in rows if row["unit_code"] is None or (row["indicator"], row["status_after"]) not in together]
    moved = {
        status: tuple(
            Move(
                row["indicator"],
                Label(row["label_vi"] or row["indicator"], row["label_en"] or row["indicator"]),
                row["unit_code"],
                row["value_before"],
                row["value_after"],
                row["target"],
                row["measure"] or "",
                row["status_before"],
            )
            for row in told
            if row["status_after"] == status
        )
        for status in ("missed", "met")
    }
    return moved["missed"], moved["met"], rows[0]["as_of_before"] if rows else None


def _due(ws: Workspace, as_of: datetime, run_id: str | None) -> Due | None:
    """What is due on the day of `as_of` and after it up to the next working day, by the list of a published run."""
    published = Layout(ws.root).published
    stated = None if run_id is None else manifest_of(published, run_id)
    if run_id is None or stated is None:
        return None
    today, next_day = as_of.date(), _next_working_day(ws, as_of.date())
    listed = rows_of(published, run_id, "SELECT dossier_code, due_at, state FROM at_risk ORDER BY due_at, dossier_code")
    running = [row for row in listed if row["state"] != "clock_stopped"]
    ahead = [row for row in running if row["due_at"] >= as_of]
    return Due(
        datetime.fromisoformat(stated["as_of"]),
        next_day,
        tuple(row["dossier_code"] for row in ahead if row["due_at"].date() == today),
        tuple(row["dossier_code"] for row in ahead if today < row["due_at"].date() <= next_day),
        len(running) - len(ahead),
        tuple(_due_rows(rows_of(published, run_id, _OPEN_ROWS), today, next_day)),
    )


def _due_rows(rows: Sequence[Mapping[str, Any]], first: date, last: date) -> list[DueRow]:
    """Rows of the plan whose deadline names one of these days."""
    found = [
        DueRow(row["plan_row"], Label(row["title_vi"], row["title_en"] or row["title_vi"]), day)
        for row in rows
        for year in {first.year, last.year}
        for day in days_named(row["deadline_vi"], year)
        if first <= day <= last
    ]
    return sorted(found, key=lambda row: row.day)


def _next_working_day(ws: Workspace, day: date) -> date:
    days = (day + timedelta(days=number) for number in range(1, _DAYS_LOOKED_FOR))
    return next((later for later in days if ws.calendar.is_working_day(later)), day + timedelta(days=1))


def _unit_name(ws: Workspace, run_id: str | None) -> str | None:
    """That of the workspace's own unit, as a run has it."""
    if run_id is None or ws.settings.unit is None:
        return None
    try:
        units = table_of(Layout(ws.root).published, run_id, "units")
    except ParMetricsError:
        return None
    return next((row["unit_name"] for row in units if row["unit_code"] == ws.settings.unit), None)
