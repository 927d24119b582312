"""The error of a paper that somebody worked on since it was written."""

from pathlib import Path

from par_metrics.errors import UsageError
from schemas import Label


def edited_error(path: Path) -> UsageError:
    """What says that a file is left as it is."""
    return UsageError(
        Label(
            f"{path} đã được sửa, hoặc không do par-metrics ghi; không ghi đè. Chọn tên khác bằng --output",
            f"{path} was edited, or is not ours; it is not overwritten. Choose another name with --output",
        ),
        "file_edited",
    )
