"""What an officer reads about a refused row: where it is, what is wrong, what to do."""

import polars as pl

from schemas import Field, Label, ValueType

_FIX_VI = "Sửa ô đó rồi xuất lại"
_FIX_EN = "Correct the cell and export again"

_FORMULA_ERROR = Label('công thức trong Excel báo lỗi "{value}"', 'the formula in Excel gave the error "{value}"')
_UNREADABLE = {
    ValueType.DATETIME: Label('không đọc được "{value}" là ngày', '"{value}" is not a date'),
    ValueType.DUE: Label('không đọc được "{value}" là ngày', '"{value}" is not a date'),
    ValueType.DATE: Label('không đọc được "{value}" là ngày', '"{value}" is not a date'),
    ValueType.INTEGER: Label('không đọc được "{value}" là số nguyên', '"{value}" is not a whole number'),
    ValueType.DECIMAL: Label('không đọc được "{value}" là số', '"{value}" is not a number'),
    ValueType.PERIOD: Label(
        'không đọc được "{value}" là kỳ; viết như 2026-03, 2026-Q3, 2026-H1, 2026 hoặc 2026-01-01/2026-06-10, '
        "trong Excel thì định dạng ô là văn bản",
        '"{value}" is not a period; write one like 2026-03, 2026-Q3, 2026-H1, 2026 or 2026-01-01/2026-06-10, '
        "in Excel in a cell formatted as text",
    ),
    ValueType.CODE: _FORMULA_ERROR,
    ValueType.PROCEDURE_CODE: _FORMULA_ERROR,
    ValueType.TEXT: _FORMULA_ERROR,
    ValueType.BOOLEAN: Label('không đọc được "{value}" là Có hay Không', '"{value}" is neither yes nor no'),
}

EMPTY_REQUIRED = Label(
    "ô bắt buộc để trống. Điền vào rồi xuất lại",
    "the cell is required and empty. Fill it in and export again",
)
FORMULA_NOT_CALCULATED = Label(
    "công thức chưa được tính: mở tệp bằng Excel, lưu lại (Ctrl+S) rồi nạp lại",
    "formula not calculated: open it in Excel and save, then load it again",
)
UNKNOWN_STATUS = Label(
    'chưa biết trạng thái "{value}". Khai báo nó trong mẫu đọc (profile, mục [values.status]) hoặc sửa ô đó',
    'the status "{value}" is not known. Map it in a profile ([values.status]) or correct the cell',
)
NOT_A_CODE = Label(
    "ô này chứa tên, số cá nhân hoặc địa chỉ; các ô có thể đã lệch cột. Sửa dòng đó rồi xuất lại",
    "this cell holds a name, a personal number or an address; the cells may have moved. "
    "Correct the row and export again",
)
NOT_A_KEY = Label(
    "ô này chứa tên, số cá nhân hoặc địa chỉ; các ô có thể đã lệch cột. Sửa dòng đó rồi xuất lại. Nếu hệ thống thật sự "
    "dùng mã là dãy số dài như số điện thoại hay số định danh thì khai báo [read] keys_may_be_numbers = true trong "
    "mẫu đọc (profile)",
    "this cell holds a name, a personal number or an address; the cells may have moved. "
    "Correct the row and export again. If the system's own codes are bare numbers as long as a phone's or an identity "
    "number, say [read] keys_may_be_numbers = true in a profile",
)
NO_UNIT_NAME = Label(
    "ô tên đơn vị giống như tên người hoặc địa chỉ; các ô có thể đã lệch cột. Ghi đủ loại đơn vị trước tên (Phường, "
    "Xã, UBND, Sở...) rồi nạp lại",
    "the name of the unit looks like a person's or an address; the cells may have moved. Put the word for its kind "
    "before it (Phường, Xã, UBND, Sở...) and load the file again",
)
NO_TITLE = Label(
    "ô này giống như tên người, số cá nhân hoặc địa chỉ, không giống tên thủ tục hay lĩnh vực; các ô có thể đã lệch "
    "cột. Sửa dòng đó rồi nạp lại",
    "this cell looks like a name, a personal number or an address, and not like a procedure's title or its field; the "
    "cells may have moved. Correct the row and load the file again",
)
PERSONAL_TEXT = Label(
    "ô này giống như chứa họ tên, số điện thoại, số định danh, thư điện tử hoặc địa chỉ nhà. "
    "Chỉ ghi số, ký hiệu văn bản hoặc đường dẫn rồi nạp lại",
    "this cell seems to hold a person's name, phone, identity number, e-mail or home address. "
    "Give only the number of a document, or a link, and load the file again",
)
CONFLICTING_ROWS = Label(
    "các dòng {value} nói về cùng một nội dung nhưng khác nhau, không biết dòng nào đúng nên không nhận dòng nào. "
    "Chỉ giữ lại một dòng rồi nạp lại",
    "the rows {value} are about the same thing and differ; nobody can know which is right, so none was taken. "
    "Keep only one and load the file again",
)
NO_UNIT = Label(
    "không xác định được đơn vị: không có mã, tên không có trong danh mục, mã hồ sơ không chứa mã đơn vị. "
    "Nạp danh mục đơn vị, hoặc khai báo unit trong par-metrics.toml",
    "no unit is found: no code, no name of the register, no unit in the dossier code. "
    "Load the register of units, or set unit in par-metrics.toml",
)
UNKNOWN_UNIT_NAME = Label(
    'không biết đơn vị "{value}": danh mục đơn vị không có tên này, mã hồ sơ không bắt đầu bằng mã một đơn vị đã biết. '
    'Nếu là bộ phận hay tên cũ của một đơn vị, thêm tên này vào cột "Tên cũ" (former_names) của đơn vị đó trong danh '
    "mục, nạp danh mục rồi nạp lại tệp; nếu không thì sửa ô đó",
    'the unit "{value}" is not known: the register of units has no such name, and the dossier code does not begin with '
    "the code of a known unit. If it is an office or a former name of a unit, add it to that unit's former_names in "
    "the register, load the register, then this file again; else correct the cell",
)
SHARED_UNIT_NAME = Label(
    'nhiều đơn vị cùng mang tên "{value}" vào thời điểm của bản ghi. Thêm cột mã đơn vị vào tệp, hoặc ghi thời gian '
    "tồn tại (valid_from, valid_to) của các đơn vị đó trong danh mục, nạp danh mục rồi nạp lại tệp",
    'several units bear the name "{value}" at the time of the record. Add the unit\'s code to the file, or give those '
    "units their valid_from and valid_to in the register, load the register, then this file again",
)
DAMAGED_CODE = Label(
    'mã "{value}" đã bị bảng tính làm hỏng: mã dài bị đổi thành số làm tròn, không còn biết mã đúng. Định dạng cột là '
    "văn bản (Text) rồi xuất lại từ hệ thống gốc",
    'the spreadsheet has damaged the code "{value}": a long code became a rounded number, and the true one is lost. '
    "Format the column as text and export again from the system itself",
)
DATED_CODE = Label(
    'mã "{value}" là một ngày: bảng tính đã đổi mã (như 12-2026) thành ngày, không còn biết mã đúng. Định dạng cột là '
    "văn bản (Text) rồi xuất lại từ hệ thống gốc",
    'the code "{value}" is a day: a spreadsheet made it of a code such as 12-2026, and the true one is lost. '
    "Format the column as text and export again from the system itself",
)
TORN_ROW = Label(
    "dòng chỉ là một phần của hồ sơ: một ô có dấu xuống dòng mà không đặt trong ngoặc kép. Đặt ô đó trong ngoặc kép, "
    "hoặc bỏ dấu xuống dòng, rồi nạp lại",
    "the row is only a part of a record: one of its cells has a line end and no quotation marks. Put that cell in "
    "quotes, or take the line end out, and load again",
)
TOO_MANY_CELLS = Label(
    "dòng có nhiều ô hơn tiêu đề, các ô có thể đã lệch cột. Đặt ô chứa dấu phân cách trong ngoặc kép rồi xuất lại",
    "the row has more cells than the header, so cells may have shifted. "
    "Put cells that hold the separator in quotes and export again",
)


