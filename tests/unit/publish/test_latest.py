import json
from pathlib import Path

import pytest

from par_metrics.publish import latest


def a_run(published: Path, run_id: str) -> None:
    folder = published / run_id
    folder.mkdir()
    (folder / "indicators.csv").write_text(run_id)
    (folder / "metrics.duckdb").write_text(run_id)
    (folder / "metrics.duckdb").chmod(0o444)


def shown(published: Path) -> str:
    return (published / "latest" / "indicators.csv").read_text()


def switch(published: Path, run_id: str) -> None:
    a_run(published, run_id)
    latest.switch(published, run_id, {"run_id": run_id})


def test_nothing_is_latest_before_the_first_run(tmp_path):
    assert latest.latest_run(tmp_path) is None


def test_latest_follows_the_run(tmp_path):
    switch(tmp_path, "r1")
    switch(tmp_path, "r2")
    assert shown(tmp_path) == "r2"
    assert latest.latest_run(tmp_path) == "r2"
    assert (tmp_path / "latest").is_symlink()
    assert (tmp_path / "latest").readlink() == Path("r2"), "relative, so that the folder can be moved"


def test_a_reader_of_the_run_before_keeps_its_file(tmp_path):
    switch(tmp_path, "r1")
    with (tmp_path / "latest" / "indicators.csv").open() as reader:
        switch(tmp_path, "r2")
        assert reader.read() == "r1"


@pytest.fixture
def no_links(monkeypatch):
    """What Windows does to an account without the right to make links."""

    def refuse(self, *arguments, **options):
        raise OSError(1314, "A required privilege is not held by the client")

    monkeypatch.setattr(Path, "symlink_to", refuse)


def test_without_links_latest_is_a_copy(tmp_path, no_links):
    switch(tmp_path, "r1")
    switch(tmp_path, "r2")
    assert shown(tmp_path) == "r2"
    assert not (tmp_path / "latest").is_symlink()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["latest", "latest.json", "r1", "r2"]
    assert json.loads((tmp_path / "latest.json").read_text()) == {"run_id": "r2"}


def test_links_take_over_from_a_copy(tmp_path, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(Path, "symlink_to", lambda *a, **k: (_ for _ in ()).throw(OSError))
        switch(tmp_path, "r1")
    switch(tmp_path, "r2")
    assert (tmp_path / "latest").is_symlink()
    assert shown(tmp_path) == "r2"
