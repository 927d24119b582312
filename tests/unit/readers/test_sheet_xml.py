import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from par_metrics.errors import RefusedFileError
from par_metrics.readers.xlsx import _damage
from tests.support.raw_workbooks import raw_workbook, texts
from tests.support.read_files import Row, cells, numbers, read, refusal_of

HEADER = texts(1, "Mã hồ sơ", "Ngày tiếp nhận", "Phí (VNĐ)", "Trạng thái")
UNKNOWN = "\ue000"


def values(path: Path) -> list[Row]:
    [table] = read(path)
    return cells(table)


def cell(reference: str, inner: str, attributes: str = "") -> str:
    return f'<c r="{reference}" {attributes}>{inner}</c>'


@pytest.mark.parametrize(
    ("inner", "attributes", "read_as"),
    [
        ("<f>B1</f>", "", UNKNOWN),
        ("<f>B1</f><v/>", "", UNKNOWN),
        ("<f>B1</f><v></v>", 's="0"', UNKNOWN),
        ("<f>B1</f><v> </v>", 't="n"', UNKNOWN),
        ('<f t="shared" si="0"/><v></v>', "", UNKNOWN),
        ("<f>B1</f>", 't="str"', UNKNOWN),
        ("<f>IF(A1&lt;2,1)</f>", "", UNKNOWN),
        ('<f>""</f><v></v>', 't="str"', None),
        ("<f>B1</f><v>0</v>", "", "0"),
        ("<f>B1</f><v>abc</v>", 't="str"', "abc"),
        ("<f>B1</f><v>1</v>", 't="b"', "true"),
        ("<f>1/0</f><v>#DIV/0!</v>", 't="e"', "#DIV/0!"),
        ("<v>#N/A</v>", "t='e'", "#N/A"),
        ("<f>B1</f><is><t>abc</t></is>", 't="inlineStr"', "abc"),
        ("<is><r><t>a</t></r><r><t xml:space='preserve'> b</t></r></is>", 't="inlineStr"', "a b"),
        ("<v>2026-03-10</v>", 't="d"', "2026-03-10"),
        ("<v><![CDATA[a<b & c]]></v>", 't="str"', "a<b & c"),
        ("<v>20260302123456789</v>", "", "2.0260302123456788E+16"),
        ("<v>1234567890123456.5</v>", "", "1.2345678901234565E+15"),
        ("<v>2.02603E14</v>", "", "2.02603E+14"),
        ("<v>2.02603021234567E14</v>", "", "202603021234567"),
        ("<v>2.0260302E7</v>", "", "20260302"),
        ("<v>-1.5e+15</v>", "", "-1.5E+15"),
        ("<f>A1</f><v>12345678901234567</v>", "", "1.2345678901234568E+16"),
        ("<v>20260302123456789</v>", 't="str"', "20260302123456789"),
        ("<v>123456789012345</v>", "", "123456789012345"),
        ("<v>1.5E-7</v>", "", "0.00000015"),
        ("<v>202603000000000</v>", 's="1"', "2.02603E+14"),
        ("<v>202603000000000</v>", 's="2"', "2.02603E+14"),
        ("<v>46083</v>", 's="1"', "46083"),
        ("<v>202603000000000</v>", 's="3"', "202603000000000"),
    ],
)
def test_what_a_cell_is_read_as(tmp_path: Path, inner: str, attributes: str, read_as: str | None) -> None:
    row = texts(2, "h1", "", cell("C2", inner, attributes), "x")
    own = {164: "##0.0E+0", 165: "[Red]0&quot;E+&quot;"}
    path = raw_workbook(tmp_path / "a.xlsx", HEADER + row, formats=(0, 11, 164, 165), own_formats=own)
    assert values(path) == [("h1", None, read_as, "x")]


def test_a_zero_is_no_value_where_the_workbook_is_still_to_be_calculated(tmp_path: Path) -> None:
    row = texts(2, "h1", "", cell("C2", "<f>A1</f><v>0</v>"), cell("D2", "<f>A1</f><v>4</v>"))
    path = raw_workbook(tmp_path / "a.xlsx", HEADER + row, calculation='fullCalcOnLoad="1"')
    assert values(path) == [("h1", None, UNKNOWN, "4")]


