"""`bang-diem.xlsx`: the run as officers and meetings read it, a sheet for each question."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from par_metrics.display.frame_sheet import add_sheet
from par_metrics.display.frames import units_of_values
from par_metrics.display.named import Names
from par_metrics.display.sheet_sizes import row_height
from par_metrics.display.sheets import FONT, text_cell, workbook
from par_metrics.display.shown import Shown, shown
from par_metrics.display.signs import BAD, CODED, GOOD, sign_of
from par_metrics.display.words import words
from par_metrics.documents.forms.kept import KEPT, paper_kept
from par_metrics.documents.forms.sheet import add_form
from par_metrics.domain.period import Period
from par_metrics.domain.reporting_days import until_in_words
from par_metrics.figures.refused import refused_files
from par_metrics.indicators.rulesets import rules as rule_sets
from par_metrics.publish.outcome import HELD, MISSING_ROWS, Outcome
from par_metrics.publish.outputs.forms import paper_in
from schemas import KINDS

if TYPE_CHECKING:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

NAME = "bang-diem.xlsx"
MOST_ROWS = 20_000
"""Rows of a sheet that people still filter; of more units there are those of all together."""

_FORM = f"{KEPT}II.06a-don-vi"
_REFUSED, _EXPLAINED = "Dòng bị từ chối", "Giải thích"
_WIDTH = 110.0
_CODES, _HEADER = ("indicator", "unit_code", "unit_code_name"), 100
_COLOURS = {GOOD: "#00644B", BAD: "#A63A00"}


@dataclass(frozen=True)
class _Sheet:
    """A sheet.

    Args:
        name: on its tab.
        about: what it is of.
        table: its rows.
        printed: those that go on paper, and come first; None for all of them.
    """

    name: str
    about: str
    table: pl.DataFrame
    printed: pl.Expr | None = None

    def on_paper(self) -> "tuple[pl.DataFrame, int]":
        """The rows with those printed first, and how many these are."""
        if self.printed is None:
            return self.table, self.table.height
        is_printed = self.printed.fill_null(value=False)
        first = self.table.filter(is_printed)
        return pl.concat([first, self.table.filter(~is_printed)]), first.height


def write(outcome: Outcome, folder: Path) -> None:
    """The workbook; where the run has no form II.06a, without its sheet."""
    tables = outcome.tables
    names = _names(tables)
    as_of: datetime = tables["scorecard"]["as_of"].max()  # type: ignore[assignment]
    sheets = list(_sheets(tables, outcome.own_unit, Period.year_up_to(as_of).label))
    whose = names.get("unit_code", {}).get(outcome.own_unit or "", outcome.own_unit or "mọi đơn vị")
    with workbook(folder / NAME, "Bảng điểm", as_of, FONT) as book:
        for sheet in sheets:
            if sheet.name == _REFUSED and _FORM in tables:
                add_form(book, paper_in(outcome, _FORM), "Biểu II.06a")
            table, printed = sheet.on_paper()
            frame = shown(_with_signs(table), "vi", names)
            if sheet.printed is not None:
                frame = _codes_last(frame)
            page = add_sheet(book, sheet.name, frame, "vi", units_of_values())
            _colour(book, page, table, frame.frame)
            if sheet.printed is not None and printed:
                page.print_area(0, 0, printed, sum(name not in _CODES for name in frame.frame.columns) - 1)
                page.set_header(f"&L{whose.replace('&', '&&')[:_HEADER]}&C&A&RSố liệu đến {until_in_words(as_of)}")
        _explain(book, sheets, as_of, outcome)
        add_sheet(book, "Chỉ số", shown(_catalogue(tables["catalogue"]), "vi", {}), "vi", {})


def _sheets(tables: Mapping[str, pl.DataFrame], own_unit: str | None, year: str) -> Iterator[_Sheet]:
    # A place that has only scores of PAPI is no unit: its rows would all be empty.
    units = tables["units"]["unit_code"]
    card = tables["scorecard"].filter(pl.col("unit_code").is_null() | pl.col("unit_code").is_in(units.to_list()))
    own = pl.col("unit_code").eq_missing(pl.lit(own_unit))
    columns = ("plan_row", "index", "title", "indicator", "unit_code", "numerator", "denominator", "value", "target")
    deadlines = tables["plan"].select("plan_row", deadline="deadline_vi")
    yield _Sheet(
        "Bảng điểm",
        "mọi mục của kế hoạch trong năm, của từng đơn vị và của mọi đơn vị (cột Đơn vị trống)",
        card.join(deadlines, on="plan_row", how="left", maintain_order="left").select(
            *columns, "status", "trend", "owner", "deadline", "state", "refused"
        ),
        own,
    )
    periods = tables["indicators"].filter(pl.col("status") != "no_population")
    about = "từng chỉ số theo tháng, quý, nửa năm, năm có phát sinh, của từng đơn vị và của mọi đơn vị"
    if periods.height > MOST_ROWS:
        periods = periods.filter("is_total")
        about = "từng chỉ số theo tháng, quý, nửa năm, năm có phát sinh, của mọi đơn vị; từng đơn vị: indicators.csv"
    of_year = pl.col("period").str.contains(rf"^{year}(-Q\d)?$")
    kept = ("indicator", "period", "unit_code", "numerator", "denominator", "value", "target", "status", "excluded")
    yield _Sheet("Theo kỳ", about, periods.select(*kept, "provisional", "refused"), own & of_year)
    yield _Sheet("Hồ sơ quá hạn", "hồ sơ đang quá hạn và sắp đến hạn, chỉ có mã", tables["at_risk"])
    yield _Sheet("Điểm 766", "điểm theo Quyết định 766/QĐ-TTg của từng đơn vị, theo nhóm", _scores(tables["scores"]))
    missing = tables[MISSING_ROWS].select("file", "row", "sheet", "column", "rule", "message_vi")
    yield _Sheet(_REFUSED, "dòng nào của tệp nào chưa được tính, và cần làm gì", missing.head(MOST_ROWS))


def _codes_last(table: Shown) -> Shown:
    """What no paper needs behind the rest: the unit, which its head names, and the ids of what has its name."""
    headings = dict(zip(table.frame.columns, table.headings, strict=True))
    order = sorted(headings, key=lambda name: name in _CODES)
    return Shown(table.frame.select(order), tuple(headings[name] for name in order))


def _scores(scores: pl.DataFrame) -> pl.DataFrame:
    """The blocks by their names, and what lacks as a list."""
    labels = {
        block.key: block.label.vi
        for name in scores["rules"].unique()
        for block in rule_sets[name].scorer.blocks
        if rule_sets[name].inputs
    }
    missing = pl.col("missing").str.json_decode(pl.List(pl.String)).list.join(", ")
    return scores.with_columns(pl.col("block").replace(labels), missing=missing).drop(
        "rules", "rules_version", "as_of", "parent"
    )


def _catalogue(catalogue: pl.DataFrame) -> pl.DataFrame:
    return catalogue.select("indicator", "label_vi", "formula_vi", "plan_rows", "owner_vi", "source")


def _names(tables: Mapping[str, pl.DataFrame]) -> Names:
    """Names beside codes: of indicators, and of the units of the form."""
    found: dict[str, Mapping[str, str]] = {
        "indicator": dict(tables["catalogue"].select("indicator", "label_vi").iter_rows())
    }
    if _FORM in tables:
        lines = paper_kept(tables[_FORM]).filled.frame
        found["unit_code"] = dict(lines.select("unit_code", "unit_name").drop_nulls().iter_rows())
    return found


def _with_signs(table: pl.DataFrame) -> pl.DataFrame:
    coded = [column for column in CODED if column in table.columns]
    return table.with_columns(pl.col(column).replace(_signed(table, column)) for column in coded)


def _signed(table: pl.DataFrame, column: str) -> dict[str, str]:
    """The codes of a column, each as its sign and its word."""
    codes = table[column].drop_nulls().unique(maintain_order=True)
    return {code: f"{sign_of(column, code)[0]}{words(code, 'vi', column)}" for code in codes}


def _colour(book: "Workbook", sheet: Any, table: pl.DataFrame, shown: pl.DataFrame) -> None:
    """The words of a result in its colour."""
    for column in CODED:
        if column not in table.columns:
            continue
        place = shown.columns.index(column)
        for code, text in _signed(table, column).items():
            if (colour := _COLOURS.get(sign_of(column, code)[1])) is not None:
                look = book.add_format({"font_color": colour, "bold": True})
                criteria = {"type": "cell", "criteria": "==", "value": f'"{text}"', "format": look}
                sheet.conditional_format(1, place, shown.height, place, criteria)


def _explain(book: "Workbook", sheets: list[_Sheet], as_of: datetime, outcome: Outcome) -> None:
    """What the sheets are, and how to read them."""
    sheet = book.add_worksheet(_EXPLAINED)
    sheet.set_column(0, 0, _WIDTH)
    files = refused_files(outcome.tables["loads"], tuple(KINDS))["file"].to_list()
    lines = [
        *([HELD.vi] if outcome.is_held else []),
        "Bảng điểm cải cách hành chính",
        f"Số liệu tính đến {as_of:%H:%M} ngày {as_of:%d/%m/%Y}. Kỳ chưa kết thúc là số tạm tính.",
        *(f"Chưa tính gì của tệp bị từ chối cả tệp: {file}." for file in files),
        *(f"{sheet.name}: {sheet.about}." for sheet in sheets),
        "Biểu II.06a: biểu báo cáo của năm đến thời điểm tính, theo đơn vị.",
        "Chỉ số: tên, cách tính và căn cứ của từng chỉ số.",
        "In ra giấy: Bảng điểm và Theo kỳ chỉ in các dòng đứng đầu: của đơn vị mình, trong năm nay, theo quý và năm.",
        "In tất cả: Bố trí trang, Vùng in, Xóa vùng in.",
        "Ô trống là không phát sinh hoặc không rõ, không phải số 0. Loại ra: hồ sơ không tính được, theo lý do.",
        "Từng hồ sơ đứng sau một con số: par-metrics explain MÃ_CHỈ_SỐ --period KỲ.",
        "Cộng nhiều kỳ hoặc đơn vị: cộng tử số, cộng mẫu số rồi mới chia; không lấy trung bình các tỷ lệ.",
    ]
    bold, wrapped = book.add_format({"bold": True, "font_size": 14}), book.add_format({"text_wrap": True})
    for line, text in enumerate(lines):
        sheet.write_string(line, 0, text_cell(text), wrapped if line else bold)
        if line:
            sheet.set_row(line, row_height([(text, _WIDTH)]))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
