"""Every indicator by id: the one list that the command line, the scorecard, the docs and the engines read."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from types import ModuleType

from par_metrics.errors import UsageError
from par_metrics.indicators import dossiers, feedback, on_time, payments, procedures
from par_metrics.indicators.base import Indicator
from schemas import Label


class Catalogue(Mapping[str, Indicator]):
    """Indicators by id, in the order of the plan's subjects. An unknown id raises UsageError with the nearest one."""

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        self._by_id: dict[str, Indicator] = {}
        for indicator in indicators:
            if indicator.id in self._by_id:
                raise ValueError(f"indicator defined twice: {indicator.id}")
            self._by_id[indicator.id] = indicator

    def __getitem__(self, indicator_id: str) -> Indicator:
        try:
            return self._by_id[indicator_id]
        except KeyError:
            raise _unknown(indicator_id, self._by_id) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, indicator_id: object) -> bool:
        return indicator_id in self._by_id

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._by_id)

    def __repr__(self) -> str:
        lines = (f"  {i.id} v{i.version}: {i.label.vi} ({i.label.en})" for i in self._by_id.values())
        return "Catalogue(\n" + "\n".join(lines) + "\n)"


def _unknown(indicator_id: str, known: Iterable[str]) -> UsageError:
    near = difflib.get_close_matches(indicator_id, list(known), n=1, cutoff=0.4)
    vi, en = (f' Gần nhất: "{near[0]}".', f' The nearest is "{near[0]}".') if near else ("", "")
    return UsageError(
        Label(f'không có chỉ số "{indicator_id}".{vi}', f'no indicator "{indicator_id}".{en}'), "unknown_indicator"
    )


def _defined_in(*modules: ModuleType) -> Iterator[Indicator]:
    for module in modules:
        yield from (value for value in vars(module).values() if isinstance(value, Indicator))


catalogue = Catalogue(_defined_in(on_time, dossiers, procedures, payments, feedback))
