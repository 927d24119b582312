"""What a form must hold by itself, whatever the records say."""

from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from par_metrics.reconciliation.forms.ii06a import BALANCE, IDENTITIES
from par_metrics.reconciliation.forms.reading import StatedForm
from schemas import Label

_SCHEMA = {
    "line": pl.Int64,
    "row": pl.String,
    "identity": pl.String,
    "cell": pl.String,
    "stated": pl.Int64,
    "expected": pl.Int64,
    "difference": pl.Int64,
    "holds": pl.Boolean,
}
WORDS: Mapping[str, Label] = {
    "sum_of_parts": Label("tổng số bằng tổng các ô thành phần", "a total is the sum of its parts"),
    "balance": Label("nhận giải quyết = đã giải quyết + đang giải quyết", "received = resolved + in progress"),
    "total_row": Label("dòng Tổng số bằng tổng các dòng", "the total row is the sum of the rows"),
}


def identities_of(form: StatedForm) -> pl.DataFrame:
    """Every identity that the form says the numbers for, whether it holds or not.

    Returns:
        `line` (row of the file), `row`, `identity` (sum_of_parts, balance, total_row), `cell`, `stated`,
        `expected`, `difference` (stated less expected), `holds`.
    """
    found = [*_in_rows(form), *_in_total(form)]
    rows = [
        (line, row, identity, cell, stated, expected, stated - expected, stated == expected)
        for line, row, identity, cell, stated, expected in found
    ]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


_Found = tuple[int, str, str, str, int, int]


def _in_rows(form: StatedForm) -> Iterator[_Found]:
    sums = [("sum_of_parts", total, parts) for total, parts in IDENTITIES.items()] + [("balance", *BALANCE)]
    for row in form.rows:
        for identity, total, parts in sums:
            stated, expected = row.cells.get(total), _sum(row.cells.get(part) for part in parts)
            if stated is not None and expected is not None:
                yield row.line, row.name, identity, total, stated, expected


def _in_total(form: StatedForm) -> Iterator[_Found]:
    rows = [row for row in form.rows if not row.is_total]
    for total in (row for row in form.rows if row.is_total):
        for cell in form.cells:
            stated, expected = total.cells[cell], _sum(row.cells[cell] for row in rows)
            if stated is not None and expected is not None:
                yield total.line, total.name, "total_row", cell, stated, expected


def _sum(numbers: Iterable[int | None]) -> int | None:
    """None where one of them is not known: an identity with an empty cell can neither hold nor fail."""
    found = [*numbers]
    known = [number for number in found if number is not None]
    return sum(known) if len(known) == len(found) else None
