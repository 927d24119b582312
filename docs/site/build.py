"""Build the documentation site: `python -m docs.site.build`. Run by `make site`.

A warning of Sphinx is an error: a link that leads nowhere, a page that the navigation lacks, a docstring that cannot
be read.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sphinx.cmd.build import build_main

from docs.site.made import made_pages
from docs.site.staging import LOCALE, ROOT, stage


def main(words: list[str]) -> int:
    """Build the site and return Sphinx's exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "site", help="where the pages go")
    parser.add_argument("--workspace", type=Path, help="the demonstration, loaded; made from sample_data without it")
    asked = parser.parse_args(words)
    sources = asked.output.with_name(f"{asked.output.name}-source")
    stage(sources, made_pages(asked.workspace))
    return run_sphinx(sources, asked.output)


def run_sphinx(sources: Path, output: Path) -> int:
    """Make pages of a folder of sources; the exit status is not 0 where Sphinx warns of anything."""
    doctrees = output.with_name(f"{output.name}-doctrees")
    words = ["--conf-dir", str(Path(__file__).parent), "--doctree-dir", str(doctrees)]
    words += ["--define", f"locale_dirs={sources / LOCALE}"]  # translations are compiled where they lie
    words += ["--quiet", "--fail-on-warning", "--write-all", "--jobs", "2"]
    return build_main([*words, str(sources), str(output)])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
