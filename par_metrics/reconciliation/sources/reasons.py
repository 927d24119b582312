"""Why two records of one dossier disagree on a field, as far as the two values tell.

Expressions over a frame of pairs: the columns of the sides have the prefixes `l_` and `r_`.
"""

from collections.abc import Mapping

import polars as pl

from schemas import Label

LEFT, RIGHT = "l_", "r_"

REASONS: Mapping[str, Label] = {
    "paused_pushed_as_done": Label(
        "hồ sơ đang chờ (5, 6, 8) được đồng bộ thành đã xong (9)", "waiting here (5, 6, 8), sent on as done (9)"
    ),
    "one_step_behind": Label("một bên chậm một bước", "one side is a step behind"),
    "withdrawn_or_not": Label("chỉ một bên ghi công dân rút hồ sơ", "withdrawn on one side only"),
    "other_status": Label("trạng thái khác nhau", "the status differs"),
    "date_only": Label("cùng ngày, một bên không có giờ", "same day, one side without the time"),
    "seconds_lost": Label("cùng phút, một bên mất giây", "same minute, one side without the seconds"),
    "same_day": Label("cùng ngày, khác giờ", "same day, another time"),
    "rescheduled": Label("hẹn lại: hạn bên này là hạn ban đầu bên kia", "rescheduled: due here is original there"),
    "days_apart": Label("khác ngày", "another day"),
    "return_date_for_end_date": Label(
        "một bên lấy ngày trả làm ngày kết thúc", "one side takes the return date for the end"
    ),
    "null_is_in_person": Label("để trống, bên kia ghi trực tiếp", "empty here, in person there"),
    "missing_left": Label("bên trái không có", "missing on the left"),
    "missing_right": Label("bên phải không có", "missing on the right"),
    "other_value": Label("giá trị khác nhau", "the value differs"),
}

_PAUSED = (5, 6, 8)
_WITHDRAWN = 7
_STEPS = ((1, 2), (2, 4), (4, 9), (4, 10), (9, 10))


def reason_for(kind: str, name: str, left: pl.Expr, right: pl.Expr, *, is_time: bool) -> pl.Expr:
    """The id of the first reason that fits, for a field on which the sides differ.

    Args:
        kind: name of the record kind.
        name: the field compared, `ended` for the end of a dossier.
        left, right: its values, null where missing; times as Datetime.
        is_time: the values are times.
    """
    missing = {"missing_left": left.is_null(), "missing_right": right.is_null()}
    if kind == "dossiers" and name in _OF_DOSSIERS:
        return _first(_OF_DOSSIERS[name](left, right, missing), "days_apart" if is_time else _OTHER.get(name))
    if is_time:
        return _first({**missing, **_same_day(left, right)}, "days_apart")
    return _first(missing, None)


def _first(conditions: Mapping[str, pl.Expr], otherwise: str | None) -> pl.Expr:
    reason = pl.lit(otherwise or "other_value")
    for name, holds in reversed(list(conditions.items())):
        reason = pl.when(holds).then(pl.lit(name)).otherwise(reason)
    return reason


# --- status and channel --------------------------------------------------------------------


def _status(left: pl.Expr, right: pl.Expr, missing: Mapping[str, pl.Expr]) -> dict[str, pl.Expr]:
    step = pl.any_horizontal(
        ((left == early) & (right == late)) | ((left == late) & (right == early)) for early, late in _STEPS
    )
    pushed = (left.is_in(_PAUSED) & (right == 9)) | ((left == 9) & right.is_in(_PAUSED))
    withdrawn = (left == _WITHDRAWN) | (right == _WITHDRAWN)
    return {**missing, "paused_pushed_as_done": pushed, "one_step_behind": step, "withdrawn_or_not": withdrawn}


def _channel(left: pl.Expr, right: pl.Expr, missing: Mapping[str, pl.Expr]) -> dict[str, pl.Expr]:
    # An empty channel counts as in person on the national portal.
    one_empty = left.is_null() | right.is_null()
    return {"null_is_in_person": one_empty & (pl.coalesce(left, right) == "in_person"), **missing}


# --- times ---------------------------------------------------------------------------------


def _same_day(left: pl.Expr, right: pl.Expr) -> dict[str, pl.Expr]:
    same_day = left.dt.date() == right.dt.date()
    one_without_seconds = (left.dt.second() == 0) | (right.dt.second() == 0)
    return {
        "date_only": same_day & (without_time(left) | without_time(right)),
        "seconds_lost": (left.dt.truncate("1m") == right.dt.truncate("1m")) & one_without_seconds,
        "same_day": same_day,
    }


def without_time(time: pl.Expr) -> pl.Expr:
    """A date alone: stored as the beginning of the day, or, of a due date, its end."""
    second = time.dt.hour().cast(pl.Int32) * 3600 + time.dt.minute().cast(pl.Int32) * 60 + time.dt.second()
    return second.is_in([0, 86_399])


def _due(left: pl.Expr, right: pl.Expr, missing: Mapping[str, pl.Expr]) -> dict[str, pl.Expr]:
    """One side's due date in force is the other's first one: only one of them knows of the rescheduling."""
    left_day, right_day = left.dt.date(), right.dt.date()
    original_left, original_right = (pl.col(f"{side}original_due_at").dt.date() for side in (LEFT, RIGHT))
    rescheduled = (left_day == original_right) | (right_day == original_left)
    return {**missing, **_same_day(left, right), "rescheduled": rescheduled}


def _original_due(left: pl.Expr, right: pl.Expr, missing: Mapping[str, pl.Expr]) -> dict[str, pl.Expr]:
    due_left, due_right = (pl.col(f"{side}due_at").dt.date() for side in (LEFT, RIGHT))
    rescheduled = (left.dt.date() == due_right) | (right.dt.date() == due_left)
    return {**missing, **_same_day(left, right), "rescheduled": rescheduled}


def _ended(left: pl.Expr, right: pl.Expr, missing: Mapping[str, pl.Expr]) -> dict[str, pl.Expr]:
    """The ends differ, yet one side's end is the day the other says the result was handed over."""
    returned_left, returned_right = (pl.col(f"{side}returned_at") for side in (LEFT, RIGHT))
    crossed = _same_minute(left, returned_right) | _same_minute(right, returned_left)
    return {**missing, "return_date_for_end_date": crossed, **_same_day(left, right)}


def _same_minute(one: pl.Expr, other: pl.Expr) -> pl.Expr:
    return (one.dt.truncate("1m") == other.dt.truncate("1m")).fill_null(False)


_OF_DOSSIERS = {
    "status": _status,
    "channel": _channel,
    "due_at": _due,
    "original_due_at": _original_due,
    "ended": _ended,
}
_OTHER: Mapping[str, str] = {"status": "other_status"}
