"""Sides of literal records."""

from dataclasses import replace
from datetime import date, datetime, time

import polars as pl

from par_metrics.reconciliation.sources import Reconciliation
from par_metrics.reconciliation.sources.reconciliation import EVERYTHING, Scope, reconcile_sides
from par_metrics.reconciliation.sources.side import Side, side_of_export
from par_metrics.testing import Tables
from schemas import KINDS, Field, Label, ValueType


def side(name: str, table: str, kind: str = "dossiers") -> Side:
    """A side of a table drawn with `|`; it provides the columns that are drawn.

    Unit H60.101, status 4 and a PAPI score of a local survey where they are not drawn; a due date alone is the end of
    its day.
    """
    fields = {field.name: field for field in KINDS[kind].stored}
    lines = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    header, *rows = lines
    columns = {
        name: pl.Series(name, [_read(fields[name], row[n]) for row in rows], dtype=fields[name].polars_type)
        for n, name in enumerate(header)
    }
    frame = pl.DataFrame(columns)
    required = {"unit_code": "H60.101", "status": 4 if kind == "dossiers" else "paid", "origin": "local_survey"}
    given = {column: value for column, value in required.items() if column in fields and column not in header}
    frame = frame.with_columns(
        pl.lit(value, fields[column].polars_type).alias(column) for column, value in given.items()
    )
    return side_of_export(name, Label(name, name), KINDS[kind], frame, [*header, *given])


def reconciled(
    left: str, right: str, kind: str = "dossiers", scope: Scope = EVERYTHING, as_of: datetime | None = None
) -> Reconciliation:
    """Two tables reconciled; every record of both is accounted for."""
    one, other = side("left", left, kind), side("right", right, kind)
    if as_of is not None:
        with Tables() as tables:
            engine = tables.snapshot().engine
            one, other = (replace(s, records=engine.as_they_stood(s.records, kind, as_of)) for s in (one, other))
    result = reconcile_sides(one, other, scope)
    counts = result.summary
    for name in ("left", "right"):
        assert counts[name] == counts["matched"] + counts[f"only_{name}"] + counts[f"ambiguous_{name}"]
    assert counts["matched"] == sum(counts[way] for way in ("same_key", "same_code", "same_time", "same_day"))
    assert counts["matched"] == counts["identical"] + counts["differing"]
    if scope == EVERYTHING and as_of is None:
        assert (counts["left"], counts["right"]) == (one.records.height, other.records.height)
    return result


def differing(left: str, right: str, kind: str = "dossiers") -> list[tuple[str, str | None, str | None, str]]:
    """Field, left, right and reason of every difference."""
    return reconciled(left, right, kind).differences.select("field", "left", "right", "reason").rows()


def matched(left: str, right: str) -> list[tuple[str, str, str]]:
    """Both codes and the way, of every pair."""
    return reconciled(left, right).matched.select("dossier_code_left", "dossier_code_right", "matched_by").rows()


def _read(field: Field, text: str) -> object:
    if not text:
        return None
    match field.type:
        case ValueType.DUE if len(text) == 10:
            return datetime.combine(date.fromisoformat(text), time.max)
        case ValueType.DUE | ValueType.DATETIME:
            return datetime.fromisoformat(text)
        case ValueType.DATE:
            return date.fromisoformat(text)
        case ValueType.STATUS | ValueType.INTEGER:
            return int(text)
        case ValueType.DECIMAL:
            return float(text)
        case ValueType.BOOLEAN:
            return text == "yes"
        case _:
            return text
