"""Why two rules of "on time" count one dossier differently: every reason, its condition and its words.

A rule that counts a dossier says how (ended on time, open and overdue, …); one that does
not count it says what keeps it out. The cut-off is T, the end of the period or `as_of`
where that comes first. Conditions are tried in the order they stand here.
Columns are those of `facts`: as seen at `as_of` under their own names, as seen at T with
`_t` behind.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.questions.disagreement.rules import Rule
from schemas import Label
from schemas.dossiers import ENDED_STATUSES

REASONS: Mapping[str, Label] = {
    # What keeps a dossier out of a rule.
    "received_after_period": Label(
        "tiếp nhận sau kỳ, nên không tính vào số phải giải quyết của kỳ", "received after the period"
    ),
    "no_received_date": Label("không có ngày tiếp nhận", "it has no date of reception"),
    "not_accepted": Label("chưa tiếp nhận hoặc không được tiếp nhận", "not received, or reception was refused"),
    "waiting_for_supplement": Label(
        "đang chờ bổ sung giấy tờ: đồng hồ dừng từ ngày yêu cầu, hồ sơ chưa giải quyết xong",
        "waiting for further papers: its clock stopped when they were asked for, and it is not resolved",
    ),
    "open_no_due_date": Label(
        "đang giải quyết lúc chốt số, không có ngày hẹn trả; chưa phải hồ sơ đã giải quyết",
        "open at the cut-off, without a due date; not a resolved dossier",
    ),
    "open_not_due": Label(
        "đang giải quyết, chưa đến hạn lúc chốt số; chưa phải hồ sơ đã giải quyết",
        "open and not yet due at the cut-off; not a resolved dossier",
    ),
    "open_overdue": Label(
        "đang giải quyết, đã quá hạn lúc chốt số; chưa phải hồ sơ đã giải quyết",
        "open and overdue at the cut-off; not a resolved dossier",
    ),
    "ended_before_period": Label("kết thúc trước kỳ", "it ended before the period"),
    "ended_after_period": Label("kết thúc sau kỳ", "it ended after the period"),
    "waiting_since_before_period": Label(
        "chờ bổ sung giấy tờ từ trước kỳ, đồng hồ không chạy trong kỳ",
        "waiting for further papers since before the period: its clock did not run in it",
    ),
    "withdrawn": Label("công dân rút hồ sơ (trạng thái 7)", "withdrawn by the citizen (status 7)"),
    "stopped": Label("dừng xử lý (trạng thái 8)", "handling was stopped (status 8)"),
    "no_end_date": Label("trạng thái đã kết thúc nhưng không có ngày kết thúc", "its status is ended, without a date"),
    "no_due_date": Label("không có ngày hẹn trả", "it has no due date"),
    "no_due_date_statutory_limit": Label(
        "không có ngày hẹn trả; quy tắc kia xét theo số ngày làm việc pháp luật quy định",
        "it has no due date; the other rule goes by the statutory working days",
    ),
    "due_before_period": Label("ngày hẹn trả trước kỳ", "its due date lies before the period"),
    "due_after_period": Label("ngày hẹn trả sau kỳ", "its due date lies after the period"),
    "not_yet_due": Label("ngày hẹn trả trong kỳ nhưng chưa đến", "due in the period, but not yet"),
    "carried_over": Label("tiếp nhận từ kỳ trước chuyển sang", "carried over: received before the period"),
    # What makes one rule call it on time and the other late.
    "supplemented_twice": Label(
        "yêu cầu bổ sung quá một lần, quy tắc tính là trễ dù kết thúc trước hạn",
        "asked for further papers more than once: late by the rule, whenever it ends",
    ),
    "returned_before_completed": Label(
        "trả kết quả trong kỳ, trước ngày kết thúc xử lý ghi sau kỳ",
        "returned in the period, before an end of handling recorded after it",
    ),
    "rescheduled": Label(
        "đã hẹn lại ngày trả: xét theo ngày hẹn mới và ngày hẹn ban đầu cho kết quả khác nhau",
        "rescheduled: the new due date and the one first promised give different answers",
    ),
    "supplemented_clock_moved_back": Label(
        "thời gian chờ bổ sung giấy tờ được trừ ra", "the time it waited for further papers is taken off"
    ),
    # How a dossier counts; no difference by itself.
    "ended_on_time": Label("kết thúc đúng hạn", "ended on time"),
    "ended_late": Label("kết thúc trễ hạn", "ended late"),
    "within_statutory_limit": Label(
        "không có ngày hẹn trả, còn trong số ngày làm việc pháp luật quy định",
        "no due date, within the statutory working days",
    ),
    "over_statutory_limit": Label(
        "không có ngày hẹn trả, quá số ngày làm việc pháp luật quy định", "no due date, over the statutory working days"
    ),
    "not_known": Label("không rõ điều quyết định của quy tắc", "what decides by the rule is not known"),
    "absent_upstream": Label(
        "không còn trong danh sách đầy đủ xuất sau", "no longer in a full list that was exported later"
    ),
    "other": Label("điều kiện khác của quy tắc", "another condition of the rule"),
}

_Reasons = Sequence[tuple[str, pl.Expr]]
_TRUE = pl.lit(True)


def why(rule: Rule, period: Period, as_of: datetime) -> pl.Expr:
    """Id of why a rule treats a dossier as it does; the rule's class stands in the column of its name."""
    counted = pl.col(rule.name)
    exclusions = {n: reason for reason, n in rule.indicator.class_of.items()}
    return (
        pl.when(counted.is_null())
        .then(_first(_kept_out(rule, period, as_of)))
        .when(counted == 1)
        .then(_first(_on_time(rule, period.cut(as_of))))
        .when(counted == 0)
        .then(_first(_late(rule)))
        .otherwise(counted.replace_strict(exclusions, default=None, return_dtype=pl.String))
    )


