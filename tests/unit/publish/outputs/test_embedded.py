import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from jsonschema import Draft202012Validator

from par_metrics import catalogue
from par_metrics.publish.gate import Gate
from par_metrics.publish.outputs import embedded
from schemas import Label
from tests.support.pages import multiplied, outcome_of

SCHEMA = Path(__file__).parents[4] / "docs" / "reference" / "indicator-file.schema.json"
FIGURE = ("period", "provisional", "numerator", "denominator", "value", "target", "status")


@pytest.fixture(scope="module")
def check():
    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate


def stated(folder: Path, name: str):
    return json.loads((folder / "indicators" / f"{name}.json").read_text(encoding="utf-8"))


def test_there_is_a_file_for_each_indicator_and_each_is_as_the_schema_says(sample_published, check):
    assert {path.stem for path in (sample_published / "indicators").iterdir()} == set(catalogue)
    for name in catalogue:
        check(stated(sample_published, name))


def test_its_figures_are_the_published_ones_and_no_others(sample_published):
    figures = pl.read_parquet(sample_published / "indicators.parquet")
    for name in ("on_time_rate", "overdue_open_count", "papi", "par_index_rank"):
        rows = figures.filter(pl.col("indicator") == name).select(*FIGURE, "unit_code").to_dicts()
        said = stated(sample_published, name)
        told = [{**figure, "unit_code": None} for figure in said["years"] + said["months"]]
        told += [{**figure, "unit_code": unit["unit_code"]} for unit in said["units"] for figure in unit["figures"]]
        assert all(figure in rows for figure in told)
        assert len(told) == len([row for row in rows if is_told(row)])


def is_told(row):
    is_year, is_month = row["period"].isdecimal(), row["period"].replace("-", "").isdecimal()
    return (is_month and not is_year) or (is_year and row["unit_code"] is None)


def test_it_says_what_it_is_of(sample_published):
    said = stated(sample_published, "full_online_dossiers_rate")
    assert (said["run_id"], said["state"], said["as_of"]) == ("r1", "published", "2026-10-01T00:00:00")
    assert said["label_vi"] == catalogue["full_online_dossiers_rate"].label.vi
    assert said["latest"]["period"] == "2026"
    assert said["latest"]["provisional"]
    assert said["latest"]["target"] == 0.8
    assert said["units"][0]["unit_name"] == "UBND phường An Tường"
    assert said["units_by"] == "month"


def test_the_same_run_gives_the_same_bytes(sample_published, tmp_path):
    embedded.write(outcome_of(sample_published, "H60.101"), tmp_path)
    for path in (tmp_path / "indicators").iterdir():
        assert path.read_bytes() == (sample_published / "indicators" / path.name).read_bytes()


def test_of_a_province_the_units_have_years_alone(sample_published, tmp_path, check):
    """By month those of a province would be 23 MB a run, and every run is kept."""
    embedded.write(multiplied(outcome_of(sample_published, "H60.101"), 124), tmp_path)
    paths = list((tmp_path / "indicators").iterdir())
    said = stated(tmp_path, "on_time_rate")
    check(said)
    assert said["units_by"] == "year"
    assert len(said["units"]) == 124
    assert {figure["period"] for unit in said["units"] for figure in unit["figures"]} == {"2025", "2026"}
    assert sum(path.stat().st_size for path in paths) < 4_000_000
    assert max(path.stat().st_size for path in paths) < 60_000


def test_a_run_that_is_held_back_says_so(sample_published, tmp_path, check):
    gate = Gate("fresh", ("dossiers",), Label("cũ", "old"))
    embedded.write(replace(outcome_of(sample_published, None), gates=(gate,)), tmp_path)
    check(stated(tmp_path, "on_time_rate"))
    assert stated(tmp_path, "on_time_rate")["state"] == "held"
