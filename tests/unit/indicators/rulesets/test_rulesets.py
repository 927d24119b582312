"""The rule sets as a whole: each figure's is there, each is described."""

import pytest

import par_metrics as pm
from par_metrics.errors import UsageError
from par_metrics.indicators.rulesets import RuleSet, RuleSets


def test_every_figure_is_made_with_a_known_rule_set() -> None:
    assert {indicator.rules for indicator in pm.catalogue.values()} <= set(pm.rules)


def test_the_rules_of_on_time_are_there() -> None:
    assert {"plan-2026", "resolved", "resolved_original_due", "due", "qd766"} <= set(pm.rules)


def test_an_unknown_name_names_the_nearest() -> None:
    with pytest.raises(UsageError, match='"qd766-live-2026"') as raised:
        pm.rules["qd766-live-2025"]
    assert "Gần nhất" in raised.value.label.vi
    assert "qd766-live-2025" not in pm.rules


def test_names_complete_and_are_shown() -> None:
    assert "sipas-top2" in pm.rules._ipython_key_completions_()
    assert "qd766-2022 v1: Điểm 766 theo văn bản năm 2022" in repr(pm.rules)


def test_a_name_cannot_be_defined_twice() -> None:
    with pytest.raises(ValueError, match="due"):
        RuleSets([pm.rules["due"], pm.rules["due"]])


@pytest.mark.parametrize("rule_set", pm.rules.values(), ids=lambda r: r.name)
def test_a_rule_set_is_described_in_both_languages(rule_set: RuleSet) -> None:
    for label in (rule_set.label, rule_set.description, rule_set.unconfirmed):
        assert label is None or (label.vi and label.en and label.vi != label.en)
    assert rule_set.source


def test_what_no_text_confirms_says_so() -> None:
    assert {name for name, rule_set in pm.rules.items() if not rule_set.is_confirmed} >= {
        "sipas-top2",
        "papi",
        "qd766-2022",
        "qd766-live-2026",
    }


def test_only_score_rules_score() -> None:
    with pytest.raises(UsageError, match="resolved"):
        pm.rules["resolved"].score({})
    assert [name for name, rule_set in pm.rules.items() if rule_set.inputs] == ["qd766-live-2026", "qd766-2022"]
