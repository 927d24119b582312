"""Conditions in words: which values make them hold or fail."""

from datetime import date, datetime

import pytest

from par_metrics.indicators.base import Indicator
from par_metrics.indicators.catalogue import catalogue
from par_metrics.indicators.conditions import columns_in, parameters_in
from par_metrics.questions.why.conditions import parse
from par_metrics.questions.why.probe import Conditions
from par_metrics.questions.why.words import failing, fulfilled, holding, unknown


def test_a_condition_is_told_by_its_parts() -> None:
    condition = parse("(a > 2 AND b IS NULL) OR c")
    holds = {"a > 2": False, "b IS NULL": True, "c": False}
    facts = {"a": 1, "b": None, "c": None}
    assert not holding(condition, holds)
    assert failing(condition, holds, facts).en == "a = 1 <= 2 / c is empty"
    assert fulfilled(condition, {**holds, "c": True}, {**facts, "c": True}).en == "c = yes"
    odd = parse("a + 3 = 2")
    assert failing(odd, {"a + 3 = 2": False}, facts).en == "does not hold: a + 3 = 2 (a = 1)"


@pytest.mark.parametrize(
    ("sql", "holds", "words"),
    [
        ("a <= 1", True, "a = 1 <= 1"),
        ("a < n", False, "n is empty"),
        ("a > coalesce(n, b)", False, "a = 1 <= b = 2"),
        ("a IN (2, 3)", False, "a = 1, not one of (2, 3)"),
        ("a NOT IN (1, 3)", False, "a = 1, one of (1, 3)"),
        ("a IN (1, 3)", True, "a = 1, one of (1, 3)"),
        ("s = 'x'", True, "s = x"),
        ("s <> 'x'", False, "s = x"),
        ("s = 'y'", False, "s = x, not y"),
        ("a IS NULL", False, "a = 1"),
        ("NOT coalesce(a > 0, FALSE)", False, "a = 1 > 0"),
        ("NOT coalesce(n > 0, FALSE)", True, "n is empty"),
        ("coalesce(yes, TRUE)", True, "yes = yes"),
        ("coalesce(a NOT IN (1, 3), TRUE)", False, "a = 1, one of (1, 3)"),
        ("NOT a IN (1, 3)", True, "a = 1, not one of (1, 3)"),
        ("NOT s <> 'y'", True, "s = x"),
        ("s = ''", False, "s = x, not "),
        ("s <> 'it''s'", True, "s = x, not it's"),
        ("s NOT IN ('y AND z', 'a:b')", True, "s = x, not one of (y AND z, a:b)"),
        ("a > -1.50", True, "a = 1 > -1.50"),
        ("a >= :t", False, "a = 1 < T = 3"),
        ("coalesce(n, :t) <= a", False, "T = 3 > a = 1"),
        ("a < 1", False, "a = 1 >= 1"),
        ("s > 'y'", False, "does not hold: s > 'y' (s = x)"),
        ("coalesce(a, 3) > 4", False, "a = 1 <= 4"),
        ("coalesce(n, 3) <= coalesce(a, 0)", False, "n is empty (counts as 3) > a = 1"),
        ("coalesce(n, 0) = 0", True, "n is empty (counts as 0)"),
        ("coalesce(a, 0) = 0", False, "a = 1, not 0"),
        ("coalesce(least(later, day) > :t, FALSE)", False, "day = 2026-03-02 <= T = 3"),
        ("coalesce(least(n, :n) > :t, FALSE)", False, "n is empty"),
        ("CAST(day AS TIMESTAMP) + INTERVAL '1' DAY > :t", True, "day = 2026-03-02 (end of day) > T = 3"),
        ("CAST(n AS TIMESTAMP) + INTERVAL '1' DAY > :t", False, "n is empty"),
        ("later >= CAST(:t AS DATE)", True, "later = 2026-03-02 08:00 >= T = 3"),
        (
            "CAST(day AS TIMESTAMP) + INTERVAL '2' DAY > :t",
            True,
            "holds: CAST(day AS TIMESTAMP) + INTERVAL '2' DAY > :t",
        ),
        ("s LIKE 'A.%'", False, "s = x, does not begin with A."),
        ("s LIKE 'x%'", True, "s = x, begins with x"),
        ("n LIKE 'x%'", False, "n is empty"),
        ("coalesce(yes, n)", True, "holds: coalesce(yes, n) (yes = yes, n is empty)"),
        ("n IS NOT NULL", False, "n is empty"),
        ("a  BETWEEN 2 AND b", False, "does not hold: a  BETWEEN 2 AND b (a = 1, b = 2)"),
        ("least(b, :t) < a + 0", False, "does not hold: least(b, :t) < a + 0 (b = 2, a = 1, T = 3)"),
        ("s LIKE '%b:t'", False, "does not hold: s LIKE '%b:t' (s = x)"),
        ("a IN (n, 2)", False, "does not hold: a IN (n, 2) (a = 1, n is empty)"),
        ("NOT (a + b > n)", False, "does not hold: NOT (a + b > n) (a = 1, b = 2, n is empty)"),
    ],
)
def test_every_form_of_condition_has_its_words(sql: str, holds: bool, words: str) -> None:
    times = {"day": date(2026, 3, 2), "later": datetime(2026, 3, 2, 8)}
    facts = {"a": 1, "b": 2, "n": None, "s": "x", "yes": True, ":t": 3, **times}
    tell = fulfilled if holds else failing
    assert tell(parse(sql), {sql: holds}, facts).en.removesuffix(" (day = 2026-03-02, T = 3)") == words


