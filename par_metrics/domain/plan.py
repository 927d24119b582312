"""The rows of the plan that the scorecard reports on; the rows themselves are data in `plan.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

NOT_REPORTED = "not_reported"
"""State of a row of the plan that has neither a figure nor a report."""


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
    text = files("par_metrics.domain").joinpath("plan.toml").read_text(encoding="utf-8")
    return tuple(PlanRow(**row) for row in tomllib.loads(text)["row"])


# The agencies that the plan names as lead, where it names several in one cell.
_AGENCIES = (
    "Văn phòng HĐND và UBND phường",
    "Phòng Văn hóa - Xã hội phường",
    "Phòng Kinh tế, Hạ tầng và Đô thị phường",
    "Trung tâm Phục vụ hành chính công phường",
    "Trung tâm Dịch vụ công phường",
    "Ủy ban Mặt trận Tổ quốc phường",
)


def agencies_in(owner: str) -> list[str]:
    """The agencies of a cell of the plan; the cell itself where it names none of them."""
    found = [agency for agency in _AGENCIES if agency.removesuffix(" phường") in owner]
    return found or [owner]
