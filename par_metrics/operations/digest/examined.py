"""What `doctor` says of those who are told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from par_metrics.operations.digest.channels import Unusable, channels_of
from par_metrics.operations.digest.memory import last_told
from par_metrics.operations.findings import Finding, fine, note, wrong

if TYPE_CHECKING:
    from par_metrics.workspace import Workspace


def people_told(ws: Workspace) -> Iterator[Finding]:
    """Passwords and addresses can be read, by nobody else, and the last digest reached all; nobody is asked now."""
    if not ws.settings.digest.is_set:
        return
    channels = channels_of(ws.root, ws.settings.digest)
    usable = {key: channel for key, channel in channels.items() if not isinstance(channel, Unusable)}
    for channel in channels.values():
        if isinstance(channel, Unusable):
            yield wrong(
                f"bản tin, {channel.name.vi}: {channel.reason.vi}", f"digest, {channel.name.en}: {channel.reason.en}"
            )
    for key in last_told(ws.root).failed:
        if key in usable:
            yield note(
                f"bản tin gần nhất chưa đến {usable[key].name.vi}; thử bằng par-metrics digest --check",
                f"the last digest did not reach {usable[key].name.en}; par-metrics digest --check tries it",
            )
    if usable:
        names = ", ".join(channel.name.vi for channel in usable.values())
        named = ", ".join(channel.name.en for channel in usable.values())
        yield fine(
            f"bản tin gửi đến: {names}; thử bằng par-metrics digest --check",
            f"the digest goes to: {named}; par-metrics digest --check tries it",
        )
