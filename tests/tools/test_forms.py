"""Official forms as LibreOffice opens them: formulas come to the values beside them; the paper is one page wide."""

import warnings
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

import par_metrics as pm
from par_metrics.documents.forms import FORMS
from par_metrics.errors import Notice
from tests.support.office import Office, pages_of, size_of
from tests.support.workspaces import UNITS, load
from tests.unit.documents.forms.test_filled import AS_OF, DOSSIERS, PAYMENTS, PERIOD, PROCEDURES

LONG = "Phường tên rất dài " * 10
HEADS = {
    "II.06a": "Biểu số: II.06a/VPCP/KSTT",
    "766-tien-do": "THEO DÕI TIẾN ĐỘ GIẢI QUYẾT",
    "766-thanh-toan": "THANH TOÁN TRỰC TUYẾN",
    "766-so-hoa": "CHỈ TIÊU SỐ HÓA",
    "qua-han": "DANH SÁCH ĐƠN VỊ CHẬM TRỄ",
    "xin-loi": "Tên TTHC",
}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Every form, of two units, one of a long name."""
    folder = tmp_path_factory.mktemp("forms")
    ws = pm.Workspace.create(folder / "ws", unit="H60.101")
    tables = {"units": UNITS.replace("Phường Mỹ Lâm", LONG), "procedures": PROCEDURES}
    for kind, table in {**tables, "dossiers": DOSSIERS, "payments": PAYMENTS}.items():
        load(ws, kind, table)
    paths = {form: folder / f"{form}.xlsx" for form in FORMS}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Notice)
        for form, path in paths.items():
            ws.write_form(path, form, PERIOD, as_of=AS_OF)
    return paths


def test_formulas_come_to_the_values_beside_them(written: Mapping[str, Path], office: Office) -> None:
    formulas = 0
    for path, recalculated in zip(written.values(), office.all_as("xlsx", [*written.values()]), strict=True):
        said, stated = (openpyxl.load_workbook(path, data_only=values).worksheets[0] for values in (True, False))
        reckoned = openpyxl.load_workbook(recalculated, data_only=True).worksheets[0]
        for row in stated.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    formulas += 1
                    assert reckoned[cell.coordinate].value == pytest.approx(said[cell.coordinate].value), cell.value
    assert formulas > 40


def test_the_paper_is_landscape_one_page_wide_and_says_what_it_is(written: Mapping[str, Path], office: Office) -> None:
    for (form, _), pdf in zip(written.items(), office.all_as("pdf", [*written.values()]), strict=True):
        width, height = size_of(pdf)
        assert width > height
        pages = pages_of(pdf)
        # The letters' notes are a sheet of their own.
        assert len(pages) == (2 if form == "xin-loi" else 1), form
        assert HEADS[form] in pages[0]
        if form != "xin-loi":
            assert "NGƯỜI LẬP BIỂU" in pages[0]
            assert "Trang 1/1" in pages[0]
        if form not in ("qua-han", "xin-loi"):
            seen = " ".join(pages[0].split())
            assert seen.count("tên rất dài") >= 8, "a long name is seen whole"
