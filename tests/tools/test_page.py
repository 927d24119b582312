"""The page as its readers open it: on a desk, on a phone, on paper, with and without scripts."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from playwright.sync_api import Browser, Page

from par_metrics import Workspace, catalogue, display
from par_metrics.publish.outputs.page.render import page_of
from par_metrics.support.characters import visible_only
from par_metrics.support.folding import fold
from tests.support.office import pages_of, size_of
from tests.support.pages import multiplied, outcome_of, without_targets
from tests.support.workspaces import load

AS_OF = "2026-10-01"
PHONE, DESK = 390, 1280
# Everything the script may draw, by where it stands.
PARTS = """() => Object.fromEntries([...document.querySelectorAll('[data-c],[data-t]')]
    .filter((e) => e.dataset.c !== 'strip')
    .map((e, n) => [`${n} ${e.dataset.c || e.dataset.t}`, e.innerHTML.replace(/\\s*\\n\\s*/g, '')]))"""


@pytest.fixture(scope="module")
def run(demo: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample of three units, published again after a record came."""
    root = tmp_path_factory.mktemp("page") / "workspace"
    ws = Workspace(shutil.copytree(demo.root, root, symlinks=True))
    load(
        ws,
        "dossiers",
        "dossier_code | unit_code | status | received_at | due_at | completed_at\n"
        "H60.101-260929-90001 | H60.101 | 10 | 2026-09-29 08:00 | 2026-09-30 | 2026-09-30 16:00",
    )
    return ws.publish(AS_OF, run_id="page").folder


@pytest.fixture(scope="module")
def file_of(run: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str | None], Path]:
    """The page with a unit shown, as a file."""
    folder = tmp_path_factory.mktemp("pages")

    def made(unit: str | None) -> Path:
        file = folder / f"{unit}.html"
        if not file.exists():
            file.write_text(page_of(outcome_of(run, unit)), encoding="utf-8")
        return file

    return made


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page; afterwards it must have asked for nothing and complained of nothing."""
    contexts, asked, said = [], [], []

    def open_page(file: Path, width: int = DESK, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(file.as_uri())
        if options.get("java_script_enabled", True):
            # What is far below is laid out when it is scrolled to; tests look at all of it.
            page.add_style_tag(content=".index, .scroll { content-visibility: visible !important }")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not [url for url in asked if not url.startswith(("file:", "data:"))]
    assert not said


def chosen(page: Page, unit: str) -> None:
    """Choose a unit and wait until it is shown."""
    page.select_option("#unit", unit)
    page.wait_for_function(
        "(unit) => document.querySelector('[data-c=unit-code]').textContent.includes(unit)", arg=unit
    )


@pytest.mark.parametrize("unit", ["H60.101", "H60.102", ""])
def test_every_number_is_that_of_the_published_tables(run: Path, file_of: Any, opened: Any, unit: str) -> None:
    """Of the unit shown, and of those that the script shows."""
    page = opened(file_of("H60.101"))
    if unit != "H60.101":
        chosen(page, unit)
    card = pl.read_csv(run / "scorecard.csv").filter(pl.col("unit_code").eq_missing(pl.lit(unit or None, pl.String)))
    shown = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('#bang-diem [data-i]')].map((row) => [row.dataset.i,
        ['val', 'aim', 'stat'].map((name) => row.querySelector(`.${name}`).innerText.replace(/\\s+/g, ' ').trim())]))"""
    )
    assert set(shown) == set(card["indicator"].drop_nulls())
    for row in card.filter(pl.col("indicator").is_not_null()).iter_rows(named=True):
        definition = catalogue[row["indicator"]]
        value = display.value(row["value"], definition.unit, "vi")
        if definition.statistic == "rank" and row["value"] is not None:
            value += f" trong {display.number(row['denominator'], 'vi')} đơn vị đã nạp số liệu"
        elif definition.statistic in ("share", "ratio") and row["value"] is not None:
            value += " " + display.sides(row["numerator"], row["denominator"], "vi")
        elif definition.unit == "working_days" and row["value"] is not None:
            value += " ngày làm việc"
        target = "" if row["target"] is None else display.value(row["target"], definition.unit, "vi")
        word = display.words(row["status"], "vi")
        assert shown[row["indicator"]] == [value, target, word[:1].upper() + word[1:]]


