from pathlib import Path

import pytest

from par_metrics.settings.layout import Layout

DIGEST = "ab" + "0" * 62


def test_the_archive_names_a_file_by_digest_and_its_own_name() -> None:
    path = Layout(Path("ws")).archived(DIGEST, "hồ sơ tháng 3.xlsx")
    assert path.as_posix() == f"ws/archive/ab/{DIGEST}--hồ sơ tháng 3.xlsx"


@pytest.mark.parametrize("name", ["đ" * 200 + ".xlsx", "x" * 300, "a." + "b" * 300])
def test_a_long_name_is_cut_to_what_file_systems_hold(name: str, tmp_path: Path) -> None:
    path = Layout(tmp_path).archived(DIGEST, name)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"")
    assert len(path.name.encode()) <= 255
    assert not name.endswith(".xlsx") or path.suffix == ".xlsx"


def test_what_windows_forbids_in_names_is_replaced() -> None:
    assert Layout(Path("ws")).archived(DIGEST, 'a:b?"c".csv. ').name == f"{DIGEST}--a_b__c_.csv"
