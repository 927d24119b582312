"""What counting costs beside one query that somebody wrote by hand for the same figures.

    python -m benchmarks.hand_written WORKSPACE RUNS

Eighteen indicators of dossiers, of every unit and all together, for the months, quarters and the year: four rules of
"on time", two stocks, a mean, a median and a 90th percentile among them. The query knows its periods, its rules and
its data, as a definition cannot; that it gives the same figures in every cell is checked first. Both run in turn; what
they took is printed as JSON.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    import duckdb

AS_OF = datetime(2026, 10, 1)
IDS = (
    "on_time_rate",
    "on_time_rate_original_due",
    "processing_working_days",
    "processing_working_days_median",
    "processing_working_days_p90",
    "results_published_rate",
    "digital_result_rate",
    "electronic_result_rate",
    "qd766_digitised_dossiers_rate",
    "on_time_rate_due",
    "digital_components_rate",
    "reused_components_rate",
    "online_dossiers_rate",
    "full_online_dossiers_rate",
    "full_online_services_used_rate",
    "online_payment_dossiers_rate",
    "overdue_open_count",
    "on_time_rate_qd766",
)

# A month is its number from 0, in 2026 alone; a period its place among the months, the quarters and the year.
# What a column holds is said by its name: an indicator and one of its sides.
HAND_WRITTEN = """
WITH period AS MATERIALIZED (
    SELECT id, first, last, TIMESTAMP '2026-01-01' + to_months(first) AS begins,
        least(TIMESTAMP '2026-01-01' + to_months(last + 1), $as_of) AS t
    FROM (
        SELECT m AS id, m AS first, m AS last FROM range(12) r(m)
        UNION ALL SELECT 12 + q, 3 * q, 3 * q + 2 FROM range(4) r(q)
        UNION ALL SELECT 16, 0, 11
    )
),
month_of AS MATERIALIZED (
    SELECT m::INT AS month, p.id AS period_id FROM range(12) r(m) JOIN period p ON m BETWEEN p.first AND p.last
),
span AS MATERIALIZED (
    SELECT f::INT AS first, l::INT AS last, p.id AS period_id, p.begins, p.t
    FROM range(-1, 12) a(f) CROSS JOIN range(12) b(l) JOIN period p ON f <= p.last AND l >= p.first
),
dossier AS MATERIALIZED (
    SELECT d.* EXCLUDE (completed_at, returned_at), coalesce(d.completed_at, d.returned_at) AS ever_ended,
        coalesce(CASE WHEN d.completed_at <= $as_of THEN d.completed_at END,
            CASE WHEN d.returned_at <= $as_of THEN d.returned_at END) AS ended_at,
        p.service_level, p.has_fee, p.returns_document, p.statutory_working_days
    FROM (
        SELECT unit_code, procedure_code, received_at, due_at, original_due_at, completed_at, returned_at, status,
            channel, online_payment, fee_vnd, supplement_count, supplement_requested_at, supplemented_at,
            suspended_working_days, is_result_published, has_digital_result, has_electronic_result,
            has_digital_components, has_reused_components
        FROM dossiers WHERE source = 'one_stop' AND (received_at IS NULL OR received_at <= $as_of)
    ) d
    LEFT JOIN procedures p USING (procedure_code)
),
resolved AS MATERIALIZED (
    SELECT unit_code, month(happened_at)::INT - 1 AS month,
        CASE WHEN has_dates THEN greatest(until.working_index - since.working_index, 0)
            - coalesce(suspended_working_days, 0) END AS days,
        count(*) FILTER (has_dates) AS dated,
        count(*) FILTER (has_dates AND ended_at <= due_at) AS in_time,
        count(*) FILTER (has_dates AND ended_at <= coalesce(original_due_at, due_at)) AS in_first_time,
        count(*) FILTER (has_ended) AS ended,
        count(*) FILTER (has_ended AND is_result_published) AS published,
        count(*) FILTER (has_ended AND returns_document) AS documents,
        count(*) FILTER (has_ended AND returns_document AND has_digital_result) AS digital,
        count(*) FILTER (has_ended AND returns_document AND has_electronic_result) AS electronic,
        count(*) FILTER (has_ended AND returns_document AND has_digital_result AND has_digital_components)
            AS digital_both
    FROM (
        SELECT *, ended_at IS NOT NULL AS has_ended, ended_at IS NOT NULL AND due_at IS NOT NULL AS has_dates,
            coalesce(ended_at, received_at) AS happened_at
        FROM dossier WHERE status IN (9, 10)
    ) r
    LEFT JOIN calendar since ON since.day = received_at::DATE
    LEFT JOIN calendar until ON until.day = ended_at::DATE
    WHERE happened_at >= TIMESTAMP '2026-01-01' AND happened_at < $as_of
    GROUP BY ALL
),
received AS MATERIALIZED (
    SELECT unit_code, month(received_at)::INT - 1 AS month, procedure_code,
        count(*) AS received,
        count(*) FILTER (has_digital_components) AS digital,
        count(*) FILTER (has_reused_components) AS reused,
        count(*) FILTER (channel = 'online') AS online,
        count(channel) AS of_known_channel,
        count(channel) FILTER (service_level = 'full') AS full_service,
        count(*) FILTER (service_level = 'full' AND channel IS NULL) AS full_unknown,
        count(*) FILTER (service_level = 'full' AND channel = 'online') AS full_online,
        count(*) FILTER (has_fee AND fee_vnd <> 0) AS to_pay,
        count(*) FILTER (has_fee AND fee_vnd <> 0 AND online_payment IN ('national', 'provincial')) AS paid_online
    FROM dossier
    WHERE status NOT IN (1, 3) AND received_at >= TIMESTAMP '2026-01-01' AND received_at < $as_of
    GROUP BY ALL
),
due AS (
    SELECT unit_code, month(due_at)::INT - 1 AS month,
        count(*) FILTER (status <> 7) AS due,
        count(*) FILTER (status IN (8, 9, 10) AND ended_at <= due_at) AS in_time
    FROM dossier
    WHERE status NOT IN (1, 3) AND received_at IS NOT NULL
        AND due_at >= TIMESTAMP '2026-01-01' AND due_at < $as_of
    GROUP BY ALL
),
open AS MATERIALIZED (
    SELECT unit_code, period_id, begins, t, received_at, due_at, supplement_count, statutory_working_days,
        supplement_requested_at, supplemented_at, CASE WHEN ever_ended <= t THEN ever_ended END AS ended_at,
        CASE WHEN status IN (7, 8, 9, 10) AND ever_ended > t THEN 4 ELSE status END AS status
    FROM (
        SELECT *, CASE WHEN received_at < TIMESTAMP '2026-01-01' THEN -1 ELSE month(received_at) - 1 END AS first,
            CASE WHEN status IN (7, 8, 9, 10) AND ever_ended < $as_of
                THEN month(ever_ended) - 1 + 12 * (year(ever_ended) - 2026) ELSE 11 END AS last
        FROM dossier WHERE status NOT IN (1, 3)
    )
    JOIN span USING (first, last)
    WHERE received_at < t
),
overdue AS (
    SELECT unit_code, period_id, count(*) AS overdue
    FROM open WHERE due_at < t AND status NOT IN (7, 8, 9, 10) GROUP BY ALL
),
judged AS (
    SELECT unit_code, period_id,
        CASE WHEN supplement_count > 1 THEN 0
            WHEN due_at IS NOT NULL THEN (coalesce(stops_at, t) - waited <= due_at)::INT
            WHEN statutory_working_days IS NOT NULL THEN (
                (SELECT working_index FROM calendar c WHERE c.day = (coalesce(stops_at, t) - waited)::DATE)
                - (SELECT working_index FROM calendar c WHERE c.day = received_at::DATE) <= statutory_working_days
            )::INT END AS is_good
    FROM (
        SELECT *, CASE WHEN is_answered THEN answered_at - asked_at ELSE INTERVAL 0 SECOND END AS waited,
            CASE WHEN status IN (7, 8, 9, 10) THEN ended_at WHEN status = 5 AND NOT is_answered THEN asked_at END
                AS stops_at
        FROM (
            SELECT *, coalesce(answered_at > asked_at, FALSE) AS is_answered
            FROM (
                SELECT *, CASE WHEN supplement_requested_at <= t THEN supplement_requested_at END AS asked_at,
                    CASE WHEN supplemented_at <= t THEN supplemented_at END AS answered_at
                FROM open
            )
        )
    )
    WHERE stops_at IS NULL OR stops_at >= begins
),
judged_cells AS (
    SELECT unit_code, period_id, count(is_good) AS judged, sum(is_good) AS good FROM judged GROUP BY ALL
),
of_resolved AS (
    SELECT unit_code, period_id, sum(dated) AS dated, sum(in_time) AS in_time, sum(in_first_time) AS in_first_time,
        sum(days * dated) AS days, sum(ended) AS ended, sum(published) AS published, sum(documents) AS documents,
        sum(digital) AS digital, sum(electronic) AS electronic, sum(digital_both) AS digital_both
    FROM resolved JOIN month_of USING (month) GROUP BY GROUPING SETS ((unit_code, period_id), (period_id))
),
ranked AS (
    SELECT unit_code, period_id, days, sum(sum(dated)) OVER (of_cell ORDER BY days) AS up_to,
        sum(sum(dated)) OVER of_cell AS n
    FROM resolved JOIN month_of USING (month) WHERE days IS NOT NULL AND dated > 0
    GROUP BY GROUPING SETS ((unit_code, period_id, days), (period_id, days))
    WINDOW of_cell AS (PARTITION BY unit_code, period_id)
),
quantiles AS (
    SELECT unit_code, period_id, any_value(n) AS n,
        min(days) FILTER (up_to > (n - 1) // 2) AS low_5, min(days) FILTER (up_to > n // 2) AS high_5,
        min(days) FILTER (up_to > 9 * (n - 1) // 10) AS low_9, min(days) FILTER (up_to > (9 * n) // 10) AS high_9
    FROM ranked GROUP BY ALL
),
of_received AS (
    SELECT unit_code, period_id, sum(received) AS received, sum(digital) AS digital, sum(reused) AS reused,
        sum(online) AS online, sum(of_known_channel) AS of_known_channel,
        sum(full_service) AS full_service, sum(full_online) AS full_online,
        sum(to_pay) AS to_pay, sum(paid_online) AS paid_online
    FROM received JOIN month_of USING (month) GROUP BY GROUPING SETS ((unit_code, period_id), (period_id))
),
-- A service of which nobody knows whether it was used online is neither.
of_services AS (
    SELECT unit_code, period_id, count(*) FILTER (online > 0 OR unknown = 0) AS services,
        count(*) FILTER (online > 0) AS services_online
    FROM (
        SELECT unit_code, period_id, procedure_code, sum(full_online) AS online, sum(full_unknown) AS unknown
        FROM received JOIN month_of USING (month) WHERE full_service + full_unknown > 0
        GROUP BY GROUPING SETS ((unit_code, period_id, procedure_code), (period_id, procedure_code))
    ) s
    GROUP BY ALL
),
of_due AS (
    SELECT unit_code, period_id, sum(due) AS due, sum(in_time) AS in_time
    FROM due JOIN month_of USING (month) GROUP BY GROUPING SETS ((unit_code, period_id), (period_id))
),
of_overdue AS (
    SELECT unit_code, period_id, sum(overdue) AS overdue
    FROM overdue GROUP BY GROUPING SETS ((unit_code, period_id), (period_id))
),
of_judged AS (
    SELECT unit_code, period_id, sum(judged) AS judged, sum(good) AS good
    FROM judged_cells GROUP BY GROUPING SETS ((unit_code, period_id), (period_id))
)
SELECT j.unit_code, j.period_id,
    r.in_time AS "on_time_rate numerator", r.dated AS "on_time_rate denominator",
    r.in_first_time AS "on_time_rate_original_due numerator", r.days AS "processing_working_days statistic",
    q.low_5 + (q.high_5 - q.low_5) * ((q.n - 1) % 2) / 2 AS "processing_working_days_median statistic",
    q.low_9 + (q.high_9 - q.low_9) * (9 * (q.n - 1) % 10) / 10 AS "processing_working_days_p90 statistic",
    r.published AS "results_published_rate numerator", r.ended AS "results_published_rate denominator",
    r.digital AS "digital_result_rate numerator", r.documents AS "digital_result_rate denominator",
    r.electronic AS "electronic_result_rate numerator", r.digital_both AS "qd766_digitised_dossiers_rate numerator",
    d.in_time AS "on_time_rate_due numerator", d.due AS "on_time_rate_due denominator",
    c.digital AS "digital_components_rate numerator", c.received AS "digital_components_rate denominator",
    c.reused AS "reused_components_rate numerator", c.online AS "online_dossiers_rate numerator",
    c.of_known_channel AS "online_dossiers_rate denominator",
    c.full_online AS "full_online_dossiers_rate numerator", c.full_service AS "full_online_dossiers_rate denominator",
    s.services_online AS "full_online_services_used_rate numerator",
    s.services AS "full_online_services_used_rate denominator",
    c.paid_online AS "online_payment_dossiers_rate numerator", c.to_pay AS "online_payment_dossiers_rate denominator",
    o.overdue AS "overdue_open_count numerator",
    j.good AS "on_time_rate_qd766 numerator", j.judged AS "on_time_rate_qd766 denominator"
FROM of_judged j
LEFT JOIN of_resolved r ON r.period_id = j.period_id AND r.unit_code IS NOT DISTINCT FROM j.unit_code
LEFT JOIN quantiles q ON q.period_id = j.period_id AND q.unit_code IS NOT DISTINCT FROM j.unit_code
LEFT JOIN of_received c ON c.period_id = j.period_id AND c.unit_code IS NOT DISTINCT FROM j.unit_code
LEFT JOIN of_services s ON s.period_id = j.period_id AND s.unit_code IS NOT DISTINCT FROM j.unit_code
LEFT JOIN of_due d ON d.period_id = j.period_id AND d.unit_code IS NOT DISTINCT FROM j.unit_code
LEFT JOIN of_overdue o ON o.period_id = j.period_id AND o.unit_code IS NOT DISTINCT FROM j.unit_code
"""


def by_hand(connection: "duckdb.DuckDBPyConnection") -> pl.DataFrame:
    """The cells of the query: `unit_code` (null for all), `period_id`, and a column a side."""
    frame = pl.from_arrow(connection.execute(HAND_WRITTEN, {"as_of": AS_OF}).to_arrow_table())
    assert isinstance(frame, pl.DataFrame)
    return frame


def compared(counts: pl.DataFrame, cells: pl.DataFrame) -> int:
    """How many cells of the query the counts of an engine have, too.

    Raises:
        ValueError: one differs.
    """
    sides = [name for name in cells.columns if " " in name]
    wide = cells.with_columns(pl.col(sides).cast(pl.Float64).fill_null(0.0), pl.col("period_id").cast(pl.Int32))
    expected = wide.unpivot(sides, index=["unit_code", "period_id"], variable_name="side", value_name="expected")
    found = counts.unpivot(
        ["numerator", "denominator", "statistic"],
        index=["indicator", "unit_code", "period_id"],
        variable_name="side",
        value_name="found",
    ).with_columns(side=pl.concat_str("indicator", "side", separator=" "))
    both = expected.join(found, on=["unit_code", "period_id", "side"], how="left", nulls_equal=True)
    differs = (pl.col("expected") - pl.col("found").fill_null(0.0)).abs() > 1e-9
    if not (wrong := both.filter(differs)).is_empty():
        raise ValueError(f"{wrong.height} cells differ, among them {wrong.row(0, named=True)}")
    return both.height


def run(root: Path, runs: int) -> list[dict[str, dict[str, float]]]:
    """Compare and measure on a workspace of `write_sample`.

    Returns:
        Of each run what `ours` and the query by `hand` took: seconds of the clock (`s`) and of the processor (`CPU s`).
    Raises:
        ValueError: a figure differs.
    """
    import duckdb

    from par_metrics import Workspace, catalogue
    from par_metrics.domain.period import Period
    from par_metrics.engines.duckdb import DuckDBEngine
    from par_metrics.indicators.base import Indicator

    year = Period.parse("2026")
    periods = (*year.split("month"), *year.split("quarter"), year)
    indicators = [indicator for indicator in map(catalogue.__getitem__, IDS) if isinstance(indicator, Indicator)]
    with duckdb.connect(root / "warehouse.duckdb", read_only=True) as connection:
        engine = DuckDBEngine(connection, Workspace(root).calendar)

        def by_engine() -> pl.DataFrame:
            return engine.count(indicators, periods, AS_OF, (("unit_code",), ()))

        same = compared(by_engine(), by_hand(connection))
        print(f"{same:,} cells are the same", file=sys.stderr)
        return [{"hand": _seconds(lambda: by_hand(connection)), "ours": _seconds(by_engine)} for _ in range(runs)]


def _seconds(work: Callable[[], object]) -> dict[str, float]:
    """Of the clock, and of the processor in all threads."""
    begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    work()
    ended, after = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    return {"s": ended - begun, "CPU s": after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime}


def main() -> None:
    """Compare, measure and print."""
    root, runs = sys.argv[1:]
    print(json.dumps(run(Path(root), int(runs))))


if __name__ == "__main__":
    main()
