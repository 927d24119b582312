"""The digest of every definition, so that a changed condition cannot pass for the old one.

`python -m tests.digests` writes tests/digests.toml anew: do it after raising the version of
a definition whose condition changed, or after rewording SQL that counts the same.
"""

import hashlib
import re
import tomllib
from pathlib import Path

from par_metrics.indicators.base import Composite, Definition, Indicator
from par_metrics.indicators.catalogue import catalogue
from par_metrics.indicators.tables.base import Relations
from par_metrics.indicators.tables.records import TABLES

FILE = Path(__file__).with_name("digests.toml")


def digest(definition: Definition) -> str:
    """SHA-256 of everything that decides what is counted; blanks do not matter."""
    if isinstance(definition, Composite):
        parts: list[object] = [definition.statistic, *definition.components]
    else:
        assert isinstance(definition, Indicator)
        window = definition.window
        records = TABLES[definition.table].select(
            Relations(records="records", all_records="all_records", cutoff=":cutoff", carried=("carried",))
        )
        parts = [definition.statistic, records, window.event, window.touches, window.judged_at, definition.population]
        parts += [definition.numerator, *definition.exclude.items(), definition.measure, definition.weight]
        parts += [definition.distinct]
    text = "\n".join(re.sub(r"\s+", " ", str(part)).strip() for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def current() -> dict[str, str]:
    """`id@version` -> digest, of every version."""
    return {f"{d.id}@{d.version}": digest(d) for d in catalogue.versions()}


def recorded() -> dict[str, str]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    lines = [f'"{name}" = "{value}"' for name, value in sorted(current().items())]
    FILE.write_text("\n".join(["# Written by `python -m tests.digests`; see there.", *lines]) + "\n", encoding="utf-8")
