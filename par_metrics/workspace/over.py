"""Figures over the lakes of several workspaces: a province over its communes."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from par_metrics.display.frames import Figures, shown_in
from par_metrics.domain import clock
from par_metrics.domain.calendar import WorkingCalendar
from par_metrics.domain.period import AnyPeriod, Grain, Period
from par_metrics.engines.base import LATEST
from par_metrics.figures.question import choose_indicators
from par_metrics.figures.snapshot import Snapshot
from par_metrics.indicators.catalogue import catalogue
from par_metrics.indicators.targets import targets_with
from par_metrics.settings.layout import Layout
from par_metrics.settings.settings import Settings
from par_metrics.warehouse.verify import check_rows
from par_metrics.workspace.base import When

if TYPE_CHECKING:
    from par_metrics.workspace.base import Session


def compute_over(
    lakes: Sequence[str | Path],
    ids: Sequence[str] | str | None = None,
    period: AnyPeriod | None = None,
    *,
    grain: Grain | None = None,
    by: Sequence[str] | str | None = None,
    session: "Session",
    as_of: When | None = None,
    known_at: When | None = None,
    rules: str | None = None,
    with_totals: bool = False,
    own_unit: str | None = None,
    calendar: WorkingCalendar | None = None,
    scratch: str | None = None,
) -> Figures:
    """Indicators over the lakes of several workspaces, as the table of `Workspace.compute`.

    Records of a lake are its own; registers of units and procedures, scores and assessments are united: what was
    exported last holds. Targets are those of the plan.

    Args:
        lakes: workspaces by path or URI (`hdfs://…`, `s3a://…`), as the cluster reads them. Files of those that have a
            path here are held against what was written; of others that is for their own machines (`doctor --verify`).
        session: a Spark session, classic or Connect.
        own_unit: the unit of all of them, whose level decides which reports are due.
        calendar: working days, where there are local ones.
        scratch: a folder that the cluster reads and writes, for what is read several times; None: its memory.
    """
    from par_metrics.engines.spark import SparkEngine

    zone, language = Settings().timezone, Settings().language
    known = None if known_at is None else clock.instant(known_at, zone)
    instant = clock.instant(as_of, zone) if as_of is not None else min(clock.now(zone), known or LATEST)
    groups = tuple(dict.fromkeys([by] if isinstance(by, str) else by or ()))
    whole = Period.of(f"{instant.year}" if period is None else period)
    indicators = choose_indicators(catalogue, [ids] if isinstance(ids, str) else ids, groups, rules)
    periods = tuple(whole.split(grain)) if grain else (whole,)
    days = calendar or WorkingCalendar()
    for lake in lakes:
        if isinstance(lake, Path) or "://" not in lake:
            check_rows(Layout(Path(lake)))
    engine = SparkEngine(session, lakes, days, own_unit, known or LATEST, scratch=scratch)
    try:
        snapshot = Snapshot(
            engine,
            instant,
            known or LATEST,
            is_past=known is not None,
            read_targets=lambda: targets_with((), "plan"),
            catalogue=catalogue,
            calendar=days,
            own_unit=own_unit,
        )
        figures = snapshot.figures(indicators, periods, groups, with_totals=with_totals)
        names = snapshot.unit_names() if "unit_code" in groups else None
    finally:
        engine.close()
    return shown_in(Figures, language, figures, names)
