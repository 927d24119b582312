"""What the rest of a period must bring, on a few payments whose pace is known."""

import json
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from par_metrics import UsageError, Workspace
from par_metrics.cli.entry import run
from par_metrics.domain.period import Period
from par_metrics.indicators import nature
from par_metrics.indicators.catalogue import catalogue
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
    assert 0.4 < found["low"] < 0.5 and 0.7 < found["high"] < 0.8  # type: ignore[operator]
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
    # 20 in the 22 working days since its first payment, of 1 March: 56 in 62 days; all good so far.
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
    """Two staff disciplined in the 58 working days of the quarter, 62 to come: two more. The list drawn up on 31 March
    tells of the months before; that nobody was disciplined in two of them counts."""
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
    assert (found["value"], found["expected_remaining"], found["forecast"]) == (2, 2, 4)
    assert found["low"] < 4 < found["high"]  # type: ignore[operator]
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


def test_all_units_together_are_the_sum_of_the_units(tmp_path: Path) -> None:
    """A unit with last year's course, one by working days, one that began in May, and one that is done for good."""
    year = {f"2025-{month:02d}": (20, 10) for month in range(1, 13)}
    half = {f"2026-{month:02d}": (30, 12) for month in range(1, 7)}
    ws = workspace(
        tmp_path,
        payments(year | half),
        payments({f"2026-{month:02d}": (11, 9) for month in range(1, 7)}, "H60.102"),
        payments({"2026-05": (40, 4), "2026-06": (37, 3)}, "H60.103"),
        payments({"2025-02": (9, 9)}, "H60.104"),
    )
    asked = {"ids": "online_payment_rate", "as_of": "2026-07-01"}
    table = ws.pace("2026", by="unit_code", **asked)  # type: ignore[arg-type]
    *units, together = table.iter_rows(named=True)
    assert [unit["method"] for unit in units] == [
        "last_year",
        "working_days",
        "working_days_few_months",
        *units_left(4),
    ]
    for side in ("numerator", "denominator", "expected_remaining"):
        assert together[side] == sum(unit[side] for unit in units)
    ends = [(unit["denominator"] + unit["expected_remaining"], unit["forecast"] or 0) for unit in units]
    of_units = sum(volume * share for volume, share in ends) / sum(volume for volume, _ in ends)
    assert together["forecast"] == pytest.approx(of_units, abs=0.002)
    assert together["low"] < together["forecast"] < together["high"]
    assert row(ws.pace("2026", **asked)) == together, "whether or not the units are shown"  # type: ignore[arg-type]
    for unit in units:
        assert row(ws.pace("2026", unit["unit_code"], **asked)) == unit  # type: ignore[arg-type]


def units_left(count: int) -> list[str]:
    """The method of a unit without a payment this year."""
    return ["working_days_few_months"] * (count - 3)


def test_many_units_of_few_records_are_not_rounded_away(tmp_path: Path) -> None:
    """Thirty units of one payment in 11 months: less than half a record each is to come, of all together some three."""
    units = "unit_code | unit_name | level\n" + "".join(f"H60.{n} | Xã {n} | commune\n" for n in range(200, 230))
    ws = Workspace.create(tmp_path, unit="H60.200")
    load(ws, "units", units)
    lines = [payments({"2026-01": (1, 1)}, f"H60.{n}").splitlines() for n in range(200, 230)]
    load(ws, "payments", "\n".join([lines[0][0], *(line for of_unit in lines for line in of_unit[1:])]))
    table = ws.pace("2026", ids="online_payment_rate", as_of="2026-12-01", by="unit_code")
    assert set(table[:-1]["expected_remaining"]) == {0}
    assert 2 <= table.row(-1, named=True)["expected_remaining"] <= 4


