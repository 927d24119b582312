import io
import zipfile
from pathlib import Path

import pytest

from tests.support.read_files import refusal_of

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def container(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le")


def zipped(**members: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return data.getvalue()


ODS = "application/vnd.oasis.opendocument.spreadsheet"


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.csv", "a.ods"])
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (container("Workbook"), (".xls)", "save it as .xlsx")),
        (b"\x09\x08\x10\x00\x00\x06\x05\x00" + b"\0" * 90, (".xls)", "save it as .xlsx")),
        (container("WordDocument"), ("Word", "not a table")),
        (zipped(mimetype=ODS, content_xml="<x/>", META_INF__manifest_xml="<x/>"), (".ods", "save it as .xlsx")),
        (zipped(mimetype=ODS + "-template"), (".ods", "save it as .xlsx")),
        (zipped(mimetype="application/vnd.oasis.opendocument.text"), ("OpenDocument", "not a table")),
        (zipped(word__document_xml="<x/>", docProps__app_xml="<x/>"), ("Word", "not a table")),
        (zipped(Index__Document_iwa="", Data__x="", preview_jpg=""), ("Numbers", "Excel")),
        (zipped(xl__workbook_bin="", xl__styles_bin=""), (".xlsb", "save it as .xlsx")),
        (b"%PDF-1.7 \0\1", ("PDF", "not a table")),
        (b"<html><table><tr><td>a</td></tr></table>", ("HTML", "save it as .xlsx")),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', ("XML", "save it as .xlsx")),
    ],
)
def test_a_document_is_told_by_its_content_and_the_officer_what_to_do(
    tmp_path: Path, name: str, data: bytes, words: tuple[str, str]
) -> None:
    refusal = refusal_of(tmp_path, data, name)
    assert refusal.rule == "unreadable_file"
    for word in words:
        assert word in refusal.label.en
    assert words[0] in refusal.label.vi


@pytest.mark.parametrize(
    "data",
    [
        container("EncryptedPackage"),
        zipped(mimetype=ODS, **{"META-INF__manifest_xml": '<manifest:encryption-data manifest:checksum="x"/>'}),
    ],
)
def test_a_workbook_with_a_password_is_told_apart(tmp_path: Path, data: bytes) -> None:
    assert refusal_of(tmp_path, data, "a.xlsx").rule == "password_protected"
