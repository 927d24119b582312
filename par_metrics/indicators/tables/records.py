"""The record tables that conditions speak of: stored columns as they stood at an instant, with facts beside them.

An event after the instant has not happened, so its timestamp reads as null, and a record
that had not come to exist is not there. Conditions may use every column selected here.
"""

from collections.abc import Mapping

from par_metrics.indicators.tables.base import (
    RecordTable,
    Relations,
    columns_at,
    happened,
    heir_of,
    lines,
    names,
    stood_at,
)
from par_metrics.indicators.tables.registers import REGISTER_TABLES

# Before every fact: a dossier that nobody knows the day of takes those that hold first.
_BEGINNING = "TIMESTAMP '0001-01-01 00:00:00'"

_FACTS = ("service_level", "has_fee", "returns_document", "statutory_working_days")
_PROCESSING = """greatest(to_day.working_index - from_day.working_index, 0) - coalesce(s.suspended_working_days, 0)
        AS processing_working_days"""


def _dossiers(relations: Relations, where: str, further_columns: str = "", further_joins: str = "") -> str:
    # The procedure's facts are those of the day on which the dossier was received.
    registers = relations.registers
    columns, joins = [f"s.{name}" for name in names("dossiers", relations, without=("field",))], ""
    columns += ["s.ended_at", "s.has_ended", "s.apology_sent_at_happened"]
    if relations.need("field", "is_known_procedure", *_FACTS):
        columns += ["coalesce(p.field, s.field) AS field", "p.procedure_code IS NOT NULL AS is_known_procedure"]
        columns += [f"p.{fact}" for fact in _FACTS]
        received = f"coalesce(s.received_at, {_BEGINNING})"
        joins += f"""
LEFT JOIN {registers.facts} p ON p.procedure_code = s.procedure_code
    AND p.facts_from <= {received} AND p.facts_until > {received}"""
    if relations.need("received_working_index", "used_working_days", "processing_working_days"):
        columns += ["from_day.working_index AS received_working_index"]
        joins += f"\nLEFT JOIN {registers.calendar} from_day ON from_day.day = CAST(s.received_at AS DATE)"
    if relations.need("processing_working_days"):
        columns += [_PROCESSING]
        joins += f"\nLEFT JOIN {registers.calendar} to_day ON to_day.day = CAST(s.ended_at AS DATE)"
    return f"""
SELECT
    {lines(columns)}{further_columns}
FROM (
    SELECT r.*, coalesce(r.completed_at, r.returned_at) AS ended_at,
        r.completed_at_happened OR r.returned_at_happened AS has_ended
    FROM ({stood_at("dossiers", relations, happened("dossiers", relations))}
    ) r
    WHERE {where}
) s{joins}{further_joins}"""


def _one_stop_dossiers(relations: Relations) -> str:
    return _dossiers(relations, "r.source = 'one_stop'")


def _dossiers_of_any_source(relations: Relations) -> str:
    one_stop = (
        f"(SELECT DISTINCT dossier_code FROM {relations.all_records} known WHERE source = 'one_stop' "
        f"AND (received_at IS NULL OR received_at <= {relations.cutoff}))"
    )
    return _dossiers(
        relations,
        "TRUE",
        ",\n    one_stop.dossier_code IS NOT NULL AS is_in_one_stop",
        f"\nLEFT JOIN {one_stop} one_stop ON one_stop.dossier_code = s.dossier_code",
    )


def _qd766_dossiers(relations: Relations) -> str:
    # Section 4.1 of the definitions: the clock stops at a request for papers that is not
    # answered, and moves back by the time an answered one took.
    used, judged_day = "", ""
    if relations.need("used_working_days"):
        used = ",\n    judged_day.working_index - q.received_working_index AS used_working_days"
        judged_day = f"""
LEFT JOIN {relations.registers.calendar} judged_day
    ON judged_day.day = CAST(coalesce(q.clock_stops_at, {relations.cutoff}) - q.waited AS DATE)"""
    return f"""
SELECT q.*, coalesce(q.clock_stops_at, {relations.cutoff}) - q.waited AS judged_at{used}
FROM (
    SELECT a.*,
        CASE WHEN a.status IN (7, 8, 9, 10) THEN a.ended_at
             WHEN a.status = 5 AND NOT a.is_supplemented THEN a.supplement_requested_at END AS clock_stops_at,
        CASE WHEN a.is_supplemented THEN a.supplemented_at - a.supplement_requested_at
             ELSE INTERVAL '0' SECOND END AS waited
    FROM (
        SELECT b.*, coalesce(b.supplemented_at > b.supplement_requested_at, FALSE) AS is_supplemented
        FROM ({_one_stop_dossiers(relations)}
        ) b
    ) a
) q{judged_day}"""


