"""Chỉ số riêng: every function that their conditions may use, on every engine."""

import pytest

import par_metrics as pm
from par_metrics.indicators.own.indicator import OwnIndicator
from par_metrics.indicators.own.subset import FUNCTIONS
from par_metrics.testing import Ratio
from tests.spec.conftest import Spec

pytestmark = pytest.mark.measure

ROWS = """
    dossier_code | procedure_code | field   | channel   | status | fee_vnd | received_at         | submitted_at     | completed_at
    d1           | 1.000001       | Đất đai | online    | 10     | 50000   | 2026-03-07 16:59:59 | 2026-03-06 22:10 | 2026-03-10 09:00
    d2           | 2.000002       | Hộ tịch | online    | 10     | 0       | 2026-03-09 17:00:00 | 2026-03-09 16:30 | 2026-03-20 10:00
    d3           | 1.000003       |         | in_person | 4      |         | 2026-03-31 23:59:59 |                  |
"""


def own(numerator: str = "TRUE", **fields: object) -> OwnIndicator:
    """A share of all dossiers of the period."""
    given = {
        "id": "own_share",
        "label": "l",
        "formula": "f",
        "source": "s",
        "table": "dossiers",
        "event": "received_at",
    }
    return pm.Indicator(**{**given, "population": "TRUE", "numerator": numerator, **fields})  # type: ignore[arg-type, no-any-return]


@pytest.mark.parametrize(
    ("numerator", "counted"),
    [
        ("hour(received_at) >= 17", (2, 3)),
        ("minute(received_at) = 59", (2, 3)),
        ("day(received_at) = 31", (1, 3)),
        ("month(received_at) = 3 AND year(received_at) = 2026 AND quarter(received_at) = 1", (3, 3)),
        ("isodow(received_at) IN (6, 7)", (1, 3)),
        ("date_diff('day', received_at, completed_at) > 10", (1, 2)),
        ("received_at + INTERVAL '3' DAY > completed_at", (1, 2)),
        ("lower(field) = 'đất đai'", (1, 2)),
        ("upper(field) = 'HỘ TỊCH'", (1, 2)),
        ("trim(field) LIKE 'Đất%'", (1, 2)),
        ("field NOT LIKE '%tịch'", (1, 2)),
        ("length(field) = 7", (2, 2)),
        ("substring(procedure_code, 1, 2) = '1.'", (2, 3)),
        ("procedure_code || channel = '1.000003in_person'", (1, 3)),
        ("coalesce(field, 'không rõ') = 'không rõ'", (1, 3)),
        ("nullif(fee_vnd, 0) > 1", (1, 1)),
        ("greatest(fee_vnd, 20000) = 50000", (1, 3)),
        ("least(fee_vnd, 20000) = 20000", (2, 3)),
        ("abs(-1 * fee_vnd) = 50000", (1, 2)),
        ("round(fee_vnd / 30000, 1) = 1.7", (1, 2)),
        ("floor(fee_vnd / 30000) = 1 AND ceil(fee_vnd / 30000) = 2", (1, 2)),
        ("100 / nullif(fee_vnd, 0) < 1", (1, 1)),
        ("CASE WHEN channel = 'online' THEN fee_vnd ELSE 1 END > 0", (2, 3)),
        ("fee_vnd BETWEEN 1 AND 50000", (1, 2)),
        ("fee_vnd IS NOT DISTINCT FROM NULL", (1, 3)),
        ("field IS NULL OR channel NOT IN ('online', 'postal')", (1, 3)),
        ("received_at >= '2026-03-09 17:00:00'", (2, 3)),
        ("received_at < DATE '2026-03-08'", (1, 3)),
        ("CAST(received_at AS DATE) = DATE '2026-03-31'", (1, 3)),
        ("completed_at <= :as_of", (2, 2)),
    ],
)
def test_what_a_condition_may_say_means_the_same_everywhere(
    spec: Spec, numerator: str, counted: tuple[int, int]
) -> None:
    """Điều không rõ thì không tính là không đạt."""
    spec.add("dossiers", ROWS)
    assert spec.compute(own(numerator), "2026-03") == Ratio(*counted)


def test_every_function_of_the_subset_is_tried_here() -> None:
    mark = next(
        m for m in test_what_a_condition_may_say_means_the_same_everywhere.pytestmark if m.name == "parametrize"
    )
    written = " ".join(numerator for numerator, _ in mark.args[1])
    assert not [name for name in FUNCTIONS.values() if f"{name}(" not in written]


@pytest.mark.parametrize(
    ("fields", "counted"),
    [
        ({"statistic": "count", "population": "channel = 'online'"}, (2, None)),
        ({"statistic": "mean", "measure": "fee_vnd", "unit": "count", "population": "fee_vnd IS NOT NULL"}, (50000, 2)),
        ({"distinct": "channel", "numerator": "fee_vnd > 0"}, (1, 1)),
        ({"exclude": {"no_field": "field IS NULL"}, "numerator": "fee_vnd > 0"}, (1, 2)),
    ],
)
def test_what_is_counted_beside_shares(
    spec: Spec, fields: dict[str, object], counted: tuple[float, float | None]
) -> None:
    spec.add("dossiers", ROWS)
    assert spec.compute(own(**fields), "2026-03") == Ratio(*counted)  # type: ignore[arg-type]


def test_a_stock_is_judged_at_the_end_of_each_period(spec: Spec) -> None:
    """Hồ sơ tồn cuối kỳ: hồ sơ xong sau đó thì cuối kỳ vẫn còn."""
    spec.add("dossiers", ROWS)
    fields = {"event": None, "judged_at": "t", "statistic": "count", "numerator": None}
    stock = own(**fields, population="received_at < :t AND NOT coalesce(ended_at < :t, FALSE)")  # type: ignore[arg-type]
    counted = [spec.compute(stock, period).numerator for period in ("2026-02", "2026-03-01/2026-03-15", "2026-03")]
    assert counted == [None, 1, 1], "before the first record nothing is known"
