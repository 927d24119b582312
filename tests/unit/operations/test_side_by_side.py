"""The units of a province beside each other."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from par_metrics import Workspace
from par_metrics.domain.plan import builtin_plan
from par_metrics.operations.side_by_side import side_by_side, write_side_by_side
from tests.support.workspaces import load

HEAD = "dossier_code | unit_code | status | received_at | due_at | completed_at"
UNITS = "unit_code | unit_name\n{} | Phường {}"
AS_OF = datetime(2026, 4, 1)


def published(folder: Path, unit: str, on_time: int, late: int, as_of: datetime = AS_OF) -> Path:
    ws = Workspace.create(folder / unit, unit=unit)
    load(ws, "units", UNITS.format(unit, unit[-1]))
    days = [9] * on_time + [11] * late
    rows = [f"{unit}-{n} | {unit} | 10 | 2026-03-02 | 2026-03-10 | 2026-03-{day:02}" for n, day in enumerate(days)]
    load(ws, "dossiers", "\n".join([HEAD, *rows]))
    assert ws.publish(as_of).published
    return ws.root


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("province")
    published(folder, "H60.1", 1, 1)
    published(folder, "H60.2", 3, 1)
    published(folder, "H60.3", 1, 0, AS_OF - timedelta(days=8))
    Workspace.create(folder / "never", unit="H60.4")
    Workspace.create(folder / "unnamed")
    return folder


def test_each_unit_stands_with_its_own_figures_its_rank_and_what_is_missing(province: Path, tmp_path: Path) -> None:
    found = side_by_side(sorted(province.iterdir()))
    rows = found.figures.filter(indicator="on_time_rate", period="2026")
    shown = rows.select("unit_code", "unit_name", "numerator", "denominator", "rank", "is_current").rows()
    assert shown == [
        ("H60.2", "Phường 2", 3.0, 4.0, 1, True),
        ("H60.1", "Phường 1", 1.0, 2.0, 2, True),
        ("H60.3", "Phường 3", 1.0, 1.0, None, False),  # of more than a week before: the others had a week more
    ]
    assert {where.name: why.vi for where, why in found.missing.items()} == {
        "never": "chưa công bố lần nào",
        "unnamed": "par-metrics.toml chưa ghi `unit`",
    }
    run = write_side_by_side(found, tmp_path, "r1", "vi")
    written = pl.read_parquet(tmp_path / "side-by-side" / "latest" / "side-by-side.parquet")
    assert written.equals(found.figures)
    assert {path.suffix for path in run.iterdir()} == {".csv", ".parquet", ".xlsx"}


def test_of_counts_the_fewest_is_the_best(province: Path) -> None:
    found = side_by_side(sorted(province.iterdir()))
    rows = found.figures.filter(indicator="overdue_open_count", period="2026", is_current=True)
    assert rows.select("value", "rank").rows() == [(0.0, 1), (0.0, 1)]
    days = found.figures.filter(pl.col("indicator").is_in(["processing_working_days"]), period="2026", is_current=True)
    assert days.height == 2 and days.sort("rank")["value"].is_sorted()


def test_no_workspace_at_all_is_an_empty_table(tmp_path: Path) -> None:
    found = side_by_side([tmp_path / "gone"])
    assert found.figures.is_empty() and list(found.missing) == [tmp_path / "gone"]


def test_two_workspaces_of_one_unit_are_named_and_neither_is_counted(province: Path, tmp_path: Path) -> None:
    """A copy that was left beside its original once gave its unit two rows, and two ranks."""
    copied = shutil.copytree(province / "H60.1", tmp_path / "H60.1-cu", symlinks=True)
    found = side_by_side([province / "H60.1", province / "H60.2", copied])
    assert set(found.figures["unit_code"]) == {"H60.2"}
    assert set(found.missing) == {province / "H60.1", copied}
    assert all("H60.1" in why.vi and "unit" in why.en for why in found.missing.values())


def test_the_rows_of_each_plan_stand_beside_those_of_others(tmp_path: Path) -> None:
    published(tmp_path, "H60.1", 1, 1)
    plan = '[[row]]\nplan_row = "B.1"\ntitle = "Đúng hạn"\nindicators = "on_time_rate"\n'
    plan += '[[targets]]\nindicator = "on_time_rate"\nvalue = 0.7\nyears = [2026, 2026]\n'
    (Workspace.create(tmp_path / "H60.2", unit="H60.2").root / "plan.toml").write_text(plan, encoding="utf-8")
    published(tmp_path, "H60.2", 3, 1)
    found = side_by_side([tmp_path / "H60.1", tmp_path / "H60.2"])
    rows = found.plans.filter(indicator="on_time_rate").drop("as_of", "state")
    assert rows.rows() == [
        (
            "H60.1",
            "Phường 1",
            "A.III.3",
            builtin_plan().by_row["A.III.3"].title,
            "on_time_rate",
            0.5,
            None,
            "no_target",
        ),
        ("H60.2", "Phường 2", "B.1", "Đúng hạn", "on_time_rate", 0.75, 0.7, "met"),
    ]
    assert found.plans.filter(unit_code="H60.2")["plan_row"].to_list() == ["B.1"]
    run = write_side_by_side(found, tmp_path, "r1", "vi")
    assert pl.read_parquet(run / "plans.parquet").equals(found.plans)
    assert pl.read_excel(run / "plans.xlsx").height == found.plans.height
