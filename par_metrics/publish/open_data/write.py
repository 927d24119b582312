"""The files of the open data: tables for people and for machines, what they are, and what is hidden in them."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from par_metrics.publish.described.columns import both
from par_metrics.publish.described.package import PROFILE, type_of
from par_metrics.publish.open_data.figures import SUPPRESSED
from par_metrics.publish.open_data.readme import TITLE, readme
from par_metrics.publish.open_data.standing import FIGURES, INDICATORS, PACKAGE, UNITS, Standing, hash_of
from par_metrics.publish.open_data.terms import Terms
from par_metrics.publish.outputs.csv import csv_text
from par_metrics.publish.outputs.parquet import write_parquet
from schemas import Label

_FIELDS: Mapping[str, Label] = {
    "indicator": Label("mã chỉ số, xem indicators.csv", "id of the indicator, see indicators.csv"),
    "version": Label("phiên bản của định nghĩa", "version of the definition"),
    "period": Label("năm, quý (2025-Q4) hoặc tháng (2025-12)", "year, quarter (2025-Q4) or month (2025-12)"),
    "unit_code": Label('mã đơn vị, xem units.csv; "all": tất cả', 'code of the unit, see units.csv; "all": of all'),
    "numerator": Label("tử số, hoặc số đếm; trống nếu bị ẩn", "numerator, or the count; empty where it is hidden"),
    "denominator": Label(
        "mẫu số; trống nếu bị ẩn và với số đếm", "denominator; empty where it is hidden, and of a count"
    ),
    "value": Label("tỷ lệ 0-1 hoặc số đếm, không làm tròn", "share of 0-1 or count, never rounded"),
    "target": Label("chỉ tiêu của năm", "target of the year"),
    "status": Label("đạt, chưa đạt, ...; suppressed: bị ẩn", "met, missed, ...; suppressed: hidden"),
    "as_of": Label("số liệu tính đến ngày này", "the day the figure is seen at"),
    "unit_name": Label("tên đơn vị", "name of the unit"),
    "level": Label("cấp", "level"),
    "parent_code": Label("mã đơn vị cấp trên", "code of the unit above"),
    "label_vi": Label("tên chỉ số", "name, Vietnamese"),
    "label_en": Label("tên chỉ số, tiếng Anh", "name, English"),
    "formula_vi": Label("cách tính", "how it is made, Vietnamese"),
    "formula_en": Label("cách tính, tiếng Anh", "how it is made, English"),
    "unit": Label("đơn vị tính: share (0-1) hoặc count", "what a value is: share (0-1) or count"),
    "better": Label("higher: càng cao càng tốt; lower: càng thấp càng tốt", "which way it improves"),
    "rules": Label("bộ quy tắc", "rule set"),
    "plan_rows": Label("mục của kế hoạch", "rows of the plan"),
    "source": Label("căn cứ", "where the definition comes from"),
}
_STATUSES = ("met", "missed", "no_target", "incomplete", "no_population", SUPPRESSED)
_KEYS: Mapping[str, list[str]] = {
    FIGURES: ["indicator", "version", "period", "unit_code"],
    UNITS: ["unit_code"],
    INDICATORS: ["indicator", "version"],
}
_TITLES: Mapping[str, Label] = {
    FIGURES: Label("Số liệu", "Figures"),
    UNITS: Label("Đơn vị", "Units"),
    INDICATORS: Label("Chỉ số", "Indicators"),
}


def write(tables: Standing, terms: Terms, folder: Path, own: Sequence[str]) -> None:
    """`figures`, `units`, `indicators`, `datapackage.json` and `README.md`; the tables are CSV with a heading.

    Args:
        own: ids of the office's own indicators, which are not there.
    """
    named = {FIGURES: tables.figures, UNITS: tables.units, INDICATORS: tables.indicators}
    for name, table in named.items():
        (folder / f"{name}.csv").write_text(csv_text(table), encoding="utf-8-sig")
    write_parquet(tables.figures, folder / f"{FIGURES}.parquet")
    (folder / "README.md").write_text(readme(tables.figures, terms, own), encoding="utf-8")
    package = {
        "$schema": PROFILE,
        "name": "par-metrics-open-data",
        "title": terms.title or both(TITLE),
        "version": f"{tables.number + 1}.0.0",
        **({"contributors": [{"title": terms.contact, "roles": ["contact"]}]} if terms.contact else {}),
        **({"licenses": [_licence(terms.licence)]} if terms.licence else {}),
        "resources": [
            *(_described(name, table, folder / f"{name}.csv") for name, table in named.items()),
            _resource(f"{FIGURES}-parquet", FIGURES, "parquet", folder / f"{FIGURES}.parquet"),
            {**_resource("readme", None, "md", folder / "README.md"), "mediatype": "text/markdown"},
        ],
    }
    (folder / PACKAGE).write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _licence(licence: str) -> dict[str, str]:
    return {"path": licence} if licence.startswith(("http://", "https://")) else {"name": licence}


def _resource(name: str, table: str | None, format_: str, path: Path) -> dict[str, Any]:
    title = {"title": both(_TITLES[table])} if table else {}
    return {
        "name": name,
        **title,
        "path": path.name,
        "format": format_,
        "bytes": path.stat().st_size,
        "hash": hash_of(path),
    }


def _described(name: str, table: pl.DataFrame, path: Path) -> dict[str, Any]:
    return {
        **_resource(name, name, "csv", path),
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(column, dtype) for column, dtype in table.schema.items()],
            "missingValues": [""],
            "primaryKey": _KEYS[name],
        },
    }


def _field(name: str, dtype: pl.DataType) -> dict[str, Any]:
    field: dict[str, Any] = {"name": name, **type_of(dtype), "description": both(_FIELDS[name])}
    return field | ({"constraints": {"enum": list(_STATUSES)}} if name == "status" else {})
