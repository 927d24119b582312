"""Tables as the readers hand them over, written by hand."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import polars as pl

from par_metrics.exports.detection import Match, choose
from par_metrics.exports.normalise import Context, Normalised, normalise
from par_metrics.exports.profile import Profile
from par_metrics.exports.profiles import builtin_profiles, find_profiles, parse_profile
from par_metrics.exports.references import References
from par_metrics.exports.tables import RawColumn, RawTable

NOW = datetime(2026, 10, 1, 7, 30)


def table(
    headings: Sequence[str | tuple[str, ...]],
    *rows: Sequence[str | None],
    first_row: int = 2,
    format_: Any = "csv",
    typed: bool = False,
    sheet: str | None = None,
    excess: Sequence[int] = (),
    titles: Sequence[str] = (),
) -> RawTable:
    """A table; `excess` are positions of rows with more cells than headings."""
    names = [f"c{number}" for number in range(len(headings))]
    candidates = [(h,) if isinstance(h, str) else h for h in headings]
    cells = {name: [row[number] or None for row in rows] for number, name in enumerate(names)}
    frame = pl.DataFrame(
        {
            "row": pl.Series(range(first_row, first_row + len(rows)), dtype=pl.UInt32),
            "excess": pl.Series([number in excess for number in range(len(rows))], dtype=pl.Boolean),
            **{name: pl.Series(values, dtype=pl.String) for name, values in cells.items()},
        }
    )
    columns = tuple(RawColumn(name, headings_) for name, headings_ in zip(names, candidates, strict=True))
    return RawTable(columns, frame, tuple(titles), sheet, format_, typed)


def context(references: References | None = None, timezone: str = "Asia/Ho_Chi_Minh") -> Context:
    return Context(references or References(), timezone, NOW, lambda value: "p", "hoso.xlsx")


def matched(*tables: RawTable, profile: str | None = None, kind: str | None = None, toml: str | None = None) -> Match:
    """The match by detection, by a built-in profile's name, or by a profile given as TOML."""
    profiles: Sequence[Profile] = find_profiles(profile, kind) if profile or not toml else builtin_profiles()
    if toml:
        profiles = [parse_profile(toml, "test.toml").model_copy(update={"digest": "0" * 64})]
    return choose(tables, profiles, kind)


def read(
    *tables: RawTable,
    profile: str | None = None,
    kind: str | None = None,
    toml: str | None = None,
    references: References | None = None,
    timezone: str = "Asia/Ho_Chi_Minh",
) -> Normalised:
    """Detects, reads and checks that every row is accounted for."""
    result = normalise(matched(*tables, profile=profile, kind=kind, toml=toml), context(references, timezone))
    assert result.rows_read == result.frame.height + result.refused.height
    assert result.frame.columns == ["row", "sheet", *result.provided]
    return result


DOSSIERS = ("Mã hồ sơ", "Trạng thái", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý")
CODE = "H44.100-260301-0001"
REFERENCES = References(
    unit_codes=frozenset({"H60.101", "H60.102"}),
    unit_code_by_name={"ubnd phuong an tuong": "H60.101"},
    procedure_codes=frozenset({"1.014390"}),
    procedure_code_by_name={"dang ky khai sinh": "1.014390"},
    own_unit="H60.999",
)


def dossier(*cells: str, headings: tuple[str, ...] = ()) -> pl.DataFrame:
    """The accepted frame of one dossier with further columns."""
    return read(table((*DOSSIERS[:2], *headings), (CODE, "Đang xử lý", *cells))).frame


def refusal(*cells: str | None, headings: tuple[str, ...] = DOSSIERS) -> dict[str, object]:
    """The single refused row of a table of one row."""
    result = read(table(headings, cells))
    assert result.refused.height == 1, result.frame
    return result.refused.row(0, named=True)
