"""The latest reported state of the plan's rows, for those that state work rather than a figure."""

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.figures.snapshot import Snapshot

# From the least advanced to the most: several units are as far as their slowest.
_STATES = pl.Enum(["behind", "not_started", "on_track", "done"])


def task_states(snapshot: Snapshot, period: Period) -> pl.DataFrame:
    """What was last reported of each row of the plan, by unit and for all units together.

    A report counts if it was made by the instant of the snapshot and is about a period within this one. Of several
    for one row the one counts whose period ends last, then the one made last, then the one of the shorter period.

    Args:
        period: what the scorecard is of.
    Returns:
        `plan_row`, `unit_code` (null for all units together), `state` (done, on_track,
        behind, not_started; of several units the least advanced) and `report` (the
        report's period, date and evidence; of several units their number).
    """
    columns = ("plan_row", "unit_code", "period", "state", "evidence", "reported_on")
    made = pl.col("reported_on").cast(pl.Datetime("us")) <= snapshot.as_of
    reports = snapshot.stored("task_reports", columns).filter(made)
    reported = {label: Period.parse(label) for label in reports["period"].unique()}
    within = [label for label, of in reported.items() if period.start <= of.start and of.end <= period.end]
    ends, starts = ({label: getattr(reported[label], side) for label in within} for side in ("end", "start"))
    latest = (
        reports.filter(pl.col("period").is_in(within))
        .with_columns(
            ends=pl.col("period").replace_strict(ends, default=None, return_dtype=pl.Datetime("us")),
            starts=pl.col("period").replace_strict(starts, default=None, return_dtype=pl.Datetime("us")),
            state=pl.col("state").cast(_STATES),
        )
        .sort("ends", "reported_on", "starts")
        .group_by("plan_row", "unit_code", maintain_order=True)
        .last()
        .with_columns(
            report=pl.concat_str(
                "period",
                pl.lit(" ("),
                pl.col("reported_on").dt.strftime("%d/%m/%Y"),
                pl.lit(")"),
                pl.when(pl.col("evidence").is_not_null()).then(pl.lit(": ") + pl.col("evidence")).otherwise(pl.lit("")),
            )
        )
    )
    several = pl.concat_str(pl.lit("báo cáo của "), pl.len(), pl.lit(" đơn vị"))
    together = latest.group_by("plan_row", maintain_order=True).agg(
        state=pl.col("state").min(),
        report=pl.when(pl.len() == 1).then(pl.col("report").first()).otherwise(several),
    )
    return pl.concat(
        [
            latest.select("plan_row", "unit_code", "state", "report"),
            together.select("plan_row", pl.lit(None, pl.String).alias("unit_code"), "state", "report"),
        ]
    ).with_columns(pl.col("state").cast(pl.String))
