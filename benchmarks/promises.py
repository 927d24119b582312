"""What an officer or a night waits for, in CPU seconds of whole processes, and how large a published run is.

    python -m benchmarks.promises [--runs N] [--dossiers N] [--units N]

Made-up workspaces: the demonstration (2,000 dossiers, 3 units), one of many dossiers of one unit, one of a
province. Seconds of CPU and not of the clock: they differ less on a busy machine. Commands alternate, each in
processes of its own, and each figure is the median of its runs.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.nightly_run import AS_OF

ASKED = ("--period", "2026", "--as-of", AS_OF)
RECORDS = ("explain", "on_time_rate_qd766", *ASKED)
BARE = "import polars, duckdb"

MODULES = {BARE: BARE, "import par_metrics": "import par_metrics"}
DEMO: dict[str, tuple[str, ...]] = {
    "--help": ("--help",),
    "score --help": ("score", "--help"),
    "diff, all indicators": ("diff", "--known-at", "2020-01-01", *ASKED),
    **{f"{name}, demo": (name, *ASKED) for name in ("compute", "scorecard", "score", "pace")},
    "at-risk, demo": ("at-risk", "--as-of", AS_OF),
}
MANY = {f"explain, {form}": (*RECORDS, "--format", form) for form in ("table", "csv", "json")}
PROVINCE = {"publish, a province": ("publish", "--as-of", AS_OF)}


def made(root: Path, dossiers: int, units: int, layout: str) -> Path:
    """A workspace with a sample loaded, by a process of its own."""
    code = (
        "import sys; from pathlib import Path; import par_metrics as pm; from par_metrics.sample import write_sample\n"
        "root, dossiers, units, layout = sys.argv[1:]\n"
        "ws = pm.Workspace.create(root, unit='H60.101')\n"
        "for path in write_sample(int(dossiers), int(units), 1, Path(root + '-sample'), layout): ws.ingest(path)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(root), str(dossiers), str(units), layout], check=True)
    return root


def cpu(code: str, *arguments: str) -> float:
    """CPU seconds, its own and the system's, of a Python process; what it says is thrown away."""
    before = os.times()
    subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--dossiers", type=int, default=200_000)
    parser.add_argument("--units", type=int, default=124)
    arguments = parser.parse_args()

    command = "from par_metrics.cli import main; main()"
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        workspaces = {
            made(Path(scratch) / "demo", 2000, 3, "mixed"): DEMO,
            made(Path(scratch) / "many", arguments.dossiers, 1, "csv"): MANY,
            made(Path(scratch) / "province", 60_000, arguments.units, "mixed"): PROVINCE,
        }
        for _ in range(arguments.runs):
            for name, code in MODULES.items():
                found.setdefault(name, []).append(cpu(code))
            for root, asked in workspaces.items():
                for name, words in asked.items():
                    found.setdefault(name, []).append(cpu(command, "--workspace", str(root), *words))
        latest = Path(scratch) / "province" / "published" / "latest"
        size = sum(path.stat().st_size for path in latest.iterdir()) / 1e6
    table = Table(
        "what", "CPU seconds", f"× {BARE}", title=f"a published run of {arguments.units} units: {size:.1f} MB"
    )
    bare = statistics.median(found[BARE])
    for name, seconds in found.items():
        table.add_row(name, f"{statistics.median(seconds):.2f}", f"{statistics.median(seconds) / bare:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