def test_an_array_formula_without_a_value_gives_none_to_all_its_cells(tmp_path: Path) -> None:
    rows = texts(2, "h1", "", cell("C2", '<f t="array" ref="C2:D3">A1:B2</f>'))
    rows += texts(3, "h2", "", cell("C3", "<v>0</v>")) + texts(4, "h3", "", "8", "x")
    path = raw_workbook(tmp_path / "a.xlsx", HEADER + rows)
    assert values(path) == [
        ("h1", None, UNKNOWN, UNKNOWN),
        ("h2", None, UNKNOWN, UNKNOWN),
        ("h3", None, "8", "x"),
    ]


def test_a_shared_formula_says_nothing_of_the_other_cells(tmp_path: Path) -> None:
    rows = texts(2, "h1", "", cell("C2", '<f t="shared" ref="C2:C3" si="0">A1</f>'), "x") + texts(3, "h2", "", "8")
    assert [row[2] for row in values(raw_workbook(tmp_path / "a.xlsx", HEADER + rows))] == [UNKNOWN, "8"]


def test_xml_with_prefixes_and_comments_is_read_as_any_other(tmp_path: Path) -> None:
    def prefixed(text: str) -> str:
        return text.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")

    rows = texts(2, "h1", cell("B2", "<f>A1</f>"), cell("C2", "<v>#REF!</v>", 't="e"'), "x")
    rows += texts(3, "h2").replace("<row ", '<row hidden="1" ')
    path = raw_workbook(
        tmp_path / "a.xlsx",
        prefixed(HEADER + rows) + "<!-- <x:row/> -->",
        prefix="x",
        after='<x:mergeCells><x:mergeCell ref="D2:D3"/></x:mergeCells>',
    )
    [table] = read(path)
    assert cells(table) == [("h1", UNKNOWN, "#REF!", "x"), ("h2", None, None, "x")]
    assert table.hidden_rows == 1


def test_rows_and_cells_without_their_place_follow_each_other(tmp_path: Path) -> None:
    head = "".join(f'<c t="str"><v>{name}</v></c>' for name in ("Mã hồ sơ", "Trạng thái"))
    rows = f'<row>{head}</row><row hidden="true"><c t="str"><v>h1</v></c><c t="str"><v>x</v></c></row>'
    rows += '<row><c t="str"><v>h2</v></c></row>'
    path = raw_workbook(tmp_path / "a.xlsx", rows, after='<mergeCells><mergeCell ref="B2:B3"/></mergeCells>')
    [table] = read(path)
    assert (numbers(table), cells(table), table.hidden_rows) == ([2, 3], [("h1", "x"), ("h2", "x")], 1)


@pytest.mark.parametrize(
    ("attributes", "is_hidden"),
    [('hidden="1"', True), ('hidden="true"', True), ('ht="0" customHeight="1"', True), ('ht="0.75"', False)],
)
def test_hidden_rows_are_counted(tmp_path: Path, attributes: str, is_hidden: bool) -> None:
    rows = texts(2, "h1", "", "", "x").replace("<row ", f"<row {attributes} ") + texts(3, "h2", "", "", "x")
    [table] = read(raw_workbook(tmp_path / "a.xlsx", HEADER + rows))
    assert (numbers(table), table.hidden_rows) == ([2, 3], int(is_hidden))


@pytest.mark.parametrize(
    "far",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="3"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="5000"><c r="XFD5000"><v>1</v></c></row>',
        '<row r="900000"><c r="CV900000"><v>1</v></c></row>',
    ],
)
def test_a_cell_so_far_off_that_memory_would_not_do_is_named(tmp_path: Path, far: str) -> None:
    data = raw_workbook(tmp_path / "a.xlsx", HEADER + texts(2, "h1", "", "", "x") + far).read_bytes()
    error = refusal_of(tmp_path, data, "b.xlsx")
    assert error.rule == "unreadable_file" and "Ctrl+End" in error.label.vi


@pytest.mark.parametrize(
    "far", ['<row r="3"><c r="XFD3"><v>1</v></c></row>', '<row r="1048576"><c r="A1048576"/></row>']
)
def test_a_far_cell_that_does_no_harm_is_read_over(tmp_path: Path, far: str) -> None:
    path = raw_workbook(tmp_path / "a.xlsx", HEADER + texts(2, "h1", "", "", "x") + far)
    assert values(path) == [("h1", None, None, "x")]


