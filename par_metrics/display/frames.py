"""What `compute`, `explain` and `scorecard` return: polars frames that show themselves in a notebook.

They are frames in every way. Choosing or ordering rows (`filter`, `sort`, `head`, `[:5]`)
keeps the class; whatever makes other columns gives a plain frame, which
`par_metrics.chart` still draws.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar, cast

import polars as pl

from par_metrics import display
from par_metrics.display.charts.groups import GROUPS, group_columns
from par_metrics.display.html import MOST_ROWS, Cell, html_table
from par_metrics.display.named import names_of_indicators
from par_metrics.display.record_changes import changes_shown
from par_metrics.display.shown import shown
from par_metrics.display.words import EVERYTHING
from par_metrics.domain.plan import NOT_REPORTED
from par_metrics.errors import UsageError, saving
from par_metrics.indicators.met import definition_of, definitions_met
from schemas import KINDS, Label, Language

if TYPE_CHECKING:
    import altair as alt

R = TypeVar("R", bound="Result")

# The heading says what a trend compares with as a rule, the status that there is no figure.
_SAID_ELSEWHERE = (None, "previous_period", "now_no_population")
_SHEET = Label("Số liệu", "Figures")
_EVERY_FIGURE = ("version", "rules", "period_start", "period_end", "as_of", "is_total")


class Result(pl.DataFrame):
    """A frame that shows itself in the language of its workspace."""

    language: ClassVar[Language] = "vi"
    unit_names: Mapping[str, str] = {}
    """Unit code -> name, to be shown instead of codes; rows chosen otherwise than by `filter` and `sort` go without."""

    def filter(self, *predicates: Any, **constraints: Any) -> Self:
        return self._like(super().filter(*predicates, **constraints))

    def sort(self, by: Any, *more_by: Any, **options: Any) -> Self:
        return self._like(super().sort(by, *more_by, **options))

    def _like(self, rows: pl.DataFrame) -> Self:
        chosen = type(self)(rows)
        chosen.unit_names = self.unit_names
        return chosen

    def _repr_html_(self, *, _from_series: bool = False) -> str:
        shown = list(self.head(MOST_ROWS).iter_rows(named=True))
        columns = self._columns_shown()
        rows = ([self._cell(column, record) for column in columns] for record in shown)
        headings = [display.heading(column, self.language) for column in columns]
        return html_table(headings, rows, self.height, self.language, self._caption())

    def _display_(self) -> Any:
        """marimo asks for this first; it would show its own table of raw numbers otherwise."""
        return _Html(self._repr_html_())

    def chart(self) -> alt.TopLevelMixin:
        """The frame as an altair chart; see `par_metrics.chart`.

        Raises:
            UsageError: there is nothing to draw, or columns that a chart needs are gone.
        """
        from par_metrics.display.charts.chart import chart

        return chart(self, self.language)

    def to_excel(self, path: str | Path) -> Path:
        """Write it as a workbook in the workspace's language: every row, names beside codes, real numbers.

        Raises:
            UsageError: the name does not end in `.xlsx`, or the file cannot be written.
        """
        from par_metrics.display.frame_sheet import write_sheet

        target = Path(path)
        if target.suffix.lower() != ".xlsx":
            raise UsageError(
                Label(f"đặt tên tệp Excel: {target}.xlsx", f"name it as an Excel file: {target}.xlsx"), "not_xlsx"
            )
        names = {**names_of_indicators(self.language), "unit_code": self.unit_names}
        with saving(target):
            write_sheet(
                target,
                _SHEET.in_language(self.language),
                shown(self, self.language, names),
                self.language,
                units_of_values(),
            )
        return target

    def _columns_shown(self) -> list[str]:
        return list(self.columns)

    def _caption(self) -> str:
        return ""

    def _cell(self, column: str, record: dict[str, Any]) -> Cell:
        content = record[column]
        if column == "unit_code" and content in self.unit_names:
            return Cell(f"{self.unit_names[content]} ({content})", hint=content)
        unit = units_of_values().get(str(record.get("indicator")), "count")
        text = display.cell(column, content, unit, self.language)
        is_number = isinstance(content, int | float) and not isinstance(content, bool)
        return Cell(text, is_number, content if isinstance(content, str) else "")


class Figures(Result):
    """The long table of `Workspace.compute`."""

    def _columns_shown(self) -> list[str]:
        """Whose figure it is stands before it: behind all else it leaves the screen, and the rows look alike."""
        by = group_columns(self)
        groups = [column for column in self.columns if column in by]
        columns = [column for column in self.columns if column not in _EVERY_FIGURE and column not in groups]
        first = [column for column in columns if column in ("indicator", "period")]
        return list(_with_sides([*first, *groups, *(column for column in columns if column not in first)]))

    def _caption(self) -> str:
        if "as_of" not in self.columns:
            return ""
        instants = [display.when(instant, self.language) for instant in self["as_of"].unique().sort()]
        return Label("Tính đến ", "As of ").in_language(self.language) + ", ".join(instants) if instants else ""

    def _cell(self, column: str, record: dict[str, Any]) -> Cell:
        content = record.get(column)
        if column == "indicator" and (definition := definition_of(str(content))) is not None:
            hint = f"{definition.id}@{record.get('version') or definition.version} · {definition.rules}"
            return Cell(definition.label.in_language(self.language), hint=hint)
        if column == "sides":
            return Cell(display.sides(record["numerator"], record["denominator"], self.language), is_number=True)
        if column in ("value", "target"):
            unit = units_of_values().get(str(record["indicator"]), "count")
            return Cell(display.measured(content, unit, self.language), is_number=True)
        if column == "excluded":
            return Cell(display.exclusions(content, self.language))
        if column in GROUPS and content is None:
            return Cell(display.group_words(column, None, record.get("is_total"), self.language))
        return super()._cell(column, record)


class Records(Result):
    """The records of `Workspace.explain`, each with how it was counted; of a score, its inputs."""

    def _columns_shown(self) -> list[str]:
        return list(inputs_shown(self.language)) if "input" in self.columns else list(self.columns)


class Scorecard(Figures):
    """The rows of the plan, of `Workspace.scorecard`."""

    def _columns_shown(self) -> list[str]:
        """Status and state in one column: what is reported stands where there is no figure; the evidence is a hint.

        Beside it the rows refused: a share of the 1 record that could be read is not one of 1 record.
        """
        elsewhere = ("state", "evidence", "index", "trend_basis", "refused")
        columns = [column for column in self.columns if column not in elsewhere]
        if "refused" in self.columns:
            columns.insert(columns.index("status") + 1 if "status" in columns else len(columns), "refused")
        return list(_with_sides(columns))

    def _cell(self, column: str, record: dict[str, Any]) -> Cell:
        if column == "status":
            state = record.get("state")
            is_reported = record["value"] is None and state not in (None, NOT_REPORTED)
            code = (state if is_reported else record["status"] or state) or ""
            text = display.words(code, self.language) or display.NO_VALUE
            return Cell(text, code=code, hint=record.get("evidence") or "")
        if column == "trend":
            unit = units_of_values().get(str(record["indicator"]), "count")
            basis = record.get("trend_basis")
            said = "" if basis in _SAID_ELSEWHERE else f" ({display.words(basis, self.language)})"
            return Cell(display.trend(record["trend"], unit, self.language) + said, is_number=True)
        return super()._cell(column, record)


class Changes(Result):
    """A table of `Workspace.diff`."""

    def _cell(self, column: str, record: dict[str, Any]) -> Cell:
        content = record[column]
        if column in ("excluded_before", "excluded_after"):
            return Cell(display.exclusions(content, self.language))
        if column == "changes" and record.get("kind") in KINDS:
            return Cell(changes_shown(str(content), str(record["kind"]), self.language))
        if column == "unit_code" and content is None:
            return Cell(EVERYTHING.in_language(self.language))
        return super()._cell(column, record)


class Table(Result):
    """Any other table: points, stakes, pace, what falls due, a form."""


def _in_english(kind: type[Result]) -> type[Result]:
    """The same kind, shown in English.

    The language is the class's and not the frame's: polars hands on the class of a frame to
    its slices, copies and pickles, and nothing else.
    """
    return type(f"{kind.__name__}InEnglish", (kind,), {"language": "en", "__doc__": "The same, shown in English."})


_IN_ENGLISH: dict[type[Result], type[Result]] = {
    kind: _in_english(kind) for kind in (Figures, Records, Scorecard, Changes, Table)
}
# A pickle finds a class by its name in its module.
globals().update({kind.__name__: kind for kind in _IN_ENGLISH.values()})


def shown_in(kind: type[R], language: Language, frame: pl.DataFrame, unit_names: Mapping[str, str] | None = None) -> R:
    """`frame` as a result of a kind that shows itself in a language.

    Args:
        unit_names: unit code -> name, to be shown instead of codes.
    """
    result = kind(frame) if language == "vi" else cast("R", _IN_ENGLISH[kind](frame))
    if unit_names:
        result.unit_names = unit_names
    return result


def inputs_shown(language: Language) -> tuple[str, ...]:
    """What people read of the inputs of a score; files for machines have every column."""
    label = f"label_{language}"
    return ("unit_code", label, "points", "max_points", "numerator", "denominator", "note", "origin", "input")


def units_of_values() -> dict[str, str]:
    """Indicator id -> share, count or working_days: how to read its values."""
    return {indicator.id: indicator.unit for indicator in definitions_met()}


class _Html:
    def __init__(self, html: str) -> None:
        self._html = html

    def _repr_html_(self) -> str:
        return self._html


def _with_sides(columns: list[str]) -> Iterator[str]:
    """Numerator and denominator in one column, where both are there."""
    both = {"numerator", "denominator"} <= set(columns)
    for column in columns:
        if both and column == "numerator":
            yield "sides"
        elif not (both and column == "denominator"):
            yield column
