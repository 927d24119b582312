"""The forecasts hold what they promise, on made-up records whose outcome is known."""

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from par_metrics import Workspace
from par_metrics.questions.forecast.backtest import backtest, quality
from par_metrics.sample import write_sample


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    root: Path = tmp_path_factory.mktemp("backtest")
    ws = Workspace.create(root / "ws", unit="H60.101")
    for path in write_sample(1500, 1, 11, root):
        assert not ws.ingest(path).refused
    with ws.snapshot() as snapshot:
        return backtest(snapshot, ["2026-Q3", "2026-01-01/2026-09-30"])


def test_the_intervals_hold_about_as_often_as_they_say(compared: pl.DataFrame) -> None:
    held = dict(quality(compared).select("level", "held").rows())
    assert compared.height > 100
    assert held[0.95] >= 0.85
    assert held[0.8] >= 0.7
    by_indicator = quality(compared, ["indicator"]).filter(level=0.95)
    assert set(by_indicator["indicator"]) >= {
        "online_payment_rate",
        "full_online_dossiers_rate",
        "feedback_on_time_rate",
    }
    assert by_indicator.filter(pl.col("held") < 0.7).is_empty()


def test_the_intervals_are_no_wider_than_they_must_be(compared: pl.DataFrame) -> None:
    """One that always says 0 to 100 % would hold as well."""
    width = dict(quality(compared, ["indicator"]).filter(level=0.95).select("indicator", "width").rows())
    assert width["full_online_dossiers_rate"] < 0.2
    assert width["online_payment_rate"] < 0.2


def test_forecasts_are_made_within_the_periods(compared: pl.DataFrame) -> None:
    cuts = compared.group_by("period").agg(pl.col("as_of").unique().sort())
    assert dict(cuts.rows()) == {
        "2026-Q3": [datetime(2026, 8, 1), datetime(2026, 9, 1)],
        "2026-01-01/2026-09-30": [datetime(2026, month, 1) for month in range(2, 10)],
    }


def test_the_quality_is_counted_rightly() -> None:
    """Three of four held; off by 0.1 three times and 0.4 once; the values at the instant by 0.2 each."""
    compared = pl.DataFrame(
        {
            "level": [0.95] * 4,
            "value": [0.3, 0.3, 0.3, 0.3],
            "forecast": [0.4, 0.4, 0.6, 0.9],
            "low": [0.3, 0.5, 0.5, 0.8],
            "high": [0.5, 0.7, 0.7, 1.0],
            "outcome": [0.5, 0.5, 0.5, 0.5],
        }
    )
    found = quality(compared).row(0, named=True)
    assert (found["forecasts"], found["held"]) == (4, 0.75)
    assert found["error"] == pytest.approx((0.1 * 3 + 0.4) / 4)
    assert found["naive_error"] == pytest.approx(0.2)
    assert found["width"] == pytest.approx(0.2)
