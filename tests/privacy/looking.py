"""Looking for planted values in everything that a workspace holds and says, in every form a leak could take."""

import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl

from par_metrics.support.folding import fold

_SHORTEST = 6
# Compressed or in pages: what they hold is looked at by itself.
_RAW = (".duckdb", ".parquet", ".xlsx", ".docx", ".woff2")
_OF_ZIPS = (".xlsx", ".docx", ".zip")


def squeezed(text: str) -> str:
    """Letters and digits alone, small, without marks."""
    return "".join(character for character in fold(text) if character.isalnum())


def traces(value: str) -> set[str]:
    """What of a value a text must not hold: the whole, and its last two words, as `squeezed` has them."""
    words = value.split()
    parts = {squeezed(value), squeezed(" ".join(words[-2:]))}
    return {part for part in parts if len(part) >= _SHORTEST and not part.isdigit()} | {squeezed(value)}


def everything_written(root: Path) -> Iterator[tuple[str, str]]:
    """Place and text of all that is kept but the exports themselves: bytes, and what files hold compressed."""
    for path in sorted(root.rglob("*")):
        place = path.relative_to(root)
        is_export = place.parts[0] == "archive" or (place.parts[0] == "inbox" and path.suffix != ".txt")
        if is_export or path.is_symlink() or not path.is_file():
            continue
        yield f"{place} (name)", str(place)
        data = path.read_bytes()
        yield str(place), data.decode(errors="ignore")
        if path.suffix == ".parquet":
            yield (
                f"{place} (rows)",
                f"{pl.read_parquet(path).to_dict(as_series=False)} {pl.read_parquet_metadata(path)}",
            )
        if path.suffix == ".duckdb":
            yield from _tables(path, place)
        if path.suffix in _OF_ZIPS:
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    yield f"{place} {name}", archive.read(name).decode(errors="ignore")


def _tables(path: Path, place: Path) -> Iterator[tuple[str, str]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        named = connection.sql("SELECT DISTINCT table_schema, table_name FROM information_schema.tables").fetchall()
        for schema, table in named:
            rows = connection.sql(f'SELECT DISTINCT COLUMNS(*)::VARCHAR FROM "{schema}"."{table}"').fetchall()
            yield f"{place} {table}", "\n".join(" | ".join(filter(None, row)) for row in rows)


def leaks(places: Iterator[tuple[str, str]], values: tuple[str, ...]) -> list[tuple[str, str]]:
    """Value and place of each that is found."""
    exact = {form: value for value in values for form in (value, unicodedata.normalize("NFD", value))}
    # Short numbers and words occur by chance in digests and figures.
    plain = {part: value for value in values for part in traces(value) if len(part) >= _SHORTEST}
    found = []
    for place, text in places:
        forms = [(text, exact)] if place.endswith(_RAW) else [(text, exact), (squeezed(text), plain)]
        for searched, wanted in forms:
            hits = pl.Series([searched]).str.extract_many([*wanted], overlapping=True).item().to_list()
            found += [(wanted[hit], place) for hit in dict.fromkeys(hits)]
    return found
