"""The columns that own indicators may name are those that the engine has."""

import pytest

from par_metrics.domain.period import Period
from par_metrics.engines.base import Branch
from par_metrics.indicators.base import Indicator, Window
from par_metrics.indicators.own.columns import OPEN_TABLES, columns_of
from par_metrics.testing import LATER, Tables
from schemas import Label


@pytest.mark.parametrize("table", OPEN_TABLES)
def test_every_documented_column_can_be_asked_for(table: str) -> None:
    words = Label("a", "a")
    columns = columns_of(table)
    probe = Indicator(
        id="probe", version=1, label=words, formula=words, source="s", table=table, window=Window(),
        population=" AND ".join(f"{name} IS NULL" for name in columns), numerator="TRUE",
    )  # fmt: skip
    with Tables() as tables:
        found = tables.snapshot().engine.classes(Branch.of(probe), Period.parse("2026"), LATER, list(columns))
    assert found.columns == [*columns, "class_probe"]
    assert all(column.label.vi and column.doc.vi and column.doc.en for column in columns.values())
