"""Spec tests: one rule each, on a table of a few rows, with the expected two sides, on every engine.

Each figure asked for is also explained, and must equal the records behind it.
"""

import json
from collections.abc import Iterator
from datetime import datetime

import polars as pl
import pytest

from par_metrics.indicators.catalogue import catalogue
from par_metrics.testing import LATER, Ratio, Tables


class Spec(Tables):
    def compute(self, indicator: str, period: str, as_of: datetime = LATER, unit: str | None = None) -> Ratio:
        ratio = super().compute(indicator, period, as_of, unit)
        records = self.explain(indicator, period, as_of, unit)
        counted = records["counted_as"].to_list()
        statistic = catalogue[indicator].statistic
        if statistic in ("mean_of", "rank"):
            # A composite opens into figures, which are specified on their own; a rank into the units ranked.
            assert counted.count("numerator") == (ratio.denominator or 0)
            return ratio
        if statistic == "total":
            # The scores of the places that have all of them, for each place.
            good = records.filter(pl.col("counted_as") == "numerator")
            if ratio.numerator is not None:
                assert good["score"].sum() / good["place_code"].n_unique() == pytest.approx(ratio.numerator)
            return ratio
        if statistic == "ratio":
            good = records.filter(pl.col("counted_as") == "numerator")
            assert (good["points"].sum(), good["max_points"].sum()) == pytest.approx(ratio)
            return ratio
        if statistic in ("share", "count") and ratio.numerator is not None:
            assert counted.count("numerator") == ratio.numerator
        if statistic != "count":
            assert counted.count("numerator") + counted.count("denominator") == ratio.denominator
        return ratio

    def excluded(self, indicator: str, period: str, as_of: datetime = LATER) -> dict[str, int]:
        """Counts by reason, checked against the records."""
        excluded = json.loads(self.figures(indicator, period, as_of)["excluded"].item())
        listed = self.explain(indicator, period, as_of).filter(pl.col("counted_as") == "excluded")["reason"].to_list()
        assert excluded == {reason: listed.count(reason) for reason in set(listed)}
        return excluded


@pytest.fixture(params=["duckdb"])
def spec() -> Iterator[Spec]:
    with Spec() as tables:
        yield tables
