"""The record tables of registers, surveys, assessments and reports."""

from collections.abc import Callable, Sequence

from par_metrics.indicators.tables.base import RecordTable, Relations, happened, lines, names, stood_at


def _plain(kind: str) -> Callable[[Relations], str]:
    """Records of a kind that had come to exist by the instant."""

    def select(relations: Relations) -> str:
        return stood_at(kind, relations)

    return select


def _apart(relations: Relations, row: str = "k") -> str:
    """What more a window goes by: rows that a full list lacks are listed, and hide nothing of those that are there."""
    return f", {row}.is_absent" if "is_absent" in relations.carried else ""


def _latest(relations: Relations, rows: str, kept: Sequence[str], key: str, order: str) -> str:
    """Of the rows with one key the latest, by `order`; beside it that of the rows that a full list lacks."""
    return f"""
SELECT
    {lines([f"s.{name}" for name in kept])}
FROM (
    SELECT k.*, row_number() OVER (PARTITION BY {key}{_apart(relations)} ORDER BY {order}) AS recency
    FROM ({rows}
    ) k
) s
WHERE s.recency = 1"""


def _staff(relations: Relations) -> str:
    # Each person's latest row, where it is on the newest list of its unit: who is on none has left. The list of
    # a unit that closed holds until one that took over from it has its own, of a day after the closing.
    kept = (*names("staff", relations), "list_as_of")
    rows = f"""
SELECT r.*, max(r.as_of) OVER (PARTITION BY r.unit_code, r.period_id{_apart(relations, "r")}) AS list_as_of
FROM ({_plain("staff")(relations)}
) r"""
    return f"""
SELECT k.*
FROM ({_latest(relations, rows, kept, "k.staff_code, k.period_id", "k.as_of DESC")}
) k
WHERE k.as_of = k.list_as_of AND NOT EXISTS (
    SELECT 1 FROM {relations.registers.heirs} h JOIN {relations.all_records} o ON o.unit_code = h.heir
    WHERE h.unit_code = k.unit_code AND h.period_id = k.period_id AND o.as_of > h.closed_on AND o.as_of < k.t
)"""


def _staff_disciplined(relations: Relations) -> str:
    # What the latest row of a person says, in the unit of the day of discipline: that of the newest row up to that
    # day, else of the first; in the latest one where nobody knows the day.
    stored = (*names("staff", relations), "is_yet_to_come")
    is_yet_to_come = f"coalesce(r.disciplined_on > {relations.cutoff}, FALSE) AS is_yet_to_come"
    rows = stood_at("staff", relations, [is_yet_to_come])
    latest = _latest(relations, rows, stored, "k.staff_code, k.period_id", "k.as_of DESC")
    same = " AND o.is_absent = l.is_absent" if "is_absent" in relations.carried else ""
    beside = f"""
SELECT {", ".join(f"l.{name}" for name in stored if name != "unit_code")}, o.unit_code,
    o.as_of <= coalesce(l.disciplined_on, l.as_of) AS is_before, o.as_of AS listed_on
FROM ({latest}
) l
JOIN ({rows}
) o ON o.staff_code = l.staff_code AND o.period_id = l.period_id{same}"""
    order = "coalesce(k.is_before, FALSE) DESC, CASE WHEN k.is_before THEN k.listed_on END DESC, k.listed_on"
    return _latest(relations, beside, stored, "k.staff_code, k.period_id", order)


