"""What a load or a run did, in words an officer acts on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from par_metrics.cli.state import State
from schemas import KINDS, Label

if TYPE_CHECKING:
    from par_metrics.loading.report import LoadReport
    from par_metrics.operations.nightly import RunSummary
    from par_metrics.publish import PublishResult
    from par_metrics.workspace import Workspace

_SHOWN = 5

_DERIVED: Mapping[str, Label] = {
    "unit_from_name": Label("đơn vị tra theo tên", "unit looked up by its name"),
    "unit_from_dossier_code": Label("đơn vị lấy từ mã hồ sơ", "unit taken from the dossier code"),
    "unit_from_settings": Label("đơn vị lấy từ cài đặt", "unit taken from the settings"),
    "procedure_from_name": Label("TTHC tra theo tên", "procedure looked up by its name"),
    "procedure_not_found": Label("không tìm thấy TTHC theo tên", "procedure not found by its name"),
    "status_derived": Label("trạng thái suy ra từ ngày trả", "status derived from the return date"),
    "channel_from_profile_default": Label(
        "hình thức nộp theo mặc định của hệ thống", "channel by the system's default"
    ),
    "unknown_unit": Label("đơn vị không có trong danh mục", "unit not in the register"),
    "unknown_procedure": Label("TTHC không có trong danh mục", "procedure not in the register"),
    "hidden_rows": Label(
        "dòng bị ẩn hoặc bị lọc trong Excel, vẫn được đọc", "hidden or filtered out in Excel, still read"
    ),
    "placeholder_empty": Label(
        "ô chỉ có dấu hay chữ thay cho để trống (-, ..., chưa)", "cells with a sign for nothing (-, ..., N/A)"
    ),
    "due_at_midnight": Label(
        "hạn ghi 00:00 được hiểu là hết ngày đó", "due times at 00:00, read as the end of that day"
    ),
    "odd_code": Label("mã có dạng lạ", "code of an unusual form"),
}
_RULES = {**{rule.id: rule.label for kind in KINDS.values() for rule in kind.warnings}, **_DERIVED}


def warning_words(rule: str) -> Label:
    """What a warning says; a rule without words here is named by its id."""
    return _RULES.get(rule, Label(rule, rule))


def report_of_load(state: State, ws: Workspace, report: LoadReport, *, as_json: bool) -> None:
    """One load: a line of JSON on standard output, or its story on standard error."""
    if as_json:
        print(json.dumps(report.as_dict(), ensure_ascii=False), flush=True)
        return
    for label in story_of_load(ws, report):
        state.say(label)


def story_of_load(ws: Workspace, report: LoadReport) -> list[Label]:
    """The load in words: what was read, kept and refused with the first reasons, and what is odd."""
    if (reason := report.reason_alone) is not None:
        return [_prefixed(report.file, Label(f"KHÔNG NẠP: {reason.vi}", f"REFUSED: {reason.en}"))]
    if report.already_loaded:
        return [
            _prefixed(report.file, Label("đã nạp từ trước, không có gì thay đổi.", "already loaded; nothing changes."))
        ]
    return [
        _summary(report),
        *_refused_rows(ws, report),
        *_counted(Label("Lưu ý", "Note"), {warning_words(k): n for k, n in report.warnings.items()}),
        *_counted(
            Label("Trạng thái không hiểu", "Unknown status"),
            {Label(f'"{k}"', f'"{k}"'): n for k, n in report.unknown_statuses.items()},
        ),
        *_ignored(report.unknown_columns),
        *_left_out(report.hidden_sheets),
    ]


def summary_of_night(ws: Workspace, summary: RunSummary) -> list[Label]:
    """The run as a whole, then what to correct in the files whose rows were refused."""
    loaded = [o.report for o in summary.outcomes if o.report and o.report.rejected and not o.report.already_loaded]
    return [
        Label(summary.text("vi"), summary.text("en")),
        *(label for report in loaded for label in story_of_load(ws, report)),
    ]


def held_back(result: PublishResult) -> list[Label]:
    """Why a run was not made the latest."""
    first = Label(
        f"CHƯA CÔNG BỐ {result.run_id}: số liệu được giữ lại ở {result.folder}, bản công bố trước vẫn giữ nguyên.",
        f"NOT PUBLISHED {result.run_id}: its figures are held in {result.folder}; the run published before stays.",
    )
    return [first, *(Label(f"  - {gate.message.vi}", f"  - {gate.message.en}") for gate in result.failed)]


def _summary(report: LoadReport) -> Label:
    kind = KINDS[report.kind].label if report.kind in KINDS else Label(str(report.kind), str(report.kind))
    counts = (report.inserted, report.superseding, report.unchanged, report.older)
    vi = "{} mới, {} cập nhật, {} không đổi, {} cũ hơn bản đang có".format(*counts)
    en = "{} new, {} updated, {} unchanged, {} older than what is known".format(*counts)
    return _prefixed(
        report.file,
        Label(
            f"{kind.vi}, mẫu {report.profile}: đọc {report.rows_read} dòng, nhận {report.accepted} ({vi}), "
            f"từ chối {report.rejected}, trùng {report.duplicates}.",
            f"{kind.en}, profile {report.profile}: {report.rows_read} rows read, {report.accepted} accepted ({en}), "
            f"{report.rejected} refused, {report.duplicates} duplicates.",
        ),
    )


def _refused_rows(ws: Workspace, report: LoadReport) -> list[Label]:
    if not report.rejected:
        return []
    rows = ws.rejects(report.load_id).head(_SHOWN).iter_rows(named=True)
    lines = [Label(f"  - {row['message_vi']}", f"  - {row['message_en']}") for row in rows]
    more = report.rejected - len(lines)
    if more > 0:
        command = f"par-metrics rejects --load {report.load_id}"
        lines.append(Label(f"  - … và {more} dòng nữa: {command}", f"  - … and {more} more: {command}"))
    return lines


def _counted(heading: Label, counts: Mapping[Label, int]) -> list[Label]:
    return [
        Label(f"  {heading.vi}: {label.vi} ({count} dòng).", f"  {heading.en}: {label.en} ({count} rows).")
        for label, count in counts.items()
    ]


def _ignored(columns: Sequence[str]) -> list[Label]:
    if not columns:
        return []
    named = ", ".join(f'"{column}"' for column in columns)
    return [Label(f"  Cột không dùng đến: {named}.", f"  Columns not used: {named}.")]


def _left_out(sheets: Sequence[str]) -> list[Label]:
    if not sheets:
        return []
    named = ", ".join(f'"{sheet}"' for sheet in sheets)
    return [
        Label(
            f"  Trang tính ẩn, không đọc: {named}. Cần đọc thì thêm --hidden-sheets read.",
            f"  Hidden sheets, not read: {named}. To read them add --hidden-sheets read.",
        )
    ]


def _prefixed(file: str, label: Label) -> Label:
    return Label(f"{file}: {label.vi}", f"{file}: {label.en}")
