"""The difference between two instants: figures, the records that moved them, the loads these came in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from par_metrics import display
from par_metrics.display.frames import Changes, shown_in
from par_metrics.domain.period import Period
from par_metrics.engines.base import Branch, Engine
from par_metrics.errors import UsageError
from par_metrics.figures.snapshot import Snapshot
from par_metrics.indicators.base import Definition, Indicator
from par_metrics.indicators.parts import counted_for, parts_of
from par_metrics.questions.diff.attribution import RECORDS_SCHEMA, attributed
from par_metrics.questions.diff.causes import Causes
from par_metrics.questions.diff.figures import changed_figures
from par_metrics.questions.diff.records import Load, passes, steps
from par_metrics.support.steps import in_steps
from schemas import Label, Language

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
        records: the records that count otherwise, also where their changes cancel out and
            the figure is as it was: `indicator, version, unit_code` of the figure,
            `kind, record`, `counted_before, counted_after` (numerator, denominator,
            excluded, not_counted), `reason_before, reason_after`, `numerator_change,
            denominator_change`, `cause`, `changes`, `load_id, file, loaded_at,
            exported_at`. For each figure counted from records both changes add up to
            those of the figure. They are the same whatever indicators are asked beside.
        loads: the loads that made any count otherwise, and withdrawals and restorations of
            loads, under ids of their own: `load_id, file, kind, loaded_at, exported_at`, the
            number of `records`, and of `figures` these count in.
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
    snapshot: Snapshot,
    between: tuple[datetime, datetime],
    period: Period,
    unit_code: str | None = None,
    ids: Sequence[str] | None = None,
    language: Language = "vi",
) -> Diff:
    """Which figures changed between two instants of knowledge, and why; see `Diff`.

    Args:
        snapshot: what was known at the second.
    Raises:
        UsageError: the instants are reversed, an indicator or the unit is unknown, or more
            records changed than can be listed.
    """
    earlier, later = between
    if earlier > later:
        raise _reversed(earlier, later)
    catalogue = snapshot.catalogue
    chosen = snapshot.choose(ids, ("unit_code",))
    # A composite changes because its components did: they are shown with it.
    asked = tuple({d.alias: d for d in (*chosen, *counted_for(chosen, catalogue))}.values())
    snapshot.check_unit(unit_code)
    loads = _loads_between(snapshot.engine, earlier)
    touched = _touched(snapshot, asked, set(loads["kind"]))
    before, after = (
        then.figures(touched, [period], ("unit_code",), with_totals=True)
        for then in (snapshot.known(earlier), snapshot)
    )
    figures = changed_figures(asked, before, after)
    if unit_code is not None:
        figures = figures.filter(pl.col("unit_code") == unit_code)
    records = _records(snapshot, counted_for(asked, catalogue), period, earlier, loads, unit_code)
    ordered = _with_loads(records, loads, list(dict.fromkeys(definition.id for definition in asked)))

    def shown(table: pl.DataFrame) -> Changes:
        return shown_in(Changes, language, table)

    return Diff(
        figures=shown(figures),
        records=shown(ordered),
        loads=shown(_loads(loads, ordered)),
        known_a=earlier,
        known_b=later,
        as_of=snapshot.as_of,
        period=period,
        language=language,
    )


def _touched(snapshot: Snapshot, asked: Sequence[Definition], loaded: set[str]) -> list[Definition]:
    """The indicators that loads of some kinds may have changed.

    A register of units may change any: it says which units have a figure, and which are ranked.
    """
    if "units" in loaded:
        return list(asked)
    is_touched = {
        indicator.alias: bool(snapshot.engine.kinds_read(Branch.of(indicator)) & loaded)
        for indicator in counted_for(asked, snapshot.catalogue)
    }
    return [d for d in asked if any(is_touched[part.alias] for part in parts_of(d, snapshot.catalogue))]


def _with_loads(records: pl.DataFrame, loads: pl.DataFrame, order: Sequence[str]) -> pl.DataFrame:
    """The records, each with the load that changed it, in the order of the figures and in time."""
    in_order = pl.col("indicator").cast(pl.Enum(order))
    return records.join(loads.select("load_id", *_OF_LOAD), on="load_id", how="left").sort(
        in_order, "version", "unit_code", "loaded_at", "record", nulls_last=True
    )


def _records(
    snapshot: Snapshot,
    indicators: Sequence[Indicator],
    period: Period,
    known_at: datetime,
    loads: pl.DataFrame,
    unit_code: str | None,
) -> pl.DataFrame:
    in_order = [Load(*row) for row in loads.select("load_id", "kind", "loaded_at").rows()]
    causes = Causes(snapshot.engine, in_order)
    found = [pl.DataFrame(schema=RECORDS_SCHEMA)]
    for of_pass in in_steps(passes(indicators), lambda of_pass: of_pass.branch.indicators[0].label):
        moved = steps(snapshot, of_pass, period, known_at, in_order, unit_code)
        if sum(frame.height for frame in found) + moved.height > MOST_CHANGES:
            raise _too_many()
        found.append(attributed(of_pass, moved, causes))
    return pl.concat(found)


def _loads_between(engine: Engine, earlier: datetime) -> pl.DataFrame:
    """The loads known since, and the withdrawals and restorations of loads, oldest first.

    A load that wrote no version may still be the full list that lacks a record, or the export that has it again.
    """
    columns = ("load_id", "file", "kind", "loaded_at", "exported_at")
    # A file refused as a whole has a rule, also once it is withdrawn, and changed nothing.
    made = engine.loads().filter(pl.col("rule").is_null())
    of_them = engine.withdrawals().join(made, on="load_id", how="semi", maintain_order="left")
    taken_back = of_them.drop("load_id").rename({"event_id": "load_id", "happened_at": "loaded_at"})
    since = pl.concat([made.select(columns), taken_back.select(columns)], how="vertical_relaxed").filter(
        pl.col("loaded_at") > earlier
    )
    return since.sort("loaded_at")


def _loads(loads: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """The loads that made records count otherwise, with how many, and in how many figures."""
    counts = records.group_by("load_id").agg(
        records=pl.struct("kind", "record").n_unique(),
        figures=pl.struct("indicator", "version", "unit_code").n_unique(),
    )
    columns = ("load_id", "file", "kind", "loaded_at", "exported_at", "records", "figures")
    return loads.join(counts, on="load_id", how="inner", maintain_order="left").select(columns)


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
