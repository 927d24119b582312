"""What the rest of a period must bring, on a few payments whose pace is known."""

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from par_metrics import UsageError, Workspace
from par_metrics.indicators.catalogue import catalogue
from par_metrics.questions.forecast import nature
from par_metrics.questions.forecast.pace import PACE_SCHEMA
from tests.support.workspaces import UNITS, load


def payments(months: dict[str, tuple[int, int]], unit: str = "H60.101") -> str:
    """A table of payments: month -> how many, and how many of them online."""
    lines = ["transaction_code | unit_code | amount_vnd | method | status | paid_at"]
    for month, (count, online) in months.items():
        for n in range(count):
            method = "online" if n < online else "cash"
            lines.append(f"{unit}-{month}-{n} | {unit} | 1000 | {method} | paid | {month}-{n % 25 + 1:02d} 09:00:00")
    return "\n".join(lines)


def workspace(root: Path, *tables: str) -> Workspace:
    ws = Workspace.create(root, unit="H60.101")
    load(ws, "units", UNITS)
    for table in tables:
        load(ws, "payments", table)
    return ws


QUARTER = {"2026-01": (10, 6), "2026-02": (10, 6), "2026-03": (10, 6)}


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    other = payments({"2026-03": (20, 20)}, "H60.102")
    return workspace(tmp_path_factory.mktemp("pace"), payments(QUARTER), other)


def row(table: pl.DataFrame) -> dict[str, object]:
    return table.row(0, named=True)


def test_what_the_rest_of_the_half_year_must_bring(ws: Workspace) -> None:
    """30 payments in the 58 working days to the end of March (21 + 15 + 22), 62 days to come (20 + 20 + 22): 32 more.
    80 % of 62 are 49.6; 18 are online, so 32 of the 32 must be."""
    table = ws.pace("2026-H1", unit_code="H60.101", ids="online_payment_rate", as_of="2026-04-01")
    assert table.schema == PACE_SCHEMA
    found = row(table)
    assert (found["numerator"], found["denominator"], found["target"]) == (18, 30, 0.8)
    assert (found["expected_remaining"], found["needed_records"], found["allowed_misses"]) == (32, 32, 0)
    assert found["needed_rate"] == pytest.approx(31.6 / 32)
    assert found["forecast"] == pytest.approx(0.6)
    assert 0.45 < found["low"] < 0.55 and 0.65 < found["high"] < 0.75  # type: ignore[operator]
    assert (found["status"], found["method"], found["level"]) == ("at_risk", "working_days", 0.95)


def test_a_settled_miss_puts_the_target_out_of_reach(ws: Workspace) -> None:
    """The quarter ends in 7 working days (23 to 31/3): what comes then cannot make up for the misses."""
    found = row(ws.pace("2026-Q1", unit_code="H60.101", ids="online_payment_rate", as_of="2026-03-23"))
    assert found["status"] == "out_of_reach"
    assert found["needed_rate"] > 1  # type: ignore[operator]
    assert found["to_mend"] == found["needed_records"] - found["expected_remaining"]  # type: ignore[operator]


def test_every_unit_and_the_total(ws: Workspace) -> None:
    table = ws.pace("2026-H1", ids="online_payment_rate", as_of="2026-04-01", by="unit_code")
    assert table.select("unit_code", "numerator", "denominator").rows() == [
        ("H60.101", 18, 30),
        ("H60.102", 20, 20),
        (None, 38, 50),
    ]
    second = table.row(1, named=True)
    # 20 in the 22 working days of March, the only month with any: 56 in 62 days; all good so far.
    assert (second["expected_remaining"], second["forecast"], second["high"]) == (56, 1.0, 1.0)
    assert (second["method"], second["status"]) == ("working_days_few_months", "on_course")
    total = row(ws.pace("2026-H1", ids="online_payment_rate", as_of="2026-04-01"))
    assert total == table.row(2, named=True)


