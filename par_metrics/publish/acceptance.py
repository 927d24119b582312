"""Failures of gates that an officer looked at and found to be as they should be."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from par_metrics.publish.gate import Acceptance, Gate

ACCEPTABLE = ("rows_refused", "plausible", "fresh")
"""Gates whose finding may be as it should be; the others find what is wrong whatever anyone says."""


def accepted_gates(
    gates: Sequence[Gate], earlier: Mapping[str, Any] | None, acceptance: Acceptance | None
) -> tuple[Gate, ...]:
    """The gates with the failures that were accepted, now or for the run published last.

    A failure accepted once is not asked about again while it lasts: it passes from run to run.

    Args:
        earlier: the manifest of the run published last.
        acceptance: of this run; of every failure that can be accepted.
    """
    said = {gate["id"]: gate.get("accepted", ()) for gate in (earlier or {}).get("gates", ())}
    return tuple(_accepted(gate, said.get(gate.id, ()), acceptance) for gate in gates)


def _accepted(gate: Gate, said: Sequence[Mapping[str, str]], acceptance: Acceptance | None) -> Gate:
    if gate.passed or gate.id not in ACCEPTABLE:
        return gate
    before = {
        word["failure"]: Acceptance(word["reason"], word["by"], datetime.fromisoformat(word["at"])) for word in said
    }
    words = {failure: before.get(failure, acceptance) for failure in gate.failures}
    return replace(gate, accepted={failure: word for failure, word in words.items() if word is not None})
