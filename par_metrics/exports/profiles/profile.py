"""What an export profile says: how one system's export becomes one kind of record."""

from datetime import date, datetime
from functools import cached_property
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from par_metrics.errors import RefusedFileError
from par_metrics.readers.dates import is_datetime_format
from par_metrics.readers.table import HiddenSheets, ReadOptions
from par_metrics.support.folding import fold_heading
from schemas import KINDS, Label, RecordKind

Scalar = bool | int | float | str | datetime | date


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, OSError) as error:  # ZoneInfoNotFoundError is a KeyError
        raise ValueError(f"{value!r} is no time zone") from error
    except KeyError as error:
        raise ValueError(f"{value!r} is no time zone of the IANA list, such as Asia/Ho_Chi_Minh") from error
    return value


def _datetime_format(value: str) -> str:
    if not is_datetime_format(value):
        raise ValueError(f"{value!r} gives no day; write it with %Y %m %d %H %M %S, such as %m/%d/%Y")
    return value


Names = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class ReadSection(_Section):
    """`[read]`: all optional; what is left out is detected."""

    format: Literal["csv", "xlsx", "json", "parquet"] | None = None
    sheet: str | None = None
    header_row: Annotated[int, Field(ge=1)] | None = None
    encoding: str | None = None
    separator: str | None = None
    hidden_sheets: HiddenSheets | None = None
    datetime_formats: tuple[Annotated[str, AfterValidator(_datetime_format)], ...] = ()
    timezone: Annotated[str, AfterValidator(_timezone)] | None = None
    exported_at: datetime | None = None
    empty: Names = ()
    """Cells that say nothing, beside those of docs/reference/values.md; compared as headings are."""
    due_at_midnight: Literal["end_of_day", "literal"] = "end_of_day"
    """What 00:00:00 of a due date means: the end of that day, or itself."""
    full_list: bool = False
    keys_may_be_numbers: bool = False
    """Keys that are bare numbers as long as a phone's or a citizen's are the system's own: their rows are taken."""
    order: dict[str, str] = {}
    """List nested in a record of JSON -> the date in its entries by which the first and the last are told."""


class DeriveRule(_Section):
    """One rule of `[derive]`; names are canonical columns or headings of the file.

    It holds if every `when_present` is filled, every `when_absent` is empty and every column
    of `when` holds one of the given texts; then the value is `value`, or that of column `from`.
    A file that lacks one of these columns is refused; an `optional` rule is then left out.
    """

    when_present: Names = ()
    when_absent: Names = ()
    when: dict[str, Scalar | tuple[Scalar, ...]] = {}
    value: Scalar | None = None
    from_: str | None = Field(default=None, alias="from")
    optional: bool = False

    @model_validator(mode="after")
    def _gives_one_value(self) -> "DeriveRule":
        if (self.value is None) == (self.from_ is None):
            raise ValueError("a rule of [derive] needs either `value` or `from`")
        return self

    @property
    def references(self) -> tuple[str, ...]:
        """The columns the rule looks at."""
        return (*self.when_present, *self.when_absent, *self.when, *((self.from_,) if self.from_ else ()))

    @property
    def always_holds(self) -> bool:
        return not (self.when_present or self.when_absent or self.when)


