"""Which unit a name names, a former one too."""

from collections.abc import Mapping
from datetime import datetime

from par_metrics.domain.unit_lives import Life
from par_metrics.support.folding import fold


def named(name: str, lives: Mapping[str, Life], instant: datetime) -> str | None:
    """The one unit that bears a name or bore it; of several the one alive at `instant`; None where that is not one."""
    bearers = [life for life in lives.values() if fold(name) in map(fold, life.names)]
    alive = [life for life in bearers if life.is_alive(instant)]
    found = bearers if len(bearers) == 1 else alive
    return found[0].unit_code if len(found) == 1 else None
