"""Telling people what a run came to. What fails is said, and changes neither the run nor its exit status."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from par_metrics.errors import UsageError, failure_of
from par_metrics.operations.digest import making
from par_metrics.operations.digest.channels import Channel, channels_of
from par_metrics.operations.digest.digest import Digest
from par_metrics.operations.digest.memory import Told, keep, last_told, night_of
from par_metrics.operations.digest.message import Message, message_of, trial
from par_metrics.operations.summary import RunSummary, Telling
from par_metrics.support.in_time import within
from par_metrics.support.mail import NotTakenError
from schemas import Label

if TYPE_CHECKING:
    from par_metrics.workspace import Workspace

_SECONDS = 120.0
"""How long one may take in all: who answers a little at a time reaches none of the limits of a connection."""
_TOO_LONG = Label(f"chưa nhận xong trong {_SECONDS:g} giây", f"did not take it within {_SECONDS:g} seconds")
_AGAIN = Label("gửi lại bằng par-metrics digest --send", "par-metrics digest --send sends it again")


@dataclass(frozen=True)
class Delivery:
    """What became of one channel.

    Args:
        key: its own name.
        name: what it is called.
        reason: why it was not taken, or not by everybody; None where all is well.
        taken: whether anybody got it.
        passes: waiting may help.
    """

    key: str
    name: Label
    reason: Label | None = None
    taken: bool = True
    passes: bool = False

    @property
    def line(self) -> Label:
        """Who, and why not."""
        if self.reason is None:
            return self.name
        return Label(f"{self.name.vi}: {self.reason.vi}".rstrip("."), f"{self.name.en}: {self.reason.en}".rstrip("."))


def is_wanted(ws: Workspace) -> bool:
    """Whether the settings name anybody to be told."""
    return ws.settings.digest.is_set


def tell(ws: Workspace, summary: RunSummary) -> Telling | None:
    """Tell what a night came to, once each of those that the settings name.

    Returns:
        None where nobody is to be told, or everybody was.
    """

    def made(told: Told) -> tuple[Digest, bool]:
        digest = making.of_night(ws, summary)
        is_same = told.night == night_of(digest)
        with_changes = told.with_changes if is_same else summary.run_id != told.run_id
        return digest, with_changes and summary.published is not None

    return _told(ws, made)


def tell_of_failure(ws: Workspace, reason: Label, as_of: datetime | str | None) -> Telling | None:
    """Tell that an error ended a night; as `tell`."""
    instant = ws.instant(as_of)
    return _told(ws, lambda _: (making.of_failure(ws, reason, instant), False))


def send(ws: Workspace, digest: Digest) -> list[Delivery]:
    """Hand a digest to everybody, whoever had it before.

    Raises:
        UsageError: the settings name nobody.
    """
    return [*_delivered(_channels(ws), message_of(digest, ws.settings.language))]


def try_out(ws: Workspace) -> list[Delivery]:
    """Hand everybody a trial.

    Raises:
        UsageError: the settings name nobody.
    """
    return [*_delivered(_channels(ws), trial(ws.settings.language))]


def _told(ws: Workspace, make: Callable[[Told], tuple[Digest, bool]]) -> Telling | None:
    if not is_wanted(ws):
        return None
    try:
        return _told_once(ws, make)
    except Exception as error:  # a defect met while telling must not end a night that is published
        return _not_told([], Label("", ""), failure_of(error))


def _told_once(ws: Workspace, make: Callable[[Told], tuple[Digest, bool]]) -> Telling | None:
    told = last_told(ws.root)
    digest, with_changes = make(told)
    night, standing = night_of(digest), told.run_id
    reached = told.reached if told.night == night else ()
    if digest.state in ("published", "unchanged"):
        standing = digest.run_id
    if with_changes:
        digest = making.with_changes(ws, digest)
    done: list[Delivery] = []
    if ws.settings.digest.when == "always" or digest.has_problems:
        waiting = {
            key: channel for key, channel in channels_of(ws.root, ws.settings.digest).items() if key not in reached
        }
        for delivery in _delivered(waiting, message_of(digest, ws.settings.language)):
            done.append(delivery)
            # At once: who is told and then cut off has been told.
            reached = (*reached, delivery.key) if delivery.taken else reached
            failed = tuple(of.key for of in done if not of.taken)
            keep(ws.root, Told(night, standing, with_changes, reached, failed))
    else:
        keep(ws.root, Told(night, standing, with_changes))
    return _telling(done)


def _telling(done: list[Delivery]) -> Telling | None:
    if not done:
        return None
    good, bad = [of for of in done if of.reason is None], [of for of in done if of.reason is not None]
    names = Label(", ".join(of.name.vi for of in good), ", ".join(of.name.en for of in good))
    if not bad:
        return Telling(Label(f"đã gửi bản tin: {names.vi}", f"sent the digest: {names.en}"))
    return replace(_not_told(bad, names), passes=any(of.passes for of in bad))


def _not_told(bad: list[Delivery], reached: Label, reason: Label | None = None) -> Telling:
    lines = [of.line for of in bad] + ([] if reason is None else [reason])
    vi, en = "; ".join(line.vi.rstrip(".") for line in lines), "; ".join(line.en.rstrip(".") for line in lines)
    also = Label(f" (đã gửi: {reached.vi})", f" (sent: {reached.en})") if reached.vi else Label("", "")
    return Telling(
        Label(
            f"chưa gửi được bản tin: {vi}{also.vi}. Số liệu không bị ảnh hưởng; {_AGAIN.vi}",
            f"the digest was not sent: {en}{also.en}. The figures are not affected; {_AGAIN.en}",
        ),
        failed=True,
    )


def _delivered(channels: Mapping[str, Channel], message: Message) -> Iterator[Delivery]:
    for key, channel in channels.items():
        try:
            reason = within(_SECONDS, partial(channel.deliver, message))
        except TimeoutError:
            # Whether it was taken nobody knows, so that it is not handed over a second time.
            yield Delivery(key, channel.name, _TOO_LONG, taken=False)
        except NotTakenError as error:
            yield Delivery(key, channel.name, error.label, taken=False, passes=error.passes)
        else:
            yield Delivery(key, channel.name, reason)


def _channels(ws: Workspace) -> Mapping[str, Channel]:
    if not is_wanted(ws):
        raise UsageError(
            Label(
                "chưa đặt ai nhận bản tin: ghi to, sender, host hoặc webhooks vào mục [digest] của par-metrics.toml",
                "nobody is to be told: write to, sender, host or webhooks into [digest] of par-metrics.toml",
            ),
            "no_digest",
        )
    return channels_of(ws.root, ws.settings.digest)
