"""Every figure of the sample opens down to exactly the records that make it."""

import json
from collections.abc import Iterator

import polars as pl
import pytest

from par_metrics import Workspace, catalogue
from par_metrics.domain.period import Period
from par_metrics.indicators.base import Composite

AS_OF = "2026-10-01"
UNITS = ("H60.101", "H60.102", "H60.103", None)


@pytest.mark.parametrize(("period", "looked_at"), [("2026-08", UNITS[::2]), ("2026-09", UNITS[1::2])])
def test_the_records_explained_are_the_figure(
    sample: Workspace, period: str, looked_at: tuple[str | None, ...]
) -> None:
    figures = sample.compute(period=Period.parse(period), by="unit_code", as_of=AS_OF, with_totals=True)
    of_province = figures.filter(unit_code="H60")["indicator"].to_list()
    assert of_province == [*(f"papi_{n}" for n in range(1, 9)), "papi"], "the province is no unit, but has scores"
    assert figures.height == len(catalogue) * len(UNITS) + len(of_province)
    is_looked_at = pl.any_horizontal(pl.col("unit_code").eq_missing(pl.lit(unit, pl.String)) for unit in looked_at)
    for figure, records in _explained(sample, figures.filter(is_looked_at), period):
        counted = records["counted_as"].to_list()
        definition = catalogue[figure["indicator"]]
        statistic = definition.statistic
        name = (figure["indicator"], figure["unit_code"])
        if isinstance(definition, Composite):
            _composed(figure, records, statistic)
            continue
        if statistic in ("share", "count"):
            assert counted.count("numerator") == figure["numerator"], name
        if statistic == "ratio":
            good = records.filter(pl.col("counted_as") == "numerator")
            assert good["points"].sum() == pytest.approx(figure["numerator"]), name
            assert good["max_points"].sum() == pytest.approx(figure["denominator"]), name
        elif statistic not in ("count", "total"):
            assert counted.count("numerator") + counted.count("denominator") == figure["denominator"], name
        reasons = records.filter(pl.col("counted_as") == "excluded")["reason"].value_counts()
        excluded = json.loads(figure["excluded"])
        # Why places have no mean is said of all their scores, not of one.
        excluded.pop("different_places", None)
        assert dict(reasons.iter_rows()) == excluded, name


def _explained(
    workspace: Workspace, figures: pl.DataFrame, period: str
) -> Iterator[tuple[dict[str, object], pl.DataFrame]]:
    """Every figure with its records, as `Workspace.explain` gets them, over one connection."""
    with workspace.snapshot(AS_OF) as snapshot:
        for figure in figures.iter_rows(named=True):
            definition, unit_code = catalogue[figure["indicator"]], figure["unit_code"]
            yield figure, snapshot.records(definition, Period.parse(period), unit_code)


def _composed(figure: dict[str, object], components: pl.DataFrame, statistic: str) -> None:
    """A composite opens into the figures it is made of."""
    values = components.filter(counted_as="numerator")["value"]
    if statistic == "rank":
        is_own = pl.col("unit_code").eq_missing(pl.lit(figure["unit_code"], pl.String))
        own = components.filter(is_own, counted_as="numerator")["value"]
        better = None if own.is_empty() else 1 + (values > own.item()).sum()
        assert figure["value"] == better, figure
    elif statistic == "mean_of":
        assert figure["value"] == (pytest.approx(values.mean()) if values.len() else None), figure
        assert figure["denominator"] == values.len(), figure
    else:
        whole = components.height == values.len()
        assert figure["value"] == (pytest.approx(values.sum()) if whole else None), figure
    missing = components.filter(pl.col("value").is_null())["component"].to_list()
    if statistic != "rank":
        assert json.loads(str(figure["excluded"])) == {f"no_figure_{id}": 1 for id in missing}, figure
