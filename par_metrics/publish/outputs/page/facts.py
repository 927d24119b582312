"""What the page says of each unit: numbers ready to be shown, and codes that the page has words for.

The facts of one unit are in the page as text; those of all units are packed into it for its script. Both are drawn from
the same facts, so that a unit looks the same whichever way it is shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from par_metrics.display.numbers import rounded
from par_metrics.domain.plan import NOT_REPORTED
from par_metrics.publish.outputs.page.actions import action_of
from par_metrics.publish.outputs.page.offices import Office, offices_of
from par_metrics.publish.outputs.page.spans import Spans
from par_metrics.questions.scorecard.stand_ins import PROXY

if TYPE_CHECKING:
    from par_metrics.publish.outcome import Outcome

Row = dict[str, Any]
HEADLINES = ("par_index", "sipas", "papi")
MOST_LISTED = 40
"""So many dossiers of a unit are on the page; `at_risk.csv` has all."""
_MOST_CHANGES = 30
OF_DOSSIERS = "overdue_open_count"
"""Has a value where dossiers are known, be it 0."""
RATIOS = frozenset({"share", "mean", "ratio"})
"""Statistics whose value is one side by the other."""
WITH_SIDES = frozenset({"share", "ratio", "rank"})
"""Statistics whose two sides say more than the value: of a rank, among how many."""
UNJUDGED = ("no_population", "incomplete", "suppressed")
"""Statuses of figures that are neither met nor missed, nor only followed."""
_DONE = frozenset({"done", "on_track"})
_DUE_FIRST = {"due_today": 0, "due_soon": 1, "overdue": 2, "clock_stopped": 3}


@dataclass(frozen=True)
class Facts:
    """What the page says of one unit, or of all together.

    Args:
        figures: indicator -> its figure of the year, see `_figure`.
        series: indicator -> numerators and denominators, or values alone, over the months and quarters.
        states: row of the plan -> the state reported of it.
        offices: who has what to do, those with the most to do first.
        contradictions: rows of the plan reported as done or on track whose figure misses its target.
        counts: `met`, `judged` (met or missed), `missed`, `followed` (figures without a target), the statuses of
            `UNJUDGED` that there are, and only where dossiers are known: `overdue`, `due` (today or soon), `at_risk`
            (dossiers that could be listed), `stopped` (past the date promised, but waiting for the citizen), `by_law`
            (overdue, without a date promised).
        blocks: points, the most possible, rank and number of units of each block of the score; nulls where missing,
            and then which inputs lack.
        at_risk: `[code, procedure, due, working days left, state]`, and 1 where the due date is reckoned by law; the
            soonest due first, `MOST_LISTED` at most.
        changes: `[indicator, before, after, numerators and denominators, records]`.
    """

    unit_code: str | None
    figures: Mapping[str, Row]
    series: Mapping[str, Sequence[Sequence[float | None]]]
    states: Mapping[str, str]
    offices: Sequence[Office]
    contradictions: Sequence[str]
    counts: Mapping[str, int]
    blocks: Sequence[Sequence[Any]]
    at_risk: Sequence[Sequence[Any]]
    changes: Sequence[Sequence[Any]]

    def packed(self) -> Row:
        """As the script reads it; what is empty is left out."""
        packed = {
            "f": {id: {k: v for k, v in figure.items() if v is not None} for id, figure in self.figures.items()},
            "s": self.series,
            "t": self.states,
            "o": [[office.name, list(office.missed), list(office.behind)] for office in self.offices],
            "x": self.contradictions,
            "c": self.counts,
            "b": self.blocks,
            "r": self.at_risk,
            "d": self.changes,
        }
        return {key: value for key, value in packed.items() if value}


def facts_of(outcome: Outcome, spans: Spans) -> dict[str | None, Facts]:
    """The facts of all units together (None), and of each."""
    cards = _by_unit(outcome.tables["scorecard"])
    paces = {unit: {row["indicator"]: row for row in rows} for unit, rows in _by_unit(outcome.tables["pace"]).items()}
    excluded = _excluded(outcome, spans)
    series = _series(outcome, spans)
    scores, risks = _by_unit(outcome.tables["scores"]), _by_unit(outcome.tables["at_risk"])
    changes = _by_unit(outcome.tables["changes"])
    every_risk = [row for rows in risks.values() for row in rows]
    with_dossiers = _units_with_dossiers(outcome, spans)
    found = {}
    for unit, card in cards.items():
        pace = paces.get(unit, {})
        figures = {
            row["indicator"]: _figure(
                row, pace.get(row["indicator"]), excluded.get((row["indicator"], unit), {}), outcome
            )
            for row in card
            if row["indicator"] is not None
        }
        at_risk = every_risk if unit is None else risks.get(unit, [])
        states = {row["plan_row"]: row["state"] for row in card if row["state"] not in (None, NOT_REPORTED)}
        found[unit] = Facts(
            unit,
            figures,
            series.get(unit, {}),
            states,
            offices_of(outcome.plan, card, figures),
            _contradictions(card),
            _counts(card, at_risk if unit in with_dossiers else None),
            _blocks(scores.get(unit, [])),
            _listed(at_risk),
            _news(changes.get(unit, []), outcome),
        )
    return found


def shown(value: float | None, unit: str) -> float | None:
    """A value as people read it, rounded half up: a share in percent, points and days to two decimals."""
    if value is None:
        return None
    exact = float(rounded(value, 4) * 100) if unit == "share" else float(rounded(value, 2))
    return int(exact) if exact.is_integer() else exact


def _figure(row: Row, pace: Row | None, excluded: Mapping[str, int], outcome: Outcome) -> Row:
    """The figure of the year: status, value, sides, target, change, what it lacks, and what can be done about it.

    `s` status, `v` value, `n` and `d` sides (of shares), `t` target, `c` change, `b` what it is compared with, `k` 1
    where the change is more than chance and 2 where it is not, `x` exclusions, `r` rows refused, `a` what can be done,
    `p` 1 where it rests on a stand-in.
    """
    definition = outcome.catalogue[row["indicator"]]
    is_known = row["value"] is not None
    sides = definition.statistic in WITH_SIDES and is_known
    chance = {None: None, True: 1, False: 2}[row["is_beyond_chance"]]
    return {
        "s": row["status"],
        "v": shown(row["value"], definition.unit),
        "n": _whole(row["numerator"]) if sides else None,
        "d": _whole(row["denominator"]) if sides else None,
        "t": shown(row["target"], definition.unit),
        "c": _moved(row["trend"], definition.unit),
        "b": row["trend_basis"],
        "k": chance,
        "x": excluded or None,
        "r": row["refused"] or None,
        "a": action_of(pace) if row["status"] == "missed" else None,
        "p": 1 if PROXY.vi in (row["evidence"] or "") else None,
    }


def _moved(trend: float | None, unit: str) -> float | None:
    """A change as people read it; `0` of one too small to be shown is kept, since it says that nothing moved."""
    moved = shown(trend, unit)
    return None if moved is None else moved or 0.0


def _series(outcome: Outcome, spans: Spans) -> dict[str | None, dict[str, list[list[float | None]]]]:
    """Unit -> indicator -> numerators and denominators over `spans.labels`; values alone where these do not give it."""
    place = {label: number for number, label in enumerate(spans.labels)}
    columns = ("indicator", "unit_code", "period", "numerator", "denominator", "value")
    wanted = outcome.tables["indicators"].filter(pl.col("period").is_in(list(place))).select(columns)
    found: dict[str | None, dict[str, list[list[float | None]]]] = {}
    for id, unit, period, numerator, denominator, value in wanted.iter_rows():
        definition = outcome.catalogue[id]
        is_ratio = definition.statistic in RATIOS
        of_unit = found.setdefault(unit, {})
        lines = of_unit.setdefault(id, [[None] * len(place) for _ in range(2 if is_ratio else 1)])
        if value is None:
            continue
        sides = (_whole(numerator), _whole(denominator)) if is_ratio else (shown(value, definition.unit),)
        for line, side in zip(lines, sides, strict=True):
            line[place[period]] = side
    return found


def _excluded(outcome: Outcome, spans: Spans) -> dict[tuple[str, str | None], dict[str, int]]:
    year = outcome.tables["indicators"].filter(period=spans.year).select("indicator", "unit_code", "excluded")
    return {(id, unit): json.loads(text) for id, unit, text in year.iter_rows() if text not in (None, "{}")}


def _contradictions(card: Sequence[Row]) -> list[str]:
    """The rows of the plan that are reported as done or on track while a figure of them misses its target."""
    wrong = (row["plan_row"] for row in card if row["state"] in _DONE and row["status"] == "missed")
    return list(dict.fromkeys(wrong))


def _units_with_dossiers(outcome: Outcome, spans: Spans) -> set[str | None]:
    """Of which dossiers are known, whether or not a row of the plan has the figure that says so."""
    figures = outcome.tables["indicators"].filter(
        pl.col("value").is_not_null(), indicator=OF_DOSSIERS, period=spans.year
    )
    return set(figures["unit_code"])


def _counts(card: Sequence[Row], at_risk: Sequence[Row] | None) -> dict[str, int]:
    """Each indicator counts once, though it answers several rows of the plan; without dossiers (None) none is due."""
    statuses = list({row["indicator"]: row["status"] for row in card if row["indicator"] is not None}.values())
    met, missed, followed = (statuses.count(status) for status in ("met", "missed", "no_target"))
    counts = {"met": met, "judged": met + missed, "missed": missed, "followed": followed}
    counts |= {status: number for status in UNJUDGED if (number := statuses.count(status))}
    if at_risk is None:
        return counts
    states = [row["state"] for row in at_risk]
    overdue, due = states.count("overdue"), states.count("due_today") + states.count("due_soon")
    told = [(row["state"], row["due_by"]) for row in at_risk if row["is_past_due"]]
    stopped, by_law = told.count(("clock_stopped", "due_date")), told.count(("overdue", "statutory"))
    return counts | {"overdue": overdue, "due": due, "at_risk": len(at_risk), "stopped": stopped, "by_law": by_law}


def _blocks(scores: Sequence[Row]) -> list[list[Any]]:
    return [
        [
            None if row["points"] is None else shown(row["points"], "points"),
            shown(row["max_points"], "points"),
            row["rank"],
            row["n_units"],
            *([json.loads(row["missing"])] if row["points"] is None else []),
        ]
        for row in scores
    ]


def _listed(at_risk: Sequence[Row]) -> list[list[Any]]:
    """Due today, then soon, then overdue, those overdue for the shortest first: they can be mended soonest."""
    ordered = sorted(
        at_risk, key=lambda row: (_DUE_FIRST[row["state"]], abs(row["working_days_left"] or 0), row["dossier_code"])
    )
    return [
        [
            row["dossier_code"],
            row["procedure_name"] or row["procedure_code"],
            row["due_at"].strftime("%Y-%m-%d"),
            row["working_days_left"],
            row["state"],
            *([1] if row["due_by"] == "statutory" else []),
        ]
        for row in ordered[:MOST_LISTED]
    ]


def _news(changes: Sequence[Row], outcome: Outcome) -> list[list[Any]]:
    """What changed so that a reader sees it: a value that is shown as before is no news."""
    told = (_change(row, outcome) for row in changes)
    seen = [row for row in told if row[1] != row[2] or row[3][:2] != row[3][2:] or row[5] != row[6]]
    return seen[:_MOST_CHANGES]


def _change(row: Row, outcome: Outcome) -> list[Any]:
    definition = outcome.catalogue[row["indicator"]]
    has_sides = definition.statistic in WITH_SIDES
    names = ("numerator_before", "denominator_before", "numerator_after", "denominator_after")
    sides = [_whole(row[name]) for name in names] if has_sides else []
    values = (shown(row[f"value_{then}"], definition.unit) for then in ("before", "after"))
    return [row["indicator"], *values, sides, row["records"], row["status_before"], row["status_after"]]


def _by_unit(table: pl.DataFrame) -> dict[str | None, list[Row]]:
    found: dict[str | None, list[Row]] = {}
    for row in table.iter_rows(named=True):
        found.setdefault(row["unit_code"], []).append(row)
    return found


def _whole(side: float | None) -> float | None:
    return None if side is None else int(side) if float(side).is_integer() else float(rounded(side, 4))


def named_units(outcome: Outcome) -> Iterator[tuple[str, str, str | None]]:
    """Code, name (the code where no register knows it) and level of each unit that has a scorecard, by code."""
    there = set(outcome.tables["scorecard"]["unit_code"].drop_nulls())
    for code, name, level in outcome.tables["units"].select("unit_code", "unit_name", "level").iter_rows():
        if code in there:
            yield code, name or code, level