def test_the_pace_of_a_unit_counts_from_the_year_not_from_its_first_event(tmp_path: Path) -> None:
    """Fee payments of a unit are known since January; the ones online came in March alone. Of cash there were none in
    the first two months: months without records count, so that 20 in 58 working days make 21 in 62."""
    ws = workspace(
        tmp_path,
        "transaction_code | unit_code | amount_vnd | method | status | paid_at\n"
        "free-1 | H60.101 | 0 | cash | paid | 2025-12-05 09:00:00\n",
        payments({"2026-03": (20, 10)}),
    )
    found = row(ws.pace("2026-H1", ids="online_payment_rate", as_of="2026-04-01"))
    assert found["expected_remaining"] == 21


def test_a_unit_that_began_within_the_year_counts_from_its_first_record(tmp_path: Path) -> None:
    """The first record of the kind is of Monday 16/3: 12 working days to the end of March. What it is counted as does
    not matter, and neither do months before."""
    ws = workspace(
        tmp_path,
        "transaction_code | unit_code | amount_vnd | method | status | paid_at\n"
        "free-1 | H60.101 | 0 | cash | paid | 2026-03-16 09:00:00\n"
        + "".join(f"t{n} | H60.101 | 1000 | online | paid | 2026-03-2{n % 5 + 3} 09:00:00\n" for n in range(12)),
    )
    found = row(ws.pace("2026-H1", ids="online_payment_rate", as_of="2026-04-01"))
    assert found["expected_remaining"] == 62


def test_a_unit_that_began_today_has_a_pace(tmp_path: Path) -> None:
    ws = workspace(tmp_path, "transaction_code | unit_code | amount_vnd | method | status | paid_at\n"
        "t1 | H60.101 | 1000 | online | paid | 2026-04-01 09:00:00\n")  # fmt: skip
    found = row(ws.pace("2026-04", ids="online_payment_rate", as_of="2026-04-01T12:00"))
    assert (found["denominator"], found["expected_remaining"]) == (1, 20)


def test_recent_months_weigh_more_where_shares_drift(tmp_path: Path) -> None:
    """Forty payments a month, online 36 in January down to 12 in September: what comes is expected to be like the
    last months; where the same numbers come in no order, or alike, it is like all of them."""
    falling = [36, 33, 30, 27, 24, 21, 18, 15, 12]
    units = {
        "H60.101": falling,
        "H60.102": falling[::-1],
        "H60.103": [24, 36, 12, 21, 33, 15, 27, 18, 30],
        "H60.104": [24] * 9,
    }
    ws = workspace(
        tmp_path,
        *(
            payments({f"2026-{month:02d}": (40, good) for month, good in enumerate(online, 1)}, unit)
            for unit, online in units.items()
        ),
    )
    table = ws.pace("2026", ids="online_payment_rate", as_of="2026-10-01", by="unit_code")
    shares = {}
    for found in table[:-1].iter_rows(named=True):
        assert (found["value"], found["denominator"]) == (0.6, 360)
        to_come = found["expected_remaining"]
        shares[found["unit_code"]] = (found["forecast"] * (360 + to_come) - 0.6 * 360) / to_come
        assert found["low"] < found["forecast"] < found["high"]
    assert [*shares] == [*units]
    assert 0.3 < shares["H60.101"] < 0.42
    assert 0.78 < shares["H60.102"] < 0.9
    assert shares["H60.103"] == pytest.approx(0.6, abs=0.03)
    assert shares["H60.104"] == pytest.approx(0.6)


