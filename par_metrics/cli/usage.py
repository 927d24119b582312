"""What typer says of a wrong call, in both languages."""

import re
from collections.abc import Callable, Mapping

from schemas import Label

_Told = Callable[[re.Match[str]], str]

# The forms of typer's messages; one that is not here stays as it is.
_FORMS: Mapping[str, _Told] = {
    r"Missing argument '(.+?)'\.?.*": lambda m: f"thiếu {m[1].rstrip('.')}.",
    r"Missing option '(.+?)'.*": lambda m: f"thiếu tùy chọn {m[1]}.",
    r"No such option: (\S+?)\.?(?: (?:Did you mean|\(Possible options:) (.+?)[?)])?": lambda m: (
        f"không có tùy chọn {m[1]}." + (f" Có phải: {m[2]}?" if m[2] else "")
    ),
    r"No such command '(.+?)'\.?(?: Did you mean (.+?)\?)?": lambda m: (
        f'không có lệnh "{m[1]}".' + (f" Có phải: {m[2]}?" if m[2] else "")
    ),
    r"Option '(.+?)' requires an argument\.?": lambda m: f"tùy chọn {m[1]} cần một giá trị.",
    r"Option '(.+?)' requires (\d+) arguments\.?": lambda m: f"tùy chọn {m[1]} cần {m[2]} giá trị, cách nhau dấu cách.",
    r"Option '(.+?)' does not take a value\.?": lambda m: f"tùy chọn {m[1]} không nhận giá trị.",
    r"Got unexpected extra argument(?:\(s\)|s)? \((.+)\)": lambda m: f"thừa: {m[1]}.",
    r"Invalid value for (.+?): (.+)": lambda m: f"giá trị của {m[1].replace(chr(39), '')} không đúng: {_value(m[2])}",
}
_VALUES: Mapping[str, _Told] = {
    r"'(.*)' is not one of (.+?)\.?": lambda m: f'"{m[1]}" không phải một trong: {m[2].replace(chr(39), "")}.',
    r"Input should be a valid integer.*": lambda _: "phải là số nguyên.",
    r"Input should be a valid number.*": lambda _: "phải là số.",
    r"Input should be greater than or equal to (\S+)": lambda m: f"phải từ {m[1]} trở lên.",
}


def usage_message(message: str) -> Label:
    """A message of typer as a label; the English one is its own, without what pydantic puts before it."""
    english = " ".join(message.split()).replace("Value error, ", "")
    return Label(_translated(english, _FORMS), english)


def _translated(text: str, forms: Mapping[str, _Told]) -> str:
    return next((say(match) for form, say in forms.items() if (match := re.fullmatch(form, text))), text)


def _value(text: str) -> str:
    return _translated(text, _VALUES)
