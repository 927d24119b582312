"""The ledger of the lake: what it tells, and that nothing can be taken out of it or changed unnoticed."""

import shutil
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from par_metrics.errors import ParMetricsError
from par_metrics.operations.integrity import of_changes, of_everything
from par_metrics.warehouse import ledger
from par_metrics.warehouse.stock import take_stock
from tests.unit.warehouse.loader import Loader

JAN = datetime(2026, 1, 1)
UNIT = {"unit_code": "H60.101", "unit_name": "Phường An Tường"}


@pytest.fixture
def filled(loader: Loader) -> Loader:
    for number in range(3):
        loader.load("units", [UNIT | {"unit_code": f"H60.10{number}"}], JAN)
    loader.refuse("empty_file")
    return loader


def test_it_has_every_load_with_the_digests_of_its_files(filled: Loader) -> None:
    known = ledger.read(filled.warehouse.layout)
    assert known is not None
    assert list(known.loads) == filled.warehouse.loads()["load_id"].to_list()
    assert [sorted(load.files) for load in known.loads.values()] == [["rows"]] * 3 + [["refusal"]]
    last = ledger.last(filled.warehouse.layout)
    assert last is not None and (last.number, last.count, last.newest) == (4, 4, list(known.loads)[-1])


@pytest.mark.parametrize("change", ["flip", "drop the first", "drop within", "exchange"])
def test_a_changed_line_is_named(filled: Loader, change: str) -> None:
    path = filled.warehouse.layout.ledger
    lines = path.read_bytes().splitlines(keepends=True)
    first_wrong = {"flip": 2, "drop the first": 1, "drop within": 2, "exchange": 2}[change]
    if change == "flip":
        lines[1] = lines[1].replace(b"An T", b"An U") if b"An T" in lines[1] else lines[1].replace(b"2.xlsx", b"3.xlsx")
    elif change == "exchange":
        lines[1], lines[2] = lines[2], lines[1]
    else:
        del lines[0 if change == "drop the first" else 1]
    path.write_bytes(b"".join(lines))
    with pytest.raises(ParMetricsError, match=f"line {first_wrong} is not what was written") as caught:
        ledger.read(filled.warehouse.layout)
    assert caught.value.rule == "ledger_damaged"


def test_a_damaged_ledger_is_written_anew_from_the_warehouse(filled: Loader) -> None:
    layout = filled.warehouse.layout
    before = ledger.read(layout)
    content = bytearray(layout.ledger.read_bytes())
    content[200] ^= 1
    layout.ledger.write_bytes(content)
    assert filled.warehouse.rebuild().loads == 4
    after = ledger.read(layout)
    assert before is not None and after is not None
    assert {key: load.files for key, load in after.loads.items()} == {k: load.files for k, load in before.loads.items()}


def test_without_both_books_nobody_knows_whether_the_lake_is_whole(filled: Loader) -> None:
    layout = filled.warehouse.layout
    layout.ledger.unlink()
    layout.database.unlink()
    with pytest.raises(ParMetricsError, match="are lost: nobody knows") as caught:
        filled.warehouse.rebuild()
    assert caught.value.rule == "no_books"
    assert filled.warehouse.rebuild(accept="lake đủ tệp").loads == 4
    assert ledger.read(layout) is not None


def test_the_last_load_cannot_vanish_with_its_file(filled: Loader) -> None:
    """Nor with the warehouse: the ledger has it."""
    layout = filled.warehouse.layout
    newest = filled.load("units", [UNIT], JAN)
    layout.database.unlink()
    layout.lake_file("units", newest.load_id).unlink()
    with pytest.raises(ParMetricsError, match="the file is missing") as caught:
        filled.warehouse.rebuild()
    assert caught.value.rule == "lake_incomplete"
    assert not layout.database.exists()


def test_what_is_given_up_is_written_down_and_not_missed_again(filled: Loader) -> None:
    layout = filled.warehouse.layout
    first = filled.warehouse.loads()["load_id"][0]
    layout.lake_file("units", first).write_bytes(b"nothing")
    done = filled.warehouse.rebuild(accept="mất tệp, không có bản sao lưu", now=JAN)
    assert (done.loads, done.lost) == (3, (first,))
    known = ledger.read(layout)
    assert known is not None and known.lost == {first: "mất tệp, không có bản sao lưu"}
    assert filled.warehouse.rebuild().loads == 3
    filled.load("units", [UNIT], JAN)
    assert [path.name for path in layout.lake.glob("*/*.damaged")] == [f"{first}.parquet.damaged"]


def test_exchanged_files_are_found_out(filled: Loader) -> None:
    """Both are whole, and each is that of the other load."""
    layout = filled.warehouse.layout
    one, two = (layout.lake_file("units", load_id) for load_id in filled.warehouse.loads()["load_id"][:2])
    aside = one.with_suffix(".aside")
    one.rename(aside)
    two.rename(one)
    aside.rename(two)
    faults = take_stock(layout).all_faults
    assert {(Path(fault.name).stem, fault.holds) for fault in faults} == {(one.stem, two.stem), (two.stem, one.stem)}
    with pytest.raises(ParMetricsError, match="it is the file of another load"):
        filled.warehouse.rebuild()


