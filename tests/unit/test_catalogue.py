"""The catalogue and its targets."""

import re

import pytest

from par_metrics.errors import SettingsError, UsageError
from par_metrics.indicators.base import Indicator
from par_metrics.indicators.catalogue import Catalogue, catalogue
from par_metrics.indicators.tables import TABLES
from par_metrics.indicators.targets import parse_targets, plan_targets, targets_with

# fmt: off
SECTION_2 = {
    "on_time_rate", "on_time_rate_original_due", "on_time_rate_due", "on_time_rate_qd766", "overdue_open_count",
    "processing_working_days", "apology_rate", "dossiers_on_system_rate", "results_published_rate",
    "procedures_published_rate", "one_stop_procedures_rate", "digital_components_rate", "digital_result_rate",
    "electronic_result_rate", "reused_components_rate", "full_online_services_rate", "full_online_dossiers_rate",
    "online_dossiers_rate", "full_online_services_used_rate", "online_payment_services_rate", "online_payment_rate",
    "cashless_payment_rate", "online_payment_dossiers_rate", "feedback_resolved_rate", "feedback_on_time_rate",
    "feedback_published_rate",
}
# fmt: on


def test_every_indicator_of_the_records_is_there() -> None:
    assert set(catalogue) >= SECTION_2


def test_an_unknown_id_names_the_nearest() -> None:
    with pytest.raises(UsageError, match='"on_time_rate"') as raised:
        catalogue["on_time_rat"]
    assert "Gần nhất" in raised.value.label.vi


def test_an_id_cannot_be_defined_twice() -> None:
    indicator = catalogue["on_time_rate"]
    with pytest.raises(ValueError, match="on_time_rate"):
        Catalogue([indicator, indicator])


@pytest.mark.parametrize("indicator", catalogue.values(), ids=lambda i: i.id)
def test_an_indicator_is_whole(indicator: Indicator) -> None:
    """What people read is there, in both languages, and every name it uses exists."""
    for label in (indicator.label, indicator.formula, indicator.owner):
        assert label is not None
        assert label.vi and label.en and label.vi != label.en
    assert indicator.table in TABLES
    assert indicator.plan_rows and all(re.fullmatch(r"[AP](\.[IVX]+)?(\.\d+)*", row) for row in indicator.plan_rows)
    assert (indicator.statistic in ("mean", "median", "p90")) == (indicator.measure is not None)


def test_targets_are_dated() -> None:
    targets = targets_with((), "test")
    indicator = catalogue["online_payment_rate"]
    assert [getattr(targets.of(indicator, year), "value", None) for year in (2025, 2026, 2030, 2031)] == [
        None,
        0.8,
        0.8,
        None,
    ]
    assert targets.of(catalogue["online_dossiers_rate"], 2026) is None


def test_a_workspace_overrides_a_target_for_a_level() -> None:
    own = {"indicator": "online_payment_rate", "value": 0.9, "years": [2026, 2026], "level": "department"}
    targets = targets_with([own], "par-metrics.toml")
    indicator = catalogue["online_payment_rate"]
    found = {level: targets.of(indicator, 2026, level) for level in ("department", "commune")}
    assert {level: target.value for level, target in found.items() if target} == {"department": 0.9, "commune": 0.8}


def test_a_target_that_matches_nothing_is_an_error() -> None:
    """Chỉ tiêu không khớp chỉ số nào từng làm trống bảng chỉ tiêu mà không ai biết."""
    with pytest.raises(SettingsError, match="on_time_rates") as raised:
        targets_with([{"indicator": "on_time_rates", "value": 1, "years": [2026, 2030]}], "par-metrics.toml")
    assert raised.value.rule == "unmatched_target"


@pytest.mark.parametrize(
    "wrong",
    [{"value": "many"}, {"years": 2026}, {"years": [2026]}, {"better": "bigger"}, {"colour": "red"}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_malformed_target_is_an_error(wrong: dict[str, object]) -> None:
    table = {"indicator": "online_payment_rate", "value": 0.8, "years": [2026, 2030]} | wrong
    with pytest.raises(SettingsError, match=r"par-metrics\.toml"):
        parse_targets([table], "par-metrics.toml")


def test_every_target_of_the_plan_is_matched_both_ways() -> None:
    assert {t.indicator for t in plan_targets()} == {i.target for i in catalogue.values() if i.target}
