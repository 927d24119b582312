"""From a workbook to accepted rows, beside a bare read of the sheet by fastexcel, in seconds of CPU without imports.

Each runs in a process of its own, after a small workbook of the same columns was read, so that what is imported late is
there. The whole load (archived, versioned, in the warehouse) is measured, too.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.processes import run
from benchmarks.results import SMALL, Result
from benchmarks.stage import Stage

BARE = "fastexcel, load_sheet"
_WAYS = {"bare": BARE, "accepted": "XLSX to accepted rows", "ingest": "XLSX loaded (Workspace.ingest)"}


def measure(stage: Stage) -> Iterator[Result]:
    rows = stage.rows(SMALL, 500)
    runs, folder = stage.runs_of(), stage.folder
    csv, book, first = stage.export(max(rows, min(stage.sizes))), folder / "large.xlsx", folder / "first.xlsx"
    for count, file in ((rows, book), (20, first)):
        stage.write("workbook", count, csv, file)
    found: dict[str, list[float]] = {way: [] for way in _WAYS}
    for _ in range(runs):
        for way in _WAYS:
            stage.say(f"reading a workbook: {_WAYS[way]}")
            root = stage.empty(folder / "workbook-workspace")
            found[way].append(_seconds(folder / "workbook.json", way, root, first, book))
    command = "python -m benchmarks.read_workbook accepted WORKSPACE FIRST FILE"
    bare = median(found["bare"])
    for way, target in (("accepted", "workbook"), ("ingest", None)):
        seconds = median(found[way])
        shown = command.replace("accepted", way)
        yield Result("workbook", _WAYS[way], rows, seconds, "CPU s", runs, shown, BARE, bare, target)


def _seconds(out: Path, way: str, root: Path, first: Path, book: Path) -> float:
    run(sys.executable, "-m", "benchmarks.read_workbook", way, root, first, book, output=out)
    return float(json.loads(out.read_text()))
