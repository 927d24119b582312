"""The rows of the plan that the scorecard reports on; the rows themselves are data in `plan.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

NOT_REPORTED = "not_reported"
"""State of a row of the plan that has neither a figure nor a report."""


@dataclass(frozen=True)
class PlanRow:
    """One row of the plan.

    Args:
        plan_row: its address, `A.` the appendix, `P.` the text.
        title: as the plan words it (Vietnamese).
        title_en: in English.
        index: PAPI, SIPAS or PAR INDEX; None where the row serves all three.
        owner: who leads, as the plan names them; None where the plan does not say.
        coordinating: who takes part, as the plan names them.
        deadline: when it is to be done, in the plan's words; seldom a date.
    """

    plan_row: str
    title: str
    title_en: str
    index: str | None = None
    owner: str | None = None
    coordinating: str | None = None
    deadline: str | None = None


@cache
def plan_rows() -> tuple[PlanRow, ...]:
    """Every row of the plan, in its order."""
    return tuple(PlanRow(**row) for row in _read()["row"])


def plan_in_english(cell: str | None) -> str | None:
    """An owner, co-ordinating office or deadline of the plan in English: the parts of the cell that the plan names."""
    if cell is None:
        return None
    english: Mapping[str, str] = _read()["english"]
    # The longest first: one name may begin another.
    for named in sorted(english, key=len, reverse=True):
        cell = cell.replace(named, english[named]).replace(named.removesuffix(" phường"), english[named])
    return cell


@cache
def _read() -> dict[str, Any]:
    text = files("par_metrics.domain").joinpath("plan.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


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
