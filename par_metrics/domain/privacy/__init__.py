"""Keeping people out of what is written: pseudonyms, and what of a text may be shown or stored.

Whether a text may be shown is decided here alone:

- `shapes`: what is shown is known (`words`), a code, a day or an amount; what is kept by the office itself may hold
  other words too;
- `names`, `numbers`: what surely names somebody, whatever stands beside it;
- `codes`: keys that are or hold a person's name or number;
- `masks`: what stands in place of the rest;
- `written`: titles and offices of plans and indicators that somebody writes;
- `pseudonyms`: how a person is told from others without being named.
"""

from par_metrics.domain.privacy.codes import PLAIN_CODE, is_somebodys, may_be_quoted_code
from par_metrics.domain.privacy.masks import (
    LONGEST_SHOWN,
    cut,
    mask,
    masked_where,
    shown_cell,
    shown_file,
    shown_name,
    shown_names,
)
from par_metrics.domain.privacy.numbers import NO_AMOUNT, is_date
from par_metrics.domain.privacy.pseudonyms import SHORTEST_KEY, pseudonym
from par_metrics.domain.privacy.reasons import impersonal_reason
from par_metrics.domain.privacy.shapes import (
    is_code,
    may_be_kept,
    may_be_office,
    may_be_quoted_title,
    may_be_shown,
    may_be_title,
    may_be_unit,
    may_name_somebody,
    surely_names,
)
from par_metrics.domain.privacy.written import of_nobody, without_numbers

__all__ = [
    "LONGEST_SHOWN",
    "NO_AMOUNT",
    "PLAIN_CODE",
    "SHORTEST_KEY",
    "cut",
    "impersonal_reason",
    "is_code",
    "is_date",
    "is_somebodys",
    "mask",
    "masked_where",
    "may_be_kept",
    "may_be_office",
    "may_be_quoted_code",
    "may_be_quoted_title",
    "may_be_shown",
    "may_be_title",
    "may_be_unit",
    "may_name_somebody",
    "of_nobody",
    "pseudonym",
    "shown_cell",
    "shown_file",
    "shown_name",
    "shown_names",
    "surely_names",
    "without_numbers",
]
