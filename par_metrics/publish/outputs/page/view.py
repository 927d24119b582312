"""Everything the page's template shows, of one unit and of what is the same for all."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from par_metrics.domain.plan import PlanRow
from par_metrics.figures.refused import newest_of_files, refused_files
from par_metrics.indicators.answers import answers_of
from par_metrics.indicators.base import Definition
from par_metrics.indicators.rulesets import rules
from par_metrics.indicators.rulesets.registry import SCORE_RULES
from par_metrics.publish.outcome import MISSING_ROWS
from par_metrics.publish.outputs.page.facts import RATIOS, WITH_SIDES, Facts, facts_of, named_units, shown
from par_metrics.publish.outputs.page.spans import Spans
from par_metrics.questions.freshness import feed_name, late_first
from schemas import KINDS, Label

if TYPE_CHECKING:
    from par_metrics.publish.outcome import Outcome

EVERYTHING = Label("Tất cả đơn vị", "All units")
_MOST = {"papi": 80.0} | {f"papi_{number}": 10.0 for number in range(1, 9)}
_COMPARED = ("par_index", "on_time_rate", "full_online_dossiers_rate", "online_payment_rate", "feedback_on_time_rate")
_MOST_REASONS = 8
_INDEXES: Mapping[str | None, Label] = {
    "PAR INDEX": Label("PAR INDEX", "PAR INDEX"),
    "SIPAS": Label("SIPAS", "SIPAS"),
    "PAPI": Label("PAPI", "PAPI"),
    None: Label("Chung", "General"),
}


@dataclass(frozen=True)
class View:
    """A page.

    Args:
        outcome: the run it is of.
        spans: the periods it shows beside the year.
        facts: of all units together (None), and of each.
        shown: the unit that is shown without a script; None: all together.
    """

    outcome: Outcome
    spans: Spans
    facts: Mapping[str | None, Facts]
    shown: str | None

    @classmethod
    def of(cls, outcome: Outcome) -> View:
        spans = Spans.of(outcome.tables["indicators_full"], outcome.run.as_of)
        facts = facts_of(outcome, spans)
        levels = {code: level for code, _, level in named_units(outcome)}
        # A province or department that its communes report to handles next to nothing itself.
        is_own = outcome.own_unit in facts and levels.get(outcome.own_unit or "") in (None, "commune")
        own = outcome.own_unit if is_own else None
        only = [code for code in facts if code is not None]
        return cls(outcome, spans, facts, only[0] if own is None and len(only) == 1 else own)

    # --- what the figures are of --------------------------------------------------------

    @property
    def own(self) -> Facts:
        return self.facts[self.shown]

    @property
    def as_of(self) -> datetime:
        return self.outcome.run.as_of

    @cached_property
    def units(self) -> dict[str, str]:
        """Code -> name of the units that can be chosen; with the code where two bear one name."""
        names = {code: name for code, name, _ in named_units(self.outcome)}
        bearers = Counter(names.values())
        return {code: name if bearers[name] == 1 else f"{name} ({code})" for code, name in names.items()}

    def unit_name(self, code: str | None) -> Label:
        return EVERYTHING if code is None else Label(self.units[code], self.units[code])

    def definition(self, id: str) -> Definition:
        return self.outcome.catalogue[id]

    def label(self, id: str) -> Label:
        return self.definition(id).label

    def unit(self, id: str) -> str:
        return self.definition(id).unit

    def most(self, id: str) -> float | None:
        """The most a value can be, so that a bar shows how far it is; None where it has none."""
        return 100.0 if self.unit(id) == "share" else _MOST.get(id)

    def is_ratio(self, id: str) -> bool:
        return self.definition(id).statistic in RATIOS

    def has_sides(self, id: str) -> bool:
        return self.definition(id).statistic in WITH_SIDES

    # --- the plan -----------------------------------------------------------------------

    @cached_property
    def _answers(self) -> Mapping[str, Sequence[str]]:
        return answers_of(self.outcome.plan, self.outcome.catalogue.values())

    @cached_property
    def plan(self) -> list[tuple[Label, list[PlanRow]]]:
        """The rows of the plan by index, those of all three last."""
        return [
            (title, [row for row in self.outcome.plan.rows if row.index == index]) for index, title in _INDEXES.items()
        ]

    def indicators_of(self, row: PlanRow) -> Sequence[str]:
        return self._answers[row.plan_row]

    @cached_property
    def _first_rows(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for _, rows in self.plan:
            for row in rows:
                for id in self.indicators_of(row):
                    found.setdefault(id, row.plan_row)
        return found

    def first_row(self, id: str) -> str:
        """Where the indicator opens: under the first row of the plan that it answers."""
        return self._first_rows[id]

    def title(self, plan_row: str) -> Label:
        row = self.outcome.plan.by_row[plan_row]
        return Label(row.title, row.title_en)

    def office(self, name: str) -> Label:
        return Label(name, self.outcome.plan.in_english(name) or name)

    @cached_property
    def offices(self) -> list[str]:
        """Every office of the plan, to filter by."""
        plan = self.outcome.plan
        named = (agency for row in plan.rows if row.owner for agency in plan.agencies_in(row.owner))
        return sorted({plan.without_ward(name) for name in named})

    @cached_property
    def _owners(self) -> dict[str, str | None]:
        """Row of the plan -> who leads: where the plan names none, whoever answers for its indicators."""
        return dict(self.outcome.tables["scorecard"].select("plan_row", "owner").unique("plan_row").iter_rows())

    def owner(self, row: PlanRow) -> str | None:
        """Who leads a row of the plan, or answers for its indicators."""
        return row.owner or self._owners.get(row.plan_row)

    def offices_of(self, row: PlanRow) -> str:
        """The offices that a row is found by, divided by `|`."""
        owner = self.owner(row)
        agencies = self.outcome.plan.agencies_in(owner) if owner else []
        return "|".join(map(self.outcome.plan.without_ward, agencies))

    def part(self, cell: str | None) -> Label:
        return Label(cell or "—", self.outcome.plan.in_english(cell) or "—")

    @property
    def instant(self) -> str:
        """The instant of the figures as the command line takes it."""
        return f"{self.as_of:%Y-%m-%dT%H:%M:%S}".removesuffix("T00:00:00")

    def command(self, id: str) -> str:
        """What opens the records of a figure."""
        unit = "" if self.shown is None else f" --unit {quoted(self.shown)}"
        return f"par-metrics explain {id} --period {self.spans.year}{unit} --as-of {self.instant}"

    # --- scores and units ---------------------------------------------------------------

    @cached_property
    def blocks(self) -> list[tuple[str, Label, str | None]]:
        """Key, label and parent of each block of the score, in the order of `Facts.blocks`."""
        scorer = rules[SCORE_RULES].scorer
        return [(block.key, block.label, scorer.parents[block.key]) for block in scorer.blocks]

    @cached_property
    def inputs(self) -> Mapping[str, Label]:
        """What the inputs of the score are called."""
        return {row.key: row.label for row in rules[SCORE_RULES].scorer.rows}

    @property
    def compared(self) -> tuple[str, ...]:
        return tuple(id for id in _COMPARED if id in self.outcome.catalogue)

    @cached_property
    def _of_year(self) -> Mapping[tuple[str, str], float | None]:
        """The values of the year of what units are compared by, whether a row of the plan has it or not."""
        year = self.outcome.tables["indicators"].filter(
            pl.col("indicator").is_in(self.compared), period=self.spans.year
        )
        rows = year.drop_nulls("unit_code").select("indicator", "unit_code", "value").iter_rows()
        return {(id, code): shown(value, self.unit(id)) for id, code, value in rows}

    def value_of(self, id: str, code: str) -> float | None:
        """What a unit is compared by, as people read it."""
        return self._of_year.get((id, code))

    @cached_property
    def ranked(self) -> list[str]:
        """The units of the level of the one shown, by their points; those without come last, by code."""
        levels = {code: level or "commune" for code, _, level in named_units(self.outcome)}
        level = levels.get(self.shown or "", "commune")
        alike = [code for code in levels if levels[code] == level]
        return sorted(alike, key=lambda code: (-(self._total(code) or -1.0), code))

    def _total(self, code: str) -> float | None:
        blocks = self.facts[code].blocks
        return blocks[-1][0] if blocks else None

    @property
    def has_news(self) -> bool:
        """Some figure of some unit changed."""
        return any(facts.changes for facts in self.facts.values())

    # --- data ---------------------------------------------------------------------------

    @cached_property
    def feeds(self) -> Sequence[dict[str, Any]]:
        """How old each feed is, those that are too old or never came first; each with its `name` and `state`."""
        rows = late_first(self.outcome.tables["freshness"]).iter_rows(named=True)
        return [row | {"name": feed_name(row["kind"], row["source"])} for row in rows]

    @cached_property
    def data(self) -> list[dict[str, Any]]:
        """One row a kind of records: its newest export, and the rows of its files as each was loaded last."""
        counts = ("rows_read", "accepted", "rejected", "duplicates")
        found = (
            newest_of_files(self.outcome.tables["loads"])
            .group_by("kind")
            .agg(pl.col("exported_at").max(), pl.len().alias("files"), *(pl.col(name).sum() for name in counts))
        )
        rows = {row["kind"]: row for row in found.iter_rows(named=True)}
        return [rows[kind] | {"label": KINDS[kind].label} for kind in KINDS if kind in rows]

    @cached_property
    def refused_files(self) -> Sequence[dict[str, Any]]:
        """Those that papers name too, the newest first."""
        loads = self.outcome.tables["loads"]
        named = refused_files(loads, KINDS)
        refused = loads.filter(state="refused").join(named, on=named.columns, how="semi", nulls_equal=True)
        newest = refused.sort("loaded_at", descending=True).unique("file", keep="first", maintain_order=True)
        return list(newest.head(_MOST_REASONS).iter_rows(named=True))

    @cached_property
    def reasons(self) -> Sequence[dict[str, Any]]:
        """The most frequent reasons for which rows are still missing, each with an example."""
        alike = ("file", "column", "rule")
        found = (
            self.outcome.tables[MISSING_ROWS]
            .group_by(alike, maintain_order=True)
            .agg(pl.len().alias("rows"), pl.col("message_vi", "message_en").first())
            .sort("rows", descending=True, maintain_order=True)
        )
        return list(found.head(_MOST_REASONS).iter_rows(named=True))


def quoted(code: str) -> str:
    """A code as one word of a command."""
    return code if re.fullmatch(r"[\w.-]+", code, re.ASCII) else json.dumps(code, ensure_ascii=False)
