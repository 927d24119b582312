"""Measures, prints what was promised and what it is, and writes `docs/performance.md` anew.

python -m benchmarks [--sizes N ...] [--only NAME ...] [--runs N] [--quick] [--folder DIR]
"""

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import history, page
from benchmarks.machine import machine, peer, versions
from benchmarks.named import NAMED
from benchmarks.results import LARGE, SMALL, Result, judged, number, verdict
from benchmarks.stage import Stage

QUICK = (1000, 4000)


def parsed(words: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", help="dossiers of the large files; default 100000 1000000")
    parser.add_argument(
        "--only", nargs="+", choices=list(NAMED), default=list(NAMED), metavar="NAME", help="these alone"
    )
    parser.add_argument("--runs", type=int, help="of each; default 3, for files of over a million rows 1")
    parser.add_argument("--quick", action="store_true", help="small data, once, nothing recorded")
    parser.add_argument("--folder", type=Path, help="where data are made and removed; default the system's")
    parser.add_argument("--history", type=Path, help="default benchmarks/history.jsonl")
    parser.add_argument("--page", type=Path, help="default docs/performance.md")
    options = parser.parse_args(words)
    options.sizes = tuple(sorted(set(options.sizes or (QUICK if options.quick else (SMALL, LARGE)))))
    if not options.quick:
        options.history, options.page = options.history or history.HISTORY, options.page or page.PAGE
    return options


def main(words: Sequence[str] | None = None) -> int:
    """Returns 1 if a benchmark failed; a target that is missed is no failure."""
    options, console = parsed(words), Console(highlight=False)
    about, known = machine(), versions()
    console.print(", ".join(f"{name} {value}" for name, value in (about | known).items()))
    left_out = tuple(
        f"{name} is left out: `.venv/bench-{name}` is not there (`make bench` builds it)"
        for name in ("dbt", "pandas")
        if "peers" in options.only and peer(name) is None
    )
    for words_of in left_out:
        console.print(words_of)
    begun, clock = datetime.now(UTC), time.monotonic()
    results: list[Result] = []
    failed: dict[str, str] = {}
    with _folder(options.folder) as folder:
        stage = Stage(folder, options.sizes, options.runs, options.quick, lambda what: console.print(f"  {what}"))
        for name in options.only:
            started = time.monotonic()
            try:
                for measured in NAMED[name](stage):
                    # Small data say nothing of what is promised of large ones.
                    results.append(replace(measured, target=None) if options.quick else measured)
                    _tell(console, measured)
            except KeyboardInterrupt:  # what was measured so far is kept
                failed[name] = "interrupted"
                break
            except Exception as error:  # the others are measured all the same
                failed[name] = str(error).strip().splitlines()[-1]
                console.print(f"{name} failed: {error}", style="red", markup=False)
            console.print(f"{name}: {time.monotonic() - started:.0f} s")
    minutes = round((time.monotonic() - clock) / 60, 1)
    at = f"{begun:%Y-%m-%d %H:%M}"
    run = history.Run(at, minutes, _command(options), about, known, tuple(results), left_out, failed)
    console.print(_targets(results))
    if options.history:
        history.append(options.history, run)
    if options.page:
        page.write(options.history or history.HISTORY, options.page)
        console.print(f"written: {options.page}")
    console.print("More: --sizes 100000 1000000 5000000 20000000 (20 M: some 30 GB of disk, an hour), --only, --runs")
    return 1 if failed else 0


def _command(options: argparse.Namespace) -> str:
    """What was asked for, without the folders of this machine."""
    words = ["python", "-m", "benchmarks", "--sizes", *map(str, options.sizes)]
    words += ["--only", *options.only] if options.only != list(NAMED) else []
    words += ["--runs", str(options.runs)] if options.runs else []
    return " ".join(words + ["--quick"] * options.quick)


@contextmanager
def _folder(wanted: Path | None) -> Iterator[Path]:
    """A folder of its own, removed afterwards."""
    if wanted is not None:
        wanted.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="benchmarks-", dir=wanted) as folder:
        yield Path(folder)


def _tell(console: Console, result: Result) -> None:
    size = "" if result.rows is None else f" ({result.rows:,})"
    than = "" if result.ratio is None else f", {result.peer}: {number(result.theirs)}: {result.ratio:.2f} x"
    console.print(f"{result.what}{size}: {number(result.ours)} {result.unit}{than}", markup=False)


def _targets(results: Sequence[Result]) -> Table:
    table = Table("what", "target", "measured", "")
    for target, asked in judged(results):
        measured = (result.ratio if target.of == "ratio" else result.ours for result in asked)
        table.add_row(target.what, target.words, ", ".join(map(number, measured)), verdict(asked).strip("*"))
    return table


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends it as Ctrl-C does
    sys.exit(main())
