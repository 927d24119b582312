"""An own indicator made in Python, from the same fields as in a file."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, Unpack

from pydantic import ValidationError

from par_metrics.errors import UsageError
from par_metrics.indicators.base import Better, JudgedAt
from par_metrics.indicators.catalogue import catalogue
from par_metrics.indicators.own.indicator import OwnIndicator
from par_metrics.indicators.own.spec import IndicatorTable, OwnStatistic, OwnUnit, near_key, wrong_conditions
from par_metrics.support.wrong_values import first_wrong
from schemas import Label


class Fields(TypedDict, total=False):
    """The fields of an own indicator; docs/reference/own-indicators.md says what each means."""

    id: str
    version: int
    label: str | Mapping[str, str]
    formula: str | Mapping[str, str]
    source: str
    table: str
    event: str
    touches: str
    judged_at: JudgedAt
    population: str
    numerator: str
    exclude: Mapping[str, str | Mapping[str, str]]
    statistic: OwnStatistic
    unit: OwnUnit
    measure: str
    weight: str
    distinct: str
    better: Better
    can_be_mended: bool
    target: Mapping[str, Any] | Sequence[Mapping[str, Any]]
    plan_rows: Sequence[str]
    owner: str | Mapping[str, str]
    dates: Sequence[str]
    example: Mapping[str, Any] | Sequence[Mapping[str, Any]]


def indicator(**fields: Unpack[Fields]) -> OwnIndicator:
    """An indicator of your own, to be handed to `Workspace.compute`, `explain`, `pace` and the others.

    The fields are those of a table `[[indicator]]` in `indicators/*.toml`; `version` is 1 where it is left out.

    Raises:
        UsageError: a field is unknown, missing or wrong; the message names it and what is allowed.
    """
    try:
        read = IndicatorTable.model_validate({"version": 1, **fields})
    except ValidationError as error:
        place, what = first_wrong(error, near_key)
        raise _wrong(fields, ".".join(map(str, place)), what) from None
    for name, wrong in wrong_conditions(read):
        raise _wrong(fields, name, wrong.what)
    if read.id in catalogue:
        raise _wrong(fields, "id", Label("là chỉ số có sẵn; đặt tên khác", "is a built-in one; take another name"))
    return read.indicator


def _wrong(fields: Fields, key: str, what: Label) -> UsageError:
    at = f", {key}" if key else ""
    named = fields.get("id", "?")
    return UsageError(
        Label(f'chỉ số "{named}"{at}: {what.vi}', f'the indicator "{named}"{at}: {what.en}'), "bad_own_indicator"
    )
