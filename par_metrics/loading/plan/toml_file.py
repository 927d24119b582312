"""Reading `plan.toml`: a row or target that is wrong is left out and told, a file that is wrong is refused."""

import tomllib
from pathlib import Path
from typing import Any

from par_metrics.domain.plan import BUILT_IN
from par_metrics.errors import nearest, reason_of
from par_metrics.loading.plan.written import WrittenPlan, WrittenTarget, rows_written, told, unusable
from par_metrics.support.toml import read_toml
from par_metrics.support.written_tables import WrittenTable, tables_of
from schemas import Label

KEYS = ("name", "extends", "note", "agencies", "english", "row", "targets")
"""What stands at the top of the file."""


def read_plan_toml(path: Path) -> WrittenPlan:
    """The plan of a file.

    Raises:
        SettingsError: it cannot be read, is no TOML, or says at its top what no plan says.
    """
    name = path.name
    try:
        text = path.read_text(encoding="utf-8-sig")
        data = read_toml(text)
    except OSError as error:
        reason = reason_of(error)
        raise unusable(Label(f"{name}: không đọc được: {reason.vi}", f"{name}: cannot be read: {reason.en}")) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise unusable(Label(f"{name}: không phải TOML đúng: {error}", f"{name}: is not valid TOML: {error}")) from None
    _check_top(data, WrittenTable(name, 1, text.splitlines()))
    places = tables_of(name, text, "row", len(data.get("row", [])))
    rows, problems = rows_written(list(zip(data.get("row", []), places, strict=True)))
    if not rows and "extends" not in data:
        raise unusable(
            problems[0]
            if problems
            else Label(f"{name}: chưa có mục nào; viết [[row]]", f"{name}: has no row; write [[row]]")
        )
    targets = [
        WrittenTarget(table, place)
        for table, place in zip(
            data.get("targets", []), tables_of(name, text, "targets", len(data.get("targets", []))), strict=True
        )
    ]
    return WrittenPlan(
        file=name,
        name=data.get("name", name.removesuffix(".toml")),
        extends="extends" in data,
        rows=tuple(rows),
        targets=tuple(targets),
        agencies=tuple(data.get("agencies", ())),
        english=data.get("english", {}),
        note=data.get("note"),
        problems=tuple(problems),
    )


def _check_top(data: dict[str, Any], whole: WrittenTable) -> None:
    """Raises SettingsError where a key at the top is unknown, or of another shape."""
    for key in data:
        if key not in KEYS:
            near, known = nearest(key, KEYS), ", ".join(KEYS)
            what = Label(
                f"không có khóa này.{near.vi} Có: {known}", f"there is no such key.{near.en} There are: {known}"
            )
            raise unusable(told(whole, key, what))
    if data.get("extends", BUILT_IN) != BUILT_IN:
        what = Label(f'chỉ giữ được kế hoạch có sẵn: "{BUILT_IN}"', f'only the built-in plan can be kept: "{BUILT_IN}"')
        raise unusable(told(whole, "extends", what))
    for key, what in _SHAPES.items():
        if key in data and not _is_so(key, data[key]):
            raise unusable(told(whole, key, what))


_SHAPES = {
    "name": Label("phải là chữ, trong dấu nháy", "must be a text"),
    "note": Label("phải là chữ, trong dấu nháy", "must be a text"),
    "agencies": Label('phải là danh sách tên, trong dấu [ ]: ["…", "…"]', 'must be a list of names: ["…", "…"]'),
    "english": Label('phải là bảng: "tiếng Việt" = "English"', 'must be a table: "tiếng Việt" = "English"'),
    "row": Label("viết thành các bảng [[row]]", "write tables [[row]]"),
    "targets": Label("viết thành các bảng [[targets]]", "write tables [[targets]]"),
}


def _is_so(key: str, value: object) -> bool:
    if key in ("row", "targets"):
        return isinstance(value, list) and all(isinstance(table, dict) for table in value)
    if key == "english":
        return isinstance(value, dict) and all(isinstance(said, str) and said for said in value.values())
    if key == "agencies":
        return isinstance(value, list) and all(isinstance(name, str) and name.strip() for name in value)
    return isinstance(value, str) and bool(value.strip())
