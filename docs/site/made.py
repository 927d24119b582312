"""Pages made at build time, from the code, its specification and the demonstration."""

from __future__ import annotations

from pathlib import Path

from docs.site.api import api_pages
from docs.site.demonstration import demonstration
from docs.site.front import front_page
from docs.site.indicator_pages import indicator_page
from docs.site.list_pages import list_pages
from docs.site.notebook_pages import notebook_pages
from par_metrics.indicators.catalogue import catalogue


def made_pages(loaded: Path | None) -> dict[str, str]:
    """Every such page by its place.

    Args:
        loaded: a demonstration that lies somewhere; one is made without it.
    """
    with demonstration(loaded) as shown:
        pages = {f"catalogue/{d.id}.md": indicator_page(d, shown) for d in catalogue.values()}
        pages |= list_pages(shown)
        pages |= notebook_pages(shown.root)
    return {"index.md": front_page(len(catalogue)), **api_pages(), **pages}
