"""A file that asks for too much is refused by the name of the limit, and the others are loaded."""

import gzip
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from par_metrics import Workspace
from par_metrics.domain.limits import Limits
from par_metrics.exports.own_process import is_heavy
from par_metrics.loading.report import LoadReport
from par_metrics.readers import limits as readers_limits
from par_metrics.readers import sheet_texts
from tests.support.raw_workbooks import raw_workbook, texts
from tests.support.read_files import workbook

HEADINGS = ("dossier_code", "unit_code", "status", "received_at")
ROW = ("H60.101-260401-0001", "H60.101", "10", "2026-04-02 08:00:00")
CSV = f"{','.join(HEADINGS)}\n{','.join(ROW)}\n".encode()
RECORD = dict(zip(HEADINGS, ROW, strict=True))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Workspace.create(tmp_path_factory.mktemp("limits") / "ws", unit="H60.101").root


def loaded(root: Path, path: Path, limits: str = "") -> LoadReport:
    """What comes of a file under the limits given as TOML, of a workspace that has seen others."""
    (root / "par-metrics.toml").write_text(f'unit = "H60.101"\n[limits]\n{limits}', encoding="utf-8")
    return Workspace(root).ingest(path, exported_at="2026-05-01")


def zipped(path: Path, part: bytes, times: int) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.csv", "w") as member:
        for _ in range(times):
            member.write(part)
    return path


def with_parts(path: Path, **parts: tuple[bytes, int]) -> Path:
    """A workbook with further parts, each some bytes so many times."""
    raw_workbook(path, texts(1, *HEADINGS) + texts(2, *ROW))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, (part, times) in parts.items():
            with archive.open(f"xl/{name}.xml", "w") as member:
                for _ in range(times):
                    member.write(part)
    return path


def shared(path: Path) -> Path:
    """A long text, held once, that stands in thousands of cells."""
    cells = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(2, 5000))
    return with_text(raw_workbook(path, texts(1, *HEADINGS) + cells), "A" * 32_000)


def with_text(path: Path, text: str) -> Path:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", f"<sst><si><t>{text}</t></si></sst>")
    return path


def parquet(path: Path, rows: int, value: str) -> Path:
    """Columns of one value, which a file of some kilobytes holds for any number of rows."""
    column = pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, dtype=np.int32)), pa.array([value]))
    return table(path, pa.table(dict.fromkeys(HEADINGS, column)))


def table(path: Path, rows: pa.Table) -> Path:
    pq.write_table(rows, path, compression="zstd")
    return path


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


BLANKS = b" " * (1 << 20)
TOO_MUCH: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "gzip": ("times_packed", lambda path: written(path, gzip.compress(BLANKS * 3))),
    "zip": ("times_packed", lambda path: zipped(path, BLANKS, 3)),
    "gzip in a zip": ("times_packed", lambda path: zipped(path, gzip.compress(BLANKS * 3), 1)),
    "sheet": ("times_packed", lambda path: with_parts(path, styles2=(BLANKS, 3))),
    "sheets": ("sheets", lambda path: workbook(path, {f"S{number}": [[*HEADINGS], [*ROW]] for number in range(501)})),
    "unknown columns": ("columns", lambda path: written(path, b",".join(b"c%d" % number for number in range(9000)))),
    "columns of a sheet": ("columns", lambda path: workbook(path, {"S": [[f"c{number}" for number in range(4001)]]})),
    "shared text": ("times_packed", shared),
    "text of a Parquet file": ("times_packed", lambda path: parquet(path, 1 << 10, "A" * 20_000)),
    "cells of a Parquet file": ("cells", lambda path: parquet(path, 1 << 17, "H60.101")),
    "values in lists": ("cells", lambda path: table(path, pa.table({"x": [np.zeros(100_000, dtype=np.int32)]}))),
    "columns": (
        "columns",
        lambda path: written(path, CSV.replace(b"\n", b"," + b",".join(b"c%d" % i for i in range(100_000)) + b"\n")),
    ),
    "keys": (
        "columns",
        lambda path: written(path, json.dumps([{f"k{i}": 1} | RECORD for i in range(5000)]).encode()),
    ),
    "line": ("cell_mb", lambda path: written(path, CSV + b"x" * (24 << 20))),
    "text of a JSON file": ("cell_mb", lambda path: written(path, b'[{"a":"' + b"x" * (9 << 20) + b'"}]')),
    "nested lists": ("nesting", lambda path: written(path, b'[{"a":' + b"[" * 5000 + b"]" * 5000 + b"}]")),
    "nested objects": ("nesting", lambda path: written(path, b'{"a":' * 100 + b"1" + b"}" * 100)),
    "open brackets": ("nesting", lambda path: written(path, b"[" * 100_000)),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_what_asks_for_too_much_is_refused_by_the_name_of_the_limit(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    limit, make = TOO_MUCH[name]
    for module in (readers_limits, sheet_texts):
        monkeypatch.setattr(module, "HARMLESS_BYTES", 1 << 20)
    report = loaded(root, make(tmp_path / "hostile.bin"), "cells = 200_000")
    assert report.refused_rule == "over_limit", report.refused_reason
    assert report.refused_reason is not None
    assert limit in report.refused_reason.vi and f"over the limit {limit}" in report.refused_reason.en


@pytest.mark.parametrize(
    ("limits", "make"),
    [
        ("memory_gb = 0.2", lambda path: parquet(path, 1 << 23, "H60.101")),
        ("cpu_minutes = 0.005", lambda path: parquet(path, 1 << 23, "H60.101")),
    ],
    ids=["memory", "time"],
)
def test_what_the_system_has_to_stop_is_refused_too(
    root: Path, tmp_path: Path, limits: str, make: Callable[[Path], Path]
) -> None:
    """In a process of its own, which the limits end: this one goes on."""
    path = make(tmp_path / "heavy.parquet")
    assert is_heavy(path)
    report = loaded(root, path, limits)
    assert report.refused_rule == "over_limit" and report.refused_reason is not None
    assert limits.partition(" ")[0] in report.refused_reason.vi
    assert Workspace(root).ingest(written(tmp_path / "good.csv", CSV), exported_at="2026-05-01").refused == 0


def test_a_limit_that_is_raised_lets_the_file_in(root: Path, tmp_path: Path) -> None:
    many = [*HEADINGS, *(f"c{number}" for number in range(200))]
    path = written(tmp_path / "wide.csv", "\n".join([",".join(many), ",".join([*ROW, *"1" * 200])]).encode())
    assert loaded(root, path, "columns = 100").refused_rule == "over_limit"
    assert loaded(root, path, "columns = 300").refused_reason is None


def test_honest_files_are_far_below_the_limits(tmp_path: Path) -> None:
    limits = Limits()
    assert limits.cells > 1_048_576 * 40
    repeated = b"".join(CSV.replace(b"0001", b"%04d" % number) for number in range(2000))
    packed = len(gzip.compress(repeated))
    assert len(repeated) < packed * limits.times_packed
