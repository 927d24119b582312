"""One writer at a time, and one night: who comes second is told who is at work."""

from collections.abc import Iterator
from contextlib import contextmanager

from par_metrics.errors import WorkspaceBusyError
from par_metrics.settings.layout import Layout
from par_metrics.support.locks import HeldError, signed_lock
from par_metrics.support.private import close_to_others, private_files
from schemas import Label

# Long enough for a writer that is just finishing, short enough for a person who waits.
WAIT_SECONDS = 2.0


@contextmanager
def writer_lock(layout: Layout) -> Iterator[bool]:
    """Hold the workspace's lock; the same thread may take it again inside. What is written meanwhile is private.

    Yields:
        True where the lock was free, False where this thread held it already.
    Raises:
        WorkspaceBusyError: another process or thread writes; the message names it.
    """
    try:
        with signed_lock(layout.lock, WAIT_SECONDS) as is_outermost, private_files():
            if is_outermost:
                close_to_others(layout.private)
            yield is_outermost
    except HeldError as held:
        raise WorkspaceBusyError(
            Label(
                f"Một tiến trình khác đang ghi vào kho dữ liệu ({held.who.vi}). Chờ tiến trình đó xong rồi chạy lại.",
                f"Another process is writing to the workspace ({held.who.en}). Wait until it has finished and run "
                "again.",
            ),
            "workspace_busy",
        ) from None


@contextmanager
def night_lock(layout: Layout) -> Iterator[None]:
    """Be the one night of the workspace, from before it looks into the inbox until it has published.

    Between the files of a night others may write; another night may not begin.

    Raises:
        WorkspaceBusyError: another night is at work; the message names it, and nothing was touched.
    """
    try:
        with signed_lock(layout.night, WAIT_SECONDS):
            yield
    except HeldError as held:
        raise WorkspaceBusyError(
            Label(
                f"Một lần chạy đêm khác đang làm việc với kho này ({held.who.vi}). Lần chạy này dừng lại, chưa động "
                "đến gì; tệp còn trong inbox sẽ do lần kia hoặc lần sau nạp.",
                f"Another night is at work in this workspace ({held.who.en}). This one stops and touched nothing; "
                "that one or the next loads what is left in the inbox.",
            ),
            "night_busy",
        ) from None
