"""The peak of memory while one file is loaded, of files ever larger."""

from collections.abc import Iterator
from statistics import median

from benchmarks.named.peers import LOAD
from benchmarks.results import LARGE, Result
from benchmarks.stage import Stage


def measure(stage: Stage) -> Iterator[Result]:
    peaks = {}
    for rows in stage.sizes:
        stage.workspace(rows)
        costs = stage.ingests[rows]
        peaks[rows] = median(cost.megabytes for cost in costs)
        yield Result("memory", "peak of ingest", rows, peaks[rows], "MB", len(costs), LOAD, target="memory")
    largest = max(peaks)
    if LARGE in peaks and largest > LARGE:
        runs, peer = stage.runs_of(largest), f"of {LARGE:,} rows"
        yield Result("memory", "peak of ingest", largest, peaks[largest], "MB", runs, LOAD, peer, peaks[LARGE], "flat")
