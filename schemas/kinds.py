"""Every kind of record."""

import copyreg
from collections.abc import Callable

from schemas.agency_reports import AGENCY_REPORTS
from schemas.assessments import ASSESSMENTS
from schemas.documents import DOCUMENTS
from schemas.dossiers import DOSSIERS
from schemas.feedback import FEEDBACK
from schemas.findings import FINDINGS
from schemas.kind import RecordKind
from schemas.papi_scores import PAPI_SCORES
from schemas.payments import PAYMENTS
from schemas.procedures import PROCEDURES
from schemas.score_inputs import SCORE_INPUTS
from schemas.staff import STAFF
from schemas.survey_answers import SURVEY_ANSWERS
from schemas.task_reports import TASK_REPORTS
from schemas.units import UNITS

# Registers first: the others look up units and procedures in them.
KINDS: dict[str, RecordKind] = {
    kind.name: kind
    for kind in (
        UNITS,
        PROCEDURES,
        DOSSIERS,
        PAYMENTS,
        FEEDBACK,
        SURVEY_ANSWERS,
        STAFF,
        FINDINGS,
        DOCUMENTS,
        AGENCY_REPORTS,
        ASSESSMENTS,
        PAPI_SCORES,
        TASK_REPORTS,
        SCORE_INPUTS,
    )
}


def _kind_named(name: str) -> RecordKind:
    return KINDS[name]


def _by_name(kind: RecordKind) -> tuple[Callable[[str], RecordKind], tuple[str]]:
    return _kind_named, (kind.name,)


# A kind's rules are functions, which no pickle holds: another process has the same kind by its name.
copyreg.pickle(RecordKind, _by_name)
