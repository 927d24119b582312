"""The columns that conditions of own indicators may speak of, each with what it says."""

from collections.abc import Mapping
from dataclasses import dataclass

from par_metrics.indicators.tables.records import TABLES
from schemas import KINDS, Label, ValueType
from schemas.field import Field


@dataclass(frozen=True)
class Column:
    """One column of a record table.

    Args:
        type: what it holds.
        label: heading for people.
        doc: what it means.
        values: all that it can hold, where that is a list.
    """

    type: ValueType
    label: Label
    doc: Label
    values: tuple[object, ...] = ()


_DERIVED: Mapping[str, Column] = {
    "ended_at": Column(
        ValueType.DATETIME,
        Label("Ngày kết thúc", "Ended"),
        Label("ngày có kết quả, không có thì ngày trả lại", "when it was completed, else when it was returned"),
    ),
    "has_ended": Column(
        ValueType.BOOLEAN,
        Label("Đã kết thúc", "Has ended"),
        Label("đã có ngày kết thúc; trống là không biết", "whether it has ended; null where nobody knows"),
    ),
    "apology_sent_at_happened": Column(
        ValueType.BOOLEAN,
        Label("Đã gửi thư xin lỗi", "Apology sent"),
        Label("trống là không biết", "null where nobody knows"),
    ),
    "is_known_procedure": Column(
        ValueType.BOOLEAN,
        Label("Thủ tục có trong danh mục", "Procedure is in the register"),
        Label("lúc tiếp nhận", "when it was received"),
    ),
    "service_level": Column(
        ValueType.CATEGORY,
        Label("Mức độ DVC trực tuyến", "Service level"),
        Label("của thủ tục lúc tiếp nhận", "of the procedure when it was received"),
        tuple(KINDS["procedures"].by_name["service_level"].values),
    ),
    "has_fee": Column(
        ValueType.BOOLEAN,
        Label("Thủ tục có phí, lệ phí", "Procedure has a fee"),
        Label("lúc tiếp nhận", "when it was received"),
    ),
    "returns_document": Column(
        ValueType.BOOLEAN,
        Label("Thủ tục trả kết quả giấy tờ", "Procedure returns a document"),
        Label("lúc tiếp nhận", "when it was received"),
    ),
    "statutory_working_days": Column(
        ValueType.INTEGER,
        Label("Thời hạn theo quy định (ngày làm việc)", "Statutory working days"),
        Label("của thủ tục lúc tiếp nhận", "of the procedure when it was received"),
    ),
    "processing_working_days": Column(
        ValueType.DECIMAL,
        Label("Số ngày làm việc đã giải quyết", "Working days of processing"),
        Label("từ tiếp nhận đến kết thúc, trừ thời gian tạm dừng", "from receipt to the end, without suspensions"),
    ),
    "is_in_one_stop": Column(
        ValueType.BOOLEAN,
        Label("Có trên hệ thống một cửa", "Is in the one-stop system"),
        Label("mã hồ sơ có ở nguồn một cửa", "the code occurs in the one-stop source"),
    ),
    "is_refused": Column(
        ValueType.BOOLEAN,
        Label("Từ chối tiếp nhận", "Refused"),
        Label("phản ánh, kiến nghị bị từ chối", "the feedback was refused"),
    ),
    "processed_at_happened": Column(
        ValueType.BOOLEAN, Label("Đã xử lý", "Processed"), Label("trống là không biết", "null where nobody knows")
    ),
    "published_at_happened": Column(
        ValueType.BOOLEAN, Label("Đã công khai", "Published"), Label("trống là không biết", "null where nobody knows")
    ),
    "deadline_at": Column(
        ValueType.DATETIME,
        Label("Hạn trả lời", "Deadline"),
        Label("hết ngày làm việc thứ 15", "the end of the 15th working day"),
    ),
    "remedied_on_happened": Column(
        ValueType.BOOLEAN, Label("Đã khắc phục", "Remedied"), Label("trống là không biết", "null where nobody knows")
    ),
    "report_filed_on_happened": Column(
        ValueType.BOOLEAN, Label("Đã báo cáo", "Reported"), Label("trống là không biết", "null where nobody knows")
    ),
    "published_on_happened": Column(
        ValueType.BOOLEAN, Label("Đã công khai", "Published"), Label("trống là không biết", "null where nobody knows")
    ),
    "points": Column(
        ValueType.DECIMAL,
        Label("Điểm", "Points"),
        Label("điểm thẩm định, không có thì điểm tự chấm", "the assessed points, else the self-assessed ones"),
    ),
    "list_as_of": Column(
        ValueType.DATE, Label("Ngày của danh sách", "Day of the list"), Label("danh sách mới nhất", "the newest list")
    ),
}

_OF_DOSSIERS = (
    "ended_at", "has_ended", "apology_sent_at_happened", "is_known_procedure", "service_level", "has_fee",
    "returns_document", "statutory_working_days", "processing_working_days",
)  # fmt: skip
_OF_FEEDBACK = ("is_refused", "processed_at_happened", "published_at_happened", "deadline_at")

OPEN_TABLES: Mapping[str, tuple[str, ...]] = {
    "dossiers": _OF_DOSSIERS,
    "dossiers_of_any_source": (*_OF_DOSSIERS, "is_in_one_stop"),
    "payments": (),
    "feedback": _OF_FEEDBACK,
    "procedures": ("published_on_happened",),
    "survey_answers": (),
    "findings": ("remedied_on_happened", "report_filed_on_happened"),
    "documents": (),
    "agency_reports": (),
    "assessments": ("points",),
    "staff": ("list_as_of",),
}
"""The record tables that own indicators may count, each with what it has beside the stored columns of its kind.

The others are made for one rule of the plan or of Quyết định 766/QĐ-TTg.
"""

WITHOUT_EVENT = ("staff",)
"""Open tables that are lists at a date: nothing in them happens in a period."""


def columns_of(table: str) -> dict[str, Column]:
    """Every column of an open table that conditions may name, in its order."""
    stored = {field.name: _stored(field) for field in KINDS[TABLES[table].kind].stored}
    return stored | {name: _DERIVED[name] for name in OPEN_TABLES[table]}


def _stored(field: Field) -> Column:
    doc = Label(field.doc_vi or field.label.vi, field.doc or field.label.en)
    return Column(field.type, field.label, doc, tuple(field.values))
