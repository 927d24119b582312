"""`semantic_model.yaml`: the catalogue for programs that write queries, and for those who let a model write them."""

from pathlib import Path

from par_metrics.publish.described.written import written_as
from par_metrics.publish.outcome import Outcome


def write(outcome: Outcome, folder: Path) -> None:
    """`semantic_model.yaml`, over the tables and views of `metrics.duckdb`."""
    text = written_as("ossie", outcome.catalogue, outcome.tables["targets"], outcome.plan)
    (folder / "semantic_model.yaml").write_text(text, encoding="utf-8")
