"""From a CSV of many dossiers to indicators, beside a bare DuckDB `read_csv` of the same file.

    python -m benchmarks [--dossiers N] [--units N] [--runs N]

Every step runs in a process of its own, steps alternate, and each figure is the median of
its runs: machines differ and are noisy, the ratio within one run says more than seconds.
"""

import argparse
import multiprocessing
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

AS_OF = "2026-10-01"


def read_bare(csv: Path, folder: Path) -> None:
    """What any load costs at least: DuckDB reads the file into a table."""
    import duckdb

    with duckdb.connect(str(folder / "bare.duckdb")) as connection:
        connection.execute(f"CREATE TABLE t AS SELECT * FROM read_csv('{csv}')").fetchall()


def ingest(csv: Path, folder: Path) -> None:
    """Read, normalise, validate, keep, merge."""
    import par_metrics as pm

    workspace = pm.Workspace.create(folder / "workspace")
    for path in (*sorted(set(csv.parent.iterdir()) - {csv}), csv):
        report = workspace.ingest(path)
        if report.refused_reason is not None:
            raise SystemExit(report.refused_reason.en)


def ingest_again(csv: Path, folder: Path) -> None:
    """The next night's export of the same dossiers: nothing changed but the file."""
    import par_metrics as pm

    again = folder / "again.csv"
    again.write_bytes(csv.read_bytes() + b"\n")
    pm.Workspace(folder / "workspace").ingest(again, exported_at="2026-10-02")


def compute(csv: Path, folder: Path) -> None:
    """All indicators of dossiers, months, quarters and the year, by unit and in total."""
    import par_metrics as pm

    workspace = pm.Workspace(folder / "workspace")
    for grain in ("month", "quarter", None):
        workspace.compute(period="2026", grain=grain, by="unit_code", with_totals=True, as_of=AS_OF)


STEPS: tuple[Callable[[Path, Path], None], ...] = (read_bare, ingest, ingest_again, compute)


def measured(step: Callable[[Path, Path], None], csv: Path, folder: Path) -> tuple[float, float]:
    """Seconds and peak GiB of one step in a fresh process."""
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    process = context.Process(target=_run, args=(step, csv, folder, results))
    process.start()
    process.join()
    if process.exitcode != 0:
        raise SystemExit(f"{step.__name__} failed")
    seconds, peak = results.get()
    return seconds, peak


def _run(step: Callable[[Path, Path], None], csv: Path, folder: Path, results: "multiprocessing.Queue[object]") -> None:
    start = time.perf_counter()
    step(csv, folder)
    seconds = time.perf_counter() - start
    results.put((seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dossiers", type=int, default=1_000_000)
    parser.add_argument("--units", type=int, default=124)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()

    from par_metrics.sample import write_sample

    console = Console()
    found: dict[str, list[tuple[float, float]]] = {step.__name__: [] for step in STEPS}
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "sample"
        start = time.perf_counter()
        write_sample(arguments.dossiers, arguments.units, seed=1, out=out, layout="csv")
        seconds = time.perf_counter() - start
        csv = max(out.rglob("*.csv"), key=lambda path: path.stat().st_size)
        console.print(
            f"sample: {arguments.dossiers:,} dossiers, {csv.stat().st_size / 2**20:.0f} MiB, "
            f"{arguments.dossiers / seconds:,.0f} rows/s"
        )
        for number in range(arguments.runs):
            folder = Path(scratch) / f"run{number}"
            folder.mkdir()
            for step in STEPS:
                found[step.__name__].append(measured(step, csv, folder))
    table = Table("step", "seconds", "× bare read", "peak GiB")
    bare = statistics.median(seconds for seconds, _ in found["read_bare"])
    for name, runs in found.items():
        seconds = statistics.median(seconds for seconds, _ in runs)
        peak = max(peak for _, peak in runs)
        table.add_row(name, f"{seconds:.2f}", f"{seconds / bare:.2f}", f"{peak:.2f}")
    console.print(table)
