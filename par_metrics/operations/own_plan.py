"""What is found of a workspace's plan: what of it cannot be used, and the rows that have no figure and no report."""

import re
import warnings
from collections.abc import Iterator

import polars as pl

from par_metrics.domain.plan import NOT_REPORTED
from par_metrics.errors import Notice
from par_metrics.operations.findings import Finding, Verdict, fine, note
from par_metrics.workspace import Workspace
from schemas import Label


def own_plan(ws: Workspace) -> Iterator[Finding]:
    """What of the own plan is left out, or that all of it is used; nothing where there is none."""
    problems = ws.plan_problems
    for problem in problems:
        yield Finding(Verdict.WRONG, problem)
    for remark in ws.plan_remarks:
        yield note(remark.vi, remark.en)
    if not problems and ws.plan_file is not None:
        rows, targets, file = len(ws.plan.rows), len(ws.targets.of_own_plan), ws.plan_file
        yield fine(
            f'{file}: kế hoạch "{ws.plan.name}", {rows} mục, {targets} chỉ tiêu',
            f'{file}: the plan "{ws.plan.name}", {rows} rows, {targets} targets',
        )


def checked_plan(ws: Workspace) -> Iterator[Finding]:
    """The same, and a note of each row without a figure and without a report this year."""
    yield from own_plan(ws)
    if ws.plan_file is None:
        rows = len(ws.plan.rows)
        yield fine(f'kế hoạch có sẵn "{ws.plan.name}", {rows} mục', f'the built-in plan "{ws.plan.name}", {rows} rows')
    if ws.is_plan_unusable:
        return
    with warnings.catch_warnings():
        for problem in ws.plan_problems:
            # Told above.
            warnings.filterwarnings("ignore", re.escape(problem.en), Notice)
        card = ws.scorecard()
    silent = card.filter(pl.col("state") == NOT_REPORTED).unique("plan_row", maintain_order=True)
    for row, title, owner, asked in (
        silent.join(_asked(card), on="plan_row", how="left", maintain_order="left")
        .select("plan_row", "title", "owner", "asked")
        .iter_rows()
    ):
        lead = Label(f" ({owner})", f" ({owner})") if owner else Label("", "")
        why = (
            Label(f"chưa có số liệu ({asked}), chưa có báo cáo", f"no figure ({asked}) and no report")
            if asked
            else Label("chưa có chỉ số, chưa có báo cáo", "no indicator and no report")
        )
        yield note(f"{row} {title}{lead.vi}: {why.vi}", f"{row} {title}{lead.en}: {why.en}")


def _asked(card: pl.DataFrame) -> pl.DataFrame:
    """Which indicators answer each row."""
    return card.group_by("plan_row", maintain_order=True).agg(asked=pl.col("indicator").drop_nulls().str.join(", "))
