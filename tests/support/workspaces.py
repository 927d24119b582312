"""Workspaces with a few records, loaded the way an officer loads them."""

import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from par_metrics import Workspace

_SAMPLE = Path(__file__).parents[2] / "sample_data"

UNITS = """
    unit_code | unit_name       | level
    H60.101   | Phường An Tường | commune
    H60.102   | Phường Mỹ Lâm   | commune
"""

# Resolved in March 2026: H60.101 2 of 3 on time, H60.102 1 of 1; in February H60.101 1 of 2.
DOSSIERS = """
    dossier_code        | unit_code | status | received_at         | due_at              | completed_at        | channel
    H60.101-260201-0001 | H60.101   | 10     | 2026-02-02 08:00:00 | 2026-02-10 17:00:00 | 2026-02-09 08:00:00 | online
    H60.101-260201-0002 | H60.101   | 10     | 2026-02-02 08:00:00 | 2026-02-10 17:00:00 | 2026-02-11 08:00:00 | postal
    H60.101-260301-0003 | H60.101   | 10     | 2026-03-02 08:00:00 | 2026-03-10 17:00:00 | 2026-03-09 08:00:00 | online
    H60.101-260301-0004 | H60.101   | 9      | 2026-03-02 08:00:00 | 2026-03-10 17:00:00 | 2026-03-10 17:00:00 | online
    H60.101-260301-0005 | H60.101   | 10     | 2026-03-02 08:00:00 | 2026-03-10 17:00:00 | 2026-03-11 08:00:00 | postal
    H60.102-260301-0006 | H60.102   | 10     | 2026-03-02 08:00:00 | 2026-03-10 17:00:00 | 2026-03-05 08:00:00 | online
"""


def loaded(ws: Workspace, exported_at: str, **exports: str) -> Workspace:
    """The workspace with each text loaded as `<name>.csv`."""
    for name, text in exports.items():
        path = ws.root / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        assert not ws.ingest(path, exported_at=exported_at).refused
    return ws


def csv_file(path: Path, table: str) -> Path:
    """A CSV of a table drawn with `|`."""
    rows = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    path.write_text("".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    return path


def load(ws: Workspace, kind: str, table: str) -> str:
    """Load a table of canonical columns; the load's id."""
    number = len(list(ws.root.glob("*.csv")))
    report = ws.ingest(csv_file(ws.root / f"{number}-{kind}.csv", table), kind=kind, exported_at="2026-04-01")
    assert not report.refused, report.refused_reason
    assert report.load_id is not None
    return report.load_id


def small_workspace(root: Path) -> Workspace:
    """Two units and six dossiers: a copy of its own of what is loaded once in each process."""
    if root.exists() and any(root.iterdir()):
        return _loaded(root)  # settings of the test's own, with which it is to be loaded
    return Workspace(shutil.copytree(_template().name, root, dirs_exist_ok=True))


@cache
def _template() -> TemporaryDirectory[str]:
    folder = TemporaryDirectory(prefix="small-workspace-")
    _loaded(Path(folder.name))
    return folder


def copy_of(ws: Workspace, root: Path) -> Workspace:
    """The same workspace with its runs in another place: what a test does to it is that test's own."""
    return Workspace(shutil.copytree(ws.root, root, symlinks=True))


def _loaded(root: Path) -> Workspace:
    ws = Workspace.create(root, unit="H60.101")
    load(ws, "units", UNITS)
    load(ws, "dossiers", DOSSIERS)
    return ws


def sample_workspace(root: Path) -> Workspace:
    """The sample exports of three units, loaded: the registers first, by which the others find theirs."""
    ws = Workspace.create(root, unit="H60.101")
    exports = sorted((_SAMPLE / "exports").iterdir())
    for export in sorted(exports, key=lambda path: not path.name.startswith(("don-vi", "thu-tuc"))):
        report = ws.ingest(export)
        assert not report.refused, report.refused_reason
    return ws


def demo_workspace(root: Path) -> Workspace:
    """What `make demo` leaves in demo/: the sample exports of three units, loaded and published as of 2026-10-01."""
    from par_metrics.operations import nightly

    root.mkdir()
    shutil.copy(_SAMPLE / "par-metrics.toml", root)
    ws = Workspace.create(root)
    shutil.copytree(_SAMPLE / "exports", root / "inbox", dirs_exist_ok=True)
    nightly.run(root, "2026-10-01")
    return ws
