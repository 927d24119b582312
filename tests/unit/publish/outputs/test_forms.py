"""The forms of a run are written from what was kept of them, and are those that the command writes."""

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from par_metrics import Workspace, catalogue
from par_metrics.documents.forms import FORMS, Asked, make_form
from par_metrics.documents.forms.kept import forms_of_year, kept, paper_kept
from par_metrics.documents.forms.paper import paper_of
from par_metrics.domain.period import Period
from par_metrics.domain.plan import builtin_plan
from par_metrics.errors import Notice
from par_metrics.publish.manifest import Run
from par_metrics.publish.outcome import Outcome
from par_metrics.publish.outputs import forms
from par_metrics.settings.tables import OfficeSettings
from tests.support.workspaces import small_workspace

AS_OF = "2026-04-01"


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return small_workspace(tmp_path_factory.mktemp("forms"))


def test_what_is_kept_is_the_paper(ws: Workspace) -> None:
    office = OfficeSettings(name="Nơi lập", form_titles={"II.06a": "TÊN KHÁC"})
    # The second year has no dossiers: a list without rows keeps its columns.
    for year in ("2026", "2020"):
        with ws.snapshot(AS_OF if year == "2026" else "2020-12-31") as snapshot:
            for form in FORMS.values():
                asked = Asked(snapshot, Period.parse(year))
                paper = paper_of(form, asked, office, make_form(form, asked))
                again = paper_kept(kept(paper))
                assert again.filled.frame.equals(paper.filled.frame)
                assert again.filled.frame.schema == paper.filled.frame.schema
                assert list(again.notes()) == list(paper.notes())
                same = ("form", "by", "period", "as_of", "title", "reporter", "recipient", "place")
                assert all(getattr(again, name) == getattr(paper, name) for name in same)
                assert again.filled.totals == paper.filled.totals


def test_a_run_has_the_forms_that_the_command_writes(ws: Workspace, tmp_path: Path) -> None:
    with ws.snapshot(AS_OF) as snapshot:
        tables = {name: make(snapshot) for name, make in forms_of_year(ws.settings.office).items()}
    run = Run("r", *[datetime(2026, 4, 1)] * 3, None)
    forms.write(Outcome(run, tables, (), catalogue, builtin_plan(), None, "vi", "Asia/Ho_Chi_Minh"), tmp_path)
    with pytest.warns(Notice, match="In all"):
        ws.write_form(tmp_path / "own.xlsx", "qua-han", "2026", as_of=AS_OF)
    assert (tmp_path / "forms" / "qua-han.xlsx").read_bytes() == (tmp_path / "own.xlsx").read_bytes()
    found = [path.stem for path in sorted((tmp_path / "forms").iterdir())]
    assert found == sorted(["II.06a-don-vi", "II.06a-linh-vuc", *(form for form in FORMS if form != "II.06a")])
    by_unit = openpyxl.load_workbook(tmp_path / "forms" / "II.06a-don-vi.xlsx", data_only=True).worksheets[0]
    assert "Phường An Tường" in [cell.value for cell in by_unit["B"]]
