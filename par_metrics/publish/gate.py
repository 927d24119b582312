"""One check of a run, and the word of an officer who looked at what it found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from par_metrics.domain.privacy import impersonal_reason
from par_metrics.errors import UsageError
from par_metrics.support.account import account
from schemas import Label

_NAMED = 5


@dataclass(frozen=True)
class Acceptance:
    """Who accepted a failure of a gate, when and why."""

    reason: str
    by: str
    at: datetime

    @classmethod
    def now(cls, reason: str, at: datetime) -> Acceptance:
        """By whoever runs this.

        Raises:
            UsageError: there is no reason, or it names a person.
        """
        if not reason.strip():
            raise UsageError(
                Label(
                    '--accept cần lý do, ví dụ --accept "đã gọi cho bộ phận một cửa, tệp đúng"',
                    '--accept needs a reason, such as --accept "asked the one-stop desk, the file is right"',
                ),
                "no_reason",
            )
        return cls(impersonal_reason(reason), account(), at)


@dataclass(frozen=True)
class Gate:
    """One check of a run.

    Args:
        id: stable name.
        failures: what breaks it, codes and ids only; empty when it holds.
        label: what is wrong and what to do, shown when it does not hold.
        shown: the failures in words, in their order, where a code alone says too little.
        accepted: failure -> who accepted it; a gate whose failures all are holds nothing back.
    """

    id: str
    failures: tuple[str, ...]
    label: Label
    shown: tuple[Label, ...] = ()
    accepted: Mapping[str, Acceptance] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        return not self.failures

    @property
    def holds_back(self) -> bool:
        """Whether the run must not be published."""
        return not set(self.failures) <= set(self.accepted)

    @property
    def message(self) -> Label:
        """The finding with the first few failures named."""
        shown = self.shown or [Label(failure, failure) for failure in self.failures]
        more = ", …" if len(shown) > _NAMED else ""
        return Label(
            self.label.vi.format(count=len(shown), named=", ".join(text.vi for text in shown[:_NAMED]) + more),
            self.label.en.format(count=len(shown), named=", ".join(text.en for text in shown[:_NAMED]) + more),
        )

    @property
    def accepted_message(self) -> Label:
        """Who accepted the finding, and why."""
        said = "; ".join(dict.fromkeys(f"{word.by}: {word.reason}" for word in self.accepted.values()))
        return Label(f"không đạt, đã được chấp nhận ({said})", f"failed and accepted ({said})")
