"""The DOCX as a file: the same figures give the same bytes, and it says what it is of."""

import hashlib
import io
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from docx.document import Document as Docx

from par_metrics.documents.report.opening import NoDocxError, open_docx
from par_metrics.documents.report.wording import printable
from par_metrics.errors import UsageError
from par_metrics.support.packages import pack, unpack
from schemas import Label

_MAKER = "par-metrics"
_LONGEST = 255


@dataclass(frozen=True)
class Stamp:
    """What a report is of, kept in the properties of its document: Word keeps them when it is edited."""

    period: str
    unit_code: str | None
    as_of: datetime
    known_at: datetime

    def put_on(self, document: Docx) -> None:
        """Write it where Word shows comments and keywords, with a digest of the text as it is."""
        told = {"period": self.period, "as_of": self.as_of.isoformat(), "known_at": self.known_at.isoformat()}
        told["text"] = _digest(document)
        properties = document.core_properties
        properties.comments = f"{_MAKER}: {json.dumps(told)}"
        properties.keywords = printable(self.unit_code or "")[:_LONGEST]
        properties.author = properties.last_modified_by = _MAKER
        properties.created = properties.modified = self.as_of.replace(microsecond=0)
        properties.revision = 1


def stamp_of(path: Path) -> Stamp:
    """What the report in a document is of, also after it was edited.

    Raises:
        UsageError: the file is no report of ours.
    """
    document = _opened(path)
    said = {} if document is None else _said(document)
    try:
        instants = (datetime.fromisoformat(said[name]) for name in ("as_of", "known_at"))
        return Stamp(said["period"], document.core_properties.keywords or None if document else None, *instants)
    except (ValueError, KeyError):
        raise _no_report(path) from None


def is_edited(path: Path) -> bool:
    """Whether a file is anything but a report as we wrote it: replacing it would lose somebody's work."""
    document = _opened(path)
    return document is None or _said(document).get("text") != _digest(document)


def _said(document: Docx) -> dict[str, str]:
    """What the comments of a document say of it; nothing where it is none of ours."""
    try:
        said = json.loads(document.core_properties.comments.partition(f"{_MAKER}: ")[2])
        return said if isinstance(said, dict) else {}
    except ValueError:
        return {}


def _digest(document: Docx) -> str:
    """Of the text as it is stored: whoever saves it writes it otherwise."""
    return hashlib.sha256(document.part.blob).hexdigest()[:16]


def packed(document: Docx) -> bytes:
    """The document as bytes that hang on nothing but its content."""
    saved = io.BytesIO()
    document.save(saved)
    return pack(unpack(saved.getvalue()))


def _opened(path: Path) -> Docx | None:
    try:
        return open_docx(path.read_bytes())
    except (NoDocxError, FileNotFoundError, IsADirectoryError):
        return None


def _no_report(path: Path) -> UsageError:
    return UsageError(
        Label(
            f"{path} không phải báo cáo do par-metrics lập, hoặc đã mất phần Comments trong thuộc tính tệp. "
            "Ghi kỳ thay cho tệp: par-metrics report --period KỲ --sign",
            f"{path} is no report made by par-metrics, or its property Comments is gone. "
            "Name the period instead: par-metrics report --period PERIOD --sign",
        ),
        "no_report",
    )
