"""What must hold before figures are shown to anyone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from par_metrics.indicators.targets import target_names
from schemas import Label

if TYPE_CHECKING:
    from par_metrics.indicators.base import Definition
    from par_metrics.indicators.targets import Targets

_NAMED = 5


@dataclass(frozen=True)
class Gate:
    """One check of a run.

    Args:
        id: stable name.
        failures: what breaks it, codes and ids only; empty when it holds.
        label: what is wrong and what to do, shown when it does not hold.
    """

    id: str
    failures: tuple[str, ...]
    label: Label

    @property
    def passed(self) -> bool:
        return not self.failures

    @property
    def message(self) -> Label:
        """The finding with the first few failures named."""
        named = ", ".join(self.failures[:_NAMED]) + (", …" if len(self.failures) > _NAMED else "")
        return self.label.filled(count=len(self.failures), named=named)


def accounting(loads: pl.DataFrame) -> Gate:
    """Every row read is accepted, refused or a duplicate, and every accepted row went somewhere."""
    total = pl.col("accepted") + pl.col("rejected") + pl.col("duplicates")
    stored = pl.col("inserted") + pl.col("superseding") + pl.col("unchanged") + pl.col("older")
    adds_up = (pl.col("rows_read") == total) & (pl.col("accepted") == stored)
    broken = loads.filter(~adds_up.fill_null(False))
    return Gate(
        "accounting",
        tuple(broken["load_id"].to_list()),
        Label(
            "{count} lần nạp có số dòng không khớp ({named}). Chạy par-metrics rebuild, "
            "nếu vẫn vậy thì báo cho người phát triển",
            "{count} loads do not add up ({named}). Run par-metrics rebuild; if they still do not, tell the developers",
        ),
    )


def targets_matched(figures: pl.DataFrame, targets: Targets, catalogue: Mapping[str, Definition]) -> Gate:
    """Every target that holds in a published year stands beside the figures it is meant for."""
    missing = {t.indicator for t in targets.entries if t.indicator not in target_names()}
    has_own = pl.col("unit_code").is_in(sorted(targets.units))
    bare = (
        figures.filter((pl.col("unit_code").is_null() | has_own) & pl.col("target").is_null())
        .select("indicator", "unit_code", year=pl.col("period_start").dt.year())
        .unique(maintain_order=True)
    )
    for indicator_id, unit_code, year in bare.iter_rows():
        expected = targets.of(catalogue[indicator_id], year, unit=unit_code)
        if expected is not None:
            missing.add(expected.indicator)
    return Gate(
        "targets_matched",
        tuple(sorted(missing)),
        Label(
            "{count} chỉ tiêu không gắn được với chỉ số nào ({named}). Sửa tên trong phần targets của par-metrics.toml",
            "{count} targets match no figure ({named}). Correct their names in the targets of par-metrics.toml",
        ),
    )


def units_known(units: pl.DataFrame) -> Gate:
    """No record belongs to a unit that the register of units does not list, once there is a register.

    Args:
        units: as an engine gives them.
    """
    unknown = units.filter(pl.col("is_registered").any(), "has_records", ~pl.col("is_registered"))
    return Gate(
        "units_known",
        tuple(unknown["unit_code"].to_list()),
        Label(
            "{count} đơn vị có hồ sơ nhưng không có trong danh mục đơn vị ({named}). "
            "Nạp danh mục đơn vị mới, hoặc sửa mã trong tệp xuất",
            "{count} units have records but are not in the register of units ({named}). "
            "Load the current register, or correct the codes in the export",
        ),
    )
