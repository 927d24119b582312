"""A digest: what a run came to, for people who were not there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from schemas import Label

State = Literal["published", "unchanged", "held", "failed"]
"""`unchanged`: nothing was new, the run published before stays. `failed`: nothing could be computed."""


@dataclass(frozen=True)
class File:
    """What became of one export.

    Args:
        name: as it may be shown.
        problem: why nothing of it was loaded; None if it was.
        reasons: column and rule -> rows refused for it.
    """

    name: str
    problem: Label | None = None
    accepted: int = 0
    rejected: int = 0
    reasons: Mapping[tuple[str | None, str], int] | None = None


@dataclass(frozen=True)
class Move:
    """An indicator that is newly met or missed.

    Args:
        unit_code: None for all units together.
        measure: of the values, as `Indicator.unit`.
    """

    indicator: str
    label: Label
    unit_code: str | None
    before: float | None
    after: float | None
    target: float | None
    measure: str
    status_before: str


@dataclass(frozen=True)
class DueRow:
    """A row of the plan that is due."""

    plan_row: str
    title: Label
    day: date


@dataclass(frozen=True)
class Due:
    """What is due: by the list of the run published last, of which codes alone are told.

    Args:
        seen_at: the instant of that run.
        next_day: the next working day.
        today: codes of dossiers due on the day of the digest.
        tomorrow: of those due after it, up to the next working day.
        overdue: how many dossiers are.
        plan_rows: those not reported as done, due from the day of the digest to the next working day.
    """

    seen_at: datetime
    next_day: date
    today: tuple[str, ...]
    tomorrow: tuple[str, ...]
    overdue: int
    plan_rows: tuple[DueRow, ...]


@dataclass(frozen=True)
class Digest:
    """What is told of one run.

    Args:
        unit_code: the workspace's own unit.
        unit_name: as its register has it.
        run_id: of the run, or of the one that stays; None where nothing could be computed and nothing is published.
        as_of: the instant it was asked for.
        problems: what failed, but for files.
        files: what was taken from the inbox, or read again.
        missed: indicators newly missed since the run published before.
        met: those newly met.
        compared_with: the instant of that run.
        due: None before anything is published.
        notes: what is no failure and is to be known.
        link: where the page is opened.
    """

    unit_code: str | None
    unit_name: str | None
    run_id: str | None
    state: State
    as_of: datetime
    problems: tuple[Label, ...] = ()
    files: tuple[File, ...] = ()
    missed: tuple[Move, ...] = ()
    met: tuple[Move, ...] = ()
    compared_with: datetime | None = None
    due: Due | None = None
    notes: tuple[Label, ...] = ()
    link: str | None = None

    @property
    def not_loaded(self) -> tuple[File, ...]:
        """Files of which nothing was loaded."""
        return tuple(file for file in self.files if file.problem is not None)

    @property
    def with_refused_rows(self) -> tuple[File, ...]:
        return tuple(file for file in self.files if file.problem is None and file.rejected)

    @property
    def has_problems(self) -> bool:
        """What `when = "problems"` asks: something failed, a file was not loaded, or a target is newly missed."""
        return bool(self.state in ("held", "failed") or self.problems or self.not_loaded or self.missed)

    @property
    def problem_count(self) -> int:
        return len(self.problems) + len(self.not_loaded) + len(self.missed)
