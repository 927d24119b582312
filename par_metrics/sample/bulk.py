"""Millions of dossiers as one CSV with Vietnamese headings, written chunk by chunk."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from par_metrics.sample.dossiers import DossierMaker, as_known
from par_metrics.sample.texts import CHANNELS, DATE, DATETIME, DOSSIER_HEADINGS, NO, ONLINE_PAYMENTS, STATUSES, YES
from par_metrics.support.steps import in_steps
from schemas import Label

_CHUNK = 250_000
_WRITING = Label("ghi hồ sơ mẫu", "writing sample dossiers")
_WORDS: Mapping[str, Mapping[Any, str]] = {"channel": CHANNELS, "online_payment": ONLINE_PAYMENTS, "status": STATUSES}


def write_dossiers(maker: DossierMaker, count: int, at: datetime, path: Path) -> int:
    """Write the first `count` dossiers as an export made at `at` shows them.

    Returns:
        The number of rows written: what was filed after `at` is left out.
    """
    rows = 0
    with path.open("wb") as file:
        starts = range(0, count, _CHUNK)
        for start in in_steps(starts, lambda _: _WRITING, lambda start: min(_CHUNK, count - start)):
            known = as_known(maker.make(start, min(start + _CHUNK, count)), at)
            text = known.select(_cell(name, known.schema[name]).alias(head) for name, head in DOSSIER_HEADINGS.items())
            text.write_csv(
                file,
                include_header=start == 0,
                include_bom=start == 0,
                separator=";",
                datetime_format=DATETIME,
                decimal_comma=True,
            )
            rows += text.height
    return rows


def _cell(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if name in _WORDS:
        values = _WORDS[name]
        return column.replace_strict(list(values), list(values.values()), return_dtype=pl.String)
    if name in ("due_at", "original_due_at"):
        # A due date without a time of day stands for its end.
        has_time = column.dt.microsecond() == 0
        return pl.when(has_time).then(column.dt.strftime(DATETIME)).otherwise(column.dt.strftime(DATE))
    if dtype == pl.Boolean:
        return pl.when(column).then(pl.lit(YES)).when(~column).then(pl.lit(NO))
    return column
