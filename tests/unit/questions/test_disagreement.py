"""Every difference between the rules of "on time" is accounted for, dossier by dossier."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from par_metrics import UsageError, Workspace, catalogue
from par_metrics.cli.entry import run
from par_metrics.domain.period import Period
from par_metrics.indicators.base import Indicator, Window
from par_metrics.indicators.catalogue import Catalogue
from par_metrics.questions.disagreement import Disagreement, disagreement
from par_metrics.questions.disagreement.rules import rules_of
from par_metrics.testing import LATER, Tables
from tests.support.workspaces import load, small_workspace
from tests.test_engine_agrees_with_oracle import Chance, dossier, procedure

RULES = rules_of(catalogue.values())
NAMES = ("resolved", "resolved_original_due", "due", "qd766")
MARCH = "2026-03"


@pytest.fixture
def tables() -> Iterator[Tables]:
    with Tables() as found:
        yield found


def compare(
    tables: Tables, period: str = MARCH, as_of: datetime = LATER, unit: str | None = None, known: Catalogue = catalogue
) -> Disagreement:
    return disagreement(tables.snapshot(as_of, catalogue=known), Period.parse(period), unit, language="en")


def reasons(found: Disagreement, a: str, b: str) -> dict[str, tuple[str, int, int]]:
    """Dossier -> reason and effects, from rule A to rule B."""
    rows = found.between(a, b).dossiers
    return {
        code: (reason, numerator, denominator)
        for code, reason, numerator, denominator in rows.select(
            "dossier_code", "reason", "numerator_effect", "denominator_effect"
        ).iter_rows()
    }


# Seen at 1/4: d1 on time for all; d2 on time by the new date alone; d3 resolved late, due in February;
# d4 open, due in April; d5 open, overdue; d6 withdrawn; d7 stopped; d8 without a due date, 3 of 5 days used.
EIGHT = """
    dossier_code | status | received_at      | original_due_at | due_at     | completed_at     | procedure_code
    d1           | 10     | 2026-03-02 08:00 |                 | 2026-03-10 | 2026-03-09 08:00 |
    d2           | 10     | 2026-03-02 08:00 | 2026-03-05      | 2026-03-10 | 2026-03-09 08:00 |
    d3           | 9      | 2026-02-02 08:00 |                 | 2026-02-10 | 2026-03-09 08:00 |
    d4           | 4      | 2026-03-02 08:00 |                 | 2026-04-10 |                  |
    d5           | 4      | 2026-03-02 08:00 |                 | 2026-03-10 |                  |
    d6           | 7      | 2026-03-02 08:00 |                 | 2026-03-10 | 2026-03-09 08:00 |
    d7           | 8      | 2026-03-02 08:00 |                 | 2026-03-10 | 2026-03-09 08:00 |
    d8           | 10     | 2026-03-02 08:00 |                 |            | 2026-03-05 08:00 | 1.000001
