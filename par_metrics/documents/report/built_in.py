"""The built-in template, made by code: what the office takes as it is, or starts its own from.

The order of heads is that of periodic reports on administrative reform; where the plan has no figure, and where
somebody must judge, it leaves `[...]` to the officer. Number, date and signer are never filled in.
"""

from collections.abc import Sequence

from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Length, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from par_metrics.documents.report import styles
from par_metrics.documents.report.styles import BODY, CELL, CENTRED, HEAD, NOTE, SUBHEAD, TEXT_WIDTH

_OFFICE, _STATE = Cm(6.5), Cm(10)
_MOTTO = Cm(6.35)
"""As long as the motto in 14 point bold."""
_PLAN = (
    "Kế hoạch duy trì, cải thiện và nâng cao Chỉ số cải cách hành chính (PAR INDEX), Chỉ số hiệu quả quản trị và hành "
    "chính công cấp tỉnh (PAPI), Chỉ số hài lòng của người dân đối với sự phục vụ của cơ quan hành chính nhà nước "
    "(SIPAS)"
)
# Heads and what stands under them: a field, or what is left to the officer.
_BODY: Sequence[tuple[str, Sequence[tuple[str, Sequence[str]]]]] = (
    (
        "I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH",
        (("", ("[Nêu văn bản đã ban hành, công tác kiểm tra, tuyên truyền trong kỳ.]", "{{chỉ đạo điều hành}}")),),
    ),
    (
        "II. KẾT QUẢ THỰC HIỆN",
        (
            ("1. Cải cách thể chế", ("[...]",)),
            ("2. Cải cách thủ tục hành chính", ("{{thủ tục hành chính}}", "{{hồ sơ quá hạn}}")),
            ("3. Cải cách tổ chức bộ máy hành chính", ("[...]",)),
            ("4. Cải cách chế độ công vụ", ("{{chế độ công vụ}}",)),
            ("5. Cải cách tài chính công", ("{{tài chính công}}",)),
            ("6. Xây dựng chính quyền điện tử, chính quyền số", ("{{chính quyền số}}",)),
            ("7. Chỉ số PAR INDEX", ("{{chỉ số PAR INDEX}}",)),
            ("8. Chỉ số SIPAS", ("{{chỉ số SIPAS}}",)),
            ("9. Chỉ số PAPI", ("{{chỉ số PAPI}}",)),
            ("10. Kết quả theo cơ quan chủ trì", ("{{theo cơ quan chủ trì}}",)),
        ),
    ),
    (
        "III. ĐÁNH GIÁ CHUNG",
        (
            ("1. Kết quả đạt được", ("{{kết quả chung}}", "[...]")),
            ("2. Chỉ tiêu chưa đạt", ("{{chỉ tiêu chưa đạt}}",)),
            ("3. Nội dung báo cáo chưa khớp với số liệu", ("{{báo cáo chưa khớp số liệu}}",)),
            ("4. Tồn tại, hạn chế và nguyên nhân", ("[...]",)),
        ),
    ),
    (
        "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ THỜI GIAN TỚI",
        (("", ("[...]",)),),
    ),
    ("V. KIẾN NGHỊ, ĐỀ XUẤT", (("", ("[...]",)),)),
)
# Title, field, and whether its table needs a wide page.
_APPENDICES = (
    ("PHỤ LỤC I", "BẢNG ĐIỂM THỰC HIỆN KẾ HOẠCH", "{{bảng điểm}}", CELL, True),
    ("PHỤ LỤC II", "TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH (BIỂU II.06a)", "{{biểu II.06a}}", CELL, True),
    ("PHỤ LỤC III", "DANH SÁCH HỒ SƠ QUÁ HẠN", "{{danh sách hồ sơ quá hạn}}", CELL, False),
    ("PHỤ LỤC IV", "GHI CHÚ VỀ SỐ LIỆU", "{{ghi chú số liệu}}", NOTE, False),
)


def built_in() -> Docx:
    """The template as a document."""
    document = Document()
    for child in list(document.element.body)[:-1]:
        document.element.body.remove(child)
    styles.set_styles(document)
    styles.set_page(document.sections[0])
    styles.number_pages(document.sections[0])
    _heading(document)
    _title(document)
    for head, parts in _BODY:
        document.add_paragraph(head, HEAD)
        for subhead, texts in parts:
            if subhead:
                document.add_paragraph(subhead, SUBHEAD)
            for text in texts:
                document.add_paragraph(text, BODY)
    closing = "Trên đây là báo cáo kết quả thực hiện Kế hoạch {{kỳ báo cáo}} của {{cơ quan}}./."
    last = document.add_paragraph(closing, BODY).paragraph_format
    last.keep_with_next, last.space_after = True, Pt(9)
    _signature(document)
    for number, name, field, style, is_wide in _APPENDICES:
        styles.new_part(document, is_wide=is_wide)
        _appendix(document, (number, name), field, style, is_wide=is_wide)
    return document


