"""What is remembered of a source, whatever the source tells."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from par_metrics.fetching.memory import Memory
from par_metrics.fetching.places.base import Offered

OTHER = "h\udcf4 s\udcec"
"""Bytes that are no UTF-8, as Python has them in names and in headers of HTTP."""


@pytest.mark.parametrize(("path", "version"), [(OTHER, ""), ("a.csv", OTHER)])
def test_what_is_no_text_makes_nothing_forgotten(tmp_path: Path, path: str, version: str) -> None:
    """Một tên tệp hay ETag không phải UTF-8 từng làm cả sổ nhớ không đọc lại được."""
    odd = Offered(path, "a.csv", 1, datetime(2026, 1, 1, tzinfo=UTC), version)
    plain = Offered("b.csv", "b.csv", 1, datetime(2026, 1, 1, tzinfo=UTC))
    memory = Memory(tmp_path / "files.json")
    for offered in (odd, plain):
        memory.keep(offered, "00")
    memory.write()
    again = Memory(tmp_path / "files.json")
    assert again.has(odd) and again.has(plain)
    again.forget_but([odd.path])
    assert again.has(odd) and not again.has(plain)
