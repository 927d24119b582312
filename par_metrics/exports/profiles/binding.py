"""Which column of a table fills which place of a profile."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from par_metrics.domain.privacy import shown_name
from par_metrics.errors import RefusedFileError
from par_metrics.exports.profiles.profile import Profile, field_of
from par_metrics.readers.header import is_plan
from par_metrics.readers.table import RawColumn, RawTable
from par_metrics.support.folding import AGGREGATES, fold_heading
from schemas import Label

# Columns that the reader makes of a nested list: `DanhSachLePhi:count`, `DanhSachLePhi.Gia:sum`.
_AGGREGATED = re.compile(rf"^(?P<list>[^.:]+)(?:\.[^:]+)?:(?:{'|'.join(AGGREGATES)})$")


@dataclass(frozen=True)
class Bound:
    """A column that fills a place, with the heading it was known by, as printed."""

    column: RawColumn
    heading: str


@dataclass(frozen=True)
class Binding:
    """A table seen through a profile.

    Args:
        table: the table.
        profile: the profile.
        slots: place -> the columns that fill it; several only where that is harmless.
        conflicts: headings of columns that claim one place.
        unknown: headings that the profile neither reads nor looks at, as printed.
        by_heading: heading key -> column, for the rules of `[derive]`.
        looks_at_cells: which of several columns fills a place hangs on which of them hold anything.
    """

    table: RawTable
    profile: Profile
    slots: Mapping[str, tuple[Bound, ...]]
    conflicts: tuple[tuple[str, ...], ...]
    unknown: tuple[str, ...]
    by_heading: Mapping[str, RawColumn]
    looks_at_cells: bool = False

    @property
    def recognised(self) -> int:
        """How many columns of the file the profile reads."""
        return len({bound.column.name for found in self.slots.values() for bound in found})

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(field_of(slot) for slot in self.slots)

    @property
    def missing(self) -> tuple[str, ...]:
        """Required columns, and headings of the signature, that the table lacks."""
        printed = {heading.casefold() for column in self.table.columns for heading in column.headings}
        unsigned = tuple(heading for heading in self.profile.signature if heading.casefold() not in printed)
        return unsigned + tuple(name for name in required_fields(self.profile) if name not in self.fields)

    @property
    def unwanted(self) -> tuple[str, ...]:
        """Columns of the table that show it to be something else."""
        own = self.profile.record_kind.by_name
        return tuple(
            name
            for name in self.profile.without
            if (self.column(name) is not None if name in own else self.profile.shunned[name] & self.by_heading.keys())
        )

    def column(self, name: str) -> RawColumn | None:
        """The column of a canonical name, else of a heading."""
        if name in self.profile.record_kind.by_name:
            for slot, found in self.slots.items():
                if field_of(slot) == name:
                    return found[0].column
            return None
        return self.by_heading.get(self.profile.heading_key(name))

    def check(self) -> None:
        """Raises RefusedFileError (`duplicate_headings`) if two columns claim one place."""
        for headings in self.conflicts:
            named = ", ".join(f'"{shown_heading(heading, self)}"' for heading in headings)
            raise RefusedFileError(
                "duplicate_headings",
                Label(
                    f"các cột {named} cùng chỉ một nội dung. Xóa hoặc đổi tên bớt cột rồi xuất lại, "
                    "hoặc chọn cột bằng một mẫu đọc (profile)",
                    f"the columns {named} mean the same thing. Delete or rename all but one and export again, "
                    "or choose one by a profile",
                ),
            )


def shown_heading(heading: str, binding: Binding) -> str:
    """A heading as it may be shown: one that the profile knows as it is printed, else by its position if need be."""
    profile, key = binding.profile, binding.profile.heading_key(heading)
    if key in profile.slots_by_heading or key in {profile.heading_key(name) for name in profile.ignored}:
        return heading
    place = next((c.place for c in binding.table.columns if heading in map(_shown, c.headings)), None)
    return shown_name(heading, place)


def shown_headings(binding: Binding) -> list[str]:
    """The first heading of each column, each once, as they may be shown."""
    printed = dict.fromkeys(column.headings[0] for column in binding.table.columns if column.headings)
    return [shown_heading(heading, binding) for heading in printed]


def required_fields(profile: Profile) -> tuple[str, ...]:
    """What a file must hold: as the profile says, else what the kind requires of the columns it names."""
    if profile.required:
        return profile.required
    named = {field_of(slot) for slot in profile.slots}
    filled = {*profile.constants, *profile.derive}
    return tuple(name for name in profile.record_kind.required if name in named and name not in filled)


def _shown(heading: str) -> str:
    """The list itself for a column that the reader made of a nested list."""
    made = _AGGREGATED.match(heading)
    return made["list"] if made else heading


@dataclass(frozen=True)
class _Claim:
    column: RawColumn
    heading: str
    key: str
    rank: int


def bind(table: RawTable, profile: Profile) -> Binding:
    """Finds the columns of `table` that `profile` reads."""
    claims: dict[str, list[_Claim]] = {}
    by_heading: dict[str, RawColumn] = {}
    for column, keys in zip(table.columns, table.heading_keys, strict=True):
        for key in keys:
            by_heading.setdefault(key, column)
        # The first of a column's headings that the profile knows names the places it fills.
        known = next((rank for rank, key in enumerate(keys) if key in profile.slots_by_heading), None)
        if known is not None:
            claim = _Claim(column, column.headings[known], keys[known], known)
            for slot in profile.slots_by_heading[claim.key]:
                claims.setdefault(slot, []).append(claim)
    claims = {slot: _preferred(slot, found, profile) for slot, found in claims.items()}
    best = {slot: _best(_events(slot, found, profile)) for slot, found in claims.items()}
    settled = {slot: _with_cells(slot, found, table, profile) for slot, found in best.items()}
    settled = {slot: found for slot, found in settled.items() if found}
    read = {claim.column.name for found in settled.values() for claim in found}
    lists_read = {_shown(claim.heading) for found in settled.values() for claim in found}
    unknown = [_shown(c.headings[0]) for c in table.columns if c.name not in read and c.headings]
    headings_read = {heading for column in table.columns if column.name in read for heading in column.headings[:1]}
    unknown = [heading for heading in dict.fromkeys(unknown) if heading not in lists_read | headings_read]
    return Binding(
        table=table,
        profile=profile,
        slots={slot: tuple(Bound(c.column, c.heading) for c in found) for slot, found in settled.items()},
        conflicts=tuple(
            tuple(claim.heading for claim in found)
            for slot, found in settled.items()
            # Personal columns are dropped anyway. Others are refused even if they agree today:
            # which of them holds tomorrow must not be a guess.
            if len(found) > 1 and not profile.record_kind.by_name[field_of(slot)].personal
        ),
        unknown=tuple(heading for heading in unknown if profile.heading_key(heading) not in profile.unread_keys),
        by_heading=by_heading,
        looks_at_cells=any(len(found) > 1 for found in best.values()),
    )


def _preferred(slot: str, claims: list[_Claim], profile: Profile) -> list[_Claim]:
    """Of several columns those under the heading that a user's own list of candidates names first."""
    if f"columns.{slot}" not in profile.users_keys:
        return claims
    order = [profile.heading_key(heading) for heading in profile.columns[slot]]
    first = min(order.index(claim.key) for claim in claims)
    return [claim for claim in claims if order.index(claim.key) == first]


