"""A register that is loaded today does not change what held of a procedure then."""

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


def take(ws: Workspace, kind: str, heading: str, row: str, exported_at: str = "2026-06-01", rows: int = 1) -> None:
    path = ws.root / f"{kind}{exported_at}.csv"
    path.write_text(f"{heading}\n{row}\n", encoding="utf-8")
    assert ws.ingest(path, kind=kind, exported_at=exported_at).accepted == rows


def march(ws: Workspace) -> tuple[object, object]:
    figure = ws.compute("online_payment_dossiers_rate", "2026-03", as_of="2027-01-01")
    return figure["numerator"].item(), figure["denominator"].item()


def test_a_register_that_reaches_back_takes_what_it_lacks_from_those_that_had_begun(ws: Workspace) -> None:
    """The fee that was abolished in July was abolished in March: 0 of 0 instead of 1 of 1."""
    take(ws, "procedures", "procedure_code,has_fee", f"{CODE},1", "2026-01-01")
    take(ws, "procedures", "procedure_code,has_fee,valid_from", f"{CODE},0,2026-07-01", "2026-07-01")
    assert march(ws) == (1, 1)
    take(ws, "procedures", "procedure_code,level,valid_from", f"{CODE},commune,2026-02-01", "2026-09-01")
    assert march(ws) == (1, 1)
    take(ws, "procedures", "procedure_code,has_fee,valid_from", f"{CODE},0,2026-02-01", "2026-10-01")
    assert march(ws) == (0, 0), "one that says so itself reaches back"


def test_registers_one_after_another_keep_what_the_last_one_said(ws: Workspace) -> None:
    other = "1.000001,{}\n"
    take(ws, "procedures", "procedure_code,has_fee", other.format(0) + f"{CODE},1", "2026-01-01", rows=2)
    take(ws, "procedures", "procedure_code,level", other.format("commune") + f"{CODE},commune", "2026-02-01", rows=2)
    take(ws, "procedures", "procedure_code,service_level", f"{CODE},full", "2026-03-01")
    assert march(ws) == (1, 1)


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
    with pytest.warns(Notice, match="2 dossiers without a due date count as on time or in time, 2 of an unknown"):
        form = ws.form(period="2026", by="field", as_of="2026-12-31")
    assert form.select("field", "received_total").rows() == [("Hộ tịch", 1), ("Đất đai", 1)]
