"""The profile that fits a file, and the tables it reads, a part of the file after another."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from par_metrics.domain.limits import Limits
from par_metrics.domain.privacy import shown_file
from par_metrics.errors import RefusedFileError
from par_metrics.exports.profiles.detection import Match, choose, kind_by_headings, without_known_headings
from par_metrics.exports.profiles.library import headings_vocabulary
from par_metrics.exports.profiles.profile import Profile
from par_metrics.readers.facts import Facts, read_again, with_facts
from par_metrics.readers.misread_head import UnknownHeadingsError
from par_metrics.readers.read import PART_BYTES, Source, headings_of, joined, parts_read_ahead
from par_metrics.readers.table import HiddenSheets, RawTable, ReadOptions
from schemas import RecordKind


@dataclass(frozen=True)
class Attempt:
    """One way to read a file: how it is opened, and the profiles to try then."""

    options: ReadOptions
    profiles: tuple[Profile, ...]


class UnfitError(Exception):
    """A file cannot be read in one way; another may be tried.

    Args:
        error: what is wrong.
    """

    def __init__(self, error: RefusedFileError) -> None:
        super().__init__(str(error))
        self.error = error


def attempts(
    profiles: Sequence[Profile],
    *,
    named: bool = False,
    hidden_sheets: HiddenSheets | None = None,
    limits: Limits | None = None,
) -> list[Attempt]:
    """The ways in which a file is tried, the last one with all profiles.

    Args:
        profiles: those to try.
        named: the first profile was asked for, so that its `[read]` section holds.
        hidden_sheets: whether hidden sheets of a workbook are read; None as the profile says.
        limits: what the file may ask for; None: the usual ones.
    """

    def options(profile: Profile | None) -> ReadOptions:
        said = ReadOptions() if profile is None else profile.read_options
        said = replace(said, limits=limits or said.limits)
        return said if hidden_sheets is None else replace(said, hidden_sheets=hidden_sheets)

    if named:
        return [Attempt(options(profiles[0]), tuple(profiles))]
    # A profile of one's own may say how the file is to be opened; only it can read such a file.
    own = [profile for profile in profiles if profile.digest and profile.read_options != ReadOptions()]
    return [*(Attempt(options(profile), (profile,)) for profile in own), Attempt(options(None), tuple(profiles))]


def find_kind(path: Path, profiles: Sequence[Profile]) -> RecordKind:
    """The kind of the profile that fits a file, by its headings; by the first of its rows where these do not tell it.

    Raises:
        RefusedFileError: as `find_match`, where that is asked.
    """
    *others, last = attempts(profiles)
    if not others:
        table = headings_of(Source(path, path.name), last.options, headings_vocabulary(profiles))
        kind = None if table is None else kind_by_headings(table, profiles)
        if kind is not None:
            return kind
    return find_match(path, profiles).kind


def find_match(path: Path, profiles: Sequence[Profile]) -> Match:
    """The profile that fits a file, by the first of its rows.

    Raises:
        RefusedFileError: as `read_in_parts`, where the beginning of the file tells.
    """
    *others, last = attempts(profiles)
    for attempt in others:
        try:
            return _first_match(path, attempt)
        except UnfitError:
            continue
    try:
        return _first_match(path, last)
    except UnfitError as unfit:
        raise unfit.error from None


def _first_match(path: Path, attempt: Attempt) -> Match:
    return with_facts(lambda facts: next(match_parts(Source(path, path.name), attempt, None, facts, PART_BYTES)))


def match_parts(source: Source, attempt: Attempt, kind: str | None, facts: Facts, part_bytes: int) -> Iterator[Match]:
    """The profile that fits a file with one part of its rows after another; at least one.

    Args:
        source: the file.
        kind: only as this kind of record.
        facts: what is taken to hold of the file as a whole.
        part_bytes: how much of a CSV file is read at a time.
    Raises:
        UnfitError: the file cannot be read so.
        ReadAgainError: the facts are others; what was given so far is void.
    """
    try:
        yield from _match_parts(source, attempt, kind, facts, part_bytes)
    except RefusedFileError as error:
        raise UnfitError(error) from None


def _match_parts(source: Source, attempt: Attempt, kind: str | None, facts: Facts, part_bytes: int) -> Iterator[Match]:
    parts = _read(source, attempt, facts, part_bytes)
    tables = next(parts)
    try:
        match = choose(tables, attempt.profiles, kind)
    except RefusedFileError:
        # Columns that the first part leaves empty may tell layouts apart.
        found = _filled([tables, *parts])
        if facts.filled is None and found != _filled([tables]):
            raise read_again(facts, filled=found) from None
        raise
    if match.kind.conflicts == "refuse" or "successor_code" in match.kind.by_name:
        # Rows are held against all others of the file: those of one key, a unit against its successor. Registers are
        # small.
        yield choose(joined([tables, *parts]), attempt.profiles, kind)
        return
    yield match
    filled = match.bindings[0].table.filled_columns
    for [table] in parts:
        filled |= table.filled_columns
        yield replace(match, bindings=(replace(match.bindings[0], table=table),))
    if match.looks_at_cells and filled != match.bindings[0].table.filled_columns:
        raise read_again(facts, filled=filled)


def _filled(parts: Iterable[list[RawTable]]) -> frozenset[str]:
    """The columns that hold anything in any of the parts."""
    return frozenset().union(*(table.filled_columns for tables in parts for table in tables))


def _read(source: Source, attempt: Attempt, facts: Facts, part_bytes: int) -> Iterator[list[RawTable]]:
    """The tables of a file; where it has no known heading at all, the error says what the nearest profile needs."""
    try:
        vocabulary = headings_vocabulary(attempt.profiles)
        yield from parts_read_ahead(source, attempt.options, vocabulary, facts, part_bytes)
    except UnknownHeadingsError as error:
        raise without_known_headings(error, attempt.profiles, shown_file(source.name)) from None
