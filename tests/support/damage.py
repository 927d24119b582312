"""A small workspace with a file of every sort, and what becomes of it when a file is damaged."""

import random
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from par_metrics import Workspace
from par_metrics.errors import Notice, ParMetricsError
from par_metrics.operations.doctor import examine
from tests.support.workspaces import load, small_workspace

AS_OF = "2026-10-01"
_PARTLY_REFUSED = """
    dossier_code        | unit_code | status | received_at
    H60.101-260401-0001 | H60.101   | 10     | 2026-04-02 08:00:00
    H60.101-260401-0002 | H60.101   | 99     | 2026-04-02 08:00:00
"""
PLACES = {
    "lake": ("lake/[!_]*/*", "lake/_refused*/*", "lake/_withdrawals/*"),
    "ledger": ("lake/_ledger.jsonl",),
    "rejects": ("rejects/*/*",),
    "archive": ("archive/??/*",),
    "warehouse": ("warehouse.duckdb",),
    "published": ("published/2*/*", "published/latest.json"),
}


def workspace_with_everything(root: Path) -> Workspace:
    """Units, dossiers, some refused, a refused file, a withdrawn load, a published run."""
    ws = small_workspace(root)
    withdrawn = load(ws, "dossiers", _PARTLY_REFUSED.replace("260401", "260402"))
    ws.withdraw(withdrawn, "sai tháng")
    load(ws, "dossiers", _PARTLY_REFUSED)
    empty = root / "empty.csv"
    empty.write_text("", encoding="utf-8")
    ws.ingest(empty)
    assert ws.publish(AS_OF, accept="dữ liệu thử").published
    for export in root.glob("*.csv"):
        export.unlink()
    return ws


def answers(root: Path) -> tuple[str, ...]:
    """What is asked of a workspace: figures, refused rows and loads."""
    ws = Workspace(root)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Notice)
        figures = ws.compute(["on_time_rate", "overdue_open_count"], "2026", as_of=AS_OF, by=["unit_code"])
        said = [figures, ws.rejects(), ws.loads().drop("files")]
    return tuple(table.write_csv() for table in said)


def files_of(root: Path, place: str) -> list[Path]:
    return [
        path
        for pattern in PLACES[place]
        for path in sorted(root.glob(pattern))
        if path.is_file() and path.stat().st_size
    ]


def flip(path: Path, chance: random.Random) -> None:
    """Turn one bit over, wherever it is."""
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.chmod(0o600)
    path.write_bytes(content)


def said_of(work: Callable[[], Any]) -> tuple[Any, str]:
    """What it comes to, or the message of the error; an error of an engine is raised."""
    try:
        return work(), ""
    except ParMetricsError as error:
        return None, error.label.en


def found_by_doctor(root: Path) -> str:
    """What it finds wrong."""
    return "\n".join(finding.label.en for finding in examine(root, verifies_all=True) if finding.is_wrong)


def copy(source: Path, target: Path) -> Path:
    shutil.rmtree(target, ignore_errors=True)
    return shutil.copytree(source, target, symlinks=True)
