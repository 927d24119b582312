"""Spec tests: one rule each, on a table of a few rows, with the expected two sides, on every engine.

Each figure asked for is also explained, and must equal the records behind it.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from par_metrics.figures.snapshot import Snapshot
from par_metrics.indicators.base import Definition
from par_metrics.indicators.catalogue import Catalogue, catalogue
from par_metrics.indicators.targets import Targets
from par_metrics.testing import LATER, Ratio, Tables
from tests.support import spark
from tests.support.lakes import write_lake


class Spec(Tables):
    def compute(
        self, indicator: str | Definition, period: str, as_of: datetime = LATER, unit: str | None = None
    ) -> Ratio:
        ratio = super().compute(indicator, period, as_of, unit)
        records = self.explain(indicator, period, as_of, unit)
        counted = records["counted_as"].to_list()
        statistic = (catalogue[indicator] if isinstance(indicator, str) else indicator).statistic
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


class SparkSpec(Spec):
    """The same tables as a lake, asked through a session."""

    def __init__(self, session: Any, folder: Path) -> None:
        super().__init__()
        self._session, self._folder = session, folder
        self._engines: dict[tuple[int, ...], Any] = {}

    def snapshot(
        self, as_of: datetime = LATER, targets: Targets | None = None, catalogue: Catalogue = catalogue
    ) -> Snapshot:
        from par_metrics.engines.spark import SparkEngine

        state = self.connection.execute("SELECT (SELECT count(*) FROM loads), (SELECT count(*) FROM refused_rows)")
        engine = self._engines.get(now := state.fetchall()[0])
        if engine is None:
            root = write_lake(self.connection, self._folder / str(len(self._engines)))
            engine = self._engines[now] = SparkEngine(self._session, [root], own_unit=self._own_unit)
        return replace(super().snapshot(as_of, targets, catalogue), engine=engine)


@pytest.fixture(scope="session")
def session(request: pytest.FixtureRequest) -> Iterator[Any]:
    """Of the engine asked for, in a time zone that is not the machine's."""
    with spark.session(request.config.getoption("--engine")) as made:
        made.conf.set("spark.sql.session.timeZone", "America/New_York")
        yield made


@pytest.fixture
def spec(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Spec]:
    if request.param == "duckdb":
        with Spec() as tables:
            yield tables
    else:
        with SparkSpec(request.getfixturevalue("session"), tmp_path) as tables:
            yield tables
