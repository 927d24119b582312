"""How much text the cells of a sheet come to: a long one that a workbook holds once may stand in every cell."""

import re

from par_metrics.readers.limits import HARMLESS_BYTES, check_text
from par_metrics.readers.workbook import Workbook

_SHARED = re.compile(
    rb"<c\b[^>]*\st=[\"']s[\"'][^>]*>\s*(?:<f\b[^>]*?(?:/>|>[^<]*</f>)\s*)?<v\b[^>]*>\s*(\d{1,9})\s*</v>"
)


def check_texts(xml: bytes, book: Workbook) -> None:
    """Refuse a sheet whose texts come to far more than the workbook has.

    Args:
        xml: of the sheet, without prefixes.
    Raises:
        RefusedFileError: `over_limit`.
    """
    lengths = book.text_lengths
    cells = xml.count(b't="s"') + xml.count(b"t='s'")
    if cells * max(lengths, default=0) > HARMLESS_BYTES:
        size = sum(lengths[int(number)] for number in _SHARED.findall(xml) if int(number) < len(lengths))
        check_text(size, cells, book.size, book.limits)