def _payments(relations: Relations) -> str:
    return stood_at("payments", relations)


def _feedback(relations: Relations) -> str:
    # 15 working days run from the day after it was sent, or last transferred.
    is_refused = (
        f"coalesce(r.refused_at <= {relations.cutoff}, FALSE) "
        "OR (r.refused_at IS NULL AND coalesce(r.status = 'refused', FALSE)) AS is_refused"
    )
    return f"""
SELECT s.*, deadline.ends_at AS deadline_at
FROM ({stood_at("feedback", relations, [is_refused, *happened("feedback", relations)])}
) s
LEFT JOIN {relations.registers.calendar} from_day
    ON from_day.day = CAST(greatest(s.sent_at, coalesce(s.transferred_at, s.sent_at)) AS DATE)
LEFT JOIN {relations.registers.calendar} deadline
    ON deadline.is_working AND deadline.working_index = from_day.working_index + 15"""


def _in_force(relations: Relations) -> str:
    """Relation of the procedures in force at the end of each period, with the facts that hold then."""
    is_absent, absent = "", ""
    if "is_absent" in relations.carried:
        is_absent = ", a.procedure_code IS NOT NULL AS is_absent"
        absent = (
            f"LEFT JOIN (SELECT DISTINCT procedure_code FROM {relations.records} WHERE is_absent) a "
            "ON a.procedure_code = f.procedure_code"
        )
    return f"""(
    SELECT f.*, p.period_id, p.period_start, p.period_end, p.t{is_absent}
    FROM {relations.registers.facts} f
    JOIN {relations.registers.periods} p
        ON f.facts_from <= p.seen_at AND f.facts_until > p.seen_at AND f.exists_from <= p.seen_at
        AND (f.valid_to IS NULL OR CAST(f.valid_to AS TIMESTAMP) + INTERVAL '1' DAY > p.seen_at)
    {absent}
)"""


def _with_units(procedures: str, relations: Relations) -> str:
    # A procedure belongs to the units of its level alive then; a level that is not known to either
    # side keeps them together. Departments handle the procedures of the province. Where no unit is known, all count.
    return f"""{procedures} r
LEFT JOIN {relations.registers.units_at} u
    ON u.period_id = r.period_id AND (r.level IS NULL OR u.level IS NULL
        OR r.level = CASE u.level WHEN 'commune' THEN 'commune' ELSE 'province' END)
WHERE u.unit_code IS NOT NULL OR NOT EXISTS (SELECT 1 FROM {relations.registers.units} known)"""


def _procedures(relations: Relations) -> str:
    return f"""
SELECT
    {lines([*columns_at("procedures", relations), *happened("procedures", relations)])},
    u.unit_code
FROM {_with_units(_in_force(relations), relations)}"""


def _procedures_decided(relations: Relations) -> str:
    # A procedure is to be published within 5 working days of its decision.
    return f"""
SELECT s.*, due.day AS publication_due_on
FROM ({_procedures(relations)}
) s
LEFT JOIN {relations.registers.calendar} decided ON decided.day = s.decision_on
LEFT JOIN {relations.registers.calendar} due ON due.is_working AND due.working_index = decided.working_index + 5"""


def _any(condition: str) -> str:
    """True if a condition holds for any of several records, else null if it is unknown of any."""
    return f"CASE WHEN bool_or({condition}) THEN TRUE WHEN bool_or(({condition}) IS NULL) THEN NULL ELSE FALSE END"


