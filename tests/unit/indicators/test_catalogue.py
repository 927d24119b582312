"""The catalogue and its targets."""

import re
from dataclasses import replace

import pytest

from par_metrics.errors import SettingsError, UsageError
from par_metrics.indicators.base import Composite, Definition, Indicator
from par_metrics.indicators.catalogue import Catalogue, catalogue
from par_metrics.indicators.tables.records import TABLES
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
SECTION_3 = {
    "par_findings_remedied_rate", "staff_disciplined_count", "staff_qualified_rate", "budget_compliant_units_rate",
    "audit_recommendations_done_rate", "online_documents_units_rate", "edocument_units_rate", "online_documents_rate",
    "edocument_rate", "digitally_signed_rate", *(f"sipas_{n}" for n in range(1, 10)), "sipas_policy", "sipas_service",
    "sipas", *(f"papi_{n}" for n in range(1, 9)), "papi", "par_index", "par_index_rank", "plan_reports_on_time_rate",
    "plan_rows_on_track_rate",
}
# fmt: on


def test_every_indicator_of_the_definitions_is_there() -> None:
    assert set(catalogue) >= SECTION_2 | SECTION_3


def test_an_unknown_id_names_the_nearest() -> None:
    with pytest.raises(UsageError, match='"on_time_rate"') as raised:
        catalogue["on_time_rat"]
    assert "Gần nhất" in raised.value.label.vi


def test_an_id_cannot_be_defined_twice() -> None:
    indicator = catalogue["on_time_rate"]
    # Neither two in force of one id, nor two of one version, of which one is retired.
    for twice in (indicator, replace(indicator, version=3), replace(indicator, is_retired=True)):
        with pytest.raises(ValueError, match="on_time_rate"):
            Catalogue([indicator, twice])


@pytest.mark.parametrize("indicator", catalogue.values(), ids=lambda i: i.id)
def test_an_indicator_is_whole(indicator: Definition) -> None:
    """What people read is there, in both languages, and every name it uses exists."""
    for label in (indicator.label, indicator.formula, indicator.owner):
        assert label is not None
        assert label.vi and label.en and label.vi != label.en
    assert all(re.fullmatch(r"[AP](\.[IVX]+)?(\.\d+)*", row) for row in indicator.plan_rows)
    # Inputs of a score are not of the plan; everything else answers one of its rows.
    assert indicator.plan_rows or indicator.rules.startswith("qd766-")
    if isinstance(indicator, Composite):
        assert all(isinstance(catalogue[component], Indicator) for component in indicator.components)
        return
    assert isinstance(indicator, Indicator)
    assert indicator.table in TABLES
    assert (indicator.statistic in ("mean", "median", "p90", "ratio", "total")) == (indicator.measure is not None)
    assert (indicator.statistic in ("ratio", "total")) == (indicator.weight is not None)


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
    assert raised.value.rule == "unmatched_target" and 'Gần nhất: "on_time_rate"' in raised.value.label.vi


def test_a_workspace_sets_a_target_where_the_plan_has_none() -> None:
    """Chỉ số không có chỉ tiêu trong kế hoạch từng bị báo là không có trong danh mục."""
    own = {"indicator": "on_time_rate", "value": 0.98, "years": [2026, 2026]}
    targets = targets_with([own], "par-metrics.toml")
    found = {name: targets.of(catalogue[name], 2026) for name in ("on_time_rate", "on_time_rate_due")}
    assert {name: target and target.value for name, target in found.items()} == {
        "on_time_rate": 0.98,
        "on_time_rate_due": None,
    }


def test_an_own_target_is_met_on_the_side_the_plan_says() -> None:
    """Chỉ tiêu riêng "không quá 5 hồ sơ" từng được coi là "từ 5 trở lên" nếu không ghi better."""
    own = [
        {"indicator": "overdue_open_count", "value": 5, "years": [2026, 2026]},
        {"indicator": "par_index_rank", "value": 40, "years": [2026, 2026], "better": "higher"},
        {"indicator": "on_time_rate", "value": 0.98, "years": [2026, 2026]},
    ]
    targets = targets_with(own, "par-metrics.toml")
    assert [target.better for target in targets.entries[:3]] == ["lower", "higher", "higher"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": "many"},
        {"value": float("nan")},
        {"years": 2026},
        {"years": [2026]},
        {"years": [2030, 2026]},
        {"better": "bigger"},
        {"level": "ward"},
        {"level": "commune", "unit": "H60.101"},
        {"colour": "red"},
    ],
    ids=str,
)
def test_a_malformed_target_is_an_error(wrong: dict[str, object]) -> None:
    table = {"indicator": "online_payment_rate", "value": 0.8, "years": [2026, 2030]} | wrong
    with pytest.raises(SettingsError, match=r"par-metrics\.toml"):
        parse_targets([table], "par-metrics.toml")


def test_every_target_of_the_plan_is_matched_both_ways() -> None:
    assert {t.indicator for t in plan_targets()} == {i.target for i in catalogue.values() if i.target}


def test_an_old_version_is_had_by_its_number_and_is_not_listed() -> None:
    new = catalogue["on_time_rate"]
    assert isinstance(new, Indicator)
    old = replace(new, is_retired=True, numerator="TRUE")
    both = Catalogue([replace(new, version=3), old])
    assert both["on_time_rate"].version == 3
    assert both["on_time_rate@2"] is old and both["on_time_rate@3"] is both["on_time_rate"]
    assert list(both) == ["on_time_rate"] and "on_time_rate@2" in both
    assert both.versions() == (both["on_time_rate"], old)
    with pytest.raises(UsageError, match='"on_time_rate@3"'):
        both["on_time_rate@4"]


def test_a_target_of_one_unit_goes_before_that_of_all() -> None:
    own = [
        {"indicator": "online_payment_rate", "value": 0.7, "years": [2026, 2026]},
        {"indicator": "online_payment_rate", "value": 0.9, "years": [2026, 2026], "unit": "H60.101"},
    ]
    targets = targets_with(own, "par-metrics.toml")
    indicator = catalogue["online_payment_rate"]
    found = {unit: targets.of(indicator, 2026, "commune", unit) for unit in ("H60.101", "H60.102", None)}
    assert {unit: target and target.value for unit, target in found.items()} == {
        "H60.101": 0.9,
        "H60.102": 0.7,
        None: 0.7,
    }
    assert targets.units == {"H60.101"}


def test_a_target_for_a_unit_nobody_knows_is_an_error() -> None:
    own = [{"indicator": "online_payment_rate", "value": 0.9, "years": [2026, 2026], "unit": "H60.110"}]
    targets = targets_with(own, "par-metrics.toml")
    targets.check_units(["H60.110"])
    with pytest.raises(SettingsError, match=r'"H60\.110".*nearest is "H60\.101"') as raised:
        targets.check_units(["H60.101", "H22.9"])
    assert raised.value.rule == "unknown_target_unit" and "online_payment_rate" in raised.value.label.vi
