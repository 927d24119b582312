"""What a document still leaves to be filled in: everything in square brackets, as the built-in template writes it."""

import re
from collections import Counter
from pathlib import Path

from docx import Document
from docx.oxml.ns import qn

from par_metrics.documents.report.filling import roots

# Not `[1]`, which is a note.
_PLACE = re.compile(r"\[[^\[\]]*[^\[\]\d\s][^\[\]]*\]")


def left_to_fill(path: Path) -> Counter[str]:
    """The places in brackets of a report of ours (see `stamp_of`), with how often each is there: `[...]`, `[địa danh]`.

    Word makes three full stops one sign; here they are three again.
    """
    found = Counter[str]()
    for root in roots(Document(str(path))):
        for paragraph in root.iter(qn("w:p")):
            pieces = (t for t in paragraph.iter(qn("w:t")) if next(t.iterancestors(qn("w:p"))) is paragraph)
            found.update(_PLACE.findall("".join(piece.text or "" for piece in pieces).replace("…", "...")))
    return found
