"""What is handed to a mailbox or a webhook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from par_metrics.operations.digest.digest import Digest
from par_metrics.operations.digest.sections import subject
from par_metrics.operations.digest.written import SCHEMA, VERSION, as_document, as_html, as_text
from schemas import Label, Language


@dataclass(frozen=True)
class Message:
    """The same in every form.

    Args:
        subject: a line.
        text: plain.
        html: None: there is nothing to be set in type.
        document: for programs.
    """

    subject: str
    text: str
    html: str | None
    document: Mapping[str, Any]


def message_of(digest: Digest, language: Language) -> Message:
    """A digest for people of that language."""
    return Message(subject(digest, language), as_text(digest, language), as_html(digest, language), as_document(digest))


def trial(language: Language) -> Message:
    """What says that a mailbox or a webhook is reached."""
    title = Label("par-metrics: thử gửi bản tin", "par-metrics: a trial of the digest")
    said = Label(
        "Bản tin sau mỗi đêm chạy sẽ đến đây. Đây là tin thử, không cần trả lời.",
        "The digest of each night will come here. This is a trial; nothing has to be done.",
    )
    document = {"schema": SCHEMA, "version": VERSION, "state": "trial"}
    return Message(title.in_language(language), said.in_language(language) + "\n", None, document)