"""


@pytest.fixture
def eight(tables: Tables) -> Disagreement:
    tables.insert("procedures", {"procedure_code": "1.000001", "statutory_working_days": "5"})
    tables.add("dossiers", EIGHT)
    return compare(tables, as_of=datetime(2026, 4, 1))


def test_the_figures_stand_side_by_side(eight: Disagreement) -> None:
    assert eight.figures.select("rule", "numerator", "denominator").rows() == [
        ("resolved", 2, 3),  # d1 d2 of d1 d2 d3
        ("resolved_original_due", 1, 3),  # d2 is late by its first date
        ("due", 3, 4),  # d1 d2 d7 of these and d5
        ("qd766", 6, 8),  # all but d3 and d5
    ]
    assert eight.figures["difference"].to_list() == pytest.approx([0, -1 / 3, 3 / 4 - 2 / 3, 6 / 8 - 2 / 3])
    assert eight.pairs.height == 6


def test_a_dossier_of_each_difference_is_named_with_why(eight: Disagreement) -> None:
    assert reasons(eight, "resolved", "resolved_original_due") == {"d2": ("rescheduled", -1, 0)}
    assert reasons(eight, "resolved", "due") == {
        "d3": ("due_before_period", 0, -1),
        "d5": ("open_overdue", 0, 1),
        "d7": ("stopped", 1, 1),
    }
    assert reasons(eight, "resolved", "qd766") == {
        "d4": ("open_not_due", 1, 1),
        "d5": ("open_overdue", 0, 1),
        "d6": ("withdrawn", 1, 1),
        "d7": ("stopped", 1, 1),
        "d8": ("no_due_date_statutory_limit", 1, 1),
    }
    assert reasons(eight, "due", "qd766") == {
        "d3": ("due_before_period", 0, 1),
        "d4": ("due_after_period", 1, 1),
        "d6": ("withdrawn", 1, 1),
        "d8": ("no_due_date_statutory_limit", 1, 1),
    }


def test_how_each_rule_counts_it_stands_beside(eight: Disagreement) -> None:
    row = eight.between("due", "qd766").dossiers.row(by_predicate=pl.col("dossier_code") == "d6", named=True)
    assert (row["counted_as_a"], row["counted_as_b"]) == ("excluded", "numerator")
    assert (row["why_a"], row["why_b"]) == ("withdrawn", "ended_on_time")
    assert row["reason_vi"] == "công dân rút hồ sơ (trạng thái 7)"
    assert row["ended_at"] == datetime(2026, 3, 9, 8)


def test_a_pair_read_the_other_way_has_the_other_signs(eight: Disagreement) -> None:
    there, back = eight.between("resolved", "qd766"), eight.between("qd766", "resolved")
    assert back.pairs.row(0)[:4] == ("qd766", "resolved", -4, -5)
    assert there.pairs.row(0)[:4] == ("resolved", "qd766", 4, 5)
    row = back.dossiers.row(by_predicate=pl.col("dossier_code") == "d4", named=True)
    assert (row["rule_a"], row["counted_as_a"], row["counted_as_b"], row["numerator_effect"]) == (
        "qd766",
        "numerator",
        "not_counted",
        -1,
    )
    assert back.figures.select("rule", "difference").rows()[0] == ("qd766", 0.0)


def test_supplements_move_the_clock_of_766_alone(tables: Tables) -> None:
    tables.add(
        "dossiers",
        """
        dossier_code | status | received_at | due_at     | completed_at | supplement_count | supplement_requested_at | supplemented_at
        twice        | 10     | 2026-03-02  | 2026-03-10 | 2026-03-09   | 2                |                         |
        moved        | 10     | 2026-03-02  | 2026-03-10 | 2026-03-12   | 1                | 2026-03-03              | 2026-03-06
        waiting      | 5      | 2026-03-02  | 2026-03-10 |              | 1                | 2026-03-03              |
        waiting_long | 5      | 2026-02-02  | 2026-03-10 |              | 1                | 2026-02-03              |
        """,  # noqa: E501
    )
    found = compare(tables, as_of=datetime(2026, 4, 1))
    assert reasons(found, "resolved", "qd766") == {
        "twice": ("supplemented_twice", -1, 0),
        "moved": ("supplemented_clock_moved_back", 1, 0),
        "waiting": ("waiting_for_supplement", 1, 1),
    }
    assert reasons(found, "due", "qd766") == {
        "twice": ("supplemented_twice", -1, 0),
        "moved": ("supplemented_clock_moved_back", 1, 0),
        "waiting": ("waiting_for_supplement", 1, 0),
        "waiting_long": ("waiting_since_before_period", 0, -1),
    }


def test_what_ends_after_the_period_is_open_for_766_and_ended_for_the_others(tables: Tables) -> None:
    tables.add(
        "dossiers",
        """
        dossier_code | status | received_at | due_at     | completed_at | returned_at
        after        | 10     | 2026-03-02  | 2026-04-10 | 2026-04-09   |
        before       | 10     | 2026-02-02  | 2026-03-10 | 2026-02-09   |
        returned     | 10     | 2026-03-02  | 2026-03-10 | 2026-04-09   | 2026-03-09
        next         | 10     | 2026-04-02  | 2026-03-10 | 2026-03-10   |
        never        | 9      | 2026-02-02  | 2026-03-10 |              |
        """,
    )
    found = compare(tables)
    assert reasons(found, "resolved", "qd766") == {
        "after": ("ended_after_period", 1, 1),
        "returned": ("ended_after_period", 1, 1),
        "next": ("received_after_period", -1, -1),
        "never": ("no_end_date", 0, 1),
    }
    assert reasons(found, "resolved", "due") == {
        "before": ("ended_before_period", 1, 1),
        "returned": ("ended_after_period", 0, 1),
        "never": ("no_end_date", 0, 1),
    }
    assert reasons(found, "due", "qd766") == {
        "after": ("due_after_period", 1, 1),
        "before": ("ended_before_period", -1, -1),
        "returned": ("returned_before_completed", 1, 0),
        "next": ("received_after_period", -1, -1),
    }


def test_a_due_date_still_to_come_is_not_one_of_another_period(tables: Tables) -> None:
    tables.add(
        "dossiers",
        """
        dossier_code | status | received_at | due_at     | completed_at
        early        | 10     | 2026-03-02  | 2026-03-20 | 2026-03-09
        last_day     | 10     | 2026-03-02  | 2026-03-31 | 2026-03-09
        next_day     | 10     | 2026-03-02  | 2026-04-01 | 2026-03-09
        """,
    )
    assert reasons(compare(tables, as_of=datetime(2026, 3, 15)), "resolved", "due") == {
        "early": ("not_yet_due", -1, -1),
        "last_day": ("not_yet_due", -1, -1),
        "next_day": ("due_after_period", -1, -1),
    }


def test_one_unit_alone(tables: Tables) -> None:
    for unit in ("U1", "U2"):
        tables.insert("units", {"unit_code": unit})
        tables.insert(
            "dossiers",
            {
                "dossier_code": unit,
                "unit_code": unit,
                "status": "4",
                "received_at": "2026-03-02",
                "due_at": "2026-05-05",
            },
        )
    found = compare(tables, as_of=datetime(2026, 4, 1), unit="U2")
    assert found.dossiers["dossier_code"].unique().to_list() == ["U2"]
    assert found.pairs.filter(pl.col("rule_b") == "qd766")["denominator_difference"].to_list() == [1, 1, 1]


def test_rules_that_agree_leave_nothing_to_explain(tables: Tables) -> None:
    found = compare(tables)
    assert found.figures["value"].to_list() == [None] * 4
    assert found.pairs["value_difference"].to_list() == [None] * 6
    assert found.dossiers.is_empty() and found.reasons.is_empty()


# --- every difference adds up, whatever the records ---------------------------------------


def fill(tables: Tables, seed: int, count: int) -> None:
    chance = Chance(seed)
    for unit in ("P1", "P2", "S1"):
        tables.insert("units", {"unit_code": unit})
    for number in range(1, 6):
        tables.insert("procedures", procedure(chance, number))
    for number in range(count):
        odd = {"dossier_code": f"d{number}"} | ({"source": "one_stop"} if number % 10 else {})
        tables.insert("dossiers", dossier(chance, number) | odd)


def adds_up(found: Disagreement) -> None:
    """Effects add up to the difference of every pair, by `compute`'s own figures; every dossier has its reason."""
    sums = found.reasons.group_by("rule_a", "rule_b").agg(pl.col("numerator_effect", "denominator_effect").sum())
    both = found.pairs.join(sums, on=["rule_a", "rule_b"], how="left").fill_null(0)
    assert both["numerator_difference"].to_list() == both["numerator_effect"].to_list()
    assert both["denominator_difference"].to_list() == both["denominator_effect"].to_list()
    assert found.dossiers.select("rule_a", "rule_b", "dossier_code").is_unique().all()
    same = (pl.col("numerator_effect") == 0) & (pl.col("denominator_effect") == 0)
    assert found.dossiers.filter(same).is_empty()
    for column in ("reason", "why_a", "why_b"):
        assert "other" not in found.dossiers[column] and not found.dossiers[column].has_nulls(), column
    assert (found.dossiers["reason"] != found.dossiers["reason_en"]).all(), "a reason without words"


