"""What is written of an own indicator, and how it becomes one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PositiveInt,
    field_validator,
    model_validator,
)

from par_metrics.domain.privacy import of_nobody, without_numbers
from par_metrics.errors import nearest
from par_metrics.indicators.base import Better, JudgedAt, Statistic, Window
from par_metrics.indicators.conditions import with_parameters
from par_metrics.indicators.own.columns import OPEN_TABLES, WITHOUT_EVENT, Column, columns_of
from par_metrics.indicators.own.indicator import Example, OwnIndicator
from par_metrics.indicators.own.subset import Wrong, speaks_of_a_column, wrong_column, wrong_in
from par_metrics.indicators.tables.records import TABLES
from par_metrics.support.wrong_values import wrong
from schemas import Label, ValueType

OwnStatistic = Literal["share", "count", "mean", "median", "p90", "ratio", "total"]
OwnUnit = Literal["share", "count", "working_days", "days", "dong", "points"]
UNITS: tuple[str, ...] = get_args(OwnUnit)
"""What a value may be measured in; a rank is of no records."""
_MEASURED: tuple[Statistic, ...] = ("mean", "median", "p90", "ratio", "total")
_WEIGHED: tuple[Statistic, ...] = ("ratio", "total")
_OF_EVENTS = (":as_of",)
_OF_PERIODS = (":period_start", ":period_end", ":t", ":as_of")
_DATES = (ValueType.DATE, ValueType.DATETIME, ValueType.DUE)
_NAME = r"^[a-z][a-z0-9_]{1,59}$"


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Table):
    """`{ vi = "…", en = "…" }`, or a text that stands for both."""

    vi: Annotated[str, Field(min_length=1)]
    en: str = ""

    @property
    def label(self) -> Label:
        return Label(self.vi, self.en or self.vi)


class Title(Words):
    """Words for what everybody sees by its name."""

    @field_validator("vi", "en")
    @classmethod
    def _names_nobody(cls, text: str) -> str:
        return of_nobody(text)


class Sentence(Words):
    """Words that say how something is counted."""

    @field_validator("vi", "en")
    @classmethod
    def _has_no_number_of_somebody(cls, text: str) -> str:
        return without_numbers(text)


class Reason(_Table):
    """A reason of `exclude`: a condition, or `{ when = "…", vi = "…", en = "…" }` with words for it."""

    when: str
    vi: Annotated[str, AfterValidator(of_nobody)] = ""
    en: Annotated[str, AfterValidator(of_nobody)] = ""


def _reason(value: object) -> object:
    return {"when": value} if isinstance(value, str) else value


def _words(value: object) -> object:
    return {"vi": value} if isinstance(value, str) else value


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str | Mapping) else value


Name = Annotated[Title, BeforeValidator(_words)]
Text = Annotated[Sentence, BeforeValidator(_words)]
Names = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]


class Aim(_Table):
    """`target`: what it should reach, and when."""

    value: float
    years: tuple[int, int]
    better: Better | None = None
    level: str | None = None
    unit: str | None = None


class Expected(_Table):
    """`expect` of an example."""

    numerator: float | None
    denominator: float | None = None


class ExampleTable(_Table):
    """`[[indicator.example]]`: `rows` of the kind that is counted, `tables` of others."""

    period: str
    rows: str
    tables: dict[str, str] = {}
    as_of: datetime | None = None
    unit: str | None = None
    expect: Expected


class IndicatorTable(_Table):
    """`[[indicator]]`."""

    id: Annotated[str, Field(pattern=_NAME)]
    version: PositiveInt
    label: Name
    formula: Text
    source: Annotated[str, Field(min_length=1), AfterValidator(without_numbers)]
    table: str
    event: str | None = None
    touches: str | None = None
    judged_at: JudgedAt | None = None
    population: str
    numerator: str | None = None
    exclude: dict[Annotated[str, Field(pattern=_NAME)], Annotated[Reason, BeforeValidator(_reason)]] = {}
    statistic: OwnStatistic = "share"
    unit: OwnUnit | None = None
    measure: str | None = None
    weight: str | None = None
    distinct: str | None = None
    better: Better = "higher"
    can_be_mended: bool = False
    target: Annotated[tuple[Aim, ...], BeforeValidator(_as_tuple)] = ()
    plan_rows: Names = ()
    owner: Name | None = None
    dates: Names = ()
    example: Annotated[tuple[ExampleTable, ...], BeforeValidator(_as_tuple)] = ()

    @property
    def parameters(self) -> tuple[str, ...]:
        """What its conditions may name: an event is judged at `as_of`, everything else in each period."""
        return _OF_EVENTS if self.event is not None else _OF_PERIODS

    @property
    def conditions(self) -> dict[str, str]:
        """Everything of it that is SQL but its event, by the key it is written under."""
        written = {"population": self.population, "numerator": self.numerator, "measure": self.measure}
        written |= {"weight": self.weight} | {f"exclude.{name}": reason.when for name, reason in self.exclude.items()}
        return {key: sql for key, sql in written.items() if sql is not None}

    @model_validator(mode="after")
    def _can_be_counted(self) -> "IndicatorTable":
        if self.table not in OPEN_TABLES:
            near, known = nearest(self.table, OPEN_TABLES), ", ".join(OPEN_TABLES)
            raise wrong(
                Label(
                    f'table: không có bảng "{self.table}".{near.vi} Có: {known}',
                    f'table: there is no table "{self.table}".{near.en} There are: {known}',
                )
            )
        self._check_sides()
        self._check_window()
        return self

    def _check_sides(self) -> None:
        needs = {"measure": self.statistic in _MEASURED, "weight": self.statistic in _WEIGHED}
        for key, is_needed in needs.items():
            if is_needed != (getattr(self, key) is not None):
                verb = Label("cần", "needs") if is_needed else Label("không dùng", "has no use for")
                raise wrong(
                    Label(f'{key}: "{self.statistic}" {verb.vi} {key}', f'{key}: "{self.statistic}" {verb.en} {key}')
                )
        if self.statistic in _MEASURED and self.unit is None:
            raise wrong(
                Label(
                    f"unit: nói giá trị đo bằng gì: {', '.join(UNITS)}",
                    f"unit: say what the value is measured in: {', '.join(UNITS)}",
                )
            )
        if self.statistic == "share" and self.numerator is None:
            raise wrong(
                Label(
                    'numerator: tỷ lệ cần tử số; chỉ đếm thì ghi statistic = "count"',
                    'numerator: a share needs one; to count, write statistic = "count"',
                )
            )

    def _check_window(self) -> None:
        if self.event is not None and (self.touches is not None or self.judged_at is not None):
            raise wrong(
                Label(
                    "event: có event thì không có touches, judged_at (dùng cho số tồn cuối kỳ)",
                    "event: touches and judged_at are for stocks, which have no event",
                )
            )
        if self.event is not None and self.table in WITHOUT_EVENT:
            raise wrong(
                Label(
                    f'event: bảng "{self.table}" là danh sách tại một ngày, không có event',
                    f'event: the table "{self.table}" is a list at a date and has no event',
                )
            )

    @property
    def indicator(self) -> OwnIndicator:
        """What is counted by it."""
        window = Window(event=self.event)
        if self.event is None:
            touches = with_parameters(self.touches or "TRUE", lambda name: name.removeprefix(":"))
            window = Window(touches=touches, judged_at=self.judged_at or "as_of")
        kind = TABLES[self.table].kind
        examples = (
            Example(
                period=e.period,
                tables={kind: e.rows, **e.tables},
                numerator=e.expect.numerator,
                denominator=e.expect.denominator,
                as_of=e.as_of,
                unit=e.unit,
            )
            for e in self.example
        )
        event = () if self.event is None else (self.event,)
        better = next((aim.better for aim in self.target if aim.better), self.better)
        return OwnIndicator(
            id=self.id,
            version=self.version,
            label=self.label.label,
            formula=self.formula.label,
            source=self.source,
            table=self.table,
            window=window,
            population=self.population,
            numerator=self.numerator or "TRUE",
            exclude={name: reason.when for name, reason in self.exclude.items()},
            reason_labels={name: Label(r.vi or r.en, r.en or r.vi) for name, r in self.exclude.items() if r.vi or r.en},
            statistic=self.statistic,
            unit=self.unit or ("count" if self.statistic == "count" else "share"),
            measure=self.measure,
            weight=self.weight,
            distinct=self.distinct,
            rules="own",
            target=self.id if self.target else None,
            plan_rows=self.plan_rows,
            owner=self.owner.label if self.owner else None,
            dates=self.dates or event,
            way=better,
            can_be_mended=self.can_be_mended,
            aims=tuple(self._aim(aim, better) for aim in self.target),
            examples=tuple(examples),
        )

    def _aim(self, aim: Aim, better: Better) -> dict[str, Any]:
        told = aim.model_dump(exclude_none=True)
        return {"indicator": self.id, "better": better, **told}


KEYS = tuple(
    {key: None for table in (IndicatorTable, Aim, ExampleTable, Expected, Words, Reason) for key in table.model_fields}
)
"""Every key that is written anywhere in an own indicator."""


def near_key(key: str) -> Label:
    """What to add of a key that there is not where it stands: where to write it, or the nearest."""
    if key == "denominator":
        return Label(
            " Mẫu số là `population`: viết điều kiện của mẫu số vào đó",
            " The denominator is `population`: write its condition there",
        )
    if key in KEYS:
        return Label(" Khóa này viết ở bảng khác", " This key is written in another table")
    return nearest(key, KEYS)


def wrong_conditions(table: IndicatorTable) -> list[tuple[str, Wrong]]:
    """What is wrong in the SQL and the columns of an own indicator, by the key it stands under."""
    columns = columns_of(table.table)
    found = [
        (key, wrong_in(sql, columns, table.parameters, "number" if key in ("measure", "weight") else "truth"))
        for key, sql in table.conditions.items()
    ]
    if table.touches is not None:
        found.append(("touches", wrong_in(table.touches, columns, _OF_PERIODS)))
    if table.event is not None:
        found.append(("event", _wrong_event(table.event, columns)))
    named = [("dates", name) for name in table.dates]
    named += [("distinct", table.distinct)] if table.distinct else []
    found += [(key, wrong_column(name, columns)) for key, name in named]
    wrongs = [(key, what) for key, what in found if what is not None]
    return wrongs or [(key, what) for key, what in _says_nothing(table)]


def _wrong_event(event: str, columns: Mapping[str, Column]) -> Wrong | None:
    if event in columns and columns[event].type in _DATES:
        return None
    known = ", ".join(name for name, column in columns.items() if column.type in _DATES)
    return Wrong(Label(f"phải là một cột ngày: {known}", f"must be a column of dates: {known}"), event)


def _says_nothing(table: IndicatorTable) -> list[tuple[str, Wrong]]:
    """Conditions that come out the same for every record: a share of it would divide nothing, or say nothing."""
    found = []
    if table.population.strip().upper() != "TRUE" and not speaks_of_a_column(table.population):
        what = Label("không nói đến cột nào: không chia cho gì cả", "speaks of no column: it would divide nothing")
        found.append(("population", Wrong(what)))
    if table.statistic == "share" and table.numerator is not None and not speaks_of_a_column(table.numerator):
        what = Label("không nói đến cột nào: tỷ lệ vô nghĩa", "speaks of no column: the share says nothing")
        found.append(("numerator", Wrong(what)))
    return found
