"""Two sides of one kind of record, matched one to one and compared field by field."""

from par_metrics.reconciliation.sources.reconciliation import Scope, reconcile
from par_metrics.reconciliation.sources.result import Reconciliation
from par_metrics.reconciliation.sources.sides import Shelf

__all__ = ["Reconciliation", "Scope", "Shelf", "reconcile"]
