"""The accepted rows of one file: true to the contract before they are written, and each key once."""

from datetime import datetime

import polars as pl

from par_metrics.errors import ParMetricsError
from schemas import Label, RecordKind


def keep_newest(frame: pl.DataFrame, kind: RecordKind) -> pl.DataFrame:
    """One row for each key: the one whose latest event is newest; among equals the last in the file.

    Args:
        frame: rows of one file, in its order.
    Returns:
        The rows kept, in their order.
    """
    if not frame.select(kind.key).is_duplicated().any():
        return frame
    events = [pl.col(name).cast(pl.Datetime("us")) for name in kind.events if name in frame.columns]
    latest = pl.max_horizontal(events) if events else pl.lit(None, pl.Datetime("us"))
    # A stable sort keeps equals in the order of the file, and "last" then takes the last of them.
    return (
        frame.with_row_index("_position")
        .with_columns(latest.alias("_latest"))
        .sort("_latest", nulls_last=False, maintain_order=True)
        .unique(kind.key, keep="last", maintain_order=True)
        .sort("_position")
        .drop("_position", "_latest")
    )


def check_contract(frame: pl.DataFrame, kind: RecordKind, now: datetime) -> None:
    """Hold the rows of a part to the pandera model of their kind before they are written.

    Args:
        frame: accepted rows, a key perhaps twice (`Staged.duplicates`); stored columns that it lacks count as null.
        now: time of loading, naive local.
    Raises:
        ParMetricsError: a row breaks the contract; the message names columns and rules,
            never values.
    """
    # pandera takes seconds to import; only loading needs it.
    from pandera.errors import SchemaErrors

    from schemas.model import model

    stored = [
        pl.col(field.name) if field.name in frame.columns else pl.lit(None, field.polars_type).alias(field.name)
        for field in kind.stored
    ]
    rows = frame.select(stored)

    def broken(*, names_rules: bool) -> set[str]:
        try:
            model(kind, now, is_unique=False, names_rules=names_rules).validate(rows, lazy=True)
        except SchemaErrors as errors:
            return {f"{error.schema.name}: {_check_name(error.check)}" for error in errors.schema_errors}
        return set()

    if not broken(names_rules=False):
        return
    named = ", ".join(sorted(broken(names_rules=True)))
    raise ParMetricsError(
        Label(
            f"Dữ liệu đã đọc không đúng quy ước của {kind.name} ({named}). "
            "Tệp chưa được nạp; hãy báo lỗi này cho người phát triển.",
            f"The rows read break the contract of {kind.name} ({named}). The file was not loaded; please report this.",
        ),
        "contract",
    )


def _check_name(check: object) -> str:
    return str(getattr(check, "name", check))
