"""What the page's script reads: the words it needs, and the facts of every unit, packed."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator

from markupsafe import escape

from par_metrics.indicators.rulesets.named import OWN
from par_metrics.publish.outputs.page.cells import MEASURES, quarter
from par_metrics.publish.outputs.page.facts import Facts
from par_metrics.publish.outputs.page.text import WORDS, named
from par_metrics.publish.outputs.page.view import EVERYTHING, View
from par_metrics.support.characters import visible_only
from schemas import Label

_ALWAYS = ("met", "missed", "no_target", "not_reported")


def words_of(view: View) -> str:
    """JSON of texts as `[vi, en]`, and of what each indicator is, as far as any unit needs them."""
    every = view.facts.values()
    codes = sorted({code for facts in every for code in _codes(facts)} | set(_ALWAYS))
    offices = sorted({office.name for facts in every for office in facts.offices})
    indicators = dict.fromkeys([*view.own.figures, *(str(row[0]) for facts in every for row in facts.changes)])
    rows = [row for _, of_index in view.plan for row in of_index]
    return _json(
        {
            "w": {key: _pair(text) for key, text in WORDS.items()},
            "n": {code: _pair(named(code)) for code in codes},
            "i": {id: _indicator(view, id) for id in indicators},
            "p": {row.plan_row: _pair(view.title(row.plan_row)) for row in rows},
            "q": [row.plan_row for row in rows if not view.indicators_of(row)],
            "o": {name: _pair(view.office(name)) for name in offices},
            "k": [[key, _pair(label), parent] for key, label, parent in view.blocks],
            "z": {key: _pair(label) for key, label in view.inputs.items()},
            "v": {unit: _pair(said) for unit, said in MEASURES.items()},
            "m": view.spans.months,
            "r": [_pair(quarter(label)) for label in view.spans.quarters],
            "u": view.units,
            "y": view.spans.year,
            "a": view.instant,
            "e": _pair(EVERYTHING),
            "unit": view.shown,
        }
    )


def packed(view: View) -> str:
    """The facts of every unit: JSON, gzip, base64. The script opens them when another unit is asked for."""
    content = visible_only(_json({code or "": facts.packed() for code, facts in view.facts.items()}))
    return base64.b64encode(gzip.compress(content.encode(), compresslevel=9, mtime=0)).decode()


def _codes(facts: Facts) -> Iterator[str]:
    """Every coded value that a unit's page has a word for."""
    for figure in facts.figures.values():
        yield from (str(figure[key]) for key in ("s", "b") if figure.get(key))
        yield from figure.get("x") or ()
    yield from facts.states.values()
    for row in facts.changes:
        yield from (str(code) for code in row[5:7] if code)


def _indicator(view: View, id: str) -> list[object]:
    definition = view.definition(id)
    kind = [view.unit(id), view.most(id), definition.better, view.is_ratio(id), view.has_sides(id)]
    # Units are given no rank by an own indicator: another may mean something else by it.
    return [_pair(view.label(id)), *kind, definition.rules == OWN.name]


def _pair(text: Label) -> list[str]:
    """Both languages as HTML: what is no markup is escaped here, so that the script need not."""
    return [str(escape(text.vi)), str(escape(text.en))]


def _json(content: object) -> str:
    """JSON that ends no script element."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
