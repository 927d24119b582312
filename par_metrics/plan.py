"""The rows of the plan that the scorecard reports on; the rows themselves are data in `plan.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class PlanRow:
    """One row of the plan.

    Args:
        plan_row: its address, `A.` the appendix, `P.` the text.
        title: as the plan words it (Vietnamese).
        index: PAPI, SIPAS or PAR INDEX; None where the row serves all three.
        owner: who leads, as the plan names them; None where the plan does not say.
    """

    plan_row: str
    title: str
    index: str | None = None
    owner: str | None = None


@cache
def plan_rows() -> tuple[PlanRow, ...]:
    """Every row of the plan, in its order."""
    text = files("par_metrics").joinpath("plan.toml").read_text(encoding="utf-8")
    return tuple(PlanRow(**row) for row in tomllib.loads(text)["row"])
