"""An independent oracle: the indicators of records, written from their text alone, in plain Python.

It shares no code with the library. It is slow, loops over records, and is meant to be read
beside the catalogue: one function per indicator, in the words of its text. Where the text is
open, the agreed reading stands in a comment.
"""

from collections.abc import Callable
from datetime import datetime

from tests import oracle_dossiers as dossiers
from tests import oracle_services as services
from tests.oracle_base import Figure, Question, Records

INDICATORS: dict[str, Callable[[Question], Figure]] = {
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
    )
}


def compute(
    records: Records, start: datetime, end: datetime, as_of: datetime, unit: str | None = None
) -> dict[str, Figure]:
    """Every indicator of the records, for one period and one unit (None: all)."""
    question = Question(records, start, end, as_of, unit)
    return {name: indicator(question) for name, indicator in INDICATORS.items()}
