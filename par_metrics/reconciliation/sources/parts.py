"""The parts of a reconciliation: what is shown of it and written."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from par_metrics.reconciliation.sources.side import Side
from schemas import Language, RecordKind


@dataclass(frozen=True, repr=False)
class Parts:
    """Two sides of one kind, reconciled.

    Every record in scope is in exactly one place: `left = matched + only_left + ambiguous_left`, the same
    for the right, and `matched = identical + differing`, the sum of the ways too.

    Args:
        left, right: the sides.
        summary: counts: `left, right, matched`, each way (`same_key, same_code, same_time, same_day`),
            `only_left, only_right, ambiguous_left, ambiguous_right, identical, differing`, and rows that the
            sides' files hold beside: `refused_left, refused_right, duplicates_left, duplicates_right`.
        matched: one row a pair: its keys, `matched_by`, number of `differences`.
        differences: one row a pair and differing field: keys of both sides, `matched_by`, `field`, `left`,
            `right` (text), `reason`.
        by_reason: `field, reason, pairs`, the commonest first.
        only_left, only_right: records of one side only, keys and main columns.
        ambiguous: records that could be one of several: `group`, `side`, `matched_by` (what they have in
            common), keys and main columns, number of `candidates` on the other side, the first of them.
        not_compared: `field`, and the pairs in which the left, or right, export has no such column.
        refused: refused rows of the sides' files with their reasons.
        language: in which it shows itself.
    """

    left: Side
    right: Side
    summary: Mapping[str, int]
    matched: pl.DataFrame
    differences: pl.DataFrame
    by_reason: pl.DataFrame
    only_left: pl.DataFrame
    only_right: pl.DataFrame
    ambiguous: pl.DataFrame
    not_compared: pl.DataFrame
    refused: pl.DataFrame
    language: Language = "vi"

    @property
    def kind(self) -> RecordKind:
        return self.left.kind
