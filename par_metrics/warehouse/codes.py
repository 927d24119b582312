"""The last look before rows are stored: a code that is no code, for cells moved to the next column, is kept out."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from par_metrics.exports import Normalised
from par_metrics.privacy import is_own_number, looks_personal, masked, names_somebody
from schemas import Label, RecordKind, ValueType

RULE = "not_a_code"

_TEXT = Label(
    "ô này chứa tên, số cá nhân hoặc địa chỉ; các ô có thể đã lệch cột. Sửa dòng đó rồi xuất lại",
    "this cell holds a name, a personal number or an address; the cells may have moved. "
    "Correct the row and export again",
)
# Codes that a register gives; none is a bare phone or citizen's number, as a receipt's may look.
_REGISTERED = ("unit_code", "parent_code", "procedure_code")


def keep_codes(normalised: Normalised, kind: RecordKind, file: str) -> Normalised:
    """Refuse accepted-looking rows in which something personal stands where a code belongs.

    An odd code is let through, with a warning, and so is a bare number in a record's own key: the
    number of a receipt cannot be told from a phone's.

    Args:
        normalised: rows of one file.
        file: its name, for the messages.
    Returns:
        The rows without those, which are among the refused, their values masked.
    """
    frame = normalised.frame
    checks = _checks(kind, frame.columns)
    if not checks or frame.is_empty():
        return normalised
    flagged = frame.select("row", "sheet", *(check.fill_null(False).alias(name) for name, check in checks.items()))
    broken = flagged.select(pl.any_horizontal(*checks)).to_series()
    if not broken.any():
        return normalised
    parts = [
        frame.filter(flagged[name]).select(
            "row",
            "sheet",
            pl.lit(kind.by_name[name].label.vi).alias("column"),
            pl.lit(name).alias("field"),
            pl.lit(RULE).alias("rule"),
            *_messages(file, kind.by_name[name].label),
            masked(pl.col(name)).alias("value"),
            pl.lit(None, pl.String).alias("also"),
        )
        for name in checks
    ]
    refused = pl.concat(parts).unique("row", keep="first", maintain_order=True)
    columns = normalised.refused.columns
    return replace(
        normalised,
        frame=frame.filter(~broken),
        refused=pl.concat([normalised.refused, refused.select(columns)], how="vertical_relaxed").sort("row"),
    )


def _checks(kind: RecordKind, present: Sequence[str]) -> dict[str, pl.Expr]:
    """Column -> whether its cell is personal."""
    checks = {}
    for field in kind.stored:
        cell = pl.col(field.name)
        if field.name not in present:
            continue
        if field.type in (ValueType.CODE, ValueType.PROCEDURE_CODE):
            checks[field.name] = names_somebody(cell)
        if field.name in _REGISTERED:
            checks[field.name] |= is_own_number(cell)
        if field.name == "raw_status":
            checks[field.name] = looks_personal(cell, prose=True)
    return checks


def _messages(file: str, column: Label) -> list[pl.Expr]:
    place = (pl.lit(file), pl.col("row").cast(pl.String), pl.lit(column.vi))
    return [
        pl.format('{}, dòng {}, cột "{}": ' + _TEXT.vi, *place).alias("message_vi"),
        pl.format('{}, row {}, column "{}": ' + _TEXT.en, *place).alias("message_en"),
    ]
