"""A plan to change into one's own: the built-in one, with the indicators of each row and its targets written out."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from par_metrics.display.sheets import workbook
from par_metrics.documents.templates.workbook import GUIDE, ROWS
from par_metrics.domain.plan import HEADINGS, Plan, builtin_plan
from par_metrics.errors import UsageError, saving
from par_metrics.indicators.answers import answers_of
from par_metrics.indicators.catalogue import catalogue
from par_metrics.indicators.targets import Target, plan_targets
from par_metrics.loading.plan import xlsx_file
from schemas import Label

INDEXES = ("PAPI", "SIPAS", "PAR INDEX")
NAME = "ke-hoach-cua-don-vi"
"""What the new plan is called until somebody names it."""
_HEAD = """\
# Kế hoạch của đơn vị, thay cho kế hoạch có sẵn; xem docs/how-to/own-plan.md, kiểm tra: par-metrics plan check
# Sửa, thêm, bớt các mục. indicators: mã chỉ số (par-metrics indicators). Chỉ tiêu: tỷ lệ viết từ 0 đến 1.
# Ghi extends = "an-tuong-2026" thì các mục và chỉ tiêu có sẵn được giữ, chỉ cần viết phần khác.
"""
_GUIDE = (
    ("Mã mục", "Bắt buộc, mỗi mục một mã: chữ, số, dấu chấm, không quá 20 ký tự; thí dụ A.I.1"),
    ("Bộ chỉ số", "PAPI, SIPAS hoặc PAR INDEX; để trống nếu mục phục vụ cả ba"),
    ("Chủ trì", "Nhiều cơ quan thì cách nhau bằng dấu phẩy hoặc chấm phẩy; tên có dấu phẩy thì ghi ở trang Chung"),
    ("Chỉ số", "Mã chỉ số (par-metrics indicators), cách nhau bằng dấu phẩy; để trống nếu mục chỉ báo cáo tiến độ"),
    ("Phần của báo cáo", f"Một trong: {'; '.join(HEADINGS)}. Để trống thì theo chỉ số, rồi theo bộ chỉ số"),
    ("Giá trị", "Chỉ tiêu: tỷ lệ viết từ 0 đến 1 hoặc 80%; còn lại là số"),
    ("Thời hạn", "Ghi bằng lời, hoặc ngày/tháng/năm; ô ngày của Excel được đọc thành 31/12/2026"),
    ("Chiều", f"{'; '.join(xlsx_file.BETTER.values())}. Để trống thì theo chỉ số"),
    ("Cấp", f"Chỉ tiêu chỉ của một cấp: {'; '.join(xlsx_file.LEVELS.values())}. Để trống là của mọi cấp"),
    ("Đơn vị", "Mã đơn vị, nếu chỉ tiêu chỉ của đơn vị đó (khi đó để trống Cấp)"),
    ("Giữ các mục có sẵn", "Có: giữ các mục và chỉ tiêu của kế hoạch an-tuong-2026, chỉ cần ghi phần khác"),
    ("", "Lưu là plan.xlsx trong kho làm việc (không để cùng plan.toml), rồi chạy: par-metrics plan check"),
)


def write_plan(path: Path) -> None:
    """Write it, as TOML or as a workbook by the ending of the name.

    Raises:
        UsageError: the file is there already, its name has another ending, or it cannot be written.
    """
    writers = {".toml": _write_toml, ".xlsx": _write_xlsx}
    if path.suffix.lower() not in writers:
        raise UsageError(
            Label(f"{path}: đặt tên plan.toml hoặc plan.xlsx", f"{path}: name it plan.toml or plan.xlsx"),
            "not_a_plan",
        )
    if path.exists():
        raise UsageError(
            Label(
                f"tệp {path} đã có, không ghi đè. Chọn tên khác bằng --output",
                f"{path} exists and is not overwritten. Choose another name with --output",
            ),
            "file_exists",
        )
    with saving(path):
        writers[path.suffix.lower()](_written_out(), path)


def _written_out() -> Plan:
    """The built-in plan, each row with its indicators."""
    plan = builtin_plan()
    answers = answers_of(plan, catalogue.values())
    rows = tuple(replace(row, indicators=tuple(answers[row.plan_row])) for row in plan.rows)
    return replace(plan, name=NAME, rows=rows)


def _write_toml(plan: Plan, path: Path) -> None:
    lines = [_HEAD, *_keys({"name": plan.name, "agencies": list(plan.agencies)}), "", "[english]"]
    lines += [f"{_value(vi)} = {_value(en)}" for vi, en in plan.english.items()]
    for row in plan.rows:
        lines += ["", "[[row]]", *_keys(asdict(row))]
    for target in plan_targets():
        lines += ["", "[[targets]]", *_keys(target.model_dump())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _keys(table: Mapping[str, Any]) -> Iterator[str]:
    return (f"{key} = {_value(value)}" for key, value in table.items() if value is not None)


def _value(value: object) -> str:
    """A text, a number or a list of them, as TOML has them: as JSON does."""
    return json.dumps(value, ensure_ascii=False)


def _write_xlsx(plan: Plan, path: Path) -> None:
    with workbook(path) as book:
        book.set_properties({"title": "Kế hoạch", "created": datetime(2026, 1, 1)})
        bold, text = book.add_format({"bold": True, "border": 1}), book.add_format({"num_format": "@"})
        sheets = {name: book.add_worksheet(name) for name in (xlsx_file.ROWS, xlsx_file.TARGETS, xlsx_file.ABOUT)}
        guide = book.add_worksheet(GUIDE)
        for name, headings in (
            (xlsx_file.ROWS, xlsx_file.ROW_HEADINGS),
            (xlsx_file.TARGETS, xlsx_file.TARGET_HEADINGS),
        ):
            for place, (key, heading) in enumerate(headings.items()):
                sheets[name].set_column(place, place, 60 if key == "title" else 22, None if key == "value" else text)
                sheets[name].write_string(0, place, heading, bold)
            sheets[name].freeze_panes(1, 0)
        for key, listed in (("index", INDEXES), ("heading", HEADINGS)):
            place = list(xlsx_file.ROW_HEADINGS).index(key)
            sheets[xlsx_file.ROWS].data_validation(1, place, ROWS, place, {"validate": "list", "source": list(listed)})
        for key, words in (("better", xlsx_file.BETTER), ("level", xlsx_file.LEVELS)):
            place = list(xlsx_file.TARGET_HEADINGS).index(key)
            choice = {"validate": "list", "source": list(words.values())}
            sheets[xlsx_file.TARGETS].data_validation(1, place, ROWS, place, choice)
        for number, row in enumerate(plan.rows, start=1):
            cells = asdict(row) | {"indicators": ", ".join(row.indicators or ())}
            sheets[xlsx_file.ROWS].write_row(number, 0, [cells[key] for key in xlsx_file.ROW_HEADINGS])
        for number, target in enumerate(plan_targets(), start=1):
            aim = _cells(target)
            sheets[xlsx_file.TARGETS].write_row(number, 0, [aim[key] for key in xlsx_file.TARGET_HEADINGS])
        about = [("name", plan.name), ("extends", "Không"), *(("agencies", name) for name in plan.agencies)]
        sheets[xlsx_file.ABOUT].set_column(0, 1, 44, text)
        for number, (key, value) in enumerate(about):
            sheets[xlsx_file.ABOUT].write_row(number, 0, (xlsx_file.ABOUT_HEADINGS[key], value))
        guide.set_column(0, 1, 60)
        for number, line in enumerate(_GUIDE):
            guide.write_row(number, 0, line)


def _cells(target: Target) -> Mapping[str, Any]:
    years = {"first_year": target.first_year, "last_year": target.last_year}
    words = {"better": xlsx_file.BETTER[target.better], "level": xlsx_file.LEVELS.get(target.level or "")}
    return {**target.model_dump(), **years, **words}
