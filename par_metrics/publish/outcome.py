"""What a run came to: what every output is written from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import polars as pl

from schemas import Label, Language

if TYPE_CHECKING:
    from par_metrics.domain.plan import Plan
    from par_metrics.indicators.catalogue import Catalogue
    from par_metrics.publish.gate import Gate
    from par_metrics.publish.manifest import Run


HELD = Label(
    "CHƯA CÔNG BỐ: một bước kiểm tra chất lượng chưa đạt, số liệu chỉ để xem xét.",
    "NOT PUBLISHED: a quality gate held this run back, figures are for inspection only.",
)
"""What every file for people says of a run that is held back."""
MISSING_ROWS = "missing_rows"
"""Table of the refused rows that are still missing, of whichever run: only papers show it."""


@dataclass(frozen=True)
class Outcome:
    """A run that is about to be written.

    Args:
        run: what it is of.
        tables: name -> table; `indicators_full` has the rows that `indicators` leaves out.
        gates: the checks, passed or not.
        catalogue: the indicators there are.
        plan: whose rows the figures answer.
        own_unit: the workspace's unit.
        language: of the workspace.
        timezone: of the workspace; every instant is in it.
        compared_with: the instant of the run published before, which `changes` compares with; None: there is none.
        known_before: what that run knew had been loaded by then.
        licence: `name`, `path`, `title` of what the CSV files may be used under, as far as the settings say.
    """

    run: Run
    tables: Mapping[str, pl.DataFrame]
    gates: Sequence[Gate]
    catalogue: Catalogue
    plan: Plan
    own_unit: str | None
    language: Language
    timezone: str
    compared_with: datetime | None = None
    known_before: datetime | None = None
    licence: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_held(self) -> bool:
        """A gate holds it back: it is no publication."""
        return any(gate.holds_back for gate in self.gates)
