"""Tables of the command line as files: a page in a browser, and the workbook of a run on paper."""

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Browser

from par_metrics.display.page import html_page
from par_metrics.display.shown import shown
from tests.support.office import Office, pages_of, size_of
from tests.support.workspaces import small_workspace

ROWS = 60
TABLE = pl.DataFrame(
    {
        "indicator": ["on_time_rate", "overdue_open_count"] * (ROWS // 2),
        "period": ["2026"] * ROWS,
        "dossier_code": [f"H60.101-260301-{n:05}" for n in range(ROWS)],
        "procedure_name": ["một thủ tục có tên rất dài " * 8, "<b>x</b>" * 20] * (ROWS // 2),
        "due_at": [datetime(2026, 3, 10, 17), None] * (ROWS // 2),
        "value": [0.9377, 14.0] * (ROWS // 2),
        "status": ["met", "missed"] * (ROWS // 2),
        "code_of_one_long_word": ["x" * 120] * ROWS,
    }
)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_page_fits_its_screen_asks_for_nothing_and_hinders_nobody(
    browser: Browser, axe: str, tmp_path: Path, width: int
) -> None:
    path = tmp_path / "table.html"
    page_text = html_page("Bảng thử", shown(TABLE, "vi", {}), "vi", {"on_time_rate": "share"})
    path.write_text(page_text, encoding="utf-8")
    asked: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert asked == [path.as_uri()]
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth") == page.evaluate(f"{root}.clientWidth")
    # What is wider scrolls inside of a frame whose bar is in sight; on a phone nothing is.
    frame = page.locator(".frame")
    assert (frame.bounding_box() or {"height": 9e9})["height"] <= 800 or width < 640
    assert frame.evaluate("frame => frame.scrollWidth - frame.clientWidth") == 0 or width > 640
    # On a phone a row is a card: its heading stands beside each value.
    cell = page.locator("tbody tr").first.locator("td", has_text="93,77 %")
    assert (cell.bounding_box() or {"width": 0})["width"] > 250 or width > 640
    page.add_script_tag(content=axe)
    found = page.evaluate("axe.run()")
    assert [violation["id"] for violation in found["violations"]] == []
    context.close()


def test_the_workbook_of_a_run_on_paper(tmp_path: Path, office: Office) -> None:
    run = small_workspace(tmp_path / "ws").publish("2026-04-01")
    pdf = office.as_pdf(run.folder / "bang-diem.xlsx")
    width, height = size_of(pdf)
    assert width > height
    pages = pages_of(pdf)
    assert "Số liệu đến hết ngày 31/3/2026" in pages[0], "what the paper is of is in its head"
    assert "Nội dung" in pages[0]
    assert any("TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT" in page for page in pages)
    assert any(page.startswith("Bảng điểm cải cách hành chính") for page in pages)
    assert any("✓ đạt" in page for page in pages)
    assert len(pages) < 20
