"""A digest as plain text, as HTML for mail, and as JSON for other programs."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from par_metrics.operations.digest.digest import Digest, Due, File, Move
from par_metrics.operations.digest.sections import foot, headline, sections, subject
from schemas import Label, Language

if TYPE_CHECKING:
    from jinja2 import Template

SCHEMA, VERSION = "par-metrics/digest", 1
"""Of the JSON: a key that is taken away, or means something else, raises the version; one that is added does not."""

_COLOURS = {"bad": "#a63a00", "good": "#00644b", "plain": "#16202b"}


def as_text(digest: Digest, language: Language) -> str:
    """Lines for any mailbox or chat."""
    parts = [headline(digest, language)]
    parts += [
        "\n".join([section.title, *(f"- {line}" for line in section.lines)]) for section in sections(digest, language)
    ]
    if digest.link:
        parts.append(_open(language) + f": {digest.link}")
    return "\n\n".join([*parts, foot(digest, language)]) + "\n"


def as_html(digest: Digest, language: Language) -> str:
    """A page without scripts, pictures or addresses to be fetched; styles are inline, as mail programs want them."""
    return _template().render(
        language=language,
        subject=subject(digest, language),
        whose=digest.unit_name or digest.unit_code or "par-metrics",
        headline=headline(digest, language),
        is_bad=digest.state in ("held", "failed"),
        sections=sections(digest, language),
        colours=_COLOURS,
        link=digest.link,
        open=_open(language),
        foot=foot(digest, language),
    )


def as_document(digest: Digest) -> dict[str, Any]:
    """The keys of docs/reference/night.md."""
    return {
        "schema": SCHEMA,
        "version": VERSION,
        "unit_code": digest.unit_code,
        "unit_name": digest.unit_name,
        "run_id": digest.run_id,
        "state": digest.state,
        "as_of": _instant(digest.as_of),
        "has_problems": digest.has_problems,
        "problems": [_both(problem) for problem in digest.problems],
        "files": [file_document(file) for file in digest.files],
        "newly_missed": [_move(move) for move in digest.missed],
        "newly_met": [_move(move) for move in digest.met],
        "compared_with": _instant(digest.compared_with),
        "due": None if digest.due is None else _due(digest.due),
        "notes": [_both(note) for note in digest.notes],
        "link": digest.link,
    }


def file_document(file: File) -> dict[str, Any]:
    """One export; `reasons` counts its refused rows by column and rule."""
    return {
        "file": file.name,
        "problem": None if file.problem is None else _both(file.problem),
        "accepted": file.accepted,
        "rejected": file.rejected,
        "reasons": [
            {"column": column, "rule": rule, "rows": rows} for (column, rule), rows in (file.reasons or {}).items()
        ],
    }


def _move(move: Move) -> dict[str, Any]:
    return {
        "indicator": move.indicator,
        "label": _both(move.label),
        "unit_code": move.unit_code,
        "value_before": move.before,
        "value_after": move.after,
        "target": move.target,
        "unit": move.measure,
        "status_before": move.status_before,
    }


def _due(due: Due) -> dict[str, Any]:
    return {
        "seen_at": _instant(due.seen_at),
        "next_working_day": due.next_day.isoformat(),
        "today": list(due.today),
        "by_next_working_day": list(due.tomorrow),
        "overdue": due.overdue,
        "plan_rows": [
            {"plan_row": row.plan_row, "title": _both(row.title), "day": row.day.isoformat()} for row in due.plan_rows
        ],
    }


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined  # of no use to most commands

    text = files("par_metrics.operations.digest").joinpath("mail.html.j2").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True)
    return environment.from_string(text)


def _both(label: Label) -> dict[str, str]:
    return {"vi": label.vi, "en": label.en}


def _instant(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat(timespec="seconds")


def _open(language: Language) -> str:
    return Label("Mở bảng điểm", "Open the scorecard").in_language(language)
