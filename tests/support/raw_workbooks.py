"""Workbooks put together by hand: what a program may write that the libraries of the tests cannot."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def raw_workbook(
    path: Path,
    rows: str,
    *,
    after: str = "",
    properties: str = "",
    calculation: str = "",
    formats: tuple[int, ...] = (0,),
    own_formats: Mapping[int, str] | None = None,
    state: str = "visible",
    prefix: str = "",
) -> Path:
    """An XLSX file with one sheet `S`.

    Args:
        rows: the content of `<sheetData>`.
        after: what follows it, such as `<mergeCells>`.
        properties: the content of `<workbookPr ...>`.
        calculation: the content of `<calcPr ...>`.
        formats: the number format of each style, `s="0"` first.
        own_formats: number formats of the workbook's own.
        state: of the sheet.
        prefix: XML prefix of all elements of the sheet, `x` for `<x:c>`; `rows` and `after` must have it.
    """
    numbers = "".join(f'<numFmt numFmtId="{i}" formatCode="{code}"/>' for i, code in (own_formats or {}).items())
    styles = "".join(f'<xf numFmtId="{number}"/>' for number in formats)
    name, p = (f"xmlns:{prefix}", f"{prefix}:") if prefix else ("xmlns", "")
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr {properties}/>'
        f'<sheets><sheet name="S" sheetId="1" state="{state}" r:id="rId1"/></sheets><calcPr {calculation}/></workbook>',
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><numFmts>{numbers}</numFmts>'
        f"<cellXfs>{styles}</cellXfs></styleSheet>",
        "xl/worksheets/sheet1.xml": f'<{p}worksheet {name}="{_MAIN}"><{p}sheetData>{rows}</{p}sheetData>{after}'
        f"</{p}worksheet>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content if content.startswith("<?xml") else f'<?xml version="1.0"?>{content}')
    return path


def texts(number: int, *cells: str) -> str:
    """A `<row>` of text cells from column A on; a cell that begins with `<` stands as it is."""
    written = (
        cell if cell.startswith("<") else f'<c r="{chr(65 + i)}{number}" t="str"><v>{cell}</v></c>'
        for i, cell in enumerate(cells)
        if cell
    )
    return f'<row r="{number}">{"".join(written)}</row>'
