"""What a profile must hold beyond the shape of its TOML."""

from collections.abc import Iterable

import polars as pl

from par_metrics.exports.profiles.profile import DeriveRule, Profile, Scalar, bad_profile
from par_metrics.readers.dates import DateReading
from par_metrics.readers.values import read_values
from schemas import KINDS, Field, Label, RecordKind, ValueType

_ANY_ZONE = "UTC"


def check_profile(profile: Profile, file: str) -> None:
    """Checks names and values against the kind.

    Raises:
        RefusedFileError: `bad_profile`, naming the key and what is allowed there.
    """
    if profile.kind not in KINDS:
        raise bad_profile(file, "kind", _not_one_of(profile.kind, KINDS))
    kind = KINDS[profile.kind]
    for section in ("columns", "values", "derive", "constants", "first_filled", "sums"):
        for name in getattr(profile, section):
            if name not in kind.by_name:
                raise bad_profile(file, f"{section}.{name}", _not_one_of(name, kind.by_name))
    for name in profile.required:
        if name not in kind.by_name:
            raise bad_profile(file, "required", _not_one_of(name, kind.by_name))
    _check_values(profile, kind, file)
    for name, constant in profile.constants.items():
        _check_value(kind.by_name[name], constant, f"constants.{name}", file)
    _check_required(profile, kind, file)


def _check_values(profile: Profile, kind: RecordKind, file: str) -> None:
    for name, mapping in profile.values.items():
        for raw, value in mapping.items():
            _check_value(kind.by_name[name], value, f'values.{name}."{raw}"', file)
    for name, rules in profile.derive.items():
        for number, rule in enumerate(rules):
            key = f"derive.{name}[{number}]"
            if rule.value is not None:
                _check_value(kind.by_name[name], rule.value, key, file)
            if number and rules[number - 1].always_holds:
                raise bad_profile(file, key, _NEVER_REACHED)
            for looked_at in (*rule.when, rule.from_):
                if looked_at in profile.sums:
                    raise bad_profile(file, key, _NOT_ADDED_YET.filled(name=looked_at))


def _check_value(field: Field, value: Scalar, key: str, file: str) -> None:
    """A value must be readable as the field's type; empty text stands for no value."""
    text = scalar_text(value)
    if text == "":
        return
    read = read_values(pl.Series([text]), field, DateReading((), _ANY_ZONE, _ANY_ZONE), typed_numbers=True)
    if read.null_count():
        allowed: Iterable[object] = field.values or _ALLOWED.get(field.type, (field.type.value,))
        raise bad_profile(file, key, _not_one_of(text, allowed))


_NEVER_REACHED = Label(
    "không bao giờ được xét, vì quy tắc ngay trước nó không có điều kiện; chuyển quy tắc đó xuống cuối",
    "is never looked at, since the rule before it has no condition; move that one to the end",
)
_NOT_ADDED_YET = Label(
    "{name} là tổng theo [sums], quy tắc chỉ xét được là có hay không (when_present, when_absent)",
    "{name} is a sum of [sums]; a rule can only ask whether it is there (when_present, when_absent)",
)
_ALLOWED = {
    ValueType.BOOLEAN: ("true", "false"),
    ValueType.INTEGER: ("a whole number",),
    ValueType.DECIMAL: ("a number",),
}


def _check_required(profile: Profile, kind: RecordKind, file: str) -> None:
    """Every required column needs a way to be filled; a unit may also be found by other ways."""
    ways = {*profile.slots, *profile.constants, *profile.derive}
    ways |= {field.name for field in kind.fields if field.default is not None}
    if kind.key != ("unit_code",):
        ways.add("unit_code")
    missing = [name for name in kind.required if name not in ways]
    if missing:
        names = ", ".join(missing)
        raise bad_profile(
            file,
            "columns",
            Label(
                f"{kind.name} cần {names}: khai báo trong [columns], [derive] hoặc [constants]",
                f"{kind.name} need {names}: give it in [columns], [derive] or [constants]",
            ),
        )


def scalar_text(value: Scalar) -> str:
    """A TOML value as the text a cell would hold."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def rule_texts(rule: DeriveRule, name: str) -> tuple[str, ...]:
    """The texts that column `name` may hold for the rule to hold."""
    wanted = rule.when[name]
    return tuple(scalar_text(value) for value in (wanted if isinstance(wanted, tuple) else (wanted,)))


def _not_one_of(given: str, allowed: Iterable[object]) -> Label:
    listed = ", ".join(str(value) for value in allowed)
    return Label(f'"{given}" không dùng được; cho phép: {listed}', f'"{given}" is not allowed; allowed: {listed}')
