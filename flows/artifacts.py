"""What a night leaves for people on its page in Prefect: the scorecard, files, checks, and where its page is."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import polars as pl
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.settings import PREFECT_UI_URL

from flows.names import key_of, unit_of
from par_metrics import display
from par_metrics.display.words import words
from par_metrics.indicators.catalogue import catalogue
from par_metrics.operations.summary import FileOutcome, RunSummary
from par_metrics.publish.reading import rows_of
from par_metrics.questions.freshness import FRESHNESS_SCHEMA, feed_name, state
from par_metrics.settings.layout import Layout
from schemas import KINDS, Label, Language

SCORECARD, HELD, FILES, GATES, FRESHNESS, PAGE = "scorecard", "held-scorecard", "files", "gates", "freshness", "page"
_NOT_PUBLISHED = Label(
    "**CHƯA CÔNG BỐ**: số liệu của đêm này bị giữ lại, xem phần kiểm tra. Số liệu đã công bố là của lần trước.",
    "**NOT PUBLISHED**: the figures of this night are held back, see the gates. Those published are of an earlier one.",
)
_ORDER = ("missed", "incomplete", "met")
"""Of statuses: what is to be done first."""


def of_night(workspace: Path, summary: RunSummary, language: Language) -> list[tuple[Label, str]]:
    """Make them, in the order they are to be read.

    Returns:
        Each that a message names, with its address; none where the server has no pages.
    """
    unit, links = unit_of(workspace), list[tuple[Label, str]]()
    if summary.run_id is not None:
        rows = _scorecard_rows(workspace, summary, language)
        what, about = (SCORECARD, _seen(summary)) if summary.published else (HELD, _NOT_PUBLISHED)
        made = _table(rows, key_of(what, unit), about, language)
        name = (
            Label("Bảng điểm", "Scorecard") if summary.published else Label("Bảng điểm CHƯA CÔNG BỐ", "Held scorecard")
        )
        links.append((name, made))
    made = _table([_file_row(o, language) for o in summary.outcomes], key_of(FILES, unit), _OF_FILES, language)
    links.append((Label("Các tệp", "Files"), made))
    if summary.gates:
        _table(_gate_rows(summary, language), key_of(GATES, unit), _OF_GATES, language)
    if summary.run_id is not None:
        rows = [*_freshness_rows(workspace, summary.run_id, language)]
        _table(rows, key_of(FRESHNESS, unit), _OF_FRESHNESS, language)
    if summary.published:
        page = Layout(workspace).published.absolute() / "latest" / "scorecard.html"
        text = Label(f"Trang bảng điểm: `{page}`", f"The scorecard's page: `{page}`")
        about = Label("Mở được trên điện thoại, máy tính và in ra giấy.", "For phone, desk and paper.")
        create_markdown_artifact(
            text.in_language(language), key=key_of(PAGE, unit), description=about.in_language(language)
        )
    # A server that lasts as long as the run has no pages to lead to.
    return links if PREFECT_UI_URL.value() else []


_OF_FILES = Label(
    "Tệp bị từ chối nằm trong inbox/refused/, lý do ghi ở tệp .reason.txt bên cạnh. Các dòng bị từ chối: "
    "`par-metrics rejects`.",
    "A refused file is in inbox/refused/, its reason beside it. Refused rows: `par-metrics rejects`.",
)
_OF_GATES = Label(
    "Không đạt thì số liệu công bố lần trước được giữ nguyên.", "Where one fails, the figures published last stay."
)


_OF_FRESHNESS = Label(
    "Bản xuất mới nhất của mỗi nguồn, nguồn quá cũ trước. Ngày là ngày làm việc.",
    "The newest export of each feed, old ones first. Days are working days.",
)


def _seen(summary: RunSummary) -> Label:
    seen = f"{summary.as_of:%H:%M %d/%m/%Y}"
    return Label(f"Số liệu tính đến {seen}, chưa đạt trước.", f"Figures as of {seen}, missed ones first.")


def _table(rows: Sequence[dict[str, Any]], key: str, about: Label, language: Language) -> str:
    """Its address."""
    # Called from a synchronous flow it answers at once; its type also allows for asynchronous ones.
    made = cast("UUID", create_table_artifact([*rows], key=key, description=about.in_language(language)))
    return f"{PREFECT_UI_URL.value()}/artifacts/artifact/{made}"


def _file_row(outcome: FileOutcome, language: Language) -> dict[str, Any]:
    report = outcome.report
    problem = outcome.problem.in_language(language) if outcome.problem else ""
    remarks = " ".join(remark.in_language(language) for remark in outcome.remarks)
    kind = KINDS[report.kind].label.in_language(language) if report is not None and report.kind in KINDS else None
    return {
        display.heading("file", language): outcome.file,
        display.heading("problem", language): problem,
        display.heading("accepted", language): getattr(report, "accepted", None),
        display.heading("rejected", language): getattr(report, "rejected", None),
        display.heading("kind", language): kind,
        display.heading("remarks", language): remarks,
    }


def _gate_rows(summary: RunSummary, language: Language) -> list[dict[str, Any]]:
    passed = words("passed", language, "result")
    return [
        {
            display.heading("gate", language): words(gate.id, language, "gate"),
            display.heading("result", language): passed if gate.passed else gate.message.in_language(language),
        }
        for gate in summary.gates
    ]


def _scorecard_rows(workspace: Path, summary: RunSummary, language: Language) -> list[dict[str, Any]]:
    """The plan's rows with their figures of the year as the run has them, missed ones first."""
    assert summary.run_id is not None  # a run without one has no figures
    card = rows_of(Layout(workspace).published, summary.run_id, "FROM scorecard WHERE unit_code IS NULL")
    order = {status: place for place, status in enumerate(_ORDER)}
    rows = sorted(card, key=lambda row: order.get(row["status"] or "", len(order)))
    return [*_shown(rows, language)]


def _freshness_rows(workspace: Path, run_id: str, language: Language) -> Iterator[dict[str, Any]]:
    feeds = rows_of(
        Layout(workspace).published, run_id, "FROM freshness ORDER BY is_old DESC NULLS LAST, age_working_days DESC"
    )
    said = pl.DataFrame(feeds, schema=FRESHNESS_SCHEMA).select(state()).to_series().to_list()
    for row, standing in zip(feeds, said, strict=True):
        newest = row["newest_export"]
        yield {
            display.heading("state", language): words(standing, language, "state"),
            display.heading("kind", language): feed_name(row["kind"], row["source"]).in_language(language),
            display.heading("newest_export", language): f"{newest:%d/%m/%Y}" if newest else None,
            display.heading("age_working_days", language): row["age_working_days"],
            display.heading("limit_working_days", language): row["limit_working_days"],
        }


def _shown(rows: Sequence[dict[str, Any]], language: Language) -> Iterator[dict[str, Any]]:
    """Values before names, which are long: they are on the screen without scrolling."""
    for row in rows:  # the plan's few dozen
        definition = catalogue[row["indicator"]] if row["indicator"] else None
        unit = "share" if definition is None else definition.unit
        title = Label(row["title"], row["title_en"] or row["title"]) if definition is None else definition.label
        yield {
            display.heading("status", language): words(row["status"] or row["state"] or "", language),
            display.heading("value", language): display.value(row["value"], unit, language),
            display.heading("target", language): display.value(row["target"], unit, language),
            display.heading("title", language): title.in_language(language),
            display.heading("plan_row", language): row["plan_row"],
            display.heading("indicator", language): row["indicator"],
        }
