"""From a dossier's code to one row an indicator: how it counts, and why."""

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import polars as pl

from par_metrics import display
from par_metrics.display.html import Cell, html_table
from par_metrics.domain.period import Period
from par_metrics.errors import UsageError, nearest
from par_metrics.figures.snapshot import Snapshot
from par_metrics.indicators.base import Definition, Indicator
from par_metrics.indicators.met import definition_of
from par_metrics.indicators.tables.records import TABLES
from par_metrics.questions.why.probe import Probed, class_of_value, probe
from par_metrics.questions.why.records import KEY, kinds_of_dossiers, record_name, records_of
from par_metrics.questions.why.shown import reason_shown
from par_metrics.questions.why.verdict import Verdict, facts_of, not_shown, of_value, verdict
from par_metrics.questions.why.words import Facts, joined
from schemas import KINDS, Label, Language

ROWS_SCHEMA: Mapping[str, pl.DataType] = {
    "indicator": pl.String(),
    "version": pl.Int32(),
    "label_vi": pl.String(),
    "label_en": pl.String(),
    "rules": pl.String(),
    "period": pl.String(),
    "record": pl.String(),
    "counted_as": pl.String(),
    "reason": pl.String(),
    "reason_vi": pl.String(),
    "reason_en": pl.String(),
    "facts": pl.String(),
}

_NO_PAYMENT = Verdict(
    "not_counted", "no_record", Label("không có giao dịch thanh toán của hồ sơ", "no payment of this dossier is known")
)


@dataclass(frozen=True)
class Why:
    """How one dossier counts in every indicator that looks at dossiers.

    Args:
        dossier_code: its code.
        period: label of the period.
        as_of: the instant everything is seen at.
        records: one row for each record of the dossier (one a source, and its payments):
            `kind, record, unit_code, versions, load_id, file, exported_at, loaded_at`.
        rows: one row an indicator (an indicator of payments: one a payment): `indicator,
            version, label_vi, label_en, rules, period, record` (source or transaction),
            `counted_as` (numerator, denominator, excluded, not_counted), `reason` (id),
            `reason_vi, reason_en, facts` (JSON of the columns the definition looks at).
        language: it shows itself in.
    """

    dossier_code: str
    period: str
    as_of: datetime
    records: pl.DataFrame
    rows: pl.DataFrame
    language: Language = "vi"

    def origin(self) -> Label:
        """One line: which file and load each record came from."""
        origins = [_origin(row) for row in self.records.iter_rows(named=True)]
        return Label(
            f"{self.dossier_code}: " + "; ".join(label.vi for label in origins),
            f"{self.dossier_code}: " + "; ".join(label.en for label in origins),
        )

    def in_words(self) -> pl.DataFrame:
        """`rows` as people read them: the columns that decide are called by their headings."""
        reasons = [self._reason(row) for row in self.rows.iter_rows(named=True)]
        return self.rows.select(
            "indicator", "counted_as", pl.Series(f"reason_{self.language}", reasons, dtype=pl.String), "record"
        )

    def _reason(self, row: Mapping[str, Any]) -> str:
        definition = definition_of(row["indicator"])
        assert isinstance(definition, Indicator)
        return reason_shown(str(row[f"reason_{self.language}"]), definition, json.loads(row["facts"]), self.language)

    def __repr__(self) -> str:
        stream = io.StringIO()
        stream.write(f"{self.origin().in_language(self.language)}\n")
        display.print_table(self.in_words(), self.language, stream)
        return stream.getvalue()

    def _repr_html_(self) -> str:
        shown = self.in_words()
        headings = [display.heading(name, self.language) for name in ("indicator", "counted_as", "reason")]
        rows = [
            [Cell(label, hint=indicator), Cell(display.words(counted, self.language), code=counted), Cell(reason)]
            for indicator, label, counted, reason in shown.select(
                "indicator", self.rows[f"label_{self.language}"], "counted_as", f"reason_{self.language}"
            ).iter_rows()
        ]
        return html_table(headings, rows, shown.height, self.language, self.origin().in_language(self.language))


def why(
    snapshot: Snapshot,
    code: str,
    period: Period,
    chosen: Definition | None = None,
    language: Language = "vi",
) -> Why:
    """How a dossier counts in each indicator that looks at dossiers, or in the one chosen; see `Why`.

    Raises:
        UsageError: no dossier has this code, or the one chosen is counted from something else.
    """
    indicators = looking_at_dossiers(snapshot.catalogue.values(), chosen)
    code = code.strip()
    records = records_of(snapshot.engine, code)
    answers = probe(snapshot, indicators, code, period)
    stored = {
        kind: _stored(snapshot, kind, code) for kind in {TABLES[indicator.table].kind for indicator in indicators}
    }
    rows: list[tuple[object, ...]] = []
    for indicator in indicators:
        own = stored[TABLES[indicator.table].kind]
        for record, (found, facts) in _verdicts(snapshot, indicator, own, answers[indicator.alias], period):
            rows.append(_row(indicator, period, record, found, facts))
    shown = pl.DataFrame(rows, schema=ROWS_SCHEMA, orient="row")
    return Why(code, period.label, snapshot.as_of, records, shown, language)


