"""What every rule says of each dossier, and the facts of those they differ on; one query a rule or instant."""

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from par_metrics.disagreement.rules import Rule
from par_metrics.engines.duckdb import DuckDBEngine
from par_metrics.engines.query import Branch, Compiler
from par_metrics.indicators.base import Window
from par_metrics.indicators.tables import TABLES
from par_metrics.period import Period

KEY = "dossier_code"
UNIT = "unit_code"

DATES = (
    "received_at",
    "original_due_at",
    "due_at",
    "ended_at",
    "supplement_requested_at",
    "supplemented_at",
)
_SEEN_AT_AS_OF = ("status", *DATES, "supplement_count", "clock_stops_at")
_SEEN_AT_T = ("status", "ended_at", "clock_stops_at")
_ASKED_FOR = "dossiers_asked_for"


def classes(
    engine: DuckDBEngine, rules: Sequence[Rule], period: Period, as_of: datetime, unit_code: str | None
) -> pl.DataFrame:
    """How each rule counts each dossier that any of them looks at.

    Returns:
        `dossier_code, unit_code` and a column for each rule: 1 numerator, 0 denominator
        only, below 0 excluded, null not counted; as the engine counts them.
    """
    compiler = engine.compiler(period, as_of)
    of_rules = [_classes_of(engine, compiler, rule, unit_code) for rule in rules]
    table = pl.concat([frame.select(KEY, UNIT) for frame in of_rules]).unique(maintain_order=True)
    for frame in of_rules:
        table = table.join(frame.drop(UNIT), on=KEY, how="left", maintain_order="left")
    return table


def _classes_of(engine: DuckDBEngine, compiler: Compiler, rule: Rule, unit_code: str | None) -> pl.DataFrame:
    indicator = rule.indicator
    branch = Branch(TABLES[indicator.table], indicator.window, (indicator,))
    class_ = f"class_{indicator.alias}"
    unit = "" if unit_code is None else f" AND {UNIT} = '{unit_code.replace(chr(39), chr(39) * 2)}'"
    return engine.query(
        f'SELECT {KEY}, {UNIT}, CAST({class_} AS TINYINT) AS "{rule.name}" '
        f"FROM ({compiler.classified(branch, (KEY, UNIT))}) c WHERE {class_} IS NOT NULL{unit}"
    )


def facts(engine: DuckDBEngine, codes: pl.Series, period: Period, as_of: datetime) -> pl.DataFrame:
    """What the reasons are found in, for the dossiers of `codes`.

    Returns:
        `dossier_code`; `status`, the dates, `supplement_count` and `clock_stops_at` as
        seen at `as_of`; and `status_t`, `ended_at_t`, `clock_stops_at_t` as seen at T.
    """
    compiler = engine.compiler(period, as_of)
    engine.connection.register(_ASKED_FOR, pl.DataFrame({KEY: codes}).to_arrow())
    try:
        at_as_of = _seen(engine, compiler, Window(), _SEEN_AT_AS_OF)
        at_t = _seen(engine, compiler, Window(judged_at="t"), _SEEN_AT_T)
    finally:
        engine.connection.unregister(_ASKED_FOR)
    at_t = at_t.rename({name: f"{name}_t" for name in _SEEN_AT_T})
    return at_as_of.join(at_t, on=KEY, how="left", maintain_order="left")


def _seen(engine: DuckDBEngine, compiler: Compiler, window: Window, columns: Sequence[str]) -> pl.DataFrame:
    """Columns of the dossiers asked for, whatever period they belong to."""
    branch = Branch(TABLES["qd766_dossiers"], window, ())
    listed = ", ".join((KEY, *columns))
    every = compiler.classified(branch, (KEY, *columns))
    return engine.query(f"SELECT {listed} FROM ({every}) c WHERE {KEY} IN (SELECT {KEY} FROM {_ASKED_FOR})")
