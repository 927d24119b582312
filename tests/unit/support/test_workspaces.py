"""The workspaces that tests copy are each their own."""

from pathlib import Path

from tests.support.workspaces import load, small_workspace


def test_a_copied_workspace_has_files_of_its_own_and_a_key_for_its_owner_alone(tmp_path: Path) -> None:
    one, other = small_workspace(tmp_path / "one"), small_workspace(tmp_path / "other")
    assert (one.root / ".pseudonym-key").stat().st_mode & 0o777 == 0o600
    assert (one.root / "archive").stat().st_mode & 0o777 == 0o700
    load(one, "units", "unit_code | unit_name | level\nH60.103 | Xã Mới | commune")
    assert (one.sql("FROM units").height, other.sql("FROM units").height) == (3, 2)
    assert small_workspace(tmp_path / "third").sql("FROM units").height == 2
    assert len(list((other.root / "lake").glob("*/*.parquet"))) == 2
