"""A table as people get it in a file: headings and codes in words, names beside codes, one language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from par_metrics.display.headings import heading
from par_metrics.display.named import Names
from schemas import Label, Language

if TYPE_CHECKING:
    import polars as pl

_NAMES_OF: Mapping[str, Label] = {
    "unit_code": Label("Tên đơn vị", "Unit name"),
    "original_unit_code": Label("Tên đơn vị ban đầu", "Original unit name"),
    "procedure_code": Label("Tên TTHC", "Procedure name"),
    "indicator": Label("Tên chỉ số", "Indicator name"),
    "component": Label("Tên thành phần", "Component name"),
}
# Where these stand, the name is there already.
_NAMED_BY = {"unit_code": "unit_name", "procedure_code": "procedure_name", "indicator": "label"}
# The period is named beside them.
_SAID_BY_PERIOD = ("period_start", "period_end")
_OTHER: Mapping[Language, str] = {"vi": "_en", "en": "_vi"}


@dataclass(frozen=True)
class Shown:
    """What is written.

    Args:
        frame: with a column of names behind each of codes that have any.
        headings: of its columns.
    """

    frame: "pl.DataFrame"
    headings: tuple[str, ...]


def shown(frame: "pl.DataFrame", language: Language, names: Names, labels: Mapping[str, Label] | None = None) -> Shown:
    """A frame as it is written for people.

    Args:
        names: of codes.
        labels: of its columns, where they mean something else than elsewhere.
    """
    import polars as pl

    own, other = f"_{language}", _OTHER[language]
    left_out = {
        name for name in frame.columns if name.endswith(other) and name.removesuffix(other) + own in frame.columns
    }
    if "period" in frame.columns:
        left_out |= set(_SAID_BY_PERIOD)
    kept = [name for name in frame.columns if name not in left_out]
    columns: list[pl.Expr] = []
    headings: list[str] = []
    for name in kept:
        columns.append(pl.col(name))
        headings.append(heading(name, language, labels=labels))
        beside = _NAMED_BY.get(name, "")
        if name in _NAMES_OF and names.get(name) and not {beside, beside + own} & set(frame.columns):
            known = pl.col(name).cast(pl.String).replace_strict(dict(names[name]), default=None, return_dtype=pl.String)
            columns.append(known.alias(f"{name}_name"))
            headings.append(_NAMES_OF[name].in_language(language))
    return Shown(frame.select(columns), tuple(headings))


def unit_of(record: Mapping[str, object], units: Mapping[str, str]) -> str:
    """What the values of a row are measured in."""
    return units.get(str(record.get("indicator") or record.get("component")), "count")
