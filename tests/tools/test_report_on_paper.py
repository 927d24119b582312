"""The report as LibreOffice prints it: pages, lines that must not break, and every figure of the scorecard."""

import re
import subprocess
from pathlib import Path

import polars as pl
import pytest
from docx import Document

from par_metrics import Workspace
from par_metrics.display import number, percent
from par_metrics.documents.report.package import is_edited, stamp_of
from par_metrics.indicators.catalogue import catalogue
from tests.support.office import Office, pages_of
from tests.support.reports import PERIOD, reporting_workspace


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return reporting_workspace(tmp_path_factory.mktemp("reporting"))


@pytest.fixture(scope="module")
def pdf(ws: Workspace, office: Office) -> Path:
    return office.as_pdf(ws.report(PERIOD).write(office.folder / "bao-cao.docx"))


@pytest.fixture(scope="module")
def pages(pdf: Path) -> list[str]:
    return pages_of(pdf)


def test_the_head_is_on_lines_of_its_own(pages: list[str]) -> None:
    lines = [" ".join(line.split()) for line in pages[0].splitlines() if line.strip()]
    assert lines[0] == "UBND TỈNH TUYÊN QUANG CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert lines[1] == "UBND PHƯỜNG AN TƯỜNG Độc lập - Tự do - Hạnh phúc"
    assert lines[2].startswith("Số: /BC-UBND An Tường, ngày")


def test_pages_are_numbered_but_for_the_first_and_appendices_anew(pages: list[str]) -> None:
    assert 10 <= len(pages) <= 17
    tops = [page.strip().splitlines()[0].strip() for page in pages]
    firsts = [number for number, page in enumerate(pages) if re.search(r"^ *PHỤ LỤC [IV]+$", page, re.MULTILINE)]
    assert len(firsts) == 4
    for first, following in zip([0, *firsts], [*firsts, len(pages)], strict=True):
        assert not tops[first].isdigit()
        assert tops[first + 1 : following] == [str(n) for n in range(2, following - first + 1)]


def test_the_scorecard_takes_few_pages(pages: list[str]) -> None:
    """A title with its office, and a figure, take a line each where they can: it was 8 pages."""
    first, following = (
        next(n for n, page in enumerate(pages) if re.search(rf"^ *PHỤ LỤC {roman}$", page, re.MULTILINE))
        for roman in ("I", "II")
    )
    assert following - first <= 6


def test_heads_stay_with_what_follows(ws: Workspace, office: Office, pages: list[str]) -> None:
    """Their styles say so. LibreOffice leaves one alone all the same, on a page that is full to its last line."""
    document = Document(str(ws.report(PERIOD).write(office.folder / "kieu.docx")))
    assert all(document.styles[name].paragraph_format.keep_with_next for name in ("Heading 1", "Heading 2"))
    last = [page.strip().splitlines()[-1].strip() for page in pages]
    assert len([line for line in last if re.match(r"([IVX]+|\d+|[a-h])[.)] ", line)]) <= 1


def test_wide_appendices_lie_across(pdf: Path, pages: list[str]) -> None:
    told = subprocess.run(
        ["pdfinfo", "-f", "1", "-l", str(len(pages)), str(pdf)], check=True, capture_output=True, text=True
    ).stdout
    sizes = re.findall(r"Page +\d+ size: +([\d.]+) x ([\d.]+)", told)
    is_across = [float(width) > float(height) for width, height in sizes]
    appendices = {roman: n for n, p in enumerate(pages) for roman in re.findall(r"PHỤ LỤC ([IV]+)$", p, re.MULTILINE)}
    assert [is_across[appendices[roman]] for roman in ("I", "II", "III", "IV")] == [True, True, False, False]
    assert not is_across[0]


def test_what_was_saved_elsewhere_still_says_what_it_is_of_and_is_not_overwritten(
    ws: Workspace, office: Office
) -> None:
    report = ws.report(PERIOD)
    path = report.write(office.folder / "luu-lai.docx")
    assert not is_edited(path)
    saved = office.saved(path)
    assert is_edited(saved) and stamp_of(saved) == report.stamp


def test_every_share_of_the_scorecard_is_on_paper(ws: Workspace, pages: list[str]) -> None:
    text = " ".join("\n".join(pages).split())
    card = pl.DataFrame(ws.scorecard(PERIOD, "H60.101", as_of="2026-09-10")).filter(pl.col("value").is_not_null())
    shares = [row for row in card.iter_rows(named=True) if catalogue[row["indicator"]].unit == "share"]
    assert len(shares) >= 8
    for row in shares:
        value = percent(row["value"], "vi").replace(" ", "")
        assert f"{value} ({number(row['numerator'], 'vi')}/{number(row['denominator'], 'vi')})" in text, row[
            "indicator"
        ]
