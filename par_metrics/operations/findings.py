"""What is found of a workspace, and how it is meant."""

from dataclasses import dataclass
from enum import StrEnum

from schemas import Label, Language


class Verdict(StrEnum):
    """How a finding is meant."""

    FINE = "fine"
    NOTE = "note"
    WRONG = "wrong"


_MARKS = {
    Verdict.FINE: Label("tốt  ", "fine "),
    Verdict.NOTE: Label("lưu ý", "note "),
    Verdict.WRONG: Label("SAI  ", "WRONG"),
}


@dataclass(frozen=True)
class Finding:
    """One thing looked at; a note or a wrong says what to do."""

    verdict: Verdict
    label: Label

    @property
    def is_wrong(self) -> bool:
        return self.verdict is Verdict.WRONG

    def line(self, language: Language) -> str:
        return f"{_MARKS[self.verdict].in_language(language)}  {self.label.in_language(language)}"


def fine(vi: str, en: str) -> Finding:
    """What is as it should be."""
    return Finding(Verdict.FINE, Label(vi, en))


def note(vi: str, en: str) -> Finding:
    """What may be meant so."""
    return Finding(Verdict.NOTE, Label(vi, en))


def wrong(vi: str, en: str) -> Finding:
    """What is wrong, and what to do about it."""
    return Finding(Verdict.WRONG, Label(vi, en))
