"""The registers of the wards' offices as they come: workbooks with titles and footers, CSV, wrong rows in each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from par_metrics.sample import office, reporting, surveys
from par_metrics.sample.accounting import Sample
from par_metrics.sample.writers import Column, Page, Row, Words, write_csv, write_workbook
from schemas import KINDS, Field

AT = datetime(2026, 9, 30, 17, 30)
_HEAD = "ỦY BAN NHÂN DÂN TỈNH TUYÊN QUANG"
_STT = Column(("STT",), "ordinal")

# Canonical name -> heading, in the order printed. A heading of two levels stands under a merged cell.
_SURVEY = {
    "survey": ("Cuộc khảo sát",),
    "respondent_code": ("Mã phiếu",),
    "unit_code": ("Mã đơn vị",),
    "answered_on": ("Ngày khảo sát",),
    "question_code": ("Mã câu hỏi",),
    "criterion": ("Tiêu chí số",),
    "answer": ("Mức trả lời",),
}
_STAFF = {
    "staff_code": ("Mã CBCC",),
    "staff_name": ("Họ và tên",),
    "unit_code": ("Mã đơn vị",),
    "as_of": ("Tính đến ngày",),
    "is_qualified": ("Đạt chuẩn chuyên môn",),
    "discipline": ("Kỷ luật", "Hình thức kỷ luật"),
    "disciplined_on": ("Kỷ luật", "Ngày kỷ luật"),
}
_FINDINGS = {
    "finding_code": ("Mã tồn tại",),
    "unit_code": ("Mã đơn vị",),
    "kind": ("Loại kiểm tra",),
    "raised_on": ("Ngày kết luận",),
    "due_on": ("Khắc phục", "Hạn khắc phục"),
    "remedied_on": ("Khắc phục", "Ngày khắc phục xong"),
    "report_filed_on": ("Khắc phục", "Ngày báo cáo khắc phục"),
}
_DOCUMENTS = {
    "document_code": ("Mã văn bản",),
    "unit_code": ("Mã đơn vị",),
    "direction": ("Loại văn bản",),
    "handled_on": ("Ngày xử lý",),
    "is_handled_online": ("Xử lý trên môi trường mạng",),
    "is_exchanged_electronically": ("Gửi, nhận điện tử",),
    "is_digitally_signed": ("Ký số",),
}
_DUTIES = {
    "unit_code": ("Mã đơn vị",),
    "year": ("Năm",),
    "duty": ("Nghĩa vụ",),
    "is_fulfilled": ("Đã thực hiện",),
}
_ASSESSMENTS = {
    "unit_code": ("Mã đơn vị",),
    "year": ("Năm đánh giá",),
    "domain": ("Lĩnh vực đánh giá",),
    "criterion_code": ("Mã tiêu chí",),
    "max_points": ("Điểm", "Điểm tối đa"),
    "self_points": ("Điểm", "Điểm tự chấm"),
    "appraised_points": ("Điểm", "Điểm thẩm định"),
    "evidence": ("Tài liệu kiểm chứng",),
}
_PAPI = {
    "place_code": ("Mã địa phương",),
    "year": ("Năm",),
    "dimension": ("Chỉ số nội dung",),
    "score": ("Điểm số",),
    "origin": ("Nguồn điểm",),
}
_TASKS = {
    "plan_row": ("Mục của kế hoạch",),
    "unit_code": ("Mã đơn vị",),
    "period": ("Kỳ báo cáo",),
    "state": ("Tình trạng thực hiện",),
    "evidence": ("Tài liệu kiểm chứng",),
    "reported_on": ("Ngày báo cáo",),
}
_INPUTS = {
    "rules": ("Bộ quy tắc chấm điểm",),
    "unit_code": ("Mã đơn vị",),
    "period": ("Kỳ số liệu",),
    "input": ("Dữ liệu đầu vào",),
    "numerator": ("Tử số",),
    "denominator": ("Mẫu số",),
    "origin": ("Nguồn số liệu",),
    "reported_on": ("Ngày lấy số liệu",),
}


@dataclass(frozen=True)
class _Format:
    suffix: str
    write: Callable[[Path, list[Row]], None]


def add_to(sample: Sample, units: pl.DataFrame, seed: int) -> None:
    """Writes the files of surveys, staff, findings, documents, duties, assessments, PAPI, tasks and score inputs."""
    _surveys(sample, units, seed)
    day = AT.date()
    _add(sample, "can-bo", "staff", office.staff(units, seed), _sheet("staff", _STAFF, "DANH SÁCH CÁN BỘ, CÔNG CHỨC"))
    title = "THEO DÕI KHẮC PHỤC TỒN TẠI, KIẾN NGHỊ"
    _add(sample, "kien-nghi", "findings", office.findings(units, seed, day), _sheet("findings", _FINDINGS, title))
    title = "DANH SÁCH VĂN BẢN ĐÃ XỬ LÝ"
    _add(sample, "van-ban", "documents", office.documents(units, seed, day), _sheet("documents", _DOCUMENTS, title))
    _add(sample, "nghia-vu", "agency_reports", office.agency_reports(units, seed), _list("agency_reports", _DUTIES))
    title = "CHẤM ĐIỂM THEO BỘ TIÊU CHÍ LÀM MẪU (không phải bộ tiêu chí của tỉnh nào)"
    points = reporting.assessments(units, seed)
    form = _sheet("assessments", _ASSESSMENTS, title)
    _add(sample, "cham-diem", "assessments", points, form, _at_odds(points.row(0, named=True)))
    _add(sample, "diem-papi", "papi_scores", surveys.papi_scores(units), _list("papi_scores", _PAPI))
    title = "TÌNH HÌNH THỰC HIỆN NHIỆM VỤ CỦA KẾ HOẠCH"
    _add(sample, "nhiem-vu", "task_reports", reporting.task_reports(units, seed), _sheet("task_reports", _TASKS, title))
    inputs = reporting.score_inputs(units, seed, day)
    _add(sample, "so-lieu-766", "score_inputs", inputs, _list("score_inputs", _INPUTS))


def _surveys(sample: Sample, units: pl.DataFrame, seed: int) -> None:
    """SIPAS of this year as a workbook, of last year as a CSV, and the local questionnaire with PAPI's questions."""
    answers = surveys.survey_answers(units, seed)
    is_sipas, is_new = pl.col("survey") == "sipas", pl.col("answered_on").dt.year() == 2026
    title = "KẾT QUẢ KHẢO SÁT SỰ HÀI LÒNG NĂM 2026"
    workbook = _sheet("survey_answers", _SURVEY, title)
    _add(sample, "khao-sat-sipas-nam-2026", "survey_answers", answers.filter(is_sipas & is_new), workbook)
    csv = _list("survey_answers", _SURVEY)
    _add(sample, "khao-sat-sipas-nam-2025", "survey_answers", answers.filter(is_sipas & ~is_new), csv)
    _add(sample, "khao-sat-papi", "survey_answers", answers.filter(~is_sipas), csv)


