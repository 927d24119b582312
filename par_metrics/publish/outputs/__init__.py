"""What an output is: it writes files of the tables of a run; nothing is computed there."""

from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl

from par_metrics.publish.outputs import csv, database, forms, parquet, workbook

Output = Callable[[Mapping[str, pl.DataFrame], Path], None]
"""Takes the tables of a run by name, and the folder to write to; what it writes the manifest finds by itself."""

OUTPUTS: tuple[Output, ...] = (parquet.write, csv.write, database.write, forms.write, workbook.write)
