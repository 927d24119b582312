"""The difference between two instants: figures, the records that moved them, the loads these came in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import polars as pl

from par_metrics import clock, display
from par_metrics.compute import Question, answer, choose_indicators
from par_metrics.diff.attribution import RECORDS_SCHEMA, attributed
from par_metrics.diff.figures import changed_figures
from par_metrics.diff.records import Load, passes, steps
from par_metrics.engines.composites import counted_for
from par_metrics.engines.duckdb import DuckDBEngine
from par_metrics.errors import UsageError
from par_metrics.indicators.base import Indicator
from par_metrics.period import Period
from par_metrics.publish.latest import latest_run
from par_metrics.results import Changes, shown_in
from schemas import Label, Language

if TYPE_CHECKING:
    from par_metrics.workspace import Workspace
    from par_metrics.workspace_base import When

_BEGINNING = datetime(1970, 1, 1)
_OF_LOAD = ("file", "loaded_at", "exported_at")
MOST_CHANGES = 4_000_000
"""Changes of records, each for its unit and for all together, that are listed; they take some 3 GiB of memory."""


@dataclass(frozen=True)
class Diff:
    """What changed between two instants, all seen at one `as_of`.

    Args:
        figures: the changed figures: `indicator, version, unit_code` (null: all units
            together), `numerator`, `denominator`, `value`, `excluded` and `status`, each
            `_before` and `_after`, and `change` of the value.
        records: the records that changed them: `indicator, version, unit_code` of the
            figure, `kind, record`, `counted_before, counted_after` (numerator,
            denominator, excluded, not_counted), `reason_before, reason_after`,
            `numerator_change, denominator_change`, `cause`, `changes`, `load_id, file,
            loaded_at, exported_at`. For each figure counted from records both changes
            add up to those of the figure.
        loads: the loads that changed any: `load_id, file, kind, loaded_at, exported_at`,
            the number of `records` and `figures` it changed.
        known_a, known_b: the two instants.
        as_of: the instant everything is seen at.
        period: the period of the figures.
        language: of the tables in a notebook.
    """

    figures: Changes
    records: Changes
    loads: Changes
    known_a: datetime
    known_b: datetime
    as_of: datetime
    period: Period
    language: Language

    def __repr__(self) -> str:
        return (
            f"Diff({self.period.label}, known at {self.known_a:%Y-%m-%d %H:%M:%S} -> {self.known_b:%Y-%m-%d %H:%M:%S}: "
            f"{self.figures.height} figures, {self.records.height} changes of records, {self.loads.height} loads)"
        )

    def _repr_html_(self) -> str:
        before, after, as_of = (display.when(t, self.language) for t in (self.known_a, self.known_b, self.as_of))
        about = Label(
            f"Kỳ {self.period.label}, tính đến {as_of}: những gì đã nạp từ {before} đến {after} làm đổi",
            f"Period {self.period.label}, as of {as_of}: changed by what was loaded from {before} to {after}",
        ).in_language(self.language)
        tables = (self.figures, self.loads, self.records)
        return f"<div><div>{about}</div>{''.join(table._repr_html_() for table in tables)}</div>"


def changes_between(
    ws: Workspace,
    known_a: When | None = None,
    known_b: When | None = None,
    period: str | Period | None = None,
    unit_code: str | None = None,
    ids: Sequence[str] | str | None = None,
    as_of: When | None = None,
) -> Diff:
    """Which figures changed between two instants of knowledge, and why; see `Workspace.diff`."""
    earlier = _published_at(ws) if known_a is None else clock.instant(known_a, ws.settings.timezone)
    later = clock.now(ws.settings.timezone) if known_b is None else clock.instant(known_b, ws.settings.timezone)
    if earlier > later:
        raise _reversed(earlier, later)
    instant = ws.instant(as_of, later)
    whole = ws.period_of(period, instant)
    chosen = choose_indicators([ids] if isinstance(ids, str) else ids, ("unit_code",))
    # A composite changes because its components did: they are shown with it.
    asked = tuple({d.alias: d for d in (*chosen, *counted_for(chosen))}.values())
    question = Question(asked, (whole,), instant, ("unit_code",), with_totals=True)
    with ws.engine(later) as engine:
        if unit_code is not None:
            _check_unit(engine, unit_code)
        before, after = (answer(replace(engine, known_at=t), question, ws.targets) for t in (earlier, later))
        figures = changed_figures(asked, before, after)
        if unit_code is not None:
            figures = figures.filter(pl.col("unit_code") == unit_code)
        loads = _loads_between(engine, earlier, later)
        changed = [i for i in counted_for(asked) if not _of(figures, i).is_empty()]
        records = _records(engine, changed, whole, instant, earlier, loads, unit_code)
    order = list(dict.fromkeys(definition.id for definition in asked))
    of_figures = _with_loads(records, figures, loads, order)

    def shown(table: pl.DataFrame) -> Changes:
        return shown_in(Changes, ws.settings.language, table)

    return Diff(
        figures=shown(figures),
        records=shown(of_figures),
        loads=shown(_loads(loads, of_figures)),
        known_a=earlier,
        known_b=later,
        as_of=instant,
        period=whole,
        language=ws.settings.language,
    )


def _with_loads(
    records: pl.DataFrame, figures: pl.DataFrame, loads: pl.DataFrame, order: Sequence[str]
) -> pl.DataFrame:
    """The records of changed figures, each with the load that changed it, in the order of the figures and in time."""
    key = ("indicator", "version", "unit_code")
    return (
        records.join(figures.select(key), on=key, how="semi", nulls_equal=True)
        .join(loads.select("load_id", *_OF_LOAD), on="load_id", how="left")
        .sort(pl.col("indicator").cast(pl.Enum(order)), *key[1:], "loaded_at", "record", nulls_last=True)
    )


def _of(figures: pl.DataFrame, indicator: Indicator) -> pl.DataFrame:
    return figures.filter((pl.col("indicator") == indicator.id) & (pl.col("version") == indicator.version))


def _records(
    engine: DuckDBEngine,
    indicators: Sequence[Indicator],
    period: Period,
    as_of: datetime,
    known_at: datetime,
    loads: pl.DataFrame,
    unit_code: str | None,
) -> pl.DataFrame:
    in_order = [Load(*row) for row in loads.select("load_id", "kind", "loaded_at").rows()]
    found = [pl.DataFrame(schema=RECORDS_SCHEMA)]
    for of_pass in passes(indicators):
        moved = steps(engine, of_pass, period, as_of, known_at, in_order, unit_code)
        if sum(frame.height for frame in found) + moved.height > MOST_CHANGES:
            raise _too_many()
        found.append(attributed(engine, of_pass, moved, in_order))
    return pl.concat(found)


def _loads_between(engine: DuckDBEngine, earlier: datetime, later: datetime) -> pl.DataFrame:
    """The loads that wrote anything, oldest first."""
    return engine.query(
        "SELECT load_id, file, kind, loaded_at, exported_at FROM loads "
        f"WHERE state = 'loaded' AND inserted + superseding > 0 AND loaded_at > TIMESTAMP '{earlier.isoformat()}' "
        f"AND loaded_at <= TIMESTAMP '{later.isoformat()}' ORDER BY loaded_at"
    )


def _loads(loads: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """The loads that changed a figure, with how many records and figures each changed."""
    counts = records.group_by("load_id").agg(
        records=pl.struct("kind", "record").n_unique(),
        figures=pl.struct("indicator", "version", "unit_code").n_unique(),
    )
    columns = ("load_id", "file", "kind", "loaded_at", "exported_at", "records", "figures")
    return loads.join(counts, on="load_id", how="inner", maintain_order="left").select(columns)


def _published_at(ws: Workspace) -> datetime:
    """The time of the last load that the latest published run knew."""
    from par_metrics.publish.run import MANIFEST

    published = ws.root / "published"
    run = latest_run(published)
    if run is None:
        raise UsageError(
            Label(
                "chưa có lần công bố nào để so; hãy cho biết thời điểm đầu, ví dụ 2026-10-01",
                "nothing is published yet to compare with; give the first instant, such as 2026-10-01",
            ),
            "nothing_published",
        )
    known = json.loads((published / run / MANIFEST).read_text(encoding="utf-8"))["loads"]
    latest: datetime | None = ws.loads().filter(pl.col("load_id").is_in(known))["loaded_at"].max()  # type: ignore[assignment]
    return latest or _BEGINNING


def _check_unit(engine: DuckDBEngine, unit_code: str) -> None:
    from par_metrics.scorecard import no_unit

    known = [code for code, _ in engine.units()]
    if unit_code not in known:
        raise no_unit(unit_code, known)


def _too_many() -> UsageError:
    most_vi, most_en = f"{MOST_CHANGES:,}".replace(",", "."), f"{MOST_CHANGES:,}"
    return UsageError(
        Label(
            f"giữa hai thời điểm đó có hơn {most_vi} thay đổi của bản ghi, không liệt kê hết được. "
            "Hãy hỏi một đơn vị (unit_code, --unit), vài chỉ số, hoặc thời điểm đầu gần hơn",
            f"between these instants there are more than {most_en} changes of records, too many to list. "
            "Ask for one unit (unit_code, --unit), for a few indicators, or from a later first instant",
        ),
        "too_many_changes",
    )


def _reversed(earlier: datetime, later: datetime) -> UsageError:
    return UsageError(
        Label(
            f"thời điểm đầu ({earlier}) sau thời điểm cuối ({later}); hãy đổi chỗ",
            f"the first instant ({earlier}) is after the second ({later}); exchange them",
        ),
        "instants_reversed",
    )