def test_a_sheet_whose_xml_breaks_off_is_refused(tmp_path: Path) -> None:
    """The library reads the rows there are, and knows nothing of merges that would have followed."""
    source = raw_workbook(tmp_path / "a.xlsx", HEADER + texts(2, "h1", "", "", "x"))
    cut = io.BytesIO()
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(cut, "w") as target:
        for name in archive.namelist():
            target.writestr(name, archive.read(name).removesuffix(b"</worksheet>"))
    assert refusal_of(tmp_path, cut.getvalue(), "b.xlsx").rule == "unreadable_file"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"])
def test_a_part_that_declares_entities_is_refused(tmp_path: Path, part: str) -> None:
    """A few bytes of them unfold to gigabytes, and no workbook needs them."""
    source = raw_workbook(tmp_path / "a.xlsx", HEADER + texts(2, "h1", "", "", "x"))
    bomb = io.BytesIO()
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(bomb, "w") as target:
        for name in archive.namelist():
            content = archive.read(name)
            head, _, tail = content.partition(b"?>")
            declared = head + b'?><!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>' + tail
            target.writestr(name, declared if name == part else content)
    assert refusal_of(tmp_path, bomb.getvalue(), "b.xlsx").rule == "unreadable_file"


MANY = 200_000


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<row ", "<row " * MANY + "<row "),
        ("</row>", "</row><!-- " * MANY),
        ("</row>", "</row><![CDATA[ " * MANY),
        ("<c r=", "<c " + "a" * MANY + " r="),
        ("<c r=", "<c" + " " * MANY + " r="),
        ("<c r=", "<c" + " t='s'" * MANY + " r="),
        ("<v>1", "<v>" + " " * MANY + "x1"),
    ],
    ids=["tags", "comments", "texts", "a name", "blanks", "types", "a number"],
)
def test_marks_that_nothing_ends_are_not_looked_for_to_the_end_again_and_again(
    tmp_path: Path, before: str, after: str
) -> None:
    """In a process that the system ends after a minute of work: a pattern that runs hears of nothing else."""
    row = '<row r="2"><c r="A2" s="1"><v>1</v></c><c r="B2"><f>A2</f></c></row>'
    path = raw_workbook(tmp_path / "a.xlsx", HEADER + row.replace(before, after, 1), formats=(0, 11))
    reading = "import sys; from pathlib import Path; from tests.support.read_files import read; read(Path(sys.argv[1]))"
    command = ["bash", "-c", 'ulimit -t 60; exec "$0" "$@"', sys.executable, "-c", reading, str(path)]
    ended = subprocess.run(command, check=False, cwd=Path(__file__).parents[3], capture_output=True, text=True)
    assert ended.returncode == 0 or "RefusedFileError" in ended.stderr


@pytest.mark.parametrize("reference", ["ZZZZZZ99999999999", "AAAA2", "zzzz1"])
def test_a_cell_in_a_column_that_no_sheet_has_refuses_the_workbook(tmp_path: Path, reference: str) -> None:
    """The library made room for all cells up to it, and panicked, which ended the night."""
    rows = f'{HEADER}<row r="2">{cell(reference, "<v>1</v>")}</row>'
    data = raw_workbook(tmp_path / "far.xlsx", rows).read_bytes()
    assert refusal_of(tmp_path, data, "far.xlsx").rule == "unreadable_file"


def test_other_attributes_may_be_longer_words(tmp_path: Path) -> None:
    rows = HEADER + '<row r="2"><c operator="between" r="A2" t="str"><v>r="ABCDE</v></c></row>'
    assert values(raw_workbook(tmp_path / "words.xlsx", rows))[0][0] == 'r="ABCDE'


def test_a_workbook_over_which_the_library_panics_is_damaged() -> None:
    with pytest.raises(RefusedFileError) as caught, _damage():
        raise type("PanicException", (BaseException,), {})("capacity overflow")
    assert caught.value.rule == "unreadable_file"
    with pytest.raises(KeyboardInterrupt), _damage():
        raise KeyboardInterrupt
