"""What an officer waits for: the records of a large figure, what changed on the demonstration."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.machine import ROOT
from benchmarks.processes import alternating
from benchmarks.results import Result
from benchmarks.stage import AS_OF, ASKED, Stage, shown

EXPLAIN = ("explain", "on_time_rate_qd766", *ASKED)
DEMO: dict[str, tuple[str, ...]] = {
    "diff, all indicators": ("diff", "--known-at", "2020-01-01", *ASKED),
    **{name: (name, *ASKED) for name in ("compute", "scorecard", "score", "pace")},
    "at-risk": ("at-risk", "--as-of", AS_OF),
}
RECORDS = 170_000


def measure(stage: Stage) -> Iterator[Result]:
    yield from _explain(stage)
    runs, demo = stage.runs_of(), stage.made("demo", lambda root: _demo(stage, root))
    stage.say("asking the demonstration")
    costs = alternating({name: partial(stage.par_metrics, demo, *words) for name, words in DEMO.items()}, runs)
    for name, cost in costs.items():
        target, command = "diff" if name.startswith("diff") else None, shown(*DEMO[name])
        yield Result("waits", f"{name}, demo", None, cost.clock, "s", runs, command, target=target)
        yield Result("waits", f"{name}, demo", None, cost.cpu, "CPU s", runs, command)


def _explain(stage: Stage) -> Iterator[Result]:
    rows, runs = stage.rows(195_000, 2000), stage.runs_of()
    root = stage.loaded(f"explained-{rows}", "dossiers", rows, 1)
    stage.say("explaining a figure")
    screen, csv = stage.folder / "explained.txt", stage.folder / "explained.csv"
    asked = alternating(
        {
            "table": partial(stage.par_metrics, root, *EXPLAIN, output=screen),
            "csv": partial(stage.par_metrics, root, *EXPLAIN, "--format", "csv", output=csv),
        },
        runs,
    )
    records = _lines(csv) - 1
    if not stage.is_quick and records < RECORDS:
        raise RuntimeError(f"{records:,} records are explained, not {RECORDS:,}")
    command = shown(*EXPLAIN)
    form = f"{command} --format csv"
    yield Result("waits", "explain, CSV", records, asked["csv"].clock, "s", runs, form, target="explain")
    yield Result("waits", "explain, CSV", records, asked["csv"].cpu, "CPU s", runs, form)
    yield Result("waits", "explain, table", records, asked["table"].clock, "s", runs, command)
    lines = _lines(screen)
    yield Result("waits", "explain, lines of the table", records, lines, "rows", 1, command, target="explain_table")


def _lines(path: Path) -> int:
    return path.read_bytes().count(b"\n")


def _demo(stage: Stage, root: Path) -> None:
    """What `make demo` loads."""
    root.mkdir()
    (root / "par-metrics.toml").write_bytes((ROOT / "sample_data" / "par-metrics.toml").read_bytes())
    stage.par_metrics(root, "init")
    for export in (ROOT / "sample_data" / "exports").iterdir():
        (root / "inbox" / export.name).write_bytes(export.read_bytes())
    stage.par_metrics(root, "nightly", "--as-of", AS_OF)
