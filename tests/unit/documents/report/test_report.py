"""The report read back: what it says, how it looks, and what it is when there is little to say."""

import ast
import io
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Emu
from docx.table import Table

from par_metrics import Workspace
from par_metrics.display import number, percent
from par_metrics.documents import report as report_package
from par_metrics.documents.report import Report
from par_metrics.errors import UsageError
from par_metrics.indicators.catalogue import catalogue
from tests.support.reports import HOSTILE, PERIOD, opened, texts_of
from tests.support.workspaces import load

# Words of judgement; what a figure means is for the officer to say.
_JUDGEMENT = r"\b(tốt|kém|yếu|xuất sắc|nổi bật|đáng kể|khá|trung bình yếu|nguyên nhân do|nguyên nhân là|do cán bộ)\b"


@pytest.fixture(scope="module")
def document(written: Path) -> Docx:
    return opened(written)


@pytest.fixture(scope="module")
def texts(document: Docx) -> list[str]:
    return texts_of(document)


def _after(texts: list[str], head: str) -> str:
    """The paragraph behind a head."""
    return texts[texts.index(head) + 1]


def test_the_head_names_office_period_and_instant_and_leaves_number_and_date_open(texts: list[str]) -> None:
    assert texts[:6] == [
        "UBND tỉnh Tuyên Quang",
        "UBND phường An Tường",
        "",
        "Số:         /BC-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
    ]
    assert "An Tường, ngày ...... tháng ...... năm .........." in texts
    assert "Kính gửi: Sở Nội vụ tỉnh Tuyên Quang" in texts
    assert (
        "Phạm vi: Phường An Tường (H60.101); số liệu tính đến hết ngày 9/9/2026, là số tạm tính vì quý III năm 2026 "
        "chưa kết thúc."
    ) in texts
    assert texts[texts.index("TM. ỦY BAN NHÂN DÂN") + 1] == "CHỦ TỊCH"
    assert not any("{{" in text for text in texts)


def test_criteria_stand_by_their_numbers(texts: list[str]) -> None:
    """The plan has no row of SIPAS 6: it came after SIPAS 9."""
    for index, last in (("SIPAS", 9), ("PAPI", 8)):
        numbers = [int(found[1]) for text in texts if (found := re.match(rf"- {index} (\d):", text))]
        assert numbers == [*range(1, last + 1)]


@pytest.mark.parametrize(
    ("period", "as_of", "why"),
    [
        ("2026-H2", "2026-10-01", "là số tạm tính vì 6 tháng cuối năm 2026 chưa kết thúc."),
        ("2026", "2026-10-01", "là số tạm tính vì chưa đến ngày báo cáo 10/12/2026."),
        ("2026-Q3", "2026-10-01", None),
    ],
)
def test_a_period_that_is_not_over_has_provisional_figures(
    ws: Workspace, period: str, as_of: str, why: str | None
) -> None:
    """The plan wants no report of the second half year, and so names no day that could not have come yet."""
    report = ws.report(period, as_of=as_of)
    scope = next(text for text in texts_of(Document(io.BytesIO(report.docx()))) if text.startswith("Phạm vi:"))
    assert ("tạm tính" in report.about.vi, "provisional" in report.about.en) == (why is not None, why is not None)
    assert scope.endswith(why or "số liệu tính đến hết ngày 30/9/2026.")


def test_figures_have_both_sides_as_of_the_reporting_day(texts: list[str]) -> None:
    """0005 ended on 14/9, after the day of the report: it is not resolved in it."""
    assert "- Tỷ lệ hồ sơ giải quyết đúng hạn: 33,33% (1/3);" in texts
    assert any("Số hồ sơ đang giải quyết quá hạn: 1, chưa đạt chỉ tiêu 0" in text for text in texts)
    (reported,) = [text for text in texts if "báo cáo tiến độ" in text]
    assert reported.startswith("- 3 mục của Kế hoạch có báo cáo tiến độ: ")
    assert reported.endswith("; 31 mục chưa có báo cáo.")


