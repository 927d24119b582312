"""A CSV file gives the same answers whatever the size of the parts in which it is read."""

import gzip
import io
import random
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from par_metrics.domain.limits import USUAL_LIMITS
from par_metrics.errors import RefusedFileError
from par_metrics.exports.export import read_in_parts
from par_metrics.exports.rows.normalise import Context, Normalised, References
from par_metrics.loading import prepare as loading
from par_metrics.readers import read, text_parts
from par_metrics.readers.facts import Facts, with_facts
from par_metrics.readers.read import Source, export_parts, joined
from par_metrics.readers.table import ReadOptions
from par_metrics.readers.text_parts import Marks
from par_metrics.warehouse import Warehouse
from schemas import RecordKind
from tests.support.read_files import VOCABULARY
from tests.support.workspaces import small_workspace

NOW = datetime(2026, 6, 1)
WHOLE = 1 << 25
SIZES = (1, 300)
"""One record a part, and a few."""

HEAD = "Mã hồ sơ,Tên TTHC,Chủ hồ sơ,Ngày tiếp nhận,Ngày hẹn trả,Ngày trả,Trạng thái,Mã đơn vị"
Answer = dict[str, Any]


def record(
    number: int, name: str = "Cấp bản sao", person: str = "Mẫu Thị Zyxwa", status: str = "Đã trả kết quả"
) -> str:
    return f"H60.101-260302-{number:04},{name},{person},02/03/2026,10/03/2026,09/03/2026,{status},H60.101"


def records(*numbers: int, **more: str) -> list[str]:
    return [record(number, **more) for number in numbers]


def text(*lines: str, head: str = HEAD, end: str = "\n") -> str:
    return end.join([head, *lines]) + end


# --- reading: the rows of the table ----------------------------------------------------


def table(path: Path, size: int, options: ReadOptions) -> Answer:
    """What the reader makes of a file in parts of so many bytes."""
    source = Source(path, path.name)
    try:
        [found] = with_facts(lambda facts: joined(list(export_parts(source, options, VOCABULARY, facts, size))))
    except RefusedFileError as error:
        return {"rule": error.rule, "label": error.label}
    cells = found.rows.to_dict(as_series=False)
    torn = found.torn_rows & set(cells["row"])
    return {"columns": found.columns, "titles": found.titles, "torn": torn, **cells}


def hold_tables(tmp_path: Path, data: bytes, sizes: Sequence[int] = (1, 60, 300), **options: Any) -> Answer:
    """What the reader makes of a file, the same in parts of all sizes."""
    path = tmp_path / "ds.csv"
    path.write_bytes(data)
    whole = table(path, WHOLE, ReadOptions(**options))
    for size in sizes:
        assert table(path, size, ReadOptions(**options)) == whole, size
    return whole


def quoted(number: int, name: str) -> str:
    return record(number, f'"{name}"')


def repeated(end: str, *more: str) -> str:
    return text(*records(1, 2, 3), quoted(4, f"a{end}b, c"), *records(5, 6), *more, end=end)


ASCII_HEAD = "Ma ho so,Ten TTHC,Chu ho so,Ngay tiep nhan,Ngay hen tra,Ngay tra,Trang thai,Ma don vi"
ASCII = text(*records(*range(1, 9), name="Cap", person="Mau Thi Z", status="Da tra"), head=ASCII_HEAD).encode()
ODD = text(
    *records(1, 2, 3), quoted(4, "a\u200bb\u00a0c"), record(5, "Ca\u0302\u0301p\u00ad"), record(6, "Đăng\u3000ký")
)
LATIN = record(9, "Đ\u00f4ng".replace("Đ", "D"), "x", "x").encode("cp1258") + b"\n"
TITLE = "DANH SÁCH HỒ SƠ"
BRACKETED = ",".join(f"({number})" for number in range(1, 9))
PLAIN = BRACKETED.replace("(", "").replace(")", "")
OTHER = "Mã đơn vị,Tên đơn vị,Cấp,Mã hồ sơ"
SIGNED = (
    "",
    "Tổng cộng,,,3",
    "Ghi chú: abc",
    "Tuyên Quang, ngày 01 tháng 03 năm 2026",
    ",,,,,NGƯỜI LẬP BIỂU,,CHỦ TỊCH",
    ",,,,,(Ký tên),,(Ký)",
    ",,,,,Mẫu Văn A,,Mẫu Văn B",
)
TORN = record(9, "Cấp\nbản sao")
MANY = "".join(f",{letter}" for letter in "abcdef")

