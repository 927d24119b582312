"""Writes a small workspace by the software of a commit, which later software is to open.

`git worktree add /tmp/then COMMIT`, then `PYTHONPATH=/tmp/then python tests/support/make_former.py FOLDER NAME` writes
`former/NAME.tar.xz`, with the figures of then in `figures.json`.
"""

import json
import sys
import tarfile
from pathlib import Path
from typing import Any

import par_metrics as pm

_UNITS = "unit_code,unit_name,level\nH60.101,Phường An Tường,commune\nH60.102,Phường Mỹ Lâm,commune\n"
_HEADING = "dossier_code,unit_code,status,received_at,due_at,completed_at,channel\n"
_FIRST = """\
H60.101-260201-0001,H60.101,10,2026-02-02 08:00:00,2026-02-10 17:00:00,2026-02-09 08:00:00,online
H60.101-260201-0002,H60.101,10,2026-02-02 08:00:00,2026-02-10 17:00:00,2026-02-11 08:00:00,postal
H60.101-260301-0003,H60.101,10,2026-03-02 08:00:00,2026-03-10 17:00:00,2026-03-09 08:00:00,online
H60.101-260301-0004,H60.101,9,2026-03-02 08:00:00,2026-03-10 17:00:00,2026-03-10 17:00:00,online
H60.102-260301-0006,H60.102,10,2026-03-02 08:00:00,2026-03-10 17:00:00,2026-03-05 08:00:00,online
"""
_SECOND = """\
H60.101-260301-0003,H60.101,10,2026-03-02 08:00:00,2026-03-10 17:00:00,2026-03-12 08:00:00,online
H60.101-260301-0007,H60.101,4,2026-03-20 08:00:00,2026-03-30 17:00:00,,in_person
H60.101-260301-0008,H60.101,99,2026-03-20 08:00:00,2026-03-30 17:00:00,,in_person
"""
_TOLD = ("indicator", "version", "unit_code", "numerator", "denominator", "value", "status")


def figures(ws: Any) -> list[dict[str, Any]]:
    """What is compared: every figure of a month that counts anything."""
    table = ws.compute(None, period="2026-03", as_of="2026-06-01", by=["unit_code"])
    counted = table.filter(table["numerator"].is_not_null() | table["denominator"].is_not_null())
    found: list[dict[str, Any]] = counted.select(_TOLD).to_dicts()
    return found


def make(root: Path) -> None:
    """Write the workspace."""
    ws = pm.Workspace.create(root, unit="H60.101")
    exports = (
        ("don-vi.csv", "units", _UNITS, "2026-04-01"),
        ("ho-so-1.csv", "dossiers", _HEADING + _FIRST, "2026-04-01"),
        ("ho-so-2.csv", "dossiers", _HEADING + _SECOND, "2026-05-01"),
        ("rong.csv", None, "", None),
    )
    for name, kind, text, exported_at in exports:
        path = root / "inbox" / name
        path.write_text(text, encoding="utf-8")
        ws.ingest(path, kind=kind, exported_at=exported_at)
        path.unlink()
    (root / "figures.json").write_text(json.dumps(figures(ws), ensure_ascii=False), encoding="utf-8")
    for private in (".pseudonym-key", ".writer.json", ".writer.lock"):
        (root / private).unlink(missing_ok=True)


if __name__ == "__main__":
    folder, name = Path(sys.argv[1]), sys.argv[2]
    make(folder)
    with tarfile.open(Path(__file__).parent / "former" / f"{name}.tar.xz", "w:xz") as packed:
        packed.add(folder, arcname=".")