def looking_at_dossiers(definitions: Iterable[Definition], chosen: Definition | None = None) -> tuple[Indicator, ...]:
    """The indicators counted from dossiers or their payments; or the one chosen.

    Raises:
        UsageError: the one chosen is counted from something else.
    """
    found = tuple(d for d in definitions if isinstance(d, Indicator) and _looks_at_dossiers(d))
    if chosen is None:
        return found
    if isinstance(chosen, Indicator) and _looks_at_dossiers(chosen):
        return (chosen,)
    near = nearest(chosen.id, [indicator.id for indicator in found])
    raise UsageError(
        Label(
            f'chỉ số "{chosen.id}" không tính từ hồ sơ nên không có hồ sơ để giải thích.{near.vi}',
            f'indicator "{chosen.id}" is not counted from dossiers: there is none to explain.{near.en}',
        ),
        "not_of_dossiers",
    )


def _looks_at_dossiers(indicator: Indicator) -> bool:
    """Whether its records are dossiers, or payments of dossiers; of a table made from them they are not."""
    table = TABLES[indicator.table]
    kind = KINDS[table.kind]
    return kind in kinds_of_dossiers() and set(table.key) <= set(kind.key)


def _verdicts(
    snapshot: Snapshot,
    indicator: Indicator,
    stored: Mapping[str, Facts],
    probed: Mapping[str, Probed],
    period: Period,
) -> Iterator[tuple[str | None, tuple[Verdict, Facts]]]:
    """Record -> how it counts: of a dossier in several sources the record that counts most, of payments each."""
    if TABLES[indicator.table].kind != "dossiers":
        for record, facts in stored.items():
            yield record, (_of_record(snapshot, indicator, facts, probed.get(record), period))
        if not stored:
            yield None, (_NO_PAYMENT, {})
        return
    shown = {record: probed[record] for record in stored if record in probed}
    if shown:
        best = max(shown, key=lambda record: (_rank(shown[record].class_), record == "one_stop"))
    else:
        best = "one_stop" if "one_stop" in stored else next(iter(stored))
    yield best, _of_record(snapshot, indicator, stored[best], probed.get(best), period)


def _rank(class_: int | None) -> tuple[bool, int]:
    return class_ is not None, class_ or 0


def _of_record(
    snapshot: Snapshot,
    indicator: Indicator,
    stored: Facts,
    record: Probed | None,
    period: Period,
) -> tuple[Verdict, Facts]:
    if record is None:
        is_at_t = indicator.window.judged_at == "t"
        cutoff = (":t", period.cut(snapshot.as_of)) if is_at_t else (":as_of", snapshot.as_of)
        return not_shown(indicator, stored, *cutoff), stored
    found = verdict(indicator, record, period)
    if told := _calendar_told(snapshot, found, record, period):
        found = replace(found, words=joined([found.words, told], "; "))
    if indicator.distinct is not None:
        value = record.facts[indicator.distinct]
        found = of_value(indicator, found, record, class_of_value(snapshot, indicator, value, period))
    return found, record.facts


def _calendar_told(snapshot: Snapshot, found: Verdict, record: Probed, period: Period) -> Label | None:
    """That working days decide, and the calendar is not announced as far as they are counted."""
    decides = any(name.endswith("_working_days") and name in found.words.en for name in record.facts)
    if not decides or snapshot.calendar.is_announced(period.cut(snapshot.as_of).date()):
        return None
    until = f"{snapshot.calendar.announced_until:%d/%m/%Y}"
    return Label(
        f"lịch nghỉ mới công bố đến {until}, số ngày làm việc là dự kiến",
        f"days off are announced until {until}: the working days are provisional",
    )


def _stored(snapshot: Snapshot, kind_name: str, code: str) -> dict[str, Facts]:
    """Record -> its stored columns, for every record of a kind that is the dossier's."""
    name = record_name(KINDS[kind_name])
    rows = snapshot.engine.stored(kind_name, only={KEY: [code]}).sort(name)
    return {str(row[name]): row for row in rows.iter_rows(named=True)}


def _row(indicator: Indicator, period: Period, record: str | None, found: Verdict, facts: Facts) -> tuple[object, ...]:
    used = facts_of(indicator, facts)
    return (
        indicator.id,
        indicator.version,
        *indicator.label,
        indicator.rules,
        period.label,
        record,
        found.counted_as,
        found.reason,
        *found.words,
        json.dumps(used, ensure_ascii=False, default=str),
    )


def _origin(row: Mapping[str, Any]) -> Label:
    kind, record, file, load_id, versions = (row[name] for name in ("kind", "record", "file", "load_id", "versions"))
    exported = Label(display.when(row["exported_at"], "vi"), display.when(row["exported_at"], "en"))
    counted = "version" if versions == 1 else "versions"
    of = Label("thanh toán ", "payment ") if kind == "payments" else Label("", "")
    of = Label(of.vi + display.words(record, "vi"), of.en + display.words(record, "en"))
    return Label(
        f"{of.vi}: từ tệp {file} (lần nạp {load_id}, xuất lúc {exported.vi}; {versions} phiên bản)",
        f"{of.en}: from {file} (load {load_id}, exported at {exported.en}; {versions} {counted})",
    )
