"""The record tables that conditions speak of: stored columns as they stood at an instant, with facts beside them.

An event after the instant has not happened, so its timestamp reads as null, and a record
that had not come to exist is not there. Conditions may use every column selected here.
"""

from collections.abc import Mapping

from par_metrics.indicators.record_table import RecordTable, Relations, lines, names, seen
from par_metrics.indicators.register_tables import REGISTER_TABLES


def _dossiers(relations: Relations, where: str, further_columns: str = "", further_joins: str = "") -> str:
    # A dossier that ended after the instant is in progress at it, whatever it became
    # later. Status 7-10 without any end date stays: that defect is counted, not mended.
    plain = ("status", "field")
    return f"""
SELECT
    {lines([f"s.{name}" for name in names("dossiers", relations, without=plain)])},
    s.ended_at,
    CASE WHEN s.status IN (7, 8, 9, 10) AND s.ended_at IS NULL AND s.stored_end_at IS NOT NULL
         THEN 4 ELSE s.status END AS status,
    coalesce(p.field, s.field) AS field,
    p.procedure_code IS NOT NULL AS is_known_procedure,
    p.service_level, p.has_fee, p.returns_document, p.statutory_working_days,
    from_day.working_index AS received_working_index,
    greatest(to_day.working_index - from_day.working_index, 0) - coalesce(s.suspended_working_days, 0)
        AS processing_working_days{further_columns}
FROM (
    SELECT r.*, coalesce(r.completed_at, r.returned_at) AS ended_at
    FROM (
        SELECT
    {lines(seen("dossiers", relations))},
    coalesce(r.completed_at, r.returned_at) AS stored_end_at
        FROM {relations.records} r
        WHERE {where} AND (r.received_at IS NULL OR r.received_at <= {relations.cutoff})
    ) r
) s
LEFT JOIN {relations.procedures} p ON p.procedure_code = s.procedure_code
LEFT JOIN {relations.calendar} from_day ON from_day.day = CAST(s.received_at AS DATE)
LEFT JOIN {relations.calendar} to_day ON to_day.day = CAST(s.ended_at AS DATE){further_joins}"""


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
    return f"""
SELECT q.*, coalesce(q.clock_stops_at, {relations.cutoff}) - q.waited AS judged_at,
    judged_day.working_index - q.received_working_index AS used_working_days
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
) q
LEFT JOIN {relations.calendar} judged_day
    ON judged_day.day = CAST(coalesce(q.clock_stops_at, {relations.cutoff}) - q.waited AS DATE)"""


def _payments(relations: Relations) -> str:
    return f"""
SELECT
    {lines(seen("payments", relations))}
FROM {relations.records} r"""


def _feedback(relations: Relations) -> str:
    # 15 working days run from the day after it was sent, or last transferred.
    return f"""
SELECT s.*, deadline.ends_at AS deadline_at
FROM (
    SELECT
    {lines(seen("feedback", relations))},
    r.refused_at <= {relations.cutoff} OR (r.status = 'refused' AND r.refused_at IS NULL) AS is_refused
    FROM {relations.records} r
    WHERE r.sent_at <= {relations.cutoff}
) s
LEFT JOIN {relations.calendar} from_day
    ON from_day.day = CAST(greatest(s.sent_at, coalesce(s.transferred_at, s.sent_at)) AS DATE)
LEFT JOIN {relations.calendar} deadline
    ON deadline.is_working AND deadline.working_index = from_day.working_index + 15"""


def _procedures(relations: Relations) -> str:
    # A procedure belongs to the units of its level; a level that is not known to either
    # side keeps them together. Departments handle the procedures of the province.
    return f"""
SELECT
    {lines(seen("procedures", relations))},
    u.unit_code
FROM {relations.records} r
LEFT JOIN {relations.units} u
    ON r.level IS NULL OR u.level IS NULL
    OR r.level = CASE u.level WHEN 'commune' THEN 'commune' ELSE 'province' END
WHERE u.unit_code IS NOT NULL OR NOT EXISTS (SELECT 1 FROM {relations.units})"""


_DOSSIER_GROUPS = ("unit_code", "procedure_code", "field", "channel")

TABLES: Mapping[str, RecordTable] = {
    table.name: table
    for table in (
        RecordTable("dossiers", "dossiers", _one_stop_dossiers, _DOSSIER_GROUPS, ("dossier_code",)),
        RecordTable("dossiers_of_any_source", "dossiers", _dossiers_of_any_source, _DOSSIER_GROUPS, ("dossier_code",)),
        RecordTable("qd766_dossiers", "dossiers", _qd766_dossiers, _DOSSIER_GROUPS, ("dossier_code",)),
        RecordTable("payments", "payments", _payments, ("unit_code", "procedure_code"), ("transaction_code",)),
        RecordTable("feedback", "feedback", _feedback, ("unit_code",), ("feedback_code",)),
        RecordTable(
            "procedures", "procedures", _procedures, ("unit_code", "procedure_code", "field"), ("procedure_code",)
        ),
        *REGISTER_TABLES,
    )
}
