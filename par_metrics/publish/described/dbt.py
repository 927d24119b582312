"""The catalogue in the YAML of dbt's semantic layer, over the published view `figures_by_unit_month`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from par_metrics.domain.plan import Plan
from par_metrics.indicators.base import Definition
from par_metrics.indicators.catalogue import Catalogue
from par_metrics.publish.described.columns import both
from par_metrics.publish.described.facts import facts_of, said_of
from par_metrics.publish.described.sums import side, sums_of
from par_metrics.publish.described.views import BY_UNIT_MONTH, SELECTIONS
from schemas import Label

_TIME = "period_start"
_LEFT_OUT = Label(
    "Không có ở đây, vì không cộng được theo cả đơn vị và tháng: lấy từ figures_of_all_units hoặc indicators.",
    "Not here, as they do not add up over units and months: take them from figures_of_all_units or indicators.",
)


def dbt_layer(catalogue: Catalogue, targets: pl.DataFrame, plan: Plan) -> dict[str, Any]:
    """`semantic_models` and `metrics`.

    MetricFlow takes sums of measures, over whatever is asked for: what does not add up over units and months is left
    out, by name. Its `non_additive_dimension` would give the last month of a quarter for the quarter: right of a stock,
    wrong of what is counted anew in each period (`on_time_rate_qd766`).

    Args:
        targets: the published table `targets`.
        plan: whose rows they answer.
    """
    summed = [definition for definition in catalogue.values() if sums_of(definition) == "units_and_months"]
    left = [definition.id for definition in catalogue.values() if definition not in summed]
    model = {
        "name": BY_UNIT_MONTH,
        "model": f"ref('{BY_UNIT_MONTH}')",
        "description": "\n".join((both(SELECTIONS[BY_UNIT_MONTH][1]), f"{both(_LEFT_OUT)} {', '.join(left)}")),
        "defaults": {"agg_time_dimension": _TIME},
        "primary_entity": "figure",
        "entities": [{"name": "unit", "type": "foreign", "expr": "unit_code"}],
        "dimensions": [
            {"name": _TIME, "type": "time", "type_params": {"time_granularity": "month"}},
            {"name": "unit_code", "type": "categorical"},
            {"name": "provisional", "type": "categorical"},
        ],
        "measures": [measure for definition in summed for measure in _measures(definition)],
    }
    metrics = [metric for definition in summed for metric in _metrics(definition, targets, plan)]
    return {"semantic_models": [model], "metrics": metrics}


def _measures(definition: Definition) -> Iterator[dict[str, Any]]:
    for column in _sides(definition):
        yield {"name": f"{definition.id}_{column}", "agg": "sum", "expr": side(definition, column)}


def _metrics(definition: Definition, targets: pl.DataFrame, plan: Plan) -> Iterator[dict[str, Any]]:
    told = {
        "name": definition.id,
        "label": definition.label.vi,
        "description": said_of(definition),
        "config": {"meta": facts_of(definition, targets, plan)},
    }
    sides = _sides(definition)
    if definition.statistic == "count":
        yield {**told, "type": "simple", "type_params": {"measure": f"{definition.id}_numerator"}}
        return
    for column, words in sides.items():
        yield {
            "name": f"{definition.id}_{column}",
            "label": f"{definition.label.vi}: {words}",
            "type": "simple",
            "type_params": {"measure": f"{definition.id}_{column}"},
        }
    yield {**told, "type": "ratio", "type_params": {column: {"name": f"{definition.id}_{column}"} for column in sides}}


def _sides(definition: Definition) -> dict[str, str]:
    return {"numerator": "tử số"} | ({} if definition.statistic == "count" else {"denominator": "mẫu số"})
