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
from datetime import date, datetime, time
from types import TracebackType
from typing import NamedTuple, Self, cast

import polars as pl

from par_metrics.domain.calendar import WorkingCalendar
from par_metrics.domain.period import Period
from par_metrics.engines.duckdb import DuckDBEngine
from par_metrics.figures.completeness import Whole, a_hundred
from par_metrics.figures.snapshot import Snapshot
from par_metrics.indicators.catalogue import Catalogue, catalogue
from par_metrics.indicators.targets import Targets, targets_with
from par_metrics.warehouse.connect import scratch_tables
from schemas import KINDS, Field, ValueType
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

    def figures(self, indicator: str, period: str, as_of: datetime = LATER, by: tuple[str, ...] = ()) -> pl.DataFrame:
        """The contract's long table for one indicator and period."""
        return self.snapshot(as_of).figures([catalogue[indicator]], [Period.parse(period)], by)

    def compute(self, indicator: str, period: str, as_of: datetime = LATER, unit: str | None = None) -> Ratio:
        """Numerator and denominator of one indicator, of all records or of one unit."""
        figures = self.figures(indicator, period, as_of, by=("unit_code",) if unit else ())
        if unit:
            figures = figures.filter(pl.col("unit_code") == unit)
        return Ratio(figures["numerator"].item(), figures["denominator"].item())

    def explain(self, indicator: str, period: str, as_of: datetime = LATER, unit: str | None = None) -> pl.DataFrame:
        """The records behind the figure."""
        return self.snapshot(as_of).records(catalogue[indicator], Period.parse(period), unit)

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
