"""The documentation site, opened from its folder as a reader does who has it on a stick.

`make site` builds it: a warning there is an error, so that links and anchors need no test here.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from par_metrics.indicators.catalogue import catalogue

SITE = Path(__file__).parents[2] / "build" / "site"
DESK, PHONE = 1440, 360
MAIN = (
    "index",
    "README",
    "docs/huong-dan-can-bo",
    "docs/officer-guide",
    "catalogue/index",
    "catalogue/index-par",
    "catalogue/plan",
    "catalogue/owners",
    "catalogue/on_time_rate",
    "catalogue/sipas",
    "catalogue/papi_2",
    "notebooks/on_time",
    "notebooks/two_systems",
    "notebooks/own_indicator",
    "api/workspace",
    "docs/reference/records",
    "docs/architecture",
    "docs/adr/README",
    "CHANGELOG",
    "search",
)
# What fetches something by itself; a link is followed by the reader alone.
_FETCHES = re.compile(r"""<(?:script|img|iframe|source|link)\b[^>]*?\b(?:src|href)=["'](?:https?:)?//""")


# Words of headings, and of what a row is of, that stand on more than one line.
_BROKEN = """() => {
  const broken = [];
  for (const cell of document.querySelectorAll("article th, article td:first-child")) {
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let text; (text = texts.nextNode()); )
      for (const word of text.data.matchAll(/\\p{L}+/gu)) {
        const range = document.createRange();
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        if (new Set([...range.getClientRects()].map(at => Math.round(at.top))).size > 1) broken.push(word[0]);
      }
  }
  return broken;
}"""


@pytest.fixture(scope="module")
def site() -> Path:
    if not (SITE / "index.html").exists():
        pytest.fail("there is no site: run `make site`")
    return SITE


@pytest.fixture
def opened(browser: Browser, site: Path) -> Iterator[Any]:
    """Opens a page; afterwards it must have asked for nothing outside and complained of nothing."""
    contexts, asked, said = [], [], []

    def open_page(name: str, width: int = DESK) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        path, _, question = name.partition("?")
        page.goto((site / f"{path}.html").as_uri() + (f"?{question}" if question else ""))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert said == []


@pytest.mark.parametrize("width", [DESK, PHONE])
@pytest.mark.parametrize("name", MAIN)
def test_a_page_fits_and_nothing_hinders_a_reader(opened: Any, axe: str, name: str, width: int) -> None:
    page = opened(name, width)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.add_script_tag(content=axe)
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations'], preload: false})")["violations"]
    grave = [v for v in found if v["impact"] in ("serious", "critical")]
    assert [(v["id"], [node["html"] for node in v["nodes"]][:3]) for v in grave] == []


def test_no_page_fetches_anything_from_outside(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 150
    assert [page.name for page in pages if _FETCHES.search(page.read_text(encoding="utf-8"))] == []


def test_every_indicator_has_a_page_with_a_figure(site: Path) -> None:
    for definition in catalogue.values():
        page = (site / "catalogue" / f"{definition.id}.html").read_text(encoding="utf-8")
        assert definition.label.vi in page
        assert definition.label.en in page
        assert "Ví dụ đã tính" in page
        assert page.count('class="rows"') >= 2, definition.id


@pytest.mark.parametrize("typed", ["dung+han", "%C4%91%C3%BAng+h%E1%BA%A1n"])
def test_the_search_works_from_the_folder_with_marks_and_without(opened: Any, typed: str) -> None:
    page = opened(f"search?q={typed}")
    page.wait_for_selector("#search-results li a")
    page.wait_for_function("document.querySelector('#search-results p')?.textContent.includes('Tìm thấy')")
    found = page.eval_on_selector_all("#search-results li a", "links => links.map(link => link.getAttribute('href'))")
    assert any("catalogue/on_time_rate" in link for link in found)


@pytest.mark.parametrize(
    ("name", "language"), [("docs/huong-dan-can-bo", "vi"), ("docs/officer-guide", "en"), ("catalogue/sipas", "vi")]
)
def test_a_page_says_which_language_it_is_in(opened: Any, name: str, language: str) -> None:
    page = opened(name)
    assert page.evaluate("document.querySelector('article h1').closest('[lang]').lang") == language
    for guide in ("Hướng dẫn cho cán bộ", "The officer's guide"):
        assert page.get_by_role("navigation").or_(page.locator(".sidebar-tree")).get_by_text(guide, exact=True).count()


def test_a_link_with_vietnamese_letters_leads_to_its_section(opened: Any) -> None:
    page = opened("docs/huong-dan-can-bo")
    page.locator("article a.reference.internal[href^='#']").first.click()
    target = page.evaluate("decodeURIComponent(location.hash).slice(1)")
    assert target
    assert page.evaluate("(id) => document.getElementById(id) !== null", target)


@pytest.mark.parametrize("width", [DESK, PHONE])
@pytest.mark.parametrize("name", ["docs/architecture", "docs/how-to/sources", "docs/glossary"])
def test_no_column_is_narrower_than_a_word(opened: Any, name: str, width: int) -> None:
    """Cột hẹp từng bẻ chữ giữa chừng: "roo m", "ope rati ons", "pro toc ol"."""
    assert opened(name, width).evaluate(_BROKEN) == []


def test_the_drawing_of_the_rooms_is_seen_whole(opened: Any) -> None:
    drawing = opened("docs/architecture").locator("pre").first
    assert drawing.evaluate("drawing => drawing.scrollWidth <= drawing.clientWidth")