def difference(a: Rule, b: Rule, period: Period, as_of: datetime) -> pl.Expr:
    """Id of why two rules differ, from `why_a`, `why_b` and the facts.

    Where one of them does not count the dossier, that is why; where both do, what makes
    one say on time and the other late.
    """
    in_a, in_b = pl.col(a.name) >= 0, pl.col(b.name) >= 0
    kept_out = pl.when(in_b).then("why_a").otherwise("why_b")
    counted = pl.when(in_b).then("why_b").otherwise("why_a")
    statutory = (kept_out == "no_due_date") & counted.is_in(["within_statutory_limit", "over_statutory_limit"])
    return (
        pl.when(in_a.fill_null(False) & in_b.fill_null(False))
        .then(_first(_contrast(a, b, period.cut(as_of))))
        .when(statutory)
        .then(pl.lit("no_due_date_statutory_limit"))
        .otherwise(kept_out)
    )


def _first(reasons: _Reasons) -> pl.Expr:
    """The id of the first reason whose condition holds; one that is null does not hold."""
    return pl.coalesce(*(pl.when(holds).then(pl.lit(reason)) for reason, holds in reasons), pl.lit("other"))


class _Seen:
    """A dossier as a rule sees it: at T, or at `as_of`."""

    def __init__(self, rule: Rule) -> None:
        suffix = "_t" if rule.is_judged_at_t else ""
        self.status = pl.col(f"status{suffix}")
        self.ended_at = pl.col(f"ended_at{suffix}")
        self.clock_stops_at = pl.col(f"clock_stops_at{suffix}")
        self.is_ended = self.status.is_in(ENDED_STATUSES) & self.ended_at.is_not_null()
        self.is_waiting = (self.status == 5) & self.clock_stops_at.is_not_null()
        self.is_open = ~self.status.is_in((1, 3, *ENDED_STATUSES))


