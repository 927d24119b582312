"""The blocks of docs/how-to/spark.md run, on the session of the tests in place of a cluster's."""

from pathlib import Path
from typing import Any

import pytest

import par_metrics as pm
from tests.docs.pages import ROOT, blocks
from tests.spark.test_agrees_with_duckdb import workspace


@pytest.mark.lacks("spark", reason="told by Sail, which is many times quicker")
def test_the_blocks_of_the_page_run(session: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "demo").symlink_to(workspace(1), target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    variables: dict[str, object] = {"pm": pm, "spark": session}
    run = [block for block in blocks(ROOT / "docs/how-to/spark.md") if "sail" in block.info]
    for block in run:
        lines = [line for line in block.text.splitlines() if not line.startswith("spark = ")]
        exec(compile("\n".join(lines), block.place, "exec"), variables)
    assert len(run) == 3
