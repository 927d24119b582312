"""Readers, the one writer, and what an empty, missing or foreign database means."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from par_metrics.errors import ParMetricsError, UsageError, WorkspaceBusyError
from par_metrics.warehouse import Warehouse, connect, lock, tables
from schemas import KINDS
from tests.unit.warehouse.loader import Loader

JAN, FEB = datetime(2026, 1, 1), datetime(2026, 2, 1)
UNIT = {"unit_code": "H60.101", "unit_name": "Phường An Tường"}

# Another process that holds the workspace until its standard input is closed.
_HOLD = """
import sys
from pathlib import Path
from par_metrics.warehouse import Warehouse
with getattr(Warehouse(Path(sys.argv[1])), sys.argv[2])():
    print("held", flush=True)
    sys.stdin.read()
"""


class Holder:
    """Another process that is writing or reading."""

    def __init__(self, root: Path, how: str) -> None:
        command = [sys.executable, "-c", _HOLD, str(root), how]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    def __enter__(self) -> "Holder":
        assert self.process.stdout is not None and self.process.stdout.readline().strip() == b"held"
        return self

    def __exit__(self, *exception: object) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "WAIT_SECONDS", 0.1)
    monkeypatch.setattr(connect, "READER_WAIT_SECONDS", 0.2)
    monkeypatch.setattr(connect, "WRITER_WAIT_SECONDS", 0.2)
    monkeypatch.setattr(connect, "WAIT_FOR_OTHERS_SECONDS", 0.2)


def test_a_new_workspace_reads_as_empty_and_is_not_written(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    assert warehouse.loads().is_empty() and "register_digest" in warehouse.loads().columns
    assert warehouse.rejects().is_empty()
    assert warehouse.rejects().columns[:4] == ["load_id", "file", "kind", "row"]
    assert all(warehouse.sql(f"SELECT * FROM {kind}").is_empty() for kind in KINDS)
    assert not list(tmp_path.iterdir())


def test_a_second_writer_is_told_who_writes(loader: Loader) -> None:
    with Holder(loader.warehouse.layout.root, "writer") as holder:
        with pytest.raises(WorkspaceBusyError, match=f"PID {holder.process.pid}") as caught, loader.warehouse.writer():
            pass
        started = json.loads(loader.warehouse.layout.lock.with_suffix(".json").read_text())["started_at"]
        assert f"từ {datetime.fromisoformat(started):%H:%M %d/%m/%Y}" in caught.value.label.vi


def test_a_killed_writer_holds_nothing(loader: Loader) -> None:
    with Holder(loader.warehouse.layout.root, "writer"):
        pass  # killed here
    assert loader.load("units", [UNIT], JAN).inserted == 1
    assert not loader.warehouse.layout.lock.with_suffix(".json").exists()


def test_another_thread_is_another_writer(loader: Loader) -> None:
    errors: list[BaseException] = []

    def write() -> None:
        try:
            with loader.warehouse.exclusive():
                pass
        except WorkspaceBusyError as error:
            errors.append(error)

    with loader.warehouse.exclusive():
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
    assert len(errors) == 1


def test_a_reader_beside_a_writer_of_another_process_is_sent_to_what_is_published(loader: Loader) -> None:
    loader.load("units", [UNIT], JAN)
    with Holder(loader.warehouse.layout.root, "writer"), pytest.raises(WorkspaceBusyError, match="published/latest"):
        loader.warehouse.loads()


def test_a_process_that_is_only_preparing_a_load_keeps_no_reader_out(loader: Loader) -> None:
    loader.load("units", [UNIT], JAN)
    with Holder(loader.warehouse.layout.root, "exclusive"):
        assert loader.warehouse.loads().height == 1


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps the names of open files")
def test_a_reader_of_another_process_keeps_its_file_and_the_writer_goes_on_in_a_copy(
    loader: Loader, caplog: pytest.LogCaptureFixture
) -> None:
    loader.load("units", [UNIT], JAN)
    database = loader.warehouse.layout.database
    with Holder(loader.warehouse.layout.root, "reader") as holder:
        former = database.stat().st_ino
        assert loader.load("units", [{**UNIT, "unit_code": "H60.102"}], FEB).inserted == 1
        assert f"PID {holder.process.pid}" in caplog.text
        assert database.stat().st_ino != former and database.stat().st_mode & 0o777 == 0o600
        assert loader.warehouse.sql("SELECT count(*) FROM units").item() == 2
    assert loader.warehouse.loads().height == 2


def test_a_writer_waits_only_so_long_for_a_program_that_may_write_too(loader: Loader) -> None:
    loader.load("units", [UNIT], JAN)
    database = loader.warehouse.layout.database
    opens = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", opens, str(database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None and other.stdout.readline().strip() == b"held"
        number = database.stat().st_ino
        with pytest.raises(WorkspaceBusyError, match=f"PID {other.pid}"), loader.warehouse.writer():
            pass
        assert database.stat().st_ino == number
        other.kill()


def test_nobody_is_answered_from_a_former_file(loader: Loader) -> None:
    """DuckDB hands to a process what it has open, also where there is another file now."""
    loader.load("units", [UNIT], JAN)
    database = loader.warehouse.layout.database
    with loader.warehouse.reader() as opened:
        shutil.copyfile(database, database.with_name("copy"))
        database.with_name("copy").replace(database)
        with pytest.raises(WorkspaceBusyError, match="former"):
            loader.warehouse.loads()
        assert opened.execute("SELECT count(*) FROM units").fetchall() == [(1,)]
    assert loader.warehouse.loads().height == 1


@pytest.mark.parametrize("text", ["", "[]", "null", '{"pid": []}', "[" * 100_000, "\udcff"])
def test_whatever_stands_in_the_signature_of_a_lock(loader: Loader, text: str) -> None:
    with Holder(loader.warehouse.layout.root, "writer"):
        signature = loader.warehouse.layout.lock.with_suffix(".json")
        signature.write_bytes(text.encode(errors="surrogateescape"))
        with pytest.raises(WorkspaceBusyError, match="not known"), loader.warehouse.writer():
            pass
    assert loader.load("units", [UNIT], JAN).inserted == 1


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_what_is_written_is_its_owners_alone_whatever_the_mask(loader: Loader) -> None:
    before = os.umask(0o000)
    try:
        loader.load("units", [UNIT], JAN)
        assert os.umask(0o000) == 0o000
    finally:
        os.umask(before)
    root = loader.warehouse.layout.root
    written = [path for path in root.rglob("*") if path.is_file()]
    assert written and all(path.stat().st_mode & 0o077 == 0 for path in written)
    assert (root / "lake").stat().st_mode & 0o777 == 0o700


def test_within_one_process_a_reader_works_beside_the_writer_and_sees_what_is_committed(loader: Loader) -> None:
    loader.load("units", [UNIT], JAN)
    with loader.warehouse.writer() as connection:
        connection.begin()
        connection.execute("DELETE FROM units_versions").fetchall()
        assert loader.current("units").height == 1
        connection.rollback()
    assert loader.current("units").height == 1


@pytest.mark.parametrize("beside_writer", [False, True])
def test_a_reader_cannot_write(loader: Loader, beside_writer: bool) -> None:
    loader.load("units", [UNIT], JAN)
    if beside_writer:
        with loader.warehouse.writer(), pytest.raises(UsageError):
            loader.warehouse.sql("DELETE FROM units_versions")
    else:
        with loader.warehouse.reader() as connection, pytest.raises(duckdb.Error):
            connection.execute("DELETE FROM units_versions").fetchall()
    assert loader.current("units").height == 1


def test_the_view_of_a_kind_shows_its_current_records(loader: Loader) -> None:
    loader.load("units", [UNIT], JAN)
    loader.load("units", [UNIT | {"unit_name": "Phường Mới"}], datetime(2026, 2, 1))
    assert loader.warehouse.sql("SELECT unit_name FROM units").rows() == [("Phường Mới",)]


def test_a_wrong_query_is_a_usage_error(loader: Loader) -> None:
    with pytest.raises(UsageError, match="wrong SQL"):
        loader.warehouse.sql("SELECT nothing FROM nowhere")


_OTHERS = {
    "no digest": "DROP MACRO tables_digest",
    "another digest": "CREATE OR REPLACE MACRO tables_digest() AS 'another'",
    "no tables": "DROP TABLE loads; DROP TABLE units_versions CASCADE; DROP MACRO tables_digest",
}


@pytest.mark.parametrize("change", _OTHERS.values(), ids=_OTHERS)
@pytest.mark.parametrize("is_writer", [False, True], ids=["read", "written"])
def test_a_database_of_other_software_is_made_again_from_the_lake(loader: Loader, change: str, is_writer: bool) -> None:
    loader.load("units", [UNIT], JAN)
    before = loader.warehouse.loads()
    with duckdb.connect(str(loader.warehouse.layout.database)) as connection:
        connection.execute(change).fetchall()
    if is_writer:
        with loader.warehouse.writer():
            pass
    assert loader.warehouse.sql("SELECT unit_code FROM units").rows() == [("H60.101",)]
    assert loader.warehouse.loads().equals(before)


def test_a_database_is_not_made_again_from_a_lake_that_lacks_its_loads(loader: Loader) -> None:
    loader.load("units", [UNIT], JAN)
    loader.load("units", [UNIT | {"unit_name": "Phường Mới"}], datetime(2026, 2, 1))
    with duckdb.connect(str(loader.warehouse.layout.database)) as connection:
        connection.execute(_OTHERS["another digest"]).fetchall()
    content = loader.warehouse.layout.database.read_bytes()
    next(loader.warehouse.layout.lake.glob("*/*.parquet")).unlink()
    with pytest.raises(ParMetricsError, match="the file is missing"):
        loader.warehouse.loads()
    assert loader.warehouse.layout.database.read_bytes() == content


def test_a_database_with_the_tables_of_this_software_is_left_alone(loader: Loader) -> None:
    loader.load("units", [UNIT], JAN)
    with loader.warehouse.reader() as connection:
        before = connection.execute("SELECT * FROM duckdb_views() WHERE NOT internal").fetchall()
    content = loader.warehouse.layout.database.read_bytes()
    for _ in range(2):
        with loader.warehouse.writer() as connection:
            assert connection.execute("SELECT * FROM duckdb_views() WHERE NOT internal").fetchall() == before
    assert loader.warehouse.layout.database.read_bytes() == content


@contextmanager
def next_software(monkeypatch: pytest.MonkeyPatch, columns: dict[str, str], column_type: str) -> Iterator[None]:
    """Software that knows one more column of some tables."""
    with monkeypatch.context() as patched:
        patched.setitem(columns, "next", column_type)
        for made_once in (tables._script, tables._digest):
            patched.setattr(tables, made_once.__name__, made_once.__wrapped__)
        yield


def test_another_definition_of_the_tables_has_another_digest(loader: Loader, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next software's columns are there in the database that it makes from the lake."""
    loader.load("units", [UNIT], JAN)
    with next_software(monkeypatch, tables._VERSION_COLUMNS, "BIGINT"):
        with loader.warehouse.writer():
            pass
        assert loader.warehouse.sql("SELECT next FROM units_versions").rows() == [(None,)]
    assert "next" not in loader.warehouse.sql("SELECT * FROM units_versions").columns


