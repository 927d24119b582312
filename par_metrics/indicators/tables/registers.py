"""The record tables of registers, surveys, assessments and reports."""

from collections.abc import Callable

from par_metrics.indicators.tables.base import RecordTable, Relations, lines, stood_at
from schemas import KINDS


def _plain(kind: str) -> Callable[[Relations], str]:
    """Records of a kind that had come to exist by the instant."""

    def select(relations: Relations) -> str:
        return stood_at(kind, relations)

    return select


def _latest(kind: str, key: str, order: str) -> Callable[[Relations], str]:
    """Of the records with one key the latest of each period, by `order`."""

    def select(relations: Relations) -> str:
        kept = (*relations.carried, *(field.name for field in KINDS[kind].stored))
        return f"""
SELECT
    {lines([f"s.{name}" for name in kept])}
FROM (
    SELECT k.*, row_number() OVER (PARTITION BY {key}, k.period_id ORDER BY {order}) AS recency
    FROM ({_plain(kind)(relations)}
    ) k
) s
WHERE s.recency = 1"""

    return select


def _papi_scores(relations: Relations) -> str:
    # A place is a unit where it has a unit's code; the score is that of the latest year.
    return f"""
SELECT l.*, l.place_code AS unit_code
FROM ({_latest("papi_scores", "k.place_code, k.dimension", "k.year DESC")(relations)}
) l"""


def _assessments(relations: Relations) -> str:
    return f"""
SELECT a.*, coalesce(a.appraised_points, a.self_points) AS points
FROM ({_plain("assessments")(relations)}
) a"""


def _reports_due(relations: Relations) -> str:
    # Plan, section IV.1: the quarter's report by the 10th of its last month, the half
    # year's by 10/6, the year's by 10/12. The report itself is the row P.IV.1; a unit that
    # reports the rows of the plan for a period has reported for it too.
    return f"""
SELECT p.period_id, p.period_start, p.period_end, p.t, u.unit_code,
    concat(CAST(year(c.day) AS VARCHAR), due.suffix) AS report_period, c.day AS due_on, f.filed_on
FROM {relations.periods} p
JOIN {relations.calendar} c
    ON c.day >= CAST(p.period_start AS DATE) AND c.day < CAST(p.period_end AS DATE) AND day(c.day) = 10
JOIN (VALUES (3, '-Q1'), (6, '-Q2'), (6, '-H1'), (9, '-Q3'), (12, '-Q4'), (12, '')) AS due (month, suffix)
    ON due.month = month(c.day)
CROSS JOIN (
    SELECT unit_code FROM {relations.units} UNION SELECT unit_code FROM {relations.all_records} k
) u
LEFT JOIN (
    SELECT k.unit_code, k.period,
        coalesce(min(CASE WHEN k.plan_row = 'P.IV.1' THEN k.reported_on END), min(k.reported_on)) AS filed_on
    FROM {relations.all_records} k
    WHERE k.reported_on <= {relations.cutoff}
    GROUP BY k.unit_code, k.period
) f ON f.unit_code = u.unit_code AND f.period = concat(CAST(year(c.day) AS VARCHAR), due.suffix)"""


_UNIT = ("unit_code",)

REGISTER_TABLES: tuple[RecordTable, ...] = (
    RecordTable(
        "survey_answers",
        "survey_answers",
        _plain("survey_answers"),
        _UNIT,
        ("survey", "respondent_code", "question_code"),
    ),
    RecordTable("staff_rows", "staff", _plain("staff"), _UNIT, ("staff_code", "as_of")),
    RecordTable("staff", "staff", _latest("staff", "k.staff_code", "k.as_of DESC"), _UNIT, ("staff_code",)),
    RecordTable("findings", "findings", _plain("findings"), _UNIT, ("finding_code",)),
    RecordTable("documents", "documents", _plain("documents"), ("unit_code", "direction"), ("document_code",)),
    RecordTable("agency_reports", "agency_reports", _plain("agency_reports"), _UNIT, ("unit_code", "year", "duty")),
    RecordTable(
        "assessments", "assessments", _assessments, ("unit_code", "domain"), ("unit_code", "year", "criterion_code")
    ),
    RecordTable("papi_scores", "papi_scores", _papi_scores, _UNIT, ("place_code", "dimension")),
    RecordTable("reports_due", "task_reports", _reports_due, _UNIT, ("unit_code", "report_period")),
    RecordTable(
        "task_reports",
        "task_reports",
        _latest("task_reports", "k.unit_code, k.plan_row", "k.reported_on DESC, k.period DESC"),
        ("unit_code", "plan_row"),
        ("plan_row", "unit_code", "period"),
    ),
)
