"""Reports that were handed in: kept as they were, and what is otherwise since, by records, definitions or settings."""

import json
from pathlib import Path

import polars as pl
import pytest

from par_metrics import Workspace
from par_metrics.errors import UsageError
from tests.support.reports import PERIOD, reporting_workspace
from tests.support.workspaces import load

CORRECTION = """
    dossier_code        | unit_code | status | due_at
    H60.101-260701-0002 | H60.101   | 10     | 2026-07-20
"""


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return reporting_workspace(tmp_path / "workspace")


def test_what_changed_since_a_report_was_handed_in_is_told_apart(ws: Workspace) -> None:
    signed, before = ws.sign_report(PERIOD)
    assert before == 0 and (signed.unit_code, signed.period) == ("H60.101", PERIOD)
    card = pl.DataFrame(ws.scorecard(PERIOD, "H60.101", as_of="2026-09-10")).drop_nulls("indicator")
    kept = dict(signed.figures.select("indicator", "value").iter_rows())
    assert {row["indicator"]: row["value"] for row in card.iter_rows(named=True)} == kept

    # Nothing changed: the kept figures are those made anew.
    nothing = ws.diff_reported(PERIOD)
    assert nothing.diff.figures.is_empty() and nothing.otherwise.is_empty()
    assert nothing.signed.figures.equals(signed.figures) and nothing.signed.known_at == signed.known_at

    # A correction of a record after the signing: by records, with its load, as of the day of the report.
    late = load(ws, "dossiers", CORRECTION)
    found = ws.diff_reported(PERIOD, ids="on_time_rate")
    (figure,) = found.diff.figures.rows(named=True)
    assert (figure["numerator_before"], figure["numerator_after"]) == (1, 2)
    assert found.diff.loads["load_id"].to_list() == [late] and found.diff.as_of == signed.as_of
    assert found.otherwise.is_empty()

    # Another version of a definition, and another target: apart from the records, and from each other.
    file = ws.root / "reported" / f"{PERIOD}.json"
    told = json.loads(file.read_text(encoding="utf-8"))
    (rate,) = [row for row in told["signings"][0]["figures"] if row["indicator"] == "on_time_rate_due"]
    rate["version"], rate["numerator"] = 1, 0.0
    file.write_text(json.dumps(told), encoding="utf-8")
    settings = ws.root / "par-metrics.toml"
    own = '[[targets]]\nindicator = "results_published_rate"\nvalue = 0.5\nyears = [2026, 2030]\n'
    settings.write_text(settings.read_text(encoding="utf-8") + own, encoding="utf-8")
    apart = Workspace(ws.root).diff_reported(PERIOD).otherwise
    assert dict(apart.select("indicator", "because").iter_rows()) == {
        "on_time_rate_due": "definition",
        "results_published_rate": "settings",
    }
    assert apart.filter(because="definition").select("version_before", "version_after").row(0) == (1, 2)
    assert apart.filter(because="settings").select("target_before", "target_after").row(0) == (1.0, 0.5)


def test_signing_again_keeps_what_was_signed_before(ws: Workspace) -> None:
    first, _ = ws.sign_report(PERIOD)
    load(ws, "dossiers", CORRECTION)
    # The report handed in was made before the correction.
    again, before = ws.sign_report(PERIOD, known_at=first.known_at)
    assert before == 1 and again.figures.equals(first.figures)
    other, none_before = ws.sign_report(PERIOD, "H60.102")
    assert none_before == 0
    file = ws.root / "reported" / f"{PERIOD}.json"
    told = json.loads(file.read_text(encoding="utf-8"))
    assert [kept["unit_code"] for kept in told["signings"]] == ["H60.101", "H60.101", "H60.102"]
    assert ws.diff_reported(PERIOD, "H60.102").signed.signed_by == other.signed_by

    # What cannot be read is never written over.
    file.write_text("{", encoding="utf-8")
    with pytest.raises(UsageError, match="damaged"):
        ws.sign_report(PERIOD)
    assert file.read_text(encoding="utf-8") == "{"
    with pytest.raises(UsageError, match=r"no report of 2026-Q2 of unit H60\.101 was signed"):
        ws.diff_reported("2026-Q2")
