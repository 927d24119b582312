import json
from pathlib import Path

import pytest

from tests.support.read_files import cells, headings, numbers, read_bytes, refusal_of

RECORDS = [{"MaHoSo": "a", "TrangThai": 10, "NgayTra": None}, {"MaHoSo": "b", "ChuHoSo": "", "TrangThai": "Đã trả"}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("wrapped", [RECORDS, {"data": {"items": RECORDS, "page": 1}, "headers": ["x"], "n": []}])
def test_an_array_bare_or_inside(tmp_path: Path, encoding: str, wrapped: object) -> None:
    table = read_bytes(tmp_path, json.dumps(wrapped, ensure_ascii=False).encode(encoding))
    assert headings(table) == ["MaHoSo", "TrangThai", "NgayTra", "ChuHoSo"]
    assert cells(table) == [("a", "10", None, None), ("b", "Đã trả", None, None)]
    assert numbers(table) == [1, 2] and table.format == "json" and table.typed_numbers


def test_lists_of_other_things_beside_the_records_are_left_alone(tmp_path: Path) -> None:
    document = {"filters": [{"id": 1, "name": "x"}], "result": {"items": RECORDS, "pages": [{"page": 1}]}}
    table = read_bytes(tmp_path, json.dumps(document).encode())
    assert [row[0] for row in cells(table)] == ["a", "b"]


def test_one_record_a_line(tmp_path: Path) -> None:
    text = "\n\n".join(json.dumps(record) for record in RECORDS)
    assert [row[0] for row in cells(read_bytes(tmp_path, text.encode()))] == ["a", "b"]


def test_a_single_record(tmp_path: Path) -> None:
    table = read_bytes(tmp_path, b'{"MaHoSo": "a", "TrangThai": 1, "DanhSachLePhi": [{"SoTien": 5}]}')
    assert cells(table) == [("a", "1", "1", "5")]


def test_nested_objects_have_dotted_headings(tmp_path: Path) -> None:
    table = read_bytes(
        tmp_path, b'[{"MaHoSo": 1, "a/b": {"c\\"~": {"d": true}}}, {"a/b": {"c\\"~": null}, "MaHoSo": 2}]'
    )
    assert [column.headings for column in table.columns] == [("MaHoSo",), ('a/b.c"~.d', "d")]
    assert cells(table) == [("1", "true"), ("2", None)]


def test_numbers_are_plain_text(tmp_path: Path) -> None:
    values = ["1.0", "1.50", "1e3", "12345678901234567890", "-0.25", "123456789012", '"1.0"', "1e20"]
    data = "[" + ",".join(f'{{"MaHoSo": {value}, "TrangThai": 1}}' for value in values) + "]"
    assert [row[0] for row in cells(read_bytes(tmp_path, data.encode()))] == [
        "1",
        "1.5",
        "1000",
        "12345678901234567890",
        "-0.25",
        "123456789012",
        "1.0",
        "1E+20",
    ]


def test_lists_of_objects_are_aggregated(tmp_path: Path) -> None:
    def fee(amount: object = None, day: object = None, paid: object = None) -> dict[str, object]:
        return {"SoTien": amount, "Ngay": day, "DaNop": paid}

    lists: list[object] = [
        [fee(8000, "1/2", 0), fee(0.5, None, "Có"), fee("1.500", "3/2", False)],
        [fee(None, "", "Không")],
        [],
        None,
        "",
        [fee("miễn", "x", "0"), fee(5)],
    ]
    records = [{"MaHoSo": i, "DanhSachLePhi": value} for i, value in enumerate(lists)]
    table = read_bytes(tmp_path, json.dumps(records).encode())
    frame = table.rows.rename({c.name: c.headings[0] for c in table.columns})
    assert frame.select(
        "DanhSachLePhi:count", *(f"DanhSachLePhi.{x}" for x in ("SoTien:sum", "Ngay:first", "Ngay:last", "DaNop:any"))
    ).rows() == [
        ("3", "9500.5", "1/2", "3/2", "1"),
        ("1", None, None, None, "0"),
        ("0", "0", None, None, "0"),
        (None, None, None, None, None),
        (None, None, None, None, None),
        ("2", "miễn", "x", "x", "0"),
    ]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ('{"MaHoSo": "a", "Fax": {}}', {"MaHoSo": "a", "Fax": None}),
        ('{"MaHoSo": "a", "Fax": []}', {"MaHoSo": "a", "Fax:count": "0"}),
        ('{"MaHoSo": "a", "o": {"p": {}, "q": 1}}', {"MaHoSo": "a", "o.p": None, "o.q": "1"}),
        ('{"MaHoSo": "a", "l": [{}]}', {"MaHoSo": "a", "l:count": "0"}),
        ('{"MaHoSo": "a", "l": [{"m": {}}, {"m": 1}]}', {"MaHoSo": "a", "l:count": "2"}),
        ('{"MaHoSo": "a", "x": 1}, {"x": {}}, {"x": [1]}', {"MaHoSo": "a", "x": "1", "x:count": None}),
        ('{"MaHoSo": "a", "x": {}}, {"x": {"y": {}}}, {"x": 5}', {"MaHoSo": "a", "x": None, "x.y": None}),
        ('{"MaHoSo": "a"}, {}', {"MaHoSo": "a"}),
    ],
)
def test_an_empty_object_is_an_empty_cell(tmp_path: Path, record: str, expected: dict[str, object]) -> None:
    """Programs that make JSON of XML write so what is empty."""
    table = read_bytes(tmp_path, f"[{record}]".encode())
    assert dict(zip(headings(table), cells(table)[0], strict=True)) == expected


