"""The own indicators of a workspace: `indicators/*.toml`, read with line and column of what is wrong.

One that is wrong is left out and named; the others are used.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from par_metrics.errors import reason_of
from par_metrics.indicators.own.indicator import OwnIndicator
from par_metrics.indicators.own.spec import IndicatorTable, near_key, wrong_conditions
from par_metrics.support.toml import read_toml
from par_metrics.support.written_tables import WrittenTable, tables_of
from par_metrics.support.wrong_values import first_wrong
from schemas import Label

_EXAMPLE = re.compile(r"^\s*\[\[\s*indicator\s*\.\s*example\s*\]\]")


@dataclass(frozen=True)
class Problem:
    """Why an own indicator, or a whole file of them, is not used.

    Args:
        id: of the indicator; empty where nobody can tell.
        label: file, line, column, key, what is wrong and what to do.
    """

    id: str
    label: Label


@dataclass(frozen=True)
class OwnIndicators:
    """What a folder of own indicators holds.

    Args:
        indicators: those that can be used, every version of each, in the order of files and lines.
        problems: of those that cannot.
    """

    indicators: tuple[OwnIndicator, ...] = ()
    problems: tuple[Problem, ...] = ()


Check = Callable[[OwnIndicator], tuple[str, Label] | Label | None]
"""The key at which an indicator that could be read is wrong all the same, and how, or that with its place; None where
it is not."""


def read_own_indicators(folder: Path, taken: Sequence[str], check: Check) -> OwnIndicators:
    """The own indicators of the TOML files in a folder; none where there is no folder.

    Args:
        taken: ids that the built-in indicators have.
        check: asked of each that could be read.
    """
    found: list[OwnIndicator] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.toml")):
        for one in _of_file(path, taken, check):
            if isinstance(one, Problem):
                problems.append(one)
            elif any((one.id, one.version) == (other.id, other.version) for other in found):
                problems.append(_twice(one))
            else:
                found.append(one)
    newest = {one.id: max(other.version for other in found if other.id == one.id) for one in found}
    versions = (replace(one, is_retired=one.version < newest[one.id]) for one in found)
    return OwnIndicators(tuple(versions), tuple(problems))


def _twice(one: OwnIndicator) -> Problem:
    return Problem(
        one.id,
        Label(
            f"{one.place.vi}: phiên bản này được viết hai lần; xóa bớt, hoặc tăng version",
            f"{one.place.en}: this version is written twice; remove one, or raise its version",
        ),
    )


def _of_file(path: Path, taken: Sequence[str], check: Check) -> Iterator[OwnIndicator | Problem]:
    name = f"{path.parent.name}/{path.name}"
    try:
        text = path.read_text(encoding="utf-8-sig")
        data = read_toml(text)
    except OSError as error:
        reason = reason_of(error)
        yield Problem("", Label(f"{name}: không đọc được: {reason.vi}", f"{name}: cannot be read: {reason.en}"))
        return
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        yield Problem("", Label(f"{name}: không phải TOML đúng: {error}", f"{name}: is not valid TOML: {error}"))
        return
    tables = data.get("indicator")
    if set(data) != {"indicator"} or not isinstance(tables, list):
        yield Problem(
            "",
            Label(
                f"{name}: chỉ viết các bảng [[indicator]]; có: {', '.join(data) or 'tệp trống'}",
                f"{name}: write tables [[indicator]] alone; it has: {', '.join(data) or 'nothing'}",
            ),
        )
        return
    for table, written in zip(tables, tables_of(name, text, "indicator", len(tables)), strict=True):
        yield from _one(table, written, taken, check)


def _one(table: Any, written: WrittenTable, taken: Sequence[str], check: Check) -> Iterator[OwnIndicator | Problem]:
    """The indicator, or every reason that can be told why it cannot be used."""
    named = str(table.get("id", "")) if isinstance(table, dict) else ""

    def problem(key: str, what: Label, word: str = "") -> Problem:
        place = written.at(key, word)
        about = f" ({named})" if named else ""
        return Problem(named, Label(f"{place.vi}{about}: {what.vi}", f"{place.en}{about}: {what.en}"))

    try:
        read = IndicatorTable.model_validate(table)
    except ValidationError as error:
        place, what = first_wrong(error, near_key)
        key = ".".join(map(str, place))
        if not key and ": " in what.en:
            key = what.en.partition(":")[0]
            what = Label(what.vi.partition(": ")[2], what.en.partition(": ")[2])
        yield problem(key or "indicator", what)
        return
    if wrongs := wrong_conditions(read):
        yield from (problem(key, wrong.what, wrong.word) for key, wrong in wrongs)
        return
    if read.id in (*taken, "check"):
        yield problem(
            "id",
            Label(
                f'"{read.id}" là chỉ số có sẵn; đặt tên khác', f'"{read.id}" is a built-in indicator; take another name'
            ),
        )
        return
    own = replace(read.indicator, file=written.file, line=written.first)
    lines = [number for number, line in enumerate(written.lines, written.first) if _EXAMPLE.match(line)]
    if len(lines) == len(own.examples):
        examples = (replace(e, line=n) for e, n in zip(own.examples, lines, strict=True))
        own = replace(own, examples=tuple(examples))
    found = check(own)
    if isinstance(found, Label):
        yield Problem(named, found)
    else:
        yield own if found is None else problem(*found)
