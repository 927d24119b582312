"""Whether another process serves a folder already: that is said, and who it is."""

import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from par_metrics.settings.layout import Layout
from par_metrics.support.locks import HeldError, signed_lock
from schemas import Label

_SECONDS_BETWEEN_LOOKS = 30.0


@contextmanager
def announced(folders: Sequence[Path]) -> Iterator[None]:
    """While this lasts, who comes to serve one of the folders is told of this process; it is told of those before it.

    Several may serve the same: what the server plans is run once, and where one stops the others go on. So one that
    comes later stays; once the one before is gone, it is the one that others are told of.
    """
    with ExitStack() as signed:
        taken = [folder for folder in folders if not _sign(folder, signed, tells=True)]
        if taken:
            threading.Thread(target=_sign_in_turn, args=(taken, signed), daemon=True).start()
        yield


def _sign(folder: Path, signed: ExitStack, *, tells: bool = False) -> bool:
    """Whether this process is the one that others are told of; where it cannot sign, nobody is told."""
    with suppress(OSError):
        try:
            signed.enter_context(signed_lock(Layout(folder).serving, 0))
        except HeldError as held:
            if tells:
                said = _said(folder, held.who)
                print(f"! {said.vi} / {said.en}", file=sys.stderr, flush=True)
            return False
    return True


def _sign_in_turn(folders: Sequence[Path], signed: ExitStack) -> None:
    while folders := [folder for folder in folders if not _sign(folder, signed)]:
        time.sleep(_SECONDS_BETWEEN_LOOKS)


def _said(folder: Path, who: Label) -> Label:
    return Label(
        f"{folder}: đã có tiến trình khác phục vụ ({who.vi}). Tiến trình này phục vụ cùng, mỗi lần chạy vẫn chỉ chạy "
        "một lần, và làm tiếp khi tiến trình kia dừng; nếu không định thế thì Ctrl+C",
        f"{folder}: another process serves it already ({who.en}). This one serves it too, each run is still run once, "
        "and it goes on when that one stops; if that is not meant, press Ctrl+C",
    )
