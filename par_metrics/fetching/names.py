"""What a file of a source is called in the inbox: whatever the source says, a plain name within it."""

import re
from pathlib import Path

from par_metrics.settings.layout import REFUSED
from par_metrics.support.names import cut_name, is_unfinished, plain_name, printable_name


def inbox_name(name: str) -> str | None:
    """A name as the inbox may have it; None for what another program has not finished, or hides.

    The last part of what may be a path; no control letters, nothing that a system forbids, no longer than a number
    and an ending may follow.
    """
    last = re.split(r"[/\\]", name)[-1].strip()
    if not last or is_unfinished(last):
        return None
    clean = cut_name(plain_name(printable_name(Path(last))).strip())
    # What was cleaned may have become what the inbox passes over.
    return f"_{clean}" if is_unfinished(clean) or clean.casefold() == REFUSED else clean


def partial_file(inbox: Path, source: str) -> Path:
    """Where a file is written until it is whole: in the inbox, of the same disk, by a name that it passes over."""
    return inbox / f".fetching-{source}.part"
