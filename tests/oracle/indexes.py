"""The oracle of the three indexes: SIPAS, PAPI and PAR INDEX (indicators.md, section 3)."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from tests.oracle.base import NOTHING, Figure, Question, Tally, day_in_window
from tests.oracle.lives import level
from tests.oracle.truth import Record

DIFFERENT_PLACES = {"different_places": 1}


def _sipas_criterion(criterion: int, q: Question) -> Figure:
    tally = Tally()
    for answer in q.rolled_up(q.records.survey_answers):
        if (answer["survey"], answer["criterion"]) != ("sipas", criterion):
            continue
        if day_in_window(q, answer["answered_on"]):
            value = answer.get("answer")
            tally.add("no_answer" if value is None else value in (4, 5))
    return tally.rate()


def _mean(q: Question, criteria: Sequence[int]) -> Figure:
    """Equal weights; a criterion without an answer is left out and named, none at all is no value."""
    values = {criterion: _sipas_criterion(criterion, q).value for criterion in criteria}
    known = [value for value in values.values() if value is not None]
    excluded = {f"no_figure_sipas_{criterion}": 1 for criterion, value in values.items() if value is None}
    mean = sum(known) / len(known) if known else None
    return Figure(sum(known), len(known), excluded, mean, incomplete=bool(known and excluded))


def sipas_policy(q: Question) -> Figure:
    return _mean(q, range(1, 5))


def sipas_service(q: Question) -> Figure:
    return _mean(q, range(5, 10))


def sipas(q: Question) -> Figure:
    return _mean(q, range(1, 10))


class _Place(NamedTuple):
    """A place's scores of one origin: by year and dimension."""

    level: str | None
    origin: str
    scores: dict[int, dict[int, float]]


def _places(q: Question) -> list[_Place]:
    """Places with a score of a year up to the one in which the second before T lies.

    Published scores if a place has any, else those of its local survey.
    """
    year = (q.until - timedelta(seconds=1)).year
    rows: dict[str, list[Record]] = {}
    for row in q.of_unit(q.records.papi_scores, "place_code"):
        if row["year"] <= year:
            rows.setdefault(row["place_code"], []).append(row)
    return [_place(q, code, of_place) for code, of_place in rows.items()]


def _place(q: Question, code: str, rows: Sequence[Record]) -> _Place:
    origins = {row.get("origin") or "local_survey" for row in rows}
    origin = "published" if "published" in origins else "local_survey"
    scores: dict[int, dict[int, float]] = {}
    for row in rows:
        if (row.get("origin") or "local_survey") == origin:
            scores.setdefault(row["year"], {})[row["dimension"]] = row["score"]
    known = q.records.known_units
    return _Place(level(known, code) if code in known else None, origin, scores)


def _are_alike(places: Sequence[_Place], years: Sequence[int]) -> bool:
    """Of one level and origin, all of the same year. Agreed: places that are no units are of a level of their own."""
    return len({(place.level, place.origin, year) for place, year in zip(places, years, strict=True)}) <= 1


def _papi_dimension(dimension: int, q: Question) -> Figure:
    """The score of the latest year that has it; the mean over places that are alike."""
    places = [place for place in _places(q) if any(dimension in scores for scores in place.scores.values())]
    years = [max(year for year, scores in place.scores.items() if dimension in scores) for place in places]
    total = sum(place.scores[year][dimension] for place, year in zip(places, years, strict=True))
    if not _are_alike(places, years):
        return Figure(total, len(places), DIFFERENT_PLACES, None)
    return Figure(total, len(places), {}, total / len(places) if places else None)


def papi(q: Question) -> Figure:
    """The sum of the eight of the latest year that has all eight; a sum of seven would look like a bad score."""
    asked = _places(q)
    places = [place for place in asked if _whole_years(place)]
    left_out = sum(len(scores) for place in asked if not _whole_years(place) for scores in place.scores.values())
    excluded = {"no_whole_year": left_out} if left_out else {}
    years = [max(_whole_years(place)) for place in places]
    if not places or not _are_alike(places, years):
        unlike = DIFFERENT_PLACES if places else {}
        return Figure(None, None, excluded or unlike, None, incomplete=bool(excluded))
    total = sum(sum(place.scores[year].values()) for place, year in zip(places, years, strict=True)) / len(places)
    return Figure(total, None, excluded, total, incomplete=bool(excluded))


def _whole_years(place: _Place) -> list[int]:
    return [year for year, scores in place.scores.items() if len(scores) == 8]


DIMENSIONS: dict[str, Callable[[Question], Figure]] = {
    **{f"sipas_{criterion}": partial(_sipas_criterion, criterion) for criterion in range(1, 10)},
    **{f"papi_{dimension}": partial(_papi_dimension, dimension) for dimension in range(1, 9)},
}


class _Points(NamedTuple):
    """Of one unit in the year: exact, as the points are written."""

    points: Fraction
    most: Fraction
    unassessed: int

    def is_complete(self, total: float) -> bool:
        return self.most >= Fraction(str(total))


def _points(q: Question) -> dict[str, _Points]:
    """By unit: those with any criterion of the year that the period begins in."""
    found: dict[str, _Points] = {}
    for row in q.records.assessments:
        # Of a year that has not begun at T nothing is known.
        if row["year"] != q.start.year or q.start >= q.until:
            continue
        points, most, unassessed = found.get(row["unit_code"], _Points(Fraction(0), Fraction(0), 0))
        appraised = row.get("appraised_points")
        given = appraised if appraised is not None else row.get("self_points")
        if given is None:
            unassessed += 1
        else:
            points += Fraction(str(given))
            most += Fraction(str(row["max_points"]))
        found[row["unit_code"]] = _Points(points, most, unassessed)
    return found


def par_index(q: Question) -> Figure:
    """Of all units together it is incomplete if that of any is."""
    units = [points for unit, points in _points(q).items() if q.unit in (None, unit)]
    most = sum((unit.most for unit in units), Fraction(0))
    points = sum((unit.points for unit in units), Fraction(0))
    unassessed = sum(unit.unassessed for unit in units)
    excluded = {"not_assessed": unassessed} if unassessed else {}
    incomplete = bool(units) and not all(unit.is_complete(q.records.par_index_total) for unit in units)
    return Figure(float(points), float(most), excluded, float(points / most) if most else None, incomplete)


def par_index_rank(q: Question) -> Figure:
    """1 = best; ties, of points as they are written, share the better rank.

    Among units of the level of the workspace's own with a complete index. A unit that is not among them has no
    rank, but says among how many it has none; a unit of another level and all units together have no rank.
    """
    if q.unit is None:
        return NOTHING
    known = q.records.registered
    ranked = {
        unit: points.points / points.most
        for unit, points in _points(q).items()
        if points.most
        and points.is_complete(q.records.par_index_total)
        and level(known, unit) == level(known, q.records.own_unit)
    }
    if level(known, q.unit) != level(known, q.records.own_unit):
        return NOTHING
    if q.unit not in ranked:
        return Figure(None, len(ranked), {}, None, incomplete=par_index(q).incomplete)
    rank = 1 + sum(share > ranked[q.unit] for share in ranked.values())
    # The plan's target: 35 of 124, for the years 2026 to 2030. Among fewer it may still fall.
    is_open = 2026 <= q.start.year <= 2030 and len(ranked) < 124 and rank <= 35
    return Figure(rank, len(ranked), {}, rank, incomplete=is_open)
