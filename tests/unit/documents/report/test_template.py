"""The office's own template: what an officer may do in Word, and what she is told when a field is wrong."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.shared import Pt

from par_metrics import Workspace, template
from par_metrics.documents.report import Report
from par_metrics.documents.report.fields import FIELDS
from par_metrics.documents.report.filling import fill
from par_metrics.documents.report.package import stamp_of
from par_metrics.documents.report.template import read_template
from par_metrics.errors import UsageError
from tests.support.reports import PERIOD, opened, texts_of

NEEDED = "{{kỳ báo cáo}} {{phạm vi số liệu}} {{tính đến}}"


def own_template(path: Path, *paragraphs: str) -> Path:
    """A template with what every one must have, and these paragraphs."""
    document = Document()
    for text in (NEEDED, "{{lưu ý số liệu}}", *paragraphs):
        document.add_paragraph(text)
    document.save(str(path))
    return path


def filled(report: Report, path: Path) -> Docx:
    document = read_template(path).opened()
    fill(document, report.facts)
    return document


def test_the_built_in_template_is_written_to_start_from_and_has_every_field(tmp_path: Path) -> None:
    path = template("bao-cao", tmp_path / "mau.docx")
    assert read_template(path).left_out == ()
    assert template("report", tmp_path / "again.docx").read_bytes() == path.read_bytes()
    with pytest.raises(UsageError, match="exists"):
        template("bao-cao", path)
    with pytest.raises(UsageError, match=r"Word: name it .*mau\.xlsx\.docx"):
        template("bao-cao", tmp_path / "mau.xlsx")


def test_text_is_moved_fonts_changed_and_own_text_kept(report: Report, tmp_path: Path) -> None:
    path = template("bao-cao", tmp_path / "mau.docx")
    document = opened(path)
    moved = next(p for p in document.paragraphs if p.text == "{{tài chính công}}")
    moved.runs[0].font.size = Pt(17)
    first = next(p for p in document.paragraphs if p.text.startswith("I. "))
    first._p.addprevious(moved._p)
    moved.insert_paragraph_before("Lời nói đầu của phường.")
    document.save(str(path))
    texts = texts_of(made := filled(report, path))
    assert texts.index("Lời nói đầu của phường.") + 1 == texts.index(
        "- Tỷ lệ kiến nghị thanh tra, kiểm toán được thực hiện: chưa có số liệu, chỉ tiêu 100%;"
    )
    sizes = {p.runs[0].font.size for p in made.paragraphs if p.text.startswith("- Tỷ lệ kiến nghị thanh tra")}
    assert sizes == {Pt(17)}


def test_a_field_is_found_however_word_divides_and_writes_it(report: Report, tmp_path: Path) -> None:
    path = own_template(tmp_path / "mau.docx")
    document = opened(path)
    divided = document.add_paragraph()
    for piece, is_bold in (("Kỳ: {", False), ("{KỲ ", True), ("bao_cao", False), ("}", True), ("}!", False)):
        divided.add_run(piece).bold = is_bold
    document.sections[0].header.paragraphs[0].text = "{{ địa   danh }}"
    cell = document.add_table(1, 1).rows[0].cells[0]
    cell.text = "{{cơ quan}}"
    document.save(str(path))
    made = filled(report, path)
    assert "Kỳ: quý III năm 2026!" in texts_of(made)
    assert made.sections[0].header.paragraphs[0].text == "An Tường"
    assert made.tables[-1].rows[0].cells[0].text == "UBND phường An Tường"


def test_a_field_that_ends_a_section_leaves_the_section(report: Report, tmp_path: Path) -> None:
    path = own_template(tmp_path / "mau.docx")
    document = opened(path)
    last = document.add_paragraph("{{bảng điểm}}")
    document.add_section()
    # Word keeps the break of a section in the properties of its last paragraph.
    (broken,) = [p for p in document.element.body.iter(qn("w:p")) if p.find(f".//{qn('w:sectPr')}") is not None]
    last._p.get_or_add_pPr().append(broken.pPr.find(qn("w:sectPr")))
    broken.getparent().remove(broken)
    document.save(str(path))
    made = filled(report, path)
    assert len(made.sections) == 2 and len(made.tables) == 1


def test_a_cell_still_ends_in_a_paragraph_where_its_field_gives_a_table(report: Report, tmp_path: Path) -> None:
    path = own_template(tmp_path / "mau.docx")
    document = opened(path)
    document.add_table(1, 1).rows[0].cells[0].text = "{{danh sách hồ sơ quá hạn}}"
    document.save(str(path))
    (outer,) = filled(report, path).tables
    cell = outer.rows[0].cells[0]
    assert [child.tag for child in cell._tc][-2:] == [qn("w:tbl"), qn("w:p")]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("{{kỳ báo cao tới}}", 'no field "kỳ báo cao tới". The nearest is "kỳ báo cáo"'),
        ("{{số lượng voi}}", 'no field "số lượng voi"'),
        ("{{kỳ báo cáo", '"{{" in the paragraph "{{kỳ báo cáo" is a broken field'),
        ("kỳ báo cáo}}", "broken field"),
        ("{kỳ báo cáo}", "broken field"),
        ("{{{kỳ báo cáo}}}", "broken field"),
        ("Danh sách: {{bảng điểm}}", '"bảng điểm" must stand alone'),
    ],
)
def test_a_wrong_field_is_named_with_what_to_do(tmp_path: Path, wrong: str, told: str) -> None:
    with pytest.raises(UsageError) as error:
        read_template(own_template(tmp_path / "mau.docx", wrong))
    assert told in error.value.label.en and "mau.docx" in error.value.label.vi


def test_what_every_report_must_say_cannot_be_left_out_the_rest_may(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("{{kỳ báo cáo}} {{phạm vi số liệu}}")
    document.save(str(path := tmp_path / "mau.docx"))
    with pytest.raises(UsageError, match=r'"tính đến" is missing.*"lưu ý số liệu" is missing'):
        read_template(path)
    left_out = read_template(own_template(path)).left_out
    assert "bảng điểm" in left_out and "tính đến" not in left_out


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive", "văn bản".encode()])
def test_what_is_no_docx_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mau.docx"
    path.write_bytes(content)
    with pytest.raises(UsageError, match="cannot be read"):
        read_template(path)


def test_a_template_that_is_not_there_is_named_in_both_languages(tmp_path: Path) -> None:
    """Câu tiếng Việt từng có "No such file or directory" ở giữa, và bảo mở trong Word tệp không có."""
    missing = tmp_path / "khong-co.docx"
    with pytest.raises(UsageError) as raised:
        read_template(missing)
    assert raised.value.label.vi.startswith(f"không mở được mẫu {missing}: không có tệp hay thư mục này. Kiểm tra")
    assert raised.value.label.en.startswith(f"the template {missing} cannot be opened: there is no such file")


def test_braces_of_the_officer_that_are_no_field_stay(report: Report, tmp_path: Path) -> None:
    path = own_template(tmp_path / "mau.docx", "Tập hợp {a, b} và } lẻ")
    assert "Tập hợp {a, b} và } lẻ" in texts_of(filled(report, path))


def test_the_settings_name_a_template_and_a_wrong_one_is_told_before_anything_is_made(
    ws: Workspace, tmp_path: Path
) -> None:
    own = own_template(ws.root / "mau-rieng.docx", "Báo cáo riêng của phường", "{{sai}}")
    settings = ws.root / "par-metrics.toml"
    before = settings.read_text(encoding="utf-8")
    settings.write_text(f'{before}report_template = "{own.name}"\n', encoding="utf-8")
    try:
        with pytest.raises(UsageError, match='no field "sai"'):
            Workspace(ws.root).report(PERIOD)
        own_template(own, "Báo cáo riêng của phường")
        path = Workspace(ws.root).report(PERIOD).write(tmp_path / "bao-cao.docx")
        assert "Báo cáo riêng của phường" in texts_of(opened(path))
    finally:
        settings.write_text(before, encoding="utf-8")
        own.unlink()


def test_a_document_says_what_it_is_of_also_after_word_has_saved_it(report: Report, tmp_path: Path) -> None:
    path = report.write(tmp_path / "bao-cao.docx")
    document = opened(path)
    document.core_properties.last_modified_by = "officer"
    document.save(str(path))
    assert stamp_of(path) == report.stamp
    document.core_properties.comments = "của tôi"
    document.save(str(path))
    with pytest.raises(UsageError, match="no report made by par-metrics"):
        stamp_of(path)


def test_every_field_has_a_key_of_its_own_and_is_described() -> None:
    assert len({field.key for field in FIELDS}) == len(FIELDS)
    makers: list[Callable[..., object]] = [field.make for field in FIELDS]
    assert all(callable(make) for make in makers) and all(field.doc.vi and field.doc.en for field in FIELDS)


def test_a_template_that_fetches_another_is_refused(tmp_path: Path) -> None:
    path = own_template(tmp_path / "mau.docx")
    document = opened(path)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    document.part.relate_to("http://elsewhere.example/x.dotm", kind, is_external=True)
    document.save(str(path))
    with pytest.raises(UsageError, match=r"elsewhere\.example/x\.dotm") as error:
        read_template(path)
    assert error.value.rule == "template_not_plain"


def test_a_template_of_broken_xml_is_no_docx(tmp_path: Path) -> None:
    path = own_template(tmp_path / "mau.docx")
    broken = tmp_path / "hong.docx"
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(broken, "w") as spoilt:
        for name in whole.namelist():
            spoilt.writestr(name, whole.read(name)[:-40] if name == "word/document.xml" else whole.read(name))
    with pytest.raises(UsageError, match=r"hong\.docx"):
        read_template(broken)
