"""Tables as the readers hand them over, written by hand."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import polars as pl

from par_metrics.domain.privacy import pseudonym
from par_metrics.exports.profiles.detection import Match, choose
from par_metrics.exports.profiles.library import builtin_profiles, find_profiles, parse_profile
from par_metrics.exports.profiles.profile import Profile
from par_metrics.exports.rows.normalise import Context, Normalised, normalise
from par_metrics.exports.rows.references import References
from par_metrics.readers.table import RawColumn, RawTable

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
    return Context(references or References(), timezone, NOW, pseudonym(b"a key of these tests"), "hoso.xlsx")


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
    assert result.frame.columns == ["row", "sheet", "unread", *result.provided]
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


# One row of every register, survey and assessment, under canonical names.
REGISTERS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "survey_answers": (
        ("survey", "respondent_code", "unit_code", "answered_on", "question_code", "criterion", "answer"),
        ("sipas", "H60.101-2026-001", "H60.101", "2026-03-05", "C1.2", "1", "4"),
    ),
    "staff": (
        ("staff_code", "unit_code", "as_of", "is_qualified", "discipline", "disciplined_on"),
        ("CB01", "H60.101", "2026-06-30", "true", "reprimand", "2026-05-05"),
    ),
    "findings": (
        ("finding_code", "unit_code", "kind", "raised_on", "due_on", "remedied_on", "report_filed_on"),
        ("KN01", "H60.101", "par_inspection", "2026-03-05", "2026-04-05", "2026-04-01", "2026-04-02"),
    ),
    "documents": (
        ("document_code", "unit_code", "direction", "handled_on", "is_handled_online", "is_digitally_signed"),
        ("VB01", "H60.101", "out", "2026-03-05", "true", "false"),
    ),
    "agency_reports": (
        ("unit_code", "year", "duty", "is_fulfilled"),
        ("H60.101", "2026", "documents_online", "true"),
    ),
    "assessments": (
        ("unit_code", "year", "criterion_code", "domain", "max_points", "self_points", "appraised_points", "evidence"),
        ("H60.101", "2026", "1.2.1", "Thể chế", "2.5", "2.0", "1.5", "12/BC-UBND"),
    ),
    "papi_scores": (
        ("place_code", "year", "dimension", "score", "origin"),
        ("H60", "2025", "8", "5.25", "published"),
    ),
    "task_reports": (
        ("plan_row", "unit_code", "period", "state", "evidence", "reported_on"),
        ("A.I.1.1", "H60.101", "2026-Q1", "on_track", "12/BC-UBND", "2026-03-09"),
    ),
    "score_inputs": (
        ("rules", "unit_code", "period", "input", "numerator", "denominator", "origin", "reported_on"),
        ("qd766-live-2026", "H60.101", "2026-03", "progress", "5646.0", "6178.0", "Trang tiến độ", "2026-04-01"),
    ),
}
