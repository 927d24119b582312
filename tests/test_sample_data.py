"""The committed sample, end to end: every row accounted for, every figure that of the oracle on the true records."""

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from par_metrics import Period, Workspace
from par_metrics.sample import registers, write_sample
from par_metrics.sample.dossiers import DossierMaker, as_known
from schemas import KINDS, ValueType
from tests.oracle import compute as oracle
from tests.oracle.base import Records
from tests.oracle.comparison import as_figures, flat, has_own_records
from tests.oracle.truth import Record
from tests.test_engine_agrees_with_oracle import generate

SAMPLE = Path(__file__).parents[1] / "sample_data"
AS_OF = datetime(2026, 10, 1)
TRUTH: dict[str, Any] = json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8"))
# Other warnings tell how a value was found, which truth.json leaves to the library.
SURE = ("missing_due_date", "odd_code", "due_before_received", "unknown_unit", "unknown_procedure")
# Some of each grain: the oracle counts slowly.
PERIODS = [Period.parse(label) for label in ("2026-09", "2026-Q2", "2026")]


# What a portal shows is typed in for scores; no indicator counts it, so the oracle does not hold it.
COUNTED = tuple(kind for kind in KINDS if kind in {field.name for field in fields(Records)})


# What the exports of the sample have no column for.
NOT_IN_A_PAPER_REGISTER = {"completed_at", "returned_at"}
NOT_IN_A_REGISTER = {"completed_at"}
DIGITAL = {"has_digital_components", "has_reused_components", "has_digital_result", "has_electronic_result"}
NOT_SYNCHRONISED = {"apology_sent_at", "is_apology_published", "is_result_published", "supplement_by_officer_fault"}


def true_records(folder: Path) -> Records:
    tables: dict[str, list[dict[str, Any]]] = {}
    for kind in COUNTED:
        text = pl.read_csv(folder / f"{kind}.csv", infer_schema=False)
        types = KINDS[kind].by_name
        rows = text.select(_typed(name, types[name].polars_type) for name in text.columns).to_dicts()
        tables[kind] = [as_read(kind, row, lacking(row) if kind == "dossiers" else ()) for row in rows]
    return Records(**tables, own_unit="H60.101")


def lacking(dossier: Record) -> set[str]:
    """The columns that its export lacks. Only a list tells when a dossier was submitted."""
    if dossier["source"] == "paper_register":
        return {*NOT_IN_A_PAPER_REGISTER, *NOT_SYNCHRONISED, *DIGITAL}
    if dossier["submitted_at"] is None:
        return {*NOT_IN_A_REGISTER, *NOT_SYNCHRONISED, *DIGITAL}
    return NOT_SYNCHRONISED if dossier["unit_code"] == "H60.103" else set()


def as_read(kind: str, record: Record, lacking: Iterable[str] = ()) -> dict[str, Any]:
    """The record as its export has it: what it lacks is no key, and an empty cell of a Boolean column is "no"."""
    defaults = {field.name: bool(field.default) for field in KINDS[kind].stored if field.type is ValueType.BOOLEAN}
    return {
        name: defaults.get(name) if value is None else value for name, value in record.items() if name not in lacking
    }


