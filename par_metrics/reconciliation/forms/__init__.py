"""Aggregate forms: made from our records, and forms of others checked against themselves and against ours."""

from par_metrics.reconciliation.forms.check import OurForm, check_form, make_form
from par_metrics.reconciliation.forms.result import FormCheck

__all__ = ["FormCheck", "OurForm", "check_form", "make_form"]
