"""A figure is the same whatever is asked beside it: DuckDB plans what is asked at once as one query."""

from datetime import datetime
from pathlib import Path
from random import Random

import polars as pl
from polars.testing import assert_frame_equal

import par_metrics as pm
from par_metrics.domain.period import Period
from par_metrics.engines.duckdb import DuckDBEngine
from par_metrics.figures.compute import answer
from par_metrics.figures.question import Question, choose_indicators
from par_metrics.indicators.catalogue import catalogue
from par_metrics.indicators.targets import targets_with
from schemas import KINDS
from tests.support.random_loads import load_random

UNIT, BY, AS_OF = "H60.101", ("unit_code",), datetime(2026, 4, 10, 9)
PERIODS = tuple(
    Period.parse(label)
    for label in ("2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-Q1", "2026-Q2", "2026")
)
IDS = list(dict.fromkeys(definition.id for definition in choose_indicators(catalogue, None, BY)))


def test_figures_asked_together_are_those_asked_in_parts(tmp_path: Path) -> None:
    ws, random = pm.Workspace.create(tmp_path, unit=UNIT), Random(2)
    for _ in range(3):
        for kind in KINDS:
            load_random(ws, kind, random, full_list=random.random() < 0.4)
    known_at = sorted(ws.loads()["loaded_at"])[len(KINDS) * 3 // 2]
    with ws.warehouse.reader() as connection:
        engine = DuckDBEngine(connection, ws.calendar, UNIT, known_at)

        def figures(ids: list[str]) -> pl.DataFrame:
            question = Question(choose_indicators(catalogue, ids, BY), PERIODS, AS_OF, BY, with_totals=True)
            return answer(engine, question, targets_with((), "test"), catalogue)

        together = figures(IDS)
        for part in (IDS[::2], IDS[1::2], *([one] for one in IDS[::12])):
            found = figures(part)
            expected = together.filter(pl.col("indicator").is_in(part))
            assert_frame_equal(found, expected, check_row_order=False, check_exact=True)