def _papi_scores(relations: Relations) -> str:
    # Published scores if the place has any, else its local survey. A place is a unit where it has a unit's code;
    # `likeness` is what places must share for one mean over them.
    of_o, of_c, of_k = (_apart(relations, row) for row in "ock")
    return f"""
SELECT s.*, s.place_code AS unit_code,
    concat(coalesce(u.level, CASE WHEN u.unit_code IS NULL THEN '?' ELSE 'commune' END), ' ', s.of_origin, ' ',
        CAST(s.year AS VARCHAR)) AS likeness
FROM (
    SELECT o.*, max(CASE WHEN o.dimensions = 8 THEN o.year END) OVER (PARTITION BY o.place_code, o.period_id{of_o})
        AS whole_year
    FROM (
        SELECT c.*, count(*) OVER (PARTITION BY c.place_code, c.year, c.period_id{of_c}) AS dimensions
        FROM (
            SELECT k.*, coalesce(k.origin, 'local_survey') AS of_origin,
                bool_or(k.origin = 'published') OVER (PARTITION BY k.place_code, k.period_id{of_k}) AS is_published
            FROM ({_plain("papi_scores")(relations)}
            ) k
        ) c
        WHERE c.of_origin = CASE WHEN c.is_published THEN 'published' ELSE 'local_survey' END
    ) o
) s
LEFT JOIN {relations.registers.units} u ON u.unit_code = s.place_code"""


def _papi_latest(relations: Relations) -> str:
    kept = (*names("papi_scores", relations), "unit_code", "of_origin", "likeness")
    return _latest(relations, _papi_scores(relations), kept, "k.place_code, k.dimension, k.period_id", "k.year DESC")


def _papi_whole_years(relations: Relations) -> str:
    # The scores of the latest year that has all eight; of a place without such a year all it has.
    return f"""
SELECT w.*
FROM ({_papi_scores(relations)}
) w
WHERE w.whole_year IS NULL OR w.year = w.whole_year"""


def _findings(relations: Relations) -> str:
    return stood_at("findings", relations, happened("findings", relations))


def _assessments(relations: Relations) -> str:
    return f"""
SELECT a.*, coalesce(a.appraised_points, a.self_points) AS points
FROM ({_plain("assessments")(relations)}
) a"""


def _reports_due(relations: Relations) -> str:
    # Plan, section IV.1: the quarter's report by the 10th of its last month, the half year's by 10/6, the year's by
    # 10/12. The report is the row P.IV.1 for that period, and nothing else. Once anybody has reported, every unit
    # of the own unit's level owes those that fall due within its life.
    return f"""
SELECT p.period_id, p.period_start, p.period_end, p.t, u.unit_code,
    concat(CAST(year(c.day) AS VARCHAR), due.suffix) AS report_period, c.day AS due_on, f.filed_on,
    CASE WHEN f.filed_on <= c.day THEN TRUE WHEN f.is_undated THEN NULL ELSE FALSE END AS is_in_time
FROM {relations.registers.periods} p
JOIN {relations.registers.calendar} c
    ON c.day >= CAST(p.period_start AS DATE) AND c.day < CAST(p.period_end AS DATE) AND day(c.day) = 10
JOIN (VALUES (3, '-Q1'), (6, '-Q2'), (6, '-H1'), (9, '-Q3'), (12, '-Q4'), (12, '')) AS due (month, suffix)
    ON due.month = month(c.day)
JOIN (
    SELECT unit_code, level, valid_from, valid_to FROM {relations.registers.units}
    UNION
    SELECT k.unit_code, NULL, NULL, NULL FROM {relations.all_records} k
    WHERE k.unit_code NOT IN (SELECT unit_code FROM {relations.registers.units})
) u ON coalesce(u.level, 'commune') = {relations.registers.own_level}
    AND (u.valid_from IS NULL OR u.valid_from <= c.day) AND (u.valid_to IS NULL OR u.valid_to >= c.day)
LEFT JOIN (
    SELECT k.unit_code, k.period, min(k.reported_on) AS filed_on, bool_or(k.reported_on IS NULL) AS is_undated
    FROM {relations.all_records} k
    WHERE k.plan_row = 'P.IV.1' AND (k.reported_on IS NULL OR k.reported_on <= {relations.cutoff})
    GROUP BY k.unit_code, k.period
) f ON f.unit_code = u.unit_code AND f.period = concat(CAST(year(c.day) AS VARCHAR), due.suffix)
WHERE EXISTS (SELECT 1 FROM {relations.all_records} k WHERE k.reported_on <= {relations.cutoff})"""