def test_an_indicator_can_be_asked_for_alone(ws: Workspace) -> None:
    """By its id in every form: first, by name, in a list, with its version, with a period and a unit."""
    asked = {"as_of": "2026-04-01"}
    for id in ("on_time_rate", "overdue_open_count", "papi", "staff_disciplined_count"):
        table = ws.pace(id, **asked)  # type: ignore[arg-type]
        assert table.height == 1 and table["indicator"].to_list() == [id]
    id = "online_payment_rate"
    first = ws.pace("2026-H1", ids=id, **asked)  # type: ignore[arg-type]
    for table in (
        ws.pace(id, "2026-H1", **asked),  # type: ignore[arg-type]
        ws.pace("2026-H1", id, **asked),  # type: ignore[arg-type]
        ws.pace([id], "2026-H1", **asked),  # type: ignore[arg-type]
        ws.pace(id, period="2026-H1", **asked),  # type: ignore[arg-type]
        ws.pace(id, Period.parse("2026-H1"), **asked),  # type: ignore[arg-type]
    ):
        assert table.equals(first)
    assert ws.pace(f"{id}@{catalogue[id].version}", "2026-H1", **asked).height == 1  # type: ignore[arg-type]
    of_unit = ws.pace("2026-H1", unit_code="H60.102", ids=[id], **asked)  # type: ignore[arg-type]
    assert of_unit.equals(ws.pace(id, "2026-H1", "H60.102", **asked))  # type: ignore[arg-type]
    assert of_unit.equals(ws.pace("2026-H1", "H60.102", [id], **asked))  # type: ignore[arg-type]
    assert set(ws.pace([id, "on_time_rate"], **asked)["indicator"]) == {id, "on_time_rate"}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("2026-13",), '"2026-13" is not a period'),
        (("online_payment",), 'nearest is "online_payment_rate"'),
        (("2026", "2025"), "given twice: the period, 2026 and 2025"),
        (("2026", "H60.10"), 'no unit "H60.10"'),
    ],
)
def test_what_is_meant_without_a_name_is_named_where_it_is_wrong(
    ws: Workspace, asked: tuple[str, ...], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        ws.pace(*asked, as_of="2026-04-01")


@pytest.mark.parametrize(
    ("language", "id"),
    [
        ("vi", "on_time_rate"),
        ("en", "online_payment_rate"),
        ("vi", "papi"),
        ("en", "papi"),
        ("vi", "overdue_open_count"),
    ],
)
def test_the_command_line_takes_one_indicator(
    ws: Workspace, capsys: pytest.CaptureFixture[str], language: str, id: str
) -> None:
    asked = ["--workspace", str(ws.root), "--lang", language, "pace", id, "--period", "2026", "--as-of", "2026-04-01"]
    assert run(asked) == 0
    written = capsys.readouterr()
    # A score has no forecast: it is named above the table, as the table names the others.
    named = catalogue[id].label
    assert id in written.out or (id == "papi" and (named.vi if language == "vi" else named.en) in written.err)
    assert run([*asked, "--format", "json"]) == 0
    assert [line["indicator"] for line in json.loads(capsys.readouterr().out)] == [id]


def test_the_interval_leaves_room_for_misses_that_are_mended(tmp_path: Path) -> None:
    """Ten dossiers resolved a month, all published but five each of February and March: these may be published yet."""
    ws = Workspace.create(tmp_path, unit="H60.101")
    load(ws, "units", UNITS)
    load(ws, "procedures", "procedure_code | level | returns_document\n1.000001 | commune | true\n")
    lines = ["dossier_code | unit_code | procedure_code | status | received_at | completed_at | is_result_published"]
    for month in (1, 2, 3):
        for n in range(10):
            day = f"2026-{month:02d}-{n + 5:02d} 08:00:00"
            is_published = "false" if month > 1 and n < 5 else "true"
            lines.append(f"D-{month}-{n} | H60.101 | 1.000001 | 10 | {day} | {day} | {is_published}")
    load(ws, "dossiers", "\n".join(lines))
    found = row(ws.pace("results_published_rate", "2026-H1", as_of="2026-06-30"))
    assert found["value"] == pytest.approx(20 / 30)
    assert found["high"] < 0.8, "in June those of March are mended no more"  # type: ignore[operator]
    found = row(ws.pace("results_published_rate", "2026-01-01/2026-04-02", as_of="2026-04-01"))
    assert found["forecast"] == pytest.approx(20 / 30, abs=0.01)
    assert found["high"] > 0.95  # type: ignore[operator]
