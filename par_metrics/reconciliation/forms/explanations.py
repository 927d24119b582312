"""Other ways of counting Biểu II.06a that are known to be in use, and the dossiers each of them moves.

Each is a change of the dossiers, or of where they count, and nothing else: what moves between cells are the
dossiers that could explain a difference. That they do is never claimed, unless the numbers agree.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from par_metrics.reconciliation.forms.records import Window, counted, memberships
from schemas import Label

Change = Callable[[pl.DataFrame, Window], pl.DataFrame]
_GRACE = timedelta(days=7)
_JUST_BEFORE = timedelta(microseconds=1)


def _same(frame: pl.DataFrame, window: Window) -> pl.DataFrame:
    return frame


@dataclass(frozen=True)
class Alternative:
    """Another way of counting.

    Args:
        id: named in results.
        label: what is done, in words.
        before: changes the dossiers before they are counted.
        after: changes where they count.
    """

    id: str
    label: Label
    before: Change = _same
    after: Change = _same


def _status(codes: tuple[int, ...], new: int, *, ended: bool = True) -> Change:
    """Dossiers of some statuses, ended or not, counted as if they had another."""

    def change(frame: pl.DataFrame, window: Window) -> pl.DataFrame:
        # One that ended after T is in progress at T, whatever its status says.
        holds = pl.col("status").is_in(codes)
        holds = holds & (pl.col("ended_at") < window.t) if ended else holds
        status = pl.when(holds).then(pl.lit(new)).otherwise(pl.col("status"))
        return frame.with_columns(status.cast(pl.Int8).alias("status"))

    return change


def _paused_as_done(frame: pl.DataFrame, window: Window) -> pl.DataFrame:
    paused = pl.col("status").is_in([5, 6])
    since = pl.coalesce("ended_at", "supplement_requested_at", "received_at")
    return frame.with_columns(
        pl.when(paused).then(pl.lit(9)).otherwise(pl.col("status")).cast(pl.Int8).alias("status"),
        pl.when(paused).then(since).otherwise(pl.col("ended_at")).alias("ended_at"),
    )


def _no_end_date(frame: pl.DataFrame, window: Window) -> pl.DataFrame:
    without = pl.col("status").is_in([9, 10]) & pl.col("ended_at").is_null()
    end = pl.max_horizontal("received_at", pl.lit(window.start))
    return frame.with_columns(pl.when(without).then(end).otherwise(pl.col("ended_at")).alias("ended_at"))


def _by_date(frame: pl.DataFrame, window: Window) -> pl.DataFrame:
    end_of_day = pl.col("due_at").dt.truncate("1d") + timedelta(days=1) - _JUST_BEFORE
    return frame.with_columns(end_of_day.alias("due_at"))


def _return_date(frame: pl.DataFrame, window: Window) -> pl.DataFrame:
    return frame.with_columns(pl.coalesce("returned_at", "ended_at").alias("ended_at"))


def _original_due(frame: pl.DataFrame, window: Window) -> pl.DataFrame:
    return frame.with_columns(pl.coalesce("original_due_at", "due_at").alias("due_at"))


def _ended_just_after(frame: pl.DataFrame, window: Window) -> pl.DataFrame:
    just_after = (pl.col("ended_at") >= window.t) & (pl.col("ended_at") < window.t + _GRACE)
    end = pl.when(just_after).then(pl.lit(window.t - _JUST_BEFORE)).otherwise(pl.col("ended_at"))
    return frame.with_columns(end.alias("ended_at"))


def _submitted(frame: pl.DataFrame, window: Window) -> pl.DataFrame:
    return frame.with_columns(pl.coalesce("submitted_at", "received_at").alias("received_at"))


def _no_due_left_out(places: pl.DataFrame, window: Window) -> pl.DataFrame:
    undated = {"on_time": "resolved_undated", "in_time": "open_undated"}
    outcome = pl.when(pl.col("note") == "no_due_date").then(pl.col("outcome").replace(undated))
    return places.with_columns(outcome.otherwise(pl.col("outcome")).alias("outcome"))


def _carried_left_out(places: pl.DataFrame, window: Window) -> pl.DataFrame:
    return places.filter(pl.col("arrival") != "carried_over")


def _null_channel(places: pl.DataFrame, window: Window) -> pl.DataFrame:
    unknown = (pl.col("arrival") == "other_channel") & pl.col("channel").is_null()
    arrival = pl.when(unknown).then(pl.lit("unknown_channel")).otherwise(pl.col("arrival"))
    return places.with_columns(arrival.alias("arrival"))


ALTERNATIVES: tuple[Alternative, ...] = (
    Alternative(
        "withdrawn_as_resolved",
        Label("tính hồ sơ rút, dừng là đã giải quyết", "withdrawn and stopped counted as resolved"),
        _status((7, 8), 9),
    ),
    Alternative(
        "withdrawn_left_out",
        Label("không tính hồ sơ rút, dừng", "withdrawn and stopped not counted at all"),
        _status((7, 8), 3),
    ),
    Alternative(
        "paused_left_out",
        Label("không tính hồ sơ đang chờ bổ sung, chờ nộp tiền", "those waiting for papers or payment not counted"),
        _status((5, 6), 3, ended=False),
    ),
    Alternative(
        "paused_as_resolved",
        Label("tính hồ sơ đang chờ là đã giải quyết", "those waiting for papers or payment counted as resolved"),
        _paused_as_done,
    ),
    Alternative(
        "no_end_date",
        Label("tính cả hồ sơ đã xong không có ngày kết thúc", "done without an end date counted as resolved"),
        _no_end_date,
    ),
    Alternative(
        "no_due_date",
        Label("không xếp hạn hồ sơ không có ngày hẹn trả", "those without a due date neither in time nor late"),
        after=_no_due_left_out,
    ),
    Alternative(
        "by_date",
        Label("so theo ngày, không so giờ", "dates compared, not times"),
        _by_date,
    ),
    Alternative(
        "return_date",
        Label("lấy ngày trả làm ngày kết thúc", "the return date taken for the end"),
        _return_date,
    ),
    Alternative(
        "original_due",
        Label("so với ngày hẹn ban đầu, chưa tính hẹn lại", "compared with the original due date"),
        _original_due,
    ),
    Alternative(
        "ended_just_after",
        Label("tính cả hồ sơ xong trong 7 ngày sau kỳ", "those ended within 7 days after the period counted as ended"),
        _ended_just_after,
    ),
    Alternative(
        "submitted",
        Label("lấy ngày nộp làm ngày tiếp nhận", "the day of filing taken for that of reception"),
        _submitted,
    ),
    Alternative(
        "carried_over_left_out",
        Label("không tính hồ sơ kỳ trước chuyển sang", "those carried over not counted"),
        after=_carried_left_out,
    ),
    Alternative(
        "null_channel",
        Label("không xếp hồ sơ thiếu hình thức nộp", "those without a channel in neither column"),
        after=_null_channel,
    ),
)
REASONS = {alternative.id: alternative.label for alternative in ALTERNATIVES}


def moved(dossiers: pl.DataFrame, window: Window, row: str) -> pl.DataFrame:
    """The dossiers that each other way of counting brings into a cell (effect 1) or takes out of it (-1).

    Args:
        dossiers: as `records.counted` takes them, and `submitted_at, original_due_at, returned_at,
            supplement_requested_at`.
        row: column that names the form's rows.
    Returns:
        `row, cell, reason, dossier_code, effect`.
    """
    usual = counted(dossiers, window)
    parts = [pl.DataFrame(schema=_MOVED)]
    for alternative in ALTERNATIVES:
        places = counted(alternative.before(dossiers, window), window)
        places = places.join(dossiers.select("dossier_code", "channel"), on="dossier_code", how="left")
        parts.append(_moves(usual, alternative.after(places, window), alternative.id, row))
    return pl.concat(parts)


_MOVED = {
    "row": pl.String,
    "cell": pl.String,
    "reason": pl.String,
    "dossier_code": pl.String,
    "effect": pl.Int64,
}


def _moves(usual: pl.DataFrame, other: pl.DataFrame, reason: str, row: str) -> pl.DataFrame:
    place = ["dossier_code", "arrival", "outcome"]
    # Only those that count elsewhere are taken apart into cells.
    here = memberships(usual.join(other, on=place, how="anti"), row)
    there = memberships(other.join(usual, on=place, how="anti"), row)
    member = ["row", "cell", "dossier_code"]
    entering = there.join(here, on=member, how="anti", nulls_equal=True).with_columns(pl.lit(1).alias("effect"))
    leaving = here.join(there, on=member, how="anti", nulls_equal=True).with_columns(pl.lit(-1).alias("effect"))
    both = pl.concat([entering, leaving]).with_columns(pl.lit(reason).alias("reason"))
    return both.select(pl.col(name).cast(dtype) for name, dtype in _MOVED.items())
