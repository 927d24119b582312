"""The folder Sphinx reads: pages of the repository where they stand, and those made at build time beside them.

Their places towards each other are those of the repository, so that every link holds as it is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from docs.site.navigation import toctree

ROOT = Path(__file__).resolve().parents[2]
LOCALE = "_locale"
"""Where, in the folder, the words of the pages' furniture lie."""
_PAGES = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "sample_data/README.md")
# Not shown: what makes the site, and programs.
_APART = ("docs/site", "docs/notebooks")
_SHOWN = {".md", ".png", ".toml", ".csv", ".json"}


def stage(folder: Path, made: Mapping[str, str]) -> None:
    """Bring a folder to what the site is built from.

    Files that are as they were keep their time, so that Sphinx reads only what changed; others are removed.

    Args:
        folder: made if it is missing.
        made: pages made at build time, by their place in the folder.
    """
    wanted = {Path(place): text.encode() for place, text in made.items()}
    for page in _pages():
        wanted[page] = (ROOT / page).read_bytes()
    for words in (Path(__file__).parent / "locale").rglob("sphinx.*"):
        wanted[Path(LOCALE) / words.relative_to(Path(__file__).parent / "locale")] = words.read_bytes()
    wanted[Path("docs/adr/README.md")] += "\n".join(("\n", *toctree(_decisions()))).encode()
    folder.mkdir(parents=True, exist_ok=True)
    for old in [path for path in folder.rglob("*") if path.is_file()]:
        if old.relative_to(folder) not in wanted:
            old.unlink()
    for place, content in wanted.items():
        file = folder / place
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists() or file.read_bytes() != content:
            file.write_bytes(content)


def _pages() -> list[Path]:
    of_docs = (path.relative_to(ROOT) for path in (ROOT / "docs").rglob("*") if path.suffix in _SHOWN)
    return [Path(page) for page in _PAGES] + [p for p in of_docs if not p.as_posix().startswith(_APART)]


def _decisions() -> list[str]:
    found = sorted((ROOT / "docs" / "adr").glob("0*.md"))
    return [path.relative_to(ROOT).with_suffix("").as_posix() for path in found]
