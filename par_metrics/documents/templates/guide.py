"""What the instruction sheet of a template says, composed from the kind's definition."""

import re
from collections.abc import Iterator, Mapping, Sequence

from par_metrics.documents.templates.columns import TemplateColumn
from schemas import RecordKind, Rule, ValueType

HEADINGS = ("Thứ tự", "Tên cột trong mẫu", "Phải điền?", "Cột này ghi gì", "Ghi thế nào", "Được ghi", "Thí dụ")
WIDTHS = (8, 30, 12, 60, 36, 44, 26)
_MOST_LISTED = 12

# An example of each type; of a code that has a form of its own, that form.
_EXAMPLES: Mapping[ValueType, str] = {
    ValueType.PROCEDURE_CODE: "1.014390",
    ValueType.INTEGER: "3",
    ValueType.DECIMAL: "1,5",
    ValueType.DATE: "31/12/2026",
    ValueType.DATETIME: "31/12/2026 08:30",
    ValueType.DUE: "31/12/2026",
    ValueType.PERIOD: "2026-Q3",
}
_EXAMPLES_BY_NAME: Mapping[str, str] = {
    "unit_code": "H60.101",
    "parent_code": "H60",
    "place_code": "H60",
    "dossier_code": "H60.101-260115-0001",
    "year": "2026",
    "amount_vnd": "150000",
    "fee_vnd": "150000",
}


def introduction(kind: RecordKind, columns: Sequence[TemplateColumn], file: str) -> tuple[str, ...]:
    """What a row is, what makes two rows one record, how the file is loaded."""
    return (
        f"MẪU NHẬP: {kind.label.vi}",
        f'Mỗi dòng của trang "Dữ liệu" là một bản ghi: {kind.label.vi[0].lower()}{kind.label.vi[1:]}.',
        _key(kind, columns),
        (
            "Cột tiêu đề màu cam phải điền ở mọi dòng; các cột khác để trống được. "
            "Không đổi tên cột; xóa cột không dùng thì được."
        ),
        "Mẫu không có cột thông tin cá nhân: không ghi họ tên, số điện thoại, số căn cước, địa chỉ vào ô nào.",
        f'Nạp: par-metrics ingest "{file}", hoặc bỏ tệp vào thư mục inbox/ của kho làm việc.',
        'Chỉ trang "Dữ liệu" được nạp; thí dụ chỉ ghi ở trang này.',
    )


def _key(kind: RecordKind, columns: Sequence[TemplateColumn]) -> str:
    """What makes two rows one record, and what becomes of them."""
    same = ", ".join(f'"{column.heading}"' for column in columns if column.in_key)
    kept = (
        "dòng mới hơn theo các ngày trong dòng được giữ, không rõ thì dòng sau."
        if kind.conflicts == "newest"
        else "dòng giống hệt nhau chỉ tính một, khác nhau thì đều bị từ chối."
    )
    return f"Hai dòng giống nhau ở {same} là cùng một bản ghi: tệp sau thay tệp trước; trong một tệp, {kept}"


def lines(kind: RecordKind, columns: Sequence[TemplateColumn]) -> Iterator[tuple[str, ...]]:
    """One line a column, its cells under `HEADINGS`."""
    for number, column in enumerate(columns, start=1):
        yield (
            f"Cột {number}",
            column.heading,
            "Phải điền" if column.required else "Không bắt buộc",
            _meaning(kind, column),
            column.how,
            allowed(column) or "Tùy ý",
            example(column),
        )


def _meaning(kind: RecordKind, column: TemplateColumn) -> str:
    """What the definition says of the column."""
    field = column.field
    sentences = [field.doc_vi] if field.doc_vi else []
    if not field.stored:
        sentences.append("Chỉ dùng để tra mã khi ô mã để trống; không lưu cùng bản ghi.")
    if field.name == "unit_code" and "unit_name" in kind.by_name and not kind.by_name["unit_name"].stored:
        sentences.append("Để trống thì tra theo tên đơn vị, không có nữa thì là đơn vị khai trong par-metrics.toml.")
    if field.default is not None:
        sentences.append(f"Để trống là: {column.shown(field.default)}.")
    if field.pseudonym:
        sentences.append("Chỉ lưu dưới dạng bí danh, không lưu mã gốc.")
    # What "Được ghi" says already is not said again.
    reasons = [_reason(rule) for rule in column.rules if rule.bounds is None and rule.id != "date_out_of_range"]
    sentences += [f"Dòng bị từ chối nếu: {reason}." for reason in reasons]
    also = [heading for heading in field.headings if heading != column.heading]
    if also:
        sentences.append(f"Tên khác cũng đọc được: {', '.join(also[:3])}.")
    return " ".join(sentences)


def _reason(rule: Rule) -> str:
    """Why a row is refused, without the cell's value and the advice that follows."""
    return re.sub(r',? ?(?:không có )?"\{value\}"', "", rule.label.vi).split(". ")[0].rstrip(".")


def allowed(column: TemplateColumn) -> str:
    """The values a cell may hold, in words; empty where any text may stand."""
    if column.choices:
        shown = "; ".join(str(choice) for choice in column.choices[:_MOST_LISTED])
        return f"{shown}; … (xem danh sách của ô)" if len(column.choices) > _MOST_LISTED else shown
    if column.bounds is not None:
        low, high = column.bounds
        return f"Từ {low} đến {high}" if high is not None else f"Từ {low} trở lên"
    return "Ngày từ 01/01/2000 đến 31/12/2100" if column.field.is_time else ""


def example(column: TemplateColumn) -> str:
    """A cell as an officer may write it."""
    field = column.field
    if field.name in _EXAMPLES_BY_NAME:
        return _EXAMPLES_BY_NAME[field.name]
    if column.choices:
        return str(column.choices[0])
    return _EXAMPLES.get(field.type, "")
