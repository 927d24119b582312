"""The line above a table says what it is of and what it comes to, on a terminal alone."""

import pytest

from par_metrics import Workspace
from par_metrics.cli.entry import run
from tests.support.workspaces import load, small_workspace

AS_OF = ("--as-of", "2026-04-10")
UNITS = """
    unit_code | unit_name       | level   | valid_to   | successor_code
    H60.101   | Phường An Tường | commune |            |
    H60.102   | Phường Mỹ Lâm   | commune | 2026-03-31 | H60.101
"""
OPEN = """
    dossier_code        | unit_code | status | received_at         | due_at
    H60.101-260301-0021 | H60.101   | 4      | 2026-03-02 08:00:00 | 2026-03-20 17:00:00
"""


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = small_workspace(tmp_path_factory.mktemp("summaries"))
    load(made, "units", UNITS)
    load(made, "dossiers", OPEN)
    return made


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["rules"], "11 rule sets: 5 confirmed by a published text, 2 give points. To use one: --rules NAME"),
        (["form", "II.06a", "--period", "2026-Q1", *AS_OF], "all units, 2026-Q1, as of 2026-04-10 00:00"),
        (["at-risk", "--by", "unit_code", *AS_OF], "groups of dossiers to handle: 1 overdue, 0 due today"),
        (["reconcile", "dossiers", "one_stop", "one_stop", "--part", "differences"], ": 0 rows."),
        (["explain", "papi_1", "--period", "2026", *AS_OF], "as of 2026-04-10 00:00, provisional. There are no rows."),
        (["scorecard", "--unit", "H60.102", *AS_OF], "Scorecard of Phường An Tường (H60.101), 2026"),
    ],
)
def test_a_table_is_headed(ws: Workspace, capsys: pytest.CaptureFixture[str], command: list[str], said: str) -> None:
    call = ["--workspace", str(ws.root), "--lang", "en", *command]
    assert run(call) == 0
    assert said in capsys.readouterr().err
    assert run([*call, "--format", "json"]) == 0
    assert said not in capsys.readouterr().err, "a program reads the table alone"
