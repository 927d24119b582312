"""Words for the reasons of own indicators for leaving records out, for those who show figures and have but the code."""

from collections.abc import Mapping

from schemas import Label

_words: dict[str, Label | None] = {}


def meet_reasons(labels: Mapping[str, Label]) -> None:
    """Figures left out for these may have to be shown; a reason that two indicators word differently has no words."""
    for reason, label in labels.items():
        _words[reason] = label if _words.get(reason, label) == label else None


def reason_label(reason: str) -> Label | None:
    """How a reason reads; None where nobody said so."""
    return _words.get(reason)
