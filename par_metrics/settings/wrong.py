"""What is wrong with the value of a setting, in the words of who wrote it."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from par_metrics.errors import SettingsError
from par_metrics.settings.environment import ENV_PREFIX
from schemas import Label

_OWN = "par_metrics"
# Of pydantic's kinds of errors those that a setting can have; its own sentences are English.
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
    "tuple_type": lambda _: "phải là danh sách, trong dấu [ ]",
    "string_pattern_mismatch": lambda limits: f"phải có dạng {limits['pattern']}",
    "literal_error": lambda known: f"phải là {known['expected'].replace(' or ', ' hoặc ')}",
}


def wrong(what: Label) -> PydanticCustomError:
    """To be raised by a validator."""
    return PydanticCustomError(_OWN, "{en}", {"vi": what.vi, "en": what.en})


def wrong_value(error: ValidationError, place: str) -> SettingsError:
    """The first error, with the key as it is written in the file `place`."""
    first = error.errors(include_url=False, include_input=False)[0]
    key = ".".join(str(part) for part in first["loc"]).replace("freshness.days.", "freshness.")
    limits, msg = first.get("ctx", {}), first["msg"]
    say = _SAID.get(first["type"])
    vi = limits["vi"] if first["type"] == _OWN else say(limits) if say else msg
    return SettingsError(
        Label(
            f'{place} (hoặc biến môi trường {ENV_PREFIX}…): giá trị của "{key}" không hợp lệ: {vi}.',
            f'{place} (or the environment, {ENV_PREFIX}…): the value of "{key}" is wrong: {msg}.',
        ),
        "wrong_setting",
    )
