"""What a form says under its table: what it has no cell for, and what is not known."""

from collections.abc import Collection, Sequence

import polars as pl

from par_metrics.display.numbers import number
from par_metrics.documents.forms.form import Asked
from par_metrics.figures.presence import units_with_records
from par_metrics.figures.refused import refused_files, refused_of
from schemas import Label


def has_dossiers(asked: Asked) -> bool:
    """Whether by T there is any one-stop dossier of whom the form is of."""
    known = units_with_records(asked.snapshot.engine, "dossiers", asked.t)
    return bool(known) if asked.unit_code is None else asked.unit_code in known


def said_of(count: int, vi: str, en: str) -> tuple[Label, ...]:
    """A note about so many records, `{}` being how many; none where there are none."""
    if not count:
        return ()
    return (Label(vi.format(number(count, "vi")), en.format(number(count, "en"))),)


def without_any(unknown: Sequence[Label]) -> str:
    """What stands in place of the rows of a list that has none.

    Args:
        unknown: the notes on dossiers of which nobody knows whether they belong to it.
    """
    return "Chưa xác định được hồ sơ nào, xem ghi chú" if unknown else "Không có hồ sơ nào"


def listed(counts: dict[Label, int]) -> Label:
    """`3 hồ sơ rút, 5 dừng xử lý`: those that occur, with how many."""
    found = {what: count for what, count in counts.items() if count}
    return Label(
        ", ".join(f"{number(count, 'vi')} {what.vi}" for what, count in found.items()),
        ", ".join(f"{number(count, 'en')} {what.en}" for what, count in found.items()),
    )


def of_refused_files(asked: Asked, kinds: Collection[str]) -> tuple[Label, ...]:
    """That files were refused as a whole, which ones, and that nothing of them is in any cell."""
    files = refused_files(asked.snapshot.engine.loads(), kinds)["file"].to_list()
    if not files:
        return ()
    names = _few(files, Label("tệp", "files"))
    return (
        Label(
            f"Chưa tính gì của tệp bị từ chối cả tệp: {names.vi}.",
            f"Nothing is counted of files that were refused as a whole: {names.en}.",
        ),
    )


def of_refused(asked: Asked, kinds: Collection[str]) -> tuple[Label, ...]:
    """That files and rows of exports were refused, and so are in no cell."""
    refused = refused_of(asked.snapshot.engine, asked.unit_code, asked.t, kinds)
    return (
        *of_refused_files(asked, kinds),
        *said_of(
            sum(refused.values()),
            "Chưa tính {} dòng bị từ chối của các tệp xuất.",
            "{} rows of exports that were refused are not counted.",
        ),
    )


def _few(names: Sequence[str], what: Label) -> Label:
    """The first of some names, and how many others there are."""
    few, more = ", ".join(names[:_MOST_NAMED]), len(names) - _MOST_NAMED
    if more <= 0:
        return Label(few, few)
    return Label(f"{few} và {more} {what.vi} khác", f"{few} and {more} other {what.en}")


def unit_rows(asked: Asked) -> pl.DataFrame:
    """`unit_code, unit_name, is_known`: the units that a form by unit has a row of.

    Those of the figures of the period; `is_known`: whether by T there is any one-stop dossier of the unit. Where
    nothing was loaded, nothing is zero. The province that communes report to, and of which there is no record, has no
    row beside theirs: it would leave every total unknown.
    """
    snapshot = asked.snapshot
    if asked.unit_code is not None:
        codes = [asked.unit_code]
    else:
        found = snapshot.units_in(asked.period)
        above = snapshot.engine.units().filter(~pl.col("has_records"), level="province")["unit_code"]
        codes = [code for code in found if code not in above.to_list()] or found
    names, known = snapshot.unit_names(), units_with_records(snapshot.engine, "dossiers", asked.t)
    return pl.DataFrame(
        [(code, names.get(code), code in known) for code in codes],
        schema={"unit_code": pl.String, "unit_name": pl.String, "is_known": pl.Boolean},
        orient="row",
    )


def of_units(asked: Asked, counts: pl.DataFrame) -> tuple[pl.DataFrame, tuple[Label, ...]]:
    """The counts of every unit that anything is known of, and the notes on units without dossiers.

    A unit of which nothing was loaded has no row: with an empty one no total would be known, of 124 communes of which
    one is late.

    Args:
        counts: `unit_code` and counts, of the units that have any.
    Returns:
        `unit_code, unit_name` and the counts: 0 where a unit has none, null where they are not known.
    """
    names = [name for name in counts.columns if name != "unit_code"]
    # A count that is null is not known; one of a unit without records is 0.
    marked = counts.with_columns(has_counts=pl.lit(True))
    rows = unit_rows(asked).join(marked, on="unit_code", how="left", maintain_order="left")
    is_none = pl.col("is_known") & pl.col("has_counts").is_null()
    has_row = pl.col("is_known") | pl.col("has_counts").is_not_null()
    frame = rows.filter(has_row).with_columns(pl.when(is_none).then(0).otherwise(name).alias(name) for name in names)
    notes = (
        *_without_dossiers(
            rows.filter(~has_row),
            Label("Không có dòng, và Tổng số không gồm, {}", "There is no row of {}, and the total leaves them out"),
        ),
        *_without_dossiers(
            rows.filter(~pl.col("is_known"), has_row),
            Label("Để trống các cột về hồ sơ của {}", "The columns of dossiers of {} are empty"),
        ),
    )
    return frame.select("unit_code", "unit_name", *names), notes


def _without_dossiers(rows: pl.DataFrame, what: Label) -> tuple[Label, ...]:
    """A note that names units of which no dossier is loaded, where there are any; `{}` being their names."""
    if rows.is_empty():
        return ()
    vi, en = _few(rows.select(pl.coalesce("unit_name", "unit_code")).to_series().to_list(), Label("đơn vị", "units"))
    return (Label(f"{what.vi.format(vi)}: chưa nạp hồ sơ nào.", f"{what.en.format(en)}: no dossier is loaded."),)


_MOST_NAMED = 5
