"""What is written of a plan, with the places where it is, and the plan it makes."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Annotated, Any, Literal, Protocol

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from par_metrics.domain.plan import HEADINGS, Plan, PlanRow, builtin_plan
from par_metrics.domain.privacy import of_nobody
from par_metrics.domain.written_dates import read_written
from par_metrics.errors import SettingsError, nearest
from par_metrics.readers.addresses import row_key
from par_metrics.support.folding import fold_heading
from par_metrics.support.wrong_values import first_wrong, wrong
from schemas import Label

_ADDRESS = re.compile(r"[^\W_]+(\.[^\W_]+)*")
_LONGEST = 20
_HEADINGS = {fold_heading(heading): heading for heading in HEADINGS}
_LIKE_A_DATE = re.compile(r"\d{1,2}([/.-])\d{1,2}\1\d{4}|\d{4}([/.-])\d{1,2}\2\d{1,2}( 00:00:00)?")
_AS_KEPT = re.compile(r"\d{4}-")
"""A date as workbooks and programs keep it."""
_DIVIDED = re.compile(r"[,;\n]")


class Place(Protocol):
    """Where something is written."""

    def at(self, key: str, word: str = "") -> Label:
        """The file and where in it, of what stands under a key."""


@dataclass(frozen=True)
class WrittenRow:
    """A row of the plan, and where it is written."""

    row: PlanRow
    place: Place


@dataclass(frozen=True)
class WrittenTarget:
    """A target as a table of it says, and where it is written."""

    table: Mapping[str, Any]
    place: Place


@dataclass(frozen=True)
class WrittenPlan:
    """A plan as it is written.

    Args:
        file: its name.
        name: of the plan.
        extends: the rows and targets of the built-in plan stay.
        rows: those that can be used.
        targets: each as it is written.
        agencies: those that lead, as the plan lists them.
        english: words of it in English.
        note: what its addresses mean; None where it does not say.
        problems: what of it cannot be used, and why.
    """

    file: str
    name: str
    extends: bool
    rows: tuple[WrittenRow, ...]
    targets: tuple[WrittenTarget, ...] = ()
    agencies: tuple[str, ...] = ()
    english: Mapping[str, str] = field(default_factory=dict)
    note: str | None = None
    problems: tuple[Label, ...] = ()

    def plan(self, without: Collection[PlanRow] = ()) -> Plan:
        """The plan that these rows make.

        An own row at the address of a built-in one takes its place, and its head in the report unless it names one.
        What a built-in definition names are rows of the built-in plan: a row of another is answered by the indicators
        it lists.

        Args:
            without: own rows that are left out.
        """
        built_in = builtin_plan()
        kept = {row_key(row.plan_row): row for row in built_in.rows} if self.extends else {}
        rows = dict(kept)
        for written in self.rows:
            if written.row in without:
                continue
            key = row_key(written.row.plan_row)
            if key in kept:
                heading = written.row.heading or kept[key].heading
                rows[key] = replace(written.row, plan_row=kept[key].plan_row, heading=heading)
            else:
                rows[key] = replace(written.row, indicators=written.row.indicators or ())
        base = (*built_in.agencies,) if self.extends else ()
        english = {**built_in.english, **self.english} if self.extends else self.english
        agencies = tuple(dict.fromkeys([*self.agencies, *base]))
        note = self.note or (built_in.note if self.extends else "")
        listed = Plan(self.name, tuple(rows.values()), agencies, english, note)
        return replace(listed, agencies=tuple(dict.fromkeys([*listed.agencies, *_led(listed)])))


def _led(plan: Plan) -> Iterator[str]:
    """The agencies that owners name beside those that the plan lists: a cell of several is divided by marks."""
    listed = set(builtin_plan().rows)
    for row in plan.rows:
        if row.owner and row not in listed:
            _, rest = plan.named_in(row.owner)
            yield from filter(None, (part.strip() for part in _DIVIDED.split(rest)))


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


def _as_deadline(value: object) -> object:
    """A date as Excel and TOML keep it, as people write it; words stay as they are.

    A text that is written as a date and is none would be a slip that nobody sees.
    """
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if not isinstance(value, str) or not _LIKE_A_DATE.fullmatch(value.strip()):
        return value
    day = read_written(value)
    if day is None:
        raise wrong(
            Label(
                f'"{value}" không phải ngày có thật; ghi ngày/tháng/năm, ví dụ 31/12/2026, hoặc ghi bằng lời',
                f'"{value}" is no day there is; write day/month/year, such as 31/12/2026, or words',
            )
        )
    return f"{day:%d/%m/%Y}" if _AS_KEPT.match(value.strip()) else value


Text = Annotated[str, Field(min_length=1)]


class RowTable(BaseModel):
    """`[[row]]`."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, str_strip_whitespace=True)

    plan_row: Text
    title: Text
    title_en: str = ""
    index: Literal["PAPI", "SIPAS", "PAR INDEX"] | None = None
    owner: Text | None = None
    coordinating: Text | None = None
    deadline: Annotated[Text | None, BeforeValidator(_as_deadline)] = None
    indicators: Annotated[tuple[Text, ...] | None, BeforeValidator(_as_tuple)] = None
    heading: Text | None = None

    @field_validator("title", "title_en", "owner", "coordinating", "deadline")
    @classmethod
    def _names_nobody(cls, text: str | None) -> str | None:
        return None if text is None else of_nobody(text)

    @field_validator("heading")
    @classmethod
    def _is_a_heading(cls, text: str | None) -> str | None:
        found = None if text is None else _HEADINGS.get(fold_heading(text))
        if text is not None and found is None:
            known = ", ".join(f'"{heading}"' for heading in HEADINGS)
            raise wrong(
                Label(
                    f'báo cáo không có phần "{text}" để đặt mục vào; ghi một trong: {known}, hoặc để trống',
                    f'the report has no head "{text}" for rows; write one of {known}, or leave it out',
                )
            )
        return found

    @field_validator("plan_row")
    @classmethod
    def _is_an_address(cls, text: str) -> str:
        if len(text) > _LONGEST or not _ADDRESS.fullmatch(text):
            raise wrong(
                Label(
                    f'"{text}" không dùng làm mã mục được: chỉ chữ, số và dấu chấm, không quá {_LONGEST} ký tự',
                    f'"{text}" is no address: letters, figures and dots alone, at most {_LONGEST} characters',
                )
            )
        if re.fullmatch(r"\d+\.\d+", text):
            raise wrong(
                Label(
                    f'"{text}" sẽ bị bảng tính đọc thành số (1.10 thành 1.1); thêm chữ ở đầu, ví dụ A.{text}',
                    f'a spreadsheet takes "{text}" for a number (1.10 becomes 1.1); put a letter before it: A.{text}',
                )
            )
        return text

    @property
    def row(self) -> PlanRow:
        return PlanRow(**{**self.model_dump(), "title_en": self.title_en or self.title})


