from datetime import datetime

import polars as pl
import pytest

from tests.support.published import figures_of
from tests.support.workspaces import load, small_workspace

AS_OF = datetime(2026, 4, 1)


@pytest.fixture(scope="module")
def ws(tmp_path_factory):
    return small_workspace(tmp_path_factory.mktemp("figures"))


def test_periods_are_those_of_the_year_that_have_begun(ws):
    figures = figures_of(ws, AS_OF)
    assert set(figures["period"]) == {"2026-01", "2026-02", "2026-03", "2026-Q1", "2026-H1", "2026"}
    assert set(figures.filter("provisional")["period"]) == {"2026-H1", "2026"}


def test_figures_are_those_of_compute_per_unit_and_in_total(ws):
    figures = figures_of(ws, AS_OF).filter(indicator="on_time_rate", period="2026-03")
    shown = {unit: (n, d) for unit, n, d in figures.select("unit_code", "numerator", "denominator").rows()}
    assert shown == {"H60.101": (2, 3), "H60.102": (1, 1), None: (3, 4)}
    total = ws.compute("on_time_rate", "2026-03", as_of=AS_OF)
    assert figures.filter(pl.col("unit_code").is_null()).drop("unit_code", "is_total").equals(total)


def test_the_year_is_the_year_to_date(ws):
    figures = figures_of(ws, datetime(2026, 3, 1)).filter(
        pl.col("unit_code").is_null(), indicator="on_time_rate", period="2026"
    )
    assert figures.select("numerator", "denominator", "provisional").rows() == [(1, 2, True)]


@pytest.mark.parametrize(
    ("received_at", "is_there"),
    [("2024-12-31 23:59:59", False), ("2025-01-01 00:00:00", True), ("2026-01-01 00:00:00", False)],
)
def test_the_year_before_is_there_once_it_has_records(tmp_path, received_at, is_there):
    ws = small_workspace(tmp_path)
    row = f"H60.101-251201-0001 | H60.101 | 4 | {received_at}"
    load(ws, "dossiers", f"dossier_code | unit_code | status | received_at\n {row}")
    periods = set(figures_of(ws, AS_OF)["period"])
    assert {"2026", "2026-03"} <= periods
    assert ({"2025", "2025-12"} <= periods, "2025" in periods) == (is_there, is_there)
