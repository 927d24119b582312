"""From one CSV of dossiers to figures, beside a bare read of it, dbt and pandas: whole processes that take turns.

Ours is what an office does each night: the file loaded (read, judged, archived, versioned) and every indicator counted
by unit and month, in two processes. A bare read is DuckDB's `read_csv` into a table of a file, which does none of this.
The dbt build has one staging model, fifteen metrics by unit and month and three tests; it is parsed before. The pandas
script has the same fifteen. What both count alike must be equal in every cell, or the benchmark fails.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.machine import ROOT, peer
from benchmarks.processes import Cost, alternating, run
from benchmarks.results import LARGER, Result
from benchmarks.stage import MONTHS_BY_UNIT, Stage, shown

BARE, DBT, PANDAS = "read_csv into a table", "dbt build", "pandas script"
LOAD = shown("ingest", "FILE")
COUNT = shown("compute", *MONTHS_BY_UNIT)
_READ = (
    "import sys, duckdb; duckdb.connect(sys.argv[2]).execute("
    "f\"CREATE TABLE t AS FROM read_csv('{sys.argv[1]}')\").fetchall()"
)
_PROJECT = ROOT / "benchmarks" / "dbt"
_PANDAS_MOST = LARGER  # it holds the whole file in memory, some 2 GB a million rows


def measure(stage: Stage) -> Iterator[Result]:
    for rows in stage.sizes:
        yield from _of_size(stage, rows)


def _of_size(stage: Stage, rows: int) -> Iterator[Result]:
    export, runs = stage.export(rows), stage.runs_of(rows)
    cases: dict[str, Callable[[], Cost]] = {
        "ours": lambda: stage.ingest(rows) + stage.compute(rows),
        BARE: lambda: bare_read(stage, export),
    }
    checked: dict[str, Path] = {}
    if programs := peer("dbt"):
        database = checked[DBT] = stage.folder / "dbt.duckdb"
        dbt(stage, programs, "parse", export, database)
        cases[DBT] = lambda: dbt(stage, programs, "build", export, database)
    if (programs_of_pandas := peer("pandas")) and rows <= _PANDAS_MOST:
        table = checked[PANDAS] = stage.folder / "pandas.csv"
        cases[PANDAS] = lambda: pandas(programs_of_pandas, export, table)
    costs = alternating(cases, runs)
    for name, theirs in checked.items():
        stage.say(f"comparing the figures of {name}")
        run(sys.executable, "-m", "benchmarks.agreement", stage.figures(rows), theirs)
        theirs.unlink()
    ours = costs.pop("ours")
    for name, cost in costs.items():
        target = {BARE: "load", DBT: "figures"}.get(name)
        for side, unit, aim in (("clock", "s", target), ("cpu", "CPU s", None), ("megabytes", "MB", None)):
            mine, other = getattr(ours, side), getattr(cost, side)
            yield Result("peers", "ingest, compute", rows, mine, unit, runs, f"{LOAD}; {COUNT}", name, other, aim)


def bare_read(stage: Stage, export: Path) -> Cost:
    database = stage.folder / "bare.duckdb"
    database.unlink(missing_ok=True)
    return run(sys.executable, "-c", _READ, export, database)


def dbt(stage: Stage, programs: Path, command: str, export: Path, database: Path) -> Cost:
    """`command` on a new database; what dbt parsed stays from one time to the next."""
    if command == "build":
        database.unlink(missing_ok=True)
        stage.say("dbt build")
    kept = stage.folder / "dbt"
    folders = ("--project-dir", _PROJECT, "--profiles-dir", _PROJECT, "--target-path", kept, "--log-path", kept)
    quoted = f"{{export: '{export}'}}"
    environment = {"BENCHMARK_DATABASE": str(database), "DO_NOT_TRACK": "1"}
    return run(programs / "dbt", command, *folders, "--vars", quoted, environment=environment)


def pandas(programs: Path, export: Path, table: Path) -> Cost:
    return run(programs / "python", ROOT / "benchmarks" / "pandas_figures.py", export, table)
