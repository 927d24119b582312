"""What is written for the programs of others is read by those programs."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frictionless
import jsonschema
import pytest
import yaml
from dbt_semantic_interfaces.parsing import dir_to_model
from dbt_semantic_interfaces.parsing.objects import YamlConfigFile
from dbt_semantic_interfaces.validations.semantic_manifest_validator import SemanticManifestValidator

from par_metrics import Workspace, catalogue
from par_metrics.cli.entry import run

DBT_SCHEMA = Path(dir_to_model.__file__).parent / "generated_json_schemas" / "default_explicit_schema.json"
TIME_SPINE = {
    "project_configuration": {
        "time_spine_table_configurations": [{"location": "main.time_spine", "column_name": "day", "grain": "day"}]
    }
}


@pytest.fixture
def package(demo: Workspace, tmp_path: Path) -> Path:
    """The published folder of the demo, a copy that a test may spoil."""
    return shutil.copytree(demo.root / "published" / "latest", tmp_path / "latest") / "datapackage.json"


def test_the_data_package_is_valid_with_its_data(package: Path) -> None:
    report = frictionless.validate(str(package))
    assert report.flatten(["type", "message"]) == []
    assert len(report.tasks) == 10


@pytest.mark.parametrize(
    ("said", "other", "found"),
    [
        (",missed,", ",failed,", "constraint-error"),
        ("on_time_rate,2,", "on_time_rates,2,", "foreign-key"),
        ("on_time_rate,2,", "on_time_rate,x,", "type-error"),
    ],
)
def test_a_file_that_is_not_as_described_is_found(package: Path, said: str, other: str, found: str) -> None:
    """The description is no empty one: it is what frictionless holds the data to."""
    figures = package.with_name("indicators.csv")
    figures.write_text(figures.read_text(encoding="utf-8-sig").replace(said, other, 1), encoding="utf-8-sig")
    types = {kind for (kind,) in frictionless.validate(str(package)).flatten(["type"])}
    assert found in types


@pytest.fixture(scope="module")
def layer(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    file = tmp_path_factory.mktemp("dbt") / "par_metrics.yml"
    assert run(["indicators", "--to", "dbt", "--output", str(file)]) == 0
    stated: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return stated


def documents(layer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What dbt makes of the file for its semantic layer: the model of each `ref` has a schema."""
    for model in layer["semantic_models"]:
        alias = model["model"].removeprefix("ref('").removesuffix("')")
        rest = {key: value for key, value in model.items() if key != "model"}
        yield {"semantic_model": {**rest, "node_relation": {"alias": alias, "schema_name": "main"}}}
    for metric in layer["metrics"]:
        yield {"metric": metric}
    yield TIME_SPINE


def test_what_is_written_for_dbt_is_as_its_schema_says(layer: dict[str, Any]) -> None:
    schema = json.loads(DBT_SCHEMA.read_text(encoding="utf-8"))
    # Each part calls itself a document of its own, in which the others that it names would then be looked for.
    for part in schema["definitions"].values():
        part.pop("$id", None)
    wrong = [
        error for document in documents(layer) for error in jsonschema.Draft7Validator(schema).iter_errors(document)
    ]
    assert wrong == []


def test_the_semantic_layer_of_dbt_reads_it_without_a_complaint(layer: dict[str, Any]) -> None:
    text = yaml.safe_dump_all(documents(layer), allow_unicode=True)
    build = dir_to_model.parse_yaml_files_to_validation_ready_semantic_manifest(
        [YamlConfigFile(filepath="layer.yml", contents=text)]
    )
    issues = SemanticManifestValidator[type(build.semantic_manifest)]().validate_semantic_manifest(
        build.semantic_manifest
    )
    assert [issue.message for issue in (*issues.errors, *issues.warnings)] == []
    read = {metric.name: metric for metric in build.semantic_manifest.metrics}
    assert read["on_time_rate"].type.value == "ratio"
    assert read["on_time_rate"].config is not None
    assert read["on_time_rate"].config.meta["source"] == catalogue["on_time_rate"].source
