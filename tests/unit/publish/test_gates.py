import dataclasses
from datetime import datetime

import polars as pl
import pytest

from par_metrics import catalogue
from par_metrics.indicators.targets import Target, targets_with
from par_metrics.publish import gates
from tests.support.published import figures_of
from tests.support.workspaces import load, small_workspace

COUNTS = ("rows_read", "accepted", "rejected", "duplicates", "inserted", "superseding", "unchanged", "older")


def loads(*counts: tuple[int, ...]) -> pl.DataFrame:
    frame = pl.DataFrame(counts, schema=dict.fromkeys(COUNTS, pl.Int64), orient="row")
    return frame.with_columns(load_id=pl.format("load{}", pl.int_range(pl.len())))


def test_loads_that_add_up_pass():
    assert gates.accounting(loads((10, 8, 1, 1, 5, 1, 1, 1), (0, 0, 0, 0, 0, 0, 0, 0))).passed


@pytest.mark.parametrize(
    "counts",
    [(11, 8, 1, 1, 5, 1, 1, 1), (10, 8, 1, 1, 5, 1, 1, 0), (None, 8, 1, 1, 5, 1, 1, 1)],
    ids=["a row read is lost", "an accepted row is lost", "not counted"],
)
def test_a_load_that_does_not_add_up_is_named(counts):
    gate = gates.accounting(loads((10, 8, 1, 1, 5, 1, 1, 1), counts))
    assert gate.failures == ("load1",) and not gate.passed
    assert "load1" in gate.message.vi


def test_only_the_first_failures_are_named():
    gate = gates.accounting(loads(*[(1, 0, 0, 0, 0, 0, 0, 0)] * 7))
    assert gate.message.en.startswith("7 loads do not add up (load0, load1, load2, load3, load4, …)")
    five = gates.accounting(loads(*[(1, 0, 0, 0, 0, 0, 0, 0)] * 5))
    assert five.message.en.startswith("5 loads do not add up (load0, load1, load2, load3, load4).")


def units_known(ws):
    with ws.snapshot() as snapshot:
        return gates.units_known(snapshot.engine.units(), snapshot.strange_own_unit)


@pytest.fixture(scope="module")
def ws(tmp_path_factory):
    return small_workspace(tmp_path_factory.mktemp("gates"))


def test_targets_of_the_plan_stand_beside_their_figures(ws):
    figures = figures_of(ws, datetime(2026, 4, 1))
    assert gates.targets_matched(figures, ws.targets, catalogue).passed


def test_a_target_that_was_lost_on_the_way_to_the_figures_is_named(ws):
    figures = figures_of(ws, datetime(2026, 4, 1)).with_columns(
        target=pl.when(pl.col("indicator") != "apology_rate").then("target")
    )
    assert gates.targets_matched(figures, ws.targets, catalogue).failures == ("apology_rate",)


def test_a_target_that_names_no_indicator_is_named(ws):
    targets = targets_with((), "test")
    targets = dataclasses.replace(
        targets, entries=(*targets.entries, Target(indicator="on_time", value=1, years=(2026, 2030)))
    )
    figures = figures_of(ws, datetime(2026, 4, 1))
    assert gates.targets_matched(figures, targets, catalogue).failures == ("on_time",)


def test_years_without_targets_need_none(ws):
    figures = figures_of(ws, datetime(2012, 2, 1))
    assert figures["target"].null_count() == figures.height
    assert gates.targets_matched(figures, ws.targets, catalogue).passed


def test_a_unit_outside_the_register_is_named_once_there_is_one(tmp_path):
    ws = small_workspace(tmp_path)
    assert units_known(ws).passed
    load(ws, "dossiers", "dossier_code | unit_code | status\n H99.1-260101-0001 | H99.1 | 4")
    assert units_known(ws).failures == ("H99.1",)


def test_without_a_register_every_unit_passes(tmp_path):
    from par_metrics import Workspace

    ws = Workspace.create(tmp_path, unit="H60.101")
    load(ws, "dossiers", "dossier_code | unit_code | status\n H99.1-260101-0001 | H99.1 | 4")
    assert units_known(ws).passed


def test_a_target_of_one_unit_that_was_lost_on_its_way_is_named(ws):
    own = {"indicator": "on_time_rate", "value": 0.9, "years": [2026, 2026], "unit": "H60.102"}
    figures = figures_of(ws, datetime(2026, 4, 1))
    assert gates.targets_matched(figures, targets_with([own], "test"), catalogue).failures == ("on_time_rate",)
    # The plan has no target for it, nor has this one anybody else.
    assert gates.targets_matched(figures, ws.targets, catalogue).passed
