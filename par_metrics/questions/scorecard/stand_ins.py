"""Which figures rest on stand-ins: PAPI publishes no commune score, a local survey only resembles one."""

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.engines.base import branches
from par_metrics.figures.snapshot import Snapshot
from par_metrics.indicators.base import Indicator
from par_metrics.indicators.definitions.papi import RULES as PAPI
from schemas import Label

PROXY = Label("khảo sát địa phương, chỉ để tham khảo", "local survey, a proxy only")


def stand_ins(snapshot: Snapshot, period: Period) -> pl.DataFrame:
    """The PAPI figures that count a score of a local survey.

    Returns:
        `indicator`, `unit_code` (null for all units together), `proxy` (`PROXY`, vi).
    """
    found = [pl.DataFrame(schema={"unit_code": pl.String, "indicator": pl.String})]
    papi = [i for i in snapshot.catalogue.values() if i.rules == PAPI and isinstance(i, Indicator)]
    for branch in branches(papi):
        scores = snapshot.engine.classes(branch, period, snapshot.as_of, ("unit_code", "of_origin"))
        local = scores.filter(pl.col("of_origin") == "local_survey")
        found += [
            local.filter(pl.col(f"class_{i.alias}").is_not_null()).select("unit_code", indicator=pl.lit(i.id))
            for i in branch.indicators
        ]
    local = pl.concat(found)
    rows = pl.concat([local, local.with_columns(unit_code=pl.lit(None, pl.String))])
    return rows.unique(maintain_order=True).with_columns(proxy=pl.lit(PROXY.vi))
