"""Which of the known names somebody may have meant."""

import difflib
from collections.abc import Iterable

from schemas import Label


def nearest(name: str, known: Iterable[str]) -> Label:
    """` Gần nhất: "x".` to put behind the message of an unknown name; empty where nothing is near."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.4)
    return Label(f' Gần nhất: "{near[0]}".', f' The nearest is "{near[0]}".') if near else Label("", "")
