"""What tables in files say beside their codes: the names of units, procedures and indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from par_metrics.errors import SettingsError
from schemas import Label

if TYPE_CHECKING:
    import polars as pl

    from par_metrics.cli.state import State
    from par_metrics.display.named import Names

_UNITS = ("unit_code", "original_unit_code")

TITLES = {
    "compute": Label("Chỉ số", "Indicators"),
    "explain": Label("Từng bản ghi của một con số", "The records of a figure"),
    "scorecard": Label("Bảng điểm", "Scorecard"),
    "indicators": Label("Danh mục chỉ số", "The catalogue of indicators"),
    "plan": Label("Các mục của kế hoạch", "The rows of the plan"),
    "loads": Label("Các lần nạp", "Loads"),
    "rejects": Label("Các dòng bị từ chối", "Refused rows"),
    "diff": Label("Số liệu thay đổi", "Figures that changed"),
    "disagreement": Label("Các quy tắc đúng hạn", "The rules of on time"),
    "pace": Label("Nhịp độ và dự báo", "Pace and forecast"),
    "at-risk": Label("Sắp đến hạn và quá hạn", "Falling due and overdue"),
    "freshness": Label("Độ mới của dữ liệu", "How fresh the data are"),
    "reconcile": Label("Đối soát", "Reconciliation"),
    "form": Label("Biểu mẫu", "Form"),
    "check-form": Label("Kiểm tra biểu", "Check of a form"),
    "rules": Label("Các bộ quy tắc", "Rule sets"),
    "score": Label("Điểm theo bộ quy tắc", "Scores"),
    "par-index": Label("Điểm PAR INDEX", "PAR INDEX points"),
    "stakes": Label("Điểm đang mất", "Points at stake"),
}
"""Command -> what its table is called in a file."""


def names_for(state: State, frame: pl.DataFrame) -> Names:
    """The names of the codes in a table; those of units and procedures only where there is a workspace."""
    from par_metrics.display.named import names_of_indicators

    found = dict(names_of_indicators(state.speaks))
    if not set(frame.columns).isdisjoint((*_UNITS, "procedure_code")):
        try:
            ws = state.open()
        except SettingsError:
            return found
        names = ws.names()
        found |= dict.fromkeys(_UNITS, names["unit_code"]) | {"procedure_code": names["procedure_code"]}
    return found


def title_of(state: State) -> str:
    """What the table of a command is called."""
    return TITLES.get(state.command, Label("par_metrics", "par_metrics")).in_language(state.speaks)
