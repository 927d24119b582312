"""Everything the report says, asked of one snapshot."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import polars as pl

from par_metrics.documents.forms import FORMS, Asked, make_form
from par_metrics.documents.forms.form import By, Filled
from par_metrics.documents.report.lines import Line, by_number, figures_of, lines_of
from par_metrics.domain.period import Period
from par_metrics.domain.plan import Plan
from par_metrics.domain.reporting_days import reporting_day
from par_metrics.errors import UsageError
from par_metrics.figures.presence import units_with_records
from par_metrics.figures.refused import newest_of_files, refused_files, refused_of
from par_metrics.figures.snapshot import Snapshot, not_begun_error
from par_metrics.indicators.base import ABSENT
from par_metrics.questions.forecast import pace
from par_metrics.settings.tables import OfficeSettings
from schemas import KINDS, Label

_OVERDUE, _RESOLVED = "overdue_open_count", "on_time_rate"
_LOAD = ("file", "kind", "exported_at", "loaded_at", "unknown_columns")


@dataclass(frozen=True)
class LateDossiers:
    """The dossiers that are late, and those of which nobody knows it.

    Args:
        listed: codes only: `dossier_code, unit_code, received_at, due_at, ended_at` (null: still open), and `unit`, its
            name or, where the register has none, its code.
        is_loaded: there are dossiers at all, of whom the report is of.
        undated_open: how many that are open have no due date.
        undated_resolved: how many that are resolved have no due date, or no end date.
    """

    listed: pl.DataFrame
    is_loaded: bool
    undated_open: int
    undated_resolved: int


@dataclass(frozen=True)
class Facts:
    """What the report of a period is made of.

    Args:
        period, as_of, known_at: of every figure.
        unit_code, unit_name: whose; None for all units together, and where the register has no name.
        units: how many units with records there are in the period.
        office: who hands it in.
        plan: whose rows the lines are.
        figures: the long table of the indicators that answer the plan; what is kept once it is signed.
        lines: the rows of the plan with their figures.
        outlook: indicator -> its row of `pace` for the year of the period.
        late: the dossiers that are late, so far as it is known.
        form: Biểu II.06a, a row a unit; of one unit a row a field.
        loads: the newest load of each file: `file, kind, exported_at, loaded_at, unknown_columns`.
        refused: kind -> rows refused.
        refused_files: those refused as a whole: `file, reason_vi, reason_en`.
    """

    period: Period
    as_of: datetime
    known_at: datetime
    unit_code: str | None
    unit_name: str | None
    units: int
    office: OfficeSettings
    plan: Plan
    figures: pl.DataFrame
    lines: Sequence[Line]
    outlook: Mapping[str, Mapping[str, Any]]
    late: LateDossiers
    form: Filled
    loads: pl.DataFrame
    refused: Mapping[str, int]
    refused_files: pl.DataFrame

    @property
    def year(self) -> Period:
        """The year the period begins in, whose targets its figures have."""
        return Period.parse(f"{self.period.start.year}")

    @property
    def is_early(self) -> bool:
        """The day on which the plan wants the report has not come yet."""
        day = reporting_day(self.period)
        return day is not None and self.as_of < datetime.combine(day, datetime.min.time())

    @property
    def is_provisional(self) -> bool:
        """Its figures will still change: the period is not over, or the plan's day has not come."""
        return self.is_early or self.as_of < self.period.end

    @property
    def figure_lines(self) -> list[Line]:
        """One line an indicator, by their numbers: some answer several rows of the plan."""
        return by_number({line.definition.id: line for line in self.lines if line.definition is not None}.values())


