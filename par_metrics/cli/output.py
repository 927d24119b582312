"""Writing a frame where and as it was asked for."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from par_metrics.cli.state import State, fitted
from par_metrics.errors import UsageError
from par_metrics.support.atomic import replace_whole
from schemas import Label

if TYPE_CHECKING:
    import polars as pl

    from par_metrics.display.named import Names


MOST_ROWS = 50
"""What a person reads of a table on the screen; more is for `--limit`, or for a file."""


class Format(StrEnum):
    """How a frame is written: on the screen, for machines, or in a file for people."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"
    XLSX = "xlsx"
    HTML = "html"


_NO_TEXT = (Format.PARQUET, Format.XLSX)


def is_for_people(form: Format | None, output: Path | None) -> bool:
    """Whether a table goes to the screen: then it may be short and in words; files and machine formats have it all."""
    return form in (None, Format.TABLE) and output is None


def is_in_words(form: Format | None, output: Path | None) -> bool:
    """Whether a table is read by people, on the screen or in a file: then codes are words."""
    return is_for_people(form, output) or format_of(form, output) in (Format.XLSX, Format.HTML)


def format_of(form: Format | None, output: Path | None) -> Format:
    """How a frame is written: as was asked for, else by the ending of the file, else as a table.

    Raises:
        UsageError: the ending names no format; or a file that no terminal can show would be poured into one.
    """
    chosen = form or (_by_ending(output) if output else Format.TABLE)
    if output is None and chosen in _NO_TEXT and sys.stdout.isatty():
        raise UsageError(
            Label(
                f"không in tệp {chosen} ra màn hình được: ghi vào tệp, ví dụ -o bang.{chosen}",
                f"a file of {chosen} cannot be shown on a screen: write it to a file, such as -o bang.{chosen}",
            ),
            "output_on_terminal",
        )
    return chosen


def write(
    state: State,
    frame: pl.DataFrame,
    form: Format | None,
    output: Path | None = None,
    units: Mapping[str, str] | None = None,
    limit: int = 0,
    of_each: str | None = None,
    section: Sequence[str] = (),
    labels: Mapping[str, Label] | None = None,
    title: str = "",
    about: Label | None = None,
) -> None:
    """Write `frame` to `output` or standard output, and nothing else there.

    Args:
        form: None: by the ending of `output`, a table without one.
        units: indicator id -> unit of its values, for tables.
        limit: a table on standard output has so many rows, 0 for all; files and machine formats have all of them.
        of_each: a column of which a table that is cut shows every value.
        section: columns that head the rows that share them, on a terminal.
        labels: of its columns, where they mean something else than in other tables; for workbooks and pages.
        title: of those; else what the command is about.
        about: of which unit and period they are, and as of when.
    Raises:
        UsageError: as of `format_of`; or the file cannot be written.
    """
    chosen = format_of(form, output)
    if output is None and chosen is Format.TABLE:
        print_rows(state, frame, units, limit, of_each, section)
        return
    said = about.in_language(state.speaks) if about else ""
    content = _content(state, frame, chosen, units, labels, (title, said), is_file=output is not None)
    if output is None:
        sys.stdout.buffer.write(content)
        return
    with state.saving(output):
        replace_whole(output, content)
    state.say(Label(f"Đã ghi {output} ({frame.height} dòng).", f"Wrote {output} ({frame.height} rows)."))


def write_text(state: State, text: str, output: Path | None) -> None:
    """Write a file's text to `output` or standard output, and nothing else there.

    Raises:
        UsageError: the file cannot be written.
    """
    if output is None:
        sys.stdout.buffer.write(text.encode())
        return
    with state.saving(output):
        replace_whole(output, text.encode())
    state.say(Label(f"Đã ghi {output}.", f"Wrote {output}."))


