"""What is found of a workspace's own indicators: whether they can be used, and count what their examples say."""

from collections.abc import Iterator

from par_metrics import display
from par_metrics.errors import ParMetricsError
from par_metrics.indicators.own.indicator import OwnIndicator
from par_metrics.operations.findings import Finding, Verdict, fine, note
from par_metrics.testing import Mismatch, Ratio, mismatches
from par_metrics.workspace import Workspace
from schemas import Label, Language


def own_indicators(ws: Workspace) -> Iterator[Finding]:
    """One finding an own indicator: those that cannot be used, those whose examples differ, and the others."""
    own = ws.own_indicators
    for label in (*(problem.label for problem in own.problems), *ws.wrong_groups):
        yield Finding(Verdict.WRONG, label)
    for indicator in own.indicators:
        yield from _of_examples(indicator)


def _of_examples(indicator: OwnIndicator) -> Iterator[Finding]:
    named = f"{indicator.id}@{indicator.version}"
    try:
        wrong = mismatches(indicator)
    except ParMetricsError as error:
        yield Finding(
            Verdict.WRONG,
            Label(f"{indicator.origin} ({named}): {error.label.vi}", f"{indicator.origin} ({named}): {error}"),
        )
        return
    for mismatch in wrong:
        yield Finding(Verdict.WRONG, Label(_said(indicator, mismatch, "vi"), _said(indicator, mismatch, "en")))
    count = len(indicator.examples)
    if not count:
        yield note(
            f"{indicator.origin} ({named}): chưa có ví dụ; thêm [[indicator.example]] để thấy nó đếm đúng",
            f"{indicator.origin} ({named}): has no example; add [[indicator.example]] to see that it counts right",
        )
    elif not wrong:
        yield fine(f"{named}: {count} ví dụ đều đúng", f"{named}: {count} examples come out as they say")


def _said(indicator: OwnIndicator, mismatch: Mismatch, language: Language) -> str:
    """Both sides, and how each record was counted."""
    records = [
        f"{row[0]} {display.words(row[1], language)}" + (f" ({row[2]})" if row[2] else "")
        for row in mismatch.records.select(mismatch.records.columns[0], "counted_as", "reason").iter_rows()
    ]
    words = Label(
        "{file}, dòng {line} ({id}): ví dụ ghi {expected}, tính ra {counted}: {records}",
        "{file}, line {line} ({id}): the example says {expected}, counted is {counted}: {records}",
    )
    return words.in_language(language).format(
        file=indicator.origin.partition(",")[0],
        line=mismatch.example.line,
        id=f"{indicator.id}@{indicator.version}",
        expected=_sides(mismatch.expected, language),
        counted=_sides(mismatch.counted, language),
        records="; ".join(records) or "-",
    )


def _sides(sides: Ratio, language: Language) -> str:
    return display.sides(sides.numerator, sides.denominator, language)
