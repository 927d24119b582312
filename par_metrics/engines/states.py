"""The records as known at several instants, in one query that is correlated with them: each is a state by number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.domain.unit_lives import Life, alive_frame, heirs_frame
from par_metrics.engines.compiler import Sources
from par_metrics.engines.known import absent_records, known_versions, units_and_own
from par_metrics.indicators.tables.base import Registers
from schemas import KINDS

STATES, STATE = "known_states", "st"
"""The relation of states, and what a query over it calls the row it is at."""
_KNOWN_AT = f"{STATE}.known_at"
_FACTS, _UNITS_AT, _HEIRS = "procedure_facts_then", "units_at_then", "unit_heirs_then"


@dataclass(frozen=True)
class RegistersThen:
    """What the registers said at an instant.

    Args:
        facts: see `engines.facts.procedure_facts`.
        lives: the units, by code.
        own_level: the level of the workspace's own unit.
    """

    facts: pl.DataFrame
    lives: Mapping[str, Life]
    own_level: str


def frames_of_states(
    instants: Sequence[datetime], then: Sequence[RegistersThen], period: Period, as_of: datetime
) -> dict[str, pl.DataFrame]:
    """The relations that `sources_of_states` names.

    Args:
        then: the registers at each of the instants; where they are the same object they are there once.
    """
    apart = {id(registers): registers for registers in then}
    number = {key: place for place, key in enumerate(apart)}
    states = [
        (state, instant, number[id(registers)], registers.own_level)
        for state, (instant, registers) in enumerate(zip(instants, then, strict=True))
    ]
    schema: dict[str, pl.DataType] = {
        "state": pl.Int32(),
        "known_at": pl.Datetime("us"),
        "registers": pl.Int32(),
        "own_level": pl.String(),
    }
    return {
        STATES: pl.DataFrame(states, schema=schema, orient="row"),
        _FACTS: _numbered(registers.facts for registers in apart.values()),
        _UNITS_AT: _numbered(alive_frame(registers.lives, [period], as_of) for registers in apart.values()),
        _HEIRS: _numbered(heirs_frame(registers.lives, [period], as_of) for registers in apart.values()),
    }


def sources_of_states(
    frames: Mapping[str, pl.DataFrame], own: str | None, absent: Iterable[str], as_of: str
) -> Sources:
    """What a query correlated with a row of `STATES` reads.

    Args:
        frames: as `frames_of_states` gives them.
        own: the workspace's own unit, an SQL literal.
        absent: the kinds of which full lists lack any record.
        as_of: exports made later say nothing of absence, an SQL timestamp.
    """
    facts, units_at, heirs = (
        f"(SELECT * EXCLUDE (registers) FROM {name} said WHERE said.registers = {STATE}.registers)"
        for name in (_FACTS, _UNITS_AT, _HEIRS)
    )
    registers = Registers(
        facts=facts,
        units=units_and_own(known_versions("units", _KNOWN_AT), own),
        units_at=units_at,
        heirs=heirs,
        own_level=f"{STATE}.own_level",
    )
    return Sources(
        {kind: known_versions(kind, _KNOWN_AT) for kind in KINDS},
        registers,
        {kind: absent_records(KINDS[kind], as_of, _KNOWN_AT) for kind in absent},
        has_heirs=not frames[_HEIRS].is_empty(),
    )


def _numbered(frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(frame.with_columns(registers=pl.lit(number, pl.Int32)) for number, frame in enumerate(frames))
