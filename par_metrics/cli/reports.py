"""What a load or a run did, in words an officer acts on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from par_metrics.cli.state import State
from schemas import Label

if TYPE_CHECKING:
    from par_metrics.loading.report import LoadReport
    from par_metrics.loading.restoring import Rebuilt
    from par_metrics.loading.withdrawal import Withdrawal
    from par_metrics.operations.digest.telling import Delivery
    from par_metrics.operations.nightly import RunSummary
    from par_metrics.operations.sending import Sending
    from par_metrics.publish import PublishResult
    from par_metrics.publish.gate import Gate
    from par_metrics.publish.outputs.postgres.send import OnServer
    from par_metrics.workspace import Workspace

_SHOWN = 5


def report_of_load(state: State, ws: Workspace, report: LoadReport, *, as_json: bool) -> None:
    """One load: a line of JSON on standard output, or its story on standard error."""
    if as_json:
        print(json.dumps(report.as_dict(), ensure_ascii=False), flush=True)
        return
    for label in story_of_load(ws, report):
        state.say(label)


def story_of_load(ws: Workspace, report: LoadReport) -> list[Label]:
    """The load in words: what was read, kept and refused with the first reasons, and what is odd."""
    from par_metrics.loading.remarks import remarks

    if (reason := report.reason_alone) is not None:
        return [_prefixed(report.file, Label(f"KHÔNG NẠP: {reason.vi}", f"REFUSED: {reason.en}"))]
    if report.already_loaded:
        return [
            _prefixed(report.file, Label("đã nạp từ trước, không có gì thay đổi.", "already loaded; nothing changes."))
        ]
    return [
        _prefixed(report.file, report.summary),
        *_absent(report),
        *next(_refused_rows(ws, [report])),
        *(Label(f"  {line.vi}", f"  {line.en}") for line in remarks(report)),
    ]


def night_told(state: State, ws: Workspace, summary: RunSummary, *, as_json: bool) -> None:
    """A night: one document of JSON on standard output, or its story on standard error."""
    if as_json:
        from par_metrics.operations.night_document import as_document

        print(json.dumps(as_document(ws, summary), ensure_ascii=False, indent=2), flush=True)
        return
    for label in _summary_of_night(ws, summary):
        state.say(label)


def _summary_of_night(ws: Workspace, summary: RunSummary) -> list[Label]:
    """The run as a whole, then what to look at in files with refused rows, or of which records are gone."""
    reports = (o.report for o in summary.outcomes if o.report and not o.report.already_loaded)
    loaded = [report for report in reports if report.rejected or report.absent]
    told = zip(loaded, _refused_rows(ws, loaded), strict=True)
    return [
        Label(summary.text("vi"), summary.text("en")),
        *(label for report, rows in told for label in (_prefixed(report.file, report.summary), *rows)),
    ]


def published(result: PublishResult) -> list[Label]:
    """That a run is the latest now, what an officer accepted of it, old feeds, what became of the open data."""
    first = Label(f"Đã công bố {result.run_id}: {result.folder}", f"Published {result.run_id}: {result.folder}")
    accepted = [_of_gate("  ", gate, gate.accepted_message) for gate in result.accepted]
    old = [Label(f"  lưu ý, {notice.vi}", f"  note, {notice.en}") for notice in result.notices]
    open_data = [Label(f"  dữ liệu mở: {said.vi}", f"  open data: {said.en}") for said in result.open_data]
    return [first, *accepted, *old, *open_data]


def sent_to_server(done: Sending | None) -> list[Label]:
    """What became of sending the run published last; None: nothing is published."""
    if done is None:
        return [Label("Chưa công bố lần nào, nên chưa có gì để ghi.", "Nothing is published yet, so nothing is sent.")]
    return [done.said, *(Label(f"  lưu ý: {note.vi}", f"  note: {note.en}") for note in done.notes)]


def found_on_server(ws: Workspace, found: OnServer) -> Label:
    """That a PostgreSQL server answers, and whether it has the run published last."""
    from par_metrics.publish import latest
    from par_metrics.settings.layout import Layout

    named = ws.settings.postgres
    vi, en = ("có TLS", "with TLS") if found.is_encrypted else ("không TLS", "without TLS")
    run = found.run_id or "—"
    if found.run_id is None:
        there = Label("chưa có bản công bố nào ở đó", "it has no run yet")
    elif found.run_id == latest.latest_run(Layout(ws.root).published):
        there = Label(f"đã có bản công bố mới nhất, {run}", f"it has the latest run, {run}")
    else:
        there = Label(
            f"ở đó là {run}, không phải bản mới nhất; chạy par-metrics postgres",
            f"it has {run}, not the latest run; run par-metrics postgres",
        )
    return Label(
        f"PostgreSQL {found.version} trả lời ({vi}), cơ sở dữ liệu {named.dbname}, schema {named.schema_name}: "
        f"{there.vi}",
        f"PostgreSQL {found.version} answers ({en}), database {named.dbname}, schema {named.schema_name}: {there.en}",
    )


def deliveries(done: Sequence[Delivery]) -> list[Label]:
    """Who took a digest, and who did not, and why."""
    taken, not_taken = Label("đã gửi: {line}", "sent: {line}"), Label("! CHƯA GỬI: {line}", "! NOT SENT: {line}")
    said = []
    for of in done:
        mark = taken if of.taken else not_taken
        said.append(Label(mark.vi.format(line=of.line.vi), mark.en.format(line=of.line.en)))
    return said


def rebuilt(done: Rebuilt) -> list[Label]:
    """What a rebuilt warehouse is made of, and what had to be mended for it."""
    said = [
        Label(
            f"Đã dựng lại kho dữ liệu từ lake/: {done.loads} lần nạp.",
            f"The warehouse is rebuilt from lake/: {done.loads} loads.",
        )
    ]
    if done.sealed:
        count = len(done.sealed)
        said.append(
            Label(
                f"  {count} lần nạp của phiên bản cũ chưa có mã kiểm tra (SHA-256), nay đã ghi vào sổ.",
                f"  {count} loads of earlier software had no checksum (SHA-256); they have one now.",
            )
        )
    if done.restored:
        count, named = len(done.restored), ", ".join(done.restored[:_SHOWN])
        said.append(Label(f"  Đã khôi phục {count} tệp: {named}", f"  {count} files were made again: {named}"))
    if done.otherwise:
        count = len(done.otherwise)
        said.append(
            Label(
                f"  {count} lần nạp trong đó có số dòng như cũ nhưng tệp không y nguyên: phần mềm nay đã khác.",
                f"  {count} loads of these have the same counts of rows but other bytes: the software that reads and "
                "writes them is another now.",
            )
        )
    said += [
        Label(f"  ĐÃ BỎ lần nạp {load_id}: tệp không còn.", f"  GIVEN UP: load {load_id}, its files are lost.")
        for load_id in done.lost
    ]
    return said


def taken_back(done: Withdrawal) -> Label:
    """What withdrawing or restoring a load did."""
    if done.is_of_refused:
        return _refused_file_taken_back(done)
    if done.action == "restore":
        return Label(
            f"Đã khôi phục lần nạp {done.load_id} ({done.file}): {done.records} bản ghi thay đổi.",
            f"Restored load {done.load_id} ({done.file}): {done.records} records changed.",
        )
    command = f"par-metrics loads --restore {done.load_id}"
    return Label(
        f"Đã rút lại lần nạp {done.load_id} ({done.file}): {done.records} bản ghi thay đổi. "
        f"Tệp và lịch sử vẫn được giữ; để dùng lại: {command}",
        f"Withdrew load {done.load_id} ({done.file}): {done.records} records changed. "
        f"The file and its history are kept; to use it again: {command}",
    )


def _refused_file_taken_back(done: Withdrawal) -> Label:
    if done.action == "restore":
        return Label(
            f"{done.file} ({done.load_id}) lại được tính là tệp bị từ chối.",
            f"{done.file} ({done.load_id}) counts as a refused file again.",
        )
    command = f"par-metrics loads --restore {done.load_id}"
    return Label(
        f"Đã rút lại {done.file} ({done.load_id}): không còn tính là tệp bị từ chối; trang và tệp công bố hết nêu tên "
        f"từ lần công bố sau. Lịch sử nạp vẫn giữ; để hủy việc rút lại: {command}",
        f"Withdrew {done.file} ({done.load_id}): it counts as a refused file no more; the page and the published files "
        f"name it until they are published next. The history of loads keeps it; to take this back: {command}",
    )


def held_back(result: PublishResult) -> list[Label]:
    """Why a run was not made the latest."""
    first = Label(
        f"CHƯA CÔNG BỐ {result.run_id}: số liệu được giữ lại ở {result.folder}, bản công bố trước vẫn giữ nguyên.",
        f"NOT PUBLISHED {result.run_id}: its figures are held in {result.folder}; the run published before stays.",
    )
    return [first, *(_of_gate("  - ", gate, gate.message) for gate in result.failed)]


def _of_gate(mark: str, gate: Gate, said: Label) -> Label:
    """What is said of a gate, behind its name."""
    from par_metrics.display.words import words

    return Label(f"{mark}{words(gate.id, 'vi', 'gate')}: {said.vi}", f"{mark}{words(gate.id, 'en', 'gate')}: {said.en}")


def _absent(report: LoadReport) -> list[Label]:
    """What a full list lacks; nothing where it lacks nothing."""
    if report.full_list and report.covers is None and report.accepted:
        return [
            Label(
                "  Danh sách đầy đủ, nhưng đã nạp danh sách mới hơn (hoặc dòng nào cũng thiếu ngày): "
                "không bản ghi nào bị coi là không còn.",
                "  A full list, but a newer one is loaded (or no row has a date): no record is taken to be gone.",
            )
        ]
    if not report.absent:
        return []
    named = ", ".join(report.absent_records) + (", …" if report.absent > len(report.absent_records) else "")
    return [
        Label(
            f"  Danh sách đầy đủ ({report.covers}): {report.absent} bản ghi của danh sách trước không còn, "
            f"từ nay không tính (absent_upstream): {named}.",
            f"  Full list ({report.covers}): {report.absent} records of earlier lists are gone "
            f"and no longer count (absent_upstream): {named}.",
        )
    ]


def _refused_rows(ws: Workspace, reports: Sequence[LoadReport]) -> Iterator[list[Label]]:
    """Of each report its first refused rows, and how to see the others."""
    reasons = ws.warehouse.reasons([r.load_id for r in reports if r.load_id is not None and r.rejected])
    for report in reports:
        if report.load_id is None or not report.rejected:
            yield []
            continue
        rows = next(reasons).head(_SHOWN).iter_rows(named=True)
        lines = [Label(f"  - {row['message_vi']}", f"  - {row['message_en']}") for row in rows]
        more = report.rejected - len(lines)
        if more > 0:
            command = f"par-metrics rejects --load {report.load_id}"
            lines.append(Label(f"  - … và {more} dòng nữa: {command}", f"  - … and {more} more: {command}"))
        yield lines


def _prefixed(file: str, label: Label) -> Label:
    return Label(f"{file}: {label.vi}", f"{file}: {label.en}")
