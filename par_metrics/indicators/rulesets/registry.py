"""Rule sets by name."""

from collections.abc import Iterable, Iterator, Mapping

from par_metrics.errors import UsageError, nearest
from par_metrics.indicators.rulesets.base import RuleSet
from schemas import Label

SCORE_RULES = "qd766-live-2026"
"""The rule set that scores where none is named."""


class RuleSets(Mapping[str, RuleSet]):
    """Rule sets by name. An unknown name raises UsageError with the nearest one."""

    def __init__(self, rule_sets: Iterable[RuleSet]) -> None:
        self._by_name: dict[str, RuleSet] = {}
        for rule_set in rule_sets:
            if rule_set.name in self._by_name:
                raise ValueError(f"rule set defined twice: {rule_set.name}")
            self._by_name[rule_set.name] = rule_set

    def __getitem__(self, name: str) -> RuleSet:
        try:
            return self._by_name[name]
        except KeyError:
            near = nearest(name, self._by_name)
            raise UsageError(
                Label(
                    f'không có bộ quy tắc "{name}".{near.vi} Xem: par-metrics rules',
                    f'no rule set "{name}".{near.en} See: par-metrics rules',
                ),
                "unknown_rules",
            ) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._by_name)

    def __repr__(self) -> str:
        lines = (f"  {r.name} v{r.version}: {r.label.vi} ({r.label.en})" for r in self._by_name.values())
        return "RuleSets(\n" + "\n".join(lines) + "\n)"
