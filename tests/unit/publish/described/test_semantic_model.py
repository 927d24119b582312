"""What is written for programs that make queries gives the published figures, or nothing: never a wrong number."""

import json
from pathlib import Path

import duckdb
import polars as pl
import pytest
import yaml
from jsonschema import Draft202012Validator

from par_metrics import catalogue
from par_metrics.domain.plan import builtin_plan
from par_metrics.indicators.catalogue import Catalogue
from par_metrics.publish.described.sums import sums_of
from par_metrics.publish.described.views import literal, quoted
from par_metrics.publish.described.written import written_as
from par_metrics.publish.outputs import semantic_model
from tests.support.pages import outcome_of

SCHEMA = Path(__file__).parents[3] / "support" / "ossie" / "ossie-schema.json"
MONTH = "figures_by_unit_month"
SAME = 1e-12


@pytest.fixture(scope="module")
def model(sample_published):
    stated = yaml.safe_load((sample_published / "semantic_model.yaml").read_text(encoding="utf-8"))
    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(stated)
    return stated["semantic_model"][0]


@pytest.fixture(scope="module")
def database(sample_published):
    with duckdb.connect(sample_published / "metrics.duckdb", read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def expressions(model):
    return {metric["name"]: metric["expression"]["dialects"][0]["expression"] for metric in model["metrics"]}


def published(database, where):
    rows = database.execute(f"SELECT indicator, period, value FROM indicators WHERE {where}").fetchall()
    return {(indicator, period): value for indicator, period, value in rows}


def asked(database, expressions, rest, *keys):
    """The keys of each row, and all metrics of it."""
    chosen = ", ".join([*keys, *expressions.values()])
    for row in database.execute(f"SELECT {chosen} {rest}").fetchall():
        yield *row[: len(keys)], dict(zip(expressions, row[len(keys) :], strict=True))


def is_same(ours, theirs):
    return ours is None if theirs is None else ours is not None and abs(ours - theirs) <= SAME * max(1, abs(theirs))


def test_every_indicator_in_force_is_a_metric_with_its_source_and_target(model):
    assert [metric["name"] for metric in model["metrics"]] == list(catalogue)
    stated = {m["name"]: json.loads(m["custom_extensions"][0]["data"]) for m in model["metrics"]}
    full = stated["full_online_dossiers_rate"]
    assert full["label_vi"] == catalogue["full_online_dossiers_rate"].label.vi
    assert full["label_en"] == catalogue["full_online_dossiers_rate"].label.en
    assert full["source"] == catalogue["full_online_dossiers_rate"].source
    assert [target["value"] for target in full["targets"]] == [0.8]
    assert all("/" in metric["description"].splitlines()[0] for metric in model["metrics"])


def test_its_tables_and_fields_are_those_of_the_database(model, database):
    for dataset in model["datasets"]:
        fields = [field["expression"]["dialects"][0]["expression"] for field in dataset["fields"]]
        assert fields == [field["name"] for field in dataset["fields"]]
        assert database.sql(f"FROM {dataset['source']}").columns == fields
        key = ", ".join(dataset["primary_key"])
        twice = f"SELECT {key} FROM {dataset['source']} GROUP BY ALL HAVING count(*) > 1"
        assert database.execute(twice).fetchall() == []
    fields = {dataset["name"]: {field["name"] for field in dataset["fields"]} for dataset in model["datasets"]}
    for link in model["relationships"]:
        assert set(link["from_columns"]) <= fields[link["from"]]
        assert set(link["to_columns"]) <= fields[link["to"]]


def test_over_the_units_of_a_month_the_metrics_are_the_published_totals(expressions, database):
    """Of those that do not add up there is nothing, unless one unit alone has a figure."""
    totals = published(database, "is_total")
    several = {
        indicator
        for (indicator,) in database.execute(
            f"SELECT DISTINCT indicator FROM {MONTH} GROUP BY indicator, period HAVING count(*) > 1"
        ).fetchall()
    }
    compared = 0
    for period, values in asked(database, expressions, f"FROM {MONTH} GROUP BY period", "period"):
        for name, value in values.items():
            if sums_of(catalogue[name]) != "none":
                assert is_same(value, totals[name, period]), (name, period)
                compared += value is not None
            elif name in several:
                assert value is None, (name, period)
    assert compared > 300


def test_over_months_the_metrics_are_the_published_quarters_and_years_or_nothing(expressions, database):
    """A stock added up over its months would be counted as often as there are months."""
    totals = published(database, "is_total")
    compared = 0
    for period, start, end in database.execute(
        "SELECT DISTINCT period, period_start, period_end FROM figures_of_all_units WHERE grain <> 'month'"
    ).fetchall():
        within = f"FROM {MONTH} WHERE period_start >= '{start}' AND period_end <= '{end}'"
        ((months, values),) = asked(database, expressions, within, "count(DISTINCT period)")
        for name, value in values.items():
            if sums_of(catalogue[name]) == "units_and_months":
                assert is_same(value, totals[name, period]), (name, period)
                compared += value is not None
            elif months > 1:
                assert value is None, (name, period)
    assert compared > 200


def test_of_one_unit_and_month_every_metric_is_the_published_figure(expressions, database):
    unit = "H60.101"
    figures = published(database, f"unit_code = '{unit}'")
    rest = f"FROM {MONTH} WHERE unit_code = '{unit}' GROUP BY period"
    for period, values in asked(database, expressions, rest, "period"):
        for name, value in values.items():
            assert is_same(value, figures.get((name, period))), (name, period)


def test_over_all_published_rows_the_same_metric_would_be_wrong(expressions, database):
    """Why it is over a view: `indicators` has totals beside units, and quarters beside months."""
    share = expressions["overdue_open_count"].replace(f"{MONTH}.", "")
    assert database.execute(f"SELECT {share} FROM indicators WHERE period = '2026-09'").fetchone() != (
        database.execute(f"SELECT {share} FROM {MONTH} WHERE period = '2026-09'").fetchone()
    )


def test_the_model_is_of_the_catalogue_it_is_given(sample_published):
    targets = outcome_of(sample_published, None).tables["targets"]
    few = Catalogue([catalogue["on_time_rate"], catalogue["papi"]])
    ossie = yaml.safe_load(written_as("ossie", few, targets, builtin_plan()))
    assert [metric["name"] for metric in ossie["semantic_model"][0]["metrics"]] == ["on_time_rate", "papi"]
    dbt = yaml.safe_load(written_as("dbt", few, targets, builtin_plan()))
    assert [metric["name"] for metric in dbt["metrics"]] == [
        "on_time_rate_numerator",
        "on_time_rate_denominator",
        "on_time_rate",
    ]
    assert "papi" in dbt["semantic_models"][0]["description"]


@pytest.mark.parametrize("in_c", [True, False])
def test_the_same_run_gives_the_same_text(sample_published, tmp_path, monkeypatch, in_c):
    """Also where the parser in C is missing."""
    monkeypatch.setattr(yaml, "__with_libyaml__", in_c)
    semantic_model.write(outcome_of(sample_published, "H60.101"), tmp_path)
    written = (sample_published / "semantic_model.yaml").read_bytes()
    assert (tmp_path / "semantic_model.yaml").read_bytes() == written


def test_the_measures_of_dbt_are_the_published_sides(sample_published, database):
    """MetricFlow adds them up over whatever it is asked for: here over each quarter and year."""
    dbt = yaml.safe_load(
        written_as("dbt", catalogue, outcome_of(sample_published, None).tables["targets"], builtin_plan())
    )
    (layer,) = dbt["semantic_models"]
    sums = {measure["name"]: f"{measure['agg']}({measure['expr']})" for measure in layer["measures"]}
    for period, start, end in database.execute(
        "SELECT DISTINCT period, period_start, period_end FROM figures_of_all_units WHERE grain IN ('quarter', 'year')"
    ).fetchall():
        within = f"FROM {MONTH} WHERE period_start >= '{start}' AND period_end <= '{end}'"
        ((values,),) = asked(database, sums, within)
        for name, value in values.items():
            indicator, column = name.rsplit("_", 1)
            (total,) = database.execute(
                f"SELECT {column} FROM {indicator} WHERE is_total AND period = '{period}'"
            ).fetchone()
            assert is_same(value, total), (name, period)
    assert len(layer["measures"]) > 60
    inputs = {name for metric in dbt["metrics"] for name in _inputs(metric)}
    assert inputs <= {measure["name"] for measure in layer["measures"]} | {metric["name"] for metric in dbt["metrics"]}


def test_what_is_counted_anew_in_each_period_is_left_to_the_published_totals(sample_published):
    """As the last month of a quarter it would be 83 % on time by Decision 766, where 91 % is published."""
    dbt = yaml.safe_load(
        written_as("dbt", catalogue, outcome_of(sample_published, None).tables["targets"], builtin_plan())
    )
    named = {metric["name"] for metric in dbt["metrics"]}
    left = [name for name in catalogue if name not in named]
    assert "on_time_rate_qd766" in left
    assert left == [name for name in catalogue if sums_of(catalogue[name]) != "units_and_months"]
    assert all(name in dbt["semantic_models"][0]["description"] for name in left)


def _inputs(metric):
    return [given["name"] if isinstance(given, dict) else given for given in metric["type_params"].values()]


def test_sums_are_told_of_every_kind_of_indicator():
    assert {sums_of(catalogue[name]) for name in ("on_time_rate", "processing_working_days", "sipas_1")} == {
        "units_and_months"
    }
    assert {sums_of(catalogue[name]) for name in ("overdue_open_count", "apology_rate", "par_index")} == {"units"}
    # Distinct things, a quantile, scores that must be alike, a sum of scores, a mean of figures, a rank.
    others = ("dossiers_on_system_rate", "processing_working_days_median", "papi_1", "papi", "sipas", "par_index_rank")
    assert {sums_of(catalogue[name]) for name in others} == {"none"}


def test_text_in_a_definition_does_not_end_its_sql():
    assert literal("a'b") == "'a''b'"
    assert quoted('a"b') == '"a""b"'
    query = "SELECT " + literal("a'b") + " AS " + quoted('a"b')
    assert duckdb.sql(query).pl().equals(pl.DataFrame({'a"b': ["a'b"]}))
