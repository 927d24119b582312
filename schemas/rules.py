"""The row rules that several kinds share (what refuses a row, what only warns)."""

from datetime import datetime, timedelta
from functools import cache

import polars as pl

from schemas.field import Field, ValueType
from schemas.labels import Label
from schemas.rule import Rule, Severity

EARLIEST = datetime(2000, 1, 1)
LATEST = datetime(2100, 12, 31, 23, 59, 59, 999999)

# A code is odd, never wrong: dotted groups, then a date of 6 or 8 digits and a serial.
DOSSIER_CODE_PATTERN = r"^[0-9A-Z]{1,6}(\.[0-9A-Z]{1,6}){0,3}-(\d{6}|\d{8})-[0-9A-Z]{0,4}\d{4,}$"
PROCEDURE_CODE_PATTERN = r"^\d{1,2}\.\d{6}$"
UNIT_CODE_PATTERN = r"^[0-9A-Z]{1,6}(\.[0-9A-Z]{1,6}){0,3}$"

_MONEY = Label("số tiền", "amount")


def date_in_range(field: Field) -> Rule:
    """A date outside 2000-2100 refuses its row; where no figure hangs on it, it is left out."""
    low, high = (EARLIEST.date(), LATEST.date()) if field.type is ValueType.DATE else (EARLIEST, LATEST)

    @cache  # once it is asked for: expressions take long to make
    def is_outside() -> pl.Expr:
        return ~pl.col(field.name).is_between(low, high)

    return Rule(
        "date_out_of_range",
        Severity.REFUSE if field.decisive else Severity.EMPTY,
        field.name,
        Label(
            'ngày "{value}" nằm ngoài khoảng 2000-2100. Sửa ô đó rồi xuất lại',
            '"{value}" lies outside 2000-2100. Correct the cell and export again',
        ),
        lambda now: is_outside(),
        needs=(field.name,),
    )


def not_negative(field: Field, what: Label = _MONEY) -> Rule:
    """Refuses a negative number; where no figure hangs on it, it is left out. `what` names it."""
    return Rule(
        "negative_amount",
        Severity.REFUSE if field.decisive else Severity.EMPTY,
        field.name,
        Label(
            f'{what.vi} "{{value}}" là số âm. Sửa ô đó rồi xuất lại',
            f'the {what.en} "{{value}}" is negative. Correct the cell and export again',
        ),
        lambda now: pl.col(field.name) < 0,
        needs=(field.name,),
        bounds=(0, None),
    )


def odd_code(field: Field, pattern: str) -> Rule:
    """Warns of a code of an unusual form."""
    return Rule(
        "odd_code",
        Severity.WARN,
        field.name,
        Label('mã "{value}" có dạng lạ', 'the code "{value}" has an unusual form'),
        lambda now: ~pl.col(field.name).str.contains(pattern),
        needs=(field.name,),
    )


def not_before(
    earlier: Field, later: Field, rule_id: str, label: Label, severity: Severity, grace: timedelta = timedelta()
) -> Rule:
    """`later` lies before `earlier` by more than `grace`."""
    return Rule(
        rule_id,
        severity,
        later.name,
        label,
        lambda now: pl.col(earlier.name) > pl.col(later.name) + grace,
        needs=(earlier.name, later.name),
    )


def closed_before_opened(opened: Field, closed: Field) -> Rule:
    """Warns of a life that ends before it begins: on no day is the record in force."""
    label = Label(
        "ngày hết hiệu lực trước ngày có hiệu lực, nên không ngày nào có hiệu lực; kiểm tra hai ngày",
        "its last day lies before its first, so that it is in force on no day; check both",
    )
    return not_before(opened, closed, "closed_before_opened", label, Severity.WARN)


def within(field: Field, low: int, high: int, rule_id: str, what: Label) -> Rule:
    """Refuses a number outside `low`-`high`, both allowed; `what` names it."""
    return Rule(
        rule_id,
        Severity.REFUSE,
        field.name,
        Label(
            f'{what.vi} "{{value}}" nằm ngoài khoảng {low}-{high}. Sửa ô đó rồi nạp lại',
            f'the {what.en} "{{value}}" lies outside {low}-{high}. Correct the cell and load the file again',
        ),
        lambda now: ~pl.col(field.name).is_between(low, high),
        needs=(field.name,),
        bounds=(low, high),
    )


def year_in_range(field: Field) -> Rule:
    """Refuses a year outside 2000-2100."""
    return within(field, EARLIEST.year, LATEST.year, "year_out_of_range", Label("năm", "year"))


def not_in_future(field: Field) -> Rule:
    """Warns of a day that was still to come when the file was loaded."""
    return Rule(
        "date_in_future",
        Severity.WARN,
        field.name,
        Label("ngày ở tương lai", "a day in the future"),
        lambda now: pl.col(field.name) > now.date(),
        needs=(field.name,),
    )
