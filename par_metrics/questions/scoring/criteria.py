"""The criteria of the PAR INDEX as the user's table says: checked, never filled in."""

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from par_metrics.domain.privacy import shown_name
from par_metrics.errors import SettingsError
from par_metrics.indicators.catalogue import Catalogue
from par_metrics.indicators.catalogue import catalogue as built_in
from par_metrics.questions.scoring.criteria_cells import Problem, Wrong, read_number, year_of
from par_metrics.questions.scoring.criteria_file import CriteriaFile, RawCriterion, read_criteria_file
from par_metrics.questions.scoring.criterion_row import Criterion, read_row
from schemas import Label

_SAME = 1e-6


def read_criteria(path: Path, year: int, catalogue: Catalogue = built_in) -> tuple[Criterion, ...]:
    """The criteria of a year, groups too, in the order of the table.

    Args:
        catalogue: the indicators they may name.

    Raises:
        SettingsError: the table cannot be read, or is wrong: every problem is named with
            its row and criterion.
    """
    file = read_criteria_file(path, catalogue)
    problems: list[Problem] = []
    rows: list[RawCriterion] = []
    found: list[Criterion] = []
    for raw in file.rows:
        with _noted(problems, file, raw):
            if year_of(raw, file) in (None, year):
                rows.append(raw)
    codes = [row.cells.get("criterion_code", "") for row in rows]
    for raw in rows:
        with _noted(problems, file, raw):
            found.append(read_row(raw, file, codes))
    if not problems:
        problems = [*_duplicates(file, found), *_sums(file, found, is_one_year=len(rows) == len(file.rows))]
    if problems:
        raise SettingsError(
            Label("\n".join(p.label.vi for p in problems), "\n".join(p.label.en for p in problems)), problems[0].rule
        )
    return with_domains(found)


def with_domains(criteria: Sequence[Criterion]) -> tuple[Criterion, ...]:
    """Each criterion with its domain: its own, else the nearest group's, else the title of the topmost group."""
    by_code = {criterion.code: criterion for criterion in criteria}
    return tuple(replace(c, domain=_domain(c, by_code)) for c in criteria)


def ancestors(code: str, codes: Mapping[str, object] | Sequence[str]) -> list[str]:
    """The groups that hold a code, the nearest first."""
    parts = code.split(".")
    return [group for n in range(len(parts) - 1, 0, -1) if (group := ".".join(parts[:n])) in codes]


def _domain(criterion: Criterion, by_code: Mapping[str, Criterion]) -> str | None:
    groups = [by_code[code] for code in ancestors(criterion.code, by_code)]
    named = next((c.domain for c in (criterion, *groups) if c.domain), None)
    if named is not None:
        return named
    topmost = groups[-1] if groups else criterion
    return topmost.title if topmost.is_group else None


@contextmanager
def _noted(problems: list[Problem], file: CriteriaFile, raw: RawCriterion) -> Iterator[None]:
    """Notes what is wrong with a row, so that all of it is told at once."""
    try:
        yield
    except Wrong as wrong:
        problems.append(_at(file, raw, wrong.problem))


def _at(file: CriteriaFile, raw: RawCriterion, problem: Problem) -> Problem:
    code = shown_name(raw.cells.get("criterion_code", "?"))
    return Problem(
        problem.rule,
        Label(
            f'{file.name}, dòng {raw.row}, tiêu chí "{code}": {problem.label.vi.rstrip(".")}.',
            f'{file.name}, row {raw.row}, criterion "{code}": {problem.label.en.rstrip(".")}.',
        ),
    )


def _duplicates(file: CriteriaFile, criteria: Sequence[Criterion]) -> list[Problem]:
    seen: dict[str, Criterion] = {}
    problems = []
    for criterion in criteria:
        first = seen.setdefault(criterion.code, criterion)
        if first is not criterion:
            raw = RawCriterion(criterion.row, {"criterion_code": criterion.code})
            label = Label(
                f"mã đã có ở dòng {first.row}. Mỗi tiêu chí một mã; trong Excel, đặt cột mã là văn bản để 1.10 "
                "không thành 1.1",
                f"the code stands in row {first.row} too. Give each criterion its own; in Excel make the column text, "
                "so that 1.10 stays 1.10",
            )
            problems.append(_at(file, raw, Problem("duplicate_criterion", label)))
    return problems


def _sums(file: CriteriaFile, criteria: Sequence[Criterion], *, is_one_year: bool) -> list[Problem]:
    """Groups, and the total, whose maximum is not the sum of what they hold."""
    codes = [criterion.code for criterion in criteria]
    parents = {c.code: next(iter(ancestors(c.code, codes)), None) for c in criteria}
    problems = []
    for group in (c for c in criteria if c.is_group):
        inside = [c for c in criteria if parents[c.code] == group.code]
        raw = RawCriterion(group.row, {"criterion_code": group.code})
        problems += _sum_problem(file, raw, group.max_points, inside)
    if file.total is not None and is_one_year:
        raw = RawCriterion(file.total.row, {**file.total.cells, "criterion_code": "Tổng"})
        stated = read_number(file.total.cells["max_points"], file)
        if stated is not None:
            problems += _sum_problem(file, raw, stated, [c for c in criteria if parents[c.code] is None])
    return problems


def _sum_problem(file: CriteriaFile, raw: RawCriterion, stated: float, inside: Sequence[Criterion]) -> list[Problem]:
    summed = sum(criterion.max_points for criterion in inside)
    if math.isclose(stated, summed, abs_tol=_SAME):
        return []
    listed = " + ".join(f"{criterion.code}: {criterion.max_points:g}" for criterion in inside)
    label = Label(
        f"điểm tối đa {stated:g} khác tổng {summed:g} của các tiêu chí bên trong ({listed}). Sửa theo bảng đã ban hành",
        f"the maximum {stated:g} is not the sum {summed:g} of what it holds ({listed}). Correct it by the published "
        "table",
    )
    return [_at(file, raw, Problem("points_do_not_sum", label))]
