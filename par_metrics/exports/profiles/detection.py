"""Choosing the profile that fits a file's headings best; no fit or a tie is an error."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from par_metrics.errors import RefusedFileError
from par_metrics.exports.profiles.binding import Binding, bind, required_fields, shown_headings
from par_metrics.exports.profiles.profile import Profile
from par_metrics.readers.misread_head import UnknownHeadingsError
from par_metrics.readers.table import RawTable, named_columns
from par_metrics.readers.unread_sheets import shown
from schemas import Label, RecordKind

# What fits on a screen: the nearest profiles, and the first headings of the file.
_NEAREST = 4
_MOST_LAYOUTS = 8
_DAILY = ("dossiers", "payments", "feedback")
_MOST_HEADINGS = 20
# Known headings, the key among them, that make a sheet one of the same records.
_ALIKE = 3
_LONGEST_HEADING = 40


@dataclass(frozen=True)
class Match:
    """The profile chosen for a file and the tables it reads.

    Args:
        profile: the profile.
        bindings: one for each table that holds records.
        skipped_sheets: names of the sheets that are not read, though they hold more than notes.
        looks_at_cells: the choice hangs on which columns hold anything (`Binding.looks_at_cells`).
    """

    profile: Profile
    bindings: tuple[Binding, ...]
    skipped_sheets: tuple[str, ...]
    looks_at_cells: bool = False

    @property
    def kind(self) -> RecordKind:
        return self.profile.record_kind


def choose(tables: Sequence[RawTable], profiles: Sequence[Profile], kind: str | None = None) -> Match:
    """The profile that fits best, for all tables of a file.

    A profile fits if all its required columns are there. Of several one of the workspace's own is
    taken, then the one that reads most columns, then the one made for this file format, then
    the one that knows fewer other headings, then the more demanding one.

    Args:
        tables: the tables of one file.
        profiles: those to try.
        kind: only profiles of this kind.
    Raises:
        RefusedFileError: `unknown_layout`, `ambiguous_layout`, `duplicate_headings`, `sheet_lacks_column` or
            `no_rows`.
    """
    tried = [profile for profile in profiles if kind in (None, profile.kind)]
    bindings = [[bind(table, profile) for profile in tried if _reads(profile, table)] for table in tables]
    best = [_best(candidates) for candidates in bindings]
    chosen = [binding for binding in best if binding is not None]
    if not chosen:
        raise _unknown_layout([binding for candidates in bindings for binding in candidates])
    if len({_identity(binding) for binding in chosen}) > 1:
        raise _ambiguous(chosen)
    for binding in chosen:
        binding.check()
    if not any(binding.table.rows.height for binding in chosen):
        raise RefusedFileError(
            "no_rows",
            Label(
                "tệp có tiêu đề nhưng không có dòng bản ghi nào. Kiểm tra bộ lọc rồi xuất lại",
                "the file has headings but no record. Check the filter and export again",
            ),
        )
    for candidates, found in zip(bindings, best, strict=True):
        if found is None:
            _refuse_lacking(candidates, chosen[0].profile)
    unread = [str(table.sheet) for table, binding in zip(tables, best, strict=True) if binding is None]
    looks_at_cells = any(binding.looks_at_cells for candidates in bindings for binding in candidates)
    return Match(chosen[0].profile, tuple(chosen), (*unread, *tables[0].book.other_sheets), looks_at_cells)


def kind_by_headings(table: RawTable, profiles: Sequence[Profile]) -> RecordKind | None:
    """The kind of the profile that `choose` takes, whatever the cells; None where they tell, or none fits.

    Args:
        table: the only one of its file.

    Raises:
        RefusedFileError: `ambiguous_layout`.
    """
    bindings = [bind(table, profile) for profile in profiles if _reads(profile, table)]
    if any(binding.looks_at_cells for binding in bindings):
        return None
    best = _best(bindings)
    return None if best is None else best.profile.record_kind


def _refuse_lacking(candidates: Sequence[Binding], profile: Profile) -> None:
    """Refuse a workbook with a sheet of the same records that lacks a column: left out, they would count nowhere."""
    for binding in candidates:
        keyed = binding.profile is profile and profile.record_kind.key[-1] in binding.fields
        if keyed and binding.recognised >= _ALIKE and not binding.unwanted:
            sheet, lacks = shown([str(binding.table.sheet)]), _lacks(binding)
            raise RefusedFileError(
                "sheet_lacks_column",
                Label(
                    f"trang tính {sheet} có bản ghi nhưng {lacks.vi}, nên không đọc được. Sửa tên cột cho giống các "
                    "trang khác, hoặc bỏ trang đó, rồi nạp lại",
                    f"the sheet {sheet} holds records and {lacks.en}, so that it cannot be read. Name its columns like "
                    "those of the other sheets, or take it out, and load again",
                ),
            )


def _reads(profile: Profile, table: RawTable) -> bool:
    return profile.read.format in (None, table.format)


def _identity(binding: Binding) -> tuple[str, str]:
    return binding.profile.name, binding.profile.kind


def _fit(binding: Binding) -> tuple[bool, int, bool, int, int]:
    profile = binding.profile
    return (
        bool(profile.digest),
        binding.recognised,
        profile.read.format is not None,
        -len(profile.slots_by_heading),
        len(profile.required),
    )


def _best(candidates: Sequence[Binding]) -> Binding | None:
    """The best of the full matches, None without any."""
    full = [binding for binding in candidates if not binding.missing and not binding.unwanted]
    if not full:
        return None
    highest = max(map(_fit, full))
    tied = [binding for binding in full if _fit(binding) == highest]
    if len(tied) > 1:
        raise _ambiguous(tied)
    return tied[0]


def _ambiguous(bindings: Sequence[Binding]) -> RefusedFileError:
    named = ", ".join(sorted({f"{b.profile.name} ({b.profile.kind})" for b in bindings}))
    return RefusedFileError(
        "ambiguous_layout",
        Label(
            f"tệp khớp như nhau với nhiều mẫu đọc: {named}. Chỉ rõ loại bản ghi (--kind) hoặc mẫu đọc (--profile)",
            f"the file fits several layouts equally: {named}. Say which kind (--kind) or profile (--profile) it is",
        ),
    )


def _unknown_layout(bindings: Sequence[Binding]) -> RefusedFileError:
    """Names the nearest profiles with what each misses, and the headings that were seen."""
    if not bindings:
        return RefusedFileError(
            "unknown_layout",
            Label("không có mẫu đọc nào đọc định dạng tệp này", "no profile reads this file format"),
        )
    ordered = sorted(bindings, key=_distance)
    listed: dict[str, Label] = {}
    for binding in ordered:
        listed.setdefault(f"{binding.profile.name} ({binding.profile.kind})", _lacks(binding))
    (closest, lacks), *others = list(listed.items())[:_NEAREST]
    rest_vi = "; ".join(f"{name}: {label.vi}" for name, label in others)
    rest_en = "; ".join(f"{name}: {label.en}" for name, label in others)
    seen = _seen(ordered[0])
    return RefusedFileError(
        "unknown_layout",
        Label(
            f"không có mẫu đọc nào khớp với tệp. Gần nhất là {closest}: {lacks.vi}"
            + (f". Kế đó: {rest_vi}" if rest_vi else "")
            + f". Tiêu đề đọc được: {seen.vi}. Sửa tên cột rồi xuất lại, hoặc khai báo một mẫu đọc (--profile)",
            f"the layout of the file is not known. The closest is {closest}: {lacks.en}"
            + (f". Next: {rest_en}" if rest_en else "")
            + f". Headings that were seen: {seen.en}. Correct the headings and export again, or give a "
            "profile (--profile)",
        ),
    )


def _distance(binding: Binding) -> tuple[bool, int, int]:
    """How far a profile is from fitting; where nothing is known those of the daily exports are the likelier ones."""
    is_unlikely = not binding.recognised and binding.profile.kind not in _DAILY
    return is_unlikely, len(binding.missing) + len(binding.unwanted), -binding.recognised


def without_known_headings(error: UnknownHeadingsError, profiles: Sequence[Profile], file: str) -> RefusedFileError:
    """The same for a file in which no header was found at all; without a header line, what one must hold."""
    if not error.headings:
        wanted = _columns_wanted(profiles)
        return RefusedFileError(error.rule, Label(f"{error.label.vi} {wanted.vi}", f"{error.label.en} {wanted.en}"))
    columns = named_columns((heading,) for heading in error.headings)
    rows = pl.DataFrame(schema=dict.fromkeys((column.name for column in columns), pl.String))
    table = RawTable(columns, rows, (), None, "csv", typed_numbers=False)
    told = _unknown_layout([bind(table, profile) for profile in profiles])
    return RefusedFileError(told.rule, Label(f"{file}: {told.label.vi}", f"{file}: {told.label.en}"))


def _columns_wanted(profiles: Sequence[Profile]) -> Label:
    """What the commonest layouts need."""
    listed: dict[str, str] = {}
    for profile in sorted(profiles, key=lambda profile: profile.kind not in _DAILY):
        columns = ", ".join(_known_as(profile, name) for name in (*profile.signature, *required_fields(profile)))
        listed.setdefault(f"{profile.name} ({profile.kind})", columns)
    text = "; ".join(f"{name}: {columns}" for name, columns in list(listed.items())[:_MOST_LAYOUTS])
    return Label(f"Các cột mà từng mẫu đọc cần: {text}.", f"The columns that each layout needs: {text}.")


def _seen(binding: Binding) -> Label:
    """The headings of a table as they may be shown, no more than fit on a screen."""
    printed = shown_headings(binding)
    shown = ", ".join(f'"{_cut(heading)}"' for heading in printed[:_MOST_HEADINGS])
    more = len(printed) - _MOST_HEADINGS
    return Label(shown + f" và {more} cột nữa", shown + f" and {more} more") if more > 0 else Label(shown, shown)


def _cut(heading: str) -> str:
    return heading if len(heading) <= _LONGEST_HEADING else heading[:_LONGEST_HEADING] + "…"


def _known_as(profile: Profile, name: str) -> str:
    """A canonical name beside a heading an officer knows."""
    headings = [heading for slot, known in profile.slots.items() if slot.split("#")[0] == name for heading in known]
    example = next((heading for heading in headings if heading != name), name)
    return f'"{example}" ({name})'


def _lacks(binding: Binding) -> Label:
    """What keeps a profile from fitting, in headings an officer knows."""
    missing = ", ".join(_known_as(binding.profile, name) for name in binding.missing)
    parts_vi = [f"thiếu cột {missing}"] if missing else []
    parts_en = [f"lacks column {missing}"] if missing else []
    if binding.unwanted:
        named = ", ".join(f'"{name}"' for name in binding.unwanted)
        parts_vi.append(f"không được có cột {named}")
        parts_en.append(f"must not have column {named}")
    return Label("; ".join(parts_vi), "; ".join(parts_en))
