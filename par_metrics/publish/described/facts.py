"""What an indicator says of itself beside its figures, for files that programs read."""

from __future__ import annotations

from typing import Any

import polars as pl

from par_metrics.domain.plan import Plan
from par_metrics.indicators.answers import rows_of
from par_metrics.indicators.base import Definition
from par_metrics.publish.described.sums import SAID, sums_of


def facts_of(definition: Definition, targets: pl.DataFrame, plan: Plan) -> dict[str, Any]:
    """Its name and formula in both languages, source in law, target, and how it adds up.

    Args:
        targets: the published table `targets`.
        plan: whose rows they answer.
    """
    return {
        "indicator": definition.id,
        "version": definition.version,
        "label_vi": definition.label.vi,
        "label_en": definition.label.en,
        "formula_vi": definition.formula.vi,
        "formula_en": definition.formula.en,
        "source": definition.source,
        "rules": definition.rules,
        "unit": definition.unit,
        "better": definition.better,
        "adds_up_over": sums_of(definition),
        "targets": _targets(definition, targets),
        "plan_rows": list(rows_of(plan, definition)),
        "owner_vi": definition.owner.vi if definition.owner else None,
        "owner_en": plan.office_in_english(definition.owner) if definition.owner else None,
    }


def _targets(definition: Definition, targets: pl.DataFrame) -> list[dict[str, Any]]:
    names = [name for name in (definition.target, definition.id) if name]
    return targets.filter(pl.col("target").is_in(names)).drop("target").to_dicts()


def said_of(definition: Definition) -> str:
    """Formula, source and how it adds up, in both languages."""
    sums = SAID[sums_of(definition)]
    formula = definition.formula
    return "\n".join((formula.vi, sums.vi, formula.en, sums.en, f"Căn cứ / source: {definition.source}"))
