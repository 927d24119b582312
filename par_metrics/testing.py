"""Try an indicator on a few literal rows, without a workspace.

with Tables() as tables:
    tables.add("dossiers", '''
        dossier_code | status | received_at      | due_at     | completed_at
        d1           | 10     | 2026-03-01 08:00 | 2026-03-05 | 2026-03-05 16:00
    ''')
    tables.compute("on_time_rate", "2026-03")      # Ratio(1, 1)
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from types import TracebackType
from typing import NamedTuple, Self, cast

import polars as pl

from par_metrics.domain.calendar import WorkingCalendar
from par_metrics.domain.period import Period
from par_metrics.engines.duckdb import DuckDBEngine
from par_metrics.errors import UsageError, nearest
from par_metrics.figures.completeness import Whole, a_hundred
from par_metrics.figures.snapshot import Snapshot
from par_metrics.indicators.base import Definition
from par_metrics.indicators.catalogue import Catalogue, catalogue
from par_metrics.indicators.own.indicator import Example, OwnIndicator
from par_metrics.indicators.targets import Targets, targets_with
from par_metrics.warehouse.connect import scratch_tables
from schemas import KINDS, Field, Label, ValueType
from schemas.kind import known_column

LATER = datetime(2090, 1, 1)
_LOADED = datetime(2026, 1, 1)


class Ratio(NamedTuple):
    """A figure's two sides; the denominator of a count is None."""

    numerator: float | None
    denominator: float | None


class Tables:
    """Record tables in memory, filled from literal text.

    Columns left out are null, as of an export that lacks them, except a required `unit_code` (`U1`),
    `status` (10) and the fields' own defaults; so is an empty cell,
    which of a Boolean column is "no" ("?" could not be read).
    A due date without a time of day is the end of that day.

    Args:
        own_unit: the workspace's unit.

    `whole` is what the maxima of a year's assessments must add up to, 100 unless it is set.
    """

    def __init__(self, own_unit: str | None = None) -> None:
        self.whole: Whole = a_hundred
        self.connection = scratch_tables()
        self._own_unit = own_unit
        self._loads = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()

    def add(self, kind: str, text: str) -> None:
        """Rows of a kind: a line of column names, then one line a record, cells between `|`."""
        lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
        header, *rows = lines
        for cells in rows:
            self.insert(kind, dict(zip(header, (cell or None for cell in cells), strict=True)))

    def add_written(self, kind: str, text: str) -> None:
        """`add` of rows that somebody wrote by hand.

        Raises:
            UsageError: naming the kind, column, row and cell that is wrong.
        """
        if kind not in KINDS:
            raise _wrong_rows(kind, "", nearest(kind, KINDS))
        known = {field.name for field in KINDS[kind].stored}
        for number, line in enumerate(text.strip().splitlines()):
            cells = [cell.strip() for cell in line.split("|")]
            if number == 0:
                header = cells
                for name in header:
                    if name not in known:
                        raise _wrong_rows(kind, name, nearest(name, known))
                continue
            if len(cells) != len(header):
                raise _wrong_rows(kind, line.strip(), Label("", ""))
            for name, cell in zip(header, cells, strict=True):
                if not _can_be_read(KINDS[kind].by_name[name], cell):
                    raise _wrong_cell(kind, number, name, cell)
            self.insert(kind, dict(zip(header, (cell or None for cell in cells), strict=True)))

    def insert(self, kind: str, values: Mapping[str, object]) -> None:
        """One record; text is read as the column's type.

        Args:
            values: by column; beside them `exported_at` and `loaded_at` of its load, and `unread`, the names of
                columns whose cell could not be read.
        """
        fields = {field.name: field for field in KINDS[kind].stored}
        record: dict[str, object] = {name: field.default for name, field in fields.items()}
        record |= {name: default for name, default in _REQUIRED.get(kind, {}).items() if name in fields}
        record |= {name: _read(fields[name], value) for name, value in values.items() if name in fields}
        unread = cast("Collection[str]", values.get("unread") or ())
        record |= {
            known_column(outcome): outcome in values and outcome not in unread for outcome in KINDS[kind].outcomes
        }
        provided = json.dumps([name for name in fields if name in values])
        times = {name: values.get(name, _LOADED) for name in ("exported_at", "loaded_at")}
        self._loads += 1
        origin = {"load_id": str(self._loads), **times}
        self._insert("loads", origin | {"kind": kind, "state": "loaded", "provided": provided, "warnings": "{}"})
        self._insert(f"{kind}_versions", record | origin)
        if KINDS[kind].is_dated:
            self._insert(f"{kind}_dated", record | origin)

    def _insert(self, table: str, values: Mapping[str, object]) -> None:
        marks = ", ".join("?" * len(values))
        self.connection.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", list(values.values()))

    def figures(
        self, indicator: str | Definition, period: str, as_of: datetime = LATER, by: tuple[str, ...] = ()
    ) -> pl.DataFrame:
        """The contract's long table for one indicator (its id, or one of your own) and period."""
        return self.snapshot(as_of).figures([_definition(indicator)], [Period.parse(period)], by)

    def compute(
        self, indicator: str | Definition, period: str, as_of: datetime = LATER, unit: str | None = None
    ) -> Ratio:
        """Numerator and denominator of one indicator, of all records or of one unit."""
        figures = self.figures(indicator, period, as_of, by=("unit_code",) if unit else ())
        if unit:
            figures = figures.filter(pl.col("unit_code") == unit)
        return Ratio(figures["numerator"].item(), figures["denominator"].item())

    def explain(
        self, indicator: str | Definition, period: str, as_of: datetime = LATER, unit: str | None = None
    ) -> pl.DataFrame:
        """The records behind the figure."""
        return self.snapshot(as_of).records(_definition(indicator), Period.parse(period), unit)

    def snapshot(
        self, as_of: datetime = LATER, targets: Targets | None = None, catalogue: Catalogue = catalogue
    ) -> Snapshot:
        """The records, judged at an instant, with the plan's targets if none are given."""
        calendar = WorkingCalendar()
        return Snapshot(
            DuckDBEngine(self.connection, calendar, self._own_unit),
            as_of,
            LATER,
            is_past=False,
            read_targets=lambda: targets_with((), "test") if targets is None else targets,
            catalogue=catalogue,
            calendar=calendar,
            own_unit=self._own_unit,
            whole=self.whole,
        )


