"""A night's changed dossiers, spread over all that are known, into a large workspace and into one of a tenth."""

import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.processes import Cost, alternating
from benchmarks.results import Result
from benchmarks.stage import UNITS, Stage, shown

CHANGED = 50_000


def measure(stage: Stage) -> Iterator[Result]:
    large = max(stage.sizes)
    small, changed, runs = large // 10, min(CHANGED, large // 20), max(2, stage.runs or 3)
    nights = {rows: iter(_nights(stage, rows, changed, runs)) for rows in (large, small)}

    def load(rows: int) -> Cost:
        export = next(nights[rows])
        night = export.stem.rpartition("-")[2]
        stage.say(f"loading {changed:,} changed dossiers into {rows:,}")
        words, report = ("--exported-at", f"2026-10-{night:0>2}", "--json"), stage.folder / "changes.json"
        cost = stage.par_metrics(stage.workspace(rows), "ingest", export, *words, output=report)
        if (known := json.loads(report.read_text())["superseding"]) < 0.9 * changed:
            raise RuntimeError(f"{export.name}: {known:,} dossiers changed, not {changed:,}")
        return cost

    costs = alternating({"large": lambda: load(large), "small": lambda: load(small)}, runs)
    what, command = f"ingest of {changed:,} changed dossiers", shown("ingest", "CHANGES", "--exported-at", "DAY")
    for side, unit, target in (("clock", "s", "night"), ("cpu", "CPU s", None)):
        mine, other = getattr(costs["large"], side), getattr(costs["small"], side)
        yield Result("night", what, large, mine, unit, runs, command, f"into {small:,}", other, target)


def _nights(stage: Stage, rows: int, changed: int, runs: int) -> list[Path]:
    folder = stage.folder / f"changes-{rows}"
    stage.workspace(rows)
    for night in range(2, runs + 2):
        stage.write("changes", changed, rows, UNITS, night, folder)
    return sorted(folder.iterdir())