def test_tables_half_made_are_not_taken_for_whole(loader: Loader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the last column cannot be made no table is, and no digest."""
    with (
        next_software(monkeypatch, tables._LOAD_COLUMNS, "NO_SUCH_TYPE"),
        pytest.raises(duckdb.CatalogException),
        loader.warehouse.writer(),
    ):
        pass
    with loader.warehouse.writer() as connection:
        names = {name for (name,) in connection.execute("SHOW TABLES").fetchall()}
    others = {"loads", "refused_rows", "withdrawals", "absences", "load_sources", "procedures_dated"}
    assert names == {*others, *KINDS, *(f"{kind}_versions" for kind in KINDS)}


def test_a_lost_database_is_not_taken_for_an_empty_workspace(loader: Loader) -> None:
    loader.load("units", [UNIT], JAN)
    loader.warehouse.layout.database.unlink()
    for use in (loader.warehouse.loads, lambda: loader.load("units", [UNIT], JAN)):
        with pytest.raises(ParMetricsError, match="par-metrics rebuild"):
            use()
    assert len(list(loader.warehouse.layout.lake.glob("*/*.parquet"))) == 1
    loader.warehouse.rebuild()
    assert loader.current("units").height == 1


def test_a_damaged_database_asks_for_a_rebuild(loader: Loader) -> None:
    loader.load("units", [UNIT], JAN)
    loader.warehouse.layout.database.write_bytes(b"x" * 5000)
    with pytest.raises(ParMetricsError, match="par-metrics rebuild"):
        loader.warehouse.loads()
    loader.warehouse.rebuild()
    assert loader.current("units").height == 1


def test_an_older_copy_of_the_database_does_not_cost_the_lake(loader: Loader) -> None:
    loader.load("units", [UNIT], JAN)
    old = loader.warehouse.layout.database.read_bytes()
    loader.load("units", [UNIT | {"unit_code": "H60.102"}], JAN)
    loader.load("units", [UNIT | {"unit_code": "H60.103"}], JAN)
    loader.warehouse.layout.database.write_bytes(old)
    with pytest.raises(ParMetricsError, match="par-metrics rebuild"), loader.warehouse.writer():
        pass
    loader.warehouse.rebuild()
    assert loader.current("units").height == 3


_REBUILD_AND_LOAD = """
import sys
from datetime import datetime
from pathlib import Path
from tests.unit.warehouse.loader import Loader
loader = Loader(Path(sys.argv[1]))
loader.warehouse.rebuild()
loader.count = 7
print(loader.load("units", [{"unit_code": "H60.102", "unit_name": "Phường Mỹ Lâm"}], datetime(2026, 2, 1)).load_id)
"""


def test_what_another_process_loaded_into_a_new_database_is_not_swept_by_one_that_has_the_old_one_open(
    loader: Loader,
) -> None:
    """DuckDB hands a process the database that it has open, also where another has taken its place."""
    loader.load("units", [UNIT], JAN)
    with loader.warehouse.reader():
        command = [sys.executable, "-c", _REBUILD_AND_LOAD, str(loader.warehouse.layout.root)]
        child = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3])
        for enter in (loader.warehouse.exclusive, lambda: loader.warehouse.exclusive_after(lambda _: None)):
            with pytest.raises(WorkspaceBusyError, match="while this process had the former one open"), enter():
                pass
    loaded = loader.warehouse.layout.lake_file("units", child.stdout.strip())
    assert loaded.exists()
    with loader.warehouse.writer():
        assert loaded.exists()
    assert loader.warehouse.loads()["load_id"].to_list()[1:] == [child.stdout.strip()]


def test_a_copied_workspace_is_written_as_any_other(loader: Loader, tmp_path: Path) -> None:
    loader.load("units", [UNIT], JAN)
    copy = Loader(shutil.copytree(loader.warehouse.layout.root, tmp_path / "copy"))
    with copy.warehouse.reader(), copy.warehouse.exclusive():
        pass
    copy.count = 7
    copy.load("units", [UNIT | {"unit_name": "An Tường"}], datetime(2026, 2, 1))
    assert copy.warehouse.loads().height == 2


@pytest.mark.parametrize("block", range(3))
def test_a_database_with_a_damaged_block_says_to_rebuild_it(loader: Loader, block: int) -> None:
    loader.load("units", [UNIT], JAN)
    database = loader.warehouse.layout.database
    content = bytearray(database.read_bytes())
    start, size = 3 * 4096 + block * 262_144, 1000  # blocks follow the file's three headers
    content[start + 8 : start + 8 + size] = b"Z" * size
    database.write_bytes(content)
    told = []
    for read in (loader.warehouse.loads, lambda: loader.warehouse.sql("SELECT * FROM units_versions")):
        try:
            read()
        except ParMetricsError as error:
            told.append(str(error))
    assert told and all("par-metrics rebuild" in text for text in told)
    loader.warehouse.rebuild()
    assert loader.warehouse.sql("SELECT unit_name FROM units").rows() == [(UNIT["unit_name"],)]


def test_one_thread_reads_while_another_opens_and_closes_the_database_to_write(
    loader: Loader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DuckDB calls a file in use that is just being opened or closed: it is waited for, and no damage."""
    monkeypatch.setattr(connect, "READER_WAIT_SECONDS", 30)
    monkeypatch.setattr(connect, "WRITER_WAIT_SECONDS", 30)
    loader.load("units", [UNIT], JAN)
    is_over = threading.Event()

    def read() -> int:
        times = 0
        while not is_over.is_set():
            assert loader.warehouse.loads().height == 1
            times += 1
            is_over.wait(0.03)
        return times

    with ThreadPoolExecutor(1) as another:
        reading = another.submit(read)
        try:
            for _ in range(15):
                with loader.warehouse.writer() as connection, loader.warehouse.writer() as inner:
                    assert inner is connection
        finally:
            is_over.set()
        assert reading.result() > 0
