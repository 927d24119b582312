"""Wrong figures that the text of a file could give: its line ends, invisible characters, words for nothing, dates."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from par_metrics import Workspace
from par_metrics.loading.report import LoadReport
from tests.support.read_files import workbook

HEAD = ("Mã hồ sơ", "Chủ hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý", "Trạng thái")
NAME = "Mẫu Thị Zyxwa"
Row = tuple[str, ...]


def dossier(number: int, due: str = "10/03/2026", completed: str = "09/03/2026", status: str = "Đã trả kết quả") -> Row:
    return (f"H60.101-260302-{number:04}", NAME, "02/03/2026", due, completed, status)


def ingest(
    ws: Workspace, data: bytes | str, name: str = "ds.csv", at: str = "2026-04-01", **more: object
) -> LoadReport:
    path = ws.root / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return ws.ingest(path, exported_at=at, **more)  # type: ignore[arg-type]


def lines(*rows: Row, separator: str = ",") -> list[str]:
    return [separator.join(row) for row in rows]


def csv(*rows: Row) -> bytes:
    return "\n".join(lines(HEAD, *rows)).encode()


def on_time(ws: Workspace) -> tuple[float, float]:
    figures = ws.compute(["on_time_rate"], period="2026-03", as_of="2026-04-01")
    return figures["numerator"].item(), figures["denominator"].item()


def kept_anywhere(ws: Workspace, text: str) -> list[Path]:
    """Files in which the workspace stored a text; the archive holds the exports themselves."""
    stored = [path for path in ws.root.rglob("*") if path.is_file() and path.parent != ws.root]
    stored = [path for path in stored if "archive" not in path.parts] + [ws.root / "warehouse.duckdb"]
    return [path for path in stored if text.encode() in path.read_bytes()]


def csv_file(path: Path, rows: list[Row]) -> Path:
    path.write_text("\n".join(lines(*rows)), encoding="utf-8")
    return path


def utf16_file(path: Path, rows: list[Row]) -> Path:
    path.write_text("\n".join(lines(*rows)), encoding="utf-16")
    return path


def json_file(path: Path, rows: list[Row]) -> Path:
    path.write_text(json.dumps([dict(zip(rows[0], row, strict=True)) for row in rows[1:]]), encoding="utf-8")
    return path


def parquet_file(path: Path, rows: list[Row]) -> Path:
    pl.DataFrame(rows[1:], schema=list(rows[0]), orient="row").write_parquet(path)
    return path


def xlsx_file(path: Path, rows: list[Row]) -> Path:
    return workbook(path, {"S": [list(row) for row in rows]})


WRITERS = (csv_file, utf16_file, json_file, parquet_file, xlsx_file)
Writer = Callable[[Path, list[Row]], Path]


# --- where a line ends -----------------------------------------------------------------

ENDS = [
    ("\r", "\n", "\n", "\n"),
    ("\n", "\r", "\r", "\r"),
    ("\r\n", "\r", "\n", "\r\n"),
    ("\r", "\r\n", "\r\n", ""),
    ("\r", "\r", "\r", "\n"),
    ("\n", "\r\n", "\r", ""),
    ("\r\r\n", "\r\r\n", "\r\r\n", ""),
]


@pytest.mark.parametrize("ends", ENDS)
@pytest.mark.parametrize("quoted", [False, True])
def test_no_record_is_joined_to_the_line_above_it(workspace: Workspace, ends: Row, quoted: bool) -> None:
    rows = [HEAD, *(dossier(number) for number in (1, 2, 3))]
    if quoted:
        rows = [tuple(f'"{cell}"' for cell in row) for row in rows]
    text = "".join(line + end for line, end in zip(lines(*rows), ends, strict=True))
    report = ingest(workspace, text)
    assert (report.rows_read, report.accepted, report.unknown_columns) == (3, 3, [])
    assert on_time(workspace) == (3, 3)
    assert not kept_anywhere(workspace, NAME)


def test_a_line_end_inside_a_cell_ends_no_record(workspace: Workspace) -> None:
    broken = list(dossier(1))
    broken[1] = "Mẫu Thị\rZyxwa"
    plain = "\r\n".join(lines(HEAD, tuple(broken), dossier(2)))
    assert ingest(workspace, plain, "a.csv").accepted == 2
    broken[1] = '"Mẫu Thị\rZyxwa, và\r\nngười khác"'
    assert ingest(workspace, "\n".join(lines(HEAD, tuple(broken), dossier(2))), "b.csv").accepted == 2


# --- a header that is none -------------------------------------------------------------

RECORD = dossier(1)
SWALLOWED = {
    "glued": ",".join(HEAD) + ",".join(RECORD),
    "side by side": ",".join((*HEAD, *RECORD)),
    "a code alone": ",".join((*HEAD, RECORD[0])),
    "a day alone": ",".join((*HEAD, "09/03/2026")),
    "a time alone": ",".join((*HEAD, "2026-03-09 08:00:00")),
    "a phone alone": ",".join((*HEAD, "0912 345 678")),
    "an identity number alone": ",".join((*HEAD, "015123456789")),
    "an address alone": ",".join((*HEAD, "zyxwa@example.org")),
    "a unit alone": ",".join((*HEAD, "H60.101")),
}


@pytest.mark.parametrize("head", SWALLOWED.values(), ids=list(SWALLOWED))
def test_a_header_that_holds_a_record_refuses_the_file_and_nothing_of_it_is_kept(
    workspace: Workspace, head: str
) -> None:
    report = ingest(workspace, "\n".join([head, *lines(dossier(2), dossier(3))]))
    assert report.refused_rule == "record_in_header"
    assert report.unknown_columns == []
    for private in (NAME, RECORD[0], "0912 345 678", "zyxwa@"):
        assert private not in str(report) and not kept_anywhere(workspace, private)


@pytest.mark.parametrize("make", WRITERS)
def test_a_list_without_a_header_is_refused_with_words_that_say_so(workspace: Workspace, make: Writer) -> None:
    path = make(workspace.root / "ds.bin", [dossier(number) for number in (1, 2, 3)])
    report = workspace.ingest(path)
    assert report.refused_reason is not None
    assert "header line" in report.refused_reason.en and "dòng tiêu đề" in report.refused_reason.vi
    assert NAME not in str(report) and RECORD[0] not in str(report) and not kept_anywhere(workspace, NAME)


@pytest.mark.parametrize("make", [csv_file, xlsx_file])
def test_records_above_the_header_are_not_lost_as_titles(workspace: Workspace, make: Writer) -> None:
    report = workspace.ingest(make(workspace.root / "ds.bin", [dossier(1), HEAD, dossier(2)]))
    assert report.refused_rule == "record_above_header" and NAME not in str(report)


def test_headings_with_numbers_are_headings(workspace: Workspace) -> None:
    more = ("2026", "Quý 1/2026", "(1)", "01/2026", "2026-03-01", "Mã (VD: H60.101)", "Mẫu số 06a", "1.2.1")
    report = ingest(workspace, "\n".join([",".join((*HEAD, *more)), *lines(dossier(1))]))
    assert (report.accepted, report.unknown_columns) == (1, list(more))


# --- what nobody sees ------------------------------------------------------------------

UNSEEN = "\u034f\u180b\u180e\ufe0f\ufffb\U000e0001\U000e0101"
UNSEEN += "\x00\x01\x1f\x7f\x85\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2066\u2069\ufeff"


@pytest.mark.parametrize("make", WRITERS)
def test_invisible_characters_make_no_second_dossier(workspace: Workspace, make: Writer) -> None:
    clean = [dossier(number) for number in range(1, 200)]
    assert ingest(workspace, csv(*clean)).inserted == 199
    dirty = [tuple("".join(cell[:3] + UNSEEN + cell[3:]) for cell in row) for row in (clean[0], clean[150])]
    rows = [tuple(f"{cell[:2]}{UNSEEN}{cell[2:]}" for cell in HEAD), dirty[0], *clean[1:150], dirty[1], *clean[151:]]
    if make is xlsx_file:  # XML holds no control characters
        rows = [tuple(cell.translate(dict.fromkeys(range(32))) for cell in row) for row in rows]
    report = workspace.ingest(make(workspace.root / "b.bin", rows), exported_at="2026-04-02")
    assert (report.unchanged, report.inserted, report.rejected) == (199, 0, 0), report
    assert on_time(workspace) == (199, 199)


@pytest.mark.parametrize("make", WRITERS)
def test_blanks_of_other_kinds_are_blanks(workspace: Workspace, make: Writer) -> None:
    rows = [
        dossier(n, completed=f"{blank}10/03/2026{blank}15:30", status=f"Đã{blank}trả{blank}kết{blank}quả{blank}")
        for n, blank in enumerate("\u00a0\u202f\u2009\u3000")
    ]
    assert workspace.ingest(make(workspace.root / "a.bin", [HEAD, *rows]), exported_at="2026-04-01").accepted == 4
    assert on_time(workspace) == (4, 4)


def test_a_text_filled_up_with_nul_bytes_is_read(workspace: Workspace) -> None:
    assert ingest(workspace, csv(dossier(1)) + b"\n" + b"\0" * 9000).accepted == 1


@pytest.mark.parametrize("separator", list(",;\t|^~"))
def test_whatever_separates_the_cells(workspace: Workspace, separator: str) -> None:
    assert ingest(workspace, "\n".join(lines(HEAD, dossier(1), dossier(2), separator=separator))).accepted == 2


# --- dates -----------------------------------------------------------------------------

MIDNIGHTS = (
    "10/03/2026 00:00:00",
    "20260310000000",
    "2026-03-10T00:00:00+07:00",
    "2026-03-09T17:00:00Z",
    "0h 10/3/2026",
    "10/03/2026 00:00:00.001",
    "46091.00000002",
)


@pytest.mark.parametrize("make", WRITERS)
def test_what_ends_on_its_due_day_is_on_time_in_every_format(workspace: Workspace, make: Writer) -> None:
    dues = ("10/03/2026", *MIDNIGHTS)
    rows = [dossier(n, due=due, completed="10/03/2026 15:30") for n, due in enumerate(dues)]
    report = workspace.ingest(make(workspace.root / "a.bin", [HEAD, *rows]), exported_at="2026-04-01")
    assert on_time(workspace) == (len(dues), len(dues))
    assert report.warnings["due_at_midnight"] == len(MIDNIGHTS)


def test_a_typed_midnight_is_the_end_of_its_day(workspace: Workspace) -> None:
    rows = {name: [cell] for name, cell in zip(HEAD, dossier(1, completed="10/03/2026 15:30"), strict=True)}
    frame = pl.DataFrame(rows).with_columns(pl.lit(datetime(2026, 3, 10)).alias("Ngày hẹn trả"))
    frame.write_parquet(workspace.root / "a.parquet")
    report = workspace.ingest(workspace.root / "a.parquet", exported_at="2026-04-01")
    assert (on_time(workspace), report.warnings["due_at_midnight"]) == ((1, 1), 1)


def test_a_profile_may_take_midnight_literally(workspace: Workspace) -> None:
    profile = workspace.root / "p.toml"
    profile.write_text(
        'name = "p"\nversion = 1\nkind = "dossiers"\nlike = "danh-sach-ho-so"\n[read]\ndue_at_midnight = "literal"\n',
        encoding="utf-8",
    )
    rows = (dossier(n, due=due, completed="10/03/2026 15:30") for n, due in enumerate(("10/03/2026", MIDNIGHTS[0])))
    report = ingest(workspace, csv(*rows), profile=profile)
    assert on_time(workspace) == (1, 2)
    assert "due_at_midnight" not in report.warnings


def test_dates_with_the_month_first_are_not_read_as_other_dates(workspace: Workspace) -> None:
    """03/12/2026 is in December or in March; beside 03/16/2026 it is in March."""
    rows = [
        (f"H60.101-260302-{day:04}", NAME, f"03/{day:02}/2026", f"03/{day + 8:02}/2026", f"03/{day + 6:02}/2026", "9")
        for day in range(1, 21)
    ]
    report = ingest(workspace, csv(*rows))
    assert report.refused_rule == "month_first_dates" and report.refused_reason is not None
    assert "month/day/year" in report.refused_reason.en and "datetime_formats" in report.refused_reason.en
    profile = workspace.root / "p.toml"
    profile.write_text(
        'name = "p"\nversion = 1\nkind = "dossiers"\nlike = "danh-sach-ho-so"\n[read]\ndatetime_formats = ["%m/%d/%Y"]\n',
        encoding="utf-8",
    )
    assert ingest(workspace, csv(*rows), profile=profile).accepted == 20
    assert on_time(workspace) == (20, 20)


def test_ends_before_starts_that_swapping_mends_say_so(workspace: Workspace) -> None:
    rows = [(f"H60.101-260302-000{n}", NAME, f"03/0{n}/2026", "04/01/2026", "04/02/2026", "9") for n in range(4, 9)]
    assert ingest(workspace, csv(*rows)).refused_rule == "month_first_dates"


def test_a_few_wrong_dates_refuse_their_rows_alone(workspace: Workspace) -> None:
    wrong = [dossier(number, completed="03/25/2026") for number in (1, 2)]
    report = ingest(workspace, csv(*wrong, *(dossier(number) for number in range(3, 9))))
    assert (report.accepted, report.rejected) == (6, 2)


# --- words for nothing -----------------------------------------------------------------

NOTHING = ("-", "--", "...", "…", "N/A", "null", "không", "Không", "chưa", "CHƯA XONG", "\u2013")


@pytest.mark.parametrize("make", WRITERS)
def test_an_end_that_is_a_word_for_nothing_is_no_end(workspace: Workspace, make: Writer) -> None:
    """Nine dossiers open and overdue must not vanish because their end says "chưa xong"."""
    rows = [dossier(n, completed=word, status="Đang xử lý") for n, word in enumerate(NOTHING, start=2)]
    report = workspace.ingest(make(workspace.root / "a.bin", [HEAD, dossier(1), *rows]), exported_at="2026-04-01")
    assert (report.rejected, report.warnings["placeholder_empty"]) == (0, len(NOTHING))
    figures = workspace.compute(["on_time_rate", "overdue_open_count"], period="2026-03", as_of="2026-04-01")
    assert figures.sort("indicator")["numerator"].to_list() == [1, len(NOTHING)]


def test_a_register_does_not_take_a_word_for_a_return(workspace: Workspace) -> None:
    head = ("Mã hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày trả")
    rows = [(dossier(n)[0], "02/03/2026", "10/03/2026", back) for n, back in enumerate(("chưa", "-", "09/03/2026"))]
    assert ingest(workspace, "\n".join(lines(head, *rows))).warnings["placeholder_empty"] == 2
    figures = workspace.compute(["overdue_open_count"], period="2026-03", as_of="2026-04-01")
    assert figures["numerator"].item() == 2


def test_a_formula_error_is_no_word_for_nothing(workspace: Workspace) -> None:
    report = ingest(workspace, csv(dossier(1), dossier(2, completed="#N/A")))
    assert (report.accepted, report.rejected) == (1, 1)


def test_a_profile_adds_its_own_words_for_nothing(workspace: Workspace) -> None:
    profile = workspace.root / "p.toml"
    profile.write_text(
        'name = "p"\nversion = 1\nkind = "dossiers"\nlike = "danh-sach-ho-so"\n[read]\nempty = ["Não concluído", "?"]\n',
        encoding="utf-8",
    )
    rows = [dossier(n, completed=end, status="4") for n, end in enumerate(("NAO  CONCLUIDO", "?", "chưa"))]
    report = ingest(workspace, csv(*rows), profile=profile)
    assert (report.accepted, report.warnings["placeholder_empty"]) == (3, 3)
    assert ingest(workspace, csv(*rows), "again.csv").rejected == 2


# --- the printed register --------------------------------------------------------------

UPPER = ("STT", "Mã hồ sơ", "Tên cá nhân, tổ chức", "Ngày, tháng, năm", "", "", "Ký nhận")
LOWER = ("", "", "", "Nhận hồ sơ", "Hẹn trả kết quả", "Trả kết quả", "")
FILLED = ("STT", "Mã hồ sơ", "Tên cá nhân, tổ chức", *["Ngày, tháng, năm"] * 3, "Ký nhận")


@pytest.mark.parametrize("upper", [UPPER, FILLED])
@pytest.mark.parametrize("lower", [LOWER, tuple(low or up for low, up in zip(LOWER, UPPER, strict=True))])
@pytest.mark.parametrize("numbering", [[], [tuple(f"({n})" for n in range(1, 8))]])
@pytest.mark.parametrize("make", [csv_file, xlsx_file])
def test_the_two_row_head_of_the_register_is_bound_rightly(
    workspace: Workspace, make: Writer, upper: Row, lower: Row, numbering: list[Row]
) -> None:
    upper, lower = (tuple(f'"{c}"' if "," in c and make is csv_file else c for c in row) for row in (upper, lower))
    back = {1: "09/03/2026", 2: "11/03/2026", 3: ""}
    rows = [(str(n), dossier(n)[0], NAME, "02/03/2026", "10/03/2026", end, "") for n, end in back.items()]
    report = workspace.ingest(make(workspace.root / "so.bin", [upper, lower, *numbering, *rows]))
    assert (report.accepted, report.rows_read) == (3, 3), report
    assert on_time(workspace) == (1, 2)


# --- a heading over two columns ----------------------------------------------------------

PLAN = ("STT", "Mã hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày trả", "")
PARTS = ("", "", "", "", "Dự kiến", "Thực tế")


@pytest.mark.parametrize("make", [csv_file, xlsx_file])
@pytest.mark.parametrize("parts", [("Dự kiến", "Thực tế"), ("Theo hẹn", "Thực tế"), ("Thực tế", "Dự kiến"), ("A", "B")])
@pytest.mark.parametrize("cells", [("10/03/2026", ""), ("", "09/03/2026"), ("10/03/2026", "09/03/2026")])
def test_a_planned_day_is_no_end_whatever_cells_are_filled(
    workspace: Workspace, make: Writer, parts: Row, cells: Row
) -> None:
    """With nothing returned yet the planned day stood alone under "Ngày trả": all was returned on time."""
    rows = [PLAN, (*PARTS[:4], *parts), *[(str(n), dossier(n)[0], "02/03/2026", "10/03/2026", *cells) for n in (1, 2)]]
    report = workspace.ingest(make(workspace.root / "so.bin", rows), exported_at="2026-04-01")
    assert report.refused_rule == "unknown_layout" and report.refused_reason is not None
    assert '"Ngày trả" (returned_at)' in report.refused_reason.en


@pytest.mark.parametrize("make", [csv_file, xlsx_file])
@pytest.mark.parametrize("part", ["Dự kiến", "Theo kế hoạch", "Hẹn"])
def test_a_plan_alone_below_a_heading_of_ends_is_no_end(workspace: Workspace, make: Writer, part: str) -> None:
    head = ("Mã hồ sơ", "Trạng thái", "Ngày nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý", "Người nhận")
    parts = ("", "", "", "", part, "Họ tên")
    rows = [head, parts, (dossier(1)[0], "Đã trả kết quả", "02/03/2026", "10/03/2026", "10/03/2026", NAME)]
    workspace.ingest(make(workspace.root / "ds.bin", rows), exported_at="2026-04-01")
    assert on_time(workspace) == (0, 0)


# --- a header further down ---------------------------------------------------------------

LISTED = ("STT", "Mã hồ sơ", "Trạng thái", "Ngày nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý")


def listed(number: int, due: str = "10/03/2026", completed: str = "09/03/2026") -> Row:
    return (str(number), dossier(number)[0], "Đã trả kết quả", "02/03/2026", due, completed)


OTHER_LISTS = {
    "two swapped": (*LISTED[:4], LISTED[5], LISTED[4]),
    "one other": (*LISTED[:5], "Người xử lý"),
    "another known one": (*LISTED[:5], "Ngày trả"),
    "one put between": ("STT", "Mã hồ sơ", "Đơn vị", "Trạng thái", "Ngày nhận", "Ngày hẹn trả"),
    "all in other words": ("", "Số hồ sơ", "Tình trạng", "Ngày tiếp nhận", "Ngày trả", "Hạn trả"),
    "fewer": ("Mã hồ sơ", "Ngày nhận", "Ngày hẹn trả", "", "", ""),
    "swapped in capitals": tuple(cell.upper() for cell in (*LISTED[:4], LISTED[5], LISTED[4])),
}


@pytest.mark.parametrize("make", [csv_file, utf16_file, xlsx_file])
@pytest.mark.parametrize("other", OTHER_LISTS.values(), ids=list(OTHER_LISTS))
@pytest.mark.parametrize("between", [[], [("",) * 6, ("II. ĐANG GIẢI QUYẾT", *[""] * 5)]])
def test_another_list_below_the_first_refuses_the_file(
    workspace: Workspace, make: Writer, other: Row, between: list[Row]
) -> None:
    """Its due days were read as ends, its ends as due days."""
    rows = [LISTED, listed(1), *between, other, listed(2, "09/03/2026", "10/03/2026")]
    report = workspace.ingest(make(workspace.root / "ds.bin", rows), exported_at="2026-04-01")
    assert report.refused_rule == "another_header" and report.refused_reason is not None
    row = rows.index(other) + 1
    assert f"row {row} " in report.refused_reason.en and f"dòng {row} " in report.refused_reason.vi


@pytest.mark.parametrize("make", [csv_file, xlsx_file])
@pytest.mark.parametrize(
    "write", [str, str.upper, str.title, lambda cell: f' "{cell} :" ', lambda c: c.replace(" ", "  ")]
)
def test_the_same_header_written_otherwise_is_no_record(
    workspace: Workspace, make: Writer, write: Callable[[str], str]
) -> None:
    rows = [LISTED, listed(1), tuple(map(write, LISTED)), listed(2)]
    report = workspace.ingest(make(workspace.root / "ds.bin", rows), exported_at="2026-04-01")
    assert (report.rows_read, report.accepted) == (2, 2)


def test_the_same_header_with_line_breaks_is_no_record(workspace: Workspace) -> None:
    rows = [LISTED, listed(1), tuple(cell.replace(" ", "\n") for cell in LISTED), listed(2)]
    report = workspace.ingest(xlsx_file(workspace.root / "ds.bin", rows), exported_at="2026-04-01")
    assert (report.rows_read, report.accepted) == (2, 2)


# --- records above the header --------------------------------------------------------------

BELOW = {
    "dossiers": (
        ("Số hồ sơ", "Trạng thái", "Ngày nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý"),
        ("001/2026", "Đã trả kết quả", "02/03/2026", "10/03/2026", "09/03/2026"),
    ),
    "payments": (
        ("Mã giao dịch", "Mã hồ sơ", "Số tiền", "Trạng thái thanh toán", "Ngày thanh toán"),
        ("GD9", "H60.101-260302-0009", "20000", "Đã thanh toán", "05/03/2026"),
    ),
    "feedback": (
        ("Mã PAKN", "Loại phản ánh", "Ngày gửi", "Ngày xử lý", "Trạng thái"),
        ("PA9", "TTHC", "02/03/2026", "05/03/2026", "Đã xử lý"),
    ),
}
ABOVE = {
    "social insurance": ("dossiers", ("Số hồ sơ", "Trạng thái", "Ngày nhận"), ("03706/2026/07906", "4", "02/03/2026")),
    "numbers": ("dossiers", ("Số hồ sơ", "Trạng thái"), ("001/2026", "Đang xử lý")),
    "numbered": ("dossiers", ("STT", "Số hồ sơ", "Trạng thái"), ("1", "HS-7", "Đang xử lý")),
    "payments": ("payments", ("Mã giao dịch", "Số tiền", "Trạng thái thanh toán"), ("GD1", "10000", "Đã thanh toán")),
    "feedback": ("feedback", ("Mã PAKN", "Đơn vị xử lý", "Ngày gửi"), ("PA1", "Phường A", "02/03/2026")),
}


@pytest.mark.parametrize("make", [csv_file, xlsx_file])
@pytest.mark.parametrize("case", ABOVE.values(), ids=list(ABOVE))
@pytest.mark.parametrize("between", [[], [("",)], [("Danh sách thứ hai",)]])
def test_a_list_above_the_wider_one_is_not_lost_as_titles(
    workspace: Workspace, make: Writer, case: tuple[str, Row, Row], between: list[Row]
) -> None:
    kind, head, record = case
    rows = [cells + ("",) * (5 - len(cells)) for cells in (head, record, *between, *BELOW[kind])]
    report = workspace.ingest(make(workspace.root / "ds.bin", rows))
    assert report.refused_rule == "record_above_header"


@pytest.mark.parametrize("make", [csv_file, xlsx_file])
@pytest.mark.parametrize(
    ("kind", "record"),
    [
        ("dossiers", ("03706/2026/07906", "Đang xử lý", "02/03/2026", "10/03/2026", "")),
        ("dossiers", (dossier(1)[0], "4", "", "", "")),
        ("payments", ("GD1", "", "10000", "Đã thanh toán", "")),
        ("feedback", ("PA1", "TTHC", "02/03/2026", "", "")),
    ],
)
def test_a_record_of_whatever_code_above_the_header_refuses_the_file(
    workspace: Workspace, make: Writer, kind: str, record: Row
) -> None:
    report = workspace.ingest(make(workspace.root / "ds.bin", [record, *BELOW[kind]]))
    assert report.refused_rule == "record_above_header"


@pytest.mark.parametrize("make", [csv_file, xlsx_file])
def test_what_a_report_was_asked_for_is_no_record(workspace: Workspace, make: Writer) -> None:
    asked = [
        ("UBND PHƯỜNG AN TƯỜNG", "", "", "Mẫu số 06a", ""),
        ("Đơn vị", "H60.101", "Ngày in", "31/03/2026", ""),
        ("Từ ngày", "01/03/2026", "Đến ngày", "31/03/2026", ""),
        ("Trạng thái:", "Đang xử lý", "Mẫu số:", "06A", "02/03/2026"),
        ("Số", "12/BC-UBND", "An Tường, ngày 31 tháng 3 năm 2026", "", ""),
        ("Đơn vị", "Trạng thái", "Ngày nhận", "", ""),
        ("Tất cả", "Tất cả", "Tất cả", "", ""),
    ]
    quoted = [tuple(f'"{c}"' if "," in c and make is csv_file else c for c in row) for row in asked]
    report = workspace.ingest(make(workspace.root / "ds.bin", [*quoted, *BELOW["dossiers"]]))
    assert (report.refused_rule, report.accepted) == (None, 1)


# --- rows that are too long, too short, torn or cut off --------------------------------------

BOOK = "STT;Mã hồ sơ;Trích yếu;Số bộ hồ sơ;Chủ hồ sơ;Địa chỉ;Số điện thoại;Ngày tiếp nhận;Ngày hẹn trả;Ngày trả"
BOOK += ";Người nhận;Địa bàn"


def entry(number: int, address: str = "Tổ 5", abstract: str = "Khai sinh", back: str = "") -> str:
    return f"{number};{dossier(number)[0]};{abstract};1;A B;{address};;02/03/2026;10/03/2026;{back};;"


def rules(ws: Workspace, report: LoadReport) -> dict[int, str]:
    return dict(ws.rejects(report.load_id).select("row", "rule").sort("row").rows()) if report.rejected else {}


@pytest.mark.parametrize("separator", list(",;"))
@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("others", [0, 1, 20])
@pytest.mark.parametrize("stray", [1, 2])
def test_a_row_shifted_by_an_unquoted_separator_is_refused_though_its_last_cells_are_blank(
    workspace: Workspace, separator: str, place: int, others: int, stray: int
) -> None:
    """The due day was read as the day of return: late dossiers were on time."""
    rows = [entry(number) for number in range(1, others + 1)]
    place = min(place, len(rows))
    rows.insert(place, entry(99, "; ".join(["Tổ 5", "phường X", "Y"][: stray + 1])))
    report = ingest(workspace, "\n".join([BOOK, *rows, ""]).replace(";", separator))
    assert (report.accepted, rules(workspace, report)) == (others, {place + 2: "too_many_cells"})


def test_shifted_rows_do_not_excuse_each_other(workspace: Workspace) -> None:
    shifted = [entry(number, "Tổ 5; phường X") for number in (2, 3, 4)]
    report = ingest(workspace, "\n".join([BOOK, entry(1), *shifted, ""]))
    assert (report.accepted, set(rules(workspace, report).values())) == (1, {"too_many_cells"})


@pytest.mark.parametrize("quoted", [False, True])
@pytest.mark.parametrize("abstract", ["Cấp bản sao\ntrích lục", "Cấp\n\nlại", "Cấp\nbản\nsao", "Cấp bản\n2 lần sao"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_parts_of_a_torn_row_are_all_refused(workspace: Workspace, abstract: str, end: str, quoted: bool) -> None:
    """The first part was taken for a dossier that was received on no day and is due on none."""
    rows = [entry(1), entry(2, abstract=abstract), entry(3)]
    head = BOOK.replace("STT", '"STT"') if quoted else BOOK
    report = ingest(workspace, "\n".join([head, *rows, ""]).replace("\n", end))
    refused = rules(workspace, report)
    assert (report.accepted, set(refused.values())) == (2, {"torn_row"})
    assert (min(refused), max(refused)) == (3, 3 + abstract.count("\n"))
    assert workspace.sql("SELECT dossier_code FROM dossiers ORDER BY 1").to_series().to_list() == [
        dossier(1)[0],
        dossier(3)[0],
    ]


def test_a_line_end_within_quotation_marks_tears_nothing(workspace: Workspace) -> None:
    report = ingest(workspace, "\n".join([BOOK, entry(1, abstract='"Cấp bản sao\ntrích lục"'), entry(2), ""]))
    assert (report.accepted, report.rejected) == (2, 0)


def test_short_rows_that_follow_each_other_are_records(workspace: Workspace) -> None:
    rows = [entry(n).rstrip(";") for n in (1, 2, 3)] + [f"{n};{dossier(n)[0]};A;1;B;C" for n in (4, 5, 6)] + [entry(7)]
    assert not set(rules(workspace, ingest(workspace, "\n".join([BOOK, *rows, ""])))) - {5, 6, 7}
    assert "torn_row" not in set(workspace.rejects()["rule"])


@pytest.mark.parametrize("cut", [1, 2, 3, 4])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_file_cut_off_in_its_last_row_is_refused(workspace: Workspace, cut: int, end: str) -> None:
    """A dossier whose end was cut away was open, and those after it were not there at all."""
    whole = "\n".join(lines(HEAD, dossier(1), dossier(2)))
    text = ",".join(whole.split(",")[:-cut]).replace("\n", end)
    report = ingest(workspace, text)
    assert report.refused_rule == "cut_off" and report.refused_reason is not None
    assert "row 3" in report.refused_reason.en and "dòng 3" in report.refused_reason.vi
    assert ingest(workspace, text + end, "again.csv").refused_rule is None


def test_a_file_without_a_line_end_after_its_last_row_is_whole(workspace: Workspace) -> None:
    rows = [*lines(HEAD, dossier(1), (*dossier(2)[:4], "", "Đang xử lý")), "Tổng số: 2"]
    assert ingest(workspace, "\n".join(rows[:-1])).accepted == 2
    assert ingest(workspace, "\n".join(rows), "b.csv").refused_rule is None


# --- totals, and names that begin like one -------------------------------------------------

UNITS = ("Mã đơn vị", "Tên đơn vị", "Cấp", "Mã đơn vị cấp trên", "Hiệu lực từ", "Hiệu lực đến")


@pytest.mark.parametrize(("name", "above"), [("Tổng Cọt", ""), ("Cộng Hiền", "1204")])
@pytest.mark.parametrize("code", ["01360", "H04.12", "10360"])
@pytest.mark.parametrize("order", ["code first", "name first", "numbered", "numbered, name first"])
def test_a_unit_whose_name_begins_like_a_total_is_a_unit(
    workspace: Workspace, name: str, code: str, order: str, above: str
) -> None:
    """xã Tổng Cọt was not in the register, and its dossiers went to nobody."""
    rows = [UNITS, (code, name, "", above, "", ""), ("01361", "Nội Thôn", "", above, "", "")]
    if "name first" in order:
        rows = [(row[1], row[0], *row[2:]) for row in rows]
    if "numbered" in order:
        rows = [("STT", *rows[0]), *((str(n), *row) for n, row in enumerate(rows[1:], start=1))]
    report = workspace.ingest(csv_file(workspace.root / "units.bin", rows), exported_at="2026-04-01")
    assert (report.kind, report.accepted) == ("units", 2)


FEES = "STT;Mã hồ sơ;Người tiếp nhận;Loại tiếp nhận;Tên người nộp;Số biên lai;Mẫu số;Ký hiệu;Ngày tiếp nhận;Ngày thu"
FEES += ";Phí (VNĐ);Lệ phí (VNĐ);Tổng (VNĐ)"
RECEIPT = "{};{};A;;B;000012{};01BLP;AA-26P;02/03/2026;02/03/2026;0;8.000;8.000"
FOOTERS = [
    "Tổng số;;;;;2 biên lai;;;;;0;23.000;23.000",
    "Cộng ngày 02/03/2026;;;;;2;;;;02/03/2026;0;23.000;23.000",
    "Tổng;;;;;2;;;;01/03/2026 - 31/03/2026;0;23.000;23.000",
    "Cộng tháng 3;;;;;2;;;;;0;23.000;23.000",
    "Lũy kế từ đầu năm;;;;;;;;;;0;123.000;123.000",
    ";;;;Số lũy kế;12;;;;;0;123.000;123.000",
    "Mang sang;;;;;;;;;;0;123.000;123.000",
    "Chuyển trang sau;;;;;2;;;;;0;123.000;123.000",
    ";;;;;Trang trước chuyển sang;;;;;0;123.000;123.000",
    "Total;;;;;2;;;;;0;23000;23000",
    "Grand total:;;;;;;;;;;0;23000;23000",
    "Tổng số;H60.101;;;;2;;;;;0;23.000;23.000",
    "H60.101;Cộng;;;;2;;;;;0;23.000;23.000",
    "Tổng tiền bằng chữ: Hai mươi ba nghìn đồng;;;;;;;;;;;;",
]


@pytest.mark.parametrize("make", [csv_file, xlsx_file])
def test_sums_beside_a_count_are_no_payment(workspace: Workspace, make: Writer) -> None:
    """The sum of a day was a payment of its own, under the count of its receipts."""
    first, *receipts = (RECEIPT.format(n, dossier(n)[0], n) for n in range(1, len(FOOTERS) + 2))
    below = [line for pair in zip(FOOTERS, receipts, strict=True) for line in pair]
    rows = [tuple(line.split(";")) for line in (FEES, first, *below)]
    report = workspace.ingest(make(workspace.root / "phi.bin", rows), exported_at="2026-04-01")
    assert (report.rows_read, report.accepted) == (len(FOOTERS) + 1, len(FOOTERS) + 1), workspace.rejects()


@pytest.mark.parametrize(
    "footer",
    [
        "Tổng số;25;;;;;;01/03/2026;31/03/2026;;;",
        "Tổng số hồ sơ tiếp nhận;2;;;;;;;;;;",
        ";Số hồ sơ trễ hạn: 1;;;;;;;;;;",
        "Đã trả: 1, đang giải quyết: 1;;;;;;;;;;;",
        "Cộng: 2 hồ sơ;;;;;;;Tiếp nhận: 2;;Đã trả: 1;;",
    ],
)
def test_counts_below_a_register_are_no_dossiers(workspace: Workspace, footer: str) -> None:
    report = ingest(workspace, "\n".join([BOOK, entry(1), footer, entry(2), footer, ""]))
    assert (report.rows_read, report.accepted) == (2, 2), workspace.rejects()
