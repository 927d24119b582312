"""What is wrong with a value that pydantic refused, in the words of who wrote it."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from par_metrics.support.folding import fold
from schemas import Label

_OWN = "par_metrics"
_OF_A_KEY = "[key]"
# Of pydantic's kinds of errors those that a value written by hand can have; its own sentences are for programmers.
_SAID: Mapping[str, Callable[[Mapping[str, Any]], Label]] = {
    "greater_than": lambda limits: Label(f"phải lớn hơn {limits['gt']:g}", f"must be greater than {limits['gt']:g}"),
    "greater_than_equal": lambda limits: Label(
        f"phải từ {limits['ge']:g} trở lên", f"must be {limits['ge']:g} or more"
    ),
    "less_than_equal": lambda limits: Label(
        f"không được lớn hơn {limits['le']:g}", f"must be no more than {limits['le']:g}"
    ),
    "string_pattern_mismatch": lambda limits: Label(
        f"phải có dạng {limits['pattern']}", f"must be of the form {limits['pattern']}"
    ),
    "literal_error": lambda known: Label(
        f"phải là {known['expected'].replace(' or ', ' hoặc ')}", f"must be {known['expected']}"
    ),
}
_WHOLE = Label("phải là số nguyên", "must be a whole number")
_NUMBER = Label("phải là số, không trong dấu nháy", "must be a number, without quotes")
_YES_OR_NO = Label("phải là true hoặc false", "must be true or false")
_TABLE = Label("phải là bảng, trong dấu { }", "must be a table, in { }")
_LIST = Label("phải là danh sách, trong dấu [ ]", "must be a list, in [ ]")
_ALWAYS: Mapping[str, Label] = {
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": Label("phải là số hữu hạn", "must be a finite number"),
    "string_type": Label("phải là chữ, trong dấu nháy", "must be a text, in quotes"),
    "string_too_short": Label("không được để trống", "must not be empty"),
    "tuple_type": _LIST,
    "dict_type": _TABLE,
    "model_type": _TABLE,
    "bool_type": _YES_OR_NO,
    "bool_parsing": _YES_OR_NO,
    "missing": Label("thiếu", "is missing"),
    "extra_forbidden": Label("không có khóa này", "there is no such key"),
}


def wrong(what: Label) -> PydanticCustomError:
    """To be raised by a validator."""
    return PydanticCustomError(_OWN, "{en}", {"vi": what.vi, "en": what.en})


def first_wrong(error: ValidationError, near: Callable[[str], Label]) -> tuple[tuple[int | str, ...], Label]:
    """The first of the errors of a table: where in it, and what.

    Args:
        near: what to add of a key that there is not, naming the nearest.
    """
    first = error.errors(include_url=False, include_input=False)[0]
    place, what = place_and_reason(first)
    if first["type"] == "extra_forbidden":
        nearest = near(str(place[-1]))
        what = Label(f"{what.vi}.{nearest.vi}", f"{what.en}.{nearest.en}")
    return place, what


def place_and_reason(error: ErrorDetails) -> tuple[tuple[int | str, ...], Label]:
    """Where in a table one error is, and what is wrong there."""
    place = error["loc"]
    if place[-1:] == (_OF_A_KEY,):  # the name is wrong, and what it names may be right
        return place[:-1], _wrong_name(str(place[-2]))
    return place, what_is_wrong(error)


def _wrong_name(name: str) -> Label:
    """A name that people are to see as a code, and one that would do."""
    better = re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_0123456789") or "ly_do"
    return Label(
        f'tên "{name}": viết chữ thường không dấu, số và _, như {better}',
        f'the name "{name}": small letters a-z, figures and _, such as {better}',
    )


def what_is_wrong(error: ErrorDetails) -> Label:
    """One error of a `ValidationError`, without the place it is at."""
    limits, kind = error.get("ctx", {}), error["type"]
    if kind == _OWN:
        return Label(limits["vi"], error["msg"])
    if kind in _SAID:
        return _SAID[kind](limits)
    return _ALWAYS.get(kind, Label(error["msg"], error["msg"]))
