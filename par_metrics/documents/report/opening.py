"""Opening a DOCX that somebody else wrote, or says to have written."""

import io
import zipfile

from docx import Document
from docx.document import Document as Docx
from docx.opc.exceptions import OpcError
from lxml.etree import LxmlError  # type: ignore[import-untyped]

_MOST_TEXT = 64 << 20
"""Bytes of all its parts of text, unpacked: a thousand pages come to some ten."""


class NoDocxError(ValueError):
    """It is damaged, something else, or unpacks to what no document is."""


def open_docx(data: bytes) -> Docx:
    """The document.

    Raises:
        NoDocxError: it cannot be opened.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = [part for part in package.infolist() if part.filename.lower().endswith((".xml", ".rels"))]
        if sum(part.file_size for part in parts) > _MOST_TEXT:
            raise NoDocxError
        return Document(io.BytesIO(data))
    except (OpcError, ValueError, KeyError, zipfile.BadZipFile, LxmlError):
        raise NoDocxError from None
