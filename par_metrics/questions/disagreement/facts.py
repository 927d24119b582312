"""What every rule says of each dossier, and the facts of those they differ on; one query a rule or instant."""

from collections.abc import Sequence

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.engines.base import Branch
from par_metrics.figures.snapshot import Snapshot
from par_metrics.indicators.base import Window
from par_metrics.indicators.tables.records import TABLES
from par_metrics.questions.disagreement.rules import Rule

KEY = "dossier_code"
UNIT = "unit_code"

DATES = (
    "received_at",
    "original_due_at",
    "due_at",
    "ended_at",
    "supplement_requested_at",
    "supplemented_at",
)
_SEEN_AT_AS_OF = ("status", *DATES, "supplement_count", "clock_stops_at")
_SEEN_AT_T = ("status", "ended_at", "clock_stops_at")


def classes(snapshot: Snapshot, rules: Sequence[Rule], period: Period, unit_code: str | None) -> pl.DataFrame:
    """How each rule counts each dossier that any of them looks at.

    Returns:
        `dossier_code, unit_code` and a column for each rule: 1 numerator, 0 denominator
        only, below 0 excluded, null not counted; as the engine counts them.
    """
    only = None if unit_code is None else {UNIT: [unit_code]}
    of_rules = [
        snapshot.engine.classes(Branch.of(rule.indicator), period, snapshot.as_of, (KEY, UNIT), only).select(
            KEY, UNIT, pl.col(f"class_{rule.indicator.alias}").cast(pl.Int8).alias(rule.name)
        )
        for rule in rules
    ]
    table = pl.concat([frame.select(KEY, UNIT) for frame in of_rules]).unique(maintain_order=True)
    for frame in of_rules:
        table = table.join(frame.drop(UNIT), on=KEY, how="left", maintain_order="left")
    return table


def facts(snapshot: Snapshot, codes: pl.Series, period: Period) -> pl.DataFrame:
    """What the reasons are found in, for the dossiers of `codes`.

    Returns:
        `dossier_code`; `status`, the dates, `supplement_count` and `clock_stops_at` as
        seen at the snapshot's instant; and `status_t`, `ended_at_t`, `clock_stops_at_t` as seen at T.
    """

    def seen(window: Window, columns: Sequence[str]) -> pl.DataFrame:
        # No indicators: the dossiers asked for, whatever period they belong to.
        branch = Branch(TABLES["qd766_dossiers"], window, ())
        only = {KEY: codes.to_list()}
        return snapshot.engine.classes(branch, period, snapshot.as_of, (KEY, *columns), only, every=True)

    at_t = seen(Window(judged_at="t"), _SEEN_AT_T).rename({name: f"{name}_t" for name in _SEEN_AT_T})
    return seen(Window(), _SEEN_AT_AS_OF).join(at_t, on=KEY, how="left", maintain_order="left")
