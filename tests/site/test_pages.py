"""What the site is made from: nothing is left out, and what is computed on a page is computed right."""

import os
from collections import Counter
from pathlib import Path

import pytest

import par_metrics
from docs.reference_pages.spec_examples import examples
from docs.site.api import api_pages
from docs.site.build import run_sphinx
from docs.site.extension import VietnameseSearch
from docs.site.front import front_page
from docs.site.groups import INDEXES, owners
from docs.site.indicator_pages import opening_command
from docs.site.navigation import SECTIONS, toctree
from docs.site.staging import LOCALE, stage
from docs.site.worked import counted_rows, worked_example
from par_metrics.cli.entry import run
from par_metrics.indicators.catalogue import catalogue
from par_metrics.testing import Ratio
from tests.docs.pages import name, pages

SHOWN = [page if isinstance(page, str) else page[1] for section in SECTIONS for page in section.pages]


def test_every_page_of_the_documentation_is_in_the_navigation_once() -> None:
    written = {name(page).removesuffix(".md") for page in pages()}
    decisions = {page for page in written if page.startswith("docs/adr/0")}
    assert written - decisions - set(SHOWN) == set()
    assert [page for page, times in Counter(SHOWN).items() if times > 1] == []


def test_both_guides_are_seen_beside_every_page() -> None:
    assert ("Hướng dẫn cho cán bộ", "docs/huong-dan-can-bo") in SECTIONS[0].pages
    assert ("The officer's guide", "docs/officer-guide") in SECTIONS[0].pages


def test_every_indicator_has_its_place_in_one_index_and_is_found_by_its_owner() -> None:
    places = Counter(definition.id for index in INDEXES for definition in index.own_indicators)
    assert places == Counter(list(catalogue))
    owned = {definition.id for _, definitions in owners().values() for definition in definitions}
    assert owned == {i for i, definition in catalogue.items() if definition.owner is not None}
    assert {index.place for index in INDEXES}.isdisjoint(catalogue)  # a page of an indicator has its id for a name


def test_a_worked_example_is_that_of_its_test() -> None:
    worked = worked_example(catalogue["on_time_rate"])
    assert worked is not None
    assert (worked.period, worked.ratio, worked.value) == ("2026-03", Ratio(1, 2), 0.5)
    fates = counted_rows(worked, catalogue["on_time_rate"])
    assert fates == [("numerator", ""), ("denominator", ""), ("not_counted", "")]


def test_a_worked_example_says_why_a_row_is_left_out() -> None:
    definition = catalogue["sipas_1"]
    worked = worked_example(definition)
    assert worked is not None
    fates = counted_rows(worked, definition)
    assert fates is not None
    assert ("excluded", "no_answer") in fates
    counted = [fate for fate, _ in fates]
    assert Ratio(counted.count("numerator"), counted.count("numerator") + counted.count("denominator")) == worked.ratio


def test_examples_name_tests_that_are_there() -> None:
    for example in examples():
        module, test = example.test.split(":")
        assert f"def {test}(" in Path(*module.split(".")).with_suffix(".py").read_text(encoding="utf-8")


def test_a_public_name_that_no_page_shows_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "api/index.md" in api_pages()
    monkeypatch.setattr(par_metrics, "__all__", [*par_metrics.__all__, "new_name"])
    with pytest.raises(ValueError, match="new_name"):
        api_pages()


def test_staging_leaves_what_is_as_it_was_and_removes_what_is_gone(tmp_path: Path) -> None:
    stage(tmp_path, {"index.md": "# one", "gone.md": "# gone"})
    os.utime(tmp_path / "README.md", (1, 1))
    stage(tmp_path, {"index.md": "# two"})
    assert (tmp_path / "README.md").stat().st_mtime == 1
    assert (tmp_path / "index.md").read_text(encoding="utf-8") == "# two"
    assert not (tmp_path / "gone.md").exists()
    assert (tmp_path / LOCALE / "vi" / "LC_MESSAGES" / "sphinx.po").exists()
    assert not list(tmp_path.rglob("*.py"))


@pytest.mark.parametrize(
    ("pages", "is_fine"),
    [
        ({"index.md": "# Đầu\n\n[Mục](#mục-một)\n\n## Mục một\n\nChữ."}, True),
        ({"index.md": "# Đầu\n\n[Mục](#mục-hai)\n\n## Mục một\n\nChữ."}, False),
        ({"index.md": "# Đầu\n\n[Trang](missing.md)"}, False),
        ({"index.md": "# Đầu", "alone.md": "# No navigation leads here"}, False),
        ({"index.md": "\n".join(("# Đầu", "", *toctree(["a"]))), "a.md": "# A"}, True),
    ],
)
def test_a_warning_is_an_error(tmp_path: Path, pages: dict[str, str], is_fine: bool) -> None:
    (sources := tmp_path / "sources").mkdir()
    for place, text in pages.items():
        (sources / place).write_text(text, encoding="utf-8")
    assert (run_sphinx(sources, tmp_path / "site") == 0) is is_fine


@pytest.mark.parametrize(
    ("written", "found_as"), [("Đúng", "dung"), ("hẠn", "han"), ("quyết", "quyet"), ("PAPI", "papi")]
)
def test_words_are_found_without_their_marks(written: str, found_as: str) -> None:
    assert VietnameseSearch({}).stem(written) == found_as


def test_the_front_page_says_how_many_indicators_there_are() -> None:
    assert f"{len(catalogue)} chỉ số" in front_page(len(catalogue))


@pytest.mark.parametrize("indicator", catalogue)
def test_the_command_on_the_page_of_an_indicator_runs(
    demo: par_metrics.Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], indicator: str
) -> None:
    monkeypatch.setenv("PAR_METRICS_WORKSPACE", str(demo.root))
    assert run(opening_command(catalogue[indicator]).split()[1:]) == 0
    assert catalogue[indicator].label.vi in capsys.readouterr().err  # what is said of the records stands beside them