def _procedures_in_use(relations: Relations) -> str:
    # One row a unit, procedure of its level and period, whether or not a dossier came in:
    # `records` are the dossiers received in the period. Where none of them says when it came and of what procedure
    # it is, nobody knows which procedures were used.
    unit_code, heir = heir_of("k.unit_code", "k.period_id", relations)
    return f"""
WITH d AS (
    SELECT k.period_id, {unit_code} AS unit_code,
        CASE WHEN k.received_at IS NOT NULL THEN k.procedure_code END AS procedure_code,
        {_any("k.channel = 'online'")} AS has_online_dossier,
        {_any("k.online_payment IN ('national', 'provincial')")} AS has_online_payment
    FROM ({_one_stop_dossiers(relations.only())}
    ) k
    {heir}
    WHERE k.status NOT IN (1, 3) AND coalesce(k.received_at >= k.period_start AND k.received_at < k.t, TRUE)
    GROUP BY 1, 2, 3
), of_units AS (
    SELECT period_id, unit_code, bool_and(procedure_code IS NULL) AS is_unsaid FROM d GROUP BY period_id, unit_code
), of_all AS (
    SELECT period_id, bool_and(procedure_code IS NULL) AS is_unsaid FROM d GROUP BY period_id
)
SELECT r.period_id, r.period_start, r.period_end, r.t,
    r.procedure_code, r.field, r.service_level, r.has_fee, r.unit_code,
    CASE WHEN d.procedure_code IS NOT NULL THEN TRUE WHEN NOT r.is_unsaid THEN FALSE END AS has_dossier,
    CASE WHEN d.procedure_code IS NULL AND NOT r.is_unsaid THEN FALSE ELSE d.has_online_dossier END
        AS has_online_dossier,
    CASE WHEN d.procedure_code IS NULL AND NOT r.is_unsaid THEN FALSE ELSE d.has_online_payment END
        AS has_online_payment
FROM (
    SELECT p.*, coalesce(CASE WHEN p.unit_code IS NULL THEN a.is_unsaid ELSE o.is_unsaid END, FALSE) AS is_unsaid
    FROM (
        SELECT r.*, u.unit_code
        FROM {_with_units(_in_force(relations), relations)}
    ) p
    LEFT JOIN of_units o ON o.period_id = p.period_id AND o.unit_code = p.unit_code
    LEFT JOIN of_all a ON a.period_id = p.period_id
) r
LEFT JOIN d ON d.period_id = r.period_id AND d.procedure_code = r.procedure_code
    AND (r.unit_code IS NULL OR d.unit_code = r.unit_code)"""


def _qd766_feedback(relations: Relations) -> str:
    # Limits of Quyết định 766/QĐ-TTg in working days: 2 to refuse, 5 to ask for more, 15
    # to process (`deadline_at`), 2 more to publish.
    return f"""
SELECT f.*, refusal.ends_at AS refusal_due_at, request.ends_at AS request_due_at,
    publication.ends_at AS publication_due_at
FROM ({_feedback(relations)}
) f
LEFT JOIN {relations.registers.calendar} from_day
    ON from_day.day = CAST(greatest(f.sent_at, coalesce(f.transferred_at, f.sent_at)) AS DATE)
LEFT JOIN {relations.registers.calendar} refusal
    ON refusal.is_working AND refusal.working_index = from_day.working_index + 2
LEFT JOIN {relations.registers.calendar} request
    ON request.is_working AND request.working_index = from_day.working_index + 5
LEFT JOIN {relations.registers.calendar} processed_day ON processed_day.day = CAST(f.processed_at AS DATE)
LEFT JOIN {relations.registers.calendar} publication
    ON publication.is_working AND publication.working_index = processed_day.working_index + 2"""


_DOSSIER_GROUPS = ("unit_code", "procedure_code", "field", "channel")
_ONE_STOP, _ELSEWHERE = "source = 'one_stop'", "source <> 'one_stop'"

TABLES: Mapping[str, RecordTable] = {
    table.name: table
    for table in (
        RecordTable(
            "dossiers", "dossiers", _one_stop_dossiers, _DOSSIER_GROUPS, ("dossier_code",), presence=(_ONE_STOP,)
        ),
        RecordTable(
            "dossiers_of_any_source",
            "dossiers",
            _dossiers_of_any_source,
            _DOSSIER_GROUPS,
            ("dossier_code",),
            presence=(_ONE_STOP, _ELSEWHERE),
        ),
        RecordTable("qd766_dossiers", "dossiers", _qd766_dossiers, _DOSSIER_GROUPS, ("dossier_code",)),
        RecordTable("payments", "payments", _payments, ("unit_code", "procedure_code"), ("transaction_code",)),
        RecordTable("feedback", "feedback", _feedback, ("unit_code",), ("feedback_code",), deadlines=("deadline_at",)),
        RecordTable(
            "procedures",
            "procedures",
            _procedures,
            ("unit_code", "procedure_code", "field"),
            ("procedure_code",),
            follows_units=False,
        ),
        RecordTable(
            "procedures_decided",
            "procedures",
            _procedures_decided,
            ("unit_code", "field"),
            ("procedure_code",),
            follows_units=False,
            deadlines=("publication_due_on",),
        ),
        RecordTable(
            "procedures_in_use",
            "dossiers",
            _procedures_in_use,
            ("unit_code", "procedure_code", "field"),
            ("procedure_code",),
            lists_records=False,
            follows_units=False,
            presence=(_ONE_STOP,),
        ),
        RecordTable("qd766_feedback", "feedback", _qd766_feedback, ("unit_code",), ("feedback_code",)),
        *REGISTER_TABLES,
    )
}