# Ways in which rows of a kind are wrong (see `spoil`).
_WRONG: Mapping[str, tuple[str, ...]] = {
    "survey_answers": ("answer_out_of_range", "answer_out_of_range", "unreadable_answered", "empty_required"),
    "staff": ("unreadable_discipline", "empty_required"),
    "findings": ("unreadable_kind", "date_out_of_range"),
    "documents": ("unreadable_handled", "empty_required"),
    "agency_reports": ("year_out_of_range",),
    "assessments": ("points_above_maximum", "year_out_of_range"),
    "papi_scores": ("score_out_of_range",),
    "task_reports": ("unreadable_state", "empty_required"),
    "score_inputs": ("negative_amount",),
}


def _at_odds(row: Row) -> list[tuple[str, Row]]:
    """Two rows that give one criterion different points, so that neither is believed."""
    same = row | {"criterion_code": "MAU.7.9", "appraised_points": None}
    return [("conflicting_rows", same | {"self_points": points}) for points in (1.0, 2.0)]


def _add(
    sample: Sample,
    name: str,
    kind: str,
    true: pl.DataFrame,
    form: _Format,
    more_wrong: Sequence[tuple[str, Row]] = (),
) -> None:
    """One export: the true rows, one row wrong in each way of the kind, and one row twice."""
    wrong = [*zip(_WRONG[kind], true.to_dicts()[1:], strict=False), *more_wrong]
    sample.add(f"{name}_{AT:%Y-%m-%d}{form.suffix}", kind, true, form.write, wrong, duplicates=1)


def _columns(kind: str, headings: Mapping[str, tuple[str, ...]]) -> list[Column]:
    fields = KINDS[kind].by_name
    return [Column(heading, name, _words(fields[name])) for name, heading in headings.items()]


def _words(field: Field) -> Words | None:
    return {value: field.word(value) for value in field.values} or None


def _sheet(kind: str, headings: Mapping[str, tuple[str, ...]], title: str) -> _Format:
    columns = [_STT, *_columns(kind, headings)]
    page = Page((_HEAD, title, f"Ngày xuất: {AT:%d/%m/%Y %H:%M}"))
    return _Format(".xlsx", lambda path, rows: write_workbook(path, columns, rows, page))


def _list(kind: str, headings: Mapping[str, tuple[str, ...]]) -> _Format:
    columns = _columns(kind, headings)
    return _Format(".csv", lambda path, rows: write_csv(path, columns, rows, "utf-8-sig", None))
