"""Finding profiles: the built-in ones, and a user's own TOML file."""

import hashlib
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from par_metrics.errors import RefusedFileError, SettingsError, UsageError, reason_of
from par_metrics.exports.profiles.checks import check_profile
from par_metrics.exports.profiles.profile import Profile, bad_profile
from par_metrics.support.folding import ORDER, fold_heading
from par_metrics.support.toml import read_toml
from schemas import KINDS, Label, RecordKind


def headings_vocabulary(profiles: Iterable[Profile]) -> frozenset[str]:
    """All headings the profiles know, folded: by these a header row is found."""
    vocabulary: set[str] = set()
    for profile in profiles:
        vocabulary.update(fold_heading(heading) for headings in profile.slots.values() for heading in headings)
        vocabulary.update(fold_heading(heading) for heading in profile.ignored)
        vocabulary.update(fold_heading(f"{entries}.{day}:{ORDER}") for entries, day in profile.read.order.items())
        references = [name for rules in profile.derive.values() for rule in rules for name in rule.references]
        vocabulary.update(fold_heading(name) for name in references)
    return frozenset(vocabulary)


@cache
def builtin_profiles() -> tuple[Profile, ...]:
    """The profiles that come with the library, and one of canonical names for every kind."""
    written = tuple(parse_profile(text, f"{name}.toml") for name, text in _builtin_texts().items())
    return written + tuple(_canonical(kind) for kind in KINDS.values())


@cache
def _builtin_texts() -> Mapping[str, str]:
    folder = files("par_metrics.exports.profiles").joinpath("builtin")
    paths = sorted((path for path in folder.iterdir() if path.name.endswith(".toml")), key=lambda path: path.name)
    return {path.name.removesuffix(".toml"): path.read_text(encoding="utf-8") for path in paths}


def _canonical(kind: RecordKind) -> Profile:
    """Headings that are the canonical names themselves need no profile."""
    # The unit can be found in other ways, except where it is what the record is about.
    required = tuple(name for name in kind.required if name != "unit_code" or kind.key == ("unit_code",))
    foreign = {name for other in KINDS.values() for name in other.key} - set(kind.by_name) - {"source"}
    return Profile(
        name="canonical",
        version=1,
        kind=kind.name,
        columns={field.name: (field.name,) for field in kind.fields},
        required=required,
        without=tuple(sorted(foreign)) if kind.key[-1].startswith(("unit", "procedure")) else (),
    )


def load_profile(path: Path) -> Profile:
    """Reads a user's profile.

    Raises:
        RefusedFileError: `bad_profile`, naming the file, the key and what is allowed.
    """
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        why = reason_of(error)
        raise bad_profile(path.name, "", Label(f"không mở được ({why.vi})", f"cannot be opened ({why.en})")) from error
    except UnicodeDecodeError as error:
        raise bad_profile(path.name, "", Label("phải lưu bằng UTF-8", "must be saved as UTF-8")) from error
    # A profile like a built-in one changes with it.
    profile = parse_profile(text, path.name)
    base = _builtin_texts().get(profile.like or "", "")
    return profile.model_copy(update={"digest": hashlib.sha256(data + base.encode()).hexdigest()})


def parse_profile(text: str, file: str) -> Profile:
    """A profile from its TOML; `file` names it in errors. Raises as `load_profile`."""
    try:
        profile = Profile.model_validate(_parsed(text, file))
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        allowed = ", ".join(Profile.model_fields) if first["type"] == "extra_forbidden" and "." not in key else ""
        raise bad_profile(file, key, _pydantic_label(first["msg"], allowed)) from error
    check_profile(profile, file)
    sections = {name: section for name, section in read_toml(text).items() if isinstance(section, dict)}
    own_keys = frozenset(f"{name}.{key}" for name, section in sections.items() for key in section)
    return profile.model_copy(update={"own_keys": own_keys})


def _parsed(text: str, file: str) -> dict[str, Any]:
    """The TOML's tables, over those of the built-in profile it is `like`."""
    try:
        data: dict[str, Any] = read_toml(text)
    except tomllib.TOMLDecodeError as error:
        raise bad_profile(file, "", Label(f"không phải TOML đúng: {error}", f"is not valid TOML: {error}")) from error
    like = data.get("like")
    if like is None:
        return data
    if like not in _builtin_texts() or f"{like}.toml" == file:
        raise bad_profile(file, "like", _unknown("mẫu đọc có sẵn", "built-in profile", str(like), _builtin_texts()))
    return _laid_over(_parsed(_builtin_texts()[like], f"{like}.toml"), data)


def _laid_over(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Tables are joined key by key, everything else is replaced."""
    both = {key: (base[key], own[key]) for key in base.keys() & own.keys()}
    tables = {key: _laid_over(*pair) for key, pair in both.items() if all(isinstance(side, dict) for side in pair)}
    return base | own | tables


def _pydantic_label(message: str, allowed: str) -> Label:
    english = message.removeprefix("Value error, ") + (f"; allowed: {allowed}" if allowed else "")
    vietnamese = f"giá trị hoặc khóa không hợp lệ ({english})"
    return Label(vietnamese, english)


def own_profiles(folder: Path) -> tuple[Profile, ...]:
    """The profiles of a workspace, `profiles/*.toml`, by file name; detected like the built-in ones.

    Such a profile reads a file only if all its columns are there: it must not take over an
    export that merely resembles the one it was written for.

    Raises:
        SettingsError: one of them is wrong, or two bear one name.
    """
    try:
        found = [load_profile(path) for path in sorted(folder.glob("*.toml"))]
    except RefusedFileError as error:
        raise SettingsError(error.label, error.rule) from error
    for profile in found:
        bearers = [p for p in (*found, *builtin_profiles()) if p.name == profile.name]
        if len(bearers) > 1:
            raise SettingsError(
                Label(
                    f'{folder.name}/: có hai mẫu đọc cùng tên "{profile.name}". Đổi một tên',
                    f'{folder.name}/: two profiles are named "{profile.name}". Rename one',
                ),
                "bad_profile",
            )
    return tuple(p.model_copy(update={"required": p.required or tuple(p.columns)}) for p in found)


def find_profiles(profile: Path | str | None, kind: str | None, own: Sequence[Profile] = ()) -> tuple[Profile, ...]:
    """The profiles to try: all that detect themselves, own ones first; or one by name; or a user's file.

    Raises:
        UsageError: no such kind, or neither a built-in profile nor a file.
        RefusedFileError: `bad_profile`.
    """
    if kind is not None and kind not in KINDS:
        raise UsageError(_unknown("loại bản ghi", "kind", kind, KINDS))
    if profile is None:
        return tuple(p for p in (*own, *builtin_profiles()) if p.detect and kind in (None, p.kind))
    named = tuple(p for p in (*own, *builtin_profiles()) if p.name == str(profile))
    if not named:
        if not Path(profile).is_file():
            raise UsageError(
                _unknown("mẫu đọc", "profile", str(profile), {p.name for p in (*own, *builtin_profiles())})
            )
        named = (load_profile(Path(profile)),)
    of_kind = tuple(p for p in named if kind in (None, p.kind))
    if not of_kind:
        raise UsageError(
            Label(
                f'mẫu đọc "{profile}" dành cho {named[0].kind}, không phải {kind}',
                f'profile "{profile}" is for {named[0].kind}, not for {kind}',
            )
        )
    return of_kind


def _unknown(vi: str, en: str, given: str, known: Collection[str]) -> Label:
    listed = ", ".join(sorted(known))
    return Label(f'không có {vi} "{given}"; có: {listed}', f'there is no {en} "{given}"; there are: {listed}')