@pytest.mark.parametrize("content", [None, datetime(2026, 3, 2)])
def test_every_condition_of_the_catalogue_has_words(content: datetime | None) -> None:
    """None is quoted as SQL with bare values behind it; of what is the same for all (`TRUE`), the choice is told."""
    for indicator in catalogue.versions():
        if not isinstance(indicator, Indicator):
            continue
        for leaf in Conditions.of(indicator).leaves - {"TRUE", "FALSE", "NULL"}:
            facts = dict.fromkeys((*columns_in(leaf), *parameters_in(leaf)), content)
            for tell, is_held in ((fulfilled, True), (failing, False)):
                told = tell(parse(leaf), {leaf: is_held}, facts)
                assert not told.en.startswith(("holds:", "does not hold:")), f"{indicator.alias}: {told.en}"


def test_of_two_ways_the_one_that_decides_is_told() -> None:
    """The clause of 766: by the due date, or by the statutory days where there is none."""
    choice = parse("CASE WHEN due_at IS NOT NULL THEN judged_at <= due_at ELSE used <= allowed END")
    due, limit, no_due = "judged_at <= due_at", "used <= allowed", "due_at IS NOT NULL"
    facts = {"due_at": 5, "judged_at": 6, "used": 2, "allowed": 3}
    assert failing(choice, {no_due: True, due: False, limit: True}, facts).en == "judged_at = 6 > due_at = 5"
    without = {**facts, "due_at": None}
    assert holding(choice, {no_due: False, due: False, limit: True})
    told = fulfilled(choice, {no_due: False, due: False, limit: True}, without).en
    assert told == "due_at is empty; used = 2 <= allowed = 3"


def test_of_several_ways_the_one_that_decides_is_told() -> None:
    """Where what decides is the same for all, it is the choice that says why; what nobody knows is named."""
    choice = parse("CASE WHEN has_ended THEN a > b WHEN has_ended IS NULL THEN NULL ELSE FALSE END")
    facts = {"has_ended": True, "ended_at": datetime(2026, 3, 2), "a": 1, "b": 2}
    known = {"has_ended": True, "a > b": False, "has_ended IS NULL": False, "NULL": None, "FALSE": False}
    assert failing(choice, known, facts).en == "a = 1 <= b = 2" and unknown(choice, known, facts) is None
    lost = {**known, "has_ended": None, "has_ended IS NULL": True}
    nobody = unknown(choice, lost, {**facts, "ended_at": None})
    assert nobody is not None and nobody.en == "ended_at is empty"
    assert failing(choice, lost, {**facts, "ended_at": None}).en == "ended_at is empty"
    not_yet = {**known, "has_ended": False}
    assert failing(choice, not_yet, facts).en == "ended_at = 2026-03-02 00:00"


def test_what_counts_as_false_without_a_value_is_not_missing() -> None:
    settled = parse("coalesce(a > 1 AND n > 2, FALSE)")
    assert unknown(settled, {"a > 1": True, "n > 2": None}, {"a": 2, "n": None}) is None
    assert failing(settled, {"a > 1": True, "n > 2": None}, {"a": 2, "n": None}).en == "n is empty"
