"""The oracle of registers, surveys, assessments and reports on the plan (indicators.md, section 3).

A record of a day enters at the start of that day: it exists, and has happened, from 00:00 on.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import partial

from tests.oracle.base import Figure, Question, Record, Tally

HEAVY = ("reprimand", "warning", "demotion", "dismissal")
ONE_DAY = timedelta(days=1)
QUARTERS = {1: 3, 2: 6, 3: 9, 4: 12}
REPORTING_ROW = "P.IV.1"


def start_of(day: date) -> datetime:
    return datetime.combine(day, time.min)


def in_period(q: Question, day: date | None) -> bool:
    return day is not None and q.in_window(start_of(day))


def happened(q: Question, day: date | None) -> bool:
    """By A."""
    return day is not None and start_of(day) <= q.as_of


def before_t(q: Question, day: date | None) -> bool:
    """For stocks at T: on a day that began before T."""
    return day is not None and start_of(day) < q.until


def of_unit(q: Question, records: Iterable[Record], column: str = "unit_code") -> list[Record]:
    return [r for r in records if q.unit is None or r[column] == q.unit]


def par_findings_remedied_rate(q: Question) -> Figure:
    """Remedied and reported, both by the day they were due; what happened after A has not happened."""
    tally = Tally()
    for finding in of_unit(q, q.records.findings):
        if finding["kind"] != "par_inspection" or not in_period(q, finding["raised_on"]):
            continue
        due = finding.get("due_on")
        if due is None:
            tally.exclude("no_due_date")
        else:
            events = (finding.get("remedied_on"), finding.get("report_filed_on"))
            tally.count(all(happened(q, day) and day is not None and day <= due for day in events))
    return tally.rate()


def audit_recommendations_done_rate(q: Question) -> Figure:
    """A stock at T: of all recommendations, of any year, whose due day is over; without a due date none is due."""
    tally = Tally()
    for finding in of_unit(q, q.records.findings):
        due = finding.get("due_on")
        if finding["kind"] != "finance_audit" or not before_t(q, finding["raised_on"]) or due is None:
            continue
        if start_of(due) + ONE_DAY <= q.until:
            tally.count(before_t(q, finding.get("remedied_on")))
    return tally.rate()


def staff_disciplined_count(q: Question) -> Figure:
    """Persons, each once, whichever of the rows known at A names the discipline."""
    persons = {
        row["staff_code"]
        for row in of_unit(q, q.records.staff)
        if happened(q, row["as_of"]) and row.get("discipline") in HEAVY and in_period(q, row.get("disciplined_on"))
    }
    return Figure(len(persons), None, {}, len(persons))


def staff_qualified_rate(q: Question) -> Figure:
    """A stock at T: each person as in the latest row dated before T, in the unit of that row."""
    latest: dict[str, Record] = {}
    for row in sorted(q.records.staff, key=lambda row: row["as_of"]):
        if before_t(q, row["as_of"]):
            latest[row["staff_code"]] = row
    tally = Tally()
    for row in of_unit(q, latest.values()):
        tally.count(row.get("is_qualified"))
    return tally.rate()


def _duty(q: Question, duty: str) -> Figure:
    """A yearly report has no day: it counts in every period that begins in its year, whatever A is."""
    tally = Tally()
    for report in of_unit(q, q.records.agency_reports):
        # Of a year that has not begun at T nothing is known.
        if report["year"] == q.start.year and q.start < q.until and report["duty"] == duty:
            tally.count(report["is_fulfilled"])
    return tally.rate()


def budget_compliant_units_rate(q: Question) -> Figure:
    return _duty(q, "budget_compliant")


def online_documents_units_rate(q: Question) -> Figure:
    return _duty(q, "documents_online")


def edocument_units_rate(q: Question) -> Figure:
    return _duty(q, "edocuments_exchanged")


def _documents(q: Question, column: str) -> Figure:
    tally = Tally()
    for document in of_unit(q, q.records.documents):
        if in_period(q, document["handled_on"]):
            tally.count(document.get(column))
    return tally.rate()


def online_documents_rate(q: Question) -> Figure:
    return _documents(q, "is_handled_online")


def edocument_rate(q: Question) -> Figure:
    return _documents(q, "is_exchanged_electronically")


def digitally_signed_rate(q: Question) -> Figure:
    return _documents(q, "is_digitally_signed")


def _sipas_criterion(criterion: int, q: Question) -> Figure:
    tally = Tally()
    for answer in of_unit(q, q.records.survey_answers):
        if (answer["survey"], answer["criterion"]) != ("sipas", criterion) or not in_period(q, answer["answered_on"]):
            continue
        if answer.get("answer") is None:
            tally.exclude("no_answer")
        else:
            tally.count(answer["answer"] in (4, 5))
    return tally.rate()


def _mean(q: Question, criteria: Sequence[int]) -> Figure:
    """Equal weights; a criterion without an answer is left out and named, none at all is no value."""
    values = {criterion: _sipas_criterion(criterion, q).value for criterion in criteria}
    known = [value for value in values.values() if value is not None]
    excluded = {f"no_figure_sipas_{criterion}": 1 for criterion, value in values.items() if value is None}
    return Figure(sum(known), len(known), excluded, sum(known) / len(known) if known else None)


def sipas_policy(q: Question) -> Figure:
    return _mean(q, range(1, 5))


def sipas_service(q: Question) -> Figure:
    return _mean(q, range(5, 10))


def sipas(q: Question) -> Figure:
    return _mean(q, range(1, 10))


def _papi_dimension(dimension: int, q: Question) -> Figure:
    """The mean over places of each place's latest score, of a year not later than that of the instant before T."""
    year = (q.until - timedelta(microseconds=1)).year
    latest: dict[str, float] = {}
    for row in sorted(of_unit(q, q.records.papi_scores, "place_code"), key=lambda row: row["year"]):
        if row["dimension"] == dimension and row["year"] <= year:
            latest[row["place_code"]] = row["score"]
    total = sum(latest.values())
    return Figure(total, len(latest), {}, total / len(latest) if latest else None)


