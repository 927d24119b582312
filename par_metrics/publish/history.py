"""The runs published before, as far as they are kept: what a new one is compared with."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from par_metrics.publish import latest
from par_metrics.publish.manifest import MANIFEST, damaged

RECORDS: dict[str, pl.DataType] = {
    "kind": pl.String(),
    "unit_code": pl.String(),
    "records": pl.Int64(),
    "last": pl.Date(),
}
_FILE = "indicators.parquet"
_FIGURES: dict[str, pl.DataType] = {
    "indicator": pl.String(),
    "version": pl.Int32(),
    "period": pl.String(),
    "unit_code": pl.String(),
    "provisional": pl.Boolean(),
    "numerator": pl.Float64(),
    "denominator": pl.Float64(),
    "excluded": pl.String(),
}


@dataclass(frozen=True)
class PastRun:
    """A run that was published."""

    folder: Path
    stated: Mapping[str, Any]

    @property
    def as_of(self) -> datetime:
        return datetime.fromisoformat(self.stated["as_of"])

    @property
    def known_at(self) -> datetime | None:
        """What had been loaded by then was known to it; None: nothing had, or its manifest does not say."""
        stated = self.stated.get("known_at")
        return None if stated is None else datetime.fromisoformat(stated)

    @cached_property
    def records(self) -> pl.DataFrame:
        """What it rested on (`RECORDS`); nothing where its manifest does not say."""
        stated = pl.DataFrame(self.stated.get("records", []), schema=RECORDS | {"last": pl.String()})
        return stated.with_columns(pl.col("last").str.to_date())

    @cached_property
    def _is_whole(self) -> bool:
        """Whether the file of its figures is what was published."""
        files = [file for file in self.stated.get("files", ()) if file["name"] == _FILE]
        return _FILE not in damaged(self.folder, {"files": files})

    @cached_property
    def figures(self) -> pl.DataFrame:
        """Its figures, as far as they are compared; none where the file is lost."""
        if not self._is_whole:
            return pl.DataFrame(schema=_FIGURES)
        try:
            return pl.read_parquet(self.folder / _FILE, columns=list(_FIGURES))
        except (OSError, pl.exceptions.PolarsError):
            return pl.DataFrame(schema=_FIGURES)

    def of_period(self, label: str) -> pl.DataFrame | None:
        """All it says of one period; None where the file is lost."""
        if not self._is_whole:
            return None
        try:
            return pl.scan_parquet(self.folder / _FILE).filter(period=label).collect()
        except (OSError, pl.exceptions.PolarsError):
            return None


def past_runs(published: Path) -> Sequence[PastRun]:
    """The published runs that are kept, the latest first; one held back or damaged is none."""
    found = (
        (path.stat().st_mtime_ns, PastRun(path.parent, stated))
        for path in published.glob(f"*/{MANIFEST}")
        if path.parent.name != latest.LATEST and (stated := _published(path)) is not None
    )
    return [run for _, run in sorted(found, key=lambda timed: timed[0], reverse=True)]


def _published(manifest: Path) -> dict[str, Any] | None:
    try:
        stated: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))
        return stated if stated["state"] == "published" and stated["as_of"] else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
