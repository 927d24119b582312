"""Official forms: filled in from a snapshot, and written as the workbooks that offices hand in."""

from collections.abc import Mapping
from dataclasses import replace

from par_metrics.documents.forms.apologies import form_apologies
from par_metrics.documents.forms.digitisation import form_766_digitisation
from par_metrics.documents.forms.form import Asked, By, Filled, Form
from par_metrics.documents.forms.ii06a import form_ii06a
from par_metrics.documents.forms.late import form_late
from par_metrics.documents.forms.notes import has_dossiers
from par_metrics.documents.forms.payments import form_766_payments
from par_metrics.documents.forms.progress import form_766_progress
from par_metrics.errors import UsageError, nearest
from par_metrics.figures.snapshot import not_begun_error
from par_metrics.support.folding import fold
from schemas import Label

FORMS: Mapping[str, Form] = {
    form.id: form
    for form in (
        form_ii06a,
        form_766_progress,
        form_766_payments,
        form_766_digitisation,
        form_late,
        form_apologies,
    )
}

__all__ = ["FORMS", "Asked", "By", "Filled", "Form", "find_form", "make_form"]


def find_form(form_id: str) -> Form:
    """The form of an id, in any case.

    Raises:
        UsageError: there is none; the nearest is named.
    """
    found = {fold(known): form for known, form in FORMS.items()}.get(fold(form_id))
    if found is not None:
        return found
    meant, known = nearest(form_id, FORMS), ", ".join(FORMS)
    raise UsageError(
        Label(
            f'không có biểu "{form_id}".{meant.vi} Các biểu: {known}',
            f'there is no form "{form_id}".{meant.en} The forms are {known}',
        ),
        "unknown_form",
    )


def make_form(form: Form, asked: Asked) -> Filled:
    """A form filled in.

    Raises:
        UsageError: there is no such unit, the form has no such rows, or the period has not begun.
    """
    if asked.by != "unit_code" and asked.by not in form.bys:
        allowed = ", ".join(by.removesuffix("_code") for by in form.bys) or "—"
        raise UsageError(
            Label(
                f'không lập biểu {form.id} theo "{asked.by}"; lập được theo: {allowed}',
                f'no form {form.id} by "{asked.by}"; its rows can be: {allowed}',
            ),
            "unknown_group",
        )
    asked.snapshot.check_unit(asked.unit_code)
    if not asked.period.has_begun(asked.snapshot.as_of):
        raise not_begun_error(asked.period, asked.snapshot.as_of)
    filled = form.fill(asked)
    if filled.frame.is_empty() and not has_dossiers(asked):
        return replace(filled, notes=(_NOTHING_LOADED,), without_rows=_NOTHING_LOADED.vi.rstrip("."))
    return filled


_NOTHING_LOADED = Label("Chưa nạp hồ sơ nào.", "No dossier is loaded.")
