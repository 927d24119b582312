"""How time and memory grow with the file: the slope of their logarithms, 1 is in proportion, 0 not at all."""

import math
from collections.abc import Iterator, Mapping
from statistics import linear_regression, median

from benchmarks.named.peers import COUNT, LOAD
from benchmarks.results import Result
from benchmarks.stage import AS_OF, Stage, shown

PUBLISH = ("publish", "--as-of", AS_OF)


def exponent(values: Mapping[int, float]) -> float:
    """By which something grows that is so much for so many rows; least squares over the logarithms."""
    return linear_regression([math.log(n) for n in values], [math.log(v) for v in values.values()]).slope


def measure(stage: Stage) -> Iterator[Result]:
    publishing: dict[int, float] = {}
    for rows in stage.sizes:
        root, runs = stage.workspace(rows), stage.runs_of(rows)
        if rows not in stage.computes:
            stage.compute(rows)
        stage.say(f"publishing {rows:,} dossiers")
        costs = [stage.par_metrics(root, *PUBLISH).clock for _ in range(runs)]
        publishing[rows] = median(costs)
        yield Result("growth", "publish", rows, publishing[rows], "s", runs, shown(*PUBLISH))
    for name, of_size, command in (("ingest", stage.ingests, LOAD), ("compute", stage.computes, COUNT)):
        for rows in stage.sizes:
            clock = median(cost.clock for cost in of_size[rows])
            yield Result("growth", name, rows, clock, "s", len(of_size[rows]), command)
    if len(stage.sizes) < 2:
        return
    clocks = {
        f"{name}, {side}": {rows: median(getattr(cost, side) for cost in of_size[rows]) for rows in stage.sizes}
        for name, of_size in (("ingest", stage.ingests), ("compute", stage.computes))
        for side in ("clock", "cpu", "megabytes")
    }
    for name, values in (clocks | {"publish, clock": publishing}).items():
        what = f"exponent of {name}, {min(values):,} to {max(values):,} rows"
        command = {"ingest": LOAD, "compute": COUNT, "publish": shown(*PUBLISH)}[name.partition(",")[0]]
        yield Result("growth", what, None, exponent(values), "exponent", stage.runs_of(max(values)), command)
