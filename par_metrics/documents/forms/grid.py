"""The sheet a form is written on: its columns, how cells look, and how a text is put over several of them."""

from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from par_metrics.display.sheets import FONT
from par_metrics.documents.forms.form import Column, Kind
from par_metrics.documents.forms.paper import Paper

if TYPE_CHECKING:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

NUMBER_WIDTH, NAME_WIDTH = 5.0, 34.0
INDENT = 1.5
"""What an indent takes of a width."""
# Numbers end a digit before the line beside them. An indent does not do: LibreOffice leaves it out of some cells.
_NUMBER_FORMATS: dict[Kind, str] = {"date": "dd/mm/yyyy", "share": "0.00%_0", "count": "#,##0_0"}


@dataclass(frozen=True)
class Grid:
    """A sheet of a workbook, with the columns of a paper.

    Args:
        sheet: as XlsxWriter has it.
    """

    book: "Workbook"
    sheet: Any
    paper: Paper
    _formats: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    @cached_property
    def has_names(self) -> bool:
        """Whether a row has a name behind its number, and the form a total row."""
        return bool(self.paper.form.bys)

    @cached_property
    def first(self) -> int:
        """The column of the first of the form's own columns."""
        return 2 if self.has_names else 1

    @cached_property
    def widths(self) -> list[float]:
        names = [NAME_WIDTH] if self.has_names else []
        return [NUMBER_WIDTH, *names, *(column.width for column in self.paper.form.columns)]

    @property
    def last(self) -> int:
        return len(self.widths) - 1

    @cached_property
    def half(self) -> int:
        """The last column of the left half."""
        whole = list(accumulate(self.widths))
        return next(place for place, width in enumerate(whole) if width >= whole[-1] / 2)

    def look(self, **look: Any) -> Any:
        """A format of cells; the same look is the same format."""
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format({"font_name": FONT} | look)
        return self._formats[key]

    def look_of(self, column: Column, *, bold: bool = False) -> Any:
        """How the cells of a column look."""
        look = {"border": 1, "valign": "vcenter", "bold": bold}
        if column.kind == "text":
            return self.look(**look, align="left", indent=1, text_wrap=True)
        align = "right" if column.kind in ("count", "share") else "center"
        return self.look(**look, align=align, num_format=_NUMBER_FORMATS.get(column.kind, "General"))

    def put(self, top: int, left: int, bottom: int, right: int, text: str, style: Any) -> None:
        """A text over the cells of a rectangle, made one."""
        if (top, left) != (bottom, right):
            # Not `merge_range` alone, which would take a text such as "=1+1" for a formula where it can.
            self.sheet.merge_range(top, left, bottom, right, "", style)
        self.sheet.write_string(top, left, text, style)