@pytest.mark.parametrize("unit", ["H60.102", ""])
def test_a_unit_looks_the_same_whichever_way_it_is_shown(file_of: Any, opened: Any, unit: str) -> None:
    page = opened(file_of("H60.101"))
    chosen(page, unit)
    drawn = page.evaluate(PARTS)
    written = opened(file_of(unit or None)).evaluate(PARTS)
    assert len(drawn) > 800
    assert {key: text for key, text in drawn.items() if written[key] != text} == {}


def test_a_unit_without_a_target_is_drawn_as_it_is_written(run: Path, opened: Any, tmp_path: Path) -> None:
    outcome = without_targets(outcome_of(run, "H60.101"), "H60.102")
    files = [tmp_path / name for name in ("chosen.html", "own.html")]
    files[0].write_text(page_of(outcome), encoding="utf-8")
    files[1].write_text(page_of(replace(outcome, own_unit="H60.102")), encoding="utf-8")
    page = opened(files[0])
    chosen(page, "H60.102")
    sentence = page.inner_text(".lead")
    assert sentence.startswith("Chưa có số liệu nào để so với chỉ tiêu. ") and "đang quá hạn" in sentence
    assert opened(files[1]).evaluate(PARTS) == page.evaluate(PARTS)
    assert page.locator("#don-vi tr[data-u='H60.102'] td").last.inner_text() == "—"


def test_the_list_of_what_is_due_is_that_of_the_published_table(run: Path, file_of: Any, opened: Any) -> None:
    listed = pl.read_csv(run / "at_risk.csv").filter(unit_code="H60.101")
    page = opened(file_of("H60.101"))
    page.click("#qua-han details summary")
    codes = page.locator("#qua-han tbody th").all_inner_texts()
    assert sorted(codes) == sorted(listed["dossier_code"])
    assert codes[0] in listed.filter(pl.col("state").is_in(["due_today", "due_soon"]))["dossier_code"]
    overdue = listed.filter(state="overdue").height
    assert f"{overdue} hồ sơ đang quá hạn" in page.inner_text(".lead")


def test_why_the_plans_figure_of_overdue_dossiers_is_another(run: Path, file_of: Any, opened: Any) -> None:
    """The list leaves out those whose clock stands, and has those that are late by the law alone: by so many."""
    page = opened(file_of("H60.101"))
    card, risks = pl.read_csv(run / "scorecard.csv"), pl.read_csv(run / "at_risk.csv")
    said = {}
    for unit in ("H60.101", "H60.102", "H60.103"):
        chosen(page, unit)
        own = risks.filter(unit_code=unit)
        listed = own.filter(state="overdue").height
        figure = card.filter(unit_code=unit, indicator="overdue_open_count")["value"][0]
        late = own.filter(pl.col("due_at") < AS_OF, due_by="due_date")
        stopped = late.filter(state="clock_stopped").height
        by_law = own.filter(state="overdue", due_by="statutory").height
        assert figure == listed + stopped - by_law
        text = page.inner_text("[data-c=counted-otherwise]")
        said[unit] = text
        if figure == listed:
            assert text == ""
            continue
        assert text.startswith(f"Danh sách có {listed} hồ sơ quá hạn; “")
        assert f"đếm {figure:.0f}: " in text
        assert (f"gồm cả {stopped} hồ sơ tạm dừng" in text) == bool(stopped)
        assert (f"không gồm {by_law} hồ sơ" in text) == bool(by_law)
    assert any(said.values())


def test_the_rank_of_766_says_of_when_and_among_how_many(file_of: Any, opened: Any) -> None:
    page = opened(file_of("H60.101"))
    assert re.search(r"Năm 2026 · hạng \d trong 2 đơn vị có điểm", page.inner_text("#head-766"))


def test_what_is_new_is_said_with_the_records_that_came(run: Path, file_of: Any, opened: Any) -> None:
    text = opened(file_of("H60.101")).inner_text("#thay-doi")
    changed = pl.read_csv(run / "changes.csv").filter(unit_code="H60.101", indicator="on_time_rate").row(0, named=True)
    for then in ("before", "after"):
        sides = display.sides(changed[f"numerator_{then}"], changed[f"denominator_{then}"], "vi")
        assert sides in text
    assert "1 bản ghi mới hoặc thay đổi" in text


