"""What a document still leaves to be filled in: everything in square brackets, as the built-in template writes it."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from docx.oxml.ns import qn

from par_metrics.documents.report.filling import roots
from par_metrics.documents.report.opening import open_docx
from par_metrics.documents.report.wording import printable

# Not `[1]`, which is a note.
_PLACE = re.compile(r"\[[^\[\]]*[^\[\]\d\s][^\[\]]*\]")


def left_to_fill(path: Path, names: Iterable[str] = ()) -> Counter[str]:
    """The places in brackets of a report of ours (see `stamp_of`), with how often each is there: `[...]`, `[địa danh]`.

    Word makes three full stops one sign; here they are three again.

    Args:
        names: of units and procedures, as registers have them: brackets of a name are none to fill in.
    """
    # Of two names the longer first, as one may begin with the other.
    bracketed = sorted({_plain(printable(name)) for name in names if "[" in name}, key=len, reverse=True)
    found = Counter[str]()
    for root in roots(open_docx(path.read_bytes())):
        for paragraph in root.iter(qn("w:p")):
            pieces = (t for t in paragraph.iter(qn("w:t")) if next(t.iterancestors(qn("w:p"))) is paragraph)
            text = _plain("".join(piece.text or "" for piece in pieces))
            for name in bracketed:
                text = text.replace(name, "")
            found.update(_PLACE.findall(text))
    return found


def _plain(text: str) -> str:
    return text.replace("…", "...")
