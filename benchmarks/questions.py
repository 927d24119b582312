"""What each question costs at scale, beside the year's figures of every unit.

    python -m benchmarks.questions [--dossiers N] [--units N] [--runs N]

Every question is asked in a process of its own, questions alternate, and each figure is the
median of its runs. The year's figures of every unit are the measure: a question may take
longer with more records, but not more times as long as they do.
"""

import argparse
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from benchmarks.nightly_run import AS_OF, ingest, measured

if TYPE_CHECKING:
    from par_metrics import Workspace

PERIOD = "2026"


def year(csv: Path, folder: Path) -> None:
    """Every indicator of every unit, once: the measure of the others."""
    _open(folder).compute(period=PERIOD, by="unit_code", with_totals=True, as_of=AS_OF)


def months(csv: Path, folder: Path) -> None:
    """The same, month by month."""
    _open(folder).compute(period=PERIOD, grain="month", by="unit_code", with_totals=True, as_of=AS_OF)


def scorecard(csv: Path, folder: Path) -> None:
    """The year and the one before it, and the states of the plan's rows."""
    _open(folder).scorecard(PERIOD, as_of=AS_OF)


def score(csv: Path, folder: Path) -> None:
    """Points of every unit."""
    _open(folder).score(period=PERIOD, as_of=AS_OF)


def stakes(csv: Path, folder: Path) -> None:
    """What is at stake for every unit."""
    _open(folder).stakes(period=PERIOD, as_of=AS_OF)


def pace(csv: Path, folder: Path) -> None:
    """Needs and forecasts of every unit."""
    _open(folder).pace(PERIOD, by="unit_code", as_of=AS_OF)


def at_risk(csv: Path, folder: Path) -> None:
    """What falls due."""
    _open(folder).at_risk(as_of=AS_OF)


def disagreement(csv: Path, folder: Path) -> None:
    """All rules of "on time", for all units together."""
    _open(folder).disagreement(period=PERIOD, as_of=AS_OF)


def explain(csv: Path, folder: Path) -> None:
    """The records of the largest figure."""
    _open(folder).explain("on_time_rate_qd766", PERIOD, as_of=AS_OF)


def why(csv: Path, folder: Path) -> None:
    """One dossier in every indicator."""
    workspace = _open(folder)
    code = workspace.sql("SELECT min(dossier_code) AS code FROM dossiers")["code"].item()
    workspace.why(code, PERIOD, as_of=AS_OF)


def reconcile(csv: Path, folder: Path) -> None:
    """The warehouse against the file it was loaded from, which is read anew."""
    _open(folder).reconcile("dossiers", "one_stop", csv)


QUESTIONS: tuple[Callable[[Path, Path], None], ...] = (
    year, months, scorecard, score, stakes, pace, at_risk, disagreement, explain, why, reconcile,
)  # fmt: skip


def _open(folder: Path) -> "Workspace":
    import par_metrics as pm

    return pm.Workspace(folder / "workspace")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dossiers", type=int, default=300_000)
    parser.add_argument("--units", type=int, default=124)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()

    from par_metrics.sample import write_sample

    found: dict[str, list[tuple[float, float]]] = {question.__name__: [] for question in QUESTIONS}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_sample(arguments.dossiers, arguments.units, seed=1, out=folder / "sample", layout="csv")
        csv = max((folder / "sample").rglob("*.csv"), key=lambda path: path.stat().st_size)
        # In a process of its own: what this one has used would count as the peak of those it starts.
        measured(ingest, csv, folder)
        for _ in range(arguments.runs):
            for question in QUESTIONS:
                found[question.__name__].append(measured(question, csv, folder))
    table = Table("question", "seconds", "× the year", "peak GiB", title=f"{arguments.dossiers:,} dossiers")
    base = statistics.median(seconds for seconds, _ in found["year"])
    for name, runs in found.items():
        seconds = statistics.median(seconds for seconds, _ in runs)
        table.add_row(name, f"{seconds:.2f}", f"{seconds / base:.2f}", f"{max(peak for _, peak in runs):.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
