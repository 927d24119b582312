"""A year is added to the open data: once, from one state, beside the years that were shown before."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import polars as pl

from par_metrics.errors import ParMetricsError, naming
from par_metrics.figures.snapshot import Snapshot
from par_metrics.indicators.rulesets.named import OWN
from par_metrics.publish import latest, runs
from par_metrics.publish.lists import catalogue_frame, units_frame
from par_metrics.publish.open_data.cells import ALL_UNITS
from par_metrics.publish.open_data.chosen import OPEN
from par_metrics.publish.open_data.figures import shown_figures
from par_metrics.publish.open_data.standing import Standing, seal_of
from par_metrics.publish.open_data.terms import Terms, settled_on
from par_metrics.publish.open_data.write import write
from schemas import Label

_UNITS = ("unit_code", "unit_name", "level", "parent_code")
_INDICATORS = (
    *("indicator", "version", "label_vi", "label_en", "formula_vi", "formula_en"),
    *("unit", "better", "rules", "plan_rows", "source"),
)


def keep_up(terms: Terms, snapshot: Snapshot) -> tuple[Label, ...]:
    """Add the years of the settings that are not shown yet, and may be.

    Years that are shown are never looked at again: what changed since would tell of the records that changed it.

    Args:
        terms: with the years that are asked for.
        snapshot: what the run knew that it goes with.
    Returns:
        What became of it; nothing where nothing was to be done.
    """
    try:
        standing = Standing.of(terms.folder)
        if standing.run is not None and latest.latest_run(terms.folder) != standing.run.name:
            _show(terms.folder, standing.run)  # written by a process that ended before it could
        missing = sorted(set(terms.years) - standing.years)
        if not missing:
            return ()
        with naming(terms.folder):
            return tuple(_added(terms, standing, snapshot, missing))
    except ParMetricsError as error:
        return (error.label,)
    except OSError as error:
        return (
            Label(
                f"không ghi được {terms.folder.name}/ ({error.strerror}); năm mới sẽ được ghi ở lần công bố sau",
                f"{terms.folder.name}/ cannot be written ({error.strerror}); the new year is written with the next run",
            ),
        )


def _added(terms: Terms, standing: Standing, snapshot: Snapshot, years: list[int]) -> list[Label]:
    said, made, written = [], [], []
    for year in years:
        if snapshot.as_of < settled_on(year):
            said.append(_too_early(year))
        elif (figures := shown_figures(snapshot, year, terms.threshold)).is_empty():
            said.append(Label(f"năm {year} chưa có bản ghi nào", f"there is no record of {year}"))
        else:
            made.append(figures)
            written.append(year)
    if made:
        own = sorted({one.id for one in snapshot.catalogue.values() if one.rules == OWN.name})
        _switch(terms, _with(standing, snapshot, pl.concat(made)), snapshot.as_of, own)
        named = ", ".join(map(str, written))
        said.append(
            Label(
                f"năm {named} đã ghi vào {terms.folder.name}/{latest.LATEST}; từ nay số liệu năm đó không đổi nữa",
                f"{named} is written to {terms.folder.name}/{latest.LATEST}; from now on its figures stay as they are",
            )
        )
    return said


def _too_early(year: int) -> Label:
    day = settled_on(year)
    return Label(
        f"năm {year} được ghi từ ngày {day:%d/%m/%Y}, khi số liệu đến muộn đã đủ",
        f"{year} is written from {day:%Y-%m-%d} on, when what comes late is in",
    )


def _with(standing: Standing, snapshot: Snapshot, figures: pl.DataFrame) -> Standing:
    """What was shown, and the new figures with the units and indicators that they are of."""
    every = pl.concat([standing.figures, figures]).sort("period", maintain_order=True)
    units = (
        units_frame(snapshot).select(_UNITS).filter(pl.col("unit_code").is_in(figures["unit_code"].unique().implode()))
    )
    everywhere = pl.DataFrame(
        [(ALL_UNITS, "Tất cả các đơn vị / All units", None, None)], schema=units.schema, orient="row"
    )
    indicators = (
        catalogue_frame((snapshot.catalogue[id] for id in OPEN), snapshot.plan).select(_INDICATORS).cast(pl.String)
    )
    return Standing(
        standing.run,
        every,
        pl.concat([standing.units, everywhere, units], how="diagonal")
        .unique("unit_code", keep="last")
        .sort(pl.col("unit_code") != ALL_UNITS, "unit_code"),
        pl.concat([standing.indicators, indicators], how="diagonal").unique(
            ["indicator", "version"], keep="first", maintain_order=True
        ),
    )


def _switch(terms: Terms, tables: Standing, as_of: datetime, own: Sequence[str]) -> None:
    """Write aside, then move and show it, as a run is."""
    folder = terms.folder
    folder.mkdir(exist_ok=True)
    runs.sweep(folder)
    name = runs.new_name(folder, as_of)
    building = folder / f"{runs.BUILDING}{name}"
    building.mkdir()
    write(tables, terms, building, own)
    _show(folder, building.rename(folder / name))


def _show(folder: Path, run: Path) -> None:
    latest.switch(folder, run.name, {"run_id": run.name, "path": run.name, "manifest": seal_of(run)})
