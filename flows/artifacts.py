"""What a run leaves for people on its page in Prefect: files, gates and the scorecard."""

from pathlib import Path
from typing import Any

from prefect.artifacts import create_table_artifact

from par_metrics import display
from par_metrics.indicators.catalogue import catalogue
from par_metrics.operations.summary import FileOutcome, RunSummary
from par_metrics.workspace import Workspace
from schemas import Language

FILES, GATES, SCORECARD = "nightly-files", "nightly-gates", "nightly-scorecard"


def of_run(workspace: Path, summary: RunSummary, language: Language) -> None:
    """Tables of the run's files, gates and figures."""
    create_table_artifact([_file_row(outcome, language) for outcome in summary.outcomes], key=FILES)
    create_table_artifact(_gate_rows(summary, language), key=GATES)
    if summary.failure is None:  # what kept the figures from being computed keeps the scorecard too
        create_table_artifact(_scorecard_rows(workspace, summary, language), key=SCORECARD)


def _file_row(outcome: FileOutcome, language: Language) -> dict[str, Any]:
    report = outcome.report
    counts = ("kind", "rows_read", "accepted", "rejected", "duplicates")
    return {
        display.heading("file", language): outcome.file,
        **{display.heading(name, language): getattr(report, name, None) for name in counts},
        display.heading("problem", language): outcome.problem.in_language(language) if outcome.problem else "",
        display.heading("remarks", language): " ".join(remark.in_language(language) for remark in outcome.remarks),
    }


def _gate_rows(summary: RunSummary, language: Language) -> list[dict[str, Any]]:
    passed = display.words("passed", language, "result")
    return [
        {
            display.heading("gate", language): gate.id,
            display.heading("result", language): passed if gate.passed else gate.message.in_language(language),
        }
        for gate in summary.gates
    ]


def _scorecard_rows(workspace: Path, summary: RunSummary, language: Language) -> list[dict[str, Any]]:
    """The plan's rows with their figures of the year, as people read them."""
    card = Workspace(workspace).scorecard(period=str(summary.as_of.year), as_of=summary.as_of)
    shown = []
    for row in card.iter_rows(named=True):  # the plan's few dozen rows
        unit = catalogue[row["indicator"]].unit if row["indicator"] else "share"
        shown.append(
            {
                display.heading("plan_row", language): row["plan_row"],
                display.heading("title", language): row["title"],
                display.heading("indicator", language): row["indicator"],
                display.heading("value", language): display.value(row["value"], unit, language),
                display.heading("target", language): display.value(row["target"], unit, language),
                display.heading("status", language): display.words(row["status"] or row["state"] or "", language),
            }
        )
    return shown
