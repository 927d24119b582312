"""From a file to canonical rows: readers, profiles, and the reading of values."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from par_metrics.errors import RefusedFileError
from par_metrics.exports.exported_at import announced, file_time, is_contradicted
from par_metrics.exports.profiles.detection import Match, choose, without_known_headings
from par_metrics.exports.profiles.library import find_profiles, headings_vocabulary
from par_metrics.exports.profiles.profile import Profile
from par_metrics.exports.rows.normalise import Context, Normalised, normalise
from par_metrics.exports.spans import span_in
from par_metrics.readers.misread_head import UnknownHeadingsError
from par_metrics.readers.read import read_export
from par_metrics.readers.table import HiddenSheets as HiddenSheets
from par_metrics.readers.table import RawTable, ReadOptions
from schemas import RecordKind


def find_match(
    path: Path,
    profiles: Sequence[Profile],
    kind: str | None = None,
    *,
    named: bool = False,
    hidden_sheets: HiddenSheets | None = None,
) -> Match:
    """The profile that fits a file, and the tables it reads.

    Args:
        profiles: those to try.
        kind: only as this kind of record.
        named: the first profile was asked for, so that its `[read]` section holds.
        hidden_sheets: whether hidden sheets of a workbook are read; None as the profile says.
    Raises:
        RefusedFileError: as `read_and_normalise`.
    """

    def options(profile: Profile | None) -> ReadOptions:
        said = ReadOptions() if profile is None else profile.read_options
        return said if hidden_sheets is None else replace(said, hidden_sheets=hidden_sheets)

    if named:
        return choose(_read(path, options(profiles[0]), profiles), profiles, kind)
    for profile in profiles:
        # A profile of one's own may say how the file is to be opened; only it can read such a file.
        if profile.digest and profile.read_options != ReadOptions():
            with contextlib.suppress(RefusedFileError):
                return choose(_read(path, options(profile), [profile]), [profile], kind)
    return choose(_read(path, options(None), profiles), profiles, kind)


def _read(path: Path, options: ReadOptions, profiles: Sequence[Profile]) -> list[RawTable]:
    """The tables of a file; where it has no known heading at all, the error says what the nearest profile needs."""
    try:
        return read_export(path, options, headings_vocabulary(profiles))
    except UnknownHeadingsError as error:
        raise without_known_headings(error, profiles, path.name) from None


@dataclass(frozen=True)
class PreparedExport:
    """An export ready to be loaded.

    Args:
        kind: kind of its records.
        profile_id: what read it, `name@version`; it is part of the load's identity and changes
            with a user's profile file.
        exported_at: naive local; decides which version of a record is newer.
        exported_at_from: `export` if something says so, `file_time` if only the time the file was last written does.
        normalised: its rows.
        is_full_list: its profile says that it is everything of its kind.
        spans: the entry dates its titles say it is of, both included, of each table.
    """

    kind: RecordKind
    profile_id: str
    exported_at: datetime
    exported_at_from: str
    normalised: Normalised
    is_full_list: bool = False
    spans: tuple[tuple[date, date], ...] = ()


def read_and_normalise(
    path: Path,
    *,
    kind: str | None = None,
    profile: Path | str | None = None,
    own: Sequence[Profile] = (),
    exported_at: datetime | None = None,
    hidden_sheets: HiddenSheets | None = None,
    context: Context,
) -> PreparedExport:
    """Reads a file, finds the profile that fits, and turns its rows into canonical ones.

    Args:
        path: the export.
        kind: only as this kind of record.
        profile: name of a built-in profile, or path of a user's.
        own: the workspace's own profiles, which come before the built-in ones.
        exported_at: when the export was made, if the caller knows.
        hidden_sheets: whether hidden sheets of a workbook are read; None as the profile says, else they are not.
        context: the workspace's side.
    Raises:
        RefusedFileError: the file as a whole cannot be read, or fits no layout or several.
        UsageError: no such kind or profile.
    """
    profiles = find_profiles(profile, kind, own)
    match = find_match(path, profiles, kind, named=profile is not None, hidden_sheets=hidden_sheets)
    titles = [title for binding in match.bindings for title in binding.table.titles]
    zone, now = context.timezone, context.loaded_at
    said = announced(path, match, titles, exported_at, timezone=zone, now=now)
    spans = [span for binding in match.bindings if (span := span_in(binding.table.titles))]
    normalised = normalise(match, replace(context, file=context.file or path.name))
    is_asked = exported_at is not None or match.profile.read.exported_at is not None
    if said is not None and not is_asked and is_contradicted(said, normalised.frame, match.kind, now):
        said = None
    return PreparedExport(
        kind=match.kind,
        profile_id=match.profile.profile_id,
        exported_at=file_time(path, zone) if said is None else said,
        exported_at_from="file_time" if said is None else "export",
        normalised=normalised,
        is_full_list=match.profile.read.full_list,
        spans=tuple(spans),
    )
