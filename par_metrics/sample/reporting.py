"""Made-up assessments, reports on the plan's tasks, and figures typed in from a scoring portal."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import polars as pl

from par_metrics.domain.plan import builtin_plan
from par_metrics.sample.draws import NUMBER, Draws

# The seven domains that the plan names; criteria and points are made up and are no province's table.
_DOMAINS = (
    "Chỉ đạo điều hành",
    "Thể chế",
    "Thủ tục hành chính",
    "Tổ chức bộ máy",
    "Chế độ công vụ",
    "Tài chính công",
    "Chuyển đổi số",
)
_MAX_POINTS = ((4.0, 3.0, 3.0), (5.0, 5.0), (6.0, 6.0, 8.0), (5.0, 5.0), (5.0, 5.0, 4.0), (6.0, 6.0), (8.0, 8.0, 8.0))
_RULES = "qd766-live-2026"
# What the loaded records cannot give, and how much of it a ward usually reaches.
_INPUTS: Mapping[str, float] = {
    "transparency_1": 0.96,
    "transparency_3": 0.9,
    "transparency_4": 0.97,
    "digitisation_4": 0.55,
    "digitisation_5": 0.7,
    "digitisation_6": 0.62,
    "digitisation_7": 0.8,
    "satisfaction_dossiers": 0.88,
}
_QUARTERS = {"2026-Q1": date(2026, 3, 10), "2026-Q2": date(2026, 6, 10), "2026-Q3": date(2026, 9, 10)}
_FILINGS = {
    "2025-Q3": date(2025, 9, 10),
    "2025-Q4": date(2025, 12, 10),
    "2025": date(2025, 12, 10),
    **_QUARTERS,
    "2026-H1": date(2026, 6, 10),
}


def assessments(units: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Points of each criterion in 2025 and 2026: self-assessed, and appraised but for the last domains of 2026."""
    draws = Draws(seed)
    criteria = pl.DataFrame(
        [
            {"criterion_code": f"MAU.{domain}.{place}", "domain": name, "max_points": points, "order": domain}
            for domain, (name, most) in enumerate(zip(_DOMAINS, _MAX_POINTS, strict=True), start=1)
            for place, points in enumerate(most, start=1)
        ]
    )
    years = pl.DataFrame({"year": [2025, 2026]})
    rows = units.select("unit_code").join(years, how="cross").join(criteria, how="cross").with_row_index(NUMBER)
    rows = rows.with_columns(pl.col(NUMBER).cast(pl.UInt64))
    quarters = (pl.col("max_points") * 4).cast(pl.Int64)
    # Points in quarters, a third of the criteria in full.
    lost = draws.below("points.lost", quarters // 3 + 1, skew=1.5)
    is_appraised = (pl.col("year") == 2025) | (pl.col("order") <= 4)
    rows = rows.with_columns(self_points=(quarters - lost) / 4.0)
    struck = draws.below("points.struck", 4, skew=2.5) / 4.0
    return rows.with_columns(
        appraised_points=pl.when(is_appraised).then(pl.max_horizontal(pl.col("self_points") - struck, 0.0)),
        evidence=pl.format("Tài liệu làm mẫu số {}", NUMBER),
    ).drop(NUMBER, "order")


def task_reports(units: pl.DataFrame, seed: int) -> pl.DataFrame:
    """How the appendix's rows I and II stood each quarter of 2026, and when the plan's reports were filed."""
    draws = Draws(seed)
    tasks = [row.plan_row for row in builtin_plan().rows if row.plan_row.startswith(("A.I.", "A.II."))]
    rows = pl.concat([_reports(units, tasks, _QUARTERS), _reports(units, ["P.IV.1"], _FILINGS)])
    rows = rows.with_row_index(NUMBER).with_columns(pl.col(NUMBER).cast(pl.UInt64))
    is_filing = pl.col("plan_row") == "P.IV.1"
    in_time = draws.chance("task.in_time", 0.78)
    days = pl.when(in_time).then(-draws.below("task.early", 6)).otherwise(1 + draws.below("task.late", 8))
    state = draws.one_of("task.state", ("on_track",) * 12 + ("done",) * 3 + ("behind",) * 3 + ("not_started",) * 2)
    rows = rows.with_columns(
        state=pl.when(is_filing).then(pl.lit("done")).otherwise(state),
        evidence=pl.when(draws.chance("task.evidence", 0.6)).then(pl.format("{}/BC-UBND", pl.col(NUMBER) + 100)),
        reported_on=pl.col("due") + pl.duration(days=days),
    )
    is_forgotten = is_filing & draws.chance("task.forgotten", 0.1)
    return rows.filter(~is_forgotten).drop(NUMBER, "due")


def _reports(units: pl.DataFrame, rows: Sequence[str], due: Mapping[str, date]) -> pl.DataFrame:
    """A line for each unit, row of the plan and period, with the day the report is due."""
    periods = pl.DataFrame({"period": list(due), "due": list(due.values())})
    return (
        units.select("unit_code")
        .join(pl.DataFrame({"plan_row": rows}), how="cross")
        .join(periods, how="cross")
        .select("plan_row", "unit_code", "period", "due")
    )


def score_inputs(units: pl.DataFrame, seed: int, at: date) -> pl.DataFrame:
    """What the scoring portal showed of each ward for 2026 and its third quarter, at most what was there by `at`."""
    draws = Draws(seed)
    inputs = pl.DataFrame({"input": list(_INPUTS), "usual": list(_INPUTS.values())})
    periods = pl.DataFrame({"period": ["2026", "2026-Q3"], "times": [3, 1]})
    rows = units.select("unit_code").join(periods, how="cross").join(inputs, how="cross").with_row_index(NUMBER)
    rows = rows.with_columns(pl.col(NUMBER).cast(pl.UInt64)).with_columns(
        denominator=(180 + draws.below("input.all", 60)) * pl.col("times")
    )
    reached = pl.min_horizontal(pl.col("usual") + (draws.uniform("input.reached") - 0.5) / 10.0, 1.0)
    return rows.select(
        "unit_code",
        "period",
        "input",
        rules=pl.lit(_RULES),
        numerator=(pl.col("denominator") * reached).floor(),
        denominator=pl.col("denominator").cast(pl.Float64),
        origin=pl.lit("Số liệu làm mẫu, không lấy từ Cổng DVCQG"),
        reported_on=pl.lit(at - timedelta(days=1)),
    )
