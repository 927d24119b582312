"""Where Biểu II.06a and the progress form of 766 differ on the same dossiers: by how many, and why.

Both are laid side by side, and each counts by its own rule; so each says under its table what the other has.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from par_metrics.display.numbers import number
from par_metrics.documents.forms.notes import listed
from schemas import Label


@dataclass(frozen=True)
class _Pair:
    """A figure that both forms have.

    Args:
        ii06a, progress: whether a dossier counts in it, there and there.
    """

    label: Label
    ii06a: pl.Expr
    progress: pl.Expr


def _outcome(*outcomes: str) -> pl.Expr:
    return pl.col("outcome").is_in(outcomes)


_ENDED, _LATE = pl.col("has_ended"), pl.col("is_late")
_PAIRS = (
    _Pair(Label("tiếp nhận", "received"), pl.col("outcome").is_not_null(), _ENDED.is_not_null()),
    _Pair(Label("đã giải quyết", "resolved"), _outcome("early", "on_time", "late"), _ENDED),
    _Pair(Label("giải quyết quá hạn", "resolved late"), _outcome("late"), _ENDED & _LATE),
    _Pair(Label("đang giải quyết", "in progress"), _outcome("in_time", "overdue"), ~_ENDED),
    _Pair(Label("đang giải quyết, quá hạn", "in progress, overdue"), _outcome("overdue"), ~_ENDED & _LATE),
)
_REASONS: Mapping[str, Label] = {
    "withdrawn": Label("công dân rút", "withdrawn"),
    "stopped": Label("dừng xử lý", "stopped"),
    "no_end_date": Label("đã xong nhưng thiếu ngày kết thúc", "done without an end date"),
    "ended_before_period": Label("kết thúc trước kỳ nhưng ghi tiếp nhận trong kỳ", "ended before the period"),
    "asked_again": Label("yêu cầu bổ sung quá một lần", "asked for papers more than once"),
    "long_waiting": Label("chờ bổ sung từ trước kỳ", "waiting for papers since before the period"),
    "waiting": Label("chờ bổ sung", "waiting for papers"),
    "judged_by_law": Label(
        "không có ngày hẹn trả (766 xét theo thời hạn luật định)",
        "without a due date (766 goes by the time limit of the law)",
    ),
    "no_limit": Label(
        "không có ngày hẹn trả, không rõ thời hạn luật định (766 không xét)",
        "without a due date or a known time limit of the law (766 does not judge them)",
    ),
    "waited": Label("được trừ thời gian bổ sung", "whose wait for papers is taken off"),
    "other": Label("lý do khác", "for other reasons"),
}


def beside_progress(places: pl.DataFrame, judged: pl.DataFrame) -> tuple[Label, ...]:
    """What II.06a says of the progress form: a note a figure that differs; none where none does.

    Args:
        places: where each dossier counts in II.06a, see `par_metrics.reconciliation.forms.records.counted`.
        judged: what the progress form looks at, see `par_metrics.documents.forms.progress.judged`.
    """
    return _notes(places, judged, "766-tien-do", own="ii06a")


def beside_ii06a(places: pl.DataFrame, judged: pl.DataFrame) -> tuple[Label, ...]:
    """What the progress form says of II.06a; the arguments are those of `beside_progress`."""
    return _notes(places, judged, "II.06a", own="progress")


def _notes(places: pl.DataFrame, judged: pl.DataFrame, other: str, own: str) -> tuple[Label, ...]:
    both = _of_both(places, judged)
    return tuple(note for pair in _PAIRS for note in _note(both, pair, other, own))


def _of_both(places: pl.DataFrame, judged: pl.DataFrame) -> pl.DataFrame:
    """A row a dossier: `outcome, note` of II.06a, `has_ended, is_late` of the progress form (null: not in it)."""
    is_in = pl.col("counted_as") != "excluded"
    of_progress = judged.with_columns(pl.when(is_in).then(name).alias(name) for name in ("has_ended", "is_late"))
    return places.select("dossier_code", "outcome", "note").join(
        of_progress, on="dossier_code", how="full", coalesce=True
    )


def _note(both: pl.DataFrame, pair: _Pair, other: str, own: str) -> tuple[Label, ...]:
    sides = both.with_columns(
        ii06a=pair.ii06a.fill_null(value=False), progress=pair.progress.fill_null(value=False), reason=_reason()
    )
    theirs = "progress" if own == "ii06a" else "ii06a"
    differing = sides.filter(pl.col("ii06a") != pl.col("progress"))
    if differing.is_empty():
        return ()
    ours, beside = int(sides[own].sum()), int(sides[theirs].sum())
    here, there = (
        _only(where, _why(differing.filter(side)))
        for side, where in ((own, Label("này", "here")), (theirs, Label("kia", "there")))
    )
    return (
        Label(
            f"Khác biểu {other}, {pair.label.vi}: biểu này {number(ours, 'vi')}, biểu kia {number(beside, 'vi')}"
            f"{here.vi}{there.vi}.",
            f"Differs from {other}, {pair.label.en}: {number(ours, 'en')} here, {number(beside, 'en')} there"
            f"{here.en}{there.en}.",
        ),
    )


def _only(where: Label, why: Label) -> Label:
    """Which dossiers count on one side alone; nothing where none do."""
    if not why.vi:
        return Label("", "")
    return Label(f"; hồ sơ chỉ ở biểu {where.vi}: {why.vi}", f"; dossiers only {where.en}: {why.en}")


def _why(differing: pl.DataFrame) -> Label:
    counts = dict(differing.group_by("reason").len().iter_rows())
    return listed({label: counts.get(reason, 0) for reason, label in _REASONS.items()})


def _reason() -> pl.Expr:
    """Why a dossier counts in one form and not in the other; `reason` is why the rule of 766 left it out."""
    status, note = pl.col("status"), pl.col("note")
    return (
        pl.when(status == 7)
        .then(pl.lit("withdrawn"))
        .when(status == 8)
        .then(pl.lit("stopped"))
        .when((note == "no_end_date") | (pl.col("has_ended") & pl.col("clock_stops_at").is_null()))
        .then(pl.lit("no_end_date"))
        .when(note == "ended_before_period")
        .then(pl.lit("ended_before_period"))
        .when(pl.col("supplement_count") > 1)
        .then(pl.lit("asked_again"))
        .when(status.is_null())
        .then(pl.lit("long_waiting"))
        .when(~pl.col("has_ended") & pl.col("clock_stops_at").is_not_null())
        .then(pl.lit("waiting"))
        .when(pl.col("reason") == "no_due_date")
        .then(pl.lit("no_limit"))
        .when(pl.col("due_at").is_null() & pl.col("has_ended").is_not_null())
        .then(pl.lit("judged_by_law"))
        .when(pl.col("is_supplemented"))
        .then(pl.lit("waited"))
        .otherwise(pl.lit("other"))
    )
