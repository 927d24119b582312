"""Queries written for DuckDB, as Spark understands them.

sqlglot translates syntax and not meaning: what differs in meaning is rewritten here, each by its name, and the spec
tests hold both engines to the same answers.
"""

from collections.abc import Collection
from functools import lru_cache

import sqlglot
from sqlglot import exp

# Stands for the prefix of an engine's views until the query is sent: the same text is translated once.
_PREFIX = "pm_views_of_engine_"


def spark_sql(sql: str, names: Collection[str] = (), prefix: str = "") -> str:
    """A query for Spark.

    Instants have no time zone there either (`TIMESTAMP_NTZ`), whatever the session's is.

    Args:
        names: the relations whose names in the session have a prefix.
    """
    return _translated(sql, frozenset(name for name in names if name in sql)).replace(_PREFIX, prefix)


@lru_cache(maxsize=512)
def _translated(sql: str, names: frozenset[str]) -> str:
    tree = sqlglot.parse_one(sql, read="duckdb")
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if not table.db and table.name in names and table.name not in own:
            _rename(table, _PREFIX + table.name)
    for concat in list(tree.find_all(exp.Concat)):  # `concat_ws` is one of them for sqlglot
        _pass_over_nulls(concat)
    for day in list(tree.find_all(exp.DayOfWeekIso)):
        _from_monday(day)
    for difference in list(tree.find_all(exp.DateDiff)):
        _by_the_calendar(difference)
    return tree.sql(dialect="spark", copy=False)


def _rename(table: exp.Table, name: str) -> None:
    alias = table.alias or table.name
    table.set("this", exp.to_identifier(name))
    table.set("alias", exp.TableAlias(this=exp.to_identifier(alias)))


def _pass_over_nulls(concat: exp.Concat) -> None:
    """DuckDB's `concat` passes over nulls, Spark's is null where any part is; `concat_ws` passes over them in both."""
    separator = [] if isinstance(concat, exp.ConcatWs) else [exp.Literal.string("")]
    concat.replace(exp.Anonymous(this="concat_ws", expressions=[*separator, *concat.expressions]))


def _from_monday(day: exp.DayOfWeekIso) -> None:
    """Monday is 1 in DuckDB's `isodow`; Spark's `weekday` has it as 0, what sqlglot makes of it begins on Sunday."""
    weekday = exp.Anonymous(this="weekday", expressions=[day.this])
    day.replace(exp.paren(exp.Add(this=weekday, expression=exp.Literal.number(1))))


def _by_the_calendar(difference: exp.DateDiff) -> None:
    """Days are those between two days in DuckDB; Spark counts 24 hours between two instants."""
    if difference.text("unit").upper() == "DAY":
        days = [exp.cast(day, "date") for day in (difference.this, difference.expression)]
        difference.replace(exp.Anonymous(this="datediff", expressions=days))