def test_a_period_that_is_over_is_not_forecast(ws: Workspace) -> None:
    found = row(ws.pace("2026-Q1", unit_code="H60.101", ids="online_payment_rate", as_of="2026-04-01"))
    assert (found["forecast"], found["low"], found["high"]) == (0.6, 0.6, 0.6)
    assert (found["status"], found["method"], found["expected_remaining"]) == ("missed", "period_over", 0)


def test_a_period_that_has_not_begun_goes_by_the_months_before(ws: Workspace) -> None:
    """30 payments in 58 working days; the second quarter has 62."""
    found = row(ws.pace("2026-Q2", unit_code="H60.101", ids="online_payment_rate", as_of="2026-04-01"))
    assert (found["denominator"], found["expected_remaining"]) == (0, 32)
    assert found["forecast"] == pytest.approx(0.6)
    assert found["needed_records"] == 26  # 80 % of 32 are 25.6


def test_what_happens_after_the_instant_changes_nothing(ws: Workspace, tmp_path: Path) -> None:
    later = workspace(tmp_path, payments(QUARTER | {"2026-04": (25, 0)}))
    asked = {"unit_code": "H60.101", "ids": "online_payment_rate", "as_of": "2026-04-01"}
    assert ws.pace("2026-H1", **asked).equals(later.pace("2026-H1", **asked))  # type: ignore[arg-type]


def test_last_years_course_is_followed_where_it_is_known(tmp_path: Path) -> None:
    """In 2025, 60 payments to the end of June were followed by 120; the 30 of 2026 should be by 60."""
    half = {f"2025-{month:02d}": (10, 5) for month in range(1, 7)} | {
        f"2025-{month:02d}": (20, 10) for month in range(7, 13)
    }
    this = {f"2026-{month:02d}": (5, 3) for month in range(1, 7)}
    ws = workspace(tmp_path, payments(half | this))
    found = row(ws.pace("2026", ids="online_payment_rate", as_of="2026-07-01"))
    assert (found["expected_remaining"], found["method"]) == (60, "last_year")
    assert found["forecast"] == pytest.approx(0.6), "the pace is this year's, not last year's"


def test_without_ids_every_target_has_a_line(ws: Workspace) -> None:
    table = ws.pace("2026", as_of="2026-04-01")
    assert table["indicator"].to_list() == [d.id for d in catalogue.values() if d.target is not None]
    by_id = {found["indicator"]: found for found in table.iter_rows(named=True)}
    assert by_id["papi"]["status"] == "not_forecast"
    assert by_id["full_online_dossiers_rate"]["status"] == "no_volume"
    assert by_id["full_online_dossiers_rate"]["needed_records"] is None


def test_an_own_target_has_a_line_where_the_plan_has_none(tmp_path: Path) -> None:
    ws = workspace(tmp_path, payments(QUARTER))
    with (ws.root / "par-metrics.toml").open("a", encoding="utf-8") as file:
        file.write('[[targets]]\nindicator = "cashless_payment_rate"\nvalue = 0.9\nyears = [2026, 2026]\n')
    table = Workspace(ws.root).pace("2026-H1", as_of="2026-04-01")
    assert row(table.filter(indicator="cashless_payment_rate"))["target"] == 0.9
    assert ws.pace("2026-H1", as_of="2026-04-01").filter(indicator="cashless_payment_rate").is_empty()


def test_an_indicator_without_a_target_is_forecast_when_asked_for(ws: Workspace) -> None:
    found = row(ws.pace("2026-H1", unit_code="H60.101", ids=["cashless_payment_rate"], as_of="2026-04-01"))
    assert found["forecast"] == pytest.approx(0.6)
    assert (found["status"], found["needed_records"]) == ("no_target", None)


