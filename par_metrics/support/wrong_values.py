"""What is wrong with a value that pydantic refused, in the words of who wrote it."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from schemas import Label

_OWN = "par_metrics"
# Of pydantic's kinds of errors those that a value written by hand can have; its own sentences are English.
_SAID: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "greater_than": lambda limits: f"phải lớn hơn {limits['gt']:g}",
    "greater_than_equal": lambda limits: f"phải từ {limits['ge']:g} trở lên",
    "less_than_equal": lambda limits: f"không được lớn hơn {limits['le']:g}",
    "int_type": lambda _: "phải là số nguyên",
    "int_parsing": lambda _: "phải là số nguyên",
    "int_from_float": lambda _: "phải là số nguyên",
    "float_type": lambda _: "phải là số",
    "float_parsing": lambda _: "phải là số",
    "string_type": lambda _: "phải là chữ, trong dấu nháy",
    "string_too_short": lambda _: "không được để trống",
    "string_pattern_mismatch": lambda limits: f"phải có dạng {limits['pattern']}",
    "tuple_type": lambda _: "phải là danh sách, trong dấu [ ]",
    "dict_type": lambda _: "phải là bảng, trong dấu { }",
    "model_type": lambda _: "phải là bảng, trong dấu { }",
    "missing": lambda _: "thiếu",
    "extra_forbidden": lambda _: "không có khóa này",
    "literal_error": lambda known: f"phải là {known['expected'].replace(' or ', ' hoặc ')}",
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
        what = Label(f"{what.vi}.{nearest.vi}", f"there is no such key.{nearest.en}")
    return first["loc"], what


def what_is_wrong(error: ErrorDetails) -> Label:
    """One error of a `ValidationError`, without the place it is at."""
    limits, msg = error.get("ctx", {}), error["msg"]
    say = _SAID.get(error["type"])
    return Label(limits["vi"] if error["type"] == _OWN else say(limits) if say else msg, msg)
