"""Planting values in exports: in every column of every kind, headings, keys, names of sheets, files and members."""

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl
import xlsxwriter

from schemas import KINDS, RecordKind

# A row of each kind that is taken, with what tells it from others (`_filled`).
ROWS: dict[str, dict[str, str]] = {
    "units": {"unit_code": "H60.{n}", "unit_name": "Phường An Tường", "level": "commune", "former_names": ""},
    "procedures": {"procedure_code": "1.{n:06d}", "procedure_name": "Đăng ký khai sinh", "field": "Hộ tịch"},
    "dossiers": {
        "dossier_code": "H60.101-260105-{n:04d}", "unit_code": "H60.101", "status": "4", "field": "Hộ tịch",
        "received_at": "2026-01-05", "due_at": "2026-01-15",
    },
    "payments": {"transaction_code": "GD{n}", "unit_code": "H60.101", "amount_vnd": "1000", "status": "paid"},
    "feedback": {"feedback_code": "PA{n}", "unit_code": "H60.101", "sent_at": "2026-01-05"},
    "survey_answers": {
        "survey": "sipas", "respondent_code": "P{n}", "unit_code": "H60.101", "answered_on": "2026-03-05",
        "question_code": "C{n}", "criterion": "1", "answer": "4",
    },
    "staff": {"staff_code": "CB{n}", "unit_code": "H60.101", "as_of": "2026-06-30"},
    "findings": {"finding_code": "KN{n}", "unit_code": "H60.101", "kind": "par_inspection", "raised_on": "2026-03-05"},
    "documents": {"document_code": "VB{n}", "unit_code": "H60.101", "handled_on": "2026-03-05", "direction": "out"},
    "agency_reports": {"unit_code": "H60.{u}", "year": "{y}", "duty": "documents_online", "is_fulfilled": "1"},
    "assessments": {
        "unit_code": "H60.101", "year": "2026", "criterion_code": "1.{n}", "max_points": "2", "domain": "Thể chế",
        "evidence": "12/BC-UBND",
    },
    "papi_scores": {"place_code": "H60", "year": "2026", "dimension": "1", "score": "5", "origin": "published"},
    "task_reports": {
        "plan_row": "A.I.1.1", "unit_code": "H60.101", "period": "2026-Q1", "state": "on_track",
        "evidence": "12/BC-UBND", "reported_on": "2026-03-09",
    },
    "score_inputs": {
        "rules": "qd766-live-2026", "unit_code": "H60.{u}", "period": "{y}", "input": "progress",
        "numerator": "1", "denominator": "2", "origin": "Trang tiến độ",
    },
}  # fmt: skip
# What a bare number of an account cannot be told from, and a name of one or two words: see docs/privacy.md.
CODES_ALIKE = (
    *("dossier_code", "transaction_code", "feedback_code", "finding_code", "document_code", "receipt_number"),
    *("question_code", "criterion_code", "unit_code", "parent_code", "successor_code", "place_code", "staff_code"),
)  # fmt: skip
_FORMATS = ("csv", "xlsx", "json", "parquet")


def cells(kind: RecordKind, values: Sequence[str], exempt: Sequence[str]) -> list[dict[str, str]]:
    """As many rows as values, each value in another column of the kind in turn; what is personal holds one too."""
    fields = [field for field in kind.fields if field.name != "source"]
    personal = [field.name for field in fields if field.personal or field.pseudonym]
    rows = []
    for number, value in enumerate(values):
        row = {name: _filled(text, number + 100) for name, text in ROWS[kind.name].items()}
        row |= {name: values[(number + 7) % len(values)] for name in personal}
        place = fields[number % len(fields)].name
        is_exempt = value in exempt and place in (*CODES_ALIKE, "unit_name", "former_names", "procedure_code")
        if not is_exempt and not (place.endswith("_vnd") and value.isdigit()):
            row[place] = value
        rows.append({field.name: row.get(field.name, "") for field in fields})
    good = ({name: _filled(text, number) for name, text in ROWS[kind.name].items()} for number in (901, 902))
    return [*rows, *({field.name: row.get(field.name, "") for field in fields} for row in good)]


