"""The sign, and on a terminal the colour, of what a status says; the word stands beside it."""

from collections.abc import Mapping

_GOOD, _BAD, _OPEN, _PALE = "green", "red", "yellow", "bright_black"

SIGNS: Mapping[str, tuple[str, str]] = {
    "met": ("✓", _GOOD),
    "missed": ("▲", _BAD),
    "no_target": ("○", _PALE),
    "no_population": ("–", _PALE),
    "incomplete": ("◌", _OPEN),
    "suppressed": ("◌", _PALE),
    "done": ("✓", _GOOD),
    "on_track": ("→", _GOOD),
    "behind": ("▲", _BAD),
    "not_started": ("○", _OPEN),
    "not_reported": ("–", _PALE),
    "secured": ("✓", _GOOD),
    "on_course": ("→", _GOOD),
    "at_risk": ("▲", _OPEN),
    "out_of_reach": ("✗", _BAD),
    "no_volume": ("–", _PALE),
    "not_forecast": ("○", _PALE),
    "overdue": ("▲", _BAD),
    "due_today": ("●", _OPEN),
    "due_soon": ("○", _OPEN),
    "clock_stopped": ("–", _PALE),
    "loaded": ("✓", _GOOD),
    "refused": ("▲", _BAD),
    "withdrawn": ("–", _PALE),
    "old": ("▲", _BAD),
    "never": ("✗", _BAD),
    "fresh": ("✓", _GOOD),
    "no_limit": ("○", _PALE),
}
"""Code -> sign and colour."""

_COLUMNS = ("status", "state", "status_before", "status_after")


def sign_of(column: str, code: str) -> tuple[str, str]:
    """The sign of a status with a space behind it, and its colour; nothing in columns of other things."""
    if column not in _COLUMNS or code not in SIGNS:
        return "", ""
    sign, colour = SIGNS[code]
    return f"{sign} ", colour
