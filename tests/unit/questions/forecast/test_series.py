"""The intervals hold what docs/how-to/forecast.md says, for every kind of series and for all units together."""

from functools import cache
from pathlib import Path

import polars as pl
import pytest

from benchmarks.series import ALL_UNITS, KINDS, LEVELS, compared
from benchmarks.series import kept as kept_of

COUNT = 90
PAGE = Path(__file__).parents[4] / "docs" / "how-to" / "forecast.md"


@cache
def kept(kind: str) -> pl.DataFrame:
    return kept_of(kind, COUNT)


@pytest.mark.parametrize("kind", [*KINDS, ALL_UNITS])
def test_the_intervals_hold_as_often_as_they_say(kind: str) -> None:
    for row in kept(kind).iter_rows(named=True):
        assert row["held"] >= row["level"], row
        assert row["number_held"] >= row["level"] - 0.01, row
        assert row["forecasts"] >= COUNT - 5


@pytest.mark.parametrize("kind", [*KINDS, ALL_UNITS])
def test_the_page_states_what_is_measured(kind: str) -> None:
    """Other versions of numpy may draw a few series otherwise: two of a hundred, and half a point."""
    (line,) = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith(f"| {kind} |")]
    stated = [float(cell.split()[0]) / 100 for cell in line.strip("| ").split("|")[1:]]
    rows = kept(kind)
    narrow = rows.row(0, named=True)
    measured = [*rows["held"], *(narrow[name] for name in ("number_held", "width", "error", "naive_error"))]
    assert stated == pytest.approx(measured, abs=0.02)
    assert all(of >= level for of, level in zip(stated, LEVELS, strict=False))


@pytest.mark.parametrize("kind", ["trend", "step"])
def test_where_shares_move_the_forecast_is_nearer_than_the_figure_so_far(kind: str) -> None:
    row = kept(kind).row(0, named=True)
    assert row["error"] < row["naive_error"]


def test_the_intervals_are_no_wider_than_they_must_be() -> None:
    """One that always says 0 to 100 % would hold as well."""
    width = dict(kept("level").select("level", "width").rows())
    assert width[0.8] < 0.15 and width[0.95] < 0.22
    assert list(width) == list(LEVELS)


def test_the_same_seed_makes_the_same_series() -> None:
    assert compared("step", 9).equals(compared("step", 9))
    assert not compared("step", 9).equals(compared("step", 9, seed=2))
