"""A pseudonym is made of the code as the office meant it: `001` as it is written, a whole number without its `.0`."""

import json
from pathlib import Path

import pytest
import xlsxwriter

from par_metrics import Workspace
from par_metrics.domain.privacy import pseudonym
from par_metrics.errors import SettingsError

KEY = b"0123456789abcdef"
ROW = {"survey": "sipas", "unit_code": "H60.101", "answered_on": "2026-03-05", "criterion": "1", "answer": "4"}


def test_a_pseudonym_is_the_same_under_one_key_and_another_under_another() -> None:
    of, other = pseudonym(KEY), pseudonym(b"fedcba9876543210")
    assert of("001095012345") == of(" 001095012345 ")
    assert of("001095012345") != of("001095012346")
    assert of("001095012345") != other("001095012345")
    assert len(of("a")) == 16 and int(of("a"), 16) >= 0
    # HMAC-SHA-256, so that nobody without the key can test a guess.
    assert of("Trần Thị B") == "9769233456f7a20a"


def test_composed_and_decomposed_letters_are_one_person() -> None:
    of = pseudonym(KEY)
    assert of("Tr\u1ea7n") == of("Tra\u0302\u0300n")


def test_a_short_key_is_refused() -> None:
    with pytest.raises(SettingsError) as error:
        pseudonym(b"k" * 15)
    assert "16" in error.value.label.vi


def rows(codes: list[object]) -> list[dict[str, object]]:
    return [ROW | {"respondent_code": code, "question_code": f"C{n}"} for n, code in enumerate(codes)]


def csv(path: Path, codes: list[object]) -> None:
    lines = [",".join(map(str, row.values())) for row in rows(codes)]
    path.write_text("\n".join([",".join(rows([1])[0]), *lines]) + "\n", encoding="utf-8")


def book(path: Path, codes: list[object]) -> None:
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate([dict(zip(rows([1])[0], rows([1])[0], strict=True)), *rows(codes)]):
            for column, value in enumerate(row.values()):
                (sheet.write_string if isinstance(value, str) else sheet.write_number)(number, column, value)  # type: ignore[operator]


def document(path: Path, codes: list[object]) -> None:
    path.write_text(json.dumps(rows(codes)), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "write", "codes", "people"),
    [
        ("a.csv", csv, ["1", "001", "1.0", " 1 "], [0, 1, 0, 0]),
        ("a.xlsx", book, ["1", 1, 1.0, "001", "1.0"], [0, 0, 0, 1, 0]),
        ("a.json", document, ["1", 1, 1.0, "001", "1.0"], [0, 0, 0, 1, 0]),
    ],
)
def test_a_code_with_zeros_is_as_written_and_a_number_is_its_shortest_form(
    workspace: Workspace, tmp_path: Path, name: str, write: object, codes: list[object], people: list[int]
) -> None:
    write(tmp_path / name, codes)  # type: ignore[operator]
    assert workspace.ingest(tmp_path / name, exported_at="2026-04-01").accepted == len(codes)
    found = workspace.sql("SELECT respondent_code FROM survey_answers ORDER BY question_code").to_series().to_list()
    seen = list(dict.fromkeys(found))
    assert [seen.index(code) for code in found] == people
