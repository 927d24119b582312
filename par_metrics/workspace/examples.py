"""The examples of own indicators are tried before anything is asked of them.

A definition that its own examples contradict says something else than its author means: its figures must reach nobody.
"""

from functools import lru_cache

from par_metrics import display
from par_metrics.errors import ParMetricsError
from par_metrics.indicators.own.indicator import OwnIndicator
from par_metrics.testing import Mismatch, Ratio, mismatches
from schemas import Label, Language

_DIFFERS = Label(
    "{place}: ví dụ ghi {expected}, tính ra {counted}: {records}; chỉ số này không được dùng cho đến khi khớp",
    "{place}: the example says {expected}, counted is {counted}: {records}; this indicator is not used until they "
    "agree",
)


# A night opens its workspace several times: what an indicator is made of, its examples too, decides the answer.
@lru_cache(maxsize=256)
def wrong_example(indicator: OwnIndicator) -> Label | None:
    """The first example that does not come out as it says, or cannot be read, with its place; None where all do."""
    try:
        wrong = mismatches(indicator)
    except ParMetricsError as error:
        place = indicator.place
        return Label(f"{place.vi}: {error.label.vi}", f"{place.en}: {error.label.en}")
    return Label(_said(indicator, wrong[0], "vi"), _said(indicator, wrong[0], "en")) if wrong else None


def _said(indicator: OwnIndicator, mismatch: Mismatch, language: Language) -> str:
    """Both sides, and how each record was counted."""
    records = [
        f"{row[0]} {display.words(row[1], language)}" + (f" ({row[2]})" if row[2] else "")
        for row in mismatch.records.select(mismatch.records.columns[0], "counted_as", "reason").iter_rows()
    ]
    return _DIFFERS.in_language(language).format(
        place=indicator.place_at(mismatch.example.line).in_language(language),
        expected=_sides(mismatch.expected, language),
        counted=_sides(mismatch.counted, language),
        records="; ".join(records) or "-",
    )


def _sides(sides: Ratio, language: Language) -> str:
    return display.sides(sides.numerator, sides.denominator, language)