def _wrong_rows(kind: str, what: str, near: Label) -> UsageError:
    """Of rows written by hand: no such kind, no such column, or a row that cannot be read."""
    shown = f' "{what}"' if what else ""
    return UsageError(
        Label(
            f"ví dụ, bảng {kind}: không đọc được{shown}.{near.vi} Dòng đầu là tên cột, mỗi dòng sau một bản ghi, các ô "
            "cách nhau bằng |, ngày viết 2026-03-31 hay 2026-03-31 08:00, đúng sai viết yes, no, ? (không rõ)",
            f"an example, table {kind}: cannot read{shown}.{near.en} The first line names columns, each further one is "
            "a record, cells stand between |, dates are 2026-03-31 or 2026-03-31 08:00, yes, no or ? (not known)",
        ),
        "bad_example",
    )


def _wrong_cell(kind: str, row: int, column: str, cell: str) -> UsageError:
    """Of one cell of rows written by hand, counted from the first below the names."""
    return UsageError(
        Label(
            f'ví dụ, bảng {kind}, bản ghi thứ {row}, cột "{column}": không đọc được "{cell}". Ngày viết 2026-03-31 hay '
            "2026-03-31 08:00, đúng sai viết yes, no, ? (không rõ), số viết 12 hay 12.5",
            f'an example, table {kind}, record {row}, column "{column}": cannot read "{cell}". Dates are 2026-03-31 or '
            "2026-03-31 08:00, truth is yes, no or ? (not known), numbers are 12 or 12.5",
        ),
        "bad_example",
    )


def _can_be_read(field: Field, cell: str) -> bool:
    try:
        _read(field, cell or None)
    except (ValueError, KeyError):
        return False
    return True


def _definition(indicator: str | Definition) -> Definition:
    return indicator if isinstance(indicator, Definition) else catalogue[indicator]


@dataclass(frozen=True)
class Mismatch:
    """An example of an own indicator that comes out otherwise than it says.

    Args:
        example: the example.
        expected, counted: both sides, as written and as counted.
        records: the records behind the figure, each with how it was counted.
    """

    example: Example
    expected: Ratio
    counted: Ratio
    records: pl.DataFrame


def mismatches(indicator: OwnIndicator) -> list[Mismatch]:
    """The examples of an own indicator that it does not count as they say; none where all is well.

    Raises:
        UsageError: an example names a kind, column or period that there is not, or a cell is none of its column.
    """
    found = []
    for example in indicator.examples:
        with Tables() as tables:
            for kind, rows in example.tables.items():
                tables.add_written(kind, rows)
            as_of, expected = example.as_of or LATER, Ratio(example.numerator, example.denominator)
            counted = tables.compute(indicator, example.period, as_of, example.unit)
            if counted != expected:
                records = tables.explain(indicator, example.period, as_of, example.unit)
                found.append(Mismatch(example, expected, counted, records))
    return found


_REQUIRED: Mapping[str, Mapping[str, object]] = {
    "dossiers": {"unit_code": "U1", "status": 10},
    "payments": {"unit_code": "U1", "status": "paid", "amount_vnd": 1},
    "feedback": {"unit_code": "U1"},
    "survey_answers": {"unit_code": "U1"},
    "staff": {"unit_code": "U1"},
    "findings": {"unit_code": "U1"},
    "documents": {"unit_code": "U1"},
    "units": {"unit_name": "-"},
}


def _read(field: Field, value: object) -> object:
    if value is None and field.type is ValueType.BOOLEAN:
        return bool(field.default)
    if not isinstance(value, str):
        return value
    match field.type:
        case ValueType.DATE:
            return date.fromisoformat(value)
        case ValueType.DATETIME:
            return datetime.fromisoformat(value)
        case ValueType.DUE:
            instant = datetime.fromisoformat(value)
            return datetime.combine(instant.date(), time.max) if len(value) == 10 else instant
        case ValueType.BOOLEAN:
            return {"yes": True, "no": False, "?": None}[value]
        case ValueType.INTEGER | ValueType.STATUS:
            return int(value)
        case ValueType.DECIMAL:
            return float(value)
        case _:
            return value
