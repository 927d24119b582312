"""The page as text: the template filled in, its style and script beside it, and the facts of all units packed."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from par_metrics.display import when, words
from par_metrics.display.numbers import NO_VALUE
from par_metrics.domain.period import Period
from par_metrics.publish.outputs.page import cells
from par_metrics.publish.outputs.page.data import packed, words_of
from par_metrics.publish.outputs.page.facts import Facts
from par_metrics.publish.outputs.page.sections import Sections
from par_metrics.publish.outputs.page.text import both, count, day, in_both, named, value
from par_metrics.publish.outputs.page.view import View
from par_metrics.support.characters import visible_only
from par_metrics.support.software import versions
from schemas import Label

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from par_metrics.publish.outcome import Outcome

_SHORT = {
    "par_index": Label("PAR INDEX", "PAR INDEX"),
    "sipas": Label("SIPAS", "SIPAS"),
    "papi": Label("PAPI", "PAPI"),
    "on_time_rate": Label("Đúng hạn", "On time"),
    "full_online_dossiers_rate": Label("Trực tuyến", "Online"),
    "online_payment_rate": Label("Thanh toán", "Payments"),
    "feedback_on_time_rate": Label("PAKN đúng hạn", "Feedback"),
}
_LONGEST_REASON = 240
_COMPARED_WITH = ("same_days_of_year_before", "previous_period", "same_days_before")


def page_of(outcome: Outcome) -> str:
    """The page of a run."""
    view = View.of(outcome)
    script = _text("page.js")
    drawn = Sections(view, view.own)
    several = len(view.units) > 1
    context: dict[str, Any] = {
        "v": view,
        "c": cells,
        "own": view.own,
        "language": outcome.language,
        "title": _title(view),
        "css": Markup(_text("page.css")),
        "script": Markup(script),
        "script_hash": f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}",
        "code": f" · {view.shown}" if view.shown and view.units[view.shown] != view.shown else "",
        "held": outcome.is_held,
        "provisional": Period.parse(view.spans.year).end > view.as_of,
        "several": several,
        "before": outcome.compared_with,
        "diff": _diff(outcome),
        "basis": _basis(view.own),
        "run": outcome.run.id,
        "version": versions()["par-metrics"],
        "words_json": Markup(words_of(view)),
        "packed": packed(view) if several else "",
        "headlines": drawn.headlines(),
    }
    of_unit = ("value_cell", "spark", "chart", "quarters", "doable", "lacking", "big", "said_target", "proxy")
    lists = ("head766", "offices", "dossiers", "counted_otherwise", "share", "blocks", "changes", "risks")
    context |= {name: getattr(drawn, name) for name in (*of_unit, *lists)}
    context |= {
        "b": lambda vi, en: both(Label(vi, en)),
        "both": both,
        "count": count,
        "day": day,
        "named": named,
        "moment": _moment,
        "reason": _reason,
        "head_title": lambda id: both(_SHORT[id]),
        "short": lambda id: _SHORT[id],
        "limit_from": _limit_from,
        "rank": lambda of: of.blocks[-1][2] or NO_VALUE if of.blocks else NO_VALUE,
        "total": lambda of: both(value(of.blocks[-1][0], "points")) if of.blocks else NO_VALUE,
        "compared": lambda of, id: both(value(view.value_of(id, of.unit_code), view.unit(id))),
    }
    return visible_only(_template().render(context))


def _reason(load: Mapping[str, Any]) -> tuple[str, str]:
    """Why a file was refused, led by its name and cut where it goes on for long: `loads` has it in full."""
    told = []
    for language in ("vi", "en"):
        text = load[f"reason_{language}"] or ""
        text = text if text.startswith(load["file"]) else f"{load['file']}: {text}"
        told.append(text if len(text) <= _LONGEST_REASON else f"{text[:_LONGEST_REASON].rstrip()}…")
    return told[0], told[1]


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_text("page.html.j2"))


@cache
def _text(name: str) -> str:
    return files("par_metrics.publish.outputs.page").joinpath(name).read_text(encoding="utf-8")


def _limit_from(code: str) -> Markup:
    """Where the limit of a feed comes from: `theo cài đặt`."""
    return both(
        in_both(lambda language: f"{'theo' if language == 'vi' else 'by'} {words(code, language, 'limit_from')}")
    )


def _title(view: View) -> str:
    name = view.unit_name(view.shown).in_language(view.outcome.language)
    return f"{'Bảng điểm CCHC' if view.outcome.language == 'vi' else 'Scorecard'} {view.spans.year} · {name}"


def _moment(instant: datetime) -> Markup:
    """An instant; the beginning of a day as the end of the day before, since nothing of that day is in the figures."""
    if instant != instant.replace(hour=0, minute=0, second=0, microsecond=0):
        return both(in_both(lambda language: when(instant, language)))
    last = instant.date() - timedelta(days=1)
    return both(Label(f"hết ngày {when(last, 'vi')}", f"the end of {when(last, 'en')}"))


def _diff(outcome: Outcome) -> str:
    """What names the records behind the changes: compared with what the run published before knew."""
    if outcome.known_before is None:
        return "par-metrics diff"
    as_of = f"{outcome.run.as_of:%Y-%m-%dT%H:%M:%S}".removesuffix("T00:00:00")
    known = f"{outcome.known_before:%Y-%m-%dT%H:%M:%S.%f}"
    return f"par-metrics diff --known-at {known} --period {Period.year_up_to(outcome.run.as_of).label} --as-of {as_of}"


def _basis(facts: Facts) -> Label:
    """What most changes compare with."""
    found = Counter(figure["b"] for figure in facts.figures.values() if figure.get("b") in _COMPARED_WITH)
    basis = found.most_common(1)[0][0] if found else _COMPARED_WITH[0]
    return in_both(
        lambda language: f"{'So' if language == 'vi' else 'Against'} {named(basis).in_language(language).lower()}"
    )
