"""The scorecard: every row of the plan with its figure, its target and how it moves."""

from typing import Literal, get_args

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.domain.plan import NOT_REPORTED, Plan
from par_metrics.errors import UsageError
from par_metrics.figures.snapshot import Snapshot, not_there_error
from par_metrics.indicators.answers import answers_of
from par_metrics.indicators.catalogue import Catalogue
from par_metrics.questions.scorecard.stand_ins import stand_ins
from par_metrics.questions.scorecard.task_states import task_states
from par_metrics.questions.scorecard.trends import with_trends
from schemas import Label

Grouped = Literal["index", "owner"]
_GROUPED: tuple[Grouped, ...] = get_args(Grouped)
_INDEXES = ("PAPI", "SIPAS", "PAR INDEX")

COLUMNS = (
    "plan_row",
    "index",
    "title",
    "indicator",
    "owner",
    "numerator",
    "denominator",
    "value",
    "target",
    "status",
    "trend",
    "state",
    "evidence",
    "trend_basis",
    "refused",
)


def scorecard(snapshot: Snapshot, period: Period, unit_code: str | None = None, by: Grouped = "index") -> pl.DataFrame:
    """One row per plan row and indicator.

    Args:
        unit_code: one unit; None counts all of them together.
        by: `index` groups the rows by PAPI, SIPAS, PAR INDEX, then those of all three;
            `owner` by who answers for them, a row of two owners under each. Within a
            group they stand in the order of the plan.
    Returns:
        Columns `COLUMNS`; `value`, `target` as in `compute` (shares 0-1); `trend` the
        value less that of the period before, while the period is open as it stood on the
        same day; null where they cannot be compared; `trend_basis` says with what, or why
        not (`with_trends`); `state` is
        the latest one reported of the row (`task_states`), or `not_reported` where there
        is neither a figure nor a report; `evidence` names the definition, rule set and
        instant that reproduce the figure, whether it rests on a stand-in, and the report
        of the state; `refused` is how many rows of the figure's kinds could not be read.
    Raises:
        UsageError: the unit or the grouping is unknown.
    """
    if by not in _GROUPED:
        raise _no_grouping(by)
    cards = scorecards(snapshot, period)
    there = cards["unit_code"].drop_nulls().unique().to_list()
    if unit_code in snapshot.units() and unit_code not in there:
        raise not_there_error(unit_code, period)
    snapshot.check_unit(unit_code, there)
    card = cards.filter(pl.col("unit_code").eq_missing(pl.lit(unit_code, pl.String)))
    return _grouped(card, by, snapshot.plan).select(COLUMNS)


def scorecards(snapshot: Snapshot, period: Period) -> pl.DataFrame:
    """The scorecard of every unit, and the one of all units together.

    Returns:
        `COLUMNS`, then `numerator_before, denominator_before` (what the trend compares with) and
        `unit_code`, null for all units together.
    """
    answers = _answers(snapshot.plan, snapshot.catalogue)
    ids = [id for id in snapshot.catalogue if id in set(answers["indicator"])]
    # Which units have a scorecard is told by figures: where no row has one, by those of everything.
    asked = snapshot.choose(ids or None, ("unit_code",))
    figures = with_trends(snapshot, asked, period)
    rows = _rows(snapshot.plan)
    return _combined(rows, answers, figures, task_states(snapshot, period), stand_ins(snapshot, period))


def _grouped(card: pl.DataFrame, by: Grouped, plan: Plan) -> pl.DataFrame:
    if by == "index":
        order = pl.col("index").replace_strict({name: n for n, name in enumerate(_INDEXES)}, default=len(_INDEXES))
        return card.sort(order, maintain_order=True)
    owners = {owner: plan.agencies_in(owner) for owner in card["owner"].unique().drop_nulls()}
    listed = pl.col("owner").replace_strict(owners, default=[None], return_dtype=pl.List(pl.String))
    return card.with_columns(owner=listed).explode("owner").sort("owner", nulls_last=True, maintain_order=True)


def _no_grouping(by: str) -> UsageError:
    known = ", ".join(_GROUPED)
    return UsageError(
        Label(f'không xếp bảng điểm theo "{by}"; theo: {known}', f'no scorecard by "{by}"; by one of {known}'),
        "unknown_group",
    )


def _rows(plan: Plan) -> pl.DataFrame:
    return pl.DataFrame(
        [(r.plan_row, r.index, r.title, r.owner) for r in plan.rows],
        schema={"plan_row": pl.String, "index": pl.String, "title": pl.String, "owner": pl.String},
        orient="row",
    ).with_row_index("order")


def _combined(
    rows: pl.DataFrame, answers: pl.DataFrame, current: pl.DataFrame, states: pl.DataFrame, proxies: pl.DataFrame
) -> pl.DataFrame:
    lines = (
        current.select("unit_code")
        .unique(maintain_order=True)
        .join(rows, how="cross")
        .join(answers, on="plan_row", how="left", maintain_order="left_right")
    )
    same = ["indicator", "unit_code"]
    evidence = pl.format(
        "{}@{} · {} · {}",
        "indicator",
        "version",
        "rules",
        pl.col("as_of").dt.strftime("%Y-%m-%d %H:%M:%S"),
    )
    no_figure = pl.col("value").is_null().all().over("plan_row", "unit_code")
    return (
        lines.join(current, on=same, how="left", nulls_equal=True, maintain_order="left")
        .join(states, on=["plan_row", "unit_code"], how="left", nulls_equal=True, maintain_order="left")
        .join(proxies, on=same, how="left", nulls_equal=True, maintain_order="left")
        .with_columns(
            owner=pl.coalesce("owner", "indicator_owner"),
            state=pl.when(no_figure).then(pl.col("state").fill_null(NOT_REPORTED)).otherwise("state"),
            evidence=pl.concat_str(evidence, "proxy", "report", separator=" · ", ignore_nulls=True).replace("", None),
        )
        .select(*COLUMNS, "numerator_before", "denominator_before", "unit_code")
    )


def _answers(plan: Plan, catalogue: Catalogue) -> pl.DataFrame:
    """`plan_row`, `indicator`, `indicator_owner`: which indicators answer which row of the plan."""
    return pl.DataFrame(
        [
            (row, id, None if (owner := catalogue[id].owner) is None else owner.vi)
            for row, ids in answers_of(plan, catalogue.values()).items()
            for id in ids
        ],
        schema={"plan_row": pl.String, "indicator": pl.String, "indicator_owner": pl.String},
        orient="row",
    )
