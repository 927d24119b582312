"""Small exports with canonical headings, for tests of what happens around loading."""

from pathlib import Path

UNITS = """\
unit_code,unit_name,level
H60.101,Phường An Tường,commune
H60.102,Phường Minh Xuân,commune
"""

DOSSIERS = """\
dossier_code,unit_code,status,received_at,due_at,completed_at
H60.101-260301-0001,H60.101,10,2026-03-01 08:00,2026-03-05,2026-03-05 16:00
H60.101-260301-0002,H60.101,10,2026-03-01 08:00,2026-03-05,2026-03-06 08:00
"""

DOSSIERS_OF_UNKNOWN_UNIT = """\
dossier_code,unit_code,status,received_at,due_at,completed_at
H60.999-260301-0001,H60.999,10,2026-03-01 08:00,2026-03-05,2026-03-05 16:00
"""

NO_LAYOUT = """\
animal,weight
cat,4
"""


def drop(root: Path, **files: str) -> None:
    """Write each text as `inbox/<name>.csv` of the workspace at `root`."""
    for name, text in files.items():
        (root / "inbox" / f"{name}.csv").write_text(text, encoding="utf-8")
