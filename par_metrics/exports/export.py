"""From a file to canonical rows: readers, profiles, and the reading of values, a part of the file after another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Protocol

from par_metrics.domain.privacy import shown_file
from par_metrics.exports.exported_at import LaterEvents, announced, file_time
from par_metrics.exports.matching import Attempt, UnfitError, attempts, match_parts
from par_metrics.exports.profiles.detection import Match
from par_metrics.exports.profiles.library import find_profiles
from par_metrics.exports.profiles.profile import Profile
from par_metrics.exports.rows.findings import Findings
from par_metrics.exports.rows.normalise import Context, FileChecks, Normalised, normalise_part
from par_metrics.exports.spans import span_in
from par_metrics.readers.facts import Facts, with_facts
from par_metrics.readers.read import PART_BYTES, Source
from par_metrics.readers.table import HiddenSheets as HiddenSheets
from schemas import RecordKind


@dataclass(frozen=True)
class PreparedExport:
    """What was found out of an export whose rows were handed on.

    Args:
        kind: kind of its records.
        profile_id: what read it, `name@version`; it is part of the load's identity and changes
            with a user's profile file.
        exported_at: naive local; decides which version of a record is newer.
        exported_at_from: `export` if something says so, `file_time` if only the time the file was last written does.
        findings: what is to be said of its rows.
        provided: stored columns that it provides.
        is_full_list: its profile says that it is everything of its kind.
        spans: the entry dates its titles say it is of, both included, of each table.
    """

    kind: RecordKind
    profile_id: str
    exported_at: datetime
    exported_at_from: str
    findings: Findings
    provided: tuple[str, ...]
    is_full_list: bool = False
    spans: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True)
class WholeExport:
    """An export and all of its rows."""

    export: PreparedExport
    normalised: Normalised


class Taking(Protocol):
    """What takes the rows of an export, a part after another."""

    def begin(self) -> None:
        """Forget what was taken: the export is read, perhaps once more, from its beginning."""
        ...

    def take(self, part: Normalised, kind: RecordKind) -> None:
        """Take the rows of a part."""
        ...


class _Collected:
    """All parts."""

    def __init__(self) -> None:
        self.parts: list[Normalised] = []

    def begin(self) -> None:
        self.parts.clear()

    def take(self, part: Normalised, kind: RecordKind) -> None:  # noqa: ARG002 - a `Taking`
        self.parts.append(part)


def read_and_normalise(
    path: Path,
    *,
    kind: str | None = None,
    profile: Path | str | None = None,
    own: Sequence[Profile] = (),
    exported_at: datetime | None = None,
    hidden_sheets: HiddenSheets | None = None,
    context: Context,
) -> WholeExport:
    """Reads a file into memory: `read_in_parts`, with all rows."""
    collected = _Collected()
    export = read_in_parts(
        path,
        collected,
        kind=kind,
        profile=profile,
        own=own,
        exported_at=exported_at,
        hidden_sheets=hidden_sheets,
        context=context,
    )
    return WholeExport(export, Normalised.joined(collected.parts))


def read_in_parts(
    path: Path,
    taking: Taking,
    *,
    kind: str | None = None,
    profile: Path | str | None = None,
    own: Sequence[Profile] = (),
    exported_at: datetime | None = None,
    hidden_sheets: HiddenSheets | None = None,
    context: Context,
    stored: Path | None = None,
    told: Callable[[int], None] | None = None,
    part_bytes: int = PART_BYTES,
) -> PreparedExport:
    """Reads a file, finds the profile that fits, and hands its rows on as canonical ones.

    The answer is the same whatever the size of the parts.

    Args:
        path: the export.
        taking: takes the rows.
        kind: only as this kind of record.
        profile: name of a built-in profile, or path of a user's.
        own: the workspace's own profiles, which come before the built-in ones.
        exported_at: when the export was made, if the caller knows.
        hidden_sheets: whether hidden sheets of a workbook are read; None as the profile says, else they are not.
        context: the workspace's side.
        stored: where its bytes are read; None: at `path`, which gives its name and time all the same.
        told: is told how many bytes of a CSV file were read so far; it may be read once more from its beginning.
        part_bytes: how much of a CSV file is read at a time.
    Raises:
        RefusedFileError: the file as a whole cannot be read, or fits no layout or several.
        UsageError: no such kind or profile.
    """
    profiles = find_profiles(profile, kind, own)
    named = replace(context, file=context.file or shown_file(path))
    source = Source(stored or path, path.name, told, None if stored is None else stored.parent)
    reading = _Reading(path, source, taking, kind, exported_at, named, part_bytes)
    *others, last = attempts(profiles, named=profile is not None, hidden_sheets=hidden_sheets, limits=context.limits)
    for attempt in others:
        try:
            return reading.read(attempt)
        except UnfitError:
            continue
    try:
        return reading.read(last)
    except UnfitError as unfit:
        raise unfit.error from None


@dataclass(frozen=True)
class _Reading:
    path: Path
    source: Source
    taking: Taking
    record_kind: str | None
    exported_at: datetime | None
    context: Context
    part_bytes: int

    def read(self, attempt: Attempt) -> PreparedExport:
        return with_facts(lambda facts: self._read(attempt, facts))

    def _read(self, attempt: Attempt, facts: Facts) -> PreparedExport:
        self.taking.begin()
        parts = match_parts(self.source, attempt, self.record_kind, facts, self.part_bytes)
        match = next(parts)
        said = self._said(match)
        checks, later = FileChecks(facts), LaterEvents(said, self.context.loaded_at)
        found: list[Findings] = []
        for part in chain([match], parts):
            normalised = normalise_part(part, self.context, checks)
            later.add(normalised.frame, match.kind)
            found.append(normalised.findings)
            self.taking.take(normalised, match.kind)
        checks.check()
        is_asked = self.exported_at is not None or match.profile.read.exported_at is not None
        if later.are_too_many and not is_asked:
            said = None
        spans = (span_in(binding.table.titles) for binding in match.bindings)
        return PreparedExport(
            kind=match.kind,
            profile_id=match.profile.profile_id,
            exported_at=file_time(self.path, self.context.timezone) if said is None else said,
            exported_at_from="file_time" if said is None else "export",
            findings=Findings.joined(found),
            provided=normalised.provided,
            is_full_list=match.profile.read.full_list,
            spans=tuple(span for span in spans if span is not None),
        )

    def _said(self, match: Match) -> datetime | None:
        titles = [title for binding in match.bindings for title in binding.table.titles]
        zone, now = self.context.timezone, self.context.loaded_at
        return announced(self.path, match, titles, self.exported_at, timezone=zone, now=now)
