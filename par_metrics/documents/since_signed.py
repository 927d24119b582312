"""What has changed since a report was handed in, and why: records, definitions, or what the workspace is told."""

from dataclasses import dataclass

import polars as pl

from par_metrics.documents.signed import KEPT, Signed
from par_metrics.questions.diff import Diff
from schemas import Label

_SIDES = ("numerator", "denominator", "value", "excluded", "target", "status")
OTHERWISE: dict[str, pl.DataType] = {
    "indicator": pl.String(),
    "because": pl.String(),
    "version_before": pl.Int32(),
    "version_after": pl.Int32(),
    **{f"{side}_{then}": KEPT[side] for side in _SIDES for then in ("before", "after")},
}


@dataclass(frozen=True)
class SinceSigned:
    """A report that was handed in, and what is otherwise today.

    Args:
        signed: the report.
        diff: what loads since then changed, at the signed `as_of`: figures, records and loads.
        otherwise: figures that the records known then give otherwise today (`OTHERWISE`): `because` is `definition`
            where its version is another, else `settings` (targets, calendar, units that took over, criteria).
    """

    signed: Signed
    diff: Diff
    otherwise: pl.DataFrame

    @property
    def summary(self) -> Label:
        """Since when, and how many figures changed for which reason."""
        signed, records = self.signed, self.diff.figures.height
        counts = {why: self.otherwise.filter(because=why).height for why in ("definition", "settings")}
        return Label(
            f"Báo cáo kỳ {signed.period} ghi là đã gửi lúc {signed.signed_at:%d/%m/%Y %H:%M} ({signed.signed_by}), "
            f"số liệu đã nạp đến {signed.known_at:%d/%m/%Y %H:%M:%S}. Từ đó, do bản ghi: {records} số liệu thay đổi; "
            f"do định nghĩa: {counts['definition']}; do cài đặt: {counts['settings']}.",
            f"The report of {signed.period} was signed at {signed.signed_at:%Y-%m-%d %H:%M} ({signed.signed_by}), "
            f"knowing what was loaded by {signed.known_at:%Y-%m-%d %H:%M:%S}. Since then changed by records: {records} "
            f"figures; by definitions: {counts['definition']}; by settings: {counts['settings']}.",
        )


def otherwise_now(signed: Signed, figures: pl.DataFrame) -> pl.DataFrame:
    """The kept figures that are not those made of the same records today.

    Args:
        figures: the long table of the same unit, period, `as_of` and `known_at`, with the definitions in force.
    Returns:
        `OTHERWISE`; an indicator that is there no more, or was not yet, has nulls on one side.
    """
    kept, now = (table.select("indicator", "version", *_SIDES) for table in (signed.figures, figures))
    beside = kept.rename({name: f"{name}_before" for name in ("version", *_SIDES)}).join(
        now.rename({name: f"{name}_after" for name in ("version", *_SIDES)}),
        on="indicator",
        how="full",
        coalesce=True,
    )
    differs = pl.any_horizontal(pl.col(f"{side}_before").ne_missing(pl.col(f"{side}_after")) for side in _SIDES)
    is_redefined = pl.col("version_before").ne_missing(pl.col("version_after"))
    because = pl.when(is_redefined).then(pl.lit("definition")).otherwise(pl.lit("settings"))
    return beside.filter(differs).with_columns(because=because).sort("indicator").select(*OTHERWISE)