def _kept_out(rule: Rule, period: Period, as_of: datetime) -> _Reasons:
    """Why a rule does not count a dossier: first what holds for every rule, then what puts it in a period."""
    seen, t = _Seen(rule), period.cut(as_of)
    received, due = pl.col("received_at"), pl.col("due_at")
    needs_reception = pl.lit(rule.basis == "received" or rule.looks_at("received_at"))
    is_stock = pl.lit(rule.basis == "stock")
    not_resolved = [
        ("waiting_for_supplement", seen.is_waiting),
        ("open_no_due_date", seen.is_open & due.is_null()),
        ("open_not_due", seen.is_open & (due >= t)),
        ("open_overdue", seen.is_open),
    ]
    by_basis: Mapping[str, _Reasons] = {
        "ended": [
            *not_resolved,
            ("ended_before_period", seen.ended_at < period.start),
            ("ended_after_period", seen.ended_at >= t),
        ],
        "due": [
            ("no_due_date", due.is_null()),
            ("due_before_period", due < period.start),
            ("due_after_period", due >= period.end),
            ("not_yet_due", due >= as_of),
        ],
        "received": [("carried_over", received < period.start), ("received_after_period", received >= t)],
        "other": [],
        "stock": [
            ("waiting_since_before_period", seen.is_waiting & (seen.clock_stops_at < period.start)),
            ("ended_before_period", seen.is_ended & (seen.ended_at < period.start)),
        ],
    }
    return [
        ("received_after_period", is_stock & (received >= t)),
        ("no_received_date", needs_reception & received.is_null()),
        ("not_accepted", seen.status.is_in((1, 3))),
        *by_basis[rule.basis],
        *not_resolved,
        ("withdrawn", seen.status == 7),
        ("stopped", seen.status == 8),
        ("no_end_date", seen.status.is_in(ENDED_STATUSES) & seen.ended_at.is_null()),
    ]


def _on_time(rule: Rule, t: datetime) -> _Reasons:
    seen, due = _Seen(rule), pl.col("due_at")
    clock = seen.clock_stops_at.fill_null(t)
    return [
        ("within_statutory_limit", due.is_null()),
        ("supplemented_clock_moved_back", pl.lit(rule.looks_at("judged_at")) & (clock > due)),
        ("ended_on_time", seen.is_ended),
        ("waiting_for_supplement", seen.is_waiting),
        ("open_not_due", _TRUE),
    ]


def _late(rule: Rule) -> _Reasons:
    seen = _Seen(rule)
    return [
        ("supplemented_twice", pl.lit(rule.looks_at("supplement_count")) & (pl.col("supplement_count") > 1)),
        ("over_statutory_limit", pl.col("due_at").is_null()),
        ("ended_late", seen.is_ended),
        ("no_end_date", seen.status.is_in(ENDED_STATUSES)),
        ("open_overdue", _TRUE),
    ]


def _contrast(a: Rule, b: Rule, t: datetime) -> _Reasons:
    """Why one rule says on time and the other late."""
    ended, due = pl.col("ended_at"), pl.col("due_at")
    original = pl.coalesce("original_due_at", "due_at")
    ended_at_two_instants = pl.lit(a.is_judged_at_t != b.is_judged_at_t) & pl.col("status").is_in(ENDED_STATUSES)
    by_two_dates = pl.lit(a.looks_at("original_due_at") != b.looks_at("original_due_at"))

    def either(reason: str) -> pl.Expr:
        return (pl.col("why_a") == reason) | (pl.col("why_b") == reason)

    return [
        ("supplemented_twice", either("supplemented_twice")),
        ("no_due_date_statutory_limit", due.is_null()),
        ("no_end_date", either("no_end_date")),
        ("returned_before_completed", ended_at_two_instants & (pl.col("ended_at_t") < ended)),
        ("rescheduled", by_two_dates & ((ended <= due) != (ended <= original))),
        ("waiting_for_supplement", either("waiting_for_supplement")),
        ("supplemented_clock_moved_back", either("supplemented_clock_moved_back")),
        ("ended_after_period", ended_at_two_instants & (ended >= t)),
    ]
