"""A Frictionless Data Package (2.0) of the CSV files of a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from par_metrics.publish.described.columns import TABLES, Table, both, meaning_of, title_of
from par_metrics.publish.manifest import fingerprint
from schemas import Label

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
DATETIMES = "%Y-%m-%d %H:%M:%S"
"""As CSV files write them."""


def data_package(
    tables: Mapping[str, pl.DataFrame],
    folder: Path,
    created: datetime,
    publisher: str | None,
    licence: Mapping[str, str],
) -> dict[str, Any]:
    """What is in the CSV files that lie in `folder`.

    Args:
        tables: name -> what was written of it.
        created: with its time zone.
        publisher: whose figures they are.
        licence: `name`, `path`, `title`, as far as they are said; empty: nobody said under which they are.
    """
    title = Label("Chỉ số cải cách hành chính", "Indicators of public-administration reform")
    about = Label(
        "Số liệu, bảng điểm và danh mục của một lần công bố. CSV UTF-8; giá trị không làm tròn; ô trống là không có.",
        "Figures, scorecard and lists of a published run. CSV in UTF-8; values are not rounded; an empty cell is none.",
    )
    return {
        "$schema": PROFILE,
        "name": "par-metrics",
        "title": both(title) if publisher is None else f"{both(title)}: {publisher}",
        "description": both(about),
        "created": created.isoformat(),
        **({"contributors": [{"title": publisher, "roles": ["publisher"]}]} if publisher else {}),
        **({"licenses": [dict(licence)]} if licence else {}),
        "resources": list(_resources(tables, folder)),
    }


def _resources(tables: Mapping[str, pl.DataFrame], folder: Path) -> Iterator[dict[str, Any]]:
    for name in TABLES:
        for path in (folder / f"{name}.csv", folder / f"{name}.csv.gz"):
            if path.exists():
                yield _resource(name, tables, path)


def _resource(name: str, tables: Mapping[str, pl.DataFrame], path: Path) -> dict[str, Any]:
    table, stated = TABLES[name], fingerprint(path)
    return {
        "name": name,
        "type": "table",
        "path": path.name,
        "title": both(table.title),
        "description": both(Label(f"Mỗi dòng là {table.row.vi}.", f"One row is {table.row.en}.")),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **({"compression": "gz"} if path.suffix == ".gz" else {}),
        "bytes": stated["bytes"],
        "hash": f"sha256:{stated['sha256']}",
        "schema": _schema(name, tables),
    }


def _schema(name: str, tables: Mapping[str, pl.DataFrame]) -> dict[str, Any]:
    table, frame = TABLES[name], tables[name]
    # A key of which a part may be null is none: a specification of primary keys forbids it.
    key = {"primaryKey" if table.is_whole else "uniqueKeys": list(table.key) if table.is_whole else [list(table.key)]}
    links = [
        {"fields": [column], "reference": {"resource": other, "fields": [there]}}
        for column, (other, there) in table.links.items()
        if _is_held(frame[column], tables[other][there])
    ]
    return {
        "fields": [_field(name, dtype, table) for name, dtype in frame.schema.items()],
        "missingValues": [""],
        **(key if table.key else {}),
        **({"foreignKeys": links} if links else {}),
    }


def _is_held(values: pl.Series, others: pl.Series) -> bool:
    """Scores of a survey may name a unit that no register knows and that has no records: then it is no foreign key."""
    return values.drop_nulls().is_in(others.implode()).all()


def _field(name: str, dtype: pl.DataType, table: Table) -> dict[str, Any]:
    meaning, codes = meaning_of(name), table.codes.get(name)
    return {
        "name": name,
        **type_of(dtype),
        "title": both(title_of(name)),
        **({"description": both(meaning)} if meaning else {}),
        **({"constraints": {"enum": list(codes)}} if codes else {}),
    }


def type_of(dtype: pl.DataType) -> dict[str, str]:
    """The type of a field, and how it is written where that is not told by the type."""
    if dtype == pl.Datetime:
        return {"type": "datetime", "format": DATETIMES}
    if dtype.is_integer():
        return {"type": "integer"}
    if dtype.is_float():
        return {"type": "number"}
    return {"type": {pl.Boolean: "boolean", pl.Date: "date"}.get(type(dtype), "string")}