def papi(q: Question) -> Figure:
    """The sum of all eight; one missing leaves no total, for a sum of seven would look like a bad score.

    Nor is there one where the dimensions are means over different numbers of places.
    """
    figures = {dimension: _papi_dimension(dimension, q) for dimension in range(1, 9)}
    values = {dimension: figure.value for dimension, figure in figures.items()}
    missing = {f"no_figure_papi_{dimension}": 1 for dimension, value in values.items() if value is None}
    if missing:
        return Figure(None, None, missing, None)
    if len({figure.denominator for figure in figures.values()}) > 1:
        return Figure(None, None, {"different_places": 1}, None)
    total = sum(value for value in values.values() if value is not None)
    return Figure(total, None, {}, total)


DIMENSIONS: dict[str, Callable[[Question], Figure]] = {
    **{f"sipas_{criterion}": partial(_sipas_criterion, criterion) for criterion in range(1, 10)},
    **{f"papi_{dimension}": partial(_papi_dimension, dimension) for dimension in range(1, 9)},
}


def _points(q: Question, unit: str | None) -> tuple[Fraction, Fraction, int]:
    """Points, maximum points, and the number of criteria nobody assessed; exact, as the points are written."""
    points, most, unassessed = Fraction(0), Fraction(0), 0
    for row in q.records.assessments:
        if row["year"] != q.start.year or q.start >= q.until or unit not in (None, row["unit_code"]):
            continue
        appraised = row.get("appraised_points")
        given = appraised if appraised is not None else row.get("self_points")
        if given is None:
            unassessed += 1
        else:
            points += Fraction(str(given))
            most += Fraction(str(row["max_points"]))
    return points, most, unassessed


def par_index(q: Question) -> Figure:
    points, most, unassessed = _points(q, q.unit)
    excluded = {"not_assessed": unassessed} if unassessed else {}
    return Figure(float(points), float(most), excluded, float(points / most) if most else None)


def par_index_rank(q: Question) -> Figure:
    """1 = best; ties, of points as they are written, share the better rank.

    A unit without points is not ranked, but says among how many it is not; all units together have no rank.
    """
    if q.unit is None:
        return Figure(None, None, {}, None)
    shares = {}
    for unit in {row["unit_code"] for row in q.records.assessments}:
        points, most, _ = _points(q, unit)
        if most:
            shares[unit] = points / most
    if q.unit not in shares:
        return Figure(None, len(shares), {}, None)
    rank = 1 + sum(share > shares[q.unit] for share in shares.values())
    return Figure(rank, len(shares), {}, rank)


def _task_reports(q: Question) -> list[Record]:
    """Those that exist at A; one without a day exists, but was filed nowhen."""
    reports = of_unit(q, q.records.task_reports)
    return [r for r in reports if r.get("reported_on") is None or happened(q, r["reported_on"])]


def _reports_due(q: Question) -> list[tuple[str, date]]:
    """Labels and due days of the reports whose due day lies in the period and is over at T."""
    due = []
    for year in range(q.start.year, q.end.year + 1):
        due += [(f"{year}-Q{quarter}", date(year, month, 10)) for quarter, month in QUARTERS.items()]
        due += [(f"{year}-H1", date(year, 6, 10)), (f"{year}", date(year, 12, 10))]
    return [(label, day) for label, day in due if in_period(q, day) and start_of(day) + ONE_DAY <= q.until]


def plan_reports_on_time_rate(q: Question) -> Figure:
    """Every known unit owes each report: units registered, the workspace's own, those with any report by A."""
    reports = _task_reports(q)
    units = {unit["unit_code"] for unit in of_unit(q, q.records.units)} | {r["unit_code"] for r in reports}
    own = q.records.own_unit
    if own is not None and q.unit in (None, own):
        units.add(own)
    tally = Tally()
    for unit in units:
        for label, due in _reports_due(q):
            filed = _filed_on([r for r in reports if r["unit_code"] == unit and r["period"] == label])
            tally.count(filed is not None and filed <= due)
    return tally.rate()


def _filed_on(reports: Sequence[Record]) -> date | None:
    """The day of the report on reporting itself, or where there is no such day the first on any row of the plan."""
    dated = [r for r in reports if r.get("reported_on") is not None]
    own = [r["reported_on"] for r in dated if r["plan_row"] == REPORTING_ROW]
    return min(own or [r["reported_on"] for r in dated], default=None)


def plan_rows_on_track_rate(q: Question) -> Figure:
    """Each unit's rows of the appendix (`A.`), as last reported in the period; of one day, the later period label."""
    latest: dict[tuple[str, str], Record] = {}
    reported = [r for r in _task_reports(q) if in_period(q, r.get("reported_on"))]
    for report in sorted(reported, key=lambda r: (r["reported_on"], r["period"])):
        if report["plan_row"].startswith("A."):
            latest[report["unit_code"], report["plan_row"]] = report
    tally = Tally()
    for report in latest.values():
        tally.count(report["state"] in ("done", "on_track"))
    return tally.rate()
