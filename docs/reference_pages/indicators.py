"""The page of indicators."""

from collections.abc import Iterator

from docs.reference_pages.markdown import code, page, table
from docs.reference_pages.spec_examples import Example, examples
from par_metrics.display.numbers import percent
from par_metrics.domain.plan import builtin_plan
from par_metrics.indicators.base import Composite, Definition, Indicator
from par_metrics.indicators.catalogue import catalogue
from par_metrics.indicators.targets import Target, plan_targets

_INTRODUCTION = """
Each indicator is one frozen object of `par_metrics/indicators/`. The conditions below are what runs, as SQL.

- A record *counts in a period* by its **event**; an indicator without an event looks at every record in every
  period. `:period_start` is the start of the period, `:t` the earlier of its end and `as_of`, `:as_of` the
  instant of the figure. What lies after the instant of judging has not happened: its timestamp reads as empty.
- The **population** are the candidates. Those for which a condition of **left out** holds are counted by that
  reason and belong to neither side; the rest is the denominator.
- The **numerator** is the part of the denominator for which its condition holds.
- **Unknown is not no.** Conditions are three-valued. A record of which the population or the numerator is unknown is
  left out as `not_known`, after the other reasons and before `not_yet_due`. Unknown are: a column that the record's
  exports lack, a cell that was filled but could not be read, and an empty category such as the channel. A blank cell
  of a Boolean column is "no"; `<column>_happened` says whether a date that an export has was empty ("no") or lies
  after the instant ("not yet"). Of a thing counted once (a procedure, a code) one record that is yes is enough; else
  it is unknown if any is.
- **Nothing loaded is not zero.** A unit of which there is no record of the kind and source by the end of the period
  has no count of 0, but no value.
- An empty denominator gives no value and the status `no_population`. A figure is `incomplete` where more is not known
  than counted, and where a part lacks: maxima of an assessment, criteria of SIPAS, a whole year of PAPI.
- **Facts of a dossier are those of its time**: of the registers of procedures that had begun when it was received
  (`valid_from`, else the day of export) the one exported last says what holds. Indicators of procedures look at the
  end of the period.
- **Units have a life.** Records of a unit that closed (`valid_to`) count for its successor (`successor_code`) in
  periods that end later; `explain` shows the original code. Reports, assessments and PAPI scores stay where they are.
- A record that a later full list lacks is left out as `absent_upstream`.
- A **composite** is made of the figures of other indicators, for the same unit and period: a mean (SIPAS) or a rank
  among the units of the own unit's level (PAR INDEX), which stands only beside a unit. A mean leaves out a component
  without a value and names it in `excluded` (`no_figure_sipas_3`). `explain` lists the components with their figures.
- The version rises whenever a condition changes, and every figure carries it. `id` is the version in force;
  `id@version` (`on_time_rate@2`) is that version for good, in `compute`, `explain` and `pm.catalogue`, also after a
  newer one has replaced it.
- What an engine runs of an indicator is given by `pm.catalogue[id].sql("duckdb")`.

The examples at the end are the specification: they are run as tests, on every engine.
"""


def _body() -> Iterator[str]:
    yield from table(
        ("Id", "Tên", "Name", "Target 2026-2030", "Rows of the plan"),
        (
            (f"[`{i.id}`](#{i.id})", i.label.vi, i.label.en, target_of(i) or "none", ", ".join(i.plan_rows))
            for i in catalogue.values()
        ),
    )
    every = list(examples())
    titles = {row.plan_row: row.title for row in builtin_plan().rows}
    for indicator in catalogue.values():
        yield from _indicator(indicator, titles, [e for e in every if indicator.id in e.indicators])
    yield "## Examples"
    yield ""
    for example in every:
        yield f"### {example.title}"
        yield ""
        yield f"{example.rule} Of {code(example.indicators)}."
        yield ""
        yield from ("```text", example.body, "```", "")


def _indicator(indicator: Definition, titles: dict[str, str], examples: "list[Example]") -> Iterator[str]:
    yield f"## {indicator.id}"
    yield ""
    yield f"**{indicator.label.vi}**: {indicator.formula.vi}."
    yield ""
    yield f"{indicator.label.en}: {indicator.formula.en}."
    yield ""
    facts = {
        "Version, rule set": f"{indicator.version}, `{indicator.rules}`",
        "Value": value_of(indicator),
        **made_of(indicator),
        "Target": target_of(indicator) or "none",
        "Owner": f"{indicator.owner.vi} ({indicator.owner.en})" if indicator.owner else "",
        "Rows of the plan": "<br>".join(f"{row} {titles[row]}" for row in indicator.plan_rows),
        "Source": indicator.source,
        "Examples": "<br>".join(f"[{e.title}](#{e.anchor})" for e in examples) or "none",
    }
    yield from table(("", ""), facts.items())


def made_of(definition: Definition) -> dict[str, str]:
    """What it counts, by the English word for it, as Markdown."""
    if isinstance(definition, Composite):
        return {"Made of": code(definition.components)}
    assert isinstance(definition, Indicator)
    window, distinct = definition.window, definition.distinct
    return {
        "Records": f"`{definition.table}`" + (f", distinct `{distinct}`" if distinct else ""),
        "Event": f"`{window.event}`" if window.event else "none: every record is looked at",
        "Judged at": "the end of the period, or `as_of` if that is earlier" if window.judged_at == "t" else "`as_of`",
        "Population": f"`{definition.population}`",
        "Left out": "<br>".join(f"{reason}: `{sql}`" for reason, sql in definition.exclude.items()) or "nothing",
        "Numerator": f"`{definition.numerator}`",
    }


def value_of(definition: Definition) -> str:
    """What its value is, in English."""
    if isinstance(definition, Indicator) and definition.statistic == "ratio":
        return f"share of 0-1, sum of `{definition.measure}` / sum of `{definition.weight}`"
    if isinstance(definition, Indicator) and definition.measure:
        return f"{definition.unit.replace('_', ' ')}, {definition.statistic} of `{definition.measure}`"
    return {
        "share": "share of 0-1, numerator / denominator",
        "count": "count; the numerator, no denominator",
        "mean_of": "share of 0-1, the mean of its components' values",
        "total": "points: the sum of `measure` over the sum of `weight`",
        "rank": "rank, 1 = best; the denominator is how many are ranked",
    }[definition.statistic]


def target_of(indicator: Definition) -> str:
    """Its targets in the built-in plan, in English; empty where it has none."""
    return "<br>".join(_target_text(t, indicator) for t in plan_targets() if t.indicator == indicator.target)


def _target_text(target: Target, indicator: Definition) -> str:
    value = percent(target.value, "en") if indicator.unit == "share" else f"{target.value:g}"
    among = f" of {target.among} ranked" if target.among else ""
    less = "more" if target.better == "higher" else "less"
    return f"{value} or {less}{among}, {target.first_year}-{target.last_year}"


def written() -> str:
    """Its text."""
    return page("Indicators", _INTRODUCTION, _body())