def _heading(document: Docx) -> None:
    """The office and its number at the left, Quốc hiệu and Tiêu ngữ with the date at the right."""
    office, state = _two_columns(document)
    _line(office, "{{cơ quan chủ quản}}", 12, caps=True)
    _line(office, "{{cơ quan}}", 12, bold=True, caps=True)
    styles.rule(office.add_paragraph(style=CENTRED), _OFFICE, Cm(2.2))
    _line(office, "Số:         /BC-UBND", 13, above=4)
    _line(state, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True)
    _line(state, "Độc lập - Tự do - Hạnh phúc", 14, bold=True)
    styles.rule(state.add_paragraph(style=CENTRED), _STATE, _MOTTO)
    _line(state, "{{địa danh}}, ngày ...... tháng ...... năm ..........", 14, italic=True, above=4)
    _drop_first(office, state)


def _title(document: Docx) -> None:
    _line(document, "BÁO CÁO", 14, bold=True, above=14)
    _line(document, "Kết quả thực hiện Kế hoạch duy trì, cải thiện và nâng cao", 14, bold=True)
    _line(document, "Chỉ số PAR INDEX, PAPI, SIPAS {{kỳ báo cáo}}", 14, bold=True)
    styles.rule(document.add_paragraph(style=CENTRED), TEXT_WIDTH, Cm(4.5))
    _line(document, "Kính gửi: {{nơi nhận báo cáo}}", 14, above=10).paragraph_format.space_after = Pt(8)
    document.add_paragraph(f"Thực hiện {_PLAN}, {{{{cơ quan}}}} báo cáo kết quả {{{{kỳ báo cáo}}}} như sau:", BODY)
    document.add_paragraph("Phạm vi: {{phạm vi số liệu}}; số liệu {{tính đến}}.", BODY)
    document.add_paragraph("{{lưu ý số liệu}}", BODY)


def _signature(document: Docx) -> None:
    """Who gets it at the left, who signs at the right: name, signature and stamp are put there by hand."""
    receivers, signer = _two_columns(document, Cm(8), Cm(8.5))
    first = receivers.add_paragraph()
    run = first.add_run("Nơi nhận:")
    run.bold = run.italic = True
    run.font.size = Pt(12)
    for text in ("- Như trên;", "- [...];", "- Lưu: VT."):
        receivers.add_paragraph().add_run(text).font.size = Pt(11)
    field = _line(signer, "{{quyền hạn ký}}", 14, bold=True, caps=True)
    field.paragraph_format.keep_with_next = True
    for _ in range(4):
        signer.add_paragraph(style=CENTRED)
    _drop_first(receivers, signer)


def _appendix(document: Docx, titles: Sequence[str], field: str, style: str, *, is_wide: bool) -> None:
    # On a narrow page each of the lines below takes two, divided where their sense is.
    between = " " if is_wide else "\n"
    for title in titles:
        _line(document, title, 14, bold=True).paragraph_format.keep_with_next = True
    report = "Báo cáo số      /BC-UBND ngày ...... tháng ...... năm .........."
    enclosed = f"(Kèm theo {report}{between}của {{{{cơ quan}}}})"
    _line(document, enclosed, 13, italic=True).paragraph_format.keep_with_next = True
    figures = f"Số liệu {{{{kỳ báo cáo}}}} của {{{{phạm vi số liệu}}}},{between}{{{{tính đến}}}}"
    told = _line(document, figures, 13, italic=True)
    told.paragraph_format.space_after = Pt(6)
    told.paragraph_format.keep_with_next = True
    document.add_paragraph(field, style)


def _two_columns(document: Docx, left: Length = _OFFICE, right: Length = _STATE) -> tuple[_Cell, _Cell]:
    table = document.add_table(1, 2)
    table.autofit = False
    styles.no_frame(table)
    cells = table.rows[0].cells
    for column, cell, width in zip(table.columns, cells, (left, right), strict=True):
        column.width = cell.width = width
    return cells[0], cells[1]


def _drop_first(*cells: _Cell) -> None:
    """The paragraph a cell is made with."""
    for cell in cells:
        cell._tc.remove(cell.paragraphs[0]._p)


def _line(
    place: Docx | _Cell,
    text: str,
    size: float,
    *,
    bold: bool = False,
    italic: bool = False,
    caps: bool = False,
    above: float = 0,
) -> Paragraph:
    paragraph = place.add_paragraph(style=CENTRED)
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size, run.font.all_caps = bold, italic, Pt(size), caps
    paragraph.paragraph_format.space_before = Pt(above)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph
