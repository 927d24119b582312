"""A result as a workbook: names, words and numbers, and nothing that runs."""

from datetime import datetime
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from par_metrics import UsageError, Workspace
from par_metrics.display.frames import Figures, Table, shown_in
from par_metrics.support.characters import visible_only
from tests.support.workspaces import small_workspace

HOSTILE = '=cmd()|"<script>"\u202e'


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return small_workspace(tmp_path_factory.mktemp("excel"))


def cells(path: Path) -> list[dict[str, openpyxl.cell.Cell]]:
    head, *rows = openpyxl.load_workbook(path).active.iter_rows()
    return [dict(zip([cell.value for cell in head], row, strict=True)) for row in rows]


def test_figures_have_names_beside_codes_and_real_numbers(ws: Workspace, tmp_path: Path) -> None:
    figures = ws.compute(["on_time_rate", "overdue_open_count"], "2026-03", as_of="2026-04-01", by="unit_code")
    rows = cells(figures.to_excel(tmp_path / "so-lieu.xlsx"))
    assert len(rows) == figures.height
    first = rows[0]
    assert first["Tên chỉ số"].value == "Tỷ lệ hồ sơ giải quyết đúng hạn" and first["Chỉ số"].value == "on_time_rate"
    assert (first["Tên đơn vị"].value, first["Đơn vị"].value) == ("Phường An Tường", "H60.101")
    assert first["Kết quả"].value == "theo dõi" and first["Tạm tính"].value == "không"
    assert [row["Giá trị"].value for row in rows] == pytest.approx(figures["value"].to_list())
    assert first["Giá trị"].number_format == "0.00%" and rows[-1]["Giá trị"].number_format == "#,##0"
    assert first["Tính đến"].value == datetime(2026, 4, 1) and first["Chỉ tiêu"].value is None


def test_text_of_an_export_is_no_formula(tmp_path: Path) -> None:
    names = {"U1": HOSTILE}
    frame = pl.DataFrame({"unit_code": ["U1", "U2"], "title": [HOSTILE, "x" * 40_000], "points": [1.5, None]})
    rows = cells(shown_in(Table, "en", frame, names).to_excel(tmp_path / "x.xlsx"))
    assert rows[0]["Unit name"].value == visible_only(HOSTILE) and rows[0]["Unit name"].data_type == "s"
    assert rows[0]["Title"].value == visible_only(HOSTILE) and rows[0]["Title"].data_type == "s"
    assert rows[1]["Unit name"].value is None and rows[1]["Unit"].value == "U2"
    assert len(rows[1]["Title"].value) == 32_767 and rows[1]["Points"].value is None


def test_an_empty_table_and_a_wrong_name(tmp_path: Path) -> None:
    empty = shown_in(Figures, "vi", pl.DataFrame({"indicator": []}, schema={"indicator": pl.String}))
    assert cells(empty.to_excel(tmp_path / "empty.xlsx")) == []
    with pytest.raises(UsageError, match=r"\.xlsx"):
        empty.to_excel(tmp_path / "empty.csv")
    with pytest.raises(UsageError, match="cannot write"):
        empty.to_excel(tmp_path / "nowhere" / "empty.xlsx")
