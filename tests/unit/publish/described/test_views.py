import duckdb
import pytest

from par_metrics import catalogue
from par_metrics.publish.described.views import views_of


@pytest.fixture(scope="module")
def database(sample_published):
    with duckdb.connect(sample_published / "metrics.duckdb", read_only=True) as connection:
        yield connection


def test_every_indicator_has_a_view_of_its_figures_alone(database):
    views = dict(database.execute("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal").fetchall())
    assert set(catalogue) <= set(views)
    columns = database.sql("FROM indicators").columns
    for name, definition in catalogue.items():
        assert database.sql(f"FROM {name}").columns == columns
        (rows, same) = database.execute(
            f"SELECT count(*), count(*) FILTER (indicator = '{name}') FROM {name}"
        ).fetchone()
        assert rows == same > 0
        assert views[name].startswith(definition.label.vi)
        assert definition.source in views[name]
    assert set(views) == {*catalogue, "indicators_full", "figures_by_unit_month", "figures_of_all_units"}
    assert all(views.values())


def test_no_two_rows_by_unit_and_month_overlap(database):
    (totals, twice, other) = database.execute("""
        SELECT count(*) FILTER (is_total OR unit_code IS NULL),
            count(*) - count(DISTINCT (indicator, period, unit_code)),
            count(*) FILTER (period_end <> period_start + INTERVAL '1 month')
        FROM figures_by_unit_month
    """).fetchone()
    assert (totals, twice, other) == (0, 0, 0)
    grains = "SELECT grain, any_value(period ORDER BY period) FROM figures_of_all_units GROUP BY grain ORDER BY grain"
    assert database.execute(grains).fetchall() == [
        ("half", "2025-H1"),
        ("month", "2025-01"),
        ("quarter", "2025-Q1"),
        ("year", "2025"),
    ]


def test_a_view_takes_the_name_of_no_table():
    """Names are the same in capitals, too."""
    assert "papi" not in views_of(catalogue, ("PAPI", "units"))
    assert "papi" in views_of(catalogue, ("units",))
