"""The demonstration workspace of the site: the sample exports of three units, as of 1 October 2026."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

import par_metrics as pm
from docs.notebooks.demo import AS_OF, make_demo
from par_metrics.display.frames import Figures, Records

PERIOD = "2026"
OWN_UNIT = "H60.101"
_OF_EACH = 3
"""How many records of each fate a page shows."""


class Demonstration:
    """Figures and records of the demonstration, as the pages of the catalogue show them."""

    def __init__(self, workspace: pm.Workspace) -> None:
        self._workspace = workspace

    @property
    def root(self) -> Path:
        return self._workspace.root

    @cached_property
    def _figures(self) -> Figures:
        return self._workspace.compute(None, period=PERIOD, by="unit_code", as_of=AS_OF)

    def figures(self, indicator: str) -> Figures:
        """A row a unit."""
        found = self._figures.filter(pl.col("indicator") == indicator)
        assert isinstance(found, Figures)
        return found

    @cached_property
    def unit_names(self) -> Mapping[str, str]:
        """Code -> name."""
        return self._workspace.names()["unit_code"]

    def own_figure(self, indicator: str) -> dict[str, object] | None:
        """The figure of the workspace's own unit; None where it has none."""
        rows = self.figures(indicator).filter(pl.col("unit_code") == OWN_UNIT)
        return rows.row(0, named=True) if rows.height else None

    def records(self, indicator: str) -> tuple[Records, dict[str, int]]:
        """A few records of each way in which they were counted, and how many there are of each."""
        every = self._workspace.explain(indicator, PERIOD, OWN_UNIT, AS_OF)
        counts = dict(every["counted_as"].value_counts(sort=True).iter_rows())
        few = every.filter(pl.int_range(pl.len()).over("counted_as") < _OF_EACH)
        assert isinstance(few, Records)
        return few, counts


@contextmanager
def demonstration(loaded: Path | None) -> Iterator[Demonstration]:
    """The one in a folder, or one that is made and gone afterwards."""
    with TemporaryDirectory(prefix="par-metrics-site-") as folder:
        yield Demonstration(make_demo(Path(folder) / "demo", loaded))
