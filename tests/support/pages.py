"""What a published run came to, read back from its files: pages of it can be made for any unit, or of more units."""

from dataclasses import replace
from pathlib import Path
from random import Random

import duckdb
import polars as pl

from par_metrics import catalogue
from par_metrics.domain.plan import builtin_plan
from par_metrics.publish.manifest import Run
from par_metrics.publish.outcome import MISSING_ROWS, Outcome
from schemas import Language


def outcome_of(folder: Path, own_unit: str | None, language: Language = "vi") -> Outcome:
    with duckdb.connect(folder / "metrics.duckdb", read_only=True) as connection:
        names = [name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        tables = {name: connection.sql(f"FROM {name}").pl() for name in (*names, "indicators_full")}
    tables[MISSING_ROWS] = tables["rejects"]
    as_of = tables["scorecard"]["as_of"][0]
    run = Run(folder.name, as_of, as_of, as_of, None)
    zone = "Asia/Ho_Chi_Minh"
    return Outcome(run, tables, (), catalogue, builtin_plan(), own_unit, language, zone, compared_with=as_of)


def without_targets(outcome: Outcome, unit: str) -> Outcome:
    """The same, where no figure of a unit has a target."""
    judged = (pl.col("unit_code") == unit) & pl.col("status").is_in(["met", "missed"])
    card = outcome.tables["scorecard"].with_columns(
        target=pl.when(pl.col("unit_code").ne_missing(pl.lit(unit))).then("target"),
        status=pl.when(judged).then(pl.lit("no_target")).otherwise("status"),
    )
    return replace(outcome, tables={**outcome.tables, "scorecard": card})


def multiplied(outcome: Outcome, units: int) -> Outcome:
    """The same with so many units: those there are again and again, each with numbers of its own."""
    random = Random(1)
    there = outcome.tables["units"].drop_nulls("unit_name").filter(pl.col("level") == "commune")["unit_code"].to_list()
    copies = {f"H60.{number + 201}": there[number % len(there)] for number in range(units)}
    tables = {name: _of_copies(table, copies, random) for name, table in outcome.tables.items()}
    return replace(outcome, tables=tables, own_unit=next(iter(copies)))


def _of_copies(table: pl.DataFrame, copies: dict[str, str], random: Random) -> pl.DataFrame:
    if "unit_code" not in table.columns:
        return table
    of_units = pl.DataFrame(list(copies.items()), schema={"copy": pl.String, "unit_code": pl.String}, orient="row")
    sides = [name for name in ("numerator", "denominator", "value") if name in table.columns]
    moved = {code: 1 + random.random() / 3 for code in copies}
    scale = pl.col("copy").replace_strict(moved, return_dtype=pl.Float64)
    many = (
        table.join(of_units, on="unit_code")
        .with_columns((pl.col(name) * scale).round(3 if name == "value" else 0) for name in sides)
        .with_columns(unit_code="copy")
        .select(table.columns)
    )
    if "unit_name" in table.columns:
        many = many.with_columns(unit_name=pl.concat_str(pl.lit("UBND phường số "), pl.col("unit_code").str.slice(4)))
    return pl.concat([many, table.filter(pl.col("unit_code").is_null())], how="vertical_relaxed")
