"""How an indicator comes about in the course of a period: what can be forecast of it, and what can be mended."""

from typing import Literal

from par_metrics.indicators.base import Definition, Indicator
from par_metrics.indicators.tables.records import TABLES

Nature = Literal["flow", "stock", "other"]

# Looked at period by period, and yet made of what happens in the course of it.
_FLOWS_WITHOUT_EVENT = frozenset(
    {"apology_rate", "on_time_rate_qd766", "qd766_published_on_time_rate", "staff_disciplined_count"}
)
# Findings come when there is an inspection, not by the month, and count as misses until they are remedied.
_STOCKS_WITH_EVENT = frozenset({"par_findings_remedied_rate"})

# Lists drawn up at a date, which tell of what was before it: their first row is no beginning.
_LISTS = frozenset({"staff", "procedures"})

# The side of a record is settled by what has happened: a dossier filed on paper stays filed on paper, a
# deadline missed stays missed. Of all others a miss may still turn good: an apology is sent after all, a
# result published, a piece of feedback answered.
_SETTLED = frozenset(
    {
        "on_time_rate",
        "on_time_rate_original_due",
        "on_time_rate_due",
        "on_time_rate_qd766",
        "reused_components_rate",
        "online_dossiers_rate",
        "full_online_dossiers_rate",
        "online_payment_rate",
        "cashless_payment_rate",
        "feedback_on_time_rate",
        "plan_reports_on_time_rate",
        "staff_disciplined_count",
    }
)


def nature_of(definition: Definition) -> Nature:
    """`flow`: records come in over the period; `stock`: things as they stand; `other`: neither a share nor a count."""
    if not isinstance(definition, Indicator) or definition.statistic not in ("share", "count"):
        return "other"
    if definition.window.event is None:
        return "flow" if definition.id in _FLOWS_WITHOUT_EVENT else "stock"
    return "stock" if definition.id in _STOCKS_WITH_EVENT else "flow"


def kind_of_beginning(definition: Definition) -> str | None:
    """The kind whose first record is the beginning of a unit's figures; None where the first row tells of a past."""
    assert isinstance(definition, Indicator)
    kind = TABLES[definition.table].kind
    return None if kind in _LISTS else kind


def adds_up(definition: Definition) -> bool:
    """Whether the figure of all units together counts each record of each of them; a procedure is one of all."""
    return isinstance(definition, Indicator) and definition.distinct != "procedure_code"


def can_be_mended(definition: Definition) -> bool:
    """Whether a record that counts as a miss now may still turn good: an own indicator says so of itself."""
    said = definition.misses_may_turn_good
    return definition.id not in _SETTLED if said is None else said
