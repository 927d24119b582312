"""The runs of the benchmarks so far: a file kept in git, one line of JSON a run, appended to and never rewritten."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.machine import ROOT
from benchmarks.results import Result

HISTORY = ROOT / "benchmarks" / "history.jsonl"


@dataclass(frozen=True)
class Run:
    """One run.

    Args:
        at: when it began, UTC, to the minute.
        minutes: that it took.
        command: how it was asked for.
        machine: as `machine.machine`.
        versions: as `machine.versions`.
        left_out: what could not be compared, and why.
        failed: benchmarks that ended in an error, and which.
    """

    at: str
    minutes: float
    command: str
    machine: Mapping[str, str | int | float]
    versions: Mapping[str, str]
    results: tuple[Result, ...]
    left_out: tuple[str, ...] = ()
    failed: Mapping[str, str] = field(default_factory=dict)


def append(path: Path, run: Run) -> None:
    """As the last line."""
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(run), ensure_ascii=False) + "\n")


def read(path: Path) -> list[Run]:
    """The oldest first; none: the file is not there."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [_run(**json.loads(line)) for line in lines]


def _run(*, results: list[dict[str, object]], left_out: list[str], **rest: object) -> Run:
    parsed = tuple(Result(**result) for result in results)  # type: ignore[arg-type]
    return Run(results=parsed, left_out=tuple(left_out), **rest)  # type: ignore[arg-type]