def test_a_half_written_line_is_completed(filled: Loader) -> None:
    layout = filled.warehouse.layout
    whole = layout.ledger.read_bytes()
    layout.ledger.write_bytes(whole[:-30])
    with filled.warehouse.exclusive():
        assert layout.ledger.read_bytes() == whole


def test_a_ledger_that_lacks_several_loads_is_completed_by_a_rebuild(filled: Loader) -> None:
    layout = filled.warehouse.layout
    lines = layout.ledger.read_bytes().splitlines(keepends=True)
    layout.ledger.write_bytes(b"".join(lines[:2]))
    with pytest.raises(ParMetricsError, match="it lacks loads"), filled.warehouse.exclusive():
        pass
    assert filled.warehouse.rebuild().loads == 4
    with filled.warehouse.exclusive():
        known = ledger.read(layout)
    assert known is not None and len(known.loads) == 4


def test_a_database_older_by_one_load_does_not_cost_that_load(filled: Loader) -> None:
    layout = filled.warehouse.layout
    old = layout.database.read_bytes()
    newest = filled.load("units", [UNIT], JAN)
    layout.database.write_bytes(old)
    with pytest.raises(ParMetricsError, match="does not belong to lake"), filled.warehouse.exclusive():
        pass
    assert layout.lake_file("units", newest.load_id).exists()


def test_a_database_of_another_lake_answers_nothing(filled: Loader, tmp_path: Path) -> None:
    """It used to answer with its own records, or with none, where somebody had put it in place of the right one."""
    other = Loader(tmp_path / "other")
    other.load("units", [UNIT], JAN)
    shutil.copy2(other.warehouse.layout.database, filled.warehouse.layout.database)
    for ask in (filled.warehouse.loads, lambda: filled.warehouse.sql("SELECT * FROM units")):
        with pytest.raises(ParMetricsError) as caught:
            ask()
        assert caught.value.rule == "warehouse_mismatch"
    filled.warehouse.layout.database.unlink()
    assert filled.warehouse.rebuild().loads == 4 and filled.warehouse.loads().height == 4


def test_a_database_of_another_lake_answers_nothing_without_a_ledger_either(filled: Loader, tmp_path: Path) -> None:
    """A night published its figures, and `doctor` said that the files of the lake would be cleared."""
    other = Loader(tmp_path / "other")
    other.load("units", [UNIT], JAN)
    shutil.copy2(other.warehouse.layout.database, filled.warehouse.layout.database)
    filled.warehouse.layout.ledger.unlink()
    with pytest.raises(ParMetricsError) as caught:
        filled.warehouse.loads()
    assert caught.value.rule == "warehouse_mismatch"


@pytest.mark.parametrize("has_ledger", [True, False])
def test_a_rebuild_says_that_a_database_is_of_another_workspace(
    filled: Loader, tmp_path: Path, has_ledger: bool
) -> None:
    """It said that files of the other workspace were missing from this lake."""
    layout, other = filled.warehouse.layout, Loader(tmp_path / "other")
    other.count = 10
    other.load("units", [UNIT], JAN)
    database = shutil.copy2(other.warehouse.layout.database, layout.database)
    if not has_ledger:
        layout.ledger.unlink()
    before = database.read_bytes()
    with pytest.raises(ParMetricsError, match=r"of another workspace.*Put it aside") as caught:
        filled.warehouse.rebuild()
    assert caught.value.rule == "in_the_way" and database.read_bytes() == before


def test_a_database_of_another_program_is_left_as_it_is(filled: Loader) -> None:
    """It was said to be of earlier software, and a rebuild wrote over it."""
    database = filled.warehouse.layout.database
    database.unlink()
    with duckdb.connect(str(database)) as connection:
        connection.execute("CREATE TABLE theirs AS SELECT 1 AS a").fetchall()
    before = database.read_bytes()
    for ask in (filled.warehouse.loads, filled.warehouse.rebuild):
        with pytest.raises(ParMetricsError, match="database of another program"):
            ask()
    assert database.read_bytes() == before
    database.unlink()
    assert filled.warehouse.rebuild().loads == 4


@pytest.mark.parametrize("name", ["database", "ledger"])
def test_a_folder_in_the_place_of_a_book_is_told_and_the_book_made_again_without_it(filled: Loader, name: str) -> None:
    layout = filled.warehouse.layout
    path: Path = getattr(layout, name)
    path.unlink()
    path.mkdir()

    def write() -> None:
        with filled.warehouse.exclusive():
            pass

    for ask in (write, filled.warehouse.rebuild):
        with pytest.raises(ParMetricsError, match=f"{path.name} is a folder.*Put it aside") as caught:
            ask()
        assert caught.value.rule == "in_the_way" and "Chuyển nó ra ngoài" in caught.value.label.vi
    for look in (of_changes, of_everything):
        assert any(f"{path.name} is a folder" in label.en for label in look(layout.root)[1])
    path.rmdir()
    assert filled.warehouse.rebuild().loads == 4
    write()
