"""`indicators/<id>.json`: one indicator each, small enough to be shown within another page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from par_metrics.publish.described.facts import facts_of
from par_metrics.publish.outcome import Outcome

FOLDER = "indicators"
FORMAT = 1
MOST_UNITS_BY_MONTH = 12
"""Of more units each has its years alone: by month those of a province would be 23 MB a run, and every run is kept."""

Figure = dict[str, Any]
_FIGURE = ("period", "provisional", "numerator", "denominator", "value", "target", "status")
_IS_MONTH = pl.col("period").str.contains(r"^\d{4}-\d\d$")
_IS_YEAR = pl.col("period").str.contains(r"^\d{4}$")


def write(outcome: Outcome, folder: Path) -> None:
    """A file for each indicator in force: what it is, its figures of all units and of each."""
    place = folder / FOLDER
    place.mkdir()
    figures = outcome.tables["indicators"].sort("period_start").partition_by("indicator", as_dict=True)
    names = dict(outcome.tables["units"].select("unit_code", "unit_name").iter_rows())
    for definition in outcome.catalogue.values():
        rows = figures.get((definition.id,), outcome.tables["indicators"].clear())
        stated = {
            "format": FORMAT,
            "run_id": outcome.run.id,
            "state": "held" if outcome.is_held else "published",
            "as_of": outcome.run.as_of.isoformat(),
            **facts_of(definition, outcome.tables["targets"], outcome.plan),
            **_figures(rows, names),
        }
        text = json.dumps(stated, ensure_ascii=False, separators=(",", ":")) + "\n"
        (place / f"{definition.id}.json").write_text(text, encoding="utf-8")


def _figures(rows: pl.DataFrame, names: Mapping[str, str | None]) -> dict[str, Any]:
    total, units = rows.filter("is_total"), rows.filter(~pl.col("is_total"))
    by = "month" if units["unit_code"].n_unique() <= MOST_UNITS_BY_MONTH else "year"
    of_units: dict[str, list[Figure]] = {}
    for row in units.filter(_IS_MONTH if by == "month" else _IS_YEAR).iter_rows(named=True):
        of_units.setdefault(row["unit_code"], []).append(_said(row))
    years = [_said(row) for row in total.filter(_IS_YEAR).iter_rows(named=True)]
    return {
        "latest": years[-1] if years else None,
        "years": years,
        "months": [_said(row) for row in total.filter(_IS_MONTH).iter_rows(named=True)],
        "units_by": by,
        "units": [
            {"unit_code": code, "unit_name": names.get(code), "figures": said}
            for code, said in sorted(of_units.items())
        ],
    }


def _said(row: Mapping[str, Any]) -> Figure:
    """A whole number without `.0`."""
    cells = ((name, row[name]) for name in _FIGURE)
    return {name: int(cell) if isinstance(cell, float) and cell.is_integer() else cell for name, cell in cells}
