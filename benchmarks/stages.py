"""Loads a file into a workspace and counts all indicators by unit and month, and prints where the time went, as JSON.

    python -m benchmarks.stages WORKSPACE FILE

Every few milliseconds another thread looks which module of ours is at work, in every thread that does not wait; a look
counts as the time since the last one, shared by those at work. Files are loaded by one worker, so that there is only
this process to look at.
"""

import json
import os
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path
from types import FrameType

PERIOD, AS_OF = "2026", "2026-10-01"
_EVERY = 0.005
_PACKAGE = "par_metrics"
# The first that fits, the innermost module of ours first.
STAGES = {
    "judge": ("readers/values", "readers/dates", "readers/yes_no", "exports", "warehouse/accepted", "domain"),
    "read": ("readers", "support/elsewhere"),
    "write": ("warehouse/lake", "warehouse/archive", "warehouse/staged", "loading/job"),
    "merge": ("warehouse", "loading"),
    "compute": ("engines", "figures", "indicators", "workspace"),
}
REST = "start and imports"
_WAITING = ("threading.py", "queue.py", "selectors.py", "connection.py", "_base.py")


class Watch(threading.Thread):
    """Seconds by stage."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.seconds: dict[str, float] = defaultdict(float)
        self._is_over = threading.Event()

    def run(self) -> None:
        last = time.perf_counter()
        while not self._is_over.wait(_EVERY):
            frames = [frame for ident, frame in sys._current_frames().items() if ident != self.ident]
            stages = [stage for frame in frames if (stage := stage_of(frame))] or [REST]
            now = time.perf_counter()
            for stage in stages:
                self.seconds[stage] += (now - last) / len(stages)
            last = now

    def stop(self) -> dict[str, float]:
        self._is_over.set()
        self.join()
        return {stage: self.seconds.get(stage, 0.0) for stage in (*STAGES, REST)}


def stage_of(frame: FrameType | None) -> str | None:
    """What a thread is at; None: it waits, or it is not ours."""
    if frame is None or Path(frame.f_code.co_filename).name in _WAITING:
        return None
    while frame is not None:
        file = Path(frame.f_code.co_filename).as_posix()
        if "importlib" in file:
            return REST
        if f"/{_PACKAGE}/" in file:
            module = file.rpartition(f"/{_PACKAGE}/")[2]
            if named := next((name for name, rooms in STAGES.items() if module.startswith(rooms)), None):
                return named
        frame = frame.f_back
    return None


def main() -> None:
    """Watch both, print."""
    root, file = map(Path, sys.argv[1:])
    watch = Watch()
    watch.start()
    from par_metrics import Workspace
    from par_metrics.settings.settings import Settings

    if "ingest" in Settings.model_fields:
        os.environ["PAR_METRICS_INGEST__WORKERS"] = "1"
    workspace = Workspace(root)
    report = workspace.ingest(file)
    if report.refused_reason is not None:
        raise SystemExit(report.refused_reason.en)
    workspace.compute(period=PERIOD, grain="month", by="unit_code", as_of=AS_OF)
    print(json.dumps(watch.stop()))


if __name__ == "__main__":
    main()
