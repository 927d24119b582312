"""A changed condition is a new version with a line in the changelog, and the old one stays computable."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from par_metrics.domain.period import Period
from par_metrics.indicators.base import Indicator
from par_metrics.indicators.catalogue import Catalogue, catalogue
from par_metrics.testing import Tables
from tests.digests import current, digest, recorded

CHANGELOG = Path(__file__).parents[1] / "CHANGELOG.md"


def test_no_condition_changes_without_a_new_version() -> None:
    changed = [name for name, value in current().items() if recorded().get(name) != value]
    gone = sorted(recorded().keys() - current().keys())
    assert not changed and not gone, (
        f"changed without a new version: {changed}; gone: {gone}. Keep the old one in indicators/retired.py, raise the "
        "version, write the changelog line, then run python -m tests.digests"
    )


def test_every_new_version_is_in_the_changelog_and_every_old_one_is_kept() -> None:
    text = " ".join(CHANGELOG.read_text(encoding="utf-8").split())
    kept = {(d.id, d.version) for d in catalogue.versions()}
    for definition in catalogue.values():
        for version in range(2, definition.version + 1):
            assert f"`{definition.id}` version {version}" in text
        # What was wrong in version 1 was how records were read; no condition of it would bring that back.
        assert {(definition.id, version) for version in range(2, definition.version)} <= kept


@pytest.mark.parametrize(
    "change",
    [
        {"population": "status = 9"},
        {"numerator": "ended_at < due_at"},
        {"exclude": {}},
        {"distinct": "dossier_code"},
        {"table": "qd766_dossiers"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_digest_sees_every_part_of_a_condition(change: dict[str, object]) -> None:
    indicator = catalogue["on_time_rate"]
    assert isinstance(indicator, Indicator)
    assert digest(replace(indicator, **change)) != digest(indicator)  # type: ignore[arg-type]
    assert digest(replace(indicator, version=3, population=f" {indicator.population}\n")) == digest(indicator)


def test_a_retired_version_is_computed_beside_the_one_in_force() -> None:
    """Số liệu theo định nghĩa cũ vẫn tính lại được."""
    old = catalogue["on_time_rate"]
    assert isinstance(old, Indicator)
    new = replace(old, version=3, numerator="ended_at < due_at")
    both = Catalogue([new, replace(old, is_retired=True)])
    with Tables() as tables:
        tables.add(
            "dossiers",
            """
            dossier_code | received_at      | due_at           | completed_at
            d1           | 2026-03-01 08:00 | 2026-03-05 17:00 | 2026-03-05 17:00
            d2           | 2026-03-01 08:00 | 2026-03-05 17:00 | 2026-03-05 16:00
            """,
        )
        now = tables.snapshot(datetime(2026, 4, 1), catalogue=both)
        figures = now.figures(now.choose(["on_time_rate@2", "on_time_rate"]), [Period.parse("2026-03")])
    assert figures.select("indicator", "version", "numerator", "denominator").rows() == [
        ("on_time_rate", 2, 2, 2),
        ("on_time_rate", 3, 1, 2),
    ]
