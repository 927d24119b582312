"""Which figures rest on stand-ins: PAPI publishes no commune score, a local survey only resembles one."""

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.engines.base import branches
from par_metrics.figures.snapshot import Snapshot
from par_metrics.indicators.definitions.papi import papi
from par_metrics.indicators.parts import parts_of
from schemas import Label

PROXY = Label("khảo sát địa phương, chỉ để tham khảo", "local survey, a proxy only")


def stand_ins(snapshot: Snapshot, period: Period) -> pl.DataFrame:
    """The PAPI figures that count a score of a local survey.

    Returns:
        `indicator`, `unit_code` (null for all units together), `proxy` (`PROXY`, vi).
    """
    found = [pl.DataFrame(schema={"unit_code": pl.String, "indicator": pl.String})]
    # All dimensions in one pass over the scores.
    for branch in branches(parts_of(papi, snapshot.catalogue)):
        scores = snapshot.engine.classes(branch, period, snapshot.as_of, ("unit_code", "origin"))
        local = scores.filter(pl.col("origin") == "local_survey")
        found += [
            local.filter(pl.col(f"class_{i.alias}").is_not_null()).select("unit_code", indicator=pl.lit(i.id))
            for i in branch.indicators
        ]
    local = pl.concat(found)
    rows = pl.concat([local, local.with_columns(unit_code=pl.lit(None, pl.String))]).unique(maintain_order=True)
    return (
        pl.concat([rows, rows.with_columns(indicator=pl.lit(papi.id))])
        .unique(maintain_order=True)
        .with_columns(proxy=pl.lit(PROXY.vi))
    )
