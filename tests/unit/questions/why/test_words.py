"""Conditions in words: which values make them hold or fail."""

import pytest

from par_metrics.questions.why.conditions import parse
from par_metrics.questions.why.words import failing, fulfilled, holding


def test_a_condition_is_told_by_its_parts() -> None:
    condition = parse("(a > 2 AND b IS NULL) OR c")
    holds = {"a > 2": False, "b IS NULL": True, "c": False}
    facts = {"a": 1, "b": None, "c": None}
    assert not holding(condition, holds)
    assert failing(condition, holds, facts).en == "a = 1 <= 2 / c is empty"
    assert fulfilled(condition, {**holds, "c": True}, {**facts, "c": True}).en == "c = yes"
    odd = parse("coalesce(a, 3) = 2")
    assert failing(odd, {"coalesce(a, 3) = 2": False}, facts).en == "does not hold: coalesce(a, 3) = 2 (a = 1)"


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
        ("coalesce(a, 3) > 4", False, "does not hold: coalesce(a, 3) > 4 (a = 1)"),
        ("coalesce(yes, n)", True, "holds: coalesce(yes, n) (yes = yes, n is empty)"),
        ("n IS NOT NULL", False, "n is empty"),
        ("a  BETWEEN 2 AND b", False, "does not hold: a  BETWEEN 2 AND b (a = 1, b = 2)"),
        ("least(b, :t) < a + 0", False, "does not hold: least(b, :t) < a + 0 (b = 2, a = 1, T = 3)"),
        ("s LIKE 'b:t%'", False, "does not hold: s LIKE 'b:t%' (s = x)"),
        ("a IN (n, 2)", False, "does not hold: a IN (n, 2) (a = 1, n is empty)"),
        ("NOT (a + b > n)", False, "does not hold: NOT (a + b > n) (a = 1, b = 2, n is empty)"),
    ],
)
def test_every_form_of_condition_has_its_words(sql: str, holds: bool, words: str) -> None:
    facts = {"a": 1, "b": 2, "n": None, "s": "x", "yes": True, ":t": 3}
    tell = fulfilled if holds else failing
    assert tell(parse(sql), {sql: holds}, facts).en == words


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
