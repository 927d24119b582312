"""The units of a province beside each other: what each workspace published, in one table.

Nothing is computed anew: a figure here is the figure there, and opens down to its records in its own workspace.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

from par_metrics.display.frames import Figures, shown_in
from par_metrics.errors import ParMetricsError, failure_of
from par_metrics.indicators.catalogue import catalogue
from par_metrics.indicators.rulesets.named import OWN
from par_metrics.publish import latest
from par_metrics.publish.outputs.csv import write_csv
from par_metrics.publish.outputs.parquet import write_parquet
from par_metrics.settings.layout import Layout
from par_metrics.settings.settings import load_settings
from schemas import Label, Language

_WEEK = timedelta(days=7)
FOLDER = "side-by-side"
_NOT_RANKED = ("no_population", "incomplete", "suppressed")
_TABLE = "side-by-side"
_PLANS = "plans"


@dataclass(frozen=True)
class SideBySide:
    """Units beside each other.

    Args:
        figures: the columns of `indicators`, and `unit_name`, `run_id`, `is_current`, `rank`.
        plans: every row of each unit's plan in the year of its run: `unit_code, unit_name, plan_row, title, indicator,
            value, target, status, state, as_of`. Units may follow different plans.
        missing: workspace -> why nothing of it is there; so of all that are of one unit.
    """

    figures: pl.DataFrame
    plans: pl.DataFrame
    missing: Mapping[Path, Label]


def side_by_side(workspaces: Sequence[Path], as_of: datetime | None = None) -> SideBySide:
    """What each workspace published last of its own unit.

    Args:
        as_of: the instant they are compared at; None: that of the newest. Published more than a week before it, a
            unit is not current, and has no rank: others had a week more.
    Returns:
        Ranked among the current ones of a period, 1 = best, ties share the better rank; what is incomplete or has no
        population has no rank.
    """
    found, missing = dict[Path, _Published](), dict[Path, Label]()
    for workspace in workspaces:
        try:
            found[workspace] = _published(workspace)
        except (ParMetricsError, OSError, pl.exceptions.PolarsError) as error:
            missing[workspace] = failure_of(error)
    units = Counter(published.unit for published in found.values())
    # Nobody knows which of them is the unit's: counted twice it would also take the rank of another.
    missing |= {workspace: _of_one_unit(of.unit) for workspace, of in found.items() if units[of.unit] > 1}
    of_their_own = [published for workspace, published in found.items() if workspace not in missing]
    figures = pl.concat([pl.DataFrame(schema=_SCHEMA), *(published.figures for published in of_their_own)])
    plans = pl.concat([pl.DataFrame(schema=_PLAN_SCHEMA), *(published.plan for published in of_their_own)])
    newest = pl.col("as_of").max() if as_of is None else pl.lit(as_of)
    figures = figures.with_columns(is_current=pl.col("as_of") >= newest - _WEEK)
    return SideBySide(_ranked(figures), plans.sort("unit_code", maintain_order=True), missing)


def _of_one_unit(unit: str) -> Label:
    return Label(
        f"còn kho làm việc khác cũng của đơn vị {unit} nên không rõ số của kho nào là đúng; sửa `unit` trong "
        "par-metrics.toml, hoặc chuyển kho thừa đi nơi khác",
        f"another workspace is of unit {unit} too, and nobody knows whose figures are right; correct `unit` in its "
        "par-metrics.toml, or take the one too many elsewhere",
    )


@dataclass(frozen=True)
class _Published:
    """What a workspace published last of its own unit."""

    unit: str
    figures: pl.DataFrame
    plan: pl.DataFrame


def _published(workspace: Path) -> _Published:
    """The workspace's own unit, its figures and its plan in the run it published last.

    Raises:
        ParMetricsError: it names no unit, or published nothing.
        OSError: its run cannot be read.
    """
    unit, published = load_settings(workspace).unit, Layout(workspace).published
    run_id = latest.latest_run(published)
    if unit is None:
        raise ParMetricsError(
            Label("par-metrics.toml chưa ghi `unit`", "its par-metrics.toml names no `unit`"), "no_unit"
        )
    if run_id is None:
        raise ParMetricsError(Label("chưa công bố lần nào", "nothing was ever published"), "not_published")
    own = pl.read_parquet(published / run_id / "indicators.parquet").filter(unit_code=unit)
    names = pl.read_csv(published / run_id / "units.csv", infer_schema=False)
    name = names.filter(unit_code=unit).select(pl.col("unit_name").first()).item() if names.height else None
    with_names = own.with_columns(unit_name=pl.lit(name, pl.String), run_id=pl.lit(run_id))
    card = pl.read_csv(published / run_id / "scorecard.csv", infer_schema=False).filter(unit_code=unit)
    named = card.with_columns(unit_name=pl.lit(name, pl.String), as_of=pl.col("as_of").str.to_datetime(time_unit="us"))
    return _Published(
        unit,
        with_names.select(pl.col(column).cast(dtype) for column, dtype in _SCHEMA.items()),
        named.select(pl.col(column).cast(dtype) for column, dtype in _PLAN_SCHEMA.items()),
    )


def _ranked(figures: pl.DataFrame) -> pl.DataFrame:
    is_more_better = {d.id: d.better == "higher" for d in catalogue.values()}
    better = pl.col("indicator").replace_strict(is_more_better, default=True, return_dtype=pl.Boolean)
    counts = pl.col("is_current") & pl.col("value").is_not_null() & ~pl.col("status").is_in(_NOT_RANKED)
    signed = pl.when(better).then(-pl.col("value")).otherwise(pl.col("value"))
    # An own indicator of one unit need not be what another calls the same.
    counts &= pl.col("rules") != OWN.name
    rank = pl.when(counts).then(signed).rank("min").over("indicator", "version", "period")
    return figures.with_columns(rank=rank.cast(pl.Int32)).sort(
        "indicator", "period", "rank", "unit_code", nulls_last=True
    )


def write_side_by_side(found: SideBySide, folder: Path, run_id: str, language: Language) -> Path:
    """A run of it: CSV and Parquet of everything, workbooks of the years and plans; made the latest in one step, last.

    Returns:
        The folder of the run.
    """
    whole, building = folder / FOLDER, folder / FOLDER / f".building-{run_id}"
    building.mkdir(parents=True)
    write_csv(found.figures, building / f"{_TABLE}.csv")
    write_parquet(found.figures, building / f"{_TABLE}.parquet")
    write_csv(found.plans, building / f"{_PLANS}.csv")
    write_parquet(found.plans, building / f"{_PLANS}.parquet")
    shown_in(Figures, language, found.plans).to_excel(building / f"{_PLANS}.xlsx")
    years = found.figures.filter(pl.col("period").str.len_chars() == len("2026")).drop("is_total", "run_id")
    shown_in(Figures, language, years).to_excel(building / f"{_TABLE}.xlsx")
    run = whole / run_id
    building.rename(run)
    latest.switch(whole, run_id, {"run_id": run_id, "path": run_id})
    return run


_SCHEMA: Mapping[str, pl.DataType] = {
    "indicator": pl.String(),
    "version": pl.Int32(),
    "rules": pl.String(),
    "unit_code": pl.String(),
    "unit_name": pl.String(),
    "period": pl.String(),
    "period_start": pl.Datetime("us"),
    "period_end": pl.Datetime("us"),
    "as_of": pl.Datetime("us"),
    "provisional": pl.Boolean(),
    "numerator": pl.Float64(),
    "denominator": pl.Float64(),
    "value": pl.Float64(),
    "excluded": pl.String(),
    "target": pl.Float64(),
    "status": pl.String(),
    "refused": pl.Int64(),
    "is_total": pl.Boolean(),
    "run_id": pl.String(),
}
_PLAN_SCHEMA: Mapping[str, pl.DataType] = {
    "unit_code": pl.String(),
    "unit_name": pl.String(),
    "plan_row": pl.String(),
    "title": pl.String(),
    "indicator": pl.String(),
    "value": pl.Float64(),
    "target": pl.Float64(),
    "status": pl.String(),
    "state": pl.String(),
    "as_of": pl.Datetime("us"),
}
