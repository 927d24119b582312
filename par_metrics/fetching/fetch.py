"""Fetching what is new at one source into the inbox; half a file never lies there."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path

from par_metrics.domain.privacy import shown_file
from par_metrics.errors import ParMetricsError
from par_metrics.fetching.deadline import Deadline
from par_metrics.fetching.in_inbox import InInbox
from par_metrics.fetching.memory import Memory
from par_metrics.fetching.names import inbox_name, partial_file
from par_metrics.fetching.outcome import FetchedFile, SourceOutcome
from par_metrics.fetching.places.base import Offered, Place, Reading
from par_metrics.fetching.places.opening import open_place
from par_metrics.fetching.trouble import SourceError, changed, damaged, half, too_large
from par_metrics.settings.layout import Layout
from par_metrics.settings.secrets import secrets_of
from par_metrics.settings.settings import Settings
from par_metrics.settings.sources import SourceSettings
from par_metrics.support.locks import HeldError, signed_lock
from par_metrics.support.names import free_names
from par_metrics.support.private import private_files
from par_metrics.warehouse import archive
from schemas import Label

_CHUNK = 1 << 20


def fetch(root: Path, name: str, settings: Settings, *, dry_run: bool = False) -> SourceOutcome:
    """Put what is new at a source into the inbox; nothing there is changed.

    What is wrong with the source is told in the outcome, and never raised.

    Args:
        root: folder of the workspace, whose inbox is there.
        name: of the source in the settings.
        dry_run: only look what would come.
    Raises:
        OSError: the inbox cannot be written.
    """
    layout = Layout(root)
    work = _Work(layout, name, settings)
    try:
        with private_files():
            layout.fetched.mkdir(mode=0o700, exist_ok=True)
        with signed_lock(layout.fetched / f"{name}.lock", 0):
            work.run(dry_run=dry_run)
    except HeldError as held:
        work.fail(_busy(held))
    except ParMetricsError as error:
        work.fail(error)
    return work.outcome


@dataclass
class _Work:
    layout: Layout
    name: str
    settings: Settings
    fetched: list[FetchedFile] = field(default_factory=list)
    refused: list[FetchedFile] = field(default_factory=list)
    known: int = 0
    unsettled: int = 0
    failure: ParMetricsError | None = None
    waiting_helps: bool = False

    def __post_init__(self) -> None:
        self.memory = Memory(self.layout.fetched / f"{self.name}.files.json")
        self.deadline = Deadline(self.source.timeout_minutes)

    @property
    def source(self) -> SourceSettings:
        return self.settings.sources[self.name]

    @property
    def outcome(self) -> SourceOutcome:
        return SourceOutcome(
            source=self.name,
            fetched=tuple(self.fetched),
            refused=tuple(self.refused),
            known=self.known,
            unsettled=self.unsettled,
            failure=self.failure.label if self.failure else None,
            waiting_helps=self.waiting_helps,
        )

    def fail(self, error: ParMetricsError) -> None:
        """Nothing more comes from here."""
        self.failure = error
        self.waiting_helps = isinstance(error, SourceError) and error.waiting_helps

    def run(self, *, dry_run: bool) -> None:
        secrets = secrets_of(self.layout.root, self.name, self.source)
        place = open_place(self.layout.root, self.source, secrets, self.deadline)
        try:
            with _understood(place):
                offers = place.offers()
            pattern = self.source.pattern.casefold()
            wanted = [o for o in offers if fnmatchcase(o.name.casefold(), pattern) and inbox_name(o.name)]
            if not dry_run:
                self.memory.forget_but({offered.path for offered in wanted})
            for offered in sorted(wanted, key=lambda o: (o.modified or datetime.max.replace(tzinfo=UTC), o.path)):
                self.take(place, offered, dry_run=dry_run)
        finally:
            self.memory.write()
            place.close()

    def take(self, place: Place, offered: Offered, *, dry_run: bool) -> None:
        """One file, unless it is known, or somebody may still write it.

        Raises:
            SourceError: the others cannot be had either.
        """
        if self.memory.has(offered):
            self.known += 1
        elif _is_unsettled(offered, self.source.settle_seconds):
            self.unsettled += 1
        elif dry_run:
            self.fetched.append(FetchedFile(shown_file(offered.name), offered.size))
        else:
            try:
                self.bring(place, offered)
            except SourceError as error:
                if error.is_of_whole_source:
                    raise
                self.refused.append(FetchedFile(shown_file(offered.name), offered.size, error.label))
                self.waiting_helps |= error.waiting_helps

    def bring(self, place: Place, offered: Offered) -> None:
        """Write a file aside, and put it into the inbox once it is whole.

        Raises:
            SourceError: it is not, or cannot be had.
        """
        partial = partial_file(self.layout.inbox, self.name)
        partial.unlink(missing_ok=True)
        try:
            self.deadline.check()
            with _understood(place):
                now = place.look(offered.path)
            if _is_unsettled(now, self.source.settle_seconds):
                raise changed()
            size, digest = self.copy(place, now, partial)
            with _understood(place):
                after = place.look(offered.path)
            if now.size is not None and size < now.size:
                raise half(now.size)
            if (now.size is not None and size != now.size) or _version(now) != _version(after):
                raise changed()
            if now.sha256 is not None and digest != now.sha256:
                raise damaged()
            if self.is_known(offered, digest, size):
                self.known += 1
            else:
                _put(partial, self.layout.inbox, offered.name, now.modified)
                self.in_inbox.add(digest, size)
                self.fetched.append(FetchedFile(shown_file(offered.name), size))
        finally:
            partial.unlink(missing_ok=True)
        # As it is listed, which some storages tell more exactly than when they are asked for one file.
        self.memory.keep(offered, digest)

    def copy(self, place: Place, offered: Offered, target: Path) -> tuple[int, str]:
        """The bytes of a file, as they come; how many, and their SHA-256.

        Raises:
            SourceError: it broke off, is too large, or takes too long.
        """
        limit = self.settings.limits.unpacked_bytes
        if offered.size is not None and offered.size > limit:
            raise too_large(offered.size, limit)
        size, digest = 0, hashlib.sha256()
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as written, ExitStack() as opened:
            with _understood(place):
                stream = opened.enter_context(place.reading(offered.path))
            while part := _next_part(stream, offered.size):
                size += len(part)
                if size > limit:
                    raise too_large(size, limit)
                self.deadline.check()
                digest.update(part)
                written.write(part)
            written.flush()
            os.fsync(written.fileno())
        return size, digest.hexdigest()

    def is_known(self, offered: Offered, digest: str, size: int) -> bool:
        """Whether this content was fetched, lies in the inbox, or is loaded, by whatever name."""
        if self.memory.has_content(offered, digest) or archive.find(self.layout, digest) is not None:
            return True
        return self.in_inbox.has(digest, size)

    @cached_property
    def in_inbox(self) -> InInbox:
        return InInbox(self.layout.inbox, partial_file(self.layout.inbox, self.name))


@contextmanager
def _understood(place: Place) -> Iterator[None]:
    """Turns what a protocol raises into what it means."""
    try:
        yield
    except ParMetricsError:
        raise
    except Exception as error:
        raise place.trouble(error) from error


def _next_part(stream: Reading, size: int | None) -> bytes:
    """The next bytes of a file that answered already; whatever goes wrong now is of this file."""
    try:
        return stream.read(_CHUNK)
    except ParMetricsError:
        raise
    except Exception as error:
        raise half(size) from error


def _busy(held: HeldError) -> SourceError:
    return SourceError(
        Label(
            f"đang có tiến trình khác lấy từ nguồn này ({held.who.vi}). Chờ xong rồi chạy lại",
            f"another process is fetching from it ({held.who.en}). Wait, then run again",
        ),
        "busy",
        waiting_helps=True,
    )


def _version(offered: Offered) -> tuple[object, ...]:
    return offered.size, offered.modified, offered.version


def _is_unsettled(offered: Offered, seconds: float) -> bool:
    """Whether it was changed just now; the clock of the source may be ahead of ours."""
    if offered.modified is None:
        return False
    return abs((datetime.now(UTC) - offered.modified).total_seconds()) < seconds


def _put(partial: Path, inbox: Path, name: str, modified: datetime | None) -> None:
    """Let a whole file appear in the inbox, with its time of last change, by a name that nothing there has."""
    if modified is not None:
        # No export was made after now.
        seconds = min(modified.timestamp(), time.time())
        os.utime(partial, (seconds, seconds))
    for target in free_names(inbox, inbox_name(name) or "_"):
        try:
            os.link(partial, target)
        except FileExistsError:  # it appeared meanwhile
            continue
        except OSError:  # a system without links
            partial.rename(target)
        return
