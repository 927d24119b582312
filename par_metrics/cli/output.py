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
from schemas import Label

if TYPE_CHECKING:
    import polars as pl

    from par_metrics.display.named import Names


MOST_ROWS = 50
"""What a person reads of a table on the screen; more is for `--limit`, or for a file."""


class Format(StrEnum):
    """How a frame is written; all but `table` are for machines."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


def is_for_people(form: Format | None, output: Path | None) -> bool:
    """Whether a table goes to the screen: then it may be short and in words; files and machine formats have it all."""
    return form in (None, Format.TABLE) and output is None


def write(
    state: State,
    frame: pl.DataFrame,
    form: Format | None,
    output: Path | None = None,
    units: Mapping[str, str] | None = None,
    limit: int = 0,
    of_each: str | None = None,
    section: Sequence[str] = (),
) -> None:
    """Write `frame` to `output` or standard output, and nothing else there.

    Args:
        form: None: by the ending of `output`, a table without one.
        units: indicator id -> unit of its values, for tables.
        limit: a table on standard output has so many rows, 0 for all; files and machine formats have all of them.
        of_each: a column of which a table that is cut shows every value.
        section: columns that head the rows that share them, on a terminal.
    Raises:
        UsageError: the ending of `output` names no format, or the file cannot be written.
    """
    chosen = form or (_by_ending(output) if output else Format.TABLE)
    if output is None:
        if chosen is Format.TABLE:
            print_rows(state, frame, units, limit, of_each, section)
        else:
            _to_stdout(frame, chosen)
        return
    try:
        _to_file(state, frame, chosen, output, units)
    except OSError as error:
        raise UsageError(
            Label(
                f"không ghi được {output}: {error.strerror}. Chọn thư mục có sẵn và được ghi",
                f"cannot write {output}: {error.strerror}. Choose an existing folder you may write to",
            ),
            "output_unwritable",
        ) from error
    state.say(Label(f"Đã ghi {output} ({frame.height} dòng).", f"Wrote {output} ({frame.height} rows)."))


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


def _to_stdout(frame: pl.DataFrame, form: Format) -> None:
    if form is Format.PARQUET:
        whole = io.BytesIO()  # polars has its own error for a reader that went away
        frame.write_parquet(whole)
        sys.stdout.buffer.write(whole.getvalue())
    else:
        sys.stdout.buffer.write(_text(frame, form).encode())


def _to_file(state: State, frame: pl.DataFrame, form: Format, output: Path, units: Mapping[str, str] | None) -> None:
    if form is Format.TABLE:
        from par_metrics.display import print_table

        with output.open("w", encoding="utf-8") as stream:
            print_table(frame, state.speaks, stream, units, _names(state, frame))
    elif form is Format.PARQUET:
        frame.write_parquet(output)
    else:
        # A CSV file is opened in Excel, which needs the mark to see UTF-8.
        encoding = "utf-8-sig" if form is Format.CSV else "utf-8"
        output.write_bytes(_text(frame, form).encode(encoding))


def _text(frame: pl.DataFrame, form: Format) -> str:
    if form is Format.CSV:
        from par_metrics.publish.outputs.csv import csv_text

        return csv_text(frame)
    return frame.write_json() + "\n"


def _by_ending(output: Path) -> Format:
    ending = output.suffix.lower().lstrip(".")
    if ending in {Format.CSV, Format.JSON, Format.PARQUET}:
        return Format(ending)
    raise UsageError(
        Label(
            f"không rõ định dạng của {output}: thêm --format, hoặc đặt đuôi .csv, .json, .parquet",
            f"no format for {output}: add --format, or end it in .csv, .json or .parquet",
        ),
        "output_format",
    )
