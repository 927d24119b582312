import hashlib
from pathlib import Path

import pytest

from par_metrics.errors import RefusedFileError
from par_metrics.settings.layout import Layout
from par_metrics.warehouse import archive


def store(layout: Layout, file: Path, digest: str) -> Path:
    """What a load does with the bytes of a file."""
    return archive.keep(layout, archive.fetch(layout, file, digest, layout.incoming / "1"), file.name, digest)


def test_the_exact_bytes_are_kept_for_the_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"\xef\xbb\xbfM\xc3\xa3\r\n")
    digest = archive.digest_of(file)
    assert digest == hashlib.sha256(file.read_bytes()).hexdigest()
    kept = store(Layout(tmp_path / "ws"), file, digest)
    assert kept.read_bytes() == file.read_bytes()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "ws" / "archive").stat().st_mode & 0o077 == 0
    assert [p.name for p in kept.parent.iterdir()] == [f"{digest}--a.csv"]


def test_the_same_bytes_under_another_name_are_kept_once(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "ws")
    (tmp_path / "a.csv").write_text("x")
    (tmp_path / "b.csv").write_text("x")
    digest = archive.digest_of(tmp_path / "a.csv")
    assert store(layout, tmp_path / "a.csv", digest) == store(layout, tmp_path / "b.csv", digest)
    assert len(list(layout.archive.glob("*/*"))) == 1


def test_of_two_that_copy_the_same_bytes_at_once_the_first_keeps_them(tmp_path: Path) -> None:
    layout, file = Layout(tmp_path / "ws"), tmp_path / "a.csv"
    file.write_text("x")
    digest = archive.digest_of(file)
    copies = [archive.fetch(layout, file, digest, layout.incoming / name) for name in ("1", "2")]
    first, second = (archive.keep(layout, copy, "a.csv", digest) for copy in copies)
    assert first == second and first.read_text() == "x"


def test_a_file_that_changed_since_it_was_read_is_not_kept(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "ws")
    (tmp_path / "a.csv").write_text("x")
    digest = archive.digest_of(tmp_path / "a.csv")
    (tmp_path / "a.csv").write_text("xy")
    with pytest.raises(RefusedFileError, match="changed while it was read"):
        store(layout, tmp_path / "a.csv", digest)
    assert not list(layout.archive.glob("*/*"))