def test_order_and_numbers_of_many_records(tmp_path: Path) -> None:
    records: list[object] = [{"MaHoSo": f"k{i}", "TrangThai": i % 10} for i in range(5000)]
    records[7] = None
    table = read_bytes(tmp_path, json.dumps(records).encode())
    assert [row[0] for row in cells(table)] == [f"k{i}" for i in range(5000) if i != 7]
    assert numbers(table)[6:8] == [7, 9]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("[]", "no_rows"),
        ('{"data": {"items": []}}', "no_rows"),
        ('[{"MaHoSo": null}]', "no_rows"),
        ('[{"MaHoSo": 1},\n{"MaHoSo": 2', "unreadable_file"),
        ('[{"MaHoSo": 1}\n{"MaHoSo": 2}]', "unreadable_file"),
        ('{"MaHoSo": 1}\n{"MaHoSo": ', "unreadable_file"),
        ('{"a": [{"MaHoSo": 1}], "b": [{"MaHoSo": 2}]}', "ambiguous_layout"),
        (
            '{"a": [{"MaHoSo": 1, "TrangThaiHoSo": 4}], "b": [{"MaHoSo": 2, "TrangThaiHoSo": 4}]}',
            "ambiguous_layout",
        ),
        ('{"a": 1}', "unknown_layout"),
        ("[1, 2]", "unknown_layout"),
        ('[{"x": 1}]', "unknown_layout"),
    ],
)
def test_refusals(tmp_path: Path, text: str, rule: str) -> None:
    assert refusal_of(tmp_path, text.encode()).rule == rule


def test_a_wrong_byte_far_into_the_file_is_refused(tmp_path: Path) -> None:
    data = b'[{"MaHoSo": "' + b"a" * 300_000 + b'\xff"}]'
    assert refusal_of(tmp_path, data).rule == "unreadable_file"


def test_broken_json_names_its_line(tmp_path: Path) -> None:
    assert "line 2" in str(refusal_of(tmp_path, b'[{"MaHoSo": 1},\n{"MaHoSo" 2}]'))


def test_records_of_very_many_keys_are_read_as_others_are(tmp_path: Path) -> None:
    more = {f"Khoa{i}": i / 2 for i in range(400)}
    first = {"MaHoSo": "a", "TrangThai": 10, "a/b~c": "x", "n": {"Cấp": "y", "t": [1], "m": {"k": 1.50}}, **more}
    second = {"TrangThai": None, "MaHoSo": "b", "n": None, "Khoa1": True, "Mới": "z"}
    wide = read_bytes(tmp_path, json.dumps([first, second, {"MaHoSo": "c"}]).encode())
    narrow = read_bytes(tmp_path, json.dumps([{k: v for k, v in first.items() if k not in more}, second]).encode())
    for column in narrow.columns:
        [same] = [found.name for found in wide.columns if found.headings == column.headings]
        if column.headings[0] != "Khoa1":
            assert wide.rows[same].to_list()[:2] == narrow.rows[column.name].to_list(), column.headings
    by_heading = {column.headings[0]: wide.rows[column.name].to_list() for column in wide.columns}
    assert by_heading["Khoa1"] == ["0.5", "true", None] and by_heading["Khoa2"] == ["1", None, None]
    assert by_heading["MaHoSo"] == ["a", "b", "c"] and by_heading["a/b~c"] == ["x", None, None]
