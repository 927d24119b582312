"""The oracle of reports on the plan (indicators.md, section 3)."""

from datetime import date, datetime, timedelta

from tests.oracle import lives
from tests.oracle.base import Figure, Question, Tally, day_in_window
from tests.oracle.registers import happened
from tests.oracle.truth import Record, Truth, start_of

ONE_DAY = timedelta(days=1)
QUARTERS = {1: 3, 2: 6, 3: 9, 4: 12}
REPORTING_ROW = "P.IV.1"


def _reports_due(q: Question) -> list[tuple[str, date]]:
    """Labels and due days of the reports whose due day lies in the period and is over at T."""
    due = []
    for year in range(q.start.year, q.end.year + 1):
        due += [(f"{year}-Q{quarter}", date(year, month, 10)) for quarter, month in QUARTERS.items()]
        due += [(f"{year}-H1", date(year, 6, 10)), (f"{year}", date(year, 12, 10))]
    return [(label, day) for label, day in due if day_in_window(q, day) and start_of(day) + ONE_DAY <= q.until]


def plan_reports_on_time_rate(q: Question) -> Figure:
    """Once anybody has filed any report by A, every unit owes each that falls due within its life.

    Units are those registered, the workspace's own, and those with any report; of the own one's level.
    """
    reports = [r for r in q.records.task_reports if r.get("reported_on") is None or happened(q, r["reported_on"])]
    tally = Tally()
    if not any(happened(q, r.get("reported_on")) for r in q.records.task_reports):
        return tally.rate()
    known = {r["unit_code"]: {"unit_code": r["unit_code"]} for r in reports} | dict(q.records.known_units)
    own_level = lives.level(known, q.records.own_unit)
    for code, unit in known.items():
        if q.unit not in (None, code) or lives.level(known, code) != own_level:
            continue
        for label, due in _reports_due(q):
            if lives.is_alive_on(unit, due):
                filed = [r for r in reports if _is_report(r, code, label)]
                tally.count(True, _is_filed_by(filed, due))
    return tally.rate()


def _is_report(r: Record, unit: str, label: str) -> bool:
    return (r["plan_row"], r["unit_code"], r["period"]) == (REPORTING_ROW, unit, label)


def _is_filed_by(reports: list[Record], due: date) -> Truth:
    """A report without a day was filed nobody knows when; several rows of one report are the one filed first."""
    days = [r.get("reported_on") for r in reports]
    if any(day is not None and day <= due for day in days):
        return True
    return None if None in days else False


def plan_rows_on_track_rate(q: Question) -> Figure:
    """Each unit's rows of the appendix (`A.`), by the report for the part of the period that ends last.

    Of those the latest filed; agreed: of one day, the later label. Of a row that has only reports without a day
    nobody knows whether they were filed by A.
    """
    within = [
        r for r in q.of_unit(q.records.task_reports) if r["plan_row"].startswith("A.") and _lies_within(q, r["period"])
    ]
    filed = [r for r in within if happened(q, r.get("reported_on"))]
    latest: dict[tuple[str, str], Truth] = {
        (r["unit_code"], r["plan_row"]): None for r in within if r.get("reported_on") is None
    }
    for report in sorted(filed, key=lambda r: (_span(r["period"])[1], r["reported_on"], r["period"])):
        latest[report["unit_code"], report["plan_row"]] = report["state"] in ("done", "on_track")
    tally = Tally()
    for on_track in latest.values():
        tally.count(True, on_track)
    return tally.rate()


def _lies_within(q: Question, label: str) -> bool:
    start, end = _span(label)
    return q.start <= start and end <= q.end


def _span(label: str) -> tuple[datetime, datetime]:
    """`2026`, `2026-H1`, `2026-Q3`, `2026-03` or `2026-01-01/2026-06-10` as [start, end)."""
    if "/" in label:
        first, last = (date.fromisoformat(day) for day in label.split("/"))
        return start_of(first), start_of(last) + ONE_DAY
    if len(label) == 10:
        return start_of(date.fromisoformat(label)), start_of(date.fromisoformat(label)) + ONE_DAY
    year, _, part = label.partition("-")
    months = 6 if part.startswith("H") else 3 if part.startswith("Q") else 1 if part else 12
    first_month = int(part.lstrip("HQ") or 1) * months - months + 1 if part else 1
    after = first_month + months
    return datetime(int(year), first_month, 1), datetime(int(year) + (after > 12), after - 12 * (after > 12), 1)