def test_a_row_reported_on_track_whose_figure_misses_is_named(texts: list[str]) -> None:
    assert _after(texts, "3. Nội dung báo cáo chưa khớp với số liệu") == (
        "- Mục A.I.5.2, Dịch vụ hành chính: báo cáo ghi “đúng tiến độ”, trong khi tỷ lệ hồ sơ trễ hạn có thư xin lỗi "
        "được công khai: 33,33% (1/3), chưa đạt chỉ tiêu 100%."
    )


def test_misses_stand_under_what_can_still_be_done(texts: list[str]) -> None:
    assert _after(texts, "2. Chỉ tiêu chưa đạt") == "a) Còn khắc phục được:"
    assert _after(texts, "a) Còn khắc phục được:").startswith(
        "- Tỷ lệ hồ sơ trễ hạn có thư xin lỗi được công khai: 33,33% (1/3), chưa đạt chỉ tiêu 100%; phải khắc phục 2 "
    )
    assert "còn thiếu" not in " ".join(texts).casefold()


def test_figures_that_lack_something_are_words_and_never_numbers(texts: list[str]) -> None:
    text = "\n".join(texts)
    assert "- Tỷ lệ TTHC được công khai: chưa có số liệu, chỉ tiêu 100%;" in text
    assert "- Tỷ lệ hồ sơ có thành phần được số hóa: số liệu chưa đầy đủ, chưa có giá trị;" in text
    assert "- Tỷ lệ hồ sơ DVC trực tuyến toàn trình nộp trực tuyến: chưa tính được (không rõ TTHC 5), " in text
    assert "0,00% (0/0)" not in text and "(0/0)" not in text


def test_the_program_judges_nothing(texts: list[str]) -> None:
    """Neither in this report nor in any other: no text in its modules holds such a word."""
    told = " ".join(texts).casefold()
    assert re.findall(_JUDGEMENT, told) == []
    assert told.count("[...]") >= 5
    modules = Path(report_package.__file__).parent.glob("*.py")
    written = [
        node.value
        for module in modules
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert [text for text in written if re.search(_JUDGEMENT, text.casefold())] == []
    assert any("không thể đạt chỉ tiêu" in text for text in written)


def test_late_dossiers_are_listed_by_code_the_open_ones_first(document: Docx) -> None:
    rows = _rows(_table(document, "Mã hồ sơ"))
    assert [row[1] for row in rows] == ["H60.101-260801-0004", "H60.101-260701-0002", "H60.101-260801-0003"]
    assert rows[0][4] == "—" and rows[0][6] == "đang giải quyết"


def test_the_appendix_has_every_figure_of_the_scorecard(document: Docx, ws: Workspace) -> None:
    rows = _rows(_table(document, "Nội dung, chủ trì, thời hạn; chỉ số"))
    stated = {(row[1], row[2], row[3]) for row in rows}
    card = pl.DataFrame(ws.scorecard(PERIOD, "H60.101", as_of="2026-09-10")).filter(pl.col("value").is_not_null())
    shares = [r for r in card.iter_rows(named=True) if catalogue[r["indicator"]].unit == "share"]
    assert len(shares) >= 8
    for row in shares:
        label = catalogue[row["indicator"]].label.vi
        value = percent(row["numerator"] / row["denominator"], "vi").replace(" ", "")
        sides = f"{number(row['numerator'], 'vi')}/{number(row['denominator'], 'vi')}"
        assert (label, value, sides) in stated
    assert len({row[0] for row in rows} - {""}) == 38


def test_form_ii06a_balances(document: Docx, ws: Workspace) -> None:
    table = _table(document, "Tiếp nhận")
    total = _rows(table)[-1]
    form = pl.DataFrame(ws.form("II.06a", PERIOD, "H60.101", "2026-09-10", by="field"))
    assert total[1] == "Tổng số"
    assert [int(cell) for cell in total[2:]] == list(form.select(pl.exclude("field", "other").sum()).row(0))


def test_notes_say_what_was_known_and_what_was_never_loaded(document: Docx, texts: list[str], report: Report) -> None:
    assert f"- Gồm các tệp đã nạp đến: {report.facts.known_at:%d/%m/%Y %H:%M}." in texts
    kinds = {row[0]: row[1:] for row in _rows(_table(document, "Số tệp"))}
    assert kinds["Hồ sơ TTHC"][:2] == ["1", "01/04/2026 00:00"]
    assert kinds["Giao dịch thanh toán"] == ["chưa nạp", "—", "—", "—"]


# --- the look ------------------------------------------------------------------------


def test_pages_are_a4_and_only_wide_appendices_lie_across(document: Docx) -> None:
    pages = [(s.orientation, round(Emu(s.page_width or 0).cm, 1)) for s in document.sections]
    upright, across = (WD_ORIENT.PORTRAIT, 21.0), (WD_ORIENT.LANDSCAPE, 29.7)
    assert pages == [upright, across, across, upright, upright]
    for section in document.sections:
        margins = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
        assert [round(Emu(margin or 0).mm) for margin in margins] == [30, 15, 20, 20]
        assert section.different_first_page_header_footer
    assert "PAGE" in "".join(document.sections[0].header._element.itertext())
    starts = [len(section._sectPr.findall(qn("w:pgNumType"))) for section in document.sections]
    assert starts == [0, 1, 1, 1, 1]


def test_every_style_in_use_is_times_new_roman_in_every_script(document: Docx) -> None:
    used = {paragraph.style.name for paragraph in document.paragraphs if paragraph.style is not None}
    for name in used:
        fonts = document.styles[name].element.rPr.rFonts  # type: ignore[index]
        assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "cs", "eastAsia")} == {"Times New Roman"}
    languages = {language.get(qn("w:val")) for language in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"vi-VN"}


