"""Where the time of a load and of all figures goes: which code is at work, looked at every few milliseconds."""

import json
import sys
from collections.abc import Iterator

from benchmarks.processes import run
from benchmarks.results import LARGE, Result
from benchmarks.stage import Stage


def measure(stage: Stage) -> Iterator[Result]:
    rows = min(LARGE, max(stage.sizes))
    export, root, out = stage.export(rows), stage.empty(stage.folder / "where"), stage.folder / "where.json"
    stage.say(f"looking where the time of {rows:,} dossiers goes")
    run(sys.executable, "-m", "benchmarks.stages", root, export, output=out)
    command = "python -m benchmarks.stages WORKSPACE FILE"
    for name, seconds in json.loads(out.read_text()).items():
        yield Result("where", name, rows, seconds, "s", 1, command)
