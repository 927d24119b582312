"""From a file on disk to canonical rows, with the real readers."""

import json
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from par_metrics.errors import RefusedFileError
from par_metrics.exports.export import read_and_normalise
from par_metrics.exports.rows.references import References
from par_metrics.support.folding import fold
from tests.support.export_tables import context

SAMPLE = Path(__file__).parents[3] / "sample_data"
TRUTH = json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8"))
FILES = {entry["file"]: entry for entry in TRUTH["files"]}


def sample_references() -> References:
    units = pl.read_csv(SAMPLE / "truth" / "units.csv", infer_schema=False)
    procedures = pl.read_csv(SAMPLE / "truth" / "procedures.csv", infer_schema=False)
    return References(
        unit_codes=frozenset(units["unit_code"]),
        unit_code_by_name={fold(n): c for n, c in zip(units["unit_name"], units["unit_code"], strict=True)},
        procedure_codes=frozenset(procedures["procedure_code"]),
        procedure_code_by_name={
            fold(n): c for n, c in zip(procedures["procedure_name"], procedures["procedure_code"], strict=True)
        },
        own_unit="H60.101",
    )


@pytest.mark.parametrize("name", list(FILES))
def test_every_sample_export_is_read_as_its_truth_says(name: str) -> None:
    expected = FILES[name]
    whole = read_and_normalise(SAMPLE / "exports" / name, context=context(sample_references()))
    read = whole.normalised
    by_rule = dict(read.refused["rule"].value_counts().iter_rows())
    assert whole.export.kind.name == expected["kind"]
    assert read.rows_read == expected["rows_read"]
    assert by_rule == expected["rejected_by_rule"]
    assert read.frame.height == expected["accepted"] + expected["duplicates"]
    assert read.frame.n_unique(list(whole.export.kind.key)) == expected["accepted"]


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_file_tells_its_kind_profile_time_and_rows(tmp_path: Path) -> None:
    path = write(
        tmp_path / "hoso-20260901.csv",
        "UBND phường An Tường;;;",
        "Ngày xuất: 20/09/2026 10:00;;;",
        "Mã hồ sơ;Trạng thái;Ngày hẹn trả;Chủ hồ sơ",
        "H60.101-260301-0001;Đang xử lý;05/03/2026;Trần Thị Bình",
        "H60.101-260301-0002;Đang xử lý;Trần Thị Bình;Trần Thị Bình",
    )
    whole = read_and_normalise(path, context=context())
    assert (whole.export.kind.name, whole.export.profile_id) == ("dossiers", "danh-sach-ho-so@1")
    assert whole.export.exported_at == datetime(2026, 9, 20, 10)
    refused = whole.normalised.refused
    assert refused["row"].to_list() == [5]
    assert "Trần" not in refused.write_json()


def test_a_header_row_given_by_a_profile_and_headings_only_it_knows(tmp_path: Path) -> None:
    profile = write(
        tmp_path / "p.toml",
        'name = "p"',
        "version = 2",
        'kind = "dossiers"',
        "[read]",
        "header_row = 2",
        'separator = ";"',
        "[columns]",
        'dossier_code = "Hs"',
        'status = "Tt"',
        "[constants]",
        'unit_code = "U1"',
    )
    path = write(tmp_path / "a.csv", "x;y", "Hs;Tt", "1;4")
    whole = read_and_normalise(path, profile=profile, context=context())
    assert whole.normalised.frame["dossier_code"].to_list() == ["1"]
    assert whole.export.profile_id.startswith("p@2-")


def test_a_file_without_a_header_does_not_show_its_cells(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "H60.101-260301-0001,Trần Thị Bình,0912345678", "H60.101-260301-0002,Lê Văn An,0")
    with pytest.raises(RefusedFileError) as error:
        read_and_normalise(path, context=context())
    for text in error.value.label:
        assert "Bình" not in text and "0912345678" not in text
