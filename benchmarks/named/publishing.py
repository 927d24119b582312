"""What publishing a year of 124 units takes, and how large it is, after a load of every kind of export."""

from collections.abc import Iterator

from benchmarks.processes import median
from benchmarks.results import Result
from benchmarks.stage import AS_OF, UNITS, Stage, shown


def measure(stage: Stage) -> Iterator[Result]:
    rows, units, runs = stage.rows(60_000, 1000), stage.rows(UNITS, 5), stage.runs_of()
    root = stage.loaded("province", "mixed", rows, units)
    stage.say("publishing a year")
    words = ("publish", "--as-of", AS_OF)
    cost, command = median([stage.par_metrics(root, *words) for _ in range(runs)]), shown(*words)
    latest = root / "published" / "latest"
    size = sum(path.stat().st_size for path in latest.resolve().rglob("*") if path.is_file()) / 1e6
    aims = ("publish", "published") if units == UNITS else (None, None)
    yield Result("publishing", "publish, a province", rows, cost.clock, "s", runs, command, target=aims[0])
    yield Result("publishing", "publish, a province", rows, cost.cpu, "CPU s", runs, command)
    yield Result("publishing", "what is published of a province", rows, size, "MB", 1, command, target=aims[1])
