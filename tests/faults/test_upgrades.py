"""A workspace of each former layout of the tables opens, gives the figures it gave, and keeps its old database."""

import json
import tarfile
import warnings
from pathlib import Path

import duckdb
import pytest

from par_metrics import Workspace
from par_metrics.errors import Notice, ParMetricsError
from par_metrics.operations.doctor import examine
from par_metrics.settings.layout import Layout
from par_metrics.warehouse import ledger
from par_metrics.warehouse.replaced import former_of
from par_metrics.warehouse.tables import SCHEMA, _digest
from tests.support.make_former import figures

FORMER = sorted((Path(__file__).parents[1] / "support" / "former").glob("*.tar.xz"))
# Whoever changes the tables raises SCHEMA, keeps a workspace of before in tests/support/former, and enters both here.
TABLES = {2: "3b1d08554b0de2f8eb231337014ec713ac90cb3fdcd04adf5a670da429776d79"}


def unpacked(archive: Path, folder: Path) -> Path:
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return folder


def test_the_number_of_the_tables_rises_with_them() -> None:
    assert TABLES[SCHEMA] == _digest()


@pytest.mark.parametrize("archive", FORMER, ids=lambda path: path.name.removesuffix(".tar.xz"))
def test_a_workspace_of_former_software_gives_the_same_figures(archive: Path, tmp_path: Path) -> None:
    root = unpacked(archive, tmp_path / "ws")
    layout, then = Layout(root), json.loads((root / "figures.json").read_text(encoding="utf-8"))
    old, is_former = layout.database.read_bytes(), not layout.ledger.exists()
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        now = figures(Workspace(root))
    named = {(row["indicator"], row["version"], row["unit_code"]): row for row in now}
    kept = [row for row in then if (row["indicator"], row["version"], row["unit_code"]) in named]
    # No definition of 0.1.0 is in force any more (docs/adr/0017-unknown-is-not-no.md).
    assert len(kept) > 10 or archive.name == "0.1.0.tar.xz"
    assert kept == [named[row["indicator"], row["version"], row["unit_code"]] for row in kept]
    notices = [str(warning.message) for warning in told if isinstance(warning.message, Notice)]
    assert any("made by earlier software" in text and "4 loads" in text for text in notices) is is_former
    assert former_of(layout.database).exists() is is_former
    if is_former:
        assert former_of(layout.database).read_bytes() == old
    records = Workspace(root).sql("SELECT dossier_code, status, completed_at FROM dossiers ORDER BY ALL")
    assert records["status"].to_list() == [10, 10, 10, 9, 4, 10] and f"{records['completed_at'][2]:%d %H}" == "12 08"
    known = ledger.read(layout)
    assert known is not None and len(known.loads) == 4 and all(load.files for load in known.loads.values())
    content = layout.database.read_bytes()
    assert Workspace(root).loads()["rejected"].sum() == 1
    assert layout.database.read_bytes() == content
    assert not [finding.label.en for finding in examine(root, verifies_all=True) if "ledger" in finding.label.en]


def test_a_former_workspace_whose_lake_lacks_a_file_is_not_made_again(tmp_path: Path) -> None:
    root = unpacked(next(path for path in FORMER if "freshness" in path.name), tmp_path / "ws")
    content = Layout(root).database.read_bytes()
    next(root.glob("lake/dossiers/*.parquet")).unlink()
    with pytest.raises(ParMetricsError, match="rebuild --restore"):
        Workspace(root).loads()
    assert Layout(root).database.read_bytes() == content and not Layout(root).ledger.exists()
    Workspace.create(root)  # its key
    assert Workspace(root).rebuild(restore=True).loads == 4


def test_a_newer_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    root = unpacked(next(path for path in FORMER if "ledger" in path.name), tmp_path / "ws")
    database = Layout(root).database
    with duckdb.connect(str(database)) as connection:
        connection.execute(f"CREATE OR REPLACE MACRO schema_number() AS {SCHEMA + 1}").fetchall()
        connection.execute("CREATE OR REPLACE MACRO tables_digest() AS 'of later software'").fetchall()
    content, ws = database.read_bytes(), Workspace(root)
    export = tmp_path / "units.csv"
    export.write_text("unit_code,unit_name,level\nH60.103,Xã Tân Trào,commune\n", encoding="utf-8")
    for use in (ws.loads, ws.rebuild, lambda: ws.ingest(export, kind="units")):
        with pytest.raises(ParMetricsError, match="Upgrade par-metrics") as caught:
            use()
        assert caught.value.rule == "newer_software"
    assert database.read_bytes() == content


def test_a_newer_ledger_and_newer_loads_are_not_taken_for_damage(tmp_path: Path) -> None:
    root = unpacked(next(path for path in FORMER if "ledger" in path.name), tmp_path / "ws")
    layout = Layout(root)
    known = ledger.read(layout)
    assert known is not None
    what, record = ledger.of_load(next(iter(known.loads.values())))
    ledger.write(layout, [(what, record)])
    ledger_text = layout.ledger.read_text(encoding="utf-8")
    seal, body = ledger_text[:64], ledger_text[65:-1].replace('"format": 1', '"format": 2')
    layout.ledger.write_text(f"{ledger._sealed(seal and '0' * 64, body)} {body}\n", encoding="utf-8")
    with pytest.raises(ParMetricsError, match="newer version"):
        Workspace(root).rebuild()
    from par_metrics.warehouse.loads import Load

    with pytest.raises(ParMetricsError, match="newer version"):
        Load.from_json(json.dumps(record | {"of_later_software": 1}))
