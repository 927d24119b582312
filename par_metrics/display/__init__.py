"""Numbers, words, tables and charts as people read them; files for machines never pass through here."""

from par_metrics.display.numbers import (
    HEADINGS,
    NO_VALUE,
    cell,
    exclusions,
    heading,
    measured,
    number,
    percent,
    print_table,
    sides,
    trend,
    value,
    when,
    words,
)

__all__ = [
    "HEADINGS",
    "NO_VALUE",
    "cell",
    "exclusions",
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