TEXTS: dict[str, str | bytes] = {
    "plain": text(*records(1, 2, 3, 4, 5)),
    "one record": text(record(1)),
    "no record": text(),
    "header alone": HEAD,
    "quoted cells": text(record(1), quoted(2, "a, b\nc"), quoted(3, 'x\ny\n""z""'), record(4)),
    "cells longer than parts": text(record(1), quoted(2, "dòng\n" * 200), record(4)),
    "two long cells in a row": text(record(1), record(2, '"' + "a\n" * 40 + '"', '"c\nd"'), *records(3, 4)),
    "quotes late": text(*records(*range(1, 9)), quoted(9, "a,b")),
    "inch mark": text(*records(*range(1, 9)), record(9, 'x "y'), *records(10, 11)),
    "stray mark opens": text(*records(*range(1, 9)), record(9, '"x y'), *records(10, 11)),
    "stray mark closes": text(*records(*range(1, 9)), record(9, '"x" y'), *records(10, 11)),
    "stray marks begin a row": text(quoted(1, "a,b"), record(2), '"An" ' + record(9), *records(10, 11)),
    "stray marks begin the file": '"An" x\n' + text(quoted(1, "a,b"), *records(2, 3)),
    "stray marks of two rows": text(quoted(1, "a"), record(3, '"x'), record(4), record(5, 'y"'), *records(6, 7)),
    "swallowed row": text(quoted(1, "a"), 'x-1,"An,b', 'x-2,c",d,02/03/2026,10/03/2026,09/03/2026,x,H60', record(6)),
    "LF, then CR": text(*records(1, 2, 3)) + "\r".join(records(4, 5, 6)) + "\r",
    "CR, then LF": "\r".join([HEAD, *records(4, 5, 6)]) + "\r" + text(*records(8, 9), head=record(7)),
    "CR in cells": text(*records(1, 2), record(3, "a\rb"), quoted(4, "a\rb"), *records(5, 6)),
    "CR in cells of CRLF": text(*records(1, 2), record(3, "a\rb"), *records(4, 5), end="\r\n"),
    **{f"line ends {end!r}": repeated(end) for end in ("\r\n", "\r", "\r\r\n", "\n\r", "\r\n\r\n")},
    **{f"line ends {end!r}, then LF": repeated(end) + text(record(8), head=record(7)) for end in ("\r\n", "\r")},
    **{encoding: ODD.encode(encoding) for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")},
    "windows-1258 late": ASCII + LATIN,
    "UTF-8 broken late": text(*records(*range(1, 9))).encode() + LATIN,
    "UTF-8 broken before all Vietnamese": ASCII + LATIN + "\n".join(records(10, 11)).encode(),
    "UTF-8 cut within a character": text(*records(1, 2)).encode() + "ệ".encode()[:-1],
    "NUL and other controls": text(*records(1, 2)).encode() + b"\0\0\r\0\n\x0b" + text(record(3), head="").encode(),
    "titles": f"UBND PHƯỜNG\n\n{TITLE}\nTừ ngày 01/03/2026\n" + text(*records(1, 2, 3)),
    "numbering in brackets": text(BRACKETED, *records(1, 2), HEAD, BRACKETED, *records(4, 5), BRACKETED, record(6)),
    "plain numbering": text(PLAIN, *records(1, 2, 3), HEAD, PLAIN, *records(4, 5), PLAIN, record(6)),
    "plain numbering is a record": text(PLAIN, *records(1, 2, 3), PLAIN, record(4)),
    "title again, header again late": f"{TITLE}\n" + text(record(1), TITLE, record(2), TITLE, HEAD, record(3)),
    "title again, no header": f"{TITLE}\n" + text(record(1), TITLE, *records(2, 3), TITLE, record(4)),
    "levels again": "Hồ sơ,,,Ngày,,,Khác,\n" + text(*records(1, 2), "Hồ sơ,,,Ngày,,,Khác,", HEAD, record(4)),
    "another header": text(*records(1, 2, 3, 4), OTHER, *records(5, 6)),
    "another header is a title": f"{OTHER}\n" + text(*records(1, 2), OTHER, *records(5, 6)),
    "another header is a title, header again": f"{OTHER}\n" + text(record(1), OTHER, record(2), HEAD, record(7)),
    "totals": text(*records(1, 2), "Tổng cộng,,,,,3", record(3), "Cộng phường A,,,,,,2,", record(4), "Tổng số: 7"),
    "sections": text("I. Lĩnh vực đất đai", *records(1, 2), "II,Hộ tịch", *records(3, 4)),
    "signatures": text(*records(1, 2, 3), *SIGNED),
    "signatures before a header": text(record(1), *SIGNED, TITLE, HEAD, BRACKETED, *records(4, 5), *SIGNED),
    "signatures before records": text(*records(1, 2, 3), *SIGNED, *records(4, 5)),
    "long list of names": text(record(1), "Tổng cộng,,3", *(f"Mẫu Văn {c}" for c in "ABCD" * 25), "Người lập biểu"),
    "long list of offices": text(record(1), "Người lập biểu", *(f"Chủ tịch {c}" for c in "ABCD" * 25), "x"),
    "blank lines": text(*records(1, 2), "", ",,,,,,,,", "", record(3), "", ""),
    "a row too long": text(*records(1, 2), record(3) + ",x", record(4), record(5) + ",", record(6)),
    "needless separators": text(*(row + ",," for row in records(1, 2, 3, 4))),
    "needless separators of some": text(*(row + "," for row in records(1, 2)), record(4), record(5) + ","),
    "needless separators but of the last": text(*(row + ",,," for row in records(1, 2, 3)), record(6)),
    **{
        f"{n} needless beside many cells": text(record(1) + MANY, record(2) + ",,,,,", record(3) + "," * n)
        for n in (5, 6)
    },
    "cut off": text(*records(1, 2, 3)) + record(4)[:40],
    "cut off in the first record": f"{HEAD}\n" + record(4)[:40],
    "no line end at the end": text(*records(1, 2, 3)) + record(4),
    "torn rows": text(*records(1, 2), TORN, *records(3, 4, 5), TORN, record(6)),
    "torn rows beside long ones": text(*records(1, 2), TORN, *records(3, 4), TORN + ",,,,,", record(6)),
    "columns never filled": text(*records(1, 2, 3, person="")),
    "one column": text(*(f"x-{n}" for n in range(5)), "Mã hồ sơ", "x-9", "Tổng cộng", head="Mã hồ sơ"),
    "semicolons": text(*records(1, 2, 3)).replace(",", ";") + 'x;"a;b";c\n',
}


@pytest.mark.parametrize("name", TEXTS)
def test_the_table_of_a_text_is_the_same(tmp_path: Path, name: str) -> None:
    data = TEXTS[name]
    hold_tables(tmp_path, data.encode() if isinstance(data, str) else data)


PIECES: tuple[Callable[[random.Random], str], ...] = (
    lambda r: "\n".join(records(*(r.randrange(9999) for _ in range(r.randrange(1, 6))))),
    lambda r: quoted(r.randrange(9999), r.choice(("a\nb", 'x ""y""', "p,q\n\nr,s", "c\rd", "e\r\n\r\nf"))),
    lambda r: record(r.randrange(9999)) + r.choice((",", ",,", ",x", ",,,,,,", ",,,,,,,,,,")),
    lambda r: record(r.randrange(9999), r.choice(("Cấp\nbản sao", "a\rb", "5\u200b6", 'x "y" z', ""))),
    lambda r: r.choice((HEAD, TITLE, BRACKETED, PLAIN, "", ",,,", f"{HEAD}\n{BRACKETED}")),
    lambda r: r.choice(("Tổng cộng,,,3", "II,Hộ tịch", "I. Lĩnh vực đất đai", "\n".join(SIGNED), SIGNED[4])),
    lambda r: r.choice(('"An" x', 'x,"y', OTHER, "Mẫu Văn A", "x-1,b")) if r.random() < 0.2 else record(5),
)


@pytest.mark.parametrize("seed", range(8))
def test_the_table_of_texts_strung_together_at_random_is_the_same(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(8):
        pieces = [chance.choice(PIECES)(chance) for _ in range(chance.randrange(1, 9))]
        head = (
            chance.choice(("", f"{TITLE}\n", "\n\n")) + HEAD + chance.choice(("", f"\n{BRACKETED}", f"\n{PLAIN}", ",,"))
        )
        data = text(*pieces, head=head, end=chance.choice(("\n", "\n", "\r\n", "\r")))
        data = data if chance.random() < 0.7 else data.rstrip("\r\n")
        hold_tables(
            tmp_path,
            data.encode(chance.choice(("utf-8", "utf-8", "utf-16"))),
            sizes=(chance.choice((1, chance.randrange(2, 600))),),
        )


@pytest.mark.parametrize("packed", ["gz", "zip"])
def test_a_packed_text_is_read_as_it_is(tmp_path: Path, packed: str) -> None:
    data = str(TEXTS["signatures before a header"]).encode()
    plain = hold_tables(tmp_path, data)
    if packed == "gz":
        data = gzip.compress(data)
    else:
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w") as archive:
            archive.writestr("ds.csv", data)
        data = held.getvalue()
    assert hold_tables(tmp_path, data) == plain


def test_a_text_may_be_longer_than_what_is_looked_at_for_its_head(tmp_path: Path) -> None:
    rows = [record(number) for number in range(4000)]
    data = text(*rows, quoted(1, "a\nb"), *SIGNED)
    for encoding in ("utf-8", "utf-16"):
        found = hold_tables(tmp_path, data.encode(encoding), sizes=(40_000, 262_144))
        assert len(found["row"]) == 4001


@pytest.mark.parametrize("name", ["quoted cells", "quotes late", "windows-1258 late", "another header", "totals"])
def test_a_text_read_in_another_process_is_the_same(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ds.csv"
    path.write_bytes(data if isinstance(data := TEXTS[name], bytes) else data.encode())
    told_here: list[int] = []
    here = export(path, 300, told=told_here.append)
    monkeypatch.setattr(read, "LONG_BYTES", 0)
    told_there: list[int] = []
    assert export(path, 300, told=told_there.append) == here
    assert told_there == told_here


# --- judging: canonical rows, the refused ones, and what is said of them ----------------


@dataclass
class Taken:
    """The parts of one reading."""

    parts: list[Normalised] = field(default_factory=list)

    def begin(self) -> None:
        self.parts.clear()

    def take(self, part: Normalised, kind: RecordKind) -> None:
        self.parts.append(part)


CONTEXT = Context(
    References(
        unit_codes=frozenset({"H60.101", "H60.102"}),
        unit_code_by_name={"phuong an tuong": "H60.101"},
        procedure_codes=frozenset({"1.000001"}),
        procedure_code_by_name={"cap ban sao": "1.000001"},
    ),
    "Asia/Ho_Chi_Minh",
    NOW,
    lambda value: f"pseudonym of {len(value)} characters",
)


def export(path: Path, size: int, **more: Any) -> Answer:
    """What is found out of a file in parts of so many bytes."""
    taken = Taken()
    try:
        found = read_in_parts(path, taken, context=CONTEXT, part_bytes=size, **more)
    except RefusedFileError as error:
        return {"rule": error.rule, "label": error.label}
    whole = Normalised.joined(taken.parts)
    assert whole.findings.rows_read == found.findings.rows_read == whole.frame.height + whole.refused.height
    said = found.findings
    dropped = pl.Series([0], dtype=pl.UInt32) if said.accepted else pl.Series([], dtype=pl.UInt32)
    return {
        "kind": found.kind.name,
        "profile": found.profile_id,
        "exported": (found.exported_at, found.exported_at_from, found.spans),
        "provided": (found.provided, whole.provided),
        "schema": (whole.frame.schema, whole.refused.schema, whole.identities.schema),
        "frame": whole.frame.rows(),
        "refused": whole.refused.rows(),
        "identities": whole.identities.rows(),
        "warnings": (said.warnings(), said.warnings(dropped)),
        "notes": said.notes(),
        "notes without the first row": said.notes(dropped),
        "unknown": (said.unknown_columns, said.unknown_statuses),
        "counts": (said.accepted, said.unresolved, said.placeholders, said.due_at_midnight),
    }


def hold(tmp_path: Path, lines: Iterable[str], name: str = "ds.csv", **more: Any) -> Answer:
    """What is found out of a file, the same in parts of all sizes."""
    path = tmp_path / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    whole = export(path, WHOLE, **more)
    for size in SIZES:
        found = export(path, size, **more)
        assert list(found) == list(whole) and not [key for key in whole if found[key] != whole[key]], size
    return whole


DOSSIERS = "Mã hồ sơ,Mã đơn vị,Chủ hồ sơ,Trạng thái,Ngày tiếp nhận,Ngày hẹn trả,Ngày kết thúc xử lý,Phí (VNĐ)"


def dossier(
    number: int,
    status: str = "Đã trả kết quả",
    dates: str = "02/03/2026,10/03/2026,09/03/2026",
    unit: str = "H60.101",
    person: str = "Mẫu Thị Zyxwa",
    fee: str = "5000",
) -> str:
    return f"H60.101-260302-{number:04},{unit},{person},{status},{dates},{fee}"


def test_refused_rows_and_warnings_are_the_same(tmp_path: Path) -> None:
    rows = [
        dossier(1),
        dossier(2, status="lạ"),
        dossier(3, dates="02/03/2026,01/03/2026,09/03/2026"),
        dossier(4, dates="02/03/2026,10/03/2026,01/01/2020", person="Người Thứ Hai"),
        dossier(5, status="Người Thứ Hai", person="Người Thứ Hai"),
        dossier(6, status="lạ"),
        dossier(7, status="khác lạ", unit="H60.999"),
        dossier(8, unit="H60.999", dates="02/03/2026 08:00,10/03/2026 00:00,-"),
        dossier(9, unit=""),
        dossier(10, fee="abc"),
        dossier(11, fee="-5"),
        dossier(12, dates=",,"),
        dossier(1, dates="03/03/2026,,30/12/2026"),
        dossier(13) + ",x",
        "Mẫu Văn Zyxwb," + dossier(14).partition(",")[2],
    ]
    found = hold(tmp_path, [DOSSIERS, *rows])
    assert len(found["refused"]) == 9 and found["warnings"][0]["due_before_received"] == 1
    for order in (rows[::-1], rows[1::2] + rows[::2]):
        hold(tmp_path, [DOSSIERS, *order])


PAYMENTS = "Mã giao dịch,Số biên lai,Mã đơn vị,Số tiền,Ngày thanh toán,Trạng thái"


def test_cells_of_two_kinds_of_damage_in_one_column_are_one_note(tmp_path: Path) -> None:
    receipts = ("2.02603E+14", "0001", "12-Mar", "2.02604E+14", "0002", "2026-03-12", "12-Mar")
    rows = [f"GD{n},{number},H60.101,5000,02/03/2026,Thành công" for n, number in enumerate(receipts)]
    found = hold(tmp_path, [PAYMENTS, *rows])
    [note] = [note for note in found["notes"] if note.rule == "damaged_code"]
    assert note.count == found["warnings"][0]["damaged_code"] == 5
    assert [cell["value"] for cell in note.cells] == ["2.02603E+14", "12-Mar", "2.02604E+14", "2026-03-12"]


def test_receipts_that_are_the_codes_of_payments_are_the_same(tmp_path: Path) -> None:
    rows = [f"{n:07},H60.101,5000,02/03/2026" for n in (1, 2, 1, 3)]
    found = hold(tmp_path, ["Số biên lai,Mã đơn vị,Số tiền,Ngày thanh toán", *rows])
    assert found["kind"] == "payments"


@pytest.mark.parametrize("fees", [("", "abc", "abc", "b", "a"), tuple(f"x{n}" for n in range(14)), ("", "", "")])
def test_the_cells_of_a_note_are_the_first_of_the_file(tmp_path: Path, fees: tuple[str, ...]) -> None:
    hold(tmp_path, [DOSSIERS, *(dossier(n, fee=fee) for n, fee in enumerate(fees))])


def test_the_cells_of_a_note_are_the_first_of_the_file_where_many_are_masked(tmp_path: Path) -> None:
    people = [f"Nguyễn Văn {first}{second}" for first in "ABCDEFGH" for second in "abcdefgh"]
    # As many words as people: more people would be cells that have moved.
    channels = [*people, *(f"kênh {'0' * n}" for n in range(len(people)))]
    rows = [dossier(n) + f",{channel}" for n, channel in enumerate(channels)]
    path = tmp_path / "ds.csv"
    path.write_text("\n".join([f"{DOSSIERS},Hình thức nộp", *rows]), encoding="utf-8")
    whole = export(path, WHOLE)
    assert len(next(note for note in whole["notes"] if note.field == "channel").cells) == 5
    assert export(path, 1500) == whole


US = "03/13/2026,03/20/2026,"
SUPPLEMENTED = f"{DOSSIERS},Ngày yêu cầu bổ sung"


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ([dossier(n, dates=US) for n in range(6)], "month_first_dates"),
        ([dossier(n, dates=US) for n in range(3)] + [dossier(9)] * 2, "month_first_dates"),
        ([dossier(n, dates=US) for n in range(3)] + [dossier(9)] * 3, None),
        ([dossier(9)] * 3 + [dossier(1, dates=US)] + [dossier(9)] * 3, None),
        ([dossier(n, dates="2026-02-03,18/03/2026,") for n in range(4)], None),
        ([dossier(n, dates="2026-02-03,,") for n in range(3)] + [dossier(7, dates="18/03/2026,,")] * 3, "mixed_dates"),
        ([dossier(n, dates="2026-02-03,,") for n in range(3)] + [dossier(7, dates="08/03/2026,,")] * 3, None),
    ],
)
def test_the_order_of_days_and_months_is_told_from_all_parts(tmp_path: Path, rows: list[str], rule: str | None) -> None:
    for order in (rows, rows[1::2] + rows[::2]):
        assert hold(tmp_path, [DOSSIERS, *order]).get("rule") == rule


def test_days_out_of_order_that_no_rule_doubts_count_in_no_part(tmp_path: Path) -> None:
    asked = [dossier(n, dates="05/04/2026,12/06/2026,") + ",06/03/2026" for n in range(5)]
    hold(tmp_path, [SUPPLEMENTED, *asked, dossier(9, dates=US) + ","])


@pytest.mark.parametrize("late", [0, 4])
@pytest.mark.parametrize("both", [False, True])
def test_of_two_columns_for_one_place_the_filled_one_of_the_whole_file_is_read(
    tmp_path: Path, late: int, both: bool
) -> None:
    head = f"{DOSSIERS},Ngày hẹn trả KQ"
    due = [("", "12/03/2026") if n >= late else ("11/03/2026" if both else "", "") for n in range(6)]
    rows = [dossier(n, dates=f"02/03/2026,{one},") + f",{other}" for n, (one, other) in enumerate(due)]
    found = hold(tmp_path, [head, *rows])
    assert found.get("rule") == ("duplicate_headings" if both and late else None)


PROFILE = """
name = "mine"
version = 1
kind = "dossiers"
like = "danh-sach-ho-so"
required = ["dossier_code"]

[derive]
status = [{when = {"Ghi chú" = "xong"}, value = 10}, {when = {"Ghi chú" = "dở"}, value = 4}, \
{when = {"Ghi chú" = "không có"}, value = 5}]
"""


def test_a_rule_is_idle_only_if_no_part_has_its_text(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(PROFILE, encoding="utf-8")
    head = DOSSIERS.replace("Trạng thái", "Ghi chú")
    rows = [dossier(n, status=note) for n, note in enumerate(("xong", "xong", "", "dở", "xong"))]
    found = hold(tmp_path, [head, *rows], profile=path)
    assert [note.column for note in found["notes"] if note.rule == "rule_without_match"] == ["Ghi chú = không có"]


def test_columns_are_empty_only_if_no_part_fills_them(tmp_path: Path) -> None:
    head = f"{DOSSIERS},Kênh tiếp nhận,Ngày trả kết quả"
    empty = hold(tmp_path, [head, *(dossier(n) + ",," for n in range(4))])
    late = hold(tmp_path, [head, *(dossier(n) + ",," for n in range(4)), dossier(9) + ",,10/03/2026"])
    rules = [[note.column for note in found["notes"] if note.rule == "empty_column"] for found in (empty, late)]
    assert rules == [["Ngày trả kết quả"], []]


def test_registers_are_judged_as_a_whole(tmp_path: Path) -> None:
    head = "unit_code,unit_name,level,successor_code"
    rows = ["H60.1,Một,commune,H60.2", "H60.2,Hai,commune,", "H60.3,Ba,commune,H60.9", "H60.1,Khác,commune,"]
    found = hold(tmp_path, [head, *rows])
    [note] = found["notes"]
    assert (note.rule, [cell["row"] for cell in note.cells]) == ("unknown_successor", [4])


def test_titles_tell_when_and_of_what_days_an_export_is(tmp_path: Path) -> None:
    titles = ["Từ ngày 01/03/2026 đến ngày 31/03/2026", "Ngày xuất: 01/04/2026"]
    found = hold(tmp_path, [*titles, DOSSIERS, *(dossier(n) for n in range(4))])
    assert found["exported"] == (datetime(2026, 4, 1, 23, 59, 59), "export", ((date(2026, 3, 1), date(2026, 3, 31)),))
    old = [titles[0], "Ngày xuất: 01/02/2026"]
    assert hold(tmp_path, [*old, DOSSIERS, *(dossier(n) for n in range(4))])["exported"][1] == "file_time"


def test_a_file_that_is_another_one_at_each_reading_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ds.csv"
    path.write_text(text(*records(1, 2), TORN, record(3)), encoding="utf-8")

    class Growing(Taken):
        def begin(self) -> None:
            with path.open("a", encoding="utf-8") as stream:
                stream.write(f"{TORN}\n{record(3)}\n")
            super().begin()

    with pytest.raises(RefusedFileError) as caught:
        read_in_parts(path, Growing(), context=CONTEXT, part_bytes=WHOLE)
    assert caught.value.rule == "unreadable_file"


def test_a_mark_that_never_closes_is_refused_before_the_file_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_parts, "LONGEST_RECORD", 1 << 14)
    path = tmp_path / "ds.csv"
    path.write_text(text(quoted(1, "a"), record(2, '"x'), *records(*range(9000))), encoding="utf-8")
    for size in (300, WHOLE):
        with path.open("rb") as stream:
            parts = text_parts.TextParts(stream, Facts(is_quoted=True), None, size, USUAL_LIMITS).parts(
                Marks(",", True, 7)
            )
            with pytest.raises(RefusedFileError, match="row 3"):
                list(parts)
            assert size == WHOLE or stream.tell() < path.stat().st_size


# --- loading: what is kept, and what a refusal leaves behind ----------------------------


def loaded(folder: Path, size: int, monkeypatch: pytest.MonkeyPatch, *files: list[str], **more: Any) -> Answer:
    """The state after loading files one after another in parts of so many bytes."""
    monkeypatch.setattr(loading, "read_in_parts", partial(read_in_parts, part_bytes=size))
    ws = small_workspace(folder / f"ws{size}")
    reports = []
    for number, lines in enumerate(files):
        path = folder / f"{number}.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        reports.append(ws.ingest(path, exported_at=f"2026-04-{number + 1:02}", **more))
    warehouse = Warehouse(ws.root)
    left_out = {"loaded_at", "load_id", "source_load_id", "by_load"}
    rows = warehouse.sql("SELECT * FROM dossiers ORDER BY ALL")
    rejects = warehouse.rejects()
    staging = ws.root / "lake" / "_staging"
    assert not staging.exists() or not list(staging.iterdir())
    return {
        "reports": [replace(report, load_id=None) for report in reports],
        "rows": rows.drop(left_out & set(rows.columns)).rows(),
        "rejects": rejects.drop(left_out & set(rejects.columns)).rows(),
        "files": sorted(len(list((ws.root / place).rglob("*.parquet"))) for place in ("lake", "rejects")),
    }


OF_ONE_KEY = [
    dossier(1, dates="02/03/2026,10/03/2026,09/03/2026"),
    dossier(2),
    *(dossier(number) for number in range(20, 30)),
    dossier(1, dates="02/03/2026,10/03/2026,12/03/2026"),
    dossier(2, fee="7000"),
    dossier(3, status="lạ"),
    dossier(4).replace("H60.101-260302-0004", "h60.101-260302-0004"),
    dossier(4),
    dossier(1, dates="02/03/2026,10/03/2026,11/03/2026"),
]


@pytest.mark.parametrize(
    ("files", "more"),
    [
        ([[DOSSIERS, *OF_ONE_KEY]], {}),
        ([[DOSSIERS, *OF_ONE_KEY], [DOSSIERS, *OF_ONE_KEY[::-1]]], {}),
        ([[DOSSIERS, *OF_ONE_KEY], [DOSSIERS, *OF_ONE_KEY[3:9]]], {"full_list": True}),
        ([[DOSSIERS, *OF_ONE_KEY, OTHER + ",x,y"]], {}),
        ([[DOSSIERS, *OF_ONE_KEY, dossier(6, person='"Mẫu')]], {}),
        ([[DOSSIERS, dossier(1, status="lạ"), dossier(2, status="lạ")]], {}),
    ],
    ids=["duplicates", "two files", "full lists", "another header last", "a stray mark last", "nothing accepted"],
)
def test_a_load_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: list[list[str]], more: dict[str, Any]
) -> None:
    whole = loaded(tmp_path, WHOLE, monkeypatch, *files, **more)
    found = loaded(tmp_path, 300, monkeypatch, *files, **more)
    assert not [key for key in whole if found[key] != whole[key]]
    if whole["reports"][0].refused:
        before = loaded(tmp_path, 2, monkeypatch)
        assert (whole["rows"], whole["files"]) == (before["rows"], before["files"])


def test_of_rows_of_one_dossier_far_apart_the_latest_event_stays_and_of_equals_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = loaded(tmp_path, 1, monkeypatch, [DOSSIERS, *OF_ONE_KEY])
    assert found["reports"][0].duplicates == 3
    kept = Warehouse(tmp_path / "ws1").sql(
        "SELECT dossier_code, CAST(completed_at AS DATE), fee_vnd FROM dossiers WHERE dossier_code IN "
        "('H60.101-260302-0001', 'H60.101-260302-0002') ORDER BY ALL"
    )
    assert kept.rows() == [
        ("H60.101-260302-0001", date(2026, 3, 12), 5000),
        ("H60.101-260302-0002", date(2026, 3, 9), 7000),
    ]