@pytest.mark.parametrize("seed", range(2))
def test_the_dossiers_account_for_every_difference(seed: int) -> None:
    with Tables() as tables:
        fill(tables, seed, 300)
        for period in ("2026-01", "2026-02", "2026-Q1", "2026"):
            for as_of in (datetime(2026, 2, 14, 10, 30), datetime(2026, 4, 1), datetime(2027, 6, 1)):
                adds_up(compare(tables, period, as_of))
        adds_up(compare(tables, "2026-02", datetime(2026, 4, 1), unit="P1"))


def test_a_new_rule_joins_without_code() -> None:
    """Its name comes from the catalogue, and every dossier it counts differently has a reason."""
    first = catalogue["on_time_rate"]
    assert isinstance(first, Indicator)
    received = replace(
        first, id="on_time_rate_received", rules="received", window=Window(event="received_at"), exclude={}
    )
    known = Catalogue([*catalogue.values(), received])
    rules = rules_of(known.values())
    assert [rule.name for rule in rules] == [*NAMES, "received"]
    with Tables() as tables:
        fill(tables, 7, 300)
        found = compare(tables, "2026-02", datetime(2026, 4, 1), known=known)
    adds_up(found)
    assert {"carried_over", "open_overdue"} <= set(found.between("qd766", "received").dossiers["reason"])


