"""`datapackage.json`: what is in the CSV files, for programs that are to read them."""

import json
from pathlib import Path
from zoneinfo import ZoneInfo

from par_metrics.publish.described.package import data_package
from par_metrics.publish.outcome import Outcome


def write(outcome: Outcome, folder: Path) -> None:
    """`datapackage.json`, of the CSV files that are there: it comes after them."""
    created = outcome.run.as_of.replace(tzinfo=ZoneInfo(outcome.timezone))
    stated = data_package(outcome.tables, folder, created, _publisher(outcome), outcome.licence)
    text = json.dumps(stated, ensure_ascii=False, indent=2) + "\n"
    (folder / "datapackage.json").write_text(text, encoding="utf-8")


def _publisher(outcome: Outcome) -> str | None:
    names = dict(outcome.tables["units"].select("unit_code", "unit_name").iter_rows())
    return names.get(outcome.own_unit) or outcome.own_unit
