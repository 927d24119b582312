"""An independent oracle: the indicators of records, written from their text alone, in plain Python.

It shares no code with the library. It is slow, loops over records, and is meant to be read
beside the catalogue: one function per indicator, in the words of its text. Where the text is
open, the agreed reading stands in a comment.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from tests.oracle import dossiers, indexes, qd766, registers, reporting, services
from tests.oracle.base import Figure, Question, Records

Indicators = Mapping[str, Callable[[Question], Figure]]

OF_RECORDS: Indicators = {
    f.__name__: f
    for f in (
        dossiers.on_time_rate,
        dossiers.on_time_rate_original_due,
        dossiers.on_time_rate_due,
        dossiers.on_time_rate_qd766,
        dossiers.overdue_open_count,
        dossiers.processing_working_days,
        dossiers.processing_working_days_median,
        dossiers.processing_working_days_p90,
        dossiers.apology_rate,
        dossiers.dossiers_on_system_rate,
        dossiers.results_published_rate,
        dossiers.procedures_published_rate,
        dossiers.one_stop_procedures_rate,
        services.digital_components_rate,
        services.digital_result_rate,
        services.electronic_result_rate,
        services.reused_components_rate,
        dossiers.full_online_services_rate,
        services.full_online_dossiers_rate,
        services.online_dossiers_rate,
        services.full_online_services_used_rate,
        dossiers.online_payment_services_rate,
        services.online_payment_rate,
        services.cashless_payment_rate,
        services.online_payment_dossiers_rate,
        services.feedback_resolved_rate,
        services.feedback_on_time_rate,
        services.feedback_published_rate,
        qd766.qd766_published_on_time_rate,
        qd766.qd766_online_services_rate,
        qd766.qd766_online_services_used_rate,
        qd766.qd766_procedures_paid_online_rate,
        qd766.qd766_fee_procedures_used_rate,
        qd766.qd766_digitised_dossiers_rate,
        qd766.qd766_feedback_on_time_rate,
        qd766.qd766_feedback_handling_rate,
    )
}
OF_REGISTERS: Indicators = {
    f.__name__: f
    for f in (
        registers.par_findings_remedied_rate,
        registers.audit_recommendations_done_rate,
        registers.staff_disciplined_count,
        registers.staff_qualified_rate,
        registers.budget_compliant_units_rate,
        registers.online_documents_units_rate,
        registers.edocument_units_rate,
        registers.online_documents_rate,
        registers.edocument_rate,
        registers.digitally_signed_rate,
        indexes.sipas_policy,
        indexes.sipas_service,
        indexes.sipas,
        indexes.papi,
        indexes.par_index,
        indexes.par_index_rank,
        reporting.plan_reports_on_time_rate,
        reporting.plan_rows_on_track_rate,
    )
} | indexes.DIMENSIONS
INDICATORS: Indicators = {**OF_RECORDS, **OF_REGISTERS}


def compute(
    records: Records,
    start: datetime,
    end: datetime,
    as_of: datetime,
    unit: str | None = None,
    indicators: Indicators = INDICATORS,
) -> dict[str, Figure]:
    """Every indicator asked for, for one period and one unit (None: all)."""
    question = Question(records, start, end, as_of, unit)
    return {name: indicator(question) for name, indicator in indicators.items()}
