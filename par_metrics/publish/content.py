"""What a run says, apart from the instant it says it at: by this a night finds that nothing is new."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from par_metrics.publish.manifest import damaged
from par_metrics.support.software import versions

if TYPE_CHECKING:
    from par_metrics.publish.history import PastRun
    from par_metrics.publish.outcome import Outcome

_OF_THE_INSTANT = ("as_of", "evidence", "age_working_days")
"""Columns that move with the instant alone. `evidence` names it beside what other columns say, and the reports of
tasks, which are loaded; of the age of a feed the table says whether it is too old."""
_FOLLOWING = ("changes", "rejects", "indicators")
"""Tables that follow from the others: what is new against another run or in its own loads, and what is left of
`indicators_full`."""
_AT_A_TIME = 100_000


def content_of(outcome: Outcome) -> str:
    """SHA-256 of what a run says and of what its files are made by: equal of two runs that differ in their time alone.

    That is every table, what was known, each gate with what it found and who accepted it, whose the files are, in which
    language, under which licence, and by which versions they are written.
    """
    digest = hashlib.sha256()
    known_at = outcome.run.known_at
    stated = {
        "known_at": known_at and known_at.isoformat(),
        "own_unit": outcome.own_unit,
        "language": outcome.language,
        "timezone": outcome.timezone,
        "licence": dict(outcome.licence),
        "software": versions(),
        "gates": [(gate.id, gate.failures, sorted(gate.accepted)) for gate in outcome.gates],
    }
    digest.update(json.dumps(stated, sort_keys=True).encode())
    for name in sorted(set(outcome.tables).difference(_FOLLOWING)):
        table = outcome.tables[name].drop(_OF_THE_INSTANT, strict=False)
        digest.update(json.dumps([name, *table.columns]).encode())
        for part in table.iter_slices(_AT_A_TIME):
            digest.update(part.write_ndjson().encode())
    return digest.hexdigest()


def says_the_same(standing: PastRun, content: str) -> bool:
    """Whether a run that was published says what the new one does, and its files are as they were written.

    A run of before its content was kept says nothing of it.
    """
    return standing.stated.get("content") == content and not damaged(standing.folder, standing.stated)
