"""What a reconciliation found, as frames, for a notebook, and as a workbook."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from par_metrics.reconciliation.sources.differences import ENDED, Differences, fields_of
from par_metrics.reconciliation.sources.matching import ID, WAYS, Matching
from par_metrics.reconciliation.sources.parts import Parts
from par_metrics.reconciliation.sources.reasons import REASONS
from par_metrics.reconciliation.sources.shown import html
from par_metrics.reconciliation.sources.side import Side
from schemas import Language, RecordKind

_FIRST_CANDIDATES = 5
_PAIR = "_pair"


@dataclass(frozen=True)
class Outcome:
    """Positions of records of the two sides: matched, ambiguous, on one side only; and the differences."""

    matching: Matching
    differences: Differences
    only_left: pl.Series
    only_right: pl.Series


@dataclass(frozen=True, repr=False)
class Reconciliation(Parts):
    """Two sides of one kind, reconciled; what it holds is said in `Parts`."""

    def __repr__(self) -> str:
        counts = ", ".join(f"{name}={count}" for name, count in self.summary.items() if count)
        return f"Reconciliation({self.kind.name}: {self.left.name} | {self.right.name}; {counts})"

    def _repr_html_(self) -> str:
        return html(self)

    def write_xlsx(self, path: str | Path) -> None:
        """A workbook with a sheet for each part, Vietnamese headings.

        Raises:
            OSError: the file cannot be written.
        """
        from par_metrics.reconciliation.sources.workbook import write_workbook

        write_workbook(self, Path(path))


def result_of(left: Side, right: Side, outcome: Outcome, language: Language) -> Reconciliation:
    """The frames and counts of a reconciliation."""
    pairs = outcome.matching.pairs
    keyed = pl.concat(
        [_keys(left, pairs["left"], "left"), _keys(right, pairs["right"], "right"), pairs.select("matched_by")],
        how="horizontal",
    ).with_row_index(_PAIR)
    rows = outcome.differences.rows
    counted = rows.group_by(_PAIR).agg(pl.len().cast(pl.Int64).alias("differences"))
    matched = keyed.join(counted, on=_PAIR, how="left", maintain_order="left").with_columns(
        pl.col("differences").fill_null(0)
    )
    differences = keyed.join(rows, on=_PAIR, how="inner", maintain_order="right").drop(_PAIR)
    return Reconciliation(
        left=left,
        right=right,
        summary=_summary(left, right, outcome, int((matched["differences"] > 0).sum())),
        matched=matched.drop(_PAIR),
        differences=differences,
        by_reason=_by_reason(rows),
        only_left=_main(left)[outcome.only_left],
        only_right=_main(right)[outcome.only_right],
        ambiguous=_ambiguous(left, right, outcome.matching),
        not_compared=outcome.differences.not_compared,
        refused=_refused(left, right),
        language=language,
    )


def _summary(left: Side, right: Side, outcome: Outcome, differing: int) -> dict[str, int]:
    pairs, ambiguous = outcome.matching.pairs, outcome.matching.ambiguous
    unclear = {side: ambiguous.filter(side=side).height for side in ("left", "right")}
    return {
        "left": pairs.height + outcome.only_left.len() + unclear["left"],
        "right": pairs.height + outcome.only_right.len() + unclear["right"],
        "matched": pairs.height,
        **{way: pairs.filter(matched_by=way).height for way in WAYS},
        "only_left": outcome.only_left.len(),
        "only_right": outcome.only_right.len(),
        "ambiguous_left": unclear["left"],
        "ambiguous_right": unclear["right"],
        "identical": pairs.height - differing,
        "differing": differing,
        "refused_left": left.refused.height,
        "refused_right": right.refused.height,
        "duplicates_left": left.duplicates,
        "duplicates_right": right.duplicates,
    }


def _key(kind: RecordKind) -> list[str]:
    """The key within a side, which is of one source."""
    return [name for name in kind.key if name != "source"]


def _keys(side: Side, positions: pl.Series, suffix: str) -> pl.DataFrame:
    return side.records[positions].select(pl.col(name).alias(f"{name}_{suffix}") for name in _key(side.kind))


def _main(side: Side) -> pl.DataFrame:
    """Keys and what the kind is compared on, as stored."""
    names = dict.fromkeys(_key(side.kind))
    for field in fields_of(side.kind):
        names.update(dict.fromkeys(field.columns if field.name == ENDED else (field.name,)))
    return side.records.select(*names)


def _by_reason(rows: pl.DataFrame) -> pl.DataFrame:
    counted = rows.group_by("field", "reason").agg(pl.len().cast(pl.Int64).alias("pairs"))
    known = pl.DataFrame(
        [(reason, *label) for reason, label in REASONS.items()],
        schema={"reason": pl.String, "reason_vi": pl.String, "reason_en": pl.String},
        orient="row",
    )
    ordered = counted.sort("pairs", "field", "reason", descending=[True, False, False])
    return ordered.join(known, on="reason", how="left", maintain_order="left")


def _ambiguous(left: Side, right: Side, matching: Matching) -> pl.DataFrame:
    members = matching.ambiguous
    halves = []
    for side, records in (("left", left), ("right", right)):
        own = members.filter(side=side)
        halves.append(pl.concat([own, _main(records)[own[ID]]], how="horizontal"))
    listed = pl.concat(halves)
    code = pl.concat_str([pl.col(name).cast(pl.String) for name in _key(left.kind)], separator=" ")
    first = pl.col("code").head(_FIRST_CANDIDATES).str.join("; ").alias("first_candidates")
    # What one side lists is what the other side's records could be.
    others = (
        listed.select("group", code.alias("code"), pl.col("side").replace({"left": "right", "right": "left"}))
        .group_by("group", "side", maintain_order=True)
        .agg(pl.len().cast(pl.Int64).alias("candidates"), first)
    )
    return listed.drop(ID).join(others, on=["group", "side"], how="left").sort("group", "side", maintain_order=True)


def _refused(left: Side, right: Side) -> pl.DataFrame:
    return pl.concat(
        side.refused.select(pl.lit(name).alias("side"), pl.all()) for name, side in (("left", left), ("right", right))
    )
