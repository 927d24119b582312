"""Documents that are damaged, or made to fill a memory, are told apart before anything is made of them."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from par_metrics.documents.report.built_in import built_in
from par_metrics.documents.report.opening import NoDocxError, open_docx
from par_metrics.documents.report.package import packed, stamp_of
from par_metrics.documents.report.template import read_template
from par_metrics.errors import UsageError

TEXT, PROPERTIES = "word/document.xml", "docProps/core.xml"


def with_part(name: str, content: bytes) -> bytes:
    """The built-in template with one part of it exchanged."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed(built_in()))) as read, zipfile.ZipFile(made, "w", 8) as written:
        for part in read.namelist():
            written.writestr(part, content if part == name else read.read(part))
    return made.getvalue()


@pytest.mark.parametrize(
    "make",
    [
        lambda: b"",
        lambda: b"no zip",
        lambda: with_part(TEXT, b""),
        lambda: with_part(TEXT, b"<w:document"),
        lambda: with_part(PROPERTIES, b"<cp:core"),
        lambda: with_part(TEXT, b"<a>" + b" " * (65 << 20) + b"</a>"),
    ],
    ids=["empty", "other", "no text", "half a text", "half of its properties", "bomb"],
)
def test_what_cannot_be_opened_is_said(make: Callable[[], bytes], tmp_path: Path) -> None:
    path, data = tmp_path / "x.docx", make()
    path.write_bytes(data)
    with pytest.raises(NoDocxError):
        open_docx(data).core_properties.comments  # noqa: B018 - read when asked for
    with pytest.raises(UsageError, match="cannot be read"):
        read_template(path)
    with pytest.raises(UsageError, match="is no report made by par-metrics"):
        stamp_of(path)
