"""The plan's rows are as the plan prints them, and none is missing."""

import re
from pathlib import Path

import polars as pl
import pytest

from par_metrics import Workspace, catalogue
from par_metrics.domain.plan import builtin_plan

PLAN = Path(__file__).parents[4] / "shared" / "plan"
SECTIONS = {"I": "PAPI", "II": "SIPAS", "III": "PAR INDEX"}


def _text() -> str:
    files = sorted(PLAN.glob("*.txt"))
    if not files:
        pytest.skip("the text of the plan is not beside this repository")
    return files[0].read_text(encoding="utf-8")


def appendix() -> dict[str, tuple[str, str, str]]:
    """Row -> index, title and owner, read from the text of the plan's appendix."""
    text = _text().partition("\nPHỤ LỤC\n")[2]
    rows, section = {}, ""
    for line in text.splitlines():
        number, *cells = line.split("\t")
        if number in SECTIONS:
            section = number
        elif section and re.fullmatch(r"\d\.\d" if section != "III" else r"\d", number.strip()):
            rows[f"A.{section}.{number}"] = (SECTIONS[section], cells[0].strip(), cells[3].strip())
    return rows


def test_every_row_of_the_appendix_has_a_line():
    assert {row.plan_row for row in builtin_plan().rows if row.plan_row.startswith("A.")} == appendix().keys()


def objectives() -> set[str]:
    """The numbered objectives of section II of the plan's text."""
    text = _text().partition("\nII. MỤC TIÊU\n")[2].partition("\nIII. ")[0]
    return {f"P.II.{number}" for number in re.findall(r"^(\d\.\d)\. ", text, flags=re.MULTILINE)}


def test_every_objective_has_a_line():
    # Objectives 1.1 and 1.2 say that the plan is to be carried out: all its other rows are their measure.
    assert objectives() == {"P.II.1.1", "P.II.1.2", "P.II.1.3", "P.II.2.1", "P.II.2.2", "P.II.2.3"}
    ours = {row.plan_row for row in builtin_plan().rows}
    assert objectives() - {"P.II.1.1", "P.II.1.2"} <= ours


def test_titles_owners_and_indexes_are_those_of_the_plan():
    ours = {row.plan_row: row for row in builtin_plan().rows}
    for address, (index, title, owner) in appendix().items():
        assert (ours[address].index, ours[address].title) == (index, title)
        # A cell that runs over two pages is printed in two parts.
        assert (ours[address].owner or "").startswith(owner)


def test_there_are_32_rows_in_the_appendix_and_6_in_the_text():
    rows = [row.plan_row for row in builtin_plan().rows]
    assert len(rows) == len(set(rows)) == 38
    assert [row for row in rows if row.startswith("P.")] == [
        "P.II.1.3",
        "P.II.2.1",
        "P.II.2.2",
        "P.II.2.3",
        "P.III.3",
        "P.IV.1",
    ]


def test_every_row_of_the_plan_is_on_the_scorecard_with_a_figure_or_a_state(tmp_path):
    """Mỗi mục của kế hoạch có một dòng, dù chưa có dữ liệu nào."""
    card = Workspace.create(tmp_path / "empty").scorecard("2026")
    assert set(card["plan_row"]) == appendix().keys() | {row.plan_row for row in builtin_plan().rows}
    said = card.select(pl.coalesce("status", "state"))
    assert said.null_count().item() == 0


def test_every_row_an_indicator_answers_is_in_the_plan():
    known = {row.plan_row for row in builtin_plan().rows}
    assert {row for indicator in catalogue.values() for row in indicator.plan_rows} <= known
