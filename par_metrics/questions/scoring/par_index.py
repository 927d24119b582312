"""The PAR INDEX by the user's table of criteria: own, appraised and computed points side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.errors import SettingsError
from par_metrics.figures.snapshot import Snapshot
from par_metrics.questions.scoring.criteria import ancestors, with_domains
from par_metrics.questions.scoring.criterion_row import Criterion, is_group
from par_metrics.questions.scoring.point_rules import Manual, Sides
from schemas import Label

BASES = ("self", "appraised", "computed")
PAR_INDEX_SCHEMA = pl.Schema(
    {
        "period": pl.String(),
        "as_of": pl.Datetime("us"),
        "unit_code": pl.String(),
        "level": pl.String(),
        "criterion_code": pl.String(),
        "domain": pl.String(),
        "title": pl.String(),
        "max_points": pl.Float64(),
        "self_points": pl.Float64(),
        "appraised_points": pl.Float64(),
        "computed_points": pl.Float64(),
        "self_percent": pl.Float64(),
        "appraised_percent": pl.Float64(),
        "computed_percent": pl.Float64(),
        "self_missing": pl.Int32(),
        "appraised_missing": pl.Int32(),
        "computed_missing": pl.Int32(),
        "self_rank": pl.UInt32(),
        "appraised_rank": pl.UInt32(),
        "computed_rank": pl.UInt32(),
        "indicator": pl.String(),
        "numerator": pl.Float64(),
        "denominator": pl.Float64(),
        "value": pl.Float64(),
        "rule": pl.String(),
        "note": pl.String(),
    }
)


class Line(NamedTuple):
    """A row of the result: a criterion, a group, a domain or the total, and the criteria it adds up."""

    level: str
    code: str | None
    domain: str | None
    title: str | None
    leaves: tuple[str, ...]


@dataclass(frozen=True)
class Points:
    """Points of one criterion on one basis; `most` is 0 where it is left out of the maximum."""

    points: float | None
    most: float


@dataclass(frozen=True)
class Figure:
    """What an indicator says of a unit; `status` as in `compute`."""

    numerator: float | None
    denominator: float | None
    value: float | None
    status: str = ""

    @property
    def sides(self) -> Sides | None:
        if self.numerator is None or self.denominator is None:
            return None
        return Sides(self.numerator, self.denominator)


def par_index(
    snapshot: Snapshot, period: Period, table: Sequence[Criterion], unit_code: str | None = None
) -> pl.DataFrame:
    """Points of every unit by criterion, group, domain and in total.

    Figures are of the period; assessments, and the rows of the table, of its year.

    Args:
        table: the user's criteria; empty without a table.
    Returns:
        `PAR_INDEX_SCHEMA`, one row a unit and line of the table. `self`, `appraised` and
        `computed` points stand side by side, each as a share of the most that the criteria
        with such points can bring; `…_missing` counts those without, and a unit has a rank
        among those of its level only where none is missing. Without a table the criteria are
        those assessed, nothing is computed, and `note` is `no_table`.
    Raises:
        SettingsError: there is neither a table nor an assessment.
        UsageError: the unit is unknown.
    """
    assessed = snapshot.stored("assessments", only={"year": [period.start.year]})
    snapshot.check_unit(unit_code)
    # An assessment stays with the unit and year it is of, though another took over since.
    units = sorted({*snapshot.units_in(period), *assessed["unit_code"]})
    criteria = table or _assessed_criteria(assessed)
    if not criteria:
        raise _nothing(period.start.year)
    figures = _figures(snapshot, criteria, period)
    own = {(unit, code): (a, b, most) for unit, code, a, b, most in assessed.select(_ASSESSED).iter_rows()}
    leaves = {criterion.code: criterion for criterion in criteria if not criterion.is_group}
    rows = [
        row for unit in units for row in _unit_rows(unit, _lines(criteria), leaves, own, figures, has_table=bool(table))
    ]
    frame = pl.DataFrame(rows, schema=_ROW_SCHEMA, orient="row").with_columns(
        period=pl.lit(period.label), as_of=pl.lit(snapshot.as_of, pl.Datetime("us"))
    )
    levels = snapshot.unit_levels().rename({"level": "unit_level"})
    frame = frame.join(levels, on="unit_code", how="left", maintain_order="left")
    ranked = frame.with_columns(
        pl.when(pl.col(f"{basis}_missing") == 0)
        .then(pl.col(f"{basis}_percent").round(9))  # sums of equal points may differ in the last bit
        .rank("min", descending=True)
        .over("level", "criterion_code", "domain", "unit_level")
        .alias(f"{basis}_rank")
        for basis in BASES
    )
    shown = ranked if unit_code is None else ranked.filter(pl.col("unit_code") == unit_code)
    return shown.select(list(PAR_INDEX_SCHEMA)).cast(PAR_INDEX_SCHEMA)


def unlisted(snapshot: Snapshot, year: int, table: Sequence[Criterion]) -> list[str]:
    """The codes that were assessed and that the table of the year lacks: nothing of them is added up."""
    assessed = snapshot.stored("assessments", ("criterion_code",), only={"year": [year]})
    listed = {criterion.code for criterion in table}
    return sorted({*assessed["criterion_code"]} - listed) if table else []


def computed_points(criterion: Criterion, figure: Figure | None) -> tuple[Points, str]:
    """Points that the rule gives for a figure, and a note: why there are none, or what an empty population is worth."""
    most = criterion.max_points
    if isinstance(criterion.rule, Manual):
        return Points(None, most), "manual"
    if figure is not None and figure.status in _NO_FIGURE:
        # Neither what a part is worth is known nor is its population empty.
        return Points(None, most), figure.status
    if figure is None or figure.value is None:
        given = {"full": Points(most, most), "zero": Points(0.0, most), "drop": Points(0.0, 0.0)}
        if criterion.empty is None:
            return Points(None, most), "no_population"
        return given[criterion.empty], f"no_population_{criterion.empty}"
    points = criterion.rule.points(figure.value, most, figure.sides)
    return Points(points, most), "outside_bands" if points is None else ""


_NO_FIGURE = ("incomplete", "suppressed")
_ASSESSED = ("unit_code", "criterion_code", "self_points", "appraised_points", "max_points")
_OWN = Mapping[tuple[str, str], tuple[float | None, float | None, float]]
_FOLLOWING = {name: dtype for name, dtype in PAR_INDEX_SCHEMA.items() if not name.endswith("_rank")}
_ROW_SCHEMA = {name: dtype for name, dtype in _FOLLOWING.items() if name not in ("period", "as_of")}


def _lines(criteria: Sequence[Criterion]) -> list[Line]:
    """Criteria and groups in the order of the table, then the domains, then the total."""
    codes = [criterion.code for criterion in criteria]
    leaves = [criterion for criterion in criteria if not criterion.is_group]
    lines = []
    for c in criteria:
        inside = tuple(leaf.code for leaf in leaves if c.code in ancestors(leaf.code, codes))
        lines.append(Line("group" if c.is_group else "criterion", c.code, c.domain, c.title, inside or (c.code,)))
    domains = [
        Line("domain", None, domain, domain, tuple(c.code for c in leaves if c.domain == domain))
        for domain in dict.fromkeys(leaf.domain for leaf in leaves if leaf.domain)
    ]
    return [*lines, *domains, Line("total", None, None, None, tuple(leaf.code for leaf in leaves))]


def _unit_rows(
    unit: str,
    lines: Sequence[Line],
    leaves: Mapping[str, Criterion],
    own: _OWN,
    figures: Mapping[tuple[str, str], Figure],
    *,
    has_table: bool,
) -> Iterator[tuple[object, ...]]:
    by_leaf: dict[str, dict[str, Points]] = {}
    notes: dict[str, str] = {}
    for code, criterion in leaves.items():
        self_points, appraised, stated = own.get((unit, code), (None, None, criterion.max_points))
        computed, note = computed_points(criterion, figures.get((unit, criterion.indicator or "")))
        if note == "manual":
            # Only the assessment says; the appraised points where there are some.
            computed = Points(self_points if appraised is None else appraised, criterion.max_points)
        by_leaf[code] = {
            "self": Points(self_points, criterion.max_points),
            "appraised": Points(appraised, criterion.max_points),
            "computed": computed if has_table else Points(None, criterion.max_points),
        }
        notes[code] = "no_table" if not has_table else "max_differs" if stated != criterion.max_points else note
    for line in lines:
        leaf = leaves.get(line.code or "")
        figure = figures.get((unit, leaf.indicator)) if leaf and leaf.indicator else None
        most = sum(leaves[code].max_points for code in line.leaves)
        sums = [_sum([by_leaf[code][basis] for code in line.leaves]) for basis in BASES]
        yield (
            unit,
            line.level,
            line.code,
            line.domain,
            line.title,
            most,
            *(points for points, _, _ in sums),
            *(percent for _, percent, _ in sums),
            *(missing for _, _, missing in sums),
            leaf.indicator if leaf else None,
            *((figure.numerator, figure.denominator, figure.value) if figure else (None, None, None)),
            str(leaf.rule) if leaf and has_table else None,
            notes.get(line.code or "", "" if has_table else "no_table"),
        )


def _sum(of_leaves: Sequence[Points]) -> tuple[float | None, float | None, int]:
    """Points, their share of the most these criteria can bring, and how many have none."""
    there = [points for points in of_leaves if points.points is not None]
    if not there:
        return None, None, len(of_leaves)
    missing = len(of_leaves) - len(there)
    points, most = sum(p.points or 0.0 for p in there), sum(p.most for p in there)
    return (points, points / most, missing) if most else (None, None, missing)


def _figures(snapshot: Snapshot, criteria: Sequence[Criterion], period: Period) -> dict[tuple[str, str], Figure]:
    """Figures by unit and indicator."""
    ids = list(dict.fromkeys(criterion.indicator for criterion in criteria if criterion.indicator))
    if not ids:
        return {}
    frame = snapshot.figures_by_unit(ids, period)
    columns = ("unit_code", "indicator", "numerator", "denominator", "value", "status")
    return {(unit, name): Figure(*figure) for unit, name, *figure in frame.select(columns).iter_rows()}


def _assessed_criteria(assessed: pl.DataFrame) -> tuple[Criterion, ...]:
    """The criteria of the assessments themselves, where there is no table."""
    rows = (
        assessed.group_by("criterion_code", maintain_order=True)
        .agg(pl.col("domain").drop_nulls().first(), pl.col("max_points").max())
        .sort("criterion_code")
        .rows()
    )
    codes = [code for code, _, _ in rows]
    return with_domains(
        [Criterion(code, 0, "", domain, most, is_group=is_group(code, codes)) for code, domain, most in rows]
    )


def _nothing(year: int) -> SettingsError:
    return SettingsError(
        Label(
            f"chưa có gì để chấm PAR INDEX năm {year}: chưa có bảng tiêu chí ([par_index] criteria trong "
            "par-metrics.toml) và chưa nạp kết quả đánh giá (assessments). Điểm tối đa không được tự đặt",
            f"nothing to score the PAR INDEX of {year} by: no table of criteria ([par_index] criteria in "
            "par-metrics.toml) and no assessments loaded. No maximum is made up",
        ),
        "no_criteria",
    )
