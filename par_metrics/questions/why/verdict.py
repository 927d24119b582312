"""How one record counts in one indicator, and the reason in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from par_metrics import display
from par_metrics.domain.period import Period
from par_metrics.indicators.base import ABSENT, NOT_KNOWN, Indicator
from par_metrics.indicators.conditions import columns_in
from par_metrics.indicators.tables.records import TABLES
from par_metrics.questions.why.probe import Conditions, Probed, columns_of
from par_metrics.questions.why.words import Facts, failing, fulfilled, holding, joined, unknown, valued
from schemas import KINDS, Label


@dataclass(frozen=True)
class Verdict:
    """How a record counts.

    Args:
        counted_as: numerator, denominator, excluded or not_counted.
        reason: a stable id: `numerator_holds`, `numerator_fails`, the id of an
            exclusion (`absent_upstream` also where it counts nowhere), `outside_period`,
            `not_in_population`, `counted_by_another_record`, `not_in_table`, `not_yet`, `no_record`.
        words: the reason with the values that decide.
    """

    counted_as: str
    reason: str
    words: Label


def verdict(indicator: Indicator, record: Probed, period: Period) -> Verdict:
    """How a record counts, by its class, and which values decide."""
    conditions, holds, facts = Conditions.of(indicator), record.holds, record.facts
    match record.class_:
        case None:
            return _left_out(indicator, record, period)
        case 1:
            return Verdict("numerator", "numerator_holds", _counted(indicator, record))
        case 0:
            return Verdict("denominator", "numerator_fails", failing(conditions.numerator, holds, facts))
        case excluded:
            reason = next(reason for reason, n in indicator.class_of.items() if n == excluded)
            named = Label(display.words(reason, "vi"), display.words(reason, "en"))
            told = _excluded(conditions, reason, holds, facts)
            return Verdict("excluded", reason, named if told is None else joined([named, told], ": "))


def of_value(indicator: Indicator, own: Verdict, record: Probed, class_: int | None) -> Verdict:
    """The same where distinct values are counted: a value counts as the best of its records, which may be another."""
    if own.counted_as == "not_counted" or indicator.distinct is None:
        return own
    if record.facts[indicator.distinct] is None:
        # What has no name is none of the things that are counted.
        return Verdict("not_counted", "not_in_population", valued(indicator.distinct, record.facts))
    if class_ == record.class_:
        return own
    value = valued(indicator.distinct, record.facts)
    told = Label(f"{value.vi} tính một lần, theo hồ sơ khác", f"{value.en} counts once, by another dossier")
    counted_as = {1: "numerator", 0: "denominator"}.get(class_ if class_ is not None else -1, "excluded")
    return Verdict(counted_as, "counted_by_another_record", joined([told, own.words], "; "))


def not_shown(indicator: Indicator, stored: Facts, cutoff_name: str, cutoff: datetime) -> Verdict:
    """A stored record that the indicator's table does not hold: it had not come to exist, or is of another source."""
    kind = KINDS[TABLES[indicator.table].kind]
    entry = None if kind.entry is None else stored.get(kind.entry)
    facts = {**stored, cutoff_name: cutoff}
    if entry is not None and _instant(entry) > cutoff:
        came, at = valued(str(kind.entry), facts), valued(cutoff_name, facts)
        return Verdict("not_counted", "not_yet", Label(f"{came.vi} > {at.vi}", f"{came.en} > {at.en}"))
    source = valued("source", facts)
    return Verdict(
        "not_counted",
        "not_in_table",
        Label(f"{source.vi}: chỉ số chỉ xét hồ sơ một cửa", f"{source.en}: only one-stop dossiers are looked at"),
    )


def facts_of(indicator: Indicator, facts: Facts) -> dict[str, object]:
    """The columns that the definition looks at, with their values."""
    return {name: facts[name] for name in columns_of(indicator) if name in facts}


def _excluded(conditions: Conditions, reason: str, holds: Mapping[str, bool | None], facts: Facts) -> Label | None:
    """What makes a record fall under a reason, as far as the definition says it."""
    if reason == NOT_KNOWN:
        return unknown(conditions.population, holds, facts) or unknown(conditions.numerator, holds, facts)
    return fulfilled(conditions.exclude[reason], holds, facts) if reason in conditions.exclude else None


def _left_out(indicator: Indicator, record: Probed, period: Period) -> Verdict:
    """Not counted: by its event it is of another period, or it is not of the population; both are said."""
    if record.is_absent:
        return Verdict("not_counted", ABSENT, Label(display.words(ABSENT, "vi"), display.words(ABSENT, "en")))
    conditions = Conditions.of(indicator)
    obstacles = list(_of_period(indicator, record, period))
    reason = "outside_period" if obstacles else "not_in_population"
    if not holding(conditions.population, record.holds):
        obstacles.append(failing(conditions.population, record.holds, record.facts))
    return Verdict("not_counted", reason, joined(obstacles, "; "))


def _counted(indicator: Indicator, record: Probed) -> Label:
    """Why it counts, and with what; where every candidate counts, why it is one."""
    conditions = Conditions.of(indicator)
    deciding = conditions.population if indicator.numerator == "TRUE" else conditions.numerator
    told = [fulfilled(deciding, record.holds, record.facts)]
    measures = [text for text in (indicator.measure, indicator.weight) if text in record.facts]
    return joined([*told, *(valued(str(name), record.facts) for name in measures)], "; ")


def _of_period(indicator: Indicator, record: Probed, period: Period) -> list[Label]:
    event = indicator.window.event
    if event is None:
        return []
    # Where the event is the first of several columns, the one that gave it is named.
    columns = [name for name in columns_in(event) if name in record.facts]
    given = [name for name in columns if record.facts[name] == record.event]
    told = valued((given or columns)[0], record.facts)
    if record.event is None:
        return [told]
    instant, as_of = _instant(record.event), record.facts[":as_of"]
    if not period.start <= instant < period.end:
        return [Label(f"{told.vi}, ngoài kỳ {period.label}", f"{told.en}, outside {period.label}")]
    if instant >= _instant(as_of):
        at = valued(":as_of", record.facts)
        return [Label(f"{told.vi} >= {at.vi}", f"{told.en} >= {at.en}")]
    return []


def _instant(value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    assert isinstance(value, date), value
    return datetime.combine(value, time.min)
