"""What a night did, as plain values that JSON can hold; the keys are those of docs/reference/night.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from par_metrics.operations.digest.making import state_of
from par_metrics.operations.digest.refused_rows import Reasons, refused_rows
from par_metrics.publish.latest import LATEST
from par_metrics.publish.reading import manifest_of
from par_metrics.settings.layout import Layout
from schemas import Label

if TYPE_CHECKING:
    from par_metrics.operations.sending import Sending
    from par_metrics.operations.summary import FileOutcome, RunSummary, SourceOutcome, Telling
    from par_metrics.publish.gate import Gate
    from par_metrics.workspace import Workspace

SCHEMA, VERSION = "par-metrics/night", 1
"""A key that is taken away, or means something else, raises the version; one that is added does not."""
_PAGES = {"page": "scorecard.html", "workbook": "bang-diem.xlsx", "manifest": "manifest.json"}


def as_document(ws: Workspace, summary: RunSummary) -> dict[str, Any]:
    """One document for one night; paths are whole, instants local."""
    refused = refused_rows(ws, summary.outcomes)
    return {
        "schema": SCHEMA,
        "version": VERSION,
        "unit_code": ws.settings.unit,
        "run_id": summary.run_id,
        "state": state_of(summary),
        "ok": summary.ok,
        "as_of": summary.as_of.isoformat(timespec="seconds"),
        "sources": [_source(source) for source in summary.sources],
        "files": [_file(outcome, reasons) for outcome, reasons in zip(summary.outcomes, refused, strict=True)],
        "left_in_inbox": list(summary.left),
        "failure": _both(summary.failure),
        "gates": [_gate(gate) for gate in summary.gates],
        "damages": [_both(damage) for damage in summary.damages],
        "notices": [_both(notice) for notice in summary.notices],
        "open_data": [_both(said) for said in summary.open_data],
        "postgres": _said(summary.sending),
        "digest": _said(summary.telling),
        "outputs": _outputs(ws, summary.run_id),
        "links": _links(ws, summary),
    }


def _source(outcome: SourceOutcome) -> dict[str, Any]:
    return {
        "source": outcome.source,
        "ok": outcome.ok,
        "fetched": len(outcome.fetched),
        "known": outcome.known,
        "unsettled": outcome.unsettled,
        "problems": [_both(problem) for problem in outcome.problems],
    }


def _file(outcome: FileOutcome, reasons: Reasons) -> dict[str, Any]:
    report = outcome.report
    return {
        "file": outcome.file,
        "problem": _both(outcome.problem),
        "rule": None if report is None else report.refused_rule,
        "load_id": None if report is None else report.load_id,
        "kind": None if report is None else report.kind,
        "profile": None if report is None else report.profile,
        "read": 0 if report is None else report.rows_read,
        "accepted": 0 if report is None else report.accepted,
        "rejected": 0 if report is None else report.rejected,
        "duplicates": 0 if report is None else report.duplicates,
        "already_loaded": report is not None and report.already_loaded,
        "read_again": outcome.is_reread,
        "reasons": [{"column": column, "rule": rule, "rows": rows} for (column, rule), rows in reasons.items()],
        "remarks": [_both(remark) for remark in outcome.remarks],
    }


def _gate(gate: Gate) -> dict[str, Any]:
    if gate.passed:
        return {"id": gate.id, "state": "passed", "failures": [], "message": None}
    state, message = ("failed", gate.message) if gate.holds_back else ("accepted", gate.accepted_message)
    return {"id": gate.id, "state": state, "failures": list(gate.failures), "message": _both(message)}


def _outputs(ws: Workspace, run_id: str | None) -> list[str]:
    """The files of the run, by their names in its folder; those of single indicators by their folder alone."""
    stated = None if run_id is None else manifest_of(Layout(ws.root).published, run_id)
    names = [] if stated is None else [str(file["name"]) for file in stated["files"]]
    return sorted({f"{name.partition('/')[0]}/" if "/" in name else name for name in names})


def _links(ws: Workspace, summary: RunSummary) -> dict[str, str | None]:
    """Where to read on: files of the run, and where people open its page."""
    published = Layout(ws.root).published.absolute()
    found: dict[str, str | None] = {"web": ws.settings.digest.link, "folder": None}
    if summary.run_id is None:
        return found | dict.fromkeys(_PAGES)
    # One held back is no publication: its own folder, never `latest`.
    folder = published / (LATEST if summary.published else summary.run_id)
    found["folder"] = str(published / summary.run_id)
    return found | {name: str(folder / file) if (folder / file).exists() else None for name, file in _PAGES.items()}


def _said(done: Sending | Telling | None) -> dict[str, Any] | None:
    return None if done is None else {"failed": done.failed, "message": _both(done.said)}


def _both(label: Label | None) -> dict[str, str] | None:
    return None if label is None else {"vi": label.vi, "en": label.en}
