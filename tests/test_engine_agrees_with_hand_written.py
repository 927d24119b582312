"""The engine and the query that the benchmark measures it by give the same figures, in every cell."""

from pathlib import Path

import pytest

from benchmarks.hand_written import run
from par_metrics import Workspace
from par_metrics.sample import write_sample


@pytest.mark.parametrize(("dossiers", "units"), [(3_000, 5), (300, 40)], ids=["dense", "sparse"])
def test_what_is_written_by_hand_for_these_figures_gives_the_same(tmp_path: Path, dossiers: int, units: int) -> None:
    """Mười tám chỉ số, mọi đơn vị và tổng, tháng, quý và năm."""
    files = write_sample(dossiers, units, seed=2, out=tmp_path / "sample", layout="csv")
    workspace = Workspace.create(tmp_path / "workspace")
    for file in files:
        workspace.ingest(file)
    assert len(run(tmp_path / "workspace", runs=1)) == 1