@pytest.mark.parametrize(
    ("event", "basis"),
    [
        ("due_at", "due"),
        ("coalesce(ended_at, received_at)", "ended"),
        ("received_at", "received"),
        ("original_due_at", "other"),
        ("submitted_at", "other"),
        (None, "stock"),
    ],
)
def test_a_column_is_not_taken_for_another_whose_name_holds_it(event: str | None, basis: str) -> None:
    first = catalogue["on_time_rate"]
    assert isinstance(first, Indicator)
    by_original = replace(
        first,
        window=Window(event=event),
        population="status = 9 -- due_at\n",
        numerator="ended_at <= original_due_at AND channel <> 'due_at'",
    )
    (rule,) = rules_of([by_original])
    assert rule.basis == basis
    assert rule.looks_at("original_due_at") and rule.looks_at("ended_at") and rule.looks_at("status")
    assert not rule.looks_at("due_at") and not rule.looks_at("original_due")


# --- names, words, the facade and the command line ------------------------------------------


def test_a_rule_is_called_by_its_name_or_its_indicator(eight: Disagreement) -> None:
    by_id = eight.between("on_time_rate_due", "on_time_rate_qd766")
    assert by_id.dossiers.equals(eight.between("due", "qd766").dossiers)
    with pytest.raises(UsageError, match=r'no rule of on time "qd767"; .* nearest is "qd766"'):
        eight.between("due", "qd767")
    with pytest.raises(UsageError, match="choose two"):
        eight.between("due", "on_time_rate_due")


def test_rules_of_one_rule_set_keep_apart() -> None:
    first = catalogue["on_time_rate"]
    twin = replace(first, id="on_time_rate_twin")
    assert [rule.name for rule in rules_of([first, twin])] == ["on_time_rate", "on_time_rate_twin"]


def test_it_shows_itself_in_words(eight: Disagreement) -> None:
    assert "On time by each rule, 2026-03, as of 2026-04-01 00:00" in repr(eight)
    assert "withdrawn by the citizen" in repr(eight) and "66.67%" in repr(eight)
    assert replace(eight, language="vi")._repr_html_().count("<table>") == 2
    assert "công dân rút hồ sơ" in replace(eight, language="vi")._repr_html_()


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    ws = small_workspace(tmp_path / "ws")
    load(
        ws,
        "dossiers",
        """
        dossier_code        | unit_code | status | received_at         | due_at              | completed_at | channel
        H60.101-260301-0007 | H60.101   | 4      | 2026-03-20 08:00:00 | 2026-04-10 17:00:00 |              | online
        """,
    )
    return ws


def test_the_facade_compares_a_unit_and_period(workspace: Workspace) -> None:
    found = workspace.disagreement(MARCH, "H60.101", as_of="2026-04-01")
    assert found.figures["numerator"].to_list() == [2, 2, 2, 3]
    assert found.figures["denominator"].to_list() == [3, 3, 3, 4]
    assert reasons(found, "due", "qd766") == {"H60.101-260301-0007": ("due_after_period", 1, 1)}
    with pytest.raises(UsageError, match="nearest"):
        workspace.disagreement(MARCH, "H60.109")


def test_the_command_lists_figures_and_the_dossiers_of_a_pair(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    question = [
        "--workspace",
        str(workspace.root),
        "--lang",
        "en",
        "disagreement",
        "-p",
        MARCH,
        "--as-of",
        "2026-04-01",
    ]
    assert run(question) == 0
    shown = capsys.readouterr().out
    assert "qd766" in shown and "open and not yet due" in shown
    assert run([*question, "--pair", "qd766", "due", "--format", "csv"]) == 0
    header, row = capsys.readouterr().out.strip().splitlines()
    assert header.startswith("rule_a,rule_b,dossier_code,unit_code,counted_as_a,counted_as_b,why_a,why_b,reason")
    assert row.startswith("qd766,due,H60.101-260301-0007,H60.101,numerator,not_counted,open_not_due,due_after_period")
    assert run([*question, "--format", "csv"]) == 0
    assert capsys.readouterr().out.startswith("rule,indicator,version,numerator,denominator,value,excluded,difference")
    assert run([*question, "--pair", "qd766", "never"]) == 2