def rows_written(tables: Sequence[tuple[object, Place]]) -> tuple[list[WrittenRow], list[Label]]:
    """The rows that can be used, and why others cannot.

    Args:
        tables: each row as a table of its keys, and where it is written.
    """
    rows: list[WrittenRow] = []
    problems: list[Label] = []
    for table, place in tables:
        try:
            row = RowTable.model_validate(table).row
        except ValidationError as error:
            problems.append(_refused(error, place))
            continue
        alike = next((other.row for other in rows if row_key(other.row.plan_row) == row_key(row.plan_row)), None)
        if alike is None:
            rows.append(WrittenRow(row, place))
            continue
        spelt = "" if alike.plan_row == row.plan_row else f" ({alike.plan_row})"
        problems.append(
            told(
                place,
                "plan_row",
                Label(
                    f'mục "{row.plan_row}" đã có ở trên{spelt}; xóa bớt, hoặc đổi mã',
                    f'the row "{row.plan_row}" stands above already{spelt}; remove one, or change its address',
                ),
                row.plan_row,
            )
        )
    return rows, problems


def _refused(error: ValidationError, place: Place) -> Label:
    where, what = first_wrong(error, partial(nearest, known=RowTable.model_fields))
    return told(place, str(where[0]) if where else "row", what)


def told(place: Place, key: str, what: Label, word: str = "") -> Label:
    """What is wrong, behind where it is."""
    where = place.at(key, word)
    return Label(f"{where.vi}: {what.vi}", f"{where.en}: {what.en}")


def unusable(label: Label) -> SettingsError:
    """The error of a plan that as a whole cannot be used."""
    return SettingsError(
        Label(
            f"{label.vi.rstrip('.')}. Kế hoạch này chưa dùng được; sửa tệp rồi chạy par-metrics plan check",
            f"{label.en.rstrip('.')}. This plan cannot be used; correct the file, then run par-metrics plan check",
        ),
        "plan_unreadable",
    )
