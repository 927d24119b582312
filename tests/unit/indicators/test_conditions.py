"""What a condition names: its columns, and the parameters that a query puts values in place of."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlglot.errors import ParseError

from par_metrics.domain.period import Period
from par_metrics.indicators.base import Indicator
from par_metrics.indicators.catalogue import catalogue
from par_metrics.indicators.conditions import columns_in, parameters_in, tree, with_parameters
from par_metrics.testing import Tables


@pytest.mark.parametrize(
    ("sql", "columns", "parameters"),
    [
        ("b = 1 AND coalesce(a, :t) <= least(:as_of, b)", ("b", "a"), (":t", ":as_of")),
        ("CASE WHEN c THEN b ELSE a END", ("c", "b", "a"), ()),
        ("note = 'a AND :t' AND CAST(d AS DATE) > e::DATE - INTERVAL '1' DAY", ("note", "d", "e"), ()),
        ("year = year(:period_start) AND NOT is_open", ("year", "is_open"), (":period_start",)),
        ("TRUE", (), ()),
    ],
)
def test_what_a_condition_names(sql: str, columns: tuple[str, ...], parameters: tuple[str, ...]) -> None:
    assert (columns_in(sql), parameters_in(sql)) == (columns, parameters)


@pytest.mark.parametrize(
    ("sql", "parameters"),
    [
        ("x = ':t' AND y::INT < :t", (":t",)),
        ("note = 'it''s :t' OR a > :period_start", (":period_start",)),
        ("note = '08:30'", ()),
        ('"a:b" = :t', (":t",)),
        (r"note = e'\':no\'' AND a < :t", (":t",)),
        ("a < :t -- not :as_of", (":t",)),
        ("a < :t /* ':as_of */ AND b = ':'", (":t",)),
    ],
)
def test_a_parameter_is_found_in_no_text_name_or_comment(sql: str, parameters: tuple[str, ...]) -> None:
    assert parameters_in(sql) == parameters


@pytest.mark.parametrize("sql", ["a = ", "a = 1 b", "a; DROP TABLE b", "SELECT 1"])
def test_what_is_no_condition_is_not_read(sql: str) -> None:
    with pytest.raises(ParseError):
        tree(sql)


def test_parameters_are_replaced_and_all_else_stays() -> None:
    sql = "a<:t  AND note = 'lúc :t, ''08:30''' AND b::VARCHAR <> '' /* not :t */ AND c NOT IN (1,2) OR :as_of > d"
    assert with_parameters(sql, lambda name: f"<{name}>") == sql.replace("a<:t", "a<<:t>").replace(":as_of", "<:as_of>")


@pytest.mark.parametrize("name", [":now", ":t2", ":T", ":period_start"])
def test_a_parameter_that_an_indicator_has_not_is_an_error(name: str) -> None:
    """Of an indicator with an event only `:as_of` is known: its records are not looked at period by period."""
    indicator = catalogue["on_time_rate"]
    assert isinstance(indicator, Indicator) and indicator.window.event is not None
    with Tables() as tables:
        tables.insert("dossiers", {"dossier_code": "1"})
        engine, period = tables.snapshot().engine, Period.parse("2026-03")
        wrong = replace(indicator, numerator=f"ended_at <= {name}")
        with pytest.raises(ValueError, match=f"on_time_rate: no parameter {name} in its conditions"):
            engine.count([wrong], [period], datetime(2026, 4, 1), ((),))