# A reported period and how many months it has: `2026`, `2026-H1`, `2026-Q3`, `2026-03`, else from day to day.
_FIRST_MONTH = """CASE WHEN length(k.period) = 4 THEN '01'
        WHEN k.period LIKE '%-H_' THEN CASE right(k.period, 1) WHEN '1' THEN '01' ELSE '07' END
        WHEN k.period LIKE '%-Q_' THEN CASE right(k.period, 1) WHEN '1' THEN '01' WHEN '2' THEN '04' WHEN '3' THEN '07'
            ELSE '10' END
        WHEN length(k.period) = 7 THEN right(k.period, 2) END"""
_ENDS_ON = """CASE WHEN length(k.period) = 4 THEN k.starts_on + INTERVAL '12' MONTH
        WHEN k.period LIKE '%-H_' THEN k.starts_on + INTERVAL '6' MONTH
        WHEN k.period LIKE '%-Q_' THEN k.starts_on + INTERVAL '3' MONTH
        WHEN length(k.period) = 7 THEN k.starts_on + INTERVAL '1' MONTH
        ELSE CAST(right(k.period, 10) AS DATE) + INTERVAL '1' DAY END"""


def _task_reports(relations: Relations) -> str:
    # Of the reports for periods within the one asked for, that of each row whose period ends last, then the
    # one filed last.
    reported = f"""
SELECT k.*, {_ENDS_ON} AS ends_before
FROM (
    SELECT k.*,
        CASE WHEN k.period LIKE '%/%' OR length(k.period) = 10 THEN CAST(left(k.period, 10) AS DATE)
            ELSE CAST(concat(left(k.period, 4), '-', {_FIRST_MONTH}, '-01') AS DATE) END AS starts_on
    FROM ({_plain("task_reports")(relations)}
    ) k
    WHERE k.period NOT LIKE '%-W%'
) k"""
    within = f"SELECT k.* FROM ({reported}\n) k WHERE k.starts_on >= k.period_start AND k.ends_before <= k.period_end"
    return _latest(
        relations,
        within,
        names("task_reports", relations),
        "k.unit_code, k.plan_row, k.period_id",
        "k.reported_on IS NULL, k.ends_before DESC, k.reported_on DESC, k.starts_on DESC",
    )


_UNIT = ("unit_code",)

REGISTER_TABLES: tuple[RecordTable, ...] = (
    RecordTable(
        "survey_answers",
        "survey_answers",
        _plain("survey_answers"),
        _UNIT,
        ("survey", "respondent_code", "question_code"),
    ),
    RecordTable("staff_disciplined", "staff", _staff_disciplined, _UNIT, ("staff_code",), presence=("TRUE",)),
    RecordTable("staff", "staff", _staff, _UNIT, ("staff_code",)),
    RecordTable("findings", "findings", _findings, _UNIT, ("finding_code",)),
    RecordTable("documents", "documents", _plain("documents"), ("unit_code", "direction"), ("document_code",)),
    *(
        RecordTable(name, kind, select, groups, key, lists_records=name != "reports_due", follows_units=False)
        for name, kind, select, groups, key in (
            ("agency_reports", "agency_reports", _plain("agency_reports"), _UNIT, ("unit_code", "year", "duty")),
            (
                "assessments",
                "assessments",
                _assessments,
                ("unit_code", "domain"),
                ("unit_code", "year", "criterion_code"),
            ),
            ("papi_scores", "papi_scores", _papi_latest, _UNIT, ("place_code", "dimension")),
            ("papi_whole_years", "papi_scores", _papi_whole_years, _UNIT, ("place_code", "dimension")),
            ("reports_due", "task_reports", _reports_due, _UNIT, ("unit_code", "report_period")),
            (
                "task_reports",
                "task_reports",
                _task_reports,
                ("unit_code", "plan_row"),
                ("plan_row", "unit_code", "period"),
            ),
        )
    ),
)
