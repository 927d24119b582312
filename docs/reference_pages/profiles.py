"""The page of built-in profiles."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from docs.reference_pages.markdown import code, page, table
from par_metrics.exports.profiles.library import builtin_profiles
from par_metrics.exports.profiles.profile import Profile

ROOT = Path(__file__).parents[2]

_INTRODUCTION = """
Without `--profile` these are tried by their headings. Of those whose required columns are all there, the one that
reads most columns is taken; a tie or no match refuses the file and says what each one missed.
[own-profile.md](../how-to/own-profile.md) tells how to write your own.

Beside them every kind has the profile `canonical`: headings that are the names of [records.md](records.md).
`standard_headings = true` means that a profile also reads every heading listed there.
"""


def _body() -> Iterator[str]:
    yield from table(("Profile", "Records", "Required columns", "Found by its headings"), _profile_rows())
    for path in sorted((ROOT / "par_metrics" / "exports" / "profiles" / "builtin").glob("*.toml")):
        yield f"## {path.stem}"
        yield ""
        yield from ("```toml", path.read_text(encoding="utf-8").rstrip(), "```", "")


def _profile_rows() -> Iterator[Sequence[object]]:
    written: list[Profile] = [profile for profile in builtin_profiles() if profile.name != "canonical"]
    for profile in written:
        link = f"[{profile.name}](#{profile.name})"
        yield link, profile.kind, code(profile.required), "yes" if profile.detect else "no, only by name"


def written() -> str:
    """Its text."""
    return page("Built-in profiles", _INTRODUCTION, _body())