def gather(snapshot: Snapshot, period: Period, unit_code: str | None, office: OfficeSettings) -> Facts:
    """The facts of a period.

    Args:
        unit_code: one unit; None for all together.
    Raises:
        UsageError: nothing is loaded, the period has not begun, or the unit is unknown.
        SettingsError: nobody knows the unit of the settings.
    """
    holdings = snapshot.engine.holdings().filter(pl.col("records") > 0)
    if holdings.is_empty():
        raise _nothing_loaded()
    if not period.has_begun(snapshot.as_of):
        raise not_begun_error(period, snapshot.as_of)
    snapshot.check_own_unit()
    figures = figures_of(snapshot, period, unit_code)
    lines = lines_of(snapshot, period, unit_code, figures, frozenset(holdings["kind"]))
    year = Period.parse(f"{period.start.year}")
    outlook = {row["indicator"]: row for row in pace(snapshot, year, unit_code=unit_code).iter_rows(named=True)}
    by: By = "unit_code" if unit_code is None else "field"
    form = make_form(FORMS["II.06a"], Asked(snapshot, period, unit_code, by))
    handling = snapshot.engine.units().filter("has_records")["unit_code"].to_list()
    if unit_code is None:
        # The province that the communes report to is in the register, and handles nothing here.
        form = replace(form, frame=form.frame.filter(pl.col("unit_code").is_in(handling)))
    return Facts(
        period=period,
        as_of=snapshot.as_of,
        known_at=snapshot.known_at,
        unit_code=unit_code,
        unit_name=snapshot.unit_names().get(unit_code or ""),
        units=len(set(handling) & set(snapshot.units_in(period))),
        office=office,
        plan=snapshot.plan,
        figures=figures,
        lines=lines,
        outlook=outlook,
        late=_late(snapshot, period, unit_code),
        form=form,
        loads=_loads(snapshot),
        refused=refused_of(snapshot.engine, unit_code, period.cut(snapshot.as_of), tuple(KINDS)),
        refused_files=refused_files(snapshot.engine.loads(), tuple(KINDS)),
    )


def _late(snapshot: Snapshot, period: Period, unit_code: str | None) -> LateDossiers:
    """The dossiers that `overdue_open_count` counts and those that `on_time_rate` counts as late."""
    opened, resolved = (
        snapshot.records(snapshot.catalogue[indicator], period, unit_code).filter(
            (pl.col("reason") != ABSENT).fill_null(value=True)
        )
        for indicator in (_OVERDUE, _RESOLVED)
    )
    columns = ("dossier_code", "unit_code", "received_at", "due_at")
    never = pl.lit(None, pl.Datetime("us"))
    found = [
        opened.filter(counted_as="numerator").select(*columns, ended_at=never),
        resolved.filter(counted_as="denominator").select(*columns, "ended_at"),
    ]
    names = pl.col("unit_code").replace_strict(snapshot.unit_names(), default=None, return_dtype=pl.String)
    handling = units_with_records(snapshot.engine, "dossiers", period.cut(snapshot.as_of))
    return LateDossiers(
        pl.concat(found, how="vertical_relaxed")
        .sort("ended_at", "due_at", "dossier_code", nulls_last=False)
        .with_columns(unit=pl.coalesce(names, "unit_code")),
        bool(handling) if unit_code is None else unit_code in handling,
        # What is done without an end date is looked at in both, and counted with the resolved.
        opened.filter(pl.col("reason") != "no_end_date", counted_as="excluded").height,
        resolved.filter(counted_as="excluded").height,
    )


def _loads(snapshot: Snapshot) -> pl.DataFrame:
    newest = newest_of_files(snapshot.engine.loads()).select(_LOAD)
    named = [json.loads(columns or "[]") for columns in newest["unknown_columns"]]
    return newest.with_columns(unknown_columns=pl.Series(named, dtype=pl.List(pl.String)))


def _nothing_loaded() -> UsageError:
    return UsageError(
        Label(
            "chưa nạp bản ghi nào nên chưa có gì để báo cáo. Nạp tệp xuất trước: par-metrics ingest TỆP",
            "nothing is loaded, so that there is nothing to report. Load exports first: par-metrics ingest FILE",
        ),
        "nothing_loaded",
    )