class Profile(_Section):
    """A profile, as its TOML says it.

    Beyond the sections of a user's profile the built-in ones use: `standard_headings` (also
    read the headings of every field of the kind), `first_filled` (a field read from the first
    of several columns that is filled), `sums` (columns added up where the field's own column
    is empty), `required` and `without` (what a file must and must not hold to be detected:
    columns of the kind, fields of other kinds under any of their headings, or plain headings),
    `signature` (headings that must be there as they are printed, but for case), `detect = false`
    (only by name).
    """

    name: str
    version: int
    kind: str
    like: str | None = None
    """Name of the built-in profile whose sections this one completes or replaces, key by key."""
    read: ReadSection = ReadSection()
    columns: dict[str, Names] = {}
    values: dict[str, dict[str, Scalar]] = {}
    derive: dict[str, tuple[DeriveRule, ...]] = {}
    constants: dict[str, Scalar] = {}
    first_filled: dict[str, tuple[Names, ...]] = {}
    sums: dict[str, tuple[Names, ...]] = {}
    required: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    standard_headings: bool = False
    signature: tuple[str, ...] = ()
    detect: bool = True
    digest: str = ""
    """SHA-256 of a user's profile file; empty for the built-in ones."""
    own_keys: frozenset[str] = frozenset()
    """`section.key` of all that the profile's file says itself, not the profile it is like."""

    @property
    def record_kind(self) -> RecordKind:
        return KINDS[self.kind]

    @property
    def profile_id(self) -> str:
        """Part of a load's identity: a changed profile reads the same file anew."""
        return f"{self.name}@{self.version}" + (f"-{self.digest[:8]}" if self.digest else "")

    @property
    def users_keys(self) -> frozenset[str]:
        """`own_keys` of a user's profile: what they name is expected in the file, and missed if it is not there."""
        return self.own_keys if self.digest else frozenset()

    @property
    def read_options(self) -> ReadOptions:
        read = self.read
        return ReadOptions(read.format, read.sheet, read.header_row, read.encoding, read.separator, read.hidden_sheets)

    def heading_key(self, heading: str) -> str:
        """What two headings must share to be one."""
        return fold_heading(heading)

    @cached_property
    def slots(self) -> dict[str, tuple[str, ...]]:
        """Every place a column can fill, with its candidate headings.

        A place is named after its field; further places of `first_filled` are `name#2`,
        `name#3`, those of `sums` `name+1`, `name+2`.
        """
        slots: dict[str, tuple[str, ...]] = {}
        apart = {heading for places in self.sums.values() for place in places for heading in place}
        if self.standard_headings:
            known = {self.heading_key(heading) for heading in apart}
            for field in self.record_kind.fields:
                names = (field.name, *field.headings)
                slots[field.name] = tuple(name for name in names if self.heading_key(name) not in known)
        slots |= self.columns
        for name, places in self.first_filled.items():
            slots |= {slot_name(name, number): place for number, place in enumerate(places, start=1)}
        for name, places in self.sums.items():
            slots |= {f"{name}+{number}": place for number, place in enumerate(places, start=1)}
        return slots

    @cached_property
    def shunned(self) -> dict[str, frozenset[str]]:
        """Name of `without` -> the heading keys it stands for: itself, and all headings of a field of another kind.

        A heading that this profile reads itself is not among them.
        """
        fields = [field for kind in KINDS.values() for field in kind.fields]
        headings = {
            name: {name, *(heading for field in fields if field.name == name for heading in field.headings)}
            for name in self.without
        }
        return {
            name: frozenset(map(self.heading_key, found)) - self.slots_by_heading.keys()
            for name, found in headings.items()
        }

    @cached_property
    def unread_keys(self) -> frozenset[str]:
        """The heading keys that are known without filling a place: what it ignores, and what its rules look at."""
        ruled = (name for rules in self.derive.values() for rule in rules for name in rule.references)
        return frozenset(map(self.heading_key, (*self.ignored, *ruled)))

    @cached_property
    def slots_by_heading(self) -> dict[str, tuple[str, ...]]:
        """Heading key -> the places it fills (a receipt's number is also its transaction's code)."""
        found: dict[str, tuple[str, ...]] = {}
        for slot, headings in self.slots.items():
            for key in {self.heading_key(heading) for heading in headings}:
                found[key] = (*found.get(key, ()), slot)
        return found


def slot_name(field: str, number: int) -> str:
    """The `number`-th place (from 1) of a field read from the first filled of several columns."""
    return field if number == 1 else f"{field}#{number}"


def field_of(slot: str) -> str:
    """The field that a place belongs to."""
    return slot.split("#")[0].split("+")[0]


def bad_profile(file: str, key: str, label: Label) -> RefusedFileError:
    """The error for a profile that cannot be used."""
    at_vi, at_en = (f', khóa "{key}"', f', key "{key}"') if key else ("", "")
    return RefusedFileError(
        "bad_profile", Label(f"mẫu đọc {file}{at_vi}: {label.vi}", f"profile {file}{at_en}: {label.en}")
    )
