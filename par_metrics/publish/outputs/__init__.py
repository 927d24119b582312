"""What an output is: it writes files of what a run came to; nothing is computed there."""

from collections.abc import Callable
from pathlib import Path

from par_metrics.publish.outcome import Outcome
from par_metrics.publish.outputs import csv, database, embedded, forms, package, page, parquet, semantic_model, workbook

Output = Callable[[Outcome, Path], None]
"""Takes what a run came to and the folder to write to; what it writes the manifest finds by itself."""

OUTPUTS: tuple[Output, ...] = (
    parquet.write,
    csv.write,
    database.write,
    page.write,
    forms.write,
    workbook.write,
    package.write,
    semantic_model.write,
    embedded.write,
)