def _events(slot: str, claims: list[_Claim], profile: Profile) -> list[_Claim]:
    """Without the columns that say themselves to be the plan of what the heading above them names as done.

    Several such parts are left to `_best`, which then takes none of them.
    """
    is_outcome = field_of(slot) in profile.record_kind.outcomes
    return [] if is_outcome and len(claims) == 1 and _is_plan_of_its_group(claims[0]) else claims


def _is_plan_of_its_group(claim: _Claim) -> bool:
    own = claim.column.headings[0]
    return fold_heading(own) not in claim.key and is_plan(own)


def _best(claims: list[_Claim]) -> list[_Claim]:
    """A heading of the column itself goes before one that spans it; one that spans several names none.

    Whether their cells are filled does not count: "Ngày trả" over "Dự kiến" and "Thực tế" would name the planned
    day as long as nothing is returned.
    """
    nearest = min((claim.rank for claim in claims), default=0)
    found = [claim for claim in claims if claim.rank == nearest]
    own = {claim.column.headings[0] for claim in found}
    spans = nearest > 0 and len(own) > 1 and len({claim.key for claim in found}) == 1
    return [] if spans else found


def _with_cells(slot: str, claims: list[_Claim], table: RawTable, profile: Profile) -> list[_Claim]:
    """Of several columns those that hold something; of one heading over two days an event has, neither is a guess."""
    one_heading = len({claim.column.headings for claim in claims}) == 1
    if one_heading and field_of(slot) in profile.record_kind.outcomes:
        return claims
    filled = [claim for claim in claims if claim.column.name in table.filled_columns]
    return filled or claims[:1]
