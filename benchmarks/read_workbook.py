"""Reads a workbook one way and prints the seconds of CPU, of all threads and without imports.

    python -m benchmarks.read_workbook bare|accepted|ingest WORKSPACE FIRST FILE

FIRST is a small workbook with the columns of FILE, read before.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

import fastexcel

from par_metrics import Workspace
from par_metrics.exports.export import read_and_normalise
from par_metrics.loading.context import context_of
from par_metrics.settings.settings import load_settings
from par_metrics.warehouse.registers import Registers


def bare(root: Path, file: Path) -> int:
    return fastexcel.read_excel(file).load_sheet(0).to_polars().height


def accepted(root: Path, file: Path) -> int:
    context = context_of(root, load_settings(root), Registers((), (), None), file.name)
    return read_and_normalise(file, context=context).normalised.frame.height


def ingest(root: Path, file: Path) -> int:
    report = Workspace(root).ingest(file)
    if report.refused_reason is not None:
        raise SystemExit(report.refused_reason.en)
    return report.accepted


WAYS: dict[str, Callable[[Path, Path], int]] = {"bare": bare, "accepted": accepted, "ingest": ingest}


def main() -> None:
    """Read both, print what the second took."""
    way, (root, first, file) = WAYS[sys.argv[1]], map(Path, sys.argv[2:])
    way(root, first)
    before = process_time()
    if not way(root, file):
        raise SystemExit(f"{file.name}: no rows")
    print(json.dumps(process_time() - before))


if __name__ == "__main__":
    main()
