"""What is odd about a load though it was taken, in words an officer acts on: every warning, every column not used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from schemas import KINDS, Field, Label, RecordKind, ValueType

if TYPE_CHECKING:
    from par_metrics.loading.report import LoadReport

WORDS: Mapping[str, Label] = {
    "unit_from_name": Label("đơn vị tra theo tên", "unit looked up by its name"),
    "unit_from_dossier_code": Label("đơn vị lấy từ mã hồ sơ", "unit taken from the dossier code"),
    "unit_from_settings": Label("đơn vị lấy từ cài đặt", "unit taken from the settings"),
    "unknown_unit_name": Label(
        "tên đơn vị không có trong danh mục, đơn vị lấy từ mã hồ sơ; thêm tên này vào cột tên cũ của đơn vị đó",
        "unit name not in the register, unit taken from the dossier code; add the name to that unit's former names",
    ),
    "procedure_from_name": Label("TTHC tra theo tên", "procedure looked up by its name"),
    "procedure_not_found": Label("không tìm thấy TTHC theo tên", "procedure not found by its name"),
    "status_derived": Label("trạng thái suy ra từ ngày trả", "status derived from the return date"),
    "channel_from_profile_default": Label(
        "hình thức nộp theo mặc định của hệ thống", "channel by the system's default"
    ),
    "unknown_unit": Label("đơn vị không có trong danh mục", "unit not in the register"),
    "unknown_procedure": Label("TTHC không có trong danh mục", "procedure not in the register"),
    "unknown_successor": Label(
        "đơn vị kế thừa không có trong danh mục; hồ sơ của đơn vị cũ được tính cho mã ấy, nên hãy thêm đơn vị đó",
        "the successor is not in the register; records of the old unit count for that code: add the unit",
    ),
    "hidden_rows": Label(
        "dòng bị ẩn hoặc bị lọc trong Excel, vẫn được đọc", "hidden or filtered out in Excel, still read"
    ),
    "placeholder_empty": Label(
        "ô chỉ có dấu hay chữ thay cho để trống (-, ..., chưa)", "cells with a sign for nothing (-, ..., N/A)"
    ),
    "due_at_midnight": Label(
        "hạn ghi 00:00 được hiểu là hết ngày đó", "due times at 00:00, read as the end of that day"
    ),
    "odd_code": Label("mã có dạng lạ", "code of an unusual form"),
    "alike_code": Label(
        "mã chỉ khác cách viết so với mã của bản ghi khác (chữ thường, dấu cách, chữ giống chữ Latinh), nên được tính "
        "là hai; nếu là một thì sửa mã rồi nạp lại",
        "codes that differ from another record's in writing alone (case, blanks, look-alike letters), so that they "
        "count as two; if they are one, correct the code and load again",
    ),
    "numeric_code_twice": Label(
        "nhiều dòng cùng một mã lưu dạng số, nên 1.1 và 1.10 không phân biệt được và chỉ một dòng được tính; nếu là "
        "các mã khác nhau thì định dạng cột là văn bản (Text), ghi lại mã rồi nạp lại",
        "several rows of one code that is kept as a number, where 1.1 and 1.10 cannot be told apart and one row counts;"
        " if they are different codes, format the column as text, write them again and load the file again",
    ),
    "sheet_skipped": Label(
        "trang tính không đọc, vì thiếu những cột cần có", "sheets not read, for want of the columns needed"
    ),
    "ended_reopened": Label(
        "hồ sơ trước đã kết thúc nay lại đang xử lý; kiểm tra xem bản xuất có đúng không",
        "had ended and are open again by this export; check whether it is right",
    ),
    "missing_column": Label("mẫu đọc cần mà tệp không có", "the profile names and the file lacks"),
    "rule_without_column": Label(
        "[derive] không dùng được vì tệp không có cột mà quy tắc xét", "[derive] not used, for want of their columns"
    ),
    "rule_without_match": Label(
        "[derive] không khớp dòng nào của tệp; kiểm tra cách viết trong quy tắc",
        "[derive] that no row of the file fits; check the spelling in the rule",
    ),
    "empty_column": Label("để trống ở mọi dòng", "are empty in every row"),
    "unreadable_value": Label("có ô không đọc được, coi như để trống", "cells that could not be read, taken as empty"),
    "damaged_code": Label(
        "có mã bị bảng tính làm hỏng, coi như để trống", "codes that a spreadsheet damaged, left out"
    ),
    "own_successor": Label(
        "đơn vị kế thừa là chính đơn vị đó, coi như để trống", "successors that are the unit itself, taken as empty"
    ),
    "date_out_of_range": Label(
        "có ngày ngoài khoảng 2000-2100, coi như để trống", "dates outside 2000-2100, taken as empty"
    ),
    "negative_amount": Label("có số âm, coi như để trống", "numbers below 0, taken as empty"),
}
_ROWS = Label("dòng", "rows")
_COUNTED: Mapping[str, Label] = {
    "placeholder_empty": Label("ô", "cells"),
    "due_at_midnight": Label("ô", "cells"),
    "sheet_skipped": Label("trang", "sheets"),
    "ended_reopened": Label("hồ sơ", "dossiers"),
    "missing_column": Label("cột", "columns"),
    "rule_without_column": Label("quy tắc", "rules"),
    "rule_without_match": Label("quy tắc", "rules"),
    "empty_column": Label("cột", "columns"),
}

_CELLS: Mapping[str, Label] = {
    "unreadable_value": Label("không đọc được {count} ô", "could not be read in {count}"),
    "damaged_code": Label("bảng tính làm hỏng mã ở {count} ô", "the code was damaged by a spreadsheet in {count}"),
    "date_out_of_range": Label("ngày ngoài khoảng 2000-2100 ở {count} ô", "the day lies outside 2000-2100 in {count}"),
    "negative_amount": Label("số âm ở {count} ô", "the number is negative in {count}"),
    "own_successor": Label("{count} ô ghi chính đơn vị đó", "{count} that name the unit itself"),
}
_LEFT_EMPTY = Label(
    'cột "{column}": {what}, coi như để trống, dòng vẫn được nhận: {cells}',
    'column "{column}": {what}, taken as empty, the row was kept: {cells}',
)
_MISSING = Label(
    'tệp không có cột "{column}" mà mẫu đọc cần cho {label} ({field})',
    'the file lacks the column "{column}", which the profile names for {field}',
)
_RULE = Label(
    'quy tắc [derive] {field} không dùng đến: tệp không có cột "{column}" mà quy tắc xét',
    'a rule of [derive] {field} was not used: the file lacks the column "{column}", which it looks at',
)
_IDLE = Label(
    'quy tắc [derive] {field} xét "{column}" mà không dòng nào của tệp có; kiểm tra cách viết trong quy tắc',
    'a rule of [derive] {field} asks for "{column}", which no row of the file has; check the spelling in the rule',
)
_SHEET = Label(
    'trang tính "{column}" không được đọc, vì không có những cột cần có. Nếu trang đó có hồ sơ thì sửa tên cột cho '
    "giống trang đã đọc rồi nạp lại",
    'the sheet "{column}" was not read, for it lacks the columns needed. If it holds records, name its columns like '
    "those of the sheet that was read and load the file again",
)
_OF_RULES = {"rule_without_column": _RULE, "rule_without_match": _IDLE}
_EMPTY_MEANS = {
    "event": Label("việc này coi như chưa xảy ra ở hồ sơ nào", "none of it counts as having happened"),
    "no": Label('mọi dòng đều được hiểu là "Không", tỷ lệ tính theo cột này là 0 %', 'every row reads "no", hence 0 %'),
    "yes": Label('mọi dòng đều được hiểu là "Có"', 'every row reads "yes"'),
    "unknown": Label(
        "không ai biết, chỉ số tính theo cột này sẽ chưa đầy đủ", "nobody knows, and figures made of it are incomplete"
    ),
}
_EMPTY = Label(
    'cột "{column}" để trống ở mọi dòng: {means}. Nếu hệ thống không theo dõi việc này thì bỏ cột đó khi xuất',
    'the column "{column}" is empty in every row: {means}. If the system does not keep it, export without it',
)
_FILE_TIME = Label(
    "Thời điểm xuất: không có gì cho biết, nên lấy giờ tệp được ghi lần cuối, {at}. Ghi ngày xuất vào tên tệp "
    "(ví dụ hoso_2026-03-31.xlsx) hoặc dùng --exported-at",
    "Time of export: nothing tells it, so the time the file was last written is taken, {at}. Put the day into the "
    "file's name (hoso_2026-03-31.xlsx), or use --exported-at",
)


def warning_words(rule: str) -> Label:
    """What a warning says, as a remark after its count.

    Raises:
        KeyError: there is no such warning.
    """
    return _RULES[rule]


_RULES = {**{rule.id: rule.label for kind in KINDS.values() for rule in kind.warnings}, **WORDS}


def remarks(report: LoadReport) -> list[Label]:
    """A line for each thing that is odd about a load, in words; columns are named by their headings."""
    lines = [_note(note, report) for note in report.notes]
    told = {note["rule"] for note in report.notes}
    lines += [_count(rule, count) for rule, count in report.warnings.items() if rule not in told]
    lines = [Label(f"Lưu ý: {line.vi}.", f"Note: {line.en}.") for line in lines]
    lines += [
        Label(f'Trạng thái không hiểu: "{status}" ({count} dòng).', f'Unknown status: "{status}" ({count} rows).')
        for status, count in report.unknown_statuses.items()
    ]
    if report.unknown_columns:
        named = ", ".join(f'"{column}"' for column in report.unknown_columns)
        lines.append(Label(f"Cột không dùng đến: {named}.", f"Columns not used: {named}."))
    if report.hidden_sheets:
        named = ", ".join(f'"{sheet}"' for sheet in report.hidden_sheets)
        lines.append(
            Label(
                f"Trang tính ẩn, không đọc: {named}. Cần đọc thì thêm --hidden-sheets read.",
                f"Hidden sheets, not read: {named}. To read them add --hidden-sheets read.",
            )
        )
    if report.exported_at_from == "file_time" and report.exported_at is not None:
        line = _FILE_TIME.filled(at=f"{report.exported_at:%Y-%m-%d %H:%M}")
        lines.append(Label(f"{line.vi}.", f"{line.en}."))
    return lines


def _count(rule: str, count: int) -> Label:
    words, counted = _RULES.get(rule, Label(rule, rule)), _COUNTED.get(rule, _ROWS)
    return Label(f"{words.vi} ({count} {counted.vi})", f"{words.en} ({count} {counted.en})")


def _note(note: Mapping[str, Any], report: LoadReport) -> Label:
    """One column that warnings are about."""
    rule, column, name = note["rule"], note["column"], note["field"]
    if rule == "sheet_skipped":
        return _SHEET.filled(column=column)
    kind = KINDS[str(report.kind)]
    if rule == "missing_column":
        return _MISSING.filled(column=column, field=name, label=kind.by_name[name].label.vi)
    if rule in _OF_RULES:
        return _OF_RULES[rule].filled(column=column, field=name)
    if rule == "empty_column":
        return _both(_EMPTY, column=column, means=_EMPTY_MEANS[_emptiness(kind.by_name[name], kind)])
    count, cells = note["count"], _examples(note["cells"], note["count"])
    if rule in _CELLS:
        said = Label(str(count), f"{count} {'cell' if count == 1 else 'cells'}")
        return _both(_LEFT_EMPTY, column=column, what=_both(_CELLS[rule], count=said), cells=cells)
    counted = _count(rule, count)
    shown = Label(f": {cells.vi}", f": {cells.en}") if note["cells"] else Label("", "")
    return Label(f'cột "{column}": {counted.vi}{shown.vi}', f'column "{column}": {counted.en}{shown.en}')


def _emptiness(field: Field, kind: RecordKind) -> str:
    """What an empty cell of a field says, as a key of `_EMPTY_MEANS`."""
    if field.name in kind.outcomes:
        return "event"
    if field.type is not ValueType.BOOLEAN:
        return "unknown"
    return "yes" if field.default is True else "no"


def _examples(cells: Iterable[Mapping[str, Any]], count: int) -> Label:
    """The first cells by their rows."""
    shown = list(cells)
    vi, en = (
        "; ".join(
            "".join(
                (
                    f'{sheet} "{cell["sheet"]}" ' if cell["sheet"] else "",
                    f"{row} {cell['row']}",
                    f' "{cell["value"]}"' if cell["value"] else "",
                )
            )
            for cell in shown
        )
        for sheet, row in (("trang", "dòng"), ("sheet", "row"))
    )
    more = count - len(shown)
    return Label(f"{vi}; và {more} nữa", f"{en}; and {more} more") if more > 0 else Label(vi, en)


def _both(line: Label, **parts: str | Label) -> Label:
    """The line with parts that are text, or words of each language."""
    vi = {name: part.vi if isinstance(part, Label) else part for name, part in parts.items()}
    en = {name: part.en if isinstance(part, Label) else part for name, part in parts.items()}
    return Label(line.vi.format(**vi), line.en.format(**en))