def test_tables_are_as_wide_as_the_text_and_say_so_twice(document: Docx) -> None:
    for heading, width in (("Nội dung, chủ trì, thời hạn; chỉ số", 25.2), ("Mã hồ sơ", 16.5)):
        table = _table(document, heading)
        columns = [Emu(column.width or 0).cm for column in table.columns]
        assert sum(columns) == pytest.approx(width, abs=0.05)
        rows = [[Emu(cell.width).cm for cell in row.tc_lst] for row in table._tbl.tr_lst]
        assert max(rows, key=len) == pytest.approx(columns, abs=0.01)
        # A cell that reaches over others is as wide as they were.
        assert [sum(row) for row in rows] == pytest.approx([width] * len(rows), abs=0.05)
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None  # type: ignore[union-attr]


def test_rules_are_borders_of_paragraphs(document: Docx) -> None:
    borders = list(document.element.body.iter(qn("w:pBdr")))
    assert len(borders) == 3
    assert not any(re.search(r"_{3,}|-{5,}", text) for text in texts_of(document))


# --- the file ------------------------------------------------------------------------


def test_the_same_figures_give_the_same_bytes(ws: Workspace, report: Report) -> None:
    assert ws.report(PERIOD).docx() == report.docx()
    properties = Document(io.BytesIO(report.docx())).core_properties
    assert properties.modified == report.facts.as_of.replace(tzinfo=properties.modified.tzinfo)  # type: ignore[union-attr]


def test_a_report_that_somebody_edited_is_not_overwritten(report: Report, tmp_path: Path) -> None:
    path = report.write(tmp_path / "bao-cao.docx")
    report.write(path)
    edited = opened(path)
    edited.add_paragraph("Ý kiến của lãnh đạo")
    edited.save(str(path))
    with pytest.raises(UsageError, match="was edited"):
        report.write(path)
    assert texts_of(opened(path))[-1] == "Ý kiến của lãnh đạo"
    with pytest.raises(UsageError, match=r"name it .*bao-cao\.pdf\.docx"):
        report.write(tmp_path / "bao-cao.pdf")


