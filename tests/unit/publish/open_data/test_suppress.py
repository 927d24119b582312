"""Which cells are hidden, on tables small enough to see why."""

import numpy as np
import polars as pl

from tests.support.open_data_tables import figures_of, published, thresholds_of

UNITS = ["U1", "U2", "U3"]


def year(*units: tuple[int, int], month: int = 0) -> np.ndarray:
    """Units x months x sides, all of it in one month."""
    counts = np.zeros((len(units), 12, 2), dtype=np.int64)
    counts[:, month] = units
    return counts


def hidden(counts: dict[str, np.ndarray], units: list[str] = UNITS) -> set[tuple[str, str, str]]:
    shown, _ = published(figures_of(counts, units[: len(next(iter(counts.values())))]), thresholds_of())
    rows = shown.filter(status="suppressed")
    assert rows.select("numerator", "denominator", "value").null_count().row(0) == (rows.height,) * 3
    return set(rows.select("indicator", "period", "unit_code").iter_rows())


def test_what_is_large_or_nobody_is_shown() -> None:
    assert hidden({"on_time_rate": year((20, 9), (30, 0), (0, 0))}) == set()


def test_a_small_side_hides_its_cell_and_another_unit() -> None:
    found = hidden({"on_time_rate": year((20, 2), (30, 9), (80, 40))})
    assert found == {("on_time_rate", "2025", "U1"), ("on_time_rate", "2025", "U2")}


def test_a_unit_alone_hides_all_units_too() -> None:
    found = {(period, unit) for _, period, unit in hidden({"on_time_rate": year((3, 0))})}
    assert {("2025", "U1"), ("2025", "all"), ("2025-Q1", "all"), ("2025-01", "all")} == found


def test_a_small_month_hides_another_of_its_quarter() -> None:
    counts = year((200, 90), (200, 90)) + year((100, 50), (100, 50), month=1) + year((2, 1), (1, 0), month=2)
    found = {period for _, period, unit in hidden({"on_time_rate": counts}) if unit == "all"}
    assert found == {"2025-03", "2025-02"}


def test_two_small_ones_that_come_to_little_hide_a_third() -> None:
    """1 and 2 late of 3 in all: each is at the most 3."""
    found = {unit for *_, unit in hidden({"on_time_rate": year((20, 1), (30, 2), (80, 40))})}
    assert found == {"U1", "U2", "U3"}


def test_one_denominator_is_hidden_in_both_indicators() -> None:
    """Dossiers resolved: 22, says the other one."""
    counts = {
        "on_time_rate": year((20, 2), (30, 9), (80, 40)),
        "results_published_rate": year((11, 11), (20, 19), (60, 60)),
    }
    found = hidden(counts)
    assert {("on_time_rate", "2025", "U1"), ("results_published_rate", "2025", "U1")} <= found


def test_what_lies_between_two_indicators_is_no_small_cell_for_all_to_see() -> None:
    """All but 2 of the dossiers are of full-online services: both shown, anybody has how these 2 were filed."""
    counts = {
        "online_dossiers_rate": year((41, 31), (50, 50)),
        "full_online_dossiers_rate": year((40, 30), (30, 30)),
    }
    assert {unit for _, period, unit in hidden(counts) if period == "2025"} >= {"U1"}


def test_of_all_units_records_of_no_known_unit_are_left_out() -> None:
    """They would be the difference between the total and the units."""
    figures = figures_of({"on_time_rate": year((20, 9), (30, 10))}, UNITS[:2])
    more = pl.col("is_total")
    figures = figures.with_columns(
        numerator=pl.when(more).then(pl.col("numerator") + 1).otherwise("numerator"),
        denominator=pl.when(more).then(pl.col("denominator") + 1).otherwise("denominator"),
    )
    shown, _ = published(figures, thresholds_of())
    total = shown.filter(period="2025", unit_code="all").select("numerator", "denominator", "status").row(0)
    assert total == (50, 69, "no_target")
