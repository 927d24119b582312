"""Numbers, words, tables and charts as people read them; files for machines never pass through here."""

from par_metrics.display.headings import heading
from par_metrics.display.numbers import (
    NO_VALUE,
    cell,
    exclusions,
    measured,
    number,
    percent,
    sides,
    trend,
    value,
    when,
)
from par_metrics.display.screen import print_table
from par_metrics.display.words import group_words, words

__all__ = [
    "NO_VALUE",
    "cell",
    "exclusions",
    "group_words",
    "heading",
    "measured",
    "number",
    "percent",
    "print_table",
    "sides",
    "trend",
    "value",
    "when",
    "words",
]
