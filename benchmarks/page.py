"""`docs/performance.md`, written from the history of runs.

python -m benchmarks.page
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from benchmarks.history import HISTORY, Run, read
from benchmarks.machine import ROOT
from benchmarks.named import NAMED
from benchmarks.results import MISSED, Result, judged, number, verdict
from benchmarks.stages import REST, STAGES

PAGE = ROOT / "docs" / "performance.md"
_RUNS_SHOWN = 6
_INTRODUCTION = """# Performance

How long things take and how much memory, beside a bare read of the same file, a hand-written query, dbt and pandas.
This page is written by the benchmarks from `benchmarks/history.jsonl`:

```text
make bench                                                  # files of 100,000 and a million dossiers
make bench BENCH="--sizes 100000 1000000 5000000 20000000"  # 20 M: 6 GB of CSV, some 30 GB of disk, an hour
make bench BENCH="--only peers memory --runs 5"             # some of them
make bench BENCH="--quick"                                  # whether they run at all; nothing is recorded
```

Machines differ and are noisy: what says something is the ratio of two medians of one run, in which both sides took
turns. Seconds are of the clock unless they are called CPU; megabytes (10^6 bytes) are the most that one process held,
or all processes that ran at a time. Data are made up and always the same. Of every figure the last run that measured it
counts; a target is judged at the sizes that it is given for."""
_WORDS = {
    "read": "reading the file into text",
    "judge": "judging it into records",
    "write": "writing archive and lake",
    "merge": "merging into the warehouse",
    "compute": "counting all indicators",
    REST: "starting and importing",
}


def text(runs: Sequence[Run]) -> str:
    """The page of so many runs, the oldest first."""
    latest = _latest(runs)
    results = [result for _, result in latest]
    parts = [_INTRODUCTION]
    if not runs:
        parts.append("Nothing was measured yet.")
    else:
        parts += [
            "## Targets",
            _targets(latest),
            *_missed(results),
            "## The latest run",
            *_described(runs[-1]),
            "## Where the time goes",
            _where(results),
            "## Figures",
            *_figures(results),
            "## History",
            _history(runs[-_RUNS_SHOWN:]),
        ]
    return "\n\n".join(parts) + "\n"


def _latest(runs: Iterable[Run]) -> list[tuple[Run, Result]]:
    """Of each figure what was measured last, in the order of the benchmarks."""
    found = {result.key: (run, result) for run in runs for result in run.results}
    order = list(NAMED)
    known = [pair for pair in found.values() if pair[1].benchmark in order]
    return sorted(known, key=lambda pair: (order.index(pair[1].benchmark), pair[1].rows or 0))


def _targets(latest: Sequence[tuple[Run, Result]]) -> str:
    of_result = {result.key: run.at[:10] for run, result in latest}
    rows = []
    for target, asked in judged(result for _, result in latest):
        measured = ", ".join(_measured(result) for result in asked)
        days = ", ".join(sorted({of_result[result.key] for result in asked}))
        rows.append((target.what, target.words, measured, verdict(asked), days))
    return _table(("what", "target", "measured", "met", "when"), rows)


def _missed(results: Sequence[Result]) -> Iterator[str]:
    missed: dict[str, list[str]] = {}
    for target, asked in judged(results):
        if target.why and verdict(asked) == MISSED:
            missed.setdefault(target.why, []).append(target.what)
    if missed:
        yield "## What is missed, and why"
        yield "\n".join(f"- *{'; '.join(of)}*: {why}" for why, of in missed.items())


def _measured(result: Result) -> str:
    judged_by_ratio = result.aim is not None and result.aim.of == "ratio"
    figure = f"{number(result.ratio)} x" if judged_by_ratio else f"{number(result.ours)} {result.unit}"
    return figure if result.rows is None else f"{figure} ({result.rows:,})"


def _described(run: Run) -> Iterator[str]:
    machine = run.machine
    yield (
        f"{run.at} UTC, {run.minutes:.0f} minutes, `{run.command}`. {machine['cpu']}, {machine['cores']} cores, "
        f"{machine['memory_gb']} GiB, {machine['system']}. "
        + ", ".join(f"{name} {version}" for name, version in run.versions.items())
        + "."
    )
    if notes := [*run.left_out, *(f"{name} failed: {why}" for name, why in run.failed.items())]:
        yield "\n".join(f"- {note}" for note in notes)


def _where(results: Iterable[Result]) -> str:
    parts = {result.what: result for result in results if result.benchmark == "where"}
    if not parts:
        return "Not measured."
    total = sum(result.ours for result in parts.values())
    named = [(parts[stage].ours, _WORDS[stage]) for stage in (*STAGES, REST) if stage in parts]
    shares = [f"{seconds / total:.0%} {words}" for seconds, words in sorted(named, reverse=True)]
    rows = next(iter(parts.values())).rows
    return (
        f"Of the {number(total)} s from a CSV of {rows:,} dossiers to every indicator by unit and month, in one "
        f"process and with one worker: {', '.join(shares)}."
    )


def _figures(results: Sequence[Result]) -> Iterator[str]:
    for name, measure in NAMED.items():
        of_name = [result for result in results if result.benchmark == name]
        if not of_name:
            continue
        yield f"### {name}"
        yield (sys.modules[measure.__module__].__doc__ or "").strip()
        rows = [
            (
                result.what,
                "" if result.rows is None else f"{result.rows:,}",
                number(result.ours),
                result.unit,
                result.peer or "",
                number(result.theirs),
                number(result.ratio),
                str(result.runs),
            )
            for result in of_name
        ]
        yield _table(("what", "rows", "ours", "unit", "beside", "theirs", "ratio", "runs"), rows)
        commands = dict.fromkeys(result.command for result in of_name)
        yield "\n".join(["```text", *commands, "```"])


def _history(runs: Sequence[Run]) -> str:
    """Ratios where there is a peer, else our figures; the machine is said where it changes."""
    keys = [result.key for _, result in _latest(runs)]
    found = [{result.key: result for result in run.results} for run in runs]
    heads = [f"{run.at[:10]}, {run.machine['cpu']}" for run in runs]
    rows = []
    for key in keys:
        benchmark, what, unit, peer, size = key
        of_key = [of_run.get(key) for of_run in found]
        figures = ["" if result is None else number(result.ratio or result.ours) for result in of_key]
        name, shown = (what, unit) if peer is None else (f"{what} / {peer}", f"x, {unit}")
        rows.append((f"{benchmark}: {name}", "" if size is None else f"{size:,}", shown, *figures))
    return _table(("what", "rows", "unit", *heads), rows)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cell for cell in line)} |" for line in lines)


def write(history: Path = HISTORY, page: Path = PAGE) -> None:
    page.write_text(text(read(history)), encoding="utf-8")


if __name__ == "__main__":
    write()
