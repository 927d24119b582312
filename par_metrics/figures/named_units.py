"""Which unit a name names, a former one too, and which is nearest to a name or code that names none."""

import difflib
from collections.abc import Iterable, Mapping
from datetime import datetime

from par_metrics.domain.unit_lives import Life
from par_metrics.support.folding import fold
from schemas import Label


def named(name: str, lives: Mapping[str, Life], instant: datetime) -> str | None:
    """The one unit that bears a name or bore it; of several the one alive at `instant`; None where that is not one."""
    bearers = [life for life in lives.values() if fold(name) in map(fold, life.names)]
    alive = [life for life in bearers if life.is_alive(instant)]
    found = bearers if len(bearers) == 1 else alive
    return found[0].unit_code if len(found) == 1 else None


def spelt(code: str, known: Iterable[str]) -> str | None:
    """The one code that another spelling means (case, blanks, signs over letters); None where that is not one."""
    found = [other for other in known if fold(other) == fold(code)]
    return found[0] if len(found) == 1 else None


def nearest_unit(given: str, codes: Iterable[str], lives: Mapping[str, Life]) -> Label:
    """` Gần nhất: "H60.101" (UBND phường An Tường).`, by code or by name; empty where nothing is near."""
    known = list(codes)
    named_by = {fold(code): f'"{code}"' for code in known}
    for code in known:
        for name in lives[code].names if code in lives else ():
            named_by.setdefault(fold(name), f'"{code}" ({name.strip()})')
    near = difflib.get_close_matches(fold(given), list(named_by), n=1, cutoff=0.4)
    if not near:
        return Label("", "")
    return Label(f" Gần nhất: {named_by[near[0]]}.", f" The nearest is {named_by[near[0]]}.")
