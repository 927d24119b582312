"""What is said of a procedure holds from a day on, wherever it is counted."""

from pathlib import Path

import pytest

from par_metrics import Workspace
from par_metrics.errors import Notice

CODE = "1.004269"


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    ws = Workspace.create(tmp_path / "w", unit="H60.101")
    take(
        ws,
        "dossiers",
        "dossier_code,unit_code,status,received_at,procedure_code,fee_vnd,online_payment",
        f"D1,H60.101,4,2026-03-10,{CODE},5000,national",
    )
    return ws


def take(ws: Workspace, kind: str, heading: str, row: str, exported_at: str = "2026-06-01") -> None:
    path = ws.root / f"{kind}{exported_at}.csv"
    path.write_text(f"{heading}\n{row}\n", encoding="utf-8")
    assert ws.ingest(path, kind=kind, exported_at=exported_at).accepted == 1


def test_a_form_by_field_takes_the_field_of_the_time(ws: Workspace) -> None:
    for field, since in (("Đất đai", "2026-01-01"), ("Hộ tịch", "2026-07-01")):
        take(ws, "procedures", "procedure_code,field", f"{CODE},{field}", since)
    take(
        ws,
        "dossiers",
        "dossier_code,unit_code,status,received_at,procedure_code",
        f"D2,H60.101,4,2026-08-10,{CODE}",
        "2026-09-01",
    )
    with pytest.warns(Notice, match="empty where exports say nothing: of the channel, or the due date"):
        form = ws.form(period="2026", by="field", as_of="2026-12-31")
    assert form.select("field", "received_total", "received_online", "in_time").rows() == [
        ("Hộ tịch", 1, None, None),
        ("Đất đai", 1, None, None),
    ]
