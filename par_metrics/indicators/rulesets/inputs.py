"""Reading the inputs of a score: pairs of a numerator and a denominator, by key."""

import math
from collections.abc import Collection, Mapping
from decimal import Decimal
from fractions import Fraction
from numbers import Rational, Real

from par_metrics.errors import UsageError, nearest
from par_metrics.indicators.rulesets.points import Pair
from schemas import Label

Number = int | float | Fraction | Decimal
Inputs = Mapping[str, tuple[Number, Number] | list[Number] | None]


def read_inputs(inputs: Inputs, known: Collection[str], rules: str) -> dict[str, Pair]:
    """The pairs as exact numbers; one that is None, or has None on a side, is missing and left out.

    Raises:
        UsageError: a key is unknown, or a side is negative or no number.
    """
    pairs = {}
    for key, pair in inputs.items():
        if key not in known:
            raise unknown_input(str(key), known, rules)
        if pair is None:
            continue
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise _not_a_pair(key, pair)
        if pair[0] is not None and pair[1] is not None:
            pairs[key] = (_number(key, pair[0]), _number(key, pair[1]))
    return pairs


def unknown_input(key: str, known: Collection[str], rules: str) -> UsageError:
    """The error of an input that a rule set does not have."""
    near = nearest(key, known)
    return UsageError(
        Label(f'bộ quy tắc {rules} không có đầu vào "{key}".{near.vi}', f'{rules} has no input "{key}".{near.en}'),
        "unknown_input",
    )


def _number(key: str, side: object) -> Fraction:
    if isinstance(side, bool) or not isinstance(side, Real | Decimal) or not math.isfinite(side) or side < 0:
        raise UsageError(
            Label(
                f'"{key}": {side!r} không phải số từ 0 trở lên. Ghi tử số và mẫu số là hai số như (3, 5)',
                f'"{key}": {side!r} is not a number of 0 or more. Give numerator and denominator, such as (3, 5)',
            ),
            "bad_input",
        )
    return Fraction(side) if isinstance(side, Rational | Decimal) else Fraction(float(side))


def _not_a_pair(key: str, value: object) -> UsageError:
    return UsageError(
        Label(
            f'"{key}": {value!r} không phải cặp tử số, mẫu số. Ghi như (3, 5), hoặc None nếu chưa có',
            f'"{key}": {value!r} is no pair of numerator and denominator. Write (3, 5), or None where it is missing',
        ),
        "bad_input",
    )
