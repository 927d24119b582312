"""The workbook of a table of PAR INDEX criteria, empty: no maximum and no criterion is made up."""

from datetime import datetime
from pathlib import Path

from par_metrics.display.sheets import workbook
from par_metrics.documents.templates.workbook import DATA, GUIDE, LISTS, ROWS
from par_metrics.indicators.catalogue import catalogue
from par_metrics.questions.scoring.criteria_file import HEADINGS
from par_metrics.questions.scoring.criterion_row import EMPTY
from par_metrics.questions.scoring.criterion_rule import RULES

_HOW = {
    "criterion_code": "Phải ghi, dạng văn bản: 1, 1.1, 1.1.1. Mã đứng đầu các mã khác là nhóm",
    "domain": "Lĩnh vực; để trống thì theo nhóm",
    "title": "Tên tiêu chí",
    "max_points": "Phải ghi, theo bảng tiêu chí đã ban hành. Của nhóm: đúng bằng tổng các tiêu chí bên trong",
    "indicator": "Mã chỉ số trong danh mục; để trống nếu chấm tay",
    "rule": "proportional: đường thẳng từ ngưỡng 0 điểm đến ngưỡng tối đa; ratio: điểm tối đa nhân tỷ lệ; bands: theo "
    "các mức; falling_bands: theo các mức, càng ít càng tốt; binary: đạt hoặc không; deduct: điểm tối đa trừ dần; "
    "manual: chấm tay",
    "full_from": "Từ giá trị này được điểm tối đa: 0,9 hoặc 90 %",
    "zero_below": "Dưới giá trị này 0 điểm; để trống là 0",
    "at_most": "Không quá số này thì được điểm tối đa. Cho binary, deduct (trừ phần vượt quá), proportional càng ít "
    "càng tốt",
    "bands": "Cho bands: 0-0.5: 0; 0.5-0.8: 1; 0.8-1: 2 (đúng 0.5 được 1). Cho falling_bands: 0-0: 2; 0-5: 1; 5-: 0 "
    "(đúng 5 được 1)",
    "empty": "Khi không phát sinh. full: điểm tối đa; zero: 0 điểm; drop: loại ra, bớt cả điểm tối đa",
    "year": "Năm áp dụng; để trống là mọi năm",
    "zero_from": "Cho proportional càng ít càng tốt: từ giá trị này 0 điểm",
    "deduct": "Cho deduct: mỗi lần trừ bao nhiêu điểm",
    "per": "Cho deduct: trừ cho mỗi 1 hồ sơ, 1 đơn vị hay 1 %; một phần thì trừ một phần",
    "floor": "Cho deduct: trừ đến mức này là hết; để trống là 0",
}
_REQUIRED = ("criterion_code", "max_points")


def write_criteria(path: Path) -> None:
    """Write the empty table; the same program writes the same bytes."""
    from xlsxwriter.utility import xl_range_abs  # type: ignore[import-untyped]

    with workbook(path) as book:
        book.set_properties({"title": "Bảng tiêu chí PAR INDEX", "created": datetime(2026, 1, 1)})
        data, guide, lists = (book.add_worksheet(name) for name in (DATA, GUIDE, LISTS))
        lists.hide()
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "border": 1})
        choices: dict[str, list[str]] = {"indicator": list(catalogue), "rule": list(RULES), "empty": [*EMPTY]}
        guide.write_row(0, 0, ("Tên cột", "Ghi thế nào"), bold)
        guide.set_column(0, 1, 60)
        for place, name in enumerate(HEADINGS):
            heading = HEADINGS[name][0]
            data.write_string(0, place, heading, bold)
            data.set_column(place, place, max(14, len(heading) + 4), text if name == "criterion_code" else None)
            needed = " (bắt buộc)" if name in _REQUIRED else ""
            guide.write_row(place + 1, 0, (f"{heading}{needed}", _HOW[name]))
            if name in choices:
                lists.write_column(0, place, choices[name])
                source = f"='{LISTS}'!{xl_range_abs(0, place, len(choices[name]) - 1, place)}"
                data.data_validation(1, place, ROWS, place, {"validate": "list", "source": source})
        guide.write_string(
            len(HEADINGS) + 2, 0, 'Lưu vào kho làm việc, rồi ghi trong par-metrics.toml: [par_index] criteria = "…"'
        )
        data.freeze_panes(1, 0)
        data.activate()
