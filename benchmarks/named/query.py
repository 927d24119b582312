"""Eighteen indicators counted by the engine, beside one query that somebody wrote by hand for them.

Both run in turn in one process on the same warehouse; `benchmarks.hand_written` first holds every cell of both equal.
"""

import json
import sys
from collections.abc import Iterator
from statistics import median

from benchmarks.processes import run
from benchmarks.results import LARGE, Result
from benchmarks.stage import UNITS, Stage


def measure(stage: Stage) -> Iterator[Result]:
    rows, runs = stage.rows(min(LARGE, max(stage.sizes)), 2000), 1 if stage.is_quick else 5
    root = stage.loaded(f"query-{rows}", "dossiers", rows, UNITS)
    stage.say("counting beside the query written by hand")
    out, command = stage.folder / "query.json", ("-m", "benchmarks.hand_written", str(root), str(runs))
    run(sys.executable, *command, output=out)
    taken = json.loads(out.read_text())
    shown = f"python -m benchmarks.hand_written WORKSPACE {runs}"
    for unit, target in (("s", "query"), ("CPU s", None)):
        ours, hand = (median(seconds[who][unit] for seconds in taken) for who in ("ours", "hand"))
        what = "18 indicators by unit and 17 periods"
        yield Result("query", what, rows, ours, unit, runs, shown, "written by hand", hand, target)
