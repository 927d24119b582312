"""The rows of the plan that the scorecard reports on; those of the built-in plan are data in `plan.toml`."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files

from schemas import Label

NOT_REPORTED = "not_reported"
"""State of a row of the plan that has neither a figure nor a report."""
BUILT_IN = "an-tuong-2026"
"""Name of the built-in plan."""
HEADINGS = (
    "chỉ đạo điều hành",
    "thủ tục hành chính",
    "chế độ công vụ",
    "tài chính công",
    "chính quyền số",
    "chỉ số PAR INDEX",
    "chỉ số SIPAS",
    "chỉ số PAPI",
)
"""The heads of the report that rows stand under, in its order; those the plan names for PAR INDEX (II.2.1).

Two of them, institutions and organisation, have neither a row nor an indicator in the plan and are left to the officer.
"""
_OF_A_WARD = " phường"
"""What a plan adds to the name of an office, and leaves out at times."""


@dataclass(frozen=True)
class PlanRow:
    """One row of the plan.

    Args:
        plan_row: its address; in the built-in plan `A.` the appendix, `P.` the text.
        title: as the plan words it (Vietnamese).
        title_en: in English.
        index: PAPI, SIPAS or PAR INDEX; None where the row serves all three.
        owner: who leads, as the plan names them; None where the plan does not say.
        coordinating: who takes part, as the plan names them.
        deadline: when it is to be done, in the plan's words; seldom a date.
        indicators: ids of those that answer it; None: those whose definition names it.
        heading: of `HEADINGS`, the head of the report it stands under; None: that of its indicators.
    """

    plan_row: str
    title: str
    title_en: str
    index: str | None = None
    owner: str | None = None
    coordinating: str | None = None
    deadline: str | None = None
    indicators: tuple[str, ...] | None = None
    heading: str | None = None


@dataclass(frozen=True)
class Plan:
    """A plan.

    Args:
        name: of the plan; `BUILT_IN` of the built-in one.
        rows: every row, in its order.
        agencies: who leads, each once: a cell of the plan may name several.
        english: parts of owners, co-ordinating offices and deadlines in English.
        note: what its addresses mean, as it stands below the report's scorecard; empty where the plan does not say.
    """

    name: str
    rows: tuple[PlanRow, ...]
    agencies: tuple[str, ...] = ()
    english: Mapping[str, str] = field(default_factory=dict, hash=False)
    note: str = ""

    @cached_property
    def by_row(self) -> Mapping[str, PlanRow]:
        """The rows by their address."""
        return {row.plan_row: row for row in self.rows}

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses of the rows, in their order."""
        return tuple(self.by_row)

    def in_english(self, cell: str | None) -> str | None:
        """An owner, co-ordinating office or deadline in English: the parts of the cell that the plan names."""
        if cell is None:
            return None
        # The longest first: one name may begin another.
        for named in sorted(self.english, key=len, reverse=True):
            said = self.english[named]
            cell = cell.replace(named, said).replace(named.removesuffix(_OF_A_WARD), said)
        return cell

    def office_in_english(self, office: Label) -> str:
        """The English name of an office: the plan's, else the one it has elsewhere."""
        said = self.in_english(office.vi)
        return office.en if said is None or said == office.vi else said

    def without_ward(self, agency: str) -> str:
        """An agency of the built-in plan without its "phường"; that of another plan is called what it is called."""
        return agency.removesuffix(_OF_A_WARD) if agency in builtin_plan().agencies else agency

    def agencies_in(self, owner: str) -> list[str]:
        """The agencies of a cell of the plan; the cell itself where it names none of them."""
        found, _ = self.named_in(owner)
        return found or [owner]

    def named_in(self, owner: str) -> tuple[list[str], str]:
        """The agencies that a cell of the plan names, and what is left of the cell without them."""
        found, rest = [], owner
        # The longest first: one name may be a part of another.
        for agency in sorted(self.agencies, key=len, reverse=True):
            named = rf"(?<!\w){re.escape(agency.removesuffix(_OF_A_WARD))}(?:{_OF_A_WARD})?(?!\w)"
            rest, times = re.subn(named, "", rest)
            if times:
                found.append(agency)
        return sorted(found, key=self.agencies.index), rest


@cache
def builtin_plan() -> Plan:
    """The plan of phường An Tường, 2026-2030."""
    text = files("par_metrics.domain").joinpath("plan.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    rows = tuple(PlanRow(**row) for row in data["row"])
    return Plan(data["name"], rows, tuple(data["agencies"]), data["english"], data["note"])
