"""The oracle of findings, staff, duties and documents (indicators.md, section 3).

A record of a day enters at the start of that day: it exists, and has happened, from 00:00 on.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from tests.oracle import lives
from tests.oracle.base import Figure, Question, Tally, day_in_window
from tests.oracle.truth import Record, Truth, among, both, event, flag, start_of

HEAVY = ("reprimand", "warning", "demotion", "dismissal")
ONE_DAY = timedelta(days=1)


def happened(q: Question, day: date | None) -> bool:
    """By A."""
    return day is not None and start_of(day) <= q.as_of


def before_t(q: Question, day: date | None) -> bool:
    """For stocks at T: on a day that began before T."""
    return day is not None and start_of(day) < q.until


def par_findings_remedied_rate(q: Question) -> Figure:
    """Remedied and reported, both by the day they were due; until that day is over by A it may still be both."""
    tally = Tally()
    for finding in q.rolled_up(q.records.findings):
        if finding["kind"] != "par_inspection" or not day_in_window(q, finding["raised_on"]):
            continue
        due = finding.get("due_on")
        if due is None:
            tally.add("no_due_date")
            continue
        events = (event(finding, name, q.as_of) for name in ("remedied_on", "report_filed_on"))
        in_time = both(*(done.by(start_of(due)) for done in events))
        tally.count(True, in_time, waits=in_time is False and q.as_of < start_of(due) + ONE_DAY)
    return tally.rate()


def audit_recommendations_done_rate(q: Question) -> Figure:
    """A stock at T: of all recommendations, of any year, done or with a due day that is over."""
    tally = Tally()
    for finding in q.rolled_up(q.records.findings):
        if finding["kind"] != "finance_audit" or not before_t(q, finding["raised_on"]):
            continue
        done, due = event(finding, "remedied_on", q.until).before(q.until), finding.get("due_on")
        stated = "no_due_date" if done is False and due is None else None
        tally.count(True, done, stated, waits=done is False and due is not None and start_of(due) + ONE_DAY > q.until)
    return tally.rate()


def staff_disciplined_count(q: Question) -> Figure:
    """Persons by their latest row by A, in the unit of the day of discipline."""
    tally = Tally()
    for rows in _persons(q).values():
        tally.count(_was_disciplined(q, rows[-1]) if _is_asked_for(q, _disciplined_in(rows)) else False, True)
    is_loaded = any(before_t(q, row["as_of"]) for row in q.rolled_up(q.records.staff))
    return tally.total(is_loaded=is_loaded)


def _persons(q: Question) -> Mapping[str, list[Record]]:
    """The rows of each person by A, oldest first."""
    persons: dict[str, list[Record]] = {}
    for row in sorted(q.records.staff, key=lambda row: row["as_of"]):
        if happened(q, row["as_of"]):
            persons.setdefault(row["staff_code"], []).append(row)
    return persons


def _was_disciplined(q: Question, row: Record) -> Truth:
    """In the period; of a discipline without a day nobody knows in which."""
    day = row.get("disciplined_on")
    return both(among(row.get("discipline"), *HEAVY), None if day is None else day_in_window(q, day))


def _disciplined_in(rows: list[Record]) -> Record:
    """The newest row up to the day of discipline, else the first; agreed: without a day the latest."""
    day = rows[-1].get("disciplined_on")
    if day is None:
        return rows[-1]
    return next((row for row in reversed(rows) if row["as_of"] <= day), rows[0])


def _is_asked_for(q: Question, row: Record) -> bool:
    return bool(q.rolled_up([row]))


def staff_qualified_rate(q: Question) -> Figure:
    """A stock at T: each person as in their latest row, if that row is on the newest list of its unit."""
    latest: dict[str, Record] = {}
    newest: dict[str, date] = {}
    for row in sorted(q.records.staff, key=lambda row: row["as_of"]):
        if before_t(q, row["as_of"]):
            latest[row["staff_code"]] = row
            newest[row["unit_code"]] = row["as_of"]
    tally = Tally()
    for row in q.rolled_up(latest.values()):
        if row["as_of"] == newest[row["unit_code"]] and not _is_succeeded(q, row["unit_code"], newest):
            tally.count(True, flag(row, "is_qualified"))
    return tally.rate()


def _is_succeeded(q: Question, unit: str, newest: Mapping[str, date]) -> bool:
    """A unit that is closed by T has its own list until one that succeeds it has one.

    Agreed: one drawn up after the unit was closed; an older list of a unit that took it in cannot hold its staff.
    """
    closed, *successors = lives.line(q.records.registered, unit, q.until)
    lists = (newest[successor] for successor in successors if successor in newest)
    return any(drawn_up > q.records.registered[closed]["valid_to"] for drawn_up in lists)


def _duty(q: Question, duty: str) -> Figure:
    """A yearly report has no day: it counts in every period that begins in its year, whatever A is."""
    tally = Tally()
    for report in q.of_unit(q.records.agency_reports):
        # Of a year that has not begun at T nothing is known.
        if report["year"] == q.start.year and q.start < q.until and report["duty"] == duty:
            tally.count(True, flag(report, "is_fulfilled"))
    return tally.rate()


def budget_compliant_units_rate(q: Question) -> Figure:
    return _duty(q, "budget_compliant")


def online_documents_units_rate(q: Question) -> Figure:
    return _duty(q, "documents_online")


def edocument_units_rate(q: Question) -> Figure:
    return _duty(q, "edocuments_exchanged")


def _documents(q: Question, column: str) -> Figure:
    tally = Tally()
    for document in q.rolled_up(q.records.documents):
        if day_in_window(q, document["handled_on"]):
            tally.count(True, flag(document, column))
    return tally.rate()


def online_documents_rate(q: Question) -> Figure:
    return _documents(q, "is_handled_online")


def edocument_rate(q: Question) -> Figure:
    return _documents(q, "is_exchanged_electronically")


def digitally_signed_rate(q: Question) -> Figure:
    return _documents(q, "is_digitally_signed")
