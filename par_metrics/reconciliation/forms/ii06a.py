"""Biểu II.06a/VPCP/KSTT: dossiers received, resolved and in progress (TT 01/2020/TT-VPCP): its cells and identities.

How each cell is counted from records stands in `records.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from schemas import Label

ID = "II.06a"
TOTAL = "Tổng số"

By = Literal["unit_code", "field"]
ROWS: Mapping[By, Label] = {"unit_code": Label("Đơn vị", "Unit"), "field": Label("Lĩnh vực", "Field")}


@dataclass(frozen=True)
class Cell:
    """A column of the form: what it is called, and the cells of the header above it."""

    id: str
    heading: tuple[str, ...]
    label: Label


_RECEIVED = "Tiếp nhận"
_RESOLVED, _OPEN = "Số lượng hồ sơ đã giải quyết", "Số lượng hồ sơ đang giải quyết"

CELLS: tuple[Cell, ...] = (
    Cell("received_total", (_RECEIVED, "Tổng số"), Label("nhận giải quyết", "received")),
    Cell("received_online", (_RECEIVED, "Trong đó", "Trực tuyến"), Label("trong kỳ, trực tuyến", "in period, online")),
    Cell(
        "received_other",
        (_RECEIVED, "Trong đó", "Trực tiếp, dịch vụ bưu chính"),
        Label("trong kỳ, trực tiếp hoặc bưu chính", "in period, in person or by post"),
    ),
    Cell("carried_over", (_RECEIVED, "Từ kỳ trước"), Label("từ kỳ trước", "carried over")),
    Cell("resolved_total", (_RESOLVED, "Tổng số"), Label("đã giải quyết", "resolved")),
    Cell("early", (_RESOLVED, "Trước hạn"), Label("trước hạn", "early")),
    Cell("on_time", (_RESOLVED, "Đúng hạn"), Label("đúng hạn", "on time")),
    Cell("late", (_RESOLVED, "Quá hạn"), Label("quá hạn", "late")),
    Cell("in_progress_total", (_OPEN, "Tổng số"), Label("đang giải quyết", "in progress")),
    Cell("in_time", (_OPEN, "Trong hạn"), Label("đang giải quyết, trong hạn", "in progress, in time")),
    Cell("overdue", (_OPEN, "Quá hạn"), Label("đang giải quyết, quá hạn", "in progress, overdue")),
)
BY_ID: Mapping[str, Cell] = {cell.id: cell for cell in CELLS}
OTHER = "other"
"""Received, but neither resolved nor in progress: withdrawn, stopped, no end date. The form has no cell for it."""

IDENTITIES: Mapping[str, tuple[str, ...]] = {
    "received_total": ("received_online", "received_other", "carried_over"),
    "resolved_total": ("early", "on_time", "late"),
    "in_progress_total": ("in_time", "overdue"),
}
"""A cell and those it is the sum of."""
BALANCE = ("received_total", ("resolved_total", "in_progress_total"))
"""What was received is resolved or in progress."""
