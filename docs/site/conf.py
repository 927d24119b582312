"""Sphinx's settings of the site. Its sources are staged by `docs/site/build.py`."""

from docs.site.staging import ROOT

project = "par_metrics"
author = "par_metrics"
language = "vi"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "docs.site.extension"]
root_doc = "index"

html_theme = "furo"
html_title = "par_metrics"
html_static_path = [str(ROOT / "docs" / "site" / "look")]
html_css_files = ["site.css"]
html_copy_source = False
html_show_search_summary = False  # it is fetched from the pages, which a folder does not allow
html_show_copyright = False
html_show_sphinx = False
html_last_updated_fmt = None
html_domain_indices = False
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": "#123a5e",
        "color-brand-content": "#0b5394",
        "color-brand-visited": "#5b3a86",
        "font-stack": '"Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
        "font-stack--monospace": 'Consolas, "Noto Sans Mono", "Liberation Mono", monospace',
    },
    "dark_css_variables": {"color-brand-primary": "#9cc4ee", "color-brand-content": "#8fbcf0"},
}

# Headings of four levels have anchors, by their words: Vietnamese ones too.
myst_heading_anchors = 4
myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence"]

# Docstrings write names of the program in single backticks.
default_role = "code"
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
napoleon_numpy_docstring = False