def print_rows(
    state: State,
    frame: pl.DataFrame,
    units: Mapping[str, str] | None = None,
    limit: int = 0,
    of_each: str | None = None,
    section: Sequence[str] = (),
) -> None:
    """A table on standard output, as `write` gives it: one that is cut says how long it is, and how to get it all."""
    from par_metrics.display import number, print_table

    shown = _first(frame, limit, of_each) if limit else frame
    state.make_room()
    print_table(shown, state.speaks, sys.stdout, units, _names(state, frame), section)
    if shown.height < frame.height:
        count, total = (number(size, state.speaks) for size in (shown.height, frame.height))
        cut = Label(
            f"… {count} trong {total} dòng. Lấy tất cả: --output TỆP.csv hoặc --format csv; "
            "xem thêm ở đây: --limit SỐ_DÒNG (0 là tất cả).",
            f"… {count} of {total} rows. To get all: --output FILE.csv or --format csv; "
            "to see more here: --limit ROWS (0 for all).",
        )
        print(fitted(cut.in_language(state.speaks), sys.stdout))


def _first(frame: pl.DataFrame, limit: int, of_each: str | None) -> pl.DataFrame:
    """The first rows; the first of every value of a column, as evenly as there are such."""
    if of_each is None or frame.height <= limit:
        return frame.head(limit)
    import polars as pl

    turn = frame.select(place=pl.int_range(pl.len()), turn=pl.int_range(pl.len()).over(of_each))
    return frame[turn.sort("turn", "place").head(limit)["place"].sort()]


def _names(state: State, frame: pl.DataFrame) -> Names:
    """Of units and procedures, where the table has any."""
    return state.names() if any(column.endswith(("unit_code", "procedure_code")) for column in frame.columns) else {}


def _content(
    state: State,
    frame: pl.DataFrame,
    form: Format,
    units: Mapping[str, str] | None,
    labels: Mapping[str, Label] | None,
    title: tuple[str, str],
    *,
    is_file: bool,
) -> bytes:
    """What is written: all of it before the file is touched."""
    if form is Format.TABLE:
        from par_metrics.display import print_table

        text = io.StringIO()
        print_table(frame, state.speaks, text, units, _names(state, frame))
        return text.getvalue().encode()
    if form is Format.PARQUET:
        whole = io.BytesIO()  # polars has its own error for a reader that went away
        frame.write_parquet(whole)
        return whole.getvalue()
    if form in (Format.XLSX, Format.HTML):
        return _for_people(state, frame, form, units, labels, title)
    # A CSV file is opened in Excel, which needs the mark to see UTF-8.
    return _text(frame, form).encode("utf-8-sig" if form is Format.CSV and is_file else "utf-8")


def _for_people(
    state: State,
    frame: pl.DataFrame,
    form: Format,
    units: Mapping[str, str] | None,
    labels: Mapping[str, Label] | None,
    titles: tuple[str, str],
) -> bytes:
    """A workbook or a page."""
    from par_metrics.cli.names import names_for, title_of
    from par_metrics.display.frames import units_of_values
    from par_metrics.display.shown import shown

    names = names_for(state, frame)
    table, measured = shown(frame, state.speaks, names, labels), units or units_of_values()
    title, about = titles[0] or title_of(state), titles[1]
    if form is Format.HTML:
        from par_metrics.display.page import html_page

        return html_page(title, table, state.speaks, measured, about).encode()
    from par_metrics.display.frame_sheet import write_sheet

    book = io.BytesIO()
    write_sheet(book, title, table, state.speaks, measured, about)
    return book.getvalue()


def _text(frame: pl.DataFrame, form: Format) -> str:
    if form is Format.CSV:
        from par_metrics.publish.outputs.csv import csv_text

        return csv_text(frame)
    return frame.write_json() + "\n"


def _by_ending(output: Path) -> Format:
    ending = output.suffix.lower().lstrip(".")
    if ending in set(Format) - {Format.TABLE}:
        return Format(ending)
    raise UsageError(
        Label(
            f"không rõ định dạng của {output}: thêm --format, hoặc đặt đuôi .xlsx, .html, .csv, .json, .parquet",
            f"no format for {output}: add --format, or end it in .xlsx, .html, .csv, .json or .parquet",
        ),
        "output_format",
    )