def test_a_stock_says_what_must_be_mended_now(tmp_path: Path) -> None:
    """4 of 5 procedures are at the one-stop centre: the fifth must be brought there; one open dossier is overdue."""
    ws = Workspace.create(tmp_path, unit="H60.101")
    load(ws, "units", UNITS)
    lines = "".join(f"1.00000{n} | commune | {'true' if n else 'false'} |\n" for n in range(5))
    load(ws, "procedures", f"procedure_code | level | is_one_stop | is_published\n{lines}")
    load(
        ws,
        "dossiers",
        """
        dossier_code        | unit_code | status | received_at         | due_at
        H60.101-260301-0001 | H60.101   | 4      | 2026-03-02 08:00:00 | 2026-03-10 17:00:00
        """,
    )
    table = ws.pace("2026", ids=["one_stop_procedures_rate", "overdue_open_count"], as_of="2026-04-01")
    share, count = table.iter_rows(named=True)
    assert (share["to_mend"], share["expected_remaining"], share["status"], share["method"]) == (
        1,
        0,
        "at_risk",
        "stock",
    )
    assert (count["value"], count["to_mend"], count["status"]) == (1, 1, "at_risk")
    settings = tmp_path / "par-metrics.toml"
    own = '\n[[targets]]\nindicator = "overdue_open_count"\nvalue = 3\nbetter = "lower"\nyears = [2026, 2026]\n'
    settings.write_text(settings.read_text(encoding="utf-8") + own, encoding="utf-8")
    count = row(Workspace(tmp_path).pace("2026", ids="overdue_open_count", as_of="2026-04-01"))
    assert (count["to_mend"], count["allowed_misses"], count["status"]) == (0, 2, "on_course")


def test_a_count_of_events_is_forecast_by_its_pace(tmp_path: Path) -> None:
    """Two staff disciplined in March, the only month with any: 22 of its working days, 62 to come."""
    ws = Workspace.create(tmp_path, unit="H60.101")
    load(
        ws,
        "staff",
        """
        staff_code | unit_code | as_of      | discipline | disciplined_on
        S1         | H60.101   | 2026-03-31 | warning    | 2026-03-05
        S2         | H60.101   | 2026-03-31 | reprimand  | 2026-03-06
        S3         | H60.101   | 2026-03-31 | none       |
        """,
    )
    found = row(ws.pace("2026-H1", ids="staff_disciplined_count", as_of="2026-04-01"))
    assert (found["value"], found["expected_remaining"], found["forecast"]) == (2, 6, 8)
    assert found["low"] < 8 < found["high"]  # type: ignore[operator]
    assert (found["status"], found["allowed_misses"]) == ("out_of_reach", 0)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"level": 1.0}, "between 0 and 1"),
        ({"by": "procedure_code"}, "by unit_code only"),
        ({"ids": "online_payment"}, 'nearest is "online_payment_rate"'),
        ({"unit_code": "H60.10"}, 'no unit "H60.10"'),
    ],
)
def test_what_does_not_exist_is_named(ws: Workspace, asked: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        ws.pace("2026", as_of="2026-04-01", **asked)  # type: ignore[arg-type]


def test_what_is_told_of_single_indicators_names_indicators() -> None:
    named = nature._SETTLED | nature._FLOWS_WITHOUT_EVENT | nature._STOCKS_WITH_EVENT
    assert sorted(id for id in named if id not in catalogue) == []


def test_misses_that_may_turn_good_are_told_from_those_that_cannot() -> None:
    assert nature.can_be_mended(catalogue["results_published_rate"])
    assert not nature.can_be_mended(catalogue["full_online_dossiers_rate"])
    natures = {
        "apology_rate": "flow",
        "online_payment_rate": "flow",
        "procedures_published_rate": "stock",
        "par_findings_remedied_rate": "stock",
        "papi": "other",
    }
    assert {id: nature.nature_of(catalogue[id]) for id in natures} == natures


def test_the_instant_is_in_every_row(ws: Workspace) -> None:
    assert set(ws.pace("2026", as_of="2026-04-01")["as_of"]) == {datetime(2026, 4, 1)}
