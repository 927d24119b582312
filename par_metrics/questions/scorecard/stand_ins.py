"""Which figures rest on stand-ins: PAPI publishes no commune score, a local survey only resembles one."""

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.figures.snapshot import Snapshot
from par_metrics.indicators.definitions.papi import papi
from schemas import Label

PROXY = Label("khảo sát địa phương, chỉ để tham khảo", "local survey, a proxy only")


def stand_ins(snapshot: Snapshot, period: Period) -> pl.DataFrame:
    """The PAPI figures that count a score of a local survey.

    Returns:
        `indicator`, `unit_code` (null for all units together), `proxy` (`PROXY`, vi).
    """
    found = []
    for component in papi.components:
        scores = snapshot.records(snapshot.catalogue[component], period)
        found.append(scores.filter(pl.col("origin") == "local_survey").select("unit_code", indicator=pl.lit(component)))
    local = pl.concat(found)
    rows = pl.concat([local, local.with_columns(unit_code=pl.lit(None, pl.String))]).unique(maintain_order=True)
    return (
        pl.concat([rows, rows.with_columns(indicator=pl.lit(papi.id))])
        .unique(maintain_order=True)
        .with_columns(proxy=pl.lit(PROXY.vi))
    )
