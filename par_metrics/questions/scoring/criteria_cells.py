"""Reading the cells of a row of a table of criteria: numbers, percents and words, and what is wrong with them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple, TypeVar

import polars as pl

from par_metrics.errors import nearest
from par_metrics.questions.scoring.criteria_file import HEADINGS, CriteriaFile, RawCriterion
from par_metrics.readers.values import read_decimals
from par_metrics.support.folding import fold
from schemas import Label

_Name = TypeVar("_Name", bound=str)


class Problem(NamedTuple):
    """What is wrong with the table."""

    rule: str
    label: Label


class Wrong(Exception):
    """A row cannot be used; carries the problem."""

    def __init__(self, rule: str, label: Label) -> None:
        super().__init__(label.en)
        self.problem = Problem(rule, label)


def heading(field: str) -> str:
    """The column as the template heads it."""
    return HEADINGS[field][0]


def choice(raw: RawCriterion, field: str, words: Mapping[_Name, tuple[str, ...]]) -> _Name | None:
    """The one of some names that a cell holds, or a Vietnamese word for it; None where it is empty.

    Raises:
        Wrong: the cell holds another word.
    """
    text = raw.cells.get(field)
    if text is None:
        return None
    folded = fold(text)
    for name, variants in words.items():
        if folded == name or folded in map(fold, variants):
            return name
    near = nearest(folded, words)
    listed = ", ".join(words)
    raise Wrong(
        f"unknown_{field}",
        Label(
            f'cột "{heading(field)}" ghi "{text}"; chỉ có: {listed}.{near.vi}',
            f'{field} "{text}"; use {listed}.{near.en}',
        ),
    )


def threshold(raw: RawCriterion, field: str, file: CriteriaFile, indicator: str) -> float | None:
    """A value of an indicator, 0-1 for a share; None where the cell is empty.

    Raises:
        Wrong: the cell holds no such value.
    """
    value = number(raw, field, file)
    if value is not None and file.catalogue[indicator].unit == "share" and value > 1:
        raise Wrong(
            "threshold_above_one",
            Label(
                f"ngưỡng {value:g} của một tỷ lệ: ghi {value / 100:g} hoặc {value:g} %",
                f"the threshold {value:g} of a share: write {value / 100:g} or {value:g} %",
            ),
        )
    return value


def number(raw: RawCriterion, field: str, file: CriteriaFile) -> float | None:
    """A number of 0 or more; None where the cell is empty.

    Raises:
        Wrong: the cell holds no such number.
    """
    text = raw.cells.get(field)
    if text is None:
        return None
    value = read_number(text, file)
    if value is None or value < 0:
        raise Wrong(
            "unreadable_number",
            Label(
                f'cột "{heading(field)}" ghi "{text}", không phải số từ 0 trở lên',
                f'{field} "{text}" is no number of 0 or more',
            ),
        )
    return value


def read_number(text: str, file: CriteriaFile) -> float | None:
    """A number, `80 %` as 0.8."""
    bare = text.strip().removesuffix("%").strip()
    value = read_decimals(pl.Series([bare], dtype=pl.String), typed_numbers=file.typed_numbers)[0]
    if value is None:
        return None
    # As decimals: 33.3 / 100 is not the double nearest to 0.333, and 333 of 1000 would be on the wrong side of it.
    return float(Decimal(repr(value)) / 100) if text.strip().endswith("%") else float(value)


def year_of(raw: RawCriterion, file: CriteriaFile) -> int | None:
    """The year a row is for; None for every year.

    Raises:
        Wrong: the cell holds no number.
    """
    value = number(raw, "year", file)
    return None if value is None else int(value)
