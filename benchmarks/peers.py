"""From one CSV file to figures, beside a bare read of the same file: whole processes, in one run.

    python -m benchmarks.peers [--sizes 100000 1000000] [--runs N]

Ours is what an office does: a new workspace, the file of dossiers loaded (validated, archived, versioned, explained),
and every indicator by unit and month of the year. Theirs is DuckDB's `read_csv` into a table of a file, which does
none of this. They alternate; each figure is the median of its runs, memory is the most that the operating system
saw of one process. The last line tells how time and memory grow with the file: 1 is in proportion, 0 not at all.
"""

import argparse
import math
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.nightly_run import AS_OF
from par_metrics.sample import write_sample

UNITS = 124
_READ = (
    "import sys, duckdb; duckdb.connect(sys.argv[2]).execute("
    "f\"CREATE TABLE t AS FROM read_csv('{sys.argv[1]}')\").fetchall()"
)
_OURS = "from par_metrics.cli import main; main()"


@dataclass(frozen=True)
class Cost:
    """What processes took: seconds of processor and clock, and megabytes of the largest of them."""

    cpu: float
    clock: float
    megabytes: float

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.cpu + other.cpu, self.clock + other.clock, max(self.megabytes, other.megabytes))


def run(code: str, *arguments: str) -> Cost:
    """A Python process, what it says thrown away."""
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"{arguments}: status {status}")
    return Cost(used.ru_utime + used.ru_stime, time.monotonic() - begun, used.ru_maxrss / 1024)


def bare_read(export: Path, folder: Path) -> Cost:
    return run(_READ, str(export), str(folder / "bare.duckdb"))


def ingest(export: Path, folder: Path) -> Cost:
    """The dossiers alone into a new workspace."""
    return run(_OURS, "--workspace", str(folder / "ws"), "init") + run(
        _OURS, "--workspace", str(folder / "ws"), "ingest", str(export)
    )


def ingest_and_compute(export: Path, folder: Path) -> Cost:
    """The same, and every indicator of the year by unit and month."""
    asked = ("--period", "2026", "--grain", "month", "--by", "unit_code", "--as-of", AS_OF, "--format", "csv")
    return ingest(export, folder) + run(_OURS, "--workspace", str(folder / "ws"), "compute", *asked)


CASES: dict[str, Callable[[Path, Path], Cost]] = {
    "read_csv into a table": bare_read,
    "par-metrics: init, ingest": ingest,
    "par-metrics: init, ingest, compute": ingest_and_compute,
}


def measured(export: Path, runs: int) -> dict[str, Cost]:
    """The medians of alternating runs."""
    found: dict[str, list[Cost]] = {name: [] for name in CASES}
    for _ in range(runs):
        for name, case in CASES.items():
            folder = Path(tempfile.mkdtemp())
            found[name].append(case(export, folder))
            shutil.rmtree(folder)
    return {
        name: Cost(*(statistics.median(getattr(cost, field) for cost in costs) for field in Cost.__dataclass_fields__))
        for name, costs in found.items()
    }


def growth(small: float, large: float, times: float) -> float:
    """The exponent by which something grows where the file grows so many times."""
    return math.log(large / small) / math.log(times)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    console = Console()
    packages = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "polars", "pandera", "par_metrics"))
    console.print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {packages}")
    by_size: dict[int, dict[str, Cost]] = {}
    for size in options.sizes:
        folder = Path(tempfile.mkdtemp())
        exports = write_sample(size, UNITS, seed=1, out=folder, layout="csv")
        by_size[size] = measured(max(exports, key=lambda path: path.stat().st_size), options.runs)
        shutil.rmtree(folder)
        table = Table("", "CPU s", "clock s", "x CPU", "x clock", "MB", title=f"{size:,} dossiers in one file")
        bare = by_size[size]["read_csv into a table"]
        for name, cost in by_size[size].items():
            ratios = (f"{cost.cpu / bare.cpu:.1f}", f"{cost.clock / bare.clock:.1f}")
            table.add_row(name, f"{cost.cpu:.1f}", f"{cost.clock:.1f}", *ratios, f"{cost.megabytes:.0f}")
        console.print(table)
    for small, large in pairwise(options.sizes):
        for name, cost in by_size[large].items():
            before = by_size[small][name]
            cpu, memory = (growth(getattr(before, f), getattr(cost, f), large / small) for f in ("cpu", "megabytes"))
            console.print(f"{name}: from {small:,} to {large:,} CPU grows by n^{cpu:.2f}, memory by n^{memory:.2f}")


if __name__ == "__main__":
    main()
