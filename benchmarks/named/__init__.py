"""The benchmarks by name, in the order that they run in: later ones use what earlier ones made, the longest is last."""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module

from benchmarks.results import Result
from benchmarks.stage import Stage

_NAMES = (
    "peers", "growth", "memory", "query", "where", "night", "workbook", "questions", "waits", "publishing",
    "start", "small_files",
)  # fmt: skip
NAMED: Mapping[str, Callable[[Stage], Iterator[Result]]] = {
    name: import_module(f"benchmarks.named.{name}").measure for name in _NAMES
}
