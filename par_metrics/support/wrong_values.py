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
# Of pydantic's kinds of errors those that a value written by hand can have; its own sentences are of its own terms.
_SAID: Mapping[str, Callable[[Mapping[str, Any]], Label]] = {
    "greater_than": lambda of: Label(f"phải lớn hơn {of['gt']:g}", f"must be greater than {of['gt']:g}"),
    "greater_than_equal": lambda of: Label(f"phải từ {of['ge']:g} trở lên", f"must be {of['ge']:g} or more"),
    "less_than_equal": lambda of: Label(f"không được lớn hơn {of['le']:g}", f"must be {of['le']:g} or less"),
    **dict.fromkeys(
        ("int_type", "int_parsing", "int_from_float"), lambda _: Label("phải là số nguyên", "must be a whole number")
    ),
    **dict.fromkeys(("float_type", "float_parsing"), lambda _: Label("phải là số", "must be a number")),
    "string_type": lambda _: Label("phải là chữ, trong dấu nháy", "must be a text, in quotes"),
    "string_too_short": lambda _: Label("không được để trống", "must not be empty"),
    "string_pattern_mismatch": lambda of: Label(
        f"phải có dạng {of['pattern']}", f"must be of the form {of['pattern']}"
    ),
    "tuple_type": lambda _: Label("phải là danh sách, trong dấu [ ]", "must be a list, in [ ]"),
    **dict.fromkeys(
        ("dict_type", "model_type"), lambda _: Label("phải là bảng, trong dấu { }", "must be a table, in { }")
    ),
    "missing": lambda _: Label("thiếu", "is missing"),
    "extra_forbidden": lambda _: Label("không có khóa này", "there is no such key"),
    "literal_error": lambda of: Label(
        f"phải là {of['expected'].replace(' or ', ' hoặc ')}", f"must be {of['expected']}"
    ),
    "bool_type": lambda _: Label("phải là true hoặc false", "must be true or false"),
    "bool_parsing": lambda _: Label("phải là true hoặc false", "must be true or false"),
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
    what = what_is_wrong(first)
    if first["type"] == "extra_forbidden":
        nearest = near(str(first["loc"][-1]))
        what = Label(f"{what.vi}.{nearest.vi}", f"{what.en}.{nearest.en}")
    place = first["loc"]
    if place[-1:] == (_OF_A_KEY,):  # the name is wrong, and what it names may be right
        return place[:-1], _wrong_name(str(place[-2]))
    return place, what


def _wrong_name(name: str) -> Label:
    """A name that people are to see as a code, and one that would do."""
    better = re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_0123456789") or "ly_do"
    return Label(
        f'tên "{name}": viết chữ thường không dấu, số và _, như {better}',
        f'the name "{name}": small letters a-z, figures and _, such as {better}',
    )


def what_is_wrong(error: ErrorDetails) -> Label:
    """One error of a `ValidationError`, without the place it is at."""
    limits, msg = error.get("ctx", {}), error["msg"]
    say = _SAID.get(error["type"])
    if error["type"] == _OWN:
        return Label(limits["vi"], msg)
    return say(limits) if say else Label(msg, msg)
