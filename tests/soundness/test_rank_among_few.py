"""The plan wants rank 35 of 124; the second of the three units that are loaded has not met that."""

from collections.abc import Iterator

import pytest

from par_metrics.domain.period import Period
from par_metrics.errors import SettingsError
from par_metrics.indicators.catalogue import catalogue
from par_metrics.indicators.targets import parse_targets, targets_with
from par_metrics.testing import Tables

A_RANK = {"indicator": "par_index_rank", "value": 2, "years": [2026, 2030], "better": "lower"}


@pytest.fixture
def tables() -> Iterator[Tables]:
    with Tables() as made:
        yield made


def _statuses(tables: Tables, target: dict[str, object], units: int) -> list[str]:
    for number in range(units):
        row = {"unit_code": f"U{number}", "year": 2026, "criterion_code": "1.1", "max_points": 100.0}
        tables.insert("assessments", row | {"self_points": 90.0 - number})
    snapshot = tables.snapshot(targets=targets_with([target], "x"))
    figures = snapshot.figures([catalogue["par_index_rank"]], [Period.parse("2026")], ("unit_code",))
    assert figures["value"].to_list() == [*range(1, units + 1)]
    return figures["status"].to_list()


def test_among_fewer_units_than_the_plan_names_no_rank_is_met_yet(tables: Tables) -> None:
    # The third of three can only fall further, which is known already.
    assert _statuses(tables, A_RANK, units=3) == ["incomplete", "incomplete", "missed"]


def test_among_as_many_as_the_target_says_a_rank_is_met(tables: Tables) -> None:
    assert _statuses(tables, A_RANK | {"among": 3}, units=3) == ["met", "met", "missed"]


def test_only_a_rank_is_among_units() -> None:
    with pytest.raises(SettingsError, match="among"):
        parse_targets([{"indicator": "apology_rate", "value": 0.8, "years": [2026, 2030], "among": 124}], "x")
