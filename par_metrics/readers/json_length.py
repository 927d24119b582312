"""How long the texts of a JSON text are."""

from par_metrics.domain.limits import Limits
from par_metrics.readers.limits import cell_too_long


def check_lengths(text: str, limits: Limits) -> None:
    """Refuse a JSON text that goes on without a quotation mark for longer than any text of a record.

    It is leapt through, not read: as long as there are texts, the last mark within the limit is not far.

    Raises:
        RefusedFileError: `over_limit`.
    """
    place, limit = 0, limits.cell_bytes
    while len(text) - place > limit:
        found = text.rfind('"', place, place + limit)
        if found < 0:
            raise cell_too_long(limits)
        place = found + 1