def test_filters_find_rows_and_stay_in_the_address(file_of: Any, opened: Any) -> None:
    page = opened(file_of("H60.101"))
    rows = "#bang-diem [data-i]:visible"
    every = page.locator(rows).count()
    page.fill("#q", "dung han")  # nobody types accents into a search box
    page.wait_for_function("() => document.querySelector('#found').textContent !== ''")
    names = page.locator(rows).locator(".name").all_inner_texts()
    assert "Tỷ lệ hồ sơ giải quyết đúng hạn" in names and len(names) < every / 2
    titled = page.locator(rows).evaluate_all(
        "(rows) => rows.map((r) => r.closest('.plan').querySelector('.title').textContent)"
    )
    for text in map(fold, (f"{name} {title}" for name, title in zip(names, titled, strict=True))):
        assert "dung" in text and "han" in text
    page.select_option("#by-status", "missed")
    statuses = page.locator(rows).locator(".stat").all_inner_texts()
    assert statuses and set(statuses) == {"Chưa đạt"}
    ids = page.locator(rows).evaluate_all("(rows) => rows.map((row) => row.dataset.i)")
    plans = page.locator("#bang-diem .plan:visible").count()
    assert page.inner_text("#found") == f"{len(set(ids))} chỉ số, {plans} mục của kế hoạch"
    page.reload()
    assert page.input_value("#q") == "dung han"
    assert page.locator(rows).locator(".stat").all_inner_texts() == statuses
    page.click("#clear")
    assert page.locator(rows).count() == every
    page.select_option("#by-office", "Văn phòng HĐND và UBND")
    plans = page.locator("#bang-diem .plan:visible .who").all_text_contents()
    assert plans and all("Văn phòng HĐND và UBND" in text for text in plans)


def test_the_unit_and_the_language_stay_in_the_address(file_of: Any, opened: Any) -> None:
    page = opened(file_of("H60.101"))
    chosen(page, "H60.102")
    page.click("label[for=lang-en]")
    page.reload()
    page.wait_for_function("() => document.querySelector('[data-c=unit-code]').textContent.includes('H60.102')")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.inner_text("h1").startswith("Administrative reform scorecard")
    assert re.search(r"\d+\.\d\d%", page.inner_text(".heads"))


def test_a_panel_opens_by_keyboard_and_shows_where_the_unit_stands(file_of: Any, opened: Any) -> None:
    page = opened(file_of("H60.101"))
    row = page.locator("#i-on_time_rate")
    row.locator("summary").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#i-on_time_rate .strip circle.own")
    text = row.inner_text()
    assert "par-metrics explain on_time_rate --period 2026 --unit H60.101 --as-of 2026-10-01" in text
    assert "on_time_rate@2" in text and "3 đơn vị có số liệu" in text


def test_a_link_of_a_card_opens_its_indicator_also_where_a_filter_hides_it(file_of: Any, opened: Any) -> None:
    page = opened(file_of("H60.101"))
    page.select_option("#by-status", "met")
    link = page.locator("#viec .card a").first
    row = page.locator(link.get_attribute("href"))
    assert not row.is_visible()
    link.click()
    assert row.get_attribute("open") is not None and row.locator(".panel").is_visible()


@pytest.mark.parametrize("width", [DESK, PHONE])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_nothing_hinders_a_reader(file_of: Any, opened: Any, axe: str, width: int, language: str) -> None:
    page = opened(file_of("H60.101"), width, bypass_csp=True)
    page.click(f"label[for=lang-{language}]")
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    page.wait_for_selector(".strip circle", state="attached")
    page.add_script_tag(content=axe)
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []


@pytest.mark.parametrize("width", [360, PHONE, 768, DESK])
def test_nobody_scrolls_sideways(file_of: Any, opened: Any, width: int) -> None:
    page = opened(file_of("H60.101"), width)
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    seen, there = page.evaluate("[document.documentElement.clientWidth, document.documentElement.scrollWidth]")
    assert there == seen


def test_no_word_of_a_table_is_broken_on_a_phone(file_of: Any, opened: Any) -> None:
    """Dates stood on the page letter under letter: columns of a table that may scroll were as narrow as they could."""
    page = opened(file_of("H60.101"), 360)
    days = page.locator("#qua-han td:nth-child(3), #du-lieu .day").filter(has_text=re.compile(r"\d"))
    heights = days.evaluate_all(
        """(cells) => cells.filter((cell) => cell.checkVisibility()).map((cell) => {
        const text = document.createRange(); text.selectNodeContents(cell.querySelector('span:not([lang=en])') || cell);
        return text.getBoundingClientRect().height; })"""
    )
    assert len(heights) > 10 and max(heights) < 30, "one line each"