def _filled(text: str, number: int) -> str:
    """With a number, one of four units, and a year, which tell rows apart."""
    return text.format(n=number, u=101 + number % 4, y=2001 + number // 4 % 98)


def write(rows: Sequence[dict[str, str]], path: Path) -> None:
    """As CSV, XLSX, JSON or Parquet, by the ending of the path."""
    frame = pl.DataFrame(rows)
    if path.suffix == ".csv":
        frame.write_csv(path)
    elif path.suffix == ".json":
        path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    elif path.suffix == ".parquet":
        frame.write_parquet(path)
    else:
        write_sheets({"Sheet1": frame}, path)


def write_sheets(sheets: dict[str, pl.DataFrame], path: Path, hidden: Sequence[str] = ()) -> None:
    """A workbook of text cells."""
    book = xlsxwriter.Workbook(path)
    for name, frame in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate([frame.columns, *frame.rows()]):
            sheet.write_row(number, 0, row)
        if name in hidden:
            sheet.hide()
    book.close()


def sheet_name(value: str) -> str:
    """A value as Excel takes it for the name of a sheet."""
    return "".join("-" if character in "[]:*?/\\'" else character for character in value)[:31]


def plant(folder: Path, values: Sequence[str], exempt: Sequence[str]) -> None:
    """Write all exports: a file of each kind in one format, of dossiers in each, and files with hostile names."""
    for number, kind in enumerate(KINDS.values()):
        turned = (*values[number * 17 :], *values[: number * 17])
        if kind.name == "units":  # of each a run publishes figures, which takes its time
            turned = turned[::8]
        write(cells(kind, turned, exempt), folder / f"{kind.name}.{_FORMATS[number % len(_FORMATS)]}")
    for number, ending in enumerate(_FORMATS):
        turned = (*values[number * 31 + 5 :], *values[: number * 31 + 5])[number::3]
        write(cells(KINDS["dossiers"], turned, exempt), folder / f"dossiers-{number}.{ending}")
    for name, data in _hostile(values):
        (folder / name).write_bytes(data)


def _hostile(values: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Files that bear values as headings, keys, names of sheets and members, titles, and names of their own."""
    good = {"Mã hồ sơ": "H60.101-260106-{n:04d}", "Mã đơn vị": "H60.101", "Trạng thái": "Đang xử lý"}
    row = {heading: text.format(n=1) for heading, text in good.items()}
    named = [value for value in values if '"' not in value]
    head = pl.DataFrame([row | dict.fromkeys(named, "x")])
    yield "headings.csv", head.write_csv().encode()
    words = [value for value in named if not any(map(str.isdigit, value)) and "@" not in value]
    yield "headings-of-words.csv", pl.DataFrame([row | dict.fromkeys(words, "x")]).write_csv().encode()
    yield "keys-of-words.json", json.dumps([row | dict.fromkeys(words, "x")], ensure_ascii=False).encode()
    yield "unknown-headings.csv", pl.DataFrame([dict.fromkeys(named[:40], "x")]).write_csv().encode()
    yield "unknown-cells.csv", ("a,b\n" + "\n".join(f"{value},x" for value in named)).encode()
    yield "keys.json", json.dumps([row | dict.fromkeys(named, "x")], ensure_ascii=False).encode()
    yield "lists.json", json.dumps({value: [row] for value in named[:50]}, ensure_ascii=False).encode()
    yield "titles.csv", ("\n".join(named[:60]) + "\nMã hồ sơ;Mã đơn vị;Trạng thái\nH60-7;H60.101;4\n").encode()
    yield "broken.json", f'[{{"MaHoSo": "{named[3]}", "x": "{named[60]}"'.encode()
    moved = "Mã hồ sơ,Mã đơn vị,Trạng thái,Người nộp\n" + "".join(
        f"H60-{n},H60.101,{value.replace(',', ' ')},Đang xử lý\n" for n, value in enumerate(named)
    )
    yield "moved.csv", moved.encode()
    yield "members.zip", _zipped([f"{value.replace('/', '-')}.csv" for value in values[:60]])
    for number, value in enumerate(values[::15]):
        data = f"Mã hồ sơ,Mã đơn vị,Trạng thái\nH60.101-26010{number % 10}-1{number:03d},H60.101,{number % 3 * 7}\n"
        yield f"{value.replace('/', '-')}.csv", data.encode()
    for number, start in enumerate(range(0, 180, 60)):
        names = dict.fromkeys(map(sheet_name, values[start : start + 60 : 3]))
        sheets = {name: pl.DataFrame([row | {"Mã hồ sơ": f"H60-{number}-{n}"}]) for n, name in enumerate(names)}
        others = dict.fromkeys(map(sheet_name, values[start + 1 : start + 60 : 6]))
        sheets |= {name: pl.DataFrame({"x": ["1", "2"], "y": ["a", "b"]}) for name in others if name not in sheets}
        buffer = io.BytesIO()
        write_sheets({"Danh sách": pl.DataFrame([row]), **sheets}, buffer, hidden=list(others))  # type: ignore[arg-type]
        yield f"sheets-{number}.xlsx", buffer.getvalue()


def _zipped(names: Sequence[str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "Mã hồ sơ,Trạng thái\nA-1,4\n")
    return buffer.getvalue()
