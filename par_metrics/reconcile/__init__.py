"""Two sides of one kind of record, matched one to one and compared field by field."""

from par_metrics.reconcile.reconciliation import Scope, reconcile
from par_metrics.reconcile.result import Reconciliation
from par_metrics.reconcile.sides import Shelf

__all__ = ["Reconciliation", "Scope", "Shelf", "reconcile"]
