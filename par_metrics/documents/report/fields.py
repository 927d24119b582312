"""The fields that a template of the report may hold, each once: `{{kỳ báo cáo}}`.

A field of the text is a part of a sentence. A field of blocks stands alone in its paragraph, which gives the look.
Names are compared without case, diacritics and spaces.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from par_metrics.documents.report import appendices, heads, notes, passages
from par_metrics.documents.report.blocks import Block, Paragraph
from par_metrics.documents.report.facts import Facts
from par_metrics.domain.plan import HEADINGS
from par_metrics.domain.reporting_days import day_in_words, period_in_words, reporting_day, until_in_words
from par_metrics.support.folding import fold_heading
from schemas import Label

Content = str | Sequence[Block]


@dataclass(frozen=True)
class Field:
    """A field.

    Args:
        name: as the built-in template writes it.
        doc: what it holds.
        make: from the facts.
        is_block: whether it stands alone in its paragraph.
        is_needed: a template without it is refused: the report would say nothing of what its figures are.
    """

    name: str
    doc: Label
    make: Callable[[Facts], Content]
    is_block: bool = False
    is_needed: bool = False

    @property
    def key(self) -> str:
        return fold_heading(self.name)


def _office(facts: Facts) -> str:
    return facts.office.name or facts.unit_name or "[tên cơ quan]"


def _scope(facts: Facts) -> str:
    if facts.unit_code is None:
        return f"{facts.units} đơn vị đã nạp số liệu" if facts.units != 1 else "1 đơn vị đã nạp số liệu"
    return f"{facts.unit_name} ({facts.unit_code})" if facts.unit_name else facts.unit_code


def _until(facts: Facts) -> str:
    until = f"tính đến {until_in_words(facts.as_of)}"
    day = reporting_day(facts.period)
    if facts.is_early and day is not None:
        return f"{until}, là số tạm tính vì chưa đến ngày báo cáo {day_in_words(day)}"
    is_open = facts.as_of < facts.period.end
    return f"{until}, là số tạm tính vì {period_in_words(facts.period)} chưa kết thúc" if is_open else until


def _signature(facts: Facts) -> Sequence[Block]:
    return [Paragraph(line) for line in facts.office.signature]


def _head(name: str) -> Callable[[Facts], Sequence[Block]]:
    return lambda facts: heads.under(name, facts) or [heads.nothing_under(name, facts)]


_HEAD_DOCS: Mapping[str, Label] = {
    "chỉ đạo điều hành": Label("kiểm tra CCHC, báo cáo định kỳ", "inspections, periodic reports"),
    "thủ tục hành chính": Label("TTHC, một cửa, PAKN, thư xin lỗi", "procedures, one stop, feedback, apologies"),
    "chế độ công vụ": Label("kỷ luật, đạt chuẩn của CBCC", "discipline and qualification of staff"),
    "tài chính công": Label("tài chính, ngân sách", "finance and budget"),
    "chính quyền số": Label("văn bản điện tử, DVC trực tuyến, số hóa", "e-documents, online services, digitisation"),
    "chỉ số PAR INDEX": Label("chỉ số và xếp hạng", "the index and its rank"),
    "chỉ số SIPAS": Label("chỉ số, 9 tiêu chí, nhiệm vụ", "the index, its 9 criteria, the work on it"),
    "chỉ số PAPI": Label("chỉ số, 8 nội dung, nhiệm vụ", "the index, its 8 dimensions, the work on it"),
}

FIELDS: tuple[Field, ...] = (
    Field("cơ quan", Label("cơ quan báo cáo ([office] name)", "the office ([office] name)"), _office),
    Field(
        "cơ quan chủ quản",
        Label("cơ quan cấp trên ([office] parent)", "the office above it ([office] parent)"),
        lambda facts: facts.office.parent or "[cơ quan chủ quản]",
    ),
    Field(
        "nơi nhận báo cáo",
        Label("nơi nhận ([office] recipient)", "who receives it ([office] recipient)"),
        lambda facts: facts.office.recipient or "[cơ quan nhận báo cáo]",
    ),
    Field(
        "địa danh",
        Label("nơi ghi ngày tháng ([office] place)", "where it is dated ([office] place)"),
        lambda facts: facts.office.place or "[địa danh]",
    ),
    Field(
        "quyền hạn ký",
        Label("các dòng trên chỗ ký ([office] signature)", "the lines above the signature ([office] signature)"),
        _signature,
        is_block=True,
    ),
    Field(
        "kỳ báo cáo",
        Label("ví dụ: quý III năm 2026", "such as: quý III năm 2026"),
        lambda facts: period_in_words(facts.period),
        is_needed=True,
    ),
    Field("phạm vi số liệu", Label("số liệu của đơn vị nào", "whose figures they are"), _scope, is_needed=True),
    Field(
        "tính đến",
        Label("ví dụ: tính đến hết ngày 9/9/2026; có nói nếu là số tạm tính", "up to when; says what is provisional"),
        _until,
        is_needed=True,
    ),
    Field(
        "lưu ý số liệu",
        Label("tóm tắt điều số liệu còn thiếu", "in short what the figures lack"),
        notes.in_short,
        is_block=True,
        is_needed=True,
    ),
    *(Field(name, _HEAD_DOCS[name], _head(name), is_block=True) for name in HEADINGS),
    Field("theo cơ quan chủ trì", Label("kết quả từng cơ quan", "by agency"), passages.by_owner, is_block=True),
    Field(
        "kết quả chung",
        Label("số chỉ tiêu đạt, chưa đạt; tình hình nhiệm vụ", "targets met and missed; states of the work"),
        passages.whole,
        is_block=True,
    ),
    Field(
        "chỉ tiêu chưa đạt",
        Label("từng chỉ tiêu chưa đạt và điều còn làm được", "each miss and what can still be done"),
        passages.misses,
        is_block=True,
    ),
    Field(
        "báo cáo chưa khớp số liệu",
        Label(
            "mục báo cáo hoàn thành, đúng tiến độ mà số liệu chưa đạt",
            "rows reported as done or on track whose figure misses its target",
        ),
        passages.contradictions,
        is_block=True,
    ),
    Field("hồ sơ quá hạn", Label("số hồ sơ quá hạn", "how many dossiers are late"), passages.late, is_block=True),
    Field("bảng điểm", Label("bảng: mọi mục của Kế hoạch", "table: every row of the plan"), appendices.scorecard, True),
    Field("biểu II.06a", Label("bảng: Biểu II.06a", "table: Biểu II.06a"), appendices.form, True),
    Field(
        "danh sách hồ sơ quá hạn",
        Label("bảng: mã từng hồ sơ quá hạn", "table: the codes of the late dossiers"),
        appendices.late,
        is_block=True,
    ),
    Field(
        "ghi chú số liệu",
        Label("thời điểm, tệp đã nạp, cột không đọc, bản ghi không tính", "instants, exports, columns, exclusions"),
        notes.in_full,
        is_block=True,
    ),
)

BY_KEY: Mapping[str, Field] = {field.key: field for field in FIELDS}
