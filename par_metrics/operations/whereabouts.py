"""How an officer finds a file whose name is masked, for it may name somebody."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from par_metrics.display.numbers import number, when
from par_metrics.domain.privacy import shown_file
from par_metrics.operations.inbox import REASON_SUFFIX, entries
from par_metrics.settings.layout import REFUSED
from par_metrics.support.names import printable_name
from par_metrics.support.stamps import Stamp, stamp
from schemas import Label, Language

_IS_MASKED = Label("Tên tệp bị che vì có thể nêu tên người", "The name is masked, for it may name somebody")


def of_loaded(export: Path, before: Stamp | None, timezone: str) -> Label | None:
    """How a file that left the inbox is known again: its size, and when it was last written; None if its name is shown.

    Args:
        before: as it lay in the inbox.
    """
    if before is None or not _is_masked(export):
        return None
    return Label(
        f"{_IS_MASKED.vi}: tệp {_size_and_day(before, timezone, 'vi')}",
        f"{_IS_MASKED.en}: a file of {_size_and_day(before, timezone, 'en')}",
    )


def of_kept(export: Path, timezone: str) -> Label | None:
    """Where a file lies that was not loaded: its place by name in its folder, its size and day.

    None if its name is shown.

    Args:
        export: where it lies now, in the inbox or in its folder of refused files.
    """
    found = stamp(export)
    if found is None or not _is_masked(export):
        return None
    beside = sorted(
        (path for path in entries(export.parent) if not path.name.endswith(REASON_SUFFIX)),
        key=lambda path: path.name.casefold(),
    )
    place, count = next((n for n, path in enumerate(beside, 1) if path == export), 0), len(beside)
    folder = f"inbox/{REFUSED}" if export.parent.name == REFUSED else export.parent.name
    return Label(
        f"{_IS_MASKED.vi}: tệp thứ {place} trong {count} tệp của {folder} xếp theo tên, "
        f"{_size_and_day(found, timezone, 'vi')}",
        f"{_IS_MASKED.en}: file {place} of {count} in {folder} by name, {_size_and_day(found, timezone, 'en')}",
    )


def _is_masked(export: Path) -> bool:
    return shown_file(export) != printable_name(export)


def _size_and_day(found: Stamp, timezone: str, language: Language) -> str:
    written = datetime.fromtimestamp(found.modified, ZoneInfo(timezone)).replace(tzinfo=None)
    size, at = number(found.size, language), when(written, language)
    return f"{size} byte, ghi lúc {at}" if language == "vi" else f"{size} bytes, written {at}"
