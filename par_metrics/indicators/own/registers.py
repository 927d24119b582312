"""Registers of an office's own: `registers/*.csv`. The first column is a documented one, the others are its groups."""

import csv
import io
import re
from pathlib import Path

from par_metrics.domain.privacy.shapes import may_be_said
from par_metrics.errors import nearest
from par_metrics.indicators.own.columns import OPEN_TABLES, columns_of
from par_metrics.indicators.own.groups import MOST_ROWS, Register, is_key
from schemas import Label

# A neighbourhood by its number or name, which would else be taken for a part of somebody's address.
_PLACE = re.compile(
    r"(?i:tổ dân phố|tổ|thôn|xóm|khu phố|khu dân cư|khu|bản|ấp|buôn|làng|đội|cụm)"
    r"(?P<named>(?:\s+[^\W\d_]+){0,3})(?:\s+\d{1,3}[A-Za-z]?)?"
)
_NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")


def read_register(path: Path) -> Register | Label:
    """A register; else what is wrong with it, naming file, line and what to do."""
    file = f"{path.parent.name}/{path.name}"

    def wrong(line: int, vi: str, en: str) -> Label:
        return Label(f"{file}, dòng {line}: {vi}", f"{file}, line {line}: {en}")

    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return Label(f"{file}: không đọc được; lưu lại dạng CSV UTF-8", f"{file}: cannot be read; save it as CSV UTF-8")
    first = text.partition("\n")[0]
    rows = list(csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ","))
    if not rows or len(rows[0]) < 2:
        return wrong(1, "cần cột khóa và ít nhất một cột nữa", "a column of keys and at least one more are needed")
    key, *names = (name.strip() for name in rows[0])
    keys = sorted({name for table in OPEN_TABLES for name in columns_of(table)})
    if key not in keys:
        near = nearest(key, keys)
        return wrong(
            1, f'cột đầu "{key}" không phải cột có trong bản ghi.{near.vi}', f'no record has a column "{key}".{near.en}'
        )
    if not any(is_key(columns_of(table)[key]) for table in OPEN_TABLES if key in columns_of(table)):
        return wrong(
            1,
            f'cột đầu "{key}" là ngày giờ hoặc số tiền, không dùng làm khóa được; chọn một cột mã hay tên. Nhóm theo '
            "ngày giờ: viết [groups] trong par-metrics.toml",
            f'the column of keys "{key}" holds dates or amounts; take one of codes or names. To group by dates write '
            "[groups] in par-metrics.toml",
        )
    for name in names:
        if not _NAME.fullmatch(name) or name in keys or names.count(name) > 1:
            return wrong(
                1,
                f'tên cột "{name}": viết chữ thường không dấu, số và _, không trùng cột có sẵn',
                f'the column "{name}": small letters, figures and _, and no name that there is already',
            )
    if len(rows) > MOST_ROWS + 1:
        return wrong(MOST_ROWS + 2, f"nhiều hơn {MOST_ROWS} dòng", f"there are more than {MOST_ROWS} rows")
    columns: dict[str, dict[str, str]] = {name: {} for name in names}
    seen: dict[str, int] = {}
    for number, cells in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        values = [cell.strip() for cell in cells]
        if len(values) != len(names) + 1 or not values[0]:
            return wrong(number, "thiếu hoặc thừa ô, hay khóa để trống", "a cell too few or too many, or no key")
        if values[0] in seen:
            line = seen[values[0]]
            return wrong(
                number, f"khóa đã có ở dòng {line}; chỉ giữ một dòng", f"the key stands in line {line} too; keep one"
            )
        seen[values[0]] = number
        for name, value in zip(names, values[1:], strict=True):
            if value and not (_is_place(value) or may_be_said(value)):
                return wrong(
                    number, f'cột "{name}" có thể chứa dữ liệu cá nhân', f'the column "{name}" may hold personal data'
                )
            if value:
                columns[name][values[0]] = value
    return Register(file, key, frozenset(seen), columns)


def _is_place(value: str) -> bool:
    found = _PLACE.fullmatch(value)
    return found is not None and all(word[0].isupper() for word in found["named"].split())