def unreadable(field: Field) -> Label:
    """The text for a cell that cannot be read as the field's type; `{value}` is the cell."""
    known = _UNREADABLE.get(field.type)
    if known is not None:
        return Label(f"{known.vi}. {_FIX_VI}", f"{known.en}. {_FIX_EN}")
    words = ", ".join(field.word(value) for value in field.values)
    values = ", ".join(str(value) for value in field.values)
    return Label(
        f'"{{value}}" không phải giá trị đã biết ({words}). {_FIX_VI}, hoặc khai báo trong [values.{field.name}]',
        f'"{{value}}" is none of the known values ({values}). {_FIX_EN}, or map it in [values.{field.name}]',
    )


NO_PLAN = Label(
    'chưa biết "{value}" là mục nào: không đọc được kế hoạch của kho. Chạy par-metrics plan check, sửa rồi nạp lại.',
    'which row "{value}" is nobody knows: the plan of the workspace cannot be read. Run par-metrics plan check, '
    "correct it and load the file again.",
)
"""The text for a cell that may be a row of a plan that cannot be read; `{value}` is the cell."""


def unknown_plan_row(nearest: str) -> Label:
    """The text for a cell that names no row of the plan; `{value}` is the cell."""
    return Label(
        f'kế hoạch không có mục "{{value}}"; gần nhất là "{nearest}". {_FIX_VI}',
        f'the plan has no row "{{value}}"; the nearest is "{nearest}". {_FIX_EN}',
    )


def with_place(label: Label, file: str, *, many_tables: bool) -> tuple[pl.Expr, pl.Expr]:
    """The full messages as expressions over `row`, `sheet`, `column` and `said`.

    Args:
        label: what is wrong, `{value}` is the (masked) cell, as messages quote it.
        file: name of the file.
        many_tables: name the sheet too.
    Returns:
        The Vietnamese and the English text.
    """
    sheet = pl.col("sheet") if many_tables else pl.lit(None, dtype=pl.String)
    row, column = pl.col("row").cast(pl.String), pl.col("column")

    def text(words: str, sheet_word: str, row_word: str, column_word: str) -> pl.Expr:
        before, _, after = words.partition("{value}")
        problem = pl.lit(before) + (pl.col("said").fill_null("") + after if "{value}" in words else pl.lit(""))
        return pl.concat_str(
            pl.lit(f"{file}, " if file else ""),
            pl.when(sheet.is_not_null())
            .then(pl.concat_str(pl.lit(f'{sheet_word} "'), sheet, pl.lit('", ')))
            .otherwise(pl.lit("")),
            pl.lit(f"{row_word} "),
            row,
            pl.when(column.is_not_null())
            .then(pl.concat_str(pl.lit(f', {column_word} "'), column, pl.lit('"')))
            .otherwise(pl.lit("")),
            pl.lit(": "),
            problem,
        )

    return text(label.vi, "trang", "dòng", "cột"), text(label.en, "sheet", "row", "column")
