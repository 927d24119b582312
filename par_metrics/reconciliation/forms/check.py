"""Making Biểu II.06a from our records, and checking one that somebody else made."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.domain.unit_lives import counts_for, last_seen
from par_metrics.errors import UsageError, nearest
from par_metrics.figures.snapshot import Snapshot
from par_metrics.indicators.base import Indicator, Window
from par_metrics.reconciliation.codes import canonical_unit
from par_metrics.reconciliation.forms.explanations import REASONS, moved
from par_metrics.reconciliation.forms.identities import identities_of
from par_metrics.reconciliation.forms.ii06a import CELLS, ID, OTHER, TOTAL, By
from par_metrics.reconciliation.forms.reading import StatedForm, read_form, stated_form
from par_metrics.reconciliation.forms.records import Window as FormWindow
from par_metrics.reconciliation.forms.records import counted, memberships
from par_metrics.reconciliation.forms.result import FormCheck
from par_metrics.support.folding import fold
from par_metrics.warehouse.registers import code_by_name
from schemas import Label, Language

_NO_FIELD = "(không rõ lĩnh vực)"
_COLUMNS = [cell.id for cell in CELLS]


_DOSSIERS = Indicator(
    id="form_dossiers",
    version=1,
    label=Label("Hồ sơ một cửa", "One-stop dossiers"),
    formula=Label("Mọi hồ sơ một cửa", "Every one-stop dossier"),
    source="Biểu II.06a/VPCP/KSTT (TT 01/2020/TT-VPCP)",
    table="dossiers",
    window=Window(),
    population="TRUE",
    numerator="TRUE",
    statistic="count",
    dates=("field",),
)


@dataclass(frozen=True)
class _Ours:
    """Our records for a form: the dossiers, and the units by code and name."""

    dossiers: pl.DataFrame
    units: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class OurForm:
    """Biểu II.06a from our records.

    Args:
        cells: `unit_code, unit_name` or `field`, a column a cell, and `other`: the dossiers it has no cell for.
        places: where each dossier is counted, and what is odd about it; see `counted`.
    """

    cells: pl.DataFrame
    places: pl.DataFrame


def make_form(snapshot: Snapshot, period: Period, unit_code: str | None = None, by: By = "unit_code") -> OurForm:
    """The form from our records, a row every known unit, or the fields that occur.

    Raises:
        UsageError: there is no such unit.
    """
    ours = _read(snapshot, period, unit_code)
    places = counted(ours.dossiers, FormWindow.of(period, snapshot.as_of))
    cells = _cells(memberships(places, by), _all_rows(ours, by, unit_code))
    if by == "field":
        return OurForm(cells.rename({"row": "field"}), places)
    names = pl.DataFrame(ours.units, schema={"row": pl.String, "unit_name": pl.String}, orient="row")
    named = cells.join(names, on="row", how="left", maintain_order="left")
    return OurForm(named.select(pl.col("row").alias("unit_code"), "unit_name", *_COLUMNS, OTHER), places)


def check_form(
    snapshot: Snapshot,
    given: str | Path | Mapping[str, Mapping[str, int]],
    form_id: str,
    period: Period,
    unit_code: str | None = None,
    language: Language = "vi",
) -> FormCheck:
    """A form against itself and against our records; see `Workspace.check_form`."""
    _check_form_id(form_id)
    stated = stated_form(given) if isinstance(given, Mapping) else read_form(Path(given))
    ours = _read(snapshot, period, unit_code)
    named, by = _named(stated, ours)
    window = FormWindow.of(period, snapshot.as_of)
    places = counted(ours.dossiers, window)
    members = memberships(places, by)
    moves = moved(ours.dossiers, window, by)
    if unit_code is None:
        members, moves = (pl.concat([frame, _as_total(frame)]) for frame in (members, moves))
    known = [row for row in named.values() if row is not None]
    cells = _compare(stated, named, _cells(members, known))
    return FormCheck(
        form=stated,
        by=by,
        window=window,
        identities=_with_other(identities_of(stated), named, members),
        cells=cells,
        candidates=_candidates(cells, moves),
        explanations=_explanations(cells, moves),
        unmatched=_unmatched(stated, named, members),
        members=members,
        places=places,
        language=language,
    )


def _check_form_id(form_id: str) -> None:
    if form_id != ID:
        raise UsageError(
            Label(f'không có biểu "{form_id}". Có: {ID}', f'there is no form "{form_id}". There is: {ID}'),
            "unknown_form",
        )


# --- our side ------------------------------------------------------------------------------


def _read(snapshot: Snapshot, period: Period, unit_code: str | None) -> _Ours:
    """The one-stop dossiers still listed as they stood, of the unit asked for, with the field of their procedure.

    Those of a unit that another took over from by the end of the period are that one's, as in every figure.
    """
    engine = snapshot.engine
    stored = engine.stored("dossiers", only={"source": ["one_stop"]}, present_at=snapshot.as_of)
    seen = engine.as_they_stood(stored, "dossiers", snapshot.as_of)
    # The field of a dossier is that of its procedure at the time, as in figures by field.
    fields = snapshot.records(_DOSSIERS, period).select("dossier_code", of_its_time="field")
    of_unit = seen.join(fields.unique("dossier_code"), on="dossier_code", how="left").with_columns(
        pl.coalesce("of_its_time", "field", pl.lit(_NO_FIELD)).alias("field"),
        pl.coalesce("completed_at", "returned_at").alias("ended_at"),
    )
    until = period.cut(snapshot.as_of)
    heirs = {unit: counts_for(unit, engine.lives, until) for unit in of_unit["unit_code"].unique()}
    of_unit = of_unit.with_columns(pl.col("unit_code").replace(heirs))
    names = dict(engine.stored("units", ("unit_code", "unit_name")).iter_rows())
    seen_last = last_seen(period, snapshot.as_of)
    closed = {unit for unit, life in engine.lives.items() if not life.is_alive(seen_last)}
    known = {*of_unit["unit_code"].unique(), *(names.keys() - closed)}
    if snapshot.own_unit is not None:
        known.add(snapshot.own_unit)
    if unit_code is not None:
        of_unit = of_unit.filter(unit_code=_unit(unit_code, known))
    return _Ours(of_unit, tuple((code, names.get(code)) for code in sorted(known)))


def _unit(code: str, known: set[str]) -> str:
    if code in known:
        return code
    meant = nearest(code, known)
    raise UsageError(
        Label(f'không có đơn vị "{code}".{meant.vi}', f'there is no unit "{code}".{meant.en}'), "unknown_unit"
    )


def _all_rows(ours: _Ours, by: By, unit_code: str | None) -> list[str]:
    """The rows of a form of ours: every known unit, or the fields that occur."""
    if by == "field":
        return ours.dossiers["field"].unique().sort().to_list()
    return [code for code, _ in ours.units] if unit_code is None else [unit_code]


def _cells(members: pl.DataFrame, rows: list[str]) -> pl.DataFrame:
    """`row` and one column of counts for every cell, in the order of `rows`; by field only rows with a count."""
    counts = members.group_by("row", "cell").agg(pl.len().cast(pl.Int64).alias("n"))
    wide = pl.DataFrame({"row": pl.Series(list(dict.fromkeys(rows)), dtype=pl.String)})
    for cell in (*_COLUMNS, OTHER):
        of_cell = counts.filter(cell=cell).select("row", pl.col("n").alias(cell))
        wide = wide.join(of_cell, on="row", how="left", maintain_order="left")
    return wide.with_columns(pl.col(*_COLUMNS, OTHER).fill_null(0))


def _as_total(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.lit(TOTAL).alias("row"))


# --- their side ----------------------------------------------------------------------------


def _named(stated: StatedForm, ours: _Ours) -> tuple[dict[int, str | None], By]:
    """Line of the form -> our row, None where we know none; and what the rows are."""
    fields = {fold(field): field for field in ours.dossiers["field"].unique()}
    codes = {_canonical(code): code for code, _ in ours.units}
    by_name = code_by_name(ours.units)

    def unit(name: str) -> str | None:
        return by_name.get(fold(name)) or codes.get(_canonical(name))

    rows = [row for row in stated.rows if not row.is_total]
    by: By = stated.by or ("unit_code" if any(unit(row.name) for row in rows) else "field")
    named = {row.line: unit(row.name) if by == "unit_code" else fields.get(fold(row.name)) for row in rows}
    return named | {row.line: TOTAL for row in stated.rows if row.is_total}, by


def _canonical(code: str) -> str:
    return str(pl.select(canonical_unit(pl.lit(code))).item())


def _compare(stated: StatedForm, named: Mapping[int, str | None], ours: pl.DataFrame) -> pl.DataFrame:
    """Every cell of the form beside ours; a row we do not know has nothing of ours."""
    counts = {row["row"]: row for row in ours.iter_rows(named=True)}
    rows = []
    for row in stated.rows:
        key = named[row.line]
        own = None if key is None else counts.get(key)
        for cell in stated.cells:
            value = None if own is None else int(own[cell])
            rows.append((row.line, row.name, key, cell, row.cells[cell], value))
    frame = pl.DataFrame(rows, schema=_CELLS, orient="row")
    return frame.with_columns((pl.col("form") - pl.col("ours")).alias("difference"))


_CELLS = {
    "line": pl.Int64,
    "name": pl.String,
    "row": pl.String,
    "cell": pl.String,
    "form": pl.Int64,
    "ours": pl.Int64,
}


def _with_other(identities: pl.DataFrame, named: Mapping[int, str | None], members: pl.DataFrame) -> pl.DataFrame:
    """Beside a balance, how many dossiers of ours are neither resolved nor in progress: what the form leaves out."""
    others = members.filter(cell=OTHER).group_by("row").agg(pl.len().cast(pl.Int64).alias(OTHER))
    rows = pl.DataFrame(list(named.items()), schema={"line": pl.Int64, "our_row": pl.String}, orient="row").join(
        others, left_on="our_row", right_on="row", how="left", maintain_order="left"
    )
    known = pl.when(pl.col("our_row").is_not_null()).then(pl.col(OTHER).fill_null(0))
    balanced = identities.join(rows.select("line", known), on="line", how="left", maintain_order="left")
    return balanced.with_columns(pl.when(pl.col("identity") == "balance").then(OTHER).alias(OTHER))


def _candidates(cells: pl.DataFrame, moves: pl.DataFrame) -> pl.DataFrame:
    """The dossiers that some other way of counting moves in the direction in which a cell differs."""
    differing = cells.filter(pl.col("difference") != 0).select("row", "cell", "difference").unique()
    found = moves.join(differing, on=["row", "cell"]).filter(pl.col("effect") * pl.col("difference") > 0)
    return found.drop("difference").sort("row", "cell", "reason", "dossier_code")


def _explanations(cells: pl.DataFrame, moves: pl.DataFrame) -> pl.DataFrame:
    """For each differing cell the ways of counting that would change it, and whether one gives the form's number."""
    differing = cells.filter(pl.col("difference") != 0).select("row", "cell", "form", "ours", "difference").unique()
    net = moves.group_by("row", "cell", "reason").agg(pl.col("effect").sum(), pl.len().cast(pl.Int64).alias("dossiers"))
    words = pl.DataFrame(
        [(reason, *label) for reason, label in REASONS.items()],
        schema={"reason": pl.String, "reason_vi": pl.String, "reason_en": pl.String},
        orient="row",
    )
    return (
        differing.join(net, on=["row", "cell"])
        .filter(pl.col("effect") * pl.col("difference") > 0)
        .with_columns((pl.col("effect") == pl.col("difference")).alias("in_full"))
        .join(words, on="reason")
        .sort("row", "cell", "in_full", "reason", descending=[False, False, True, False])
    )


def _unmatched(stated: StatedForm, named: Mapping[int, str | None], members: pl.DataFrame) -> pl.DataFrame:
    """Rows of the form that we do not know, and rows of ours, with dossiers, that the form lacks."""
    theirs = [(row.name, "form", row.cells.get("received_total")) for row in stated.rows if named[row.line] is None]
    received = members.filter(pl.col("cell") == "received_total", pl.col("row") != TOTAL)
    counts = received.group_by("row").agg(pl.len()).sort("row")
    listed = {row for row in named.values() if row is not None}
    ours = [(row, "ours", count) for row, count in counts.iter_rows() if row not in listed]
    schema = {"row": pl.String, "side": pl.String, "received_total": pl.Int64}
    return pl.DataFrame([*theirs, *ours], schema=schema, orient="row")
