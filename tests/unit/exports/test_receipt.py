"""A real log that no one here wrote, read by a user's profile (docs/examples/receipt-nl.toml)."""

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from par_metrics.exports.export import read_and_normalise
from tests.support.export_tables import context

ROOT = Path(__file__).parents[3]
LOG = ROOT.parent / "shared" / "data" / "receipt.csv"
PROFILE = ROOT / "docs" / "examples" / "receipt-nl.toml"

pytestmark = pytest.mark.skipif(not LOG.exists(), reason="the log receipt.csv is not beside the repository")


# In its own time zone due times at midnight are the end of their day.
@pytest.mark.parametrize(("timezone", "on_time"), [("Asia/Ho_Chi_Minh", 940), ("Europe/Amsterdam", 966)])
def test_the_receipt_log_gives_its_known_figures(timezone: str, on_time: int) -> None:
    whole = read_and_normalise(LOG, profile=PROFILE, context=context(timezone=timezone))
    read = whole.normalised
    assert whole.export.exported_at == datetime(2012, 1, 24)
    assert (read.rows_read, read.frame.height, read.refused.height) == (8577, 8577, 0)
    assert read.findings.warnings()["status_derived"] == 8577
    assert "case:deadline" in read.findings.unknown_columns

    dossiers = read.frame.unique("dossier_code", keep="last")
    ended = dossiers.filter(pl.col("status") == 10)
    assert dossiers.height == 1434
    assert ended.height == 1329
    assert ended.filter(pl.col("completed_at") <= pl.col("due_at")).height == on_time
    assert dossiers.filter(pl.col("status") == 4).height == 105
    assert dossiers.filter(pl.col("channel") == "online").height == 1250
    assert dossiers["unit_code"].unique().to_list() == ["NL.001"]


def test_times_with_offsets_become_local_times_of_the_workspace() -> None:
    frame = read_and_normalise(LOG, profile=PROFILE, context=context()).normalised.frame
    row = frame.filter(pl.col("dossier_code") == "case-10011").row(0, named=True)
    assert row["received_at"] == datetime(2011, 10, 11, 18, 42, 22, 688000)  # 13:42 at +02:00
    assert row["due_at"] == datetime(2011, 12, 6, 19, 41, 31, 788000)  # 13:41 at +01:00
    assert row["completed_at"] is None
