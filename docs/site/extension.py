"""What Sphinx is told beyond its settings: the language of each page, and a search that knows Vietnamese."""

from __future__ import annotations

import unicodedata
from typing import Any

from sphinx.application import Sphinx
from sphinx.search import SearchLanguage, languages

from docs.site.navigation import language_of


class VietnameseSearch(SearchLanguage):
    """Words are found whether they are typed with their marks or without: `dung han` finds `đúng hạn`."""

    lang = "vi"
    language_name = "Vietnamese"
    js_stemmer_code = r"""
var Stemmer = function () {
  this.stemWord = function (word) {
    return word.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d");
  };
};
"""

    def stem(self, word: str) -> str:
        """The word without marks, as the script above makes it."""
        letters = unicodedata.normalize("NFD", word.lower())
        return "".join(letter for letter in letters if not unicodedata.category(letter).startswith("M")).replace(
            "đ", "d"
        )


def _mended(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    """Say to what reads a page aloud which language it is in; the furniture around it is Vietnamese.

    What moves sideways can be reached by keyboard.
    """
    tree = context.get("furo_navigation_tree", "")
    context["furo_navigation_tree"] = tree.replace('role="heading"', 'role="heading" aria-level="2"')
    if "body" not in context:
        return
    body = context["body"].replace('<div class="table-wrapper', '<div tabindex="0" class="table-wrapper')
    body = body.replace("<pre>", '<pre tabindex="0">')
    context["body"] = f'<div lang="en">{body}</div>' if language_of(page) == "en" else body


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    languages["vi"] = VietnameseSearch
    app.connect("html-page-context", _mended, priority=900)  # after the theme has drawn its navigation
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
