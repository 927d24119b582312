"""What a nightly run did, as data and as the lines an officer reads in the morning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from par_metrics.display.words import words
from par_metrics.fetching.outcome import SourceOutcome
from par_metrics.loading.remarks import remarks
from par_metrics.operations.sending import Sending
from schemas import KINDS, Label, Language

if TYPE_CHECKING:
    from par_metrics.loading.report import LoadReport
    from par_metrics.publish.gate import Gate

__all__ = ["FileOutcome", "RunSummary", "SourceOutcome"]

_HEAD = Label(
    "Lần chạy {run}, tính đến {as_of}: {count} tệp trong inbox", "Run {run}, as of {as_of}: {count} files in the inbox"
)
_HEAD_UNNAMED = Label(
    "Lần chạy tính đến {as_of}: {count} tệp trong inbox", "The run as of {as_of}: {count} files in the inbox"
)
_NOT_COMPUTED = Label("không tính được: {reason}", "nothing could be computed: {reason}")
_LOADED = Label(
    "  {file}: {kind}, đọc {read}, nhận {accepted}, từ chối {rejected}, trùng {duplicates}",
    "  {file}: {kind}, {read} read, {accepted} accepted, {rejected} refused, {duplicates} duplicates",
)
_REMARK = Label("    {reason}", "    {reason}")
_REREAD = Label(
    "  {file}: đọc lại từ archive/ vì danh mục đã đổi: {kind}, đọc {read}, nhận {accepted}, từ chối {rejected}, "
    "trùng {duplicates}",
    "  {file}: read again from archive/ since a register has changed: {kind}, {read} read, {accepted} accepted, "
    "{rejected} refused, {duplicates} duplicates",
)
_SEEN_BEFORE = Label("đã nạp trước đây, không có gì thay đổi", "loaded before, nothing changed")
_ALREADY_LOADED = Label(f"  {{file}}: {_SEEN_BEFORE.vi}", f"  {{file}}: {_SEEN_BEFORE.en}")
_PROBLEM = Label("! {file}: {reason}", "! {file}: {reason}")
_GATE_PASSED = Label("  kiểm tra {gate}: đạt", "  gate {gate}: passed")
_GATE_ACCEPTED = Label("  kiểm tra {gate}: {reason}", "  gate {gate}: {reason}")
_GATE_FAILED = Label("kiểm tra {gate}: {reason}", "gate {gate}: {reason}")
_OPEN_DATA = Label("  dữ liệu mở: {reason}", "  open data: {reason}")
_PUBLISHED = Label("  đã công bố: {folder}", "  published: {folder}")
_HELD = Label(
    "! chưa công bố: số liệu công bố lần trước vẫn giữ nguyên", "! not published: the figures published last stay"
)
_STAYS = Label(
    "  không có gì mới so với lần công bố trước, bản này vẫn giữ nguyên: {folder}",
    "  nothing is new since the run published before, which stays: {folder}",
)
_NOTICE = Label("  lưu ý, {reason}", "  note, {reason}")
_DAMAGED = Label("dữ liệu lưu giữ: {reason}", "what is kept: {reason}")
_SENT = Label("  {reason}", "  {reason}")
_OF_SENT = Label("  lưu ý, PostgreSQL: {reason}", "  note, PostgreSQL: {reason}")
_FETCHED = Label("  nguồn {source}: {reason}", "  source {source}: {reason}")
_TOLD = Label("  {reason}", "  {reason}")
_NOT_TOLD = Label("  lưu ý, {reason}", "  note, {reason}")
_LEFT = Label("  còn trong inbox, lần chạy sau sẽ thử: {names}", "  still in the inbox for the next run: {names}")


@dataclass(frozen=True)
class FileOutcome:
    """What became of one entry of the inbox, or of a file read again: a report, or why it was not read to the end.

    Args:
        file: its name in the inbox.
        report: rows counted, or the refusal of the whole file; None after a failure.
        failure: what stopped it, without any value of the file; it stays where it is.
        is_reread: it came from the archive, since a register has changed.
        whereabouts: how it is found, where its name is masked.
    """

    file: str
    report: LoadReport | None = None
    failure: Label | None = None
    is_reread: bool = False
    whereabouts: Label | None = None

    @property
    def problem(self) -> Label | None:
        """Why nothing of the file was loaded, and how it is found if its name is masked; None if it was."""
        reason = self.failure or (self.report.reason_alone if self.report else None)
        if reason is None or self.whereabouts is None:
            return reason
        vi, en = reason.vi.rstrip("."), reason.en.rstrip(".")
        return Label(f"{vi}. {self.whereabouts.vi}", f"{en}. {self.whereabouts.en}")

    @property
    def counts(self) -> Label:
        """`nhận 510, từ chối 12, trùng 2`: of a file that was loaded."""
        report = self.report
        assert report is not None  # an outcome without a problem has a report
        if report.already_loaded:
            return _SEEN_BEFORE
        repeated = report.duplicates
        twice = Label(f", trùng {repeated}", f", {repeated} duplicates") if repeated else Label("", "")
        return Label(
            f"nhận {report.accepted}, từ chối {report.rejected}{twice.vi}",
            f"{report.accepted} accepted, {report.rejected} refused{twice.en}",
        )

    @property
    def remarks(self) -> list[Label]:
        """What is odd about the load though it was taken; nothing of one that was not."""
        if self.report is None or self.problem is not None or self.report.already_loaded:
            return []
        return [*([self.whereabouts] if self.whereabouts else []), *remarks(self.report)]


@dataclass(frozen=True)
class Telling:
    """What became of telling people what a run came to.

    Args:
        said: in a line who was told, or why not.
        failed: somebody was not.
        passes: somebody was not, and waiting may help.
    """

    said: Label
    failed: bool = False
    passes: bool = False


@dataclass(frozen=True)
class RunSummary:
    """What a nightly run did.

    Args:
        run_id: name of its folder in `published/`, of the run published before where that one stays; None if nothing
            could be computed.
        as_of: instant it was asked for, naive local.
        outcomes: one for each entry of the inbox, in the order they were loaded, then for each file read again.
        gates: the quality gates, passed or not.
        published: the folder of the run if it is the latest now; None if a gate held it back. Where nothing is new
            it is that of the run published before, which says what this one would.
        left: names still in the inbox: failed, or not finished by whoever writes them.
        failure: why nothing could be computed: settings that are wrong.
        notices: what is no failure and is to be known: the feeds that are too old.
        open_data: what became of the open data; nothing where there was nothing to do.
        damages: files of the lake, its rejects or the archive that are no longer what was written. The figures are of
            the warehouse, and right.
        is_new: False where nothing is new, and the run published before stays.
        sending: what became of sending the run published last to a PostgreSQL server; None: there is none.
        sources: what came of each source before anything was loaded.
        telling: what became of telling people; None: nobody is to be told. It makes no run a failure.
    """

    run_id: str | None
    as_of: datetime
    outcomes: tuple[FileOutcome, ...]
    gates: tuple[Gate, ...]
    published: Path | None
    left: tuple[str, ...] = ()
    failure: Label | None = None
    notices: tuple[Label, ...] = ()
    is_new: bool = True
    damages: tuple[Label, ...] = ()
    sending: Sending | None = None
    open_data: tuple[Label, ...] = ()
    sources: tuple[SourceOutcome, ...] = ()
    telling: Telling | None = None

    @property
    def refused(self) -> tuple[FileOutcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.report and outcome.report.refused)

    @property
    def failed(self) -> tuple[FileOutcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.failure)

    @property
    def ok(self) -> bool:
        """Every source answered, every file was loaded, every gate passed or was accepted, nothing is damaged, and a
        server has the run.

        Old data alone are no failure.
        """
        is_loaded = not self.refused and not self.failed and all(source.ok for source in self.sources)
        is_sent = self.sending is None or not self.sending.failed
        return self.published is not None and is_loaded and not self.damages and is_sent

    @property
    def troubles(self) -> list[Label]:
        """What failed, but for files, each with its place in front."""
        found = [] if self.failure is None else [_with_reason(_NOT_COMPUTED, self.failure)]
        found += [gate_problem(gate.id, gate.message) for gate in self.gates if gate.holds_back]
        found += [_with_reason(_DAMAGED, damage) for damage in self.damages]
        found += [problem for source in self.sources for problem in source.problems]
        return found if self.sending is None or not self.sending.failed else [*found, self.sending.said]

    @property
    def _outcome(self) -> Label:
        if self.published is None:
            return _HELD
        return (_PUBLISHED if self.is_new else _STAYS).filled(folder=self.published)

    def text(self, language: Language) -> str:
        """The summary for people, a line for each file and gate; problems are marked with `!`."""
        head = _HEAD if self.run_id is not None and self.is_new else _HEAD_UNNAMED
        taken = sum(not outcome.is_reread for outcome in self.outcomes)
        lines = [head.filled(run=self.run_id, as_of=f"{self.as_of:%Y-%m-%d %H:%M}", count=taken)]
        lines += self.of_sources
        for outcome in self.outcomes:
            lines += [_file_line(outcome), *(_with_reason(_REMARK, remark) for remark in outcome.remarks)]
        lines += self.of_the_run
        return "\n".join(line.in_language(language) for line in lines)

    @property
    def of_sources(self) -> list[Label]:
        """The lines of `text` about what was fetched before anything was loaded."""
        lines = []
        for source in self.sources:
            lines += [_marked(problem) for problem in source.problems]
            lines += [_with_reason(_FETCHED, source.counts, source=source.source)] if source.failure is None else []
        return lines

    @property
    def of_the_run(self) -> list[Label]:
        """The lines of `text` but for sources and files: gates, what was published, who was told."""
        lines = [_gate_line(gate) for gate in self.gates]
        if self.failure is not None:
            lines.append(_marked(_with_reason(_NOT_COMPUTED, self.failure)))
        lines += [_marked(_with_reason(_DAMAGED, damage)) for damage in self.damages]
        lines += [_with_reason(_NOTICE, notice) for notice in self.notices]
        lines.append(self._outcome)
        if self.sending is not None:
            said = self.sending.said
            lines.append(_marked(said) if self.sending.failed else _with_reason(_SENT, said))
            lines += [_with_reason(_OF_SENT, notice) for notice in self.sending.notes]
        lines += [_with_reason(_OPEN_DATA, said) for said in self.open_data]
        if self.telling is not None:
            lines.append(_with_reason(_NOT_TOLD if self.telling.failed else _TOLD, self.telling.said))
        if self.left:
            lines.append(_LEFT.filled(names=", ".join(self.left)))
        return lines


def _file_line(outcome: FileOutcome) -> Label:
    report, problem = outcome.report, outcome.problem
    if problem is not None:
        return _with_reason(_PROBLEM, problem, file=outcome.file)
    assert report is not None  # an outcome without a problem has a report
    if report.already_loaded:
        return _ALREADY_LOADED.filled(file=outcome.file)
    counts = {
        "read": report.rows_read,
        "accepted": report.accepted,
        "rejected": report.rejected,
        "duplicates": report.duplicates,
    }
    kind = KINDS[str(report.kind)].label  # a file that was loaded is of a kind
    line = _REREAD if outcome.is_reread else _LOADED
    return Label(
        line.vi.format(file=outcome.file, kind=kind.vi, **counts),
        line.en.format(file=outcome.file, kind=kind.en, **counts),
    )


def _gate_line(gate: Gate) -> Label:
    if gate.passed:
        return _of_gate(_GATE_PASSED, gate.id)
    if not gate.holds_back:
        return _of_gate(_GATE_ACCEPTED, gate.id, gate.accepted_message)
    return _marked(gate_problem(gate.id, gate.message))


def gate_problem(gate: str, finding: Label) -> Label:
    """What a gate that holds figures back found, behind its name."""
    return _of_gate(_GATE_FAILED, gate, finding)


def _of_gate(line: Label, gate: str, reason: Label | None = None) -> Label:
    """A line about a gate, which is called by its name."""
    vi, en = reason or ("", "")
    return Label(
        line.vi.format(gate=words(gate, "vi", "gate"), reason=vi),
        line.en.format(gate=words(gate, "en", "gate"), reason=en),
    )


def _marked(problem: Label) -> Label:
    """A line that is a problem."""
    return Label(f"! {problem.vi}", f"! {problem.en}")


def _with_reason(line: Label, reason: Label, **names: str) -> Label:
    return Label(line.vi.format(reason=reason.vi, **names), line.en.format(reason=reason.en, **names))