def test_without_scripts_the_page_is_whole_and_its_language_can_be_chosen(run: Path, file_of: Any, opened: Any) -> None:
    page = opened(file_of("H60.101"), java_script_enabled=False)
    card = pl.read_csv(run / "scorecard.csv").filter(unit_code="H60.101")
    assert page.locator("#bang-diem .row:visible").count() == card["indicator"].drop_nulls().len()
    assert page.locator("#bang-diem .plan:visible").count() == card["plan_row"].n_unique()
    assert page.locator(".js:visible").count() == 0
    page.click("#i-on_time_rate summary")
    assert page.locator("#i-on_time_rate .chart:visible").count() == 1
    page.click("label[for=lang-en]")
    assert page.inner_text("#viec h2") == "What to do, by the office that leads"


def test_the_first_sheet_of_paper_is_the_whole_message(file_of: Any, opened: Any, tmp_path: Path) -> None:
    page = opened(file_of("H60.101"))
    pdf = tmp_path / "page.pdf"
    page.pdf(path=pdf, prefer_css_page_size=True)
    sheets = pages_of(pdf)
    width, height = size_of(pdf)
    assert (round(width), round(height)) == (595, 842)  # A4, upright
    assert len(sheets) == 8
    first = sheets[0]
    for said in ("Bảng điểm cải cách hành chính 2026", "PAR INDEX", "SIPAS", "PAPI", "Quyết định 766", "Việc cần làm"):
        assert said in first
    assert "Bảng điểm theo kế hoạch" not in first and "Bảng điểm theo kế hoạch" in sheets[1]
    assert "1/8" in first and "8/8" in sheets[-1]
    assert "Cách tính" not in "".join(sheets)  # closed panels stay closed


NAMES = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(2)>",
    "=cmd()|'\"&amp;",
    "\u202eهجوم RTL",
    "Ủy ban nhân dân " + "rất dài " * 25,
    "x" * 200,
)


@pytest.mark.parametrize("width", [360, DESK])
def test_hostile_names_stay_text(run: Path, opened: Any, tmp_path: Path, width: int) -> None:
    outcome = outcome_of(run, "H60.101")
    codes = [f"H60.10{n}" for n in range(1, 4)]
    names = dict(zip(codes, NAMES[:3] if width == DESK else NAMES[3:], strict=True))
    renamed = outcome.tables["units"].with_columns(unit_name=pl.col("unit_code").replace_strict(names, default=None))
    procedures = outcome.tables["at_risk"].with_columns(procedure_name=pl.lit(NAMES[1]))
    loads = outcome.tables["loads"].with_columns(
        state=pl.lit("refused"), file=pl.lit(NAMES[0]), reason_vi=pl.lit(NAMES[1])
    )
    tables = {**outcome.tables, "units": renamed, "at_risk": procedures, "loads": loads}
    file = tmp_path / "page.html"
    file.write_text(page_of(replace(outcome, tables=tables)), encoding="utf-8")
    page = opened(file, width)
    page.on("dialog", lambda dialog: pytest.fail(f"a name was run: {dialog.message}"))
    for code in codes:
        page.select_option("#unit", code)
        page.wait_for_function(
            "(unit) => document.querySelector('[data-c=unit-code]').textContent.includes(unit)", arg=code
        )
        assert page.text_content("[data-c=unit-name]") == visible_only(names[code])
    assert NAMES[1] in page.text_content("#qua-han")
    assert NAMES[1][:50] in page.text_content("#du-lieu")
    seen, there = page.evaluate("[document.documentElement.clientWidth, document.documentElement.scrollWidth]")
    assert there == seen


def test_a_province_fits_into_a_megabyte_and_ranks_its_units(run: Path, opened: Any, tmp_path: Path) -> None:
    outcome = multiplied(outcome_of(run, None), 124)
    file = tmp_path / "province.html"
    file.write_text(page_of(outcome), encoding="utf-8")
    assert file.stat().st_size < 1_000_000
    page = opened(file)
    assert page.locator("#don-vi tbody tr").count() == 124
    page.select_option("#unit", "H60.250")
    page.wait_for_function("() => document.querySelector('[data-c=unit-code]').textContent.includes('H60.250')")
    assert page.get_attribute("#don-vi tr[aria-current]", "data-u") == "H60.250"
