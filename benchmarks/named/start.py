"""How long it takes until anything begins: the import of the library, the help of the command line."""

import sys
from collections.abc import Iterator
from functools import partial

from benchmarks.machine import PAR_METRICS
from benchmarks.processes import alternating, run
from benchmarks.results import Result
from benchmarks.stage import Stage

OURS, BARE = "import par_metrics", "import polars, duckdb"


def measure(stage: Stage) -> Iterator[Result]:
    runs = max(3, stage.runs or 9)  # short, and the first reads from disk
    stage.say("starting")
    costs = alternating(
        {
            BARE: partial(run, sys.executable, "-c", BARE),
            OURS: partial(run, sys.executable, "-c", OURS),
            "--help": partial(run, PAR_METRICS, "--help"),
            "score --help": partial(run, PAR_METRICS, "score", "--help"),
        },
        runs,
    )
    for side, unit, target in (("clock", "s", "import"), ("cpu", "CPU s", None)):
        ours, bare = getattr(costs[OURS], side), getattr(costs[BARE], side)
        yield Result("start", OURS, None, ours, unit, runs, f"python -c '{OURS}'", BARE, bare, target)
    for words in ("--help", "score --help"):
        clock, command = costs[words].clock, f"par-metrics {words}"
        yield Result("start", command, None, clock, "s", runs, command, target="help" if words == "--help" else None)
