"""Conditions taken apart: into the parts they are written of, which together say what the whole says."""

import random
from collections.abc import Mapping
from datetime import date, datetime

import pytest
from sqlglot import TokenType

from par_metrics.domain.period import Period
from par_metrics.engines.compiler import branches
from par_metrics.indicators.base import Indicator
from par_metrics.indicators.catalogue import catalogue
from par_metrics.indicators.conditions import columns_in, tokens, with_parameters
from par_metrics.questions.why.conditions import Condition, parse
from par_metrics.questions.why.words import holding
from par_metrics.testing import Tables

_INNER = "CASE WHEN c THEN d ELSE e END"
PARAMETERS = {
    ":period_start": "TIMESTAMP '2026-02-01'",
    ":t": "TIMESTAMP '2026-04-01'",
    ":as_of": "TIMESTAMP '2026-05-01'",
}


def test_conditions_are_taken_apart_where_they_join() -> None:
    found = parse("(a = 1 AND b BETWEEN 1 AND 2) OR (c AND coalesce(d AND e, FALSE) AND CASE WHEN f AND g THEN h END)")
    assert found.joined_by == "OR"
    assert [part.joined_by for part in found.parts] == ["AND", "AND"]
    assert list(found.leaves()) == [
        "a = 1",
        "b BETWEEN 1 AND 2",
        "c",
        "d",
        "e",
        "CASE WHEN f AND g THEN h END",
    ]
    choice = parse("CASE WHEN a IS NULL THEN b AND c ELSE d END")
    assert choice.joined_by == "CASE" and list(choice.leaves()) == ["a IS NULL", "b", "c", "d"]
    assert parse("name = 'a AND b'") == Condition("name = 'a AND b'")
    assert parse("(a) OR (b)").parts == (Condition("a"), Condition("b"))
    assert list(parse("NOT (a AND b) AND c").leaves()) == ["NOT (a)", "NOT (b)", "c"]
    assert parse("coalesce(a OR b, FALSE)") == Condition("a OR b", "OR", (Condition("a"), Condition("b")), True)
    assert parse("coalesce(a OR b, TRUE)") == Condition("coalesce(a OR b, TRUE)")


@pytest.mark.parametrize(
    ("sql", "joined_by", "parts"),
    [
        ("a = 'x OR y' AND b = 'it''s (' AND c", "AND", ["a = 'x OR y'", "b = 'it''s ('", "c"]),
        ("a = 'CASE' OR b  NOT IN (1,2)", "OR", ["a = 'CASE'", "b  NOT IN (1,2)"]),
        ("a NOT BETWEEN (b) AND c AND d", "AND", ["a NOT BETWEEN (b) AND c", "d"]),
        ("a > CASE WHEN b AND c THEN 1 END AND d", "AND", ["a > CASE WHEN b AND c THEN 1 END", "d"]),
        ("NOT a AND b IS NOT NULL", "AND", ["NOT a", "b IS NOT NULL"]),
        ("NOT (a OR b)", "AND", ["NOT (a)", "NOT (b)"]),
        ("NOT (a BETWEEN 1 AND 2)", "", []),
        ("case\n when a or b\n then c and d else e end", "CASE", ["a or b", "c and d", "e"]),
        ("CASE WHEN a THEN b ELSE CASE WHEN c THEN d ELSE e END END", "CASE", ["a", "b", _INNER]),
        (f"CASE WHEN {_INNER} THEN a ELSE b END", "CASE", [_INNER, "a", "b"]),
        ("CASE WHEN a THEN b WHEN c THEN d ELSE e END", "CASE", ["a", "b", "CASE WHEN c THEN d ELSE e END"]),
        (
            f"CASE WHEN {_INNER} THEN a WHEN b THEN {_INNER} WHEN f THEN g ELSE h END",
            "CASE",
            [_INNER, "a", f"CASE WHEN b THEN {_INNER} WHEN f THEN g ELSE h END"],
        ),
        ("CASE a WHEN 1 THEN b ELSE c END", "", []),
        (" ((a AND b)) ", "AND", ["a", "b"]),
        ("/* both */ (a /* AND */ AND b) -- c AND d", "AND", ["a", "b"]),
    ],
)
def test_a_part_stays_as_it_is_written(sql: str, joined_by: str, parts: list[str]) -> None:
    found = parse(sql)
    assert (found.joined_by, [part.sql for part in found.parts]) == (joined_by, parts)


def test_the_parts_of_every_condition_say_what_the_whole_says() -> None:
    """Whatever the values, nulls among them: a condition that is null does not hold."""
    indicators = [found for found in catalogue.versions() if isinstance(found, Indicator)]
    with Tables() as tables:
        compiler = tables.snapshot().engine.compiler([Period.parse("2026-Q1")], datetime(2026, 3, 1))
        for branch in branches(indicators):
            shown = tables.connection.sql(compiler.classified(branch, ("*",)))
            types = dict(zip(shown.columns, map(str, shown.types), strict=True))
            conditions = [sql for i in branch.indicators for sql in (i.population, i.numerator, *i.exclude.values())]
            for sql in dict.fromkeys(conditions):
                say_the_same(tables, sql, types)


def say_the_same(tables: Tables, sql: str, types: Mapping[str, str]) -> None:
    """A condition and its leaves put together, of random rows."""
    chance = random.Random(sql)
    texts = [token.text for token in tokens(sql) if token.token_type == TokenType.STRING]
    of_type: dict[str, list[object]] = {
        "BOOLEAN": [True, False],
        "TIMESTAMP": [datetime(2026, month, 1) for month in (1, 3, 6)],
        "DATE": [date(2026, month, 1) for month in (1, 3, 6)],
        "VARCHAR": [*texts, "x"],
    }
    numbers: list[object] = list(range(11))
    columns = {name: of_type.get(types[name], numbers) for name in columns_in(sql)}
    leaves = list(parse(sql).leaves())
    held = ", ".join(f"({with_parameters(part, PARAMETERS.__getitem__)}) IS TRUE" for part in (sql, *leaves))
    given = ", ".join(f"unnest(?::{types[name]}[]) AS {name}" for name in columns) or "1"
    drawn = [[chance.choice([None, *chance.choices(values, k=2)]) for _ in range(500)] for values in columns.values()]
    rows = tables.connection.execute(f"SELECT {held} FROM (SELECT {given})", drawn).fetchall()
    for whole, *parts in rows:
        assert holding(parse(sql), dict(zip(leaves, parts, strict=True))) == whole, sql
    assert {whole for whole, *_ in rows} == ({True, False} if columns else {True}), sql
