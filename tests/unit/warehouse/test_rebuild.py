"""The warehouse made again from lake/ alone is the same, row for row."""

import shutil
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from par_metrics.errors import ParMetricsError
from par_metrics.warehouse import versions
from par_metrics.warehouse.loads import MergeCounts
from schemas import KINDS
from tests.unit.warehouse.loader import Loader

JAN, FEB, MAR = (datetime(2026, month, 1) for month in (1, 2, 3))


def fill(loader: Loader) -> None:
    base = {"source": "one_stop", "unit_code": "H60.101"}
    loader.load("units", [{"unit_code": "H60.101", "unit_name": "Phường An Tường"}], JAN)
    loader.load(
        "dossiers",
        [base | {"dossier_code": c, "status": 4, "fee_vnd": 50000, "due_at": MAR} for c in "abcd"],
        JAN,
    )
    loader.refuse("empty_file")
    loader.load(
        "dossiers", [base | {"dossier_code": "a", "status": 10}, base | {"dossier_code": "e", "status": 1}], MAR
    )
    loader.load("dossiers", [base | {"dossier_code": c, "status": 4} for c in "ab"], FEB)


def everything(loader: Loader) -> dict[str, pl.DataFrame]:
    tables = {kind: loader.versions(kind) for kind in KINDS}
    return tables | {"loads": loader.warehouse.loads()}


def test_all_versions_and_loads_are_the_same(loader: Loader) -> None:
    fill(loader)
    before = everything(loader)
    loader.warehouse.layout.database.unlink()
    assert loader.warehouse.rebuild().loads == 5
    after = everything(loader)
    assert before["dossiers"].height == 7
    for name, table in before.items():
        assert table.equals(after[name]), name


def test_only_the_lake_is_needed(loader: Loader, tmp_path: Path) -> None:
    fill(loader)
    copy = Loader(tmp_path / "copy")
    shutil.copytree(loader.warehouse.layout.lake, copy.warehouse.layout.lake)
    copy.warehouse.rebuild()
    after = everything(copy)
    assert all(table.equals(after[name]) for name, table in everything(loader).items())


def test_a_rebuild_that_fails_leaves_the_old_database(loader: Loader, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(loader)
    before = everything(loader)
    monkeypatch.setattr(versions, "merge", lambda *arguments: MergeCounts())
    with pytest.raises(ParMetricsError, match="do not add up"):
        loader.warehouse.rebuild()
    monkeypatch.undo()
    after = everything(loader)
    assert all(table.equals(after[name]) for name, table in before.items())
    assert loader.warehouse.rebuild().loads == 5


def test_loading_goes_on_after_a_rebuild(loader: Loader) -> None:
    fill(loader)
    loader.warehouse.rebuild()
    row = {"source": "one_stop", "dossier_code": "a", "unit_code": "H60.101", "status": 9}
    assert loader.load("dossiers", [row], datetime(2026, 4, 1)).superseding == 1


def test_files_of_the_former_rules_of_reading_say_what_those_of_today_would(loader: Loader) -> None:
    """An empty Boolean cell was null, a due time at midnight was kept, and nothing was said of unread cells."""
    old = pl.DataFrame(
        {
            "row": [2],
            "sheet": [None],
            "source": ["one_stop"],
            "dossier_code": ["d1"],
            "unit_code": ["H60.101"],
            "status": [10],
            "due_at": [datetime(2026, 3, 10)],
            "completed_at": [None],
            "has_digital_result": [None],
        },
        schema_overrides={"row": pl.UInt32, "status": pl.Int8, "completed_at": pl.Datetime("us"), "sheet": pl.String}
        | {"has_digital_result": pl.Boolean},
    )
    load = loader.load_frame("dossiers", old, JAN, reading=1)
    assert load.reading == 1
    loader.warehouse.rebuild()
    stored = loader.warehouse.sql(
        "SELECT due_at, has_digital_result, has_electronic_result, completed_at_known, returned_at_known "
        "FROM dossiers_versions"
    )
    assert stored.rows() == [(datetime(2026, 3, 10, 23, 59, 59, 999999), False, None, True, None)]


def test_files_of_before_a_column_was_of_the_key_have_its_default(loader: Loader) -> None:
    """Điểm PAPI không ghi nguồn là khảo sát địa phương; điểm công bố của cùng năm không thay điểm đó."""
    score = {"place_code": "H60.101", "year": 2025, "dimension": 1, "score": 5.0}
    loader.load("papi_scores", [score], JAN)
    loader.load("papi_scores", [score | {"score": 6.0, "origin": None}], FEB)
    loader.load("papi_scores", [score | {"score": 7.0, "origin": "published"}], MAR)
    for _ in range(2):
        current = loader.current("papi_scores").select("score", "origin").sort("score")
        assert current.rows() == [(6.0, "local_survey"), (7.0, "published")]
        loader.warehouse.rebuild()