# --- little to say ---------------------------------------------------------------------


def test_nothing_loaded_and_a_period_to_come_are_refused(ws: Workspace, workspace: Workspace) -> None:
    with pytest.raises(UsageError, match="nothing is loaded"):
        workspace.report(PERIOD)
    with pytest.raises(UsageError, match="has not begun"):
        ws.report("2026-Q3", as_of="2026-07-01")
    with pytest.raises(UsageError, match="no unit"):
        ws.report(PERIOD, "H60.999")


def test_a_province_reports_its_units_together(ws: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PAR_METRICS_UNIT", "H60")
    made = Workspace(ws.root).report(PERIOD)
    document = opened(made.write(tmp_path / "tinh.docx"))
    assert made.facts.unit_code is None and made.stamp.unit_code is None
    text = "\n".join(texts_of(document))
    assert "- Tỷ lệ hồ sơ giải quyết đúng hạn: 50,00% (2/4);" in text
    assert "Phạm vi: 2 đơn vị đã nạp số liệu; số liệu tính đến hết ngày 9/9/2026, " in text
    assert [row[1] for row in _rows(_table(document, "Tiếp nhận"))][1:-1] == ["Phường An Tường", "Phường Mỹ Lâm"]


def test_a_period_without_records_has_no_figures(ws: Workspace, tmp_path: Path) -> None:
    text = "\n".join(texts_of(opened(ws.report("2025-Q3").write(tmp_path / "trong.docx"))))
    assert "- Tỷ lệ hồ sơ giải quyết đúng hạn: không phát sinh trong kỳ;" in text
    assert "tính đến hết ngày 9/9/2025" in text
    assert text.count("Chưa nạp hồ sơ nào.") == 3, "none that had come by then"


def test_before_its_day_a_report_is_provisional_and_of_now(ws: Workspace) -> None:
    report = ws.report("2026-Q3", as_of="2026-08-15T08:00")
    assert report.facts.as_of == datetime(2026, 8, 15, 8)
    whole = "\n".join(texts_of(Document(io.BytesIO(report.docx()))))
    assert "tính đến 8 giờ 00 phút ngày 15/8/2026, là số tạm tính vì chưa đến ngày báo cáo 10/9/2026" in whole
    assert "provisional" in report.about.en


def test_hostile_names_stay_text_and_one_dossier_is_enough(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAR_METRICS_OFFICE__NAME", HOSTILE)
    load(
        workspace,
        "dossiers",
        """
        dossier_code        | unit_code | status | received_at         | due_at     | completed_at
        H60.101-260701-0001 | H60.101   | 10     | 2026-07-01 08:00:00 | 2026-07-10 | 2026-07-09 08:00:00
        """,
    )
    text = "\n".join(texts_of(opened(Workspace(workspace.root).report(PERIOD).write(tmp_path / "bao-cao.docx"))))
    # The braces of a name are no field, its angles no markup, its order to turn the line is gone.
    assert '<script>alert("x")</script> & {{kỳ báo cáo}} RTL' in text
    assert "\u202e" not in text and "Dài" * 60 in text
    assert "- Tỷ lệ hồ sơ giải quyết đúng hạn: 100,00% (1/1);" in text
    assert "[cơ quan chủ quản]" in text and "[cơ quan nhận báo cáo]" in text


def _table(document: Docx, heading: str) -> Table:
    return next(table for table in document.tables if heading in [cell.text for cell in table.rows[0].cells])


def _rows(table: Table) -> list[list[str]]:
    """The rows below the head, the numbering row of a form too."""
    heads = len([row for row in table._tbl.tr_lst if row.trPr.find(qn("w:tblHeader")) is not None])

    def text(cell: Any) -> str:
        return "".join(piece.text or "" for piece in cell.iter(qn("w:t")))

    return [[text(cell) for cell in row.tc_lst] for row in table._tbl.tr_lst[heads:]]
