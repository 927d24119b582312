"""What the site shows beside its pages: every page of the documentation once, under a heading in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

VIETNAMESE = ("docs/huong-dan-can-bo",)
"""Pages wholly in Vietnamese; the others are in English, or in both languages where they say so."""
BOTH = ("index", "catalogue/", "notebooks/")
"""Pages, or folders of them, that speak Vietnamese and have an English line beside it."""


@dataclass(frozen=True)
class Section:
    """A part of the navigation.

    Args:
        caption: in Vietnamese and English.
        pages: their names, without `.md`; or (words, name) where the page's own title would not tell enough.
    """

    caption: str
    pages: tuple[str | tuple[str, str], ...]


def _how_to(*names: str) -> tuple[str, ...]:
    return tuple(f"docs/how-to/{name}" for name in names)


def _reference(*names: str) -> tuple[str, ...]:
    return tuple(f"docs/reference/{name}" for name in names)


SECTIONS = (
    Section(
        "Bắt đầu · Start",
        (
            ("Giới thiệu · What it is", "README"),
            ("Hướng dẫn cho cán bộ", "docs/huong-dan-can-bo"),
            ("The officer's guide", "docs/officer-guide"),
            *_how_to("install"),
            "docs/glossary",
        ),
    ),
    Section(
        "Chỉ số · Indicators",
        (
            ("Theo bộ chỉ số · By index", "catalogue/index"),
            ("Theo kế hoạch · By the plan", "catalogue/plan"),
            ("Theo cơ quan · By owner", "catalogue/owners"),
            ("Mọi quy tắc · Every rule", "docs/reference/indicators"),
        ),
    ),
    Section(
        "Sổ tay mẫu · Worked notebooks",
        ("notebooks/on_time", "notebooks/two_systems", "notebooks/own_indicator"),
    ),
    Section(
        "Hỏi số liệu · Ask",
        _how_to(
            "explain", "disagreement", "time-travel", "reconcile", "forms", "forecast", "scores", "report", "notebook"
        ),
    ),
    Section(
        "Đưa dữ liệu vào · Bring in",
        _how_to(
            "own-profile", "registers", "real-input", "sources", "full-lists", "take-back", "own-indicators", "own-plan"
        ),
    ),
    Section(
        "Vận hành · Run and publish",
        (
            *_how_to("nightly", "run-every-night", "digest", "being-told", "backup"),
            *_how_to("dashboards", "postgres", "semantic-layer", "open-data", "spark"),
        ),
    ),
    Section(
        "Tra cứu · Reference",
        (
            *_reference("command-line", "library"),
            ("API", "api/index"),
            *_reference("records", "values", "rules", "profiles", "own-indicators", "settings", "workspace"),
            *_reference("night", "publishing", "page", "calendar"),
        ),
    ),
    Section(
        "Cách xây dựng · How it is built",
        (
            "docs/architecture",
            "docs/adr/README",
            "docs/reliability",
            "docs/privacy",
            "docs/performance",
            "docs/dependencies",
            "sample_data/README",
            "CONTRIBUTING",
            "CHANGELOG",
        ),
    ),
)


def language_of(page: str) -> str:
    """The language most of a page is in."""
    return "vi" if page in VIETNAMESE or page.startswith(BOTH) else "en"


def toctree(pages: Iterable[str | tuple[str, str]], caption: str = "") -> Iterator[str]:
    """The lines that put pages into the navigation; they are not shown on the page itself."""
    yield "```{toctree}"
    yield ":hidden:"
    if caption:
        yield f":caption: {caption}"
    yield ""
    for page in pages:
        yield f"/{page}" if isinstance(page, str) else f"{page[0]} </{page[1]}>"
    yield "```"
    yield ""