def _typed(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    match dtype:
        case pl.Boolean():
            return column == "true"
        case pl.Datetime():
            return column.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f")
        case pl.Date():
            return column.str.to_date()
        case _:
            return column.cast(dtype)


def ingest_sample(root: Path, files: list[dict[str, Any]]) -> Workspace:
    ws = Workspace.create(root, unit="H60.101")
    for file in files:
        report = ws.ingest(SAMPLE / "exports" / file["file"])
        found = {
            "file": report.file,
            "kind": report.kind,
            "rows_read": report.rows_read,
            "accepted": report.accepted,
            "rejected": report.rejected,
            "duplicates": report.duplicates,
        }
        assert found == {name: file[name] for name in found}, report.refused_reason
        rejects = ws.rejects(report.load_id) if report.rejected else pl.DataFrame(schema={"rule": pl.String})
        by_rule = dict(sorted(rejects["rule"].value_counts().iter_rows()))
        assert by_rule == file["rejected_by_rule"], file["file"]
        assert {rule: report.warnings.get(rule, 0) for rule in SURE} == dict.fromkeys(SURE, 0) | file["warnings"]
    return ws


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    return ingest_sample(tmp_path_factory.mktemp("workspace") / "ws", TRUTH["files"])


def disagreements(ws: Workspace, records: Records, as_of: datetime, periods: list[Period]) -> dict[str, Any]:
    """Where the library and the oracle differ: (period, unit, indicator and side) -> (library, oracle)."""
    found: dict[str, Any] = {}
    for period in periods:
        figures = ws.compute(list(oracle.INDICATORS), period=period, by="unit_code", as_of=as_of, with_totals=True)
        units = [unit for unit in records.registered if has_own_records(records, unit, min(as_of, period.end))]
        for unit in (*units, None):
            rows = figures.filter(pl.col("unit_code").eq_missing(pl.lit(unit, pl.String)))
            library = as_figures(rows)
            expected = flat(oracle.compute(records, period.start, period.end, as_of, unit))
            assert unit is not None or any(expected.values())
            for side in library.keys() | expected.keys():
                if library.get(side) != pytest.approx(expected.get(side), abs=1e-9):
                    found[f"{period.label} {unit} {side}"] = (library.get(side), expected.get(side))
    return found


def test_every_figure_of_every_unit_is_what_the_oracle_counts(loaded: Workspace) -> None:
    assert disagreements(loaded, true_records(SAMPLE / "truth"), AS_OF, PERIODS) == {}


def test_figures_as_of_an_earlier_day_are_the_oracles_too(loaded: Workspace) -> None:
    records = true_records(SAMPLE / "truth")
    assert disagreements(loaded, records, datetime(2026, 5, 20, 12), [Period.parse("2026-Q2")]) == {}


def test_the_order_of_loading_does_not_matter(loaded: Workspace, tmp_path: Path) -> None:
    registers, records = TRUTH["files"][:2], TRUTH["files"][2:]
    backwards = ingest_sample(tmp_path / "ws", [*registers, *reversed(records)])
    asked: dict[str, Any] = {"period": "2026", "by": "unit_code", "as_of": AS_OF}
    assert backwards.compute(**asked).equals(loaded.compute(**asked))


def test_the_same_file_again_changes_nothing(loaded: Workspace) -> None:
    before = loaded.compute(period="2026", as_of=AS_OF)
    report = loaded.ingest(SAMPLE / "exports" / TRUTH["files"][2]["file"])
    assert report.already_loaded
    assert loaded.compute(period="2026", as_of=AS_OF).equals(before)


def test_no_name_of_a_person_reaches_the_warehouse_or_the_rejects(loaded: Workspace) -> None:
    stored = [path for folder in ("lake", "rejects") for path in (loaded.root / folder).rglob("*.parquet")]
    assert stored
    for path in stored:
        text = pl.read_parquet(path).select(pl.col(pl.String))
        for name in ("Nguyễn Thị", "Trần Văn", "0900000000"):
            assert not text.select(pl.any_horizontal(pl.all().str.contains(name)).any()).item(), path


def test_the_committed_sample_is_what_the_generator_writes(tmp_path: Path) -> None:
    write_sample(TRUTH["dossiers"], TRUTH["units"], TRUTH["seed"], tmp_path)
    made = {path.relative_to(tmp_path): contents(path) for path in sorted(tmp_path.rglob("*")) if path.is_file()}
    kept = {path: contents(SAMPLE / path) for path in made}
    assert [path for path in made if made[path] != kept[path]] == []
    assert {path.name for path in (SAMPLE / "exports").iterdir()} == {
        path.name for path in (tmp_path / "exports").iterdir()
    }


def contents(path: Path) -> object:
    """The bytes of a file; of a workbook those of its parts, since zlib differs between Pythons."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as book:
        return {part: book.read(part) for part in book.namelist()}


def test_random_records_exported_and_loaded_give_the_oracles_figures(tmp_path: Path) -> None:
    records = replace(readable(generate(101)), own_unit="P1")
    ws = Workspace.create(tmp_path / "ws", unit="P1")
    for number, (kind, exported_at, rows) in enumerate(files_of(records)):
        file = tmp_path / f"{kind}-{number}.csv"
        pl.DataFrame(rows, infer_schema_length=None).write_csv(file)
        report = ws.ingest(file, kind=kind, exported_at=exported_at.isoformat())
        assert (report.accepted, report.rejected) == (len(rows), 0), report.refused_reason
    for as_of in (datetime(2026, 2, 14, 10, 30), datetime(2026, 4, 1), AS_OF):
        assert disagreements(ws, records, as_of, [Period.parse("2026-Q1"), Period.parse("2026-02")]) == {}


def readable(records: Records) -> Records:
    """Every cell that an export has can be read."""
    kinds = {kind: [as_read(kind, row, ("unread",)) for row in getattr(records, kind)] for kind in COUNTED}
    return replace(records, **kinds)


def files_of(records: Records) -> Iterator[tuple[str, datetime, list[Record]]]:
    """Kind, time of export and rows of each file: records that were exported at once and have the same columns."""
    for kind in COUNTED:
        files: dict[tuple[object, ...], list[Record]] = {}
        for row in sorted(getattr(records, kind), key=_loaded_at):
            named = {"unit_name": row["unit_code"], **row} if kind == "units" else row
            cells = {name: value for name, value in named.items() if name not in ("exported_at", "loaded_at")}
            files.setdefault((row.get("exported_at", AS_OF), _loaded_at(row), *sorted(cells)), []).append(cells)
        for (exported_at, *_), rows in files.items():
            assert isinstance(exported_at, datetime)
            yield kind, exported_at, rows


def _loaded_at(row: Mapping[str, Any]) -> datetime:
    return row.get("loaded_at", AS_OF)


def test_the_bulk_csv_is_read_as_what_it_was_made_from(tmp_path: Path) -> None:
    ws = Workspace.create(tmp_path / "ws")
    reports = [ws.ingest(path) for path in write_sample(1_500, 4, 9, tmp_path, layout="csv")]
    assert [(report.kind, report.rejected, report.duplicates) for report in reports] == [
        ("units", 0, 0),
        ("procedures", 0, 0),
        ("dossiers", 0, 0),
    ]
    units, procedures = registers.units(4), registers.procedures(9)
    dossiers = as_known(DossierMaker(units, procedures, 9).make(0, 1_500), datetime(2026, 9, 30, 17, 30))
    listed = [as_read("dossiers", row) for row in dossiers.to_dicts()]
    records = Records(dossiers=listed, procedures=procedures.to_dicts(), units=units.to_dicts())
    assert disagreements(ws, records, AS_OF, [Period.parse("2026-Q2")]) == {}
