"""The sign and the colour of what a status says; the word stands beside it.

One status has one sign on a terminal and in a workbook, of the shape that it has on the page; those that may
stand in one column differ, for colours are not seen by all, nor in grey print.
"""

from collections.abc import Mapping

GOOD, BAD = "green", "red"
_OPEN, _PALE = "yellow", "bright_black"

SIGNS: Mapping[str, tuple[str, str]] = {
    "met": ("✓", GOOD),
    "missed": ("▲", BAD),
    "no_target": ("○", _PALE),
    "no_population": ("–", _PALE),
    "incomplete": ("…", _OPEN),
    "suppressed": ("×", _PALE),
    "done": ("✓", GOOD),
    "on_track": ("→", GOOD),
    "behind": ("▲", BAD),
    "not_started": ("□", _OPEN),
    "not_reported": ("◌", _PALE),
    "secured": ("✓", GOOD),
    "on_course": ("→", GOOD),
    "at_risk": ("▲", _OPEN),
    "out_of_reach": ("✗", BAD),
    "no_volume": ("–", _PALE),
    "not_forecast": ("○", _PALE),
    "overdue": ("▲", BAD),
    "due_today": ("●", _OPEN),
    "due_soon": ("○", _OPEN),
    "clock_stopped": ("–", _PALE),
    "loaded": ("✓", GOOD),
    "refused": ("▲", BAD),
    "withdrawn": ("–", _PALE),
    "still_missing": ("▲", BAD),
    "accepted_later": ("✓", GOOD),
    "refused_again": ("→", _PALE),
    "sent_again": ("○", _PALE),
    "old": ("▲", BAD),
    "never": ("✗", BAD),
    "fresh": ("✓", GOOD),
    "no_limit": ("○", _PALE),
}
"""Code -> sign and colour."""

CODED = ("status", "state", "status_before", "status_after")
"""Columns of statuses."""


def sign_of(column: str, code: str) -> tuple[str, str]:
    """The sign of a status with a space behind it, and its colour; nothing in columns of other things."""
    if column not in CODED or code not in SIGNS:
        return "", ""
    sign, colour = SIGNS[code]
    return f"{sign} ", colour
