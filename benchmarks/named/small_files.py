"""A night with very many small files, half of them CSV and half XLSX, in minutes of CPU of the whole run."""

from collections.abc import Iterator

from benchmarks.results import SMALL, Result
from benchmarks.stage import AS_OF, Stage, shown

ROWS = 50


def measure(stage: Stage) -> Iterator[Result]:
    files = stage.rows(2000, 10)
    csv = stage.export(max(min(stage.sizes), stage.rows(SMALL, 500)))
    root = stage.empty(stage.folder / "small-files")
    stage.write("small", files, ROWS, csv, root / "inbox")
    for register in csv.parent.iterdir():
        if register != csv:
            (root / "inbox" / register.name).write_bytes(register.read_bytes())
    stage.say(f"a night of {files:,} small files")
    words = ("nightly", "--as-of", AS_OF)
    cost = stage.par_metrics(root, *words)
    if left := [path for path in (root / "inbox").rglob("*") if path.is_file()]:
        raise RuntimeError(f"{len(left)} files were not loaded, among them {left[0].name}")
    command = shown(*words)
    yield Result("small_files", "a night", files, cost.cpu / 60, "min of CPU", 1, command, target="small_files")
    yield Result("small_files", "a night", files, cost.clock / 60, "min", 1, command)
    yield Result("small_files", "a night", files, cost.megabytes, "MB", 1, command)
