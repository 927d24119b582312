"""The catalogue as a semantic model of Apache Ossie, over the published tables."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from par_metrics.domain.plan import Plan, builtin_plan
from par_metrics.figures.table import FIGURES_SCHEMA, IS_TOTAL
from par_metrics.indicators.base import Definition
from par_metrics.indicators.catalogue import Catalogue
from par_metrics.publish.described.columns import TABLES, both, meaning_of, title_of
from par_metrics.publish.described.facts import facts_of, said_of
from par_metrics.publish.described.sums import SAID, expression, sums_of
from par_metrics.publish.described.views import ALL_UNITS, BY_UNIT_MONTH, SELECTIONS
from par_metrics.publish.lists import UNITS_SCHEMA, catalogue_frame
from schemas import Label

VERSION = "0.2.0.dev0"
"""Of the specification; the schema in `tests/support/ossie` is of the same."""
_DIALECT, _VENDOR = "ANSI_SQL", "PAR_METRICS"

_ABOUT = Label(
    "Chỉ số cải cách hành chính đã công bố. Mọi metric tính từ figures_by_unit_month; metric không cộng được thì rỗng "
    "khi gộp nhiều dòng, không cho số sai.",
    "Published indicators of public-administration reform. Every metric is of figures_by_unit_month; one that does not "
    "add up gives null of several rows, never a wrong number.",
)
_INSTRUCTIONS = (
    "Never average the column value, never add figures_of_all_units to figures_by_unit_month, and never add up its "
    "rows. An empty result is no figure, not 0. Months with provisional = true are not over. A status of incomplete is "
    "neither met nor missed."
)


def ossie_model(catalogue: Catalogue, targets: pl.DataFrame, plan: Plan) -> dict[str, Any]:
    """The model, as the specification's schema has it.

    Args:
        targets: the published table `targets`.
        plan: whose rows they answer.
    """
    figures = {**FIGURES_SCHEMA, "unit_code": pl.String(), IS_TOTAL: pl.Boolean()}
    datasets = [
        _dataset(BY_UNIT_MONTH, SELECTIONS[BY_UNIT_MONTH][1], figures, ["indicator", "period", "unit_code"]),
        _dataset(ALL_UNITS, SELECTIONS[ALL_UNITS][1], {**figures, "grain": pl.String()}, ["indicator", "period"]),
        *(
            _dataset(name, TABLES[name].row, schema, list(TABLES[name].key))
            for name, schema in (("units", UNITS_SCHEMA), ("catalogue", catalogue_frame((), builtin_plan()).schema))
        ),
    ]
    model = {
        "name": "par_metrics",
        "description": both(_ABOUT),
        "ai_context": {"instructions": _INSTRUCTIONS},
        "datasets": datasets,
        "relationships": [
            _relationship(BY_UNIT_MONTH, "units", "unit_code"),
            _relationship(BY_UNIT_MONTH, "catalogue", "indicator"),
            _relationship(ALL_UNITS, "catalogue", "indicator"),
        ],
        "metrics": [_metric(definition, targets, plan) for definition in catalogue.values()],
    }
    return {"version": VERSION, "dialects": [_DIALECT], "vendors": [_VENDOR], "semantic_model": [model]}


def _dataset(name: str, words: Label, schema: Mapping[str, pl.DataType], key: list[str]) -> dict[str, Any]:
    return {
        "name": name,
        "source": name,
        "primary_key": key,
        "description": both(words),
        "fields": list(_fields(schema)),
    }


def _fields(schema: Mapping[str, pl.DataType]) -> Iterator[dict[str, Any]]:
    for name, dtype in schema.items():
        meaning = meaning_of(name)
        yield {
            "name": name,
            "expression": _expression(name),
            # A period is when it starts; the others are when something was looked at.
            **({"dimension": {"is_time": name == "period_start"}} if dtype == pl.Datetime else {}),
            "label": both(title_of(name)),
            **({"description": both(meaning)} if meaning else {}),
            "datatype": _datatype(dtype),
        }


def _datatype(dtype: pl.DataType) -> str:
    if dtype.is_integer():
        return "Integer"
    return {pl.Float64: "Float", pl.Boolean: "Boolean", pl.Datetime: "DateTime"}.get(type(dtype), "String")


def _relationship(table: str, other: str, column: str) -> dict[str, Any]:
    return {
        "name": f"{table}_to_{other}",
        "from": table,
        "to": other,
        "from_columns": [column],
        "to_columns": [column],
    }


def _metric(definition: Definition, targets: pl.DataFrame, plan: Plan) -> dict[str, Any]:
    return {
        "name": definition.id,
        "expression": _expression(expression(definition)),
        "description": f"{both(definition.label)}\n{said_of(definition)}",
        "datatype": "Float",
        "ai_context": {
            "instructions": SAID[sums_of(definition)].en,
            "synonyms": [definition.label.vi, definition.label.en],
        },
        "custom_extensions": [
            {"vendor_name": _VENDOR, "data": json.dumps(facts_of(definition, targets, plan), ensure_ascii=False)}
        ],
    }


def _expression(sql: str) -> dict[str, Any]:
    return {"dialects": [{"dialect": _DIALECT, "expression": sql}]}
