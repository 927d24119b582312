"""What the data package says of the CSV files is so; tests/tools has frictionless read it."""

import hashlib
import json
from datetime import datetime

import polars as pl
import pytest

from par_metrics import Workspace
from par_metrics.display.words import WORDS
from par_metrics.publish.described.columns import STATUSES, TABLES, title_of
from par_metrics.publish.described.package import DATETIMES, data_package
from par_metrics.publish.outputs import csv
from tests.support.pages import outcome_of

TYPES = {"string": pl.String, "integer": pl.Int64, "number": pl.Float64, "boolean": pl.Boolean}


@pytest.fixture(scope="module")
def stated(sample_published):
    return json.loads((sample_published / "datapackage.json").read_text(encoding="utf-8"))


def read(folder, resource):
    """A file, as its schema says it is to be read."""
    frame = pl.read_csv(folder / resource["path"], infer_schema=False)
    fields = resource["schema"]["fields"]
    assert frame.columns == [field["name"] for field in fields]
    return frame.select(
        pl.col(field["name"]).str.to_datetime(DATETIMES)
        if field["type"] == "datetime"
        else pl.col(field["name"]) == "true"
        if field["type"] == "boolean"
        else pl.col(field["name"]).cast(TYPES[field["type"]])
        for field in fields
    )


def test_every_csv_file_is_described_as_it_is(sample_published, stated):
    assert [resource["name"] for resource in stated["resources"]] == list(TABLES)
    assert {resource["path"] for resource in stated["resources"]} == {p.name for p in sample_published.glob("*.csv*")}
    frames = {resource["name"]: read(sample_published, resource) for resource in stated["resources"]}
    for resource in stated["resources"]:
        content = (sample_published / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["bytes"] == len(content)
        schema, frame = resource["schema"], frames[resource["name"]]
        assert schema["missingValues"] == [""]
        for field in schema["fields"]:
            codes = field.get("constraints", {}).get("enum")
            assert codes is None or set(frame[field["name"]].drop_nulls()) <= set(codes)
        for key in schema.get("uniqueKeys", []):
            assert not frame.select(key).is_duplicated().any(), resource["name"]
        key = schema.get("primaryKey", [])
        assert not key or (not frame.select(key).is_duplicated().any() and frame[key[0]].null_count() == 0)
        for link in schema.get("foreignKeys", []):
            (column,), (there,) = link["fields"], link["reference"]["fields"]
            known = frames[link["reference"]["resource"]][there]
            assert frame[column].drop_nulls().is_in(known.implode()).all()


def test_a_column_that_may_be_null_is_no_primary_key(stated):
    """`unit_code` is null in the rows of all units: such a primary key breaks the specification."""
    schemas = {resource["name"]: resource["schema"] for resource in stated["resources"]}
    assert "primaryKey" not in schemas["indicators"]
    assert schemas["indicators"]["uniqueKeys"] == [["indicator", "version", "period", "unit_code", "is_total"]]
    assert [name for name, schema in schemas.items() if "primaryKey" in schema] == ["catalogue", "units"]


def test_a_link_that_does_not_hold_is_none(sample_published, stated):
    """PAPI scores name the province, which the register of the sample lacks: no reader is told that it is there."""
    links = {
        resource["name"]: {link["reference"]["resource"] for link in resource["schema"].get("foreignKeys", [])}
        for resource in stated["resources"]
    }
    assert links["indicators"] == {"catalogue"}
    assert links["scores"] == {"units"}


def test_the_package_has_titles_in_both_languages_and_the_instant_of_the_run(stated):
    assert stated["title"].endswith("Indicators of public-administration reform: UBND phường An Tường")
    assert stated["created"] == "2026-10-01T00:00:00+07:00"
    assert "licenses" not in stated
    fields = {field["name"]: field for field in stated["resources"][0]["schema"]["fields"]}
    assert fields["status"]["title"] == "Kết quả / Status"
    assert fields["period_start"]["format"] == DATETIMES
    assert set(STATUSES) <= set(WORDS)


def test_every_column_for_people_has_a_title(stated):
    """A column that is called by its name alone is of a technical sort."""
    named = {field["name"] for resource in stated["resources"] for field in resource["schema"]["fields"]}
    assert {name for name in named if title_of(name).vi == name} == set()


def test_the_licence_is_that_of_the_settings(tmp_path):
    ws = Workspace.create(tmp_path / "ws", unit="H60.101")
    settings = ws.root / "par-metrics.toml"
    licence = '{ name = "CC-BY-4.0", path = "https://creativecommons.org/licenses/by/4.0/" }'
    settings.write_text(settings.read_text().replace("[publish]", f"[publish]\nlicence = {licence}"))
    folder = Workspace(ws.root).publish("2026-10-01").folder
    assert json.loads((folder / "datapackage.json").read_text())["licenses"] == [
        {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}
    ]


def test_a_compressed_file_is_described_as_such(sample_published, tmp_path, monkeypatch, stated):
    monkeypatch.setattr("par_metrics.publish.outputs.csv.MOST_BYTES", 500_000)
    outcome = outcome_of(sample_published, "H60.101")
    csv.write(outcome, tmp_path)
    package = data_package(outcome.tables, tmp_path, datetime(2026, 10, 1), None, {})
    first = package["resources"][0]
    assert (first["path"], first["format"], first["compression"]) == ("indicators.csv.gz", "csv", "gz")
    assert read(tmp_path, first).equals(read(sample_published, stated["resources"][0]))
