"""What a digest says, in short lines under headings, the problems first; text and HTML are both written from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from par_metrics.display.numbers import measured, number, when
from par_metrics.display.words import words
from par_metrics.operations.digest.digest import Digest, Due, File, Move
from schemas import Label, Language

MOST_LINES = 6
"""Under a heading; what is more is counted."""
_MOST_CODES = 10
_MOST_COLUMNS = 3
_LONGEST = 240

_STATES = {
    "published": Label("Đã công bố số liệu tính đến {as_of}", "Published, figures as of {as_of}"),
    "unchanged": Label(
        "Không có gì mới: số liệu đã công bố vẫn giữ nguyên (hỏi lúc {as_of})",
        "Nothing is new: the figures published before stay (asked as of {as_of})",
    ),
    "held": Label(
        "CHƯA CÔNG BỐ: số liệu công bố lần trước vẫn giữ nguyên (tính đến {as_of})",
        "NOT PUBLISHED: the figures published last stay (as of {as_of})",
    ),
    "failed": Label(
        "KHÔNG TÍNH ĐƯỢC: số liệu công bố lần trước vẫn giữ nguyên ({as_of})",
        "NOTHING WAS COMPUTED: the figures published last stay ({as_of})",
    ),
}
_SUBJECTS = {
    "published": Label("đã công bố", "published"),
    "unchanged": Label("không có gì mới", "nothing new"),
    "held": Label("CHƯA CÔNG BỐ", "NOT PUBLISHED"),
    "failed": Label("KHÔNG TÍNH ĐƯỢC", "NOTHING COMPUTED"),
}
_WEEKDAYS = (
    Label("thứ Hai", "Monday"),
    Label("thứ Ba", "Tuesday"),
    Label("thứ Tư", "Wednesday"),
    Label("thứ Năm", "Thursday"),
    Label("thứ Sáu", "Friday"),
    Label("thứ Bảy", "Saturday"),
    Label("Chủ nhật", "Sunday"),
)


@dataclass(frozen=True)
class Line:
    """One line, and the codes it ends with, which are not broken on a narrow screen."""

    text: str
    codes: Sequence[str] = ()

    def __str__(self) -> str:
        return self.text + ", ".join(self.codes)


@dataclass(frozen=True)
class Section:
    """A heading and its lines."""

    title: str
    lines: Sequence[Line]
    tone: Literal["bad", "good", "plain"] = "plain"


def subject(digest: Digest, language: Language) -> str:
    """A line: whose, what became of it, how many problems."""
    count = digest.problem_count
    problems = Label(f", {count} việc cần xem", f", {count} to look at") if count else Label("", "")
    whose = digest.unit_name or digest.unit_code or "par-metrics"
    day = when(digest.as_of.date(), language)
    return f"{whose} {day}: {_SUBJECTS[digest.state].in_language(language)}{problems.in_language(language)}"


def headline(digest: Digest, language: Language) -> str:
    """What became of the run."""
    return _STATES[digest.state].filled(as_of=when(digest.as_of, language)).in_language(language)


def sections(digest: Digest, language: Language) -> list[Section]:
    """Those that have anything to say."""

    def made(
        title: Label, lines: Sequence[str | Line], tone: Literal["bad", "good", "plain"], count: int = 0
    ) -> Section:
        counted = f" ({number(count, language)})" if count else ""
        whole = [line if isinstance(line, Line) else Line(line) for line in lines]
        return Section(title.in_language(language) + counted, _few(whole, language), tone)

    lost, rows = digest.not_loaded, digest.with_refused_rows
    refused = sum(file.rejected for file in rows)
    found = [
        made(Label("Cần xử lý", "To look at"), [_cut(p.in_language(language)) for p in digest.problems], "bad"),
        made(
            Label("Tệp không nạp được", "Files that were not loaded"),
            [_cut(f"{file.name}: {file.problem.in_language(language)}") for file in lost if file.problem],
            "bad",
            len(lost),
        ),
        made(
            Label("Chỉ số mới chuyển sang chưa đạt", "Newly missed"),
            [_move(move, language) for move in digest.missed],
            "bad",
            len(digest.missed),
        ),
        made(
            Label("Dòng bị từ chối", "Refused rows"), [_refused_rows(file, language) for file in rows], "plain", refused
        ),
        made(Label("Đến hạn", "Due"), [*_due(digest.due, language)] if digest.due else [], "plain"),
        made(
            Label("Chỉ số mới đạt", "Newly met"),
            [_move(move, language) for move in digest.met],
            "good",
            len(digest.met),
        ),
        made(Label("Lưu ý", "Notes"), [_cut(note.in_language(language)) for note in digest.notes], "plain"),
        made(Label("Tệp đã nạp", "Files loaded"), [_files(digest, language)] if digest.files else [], "plain"),
    ]
    return [section for section in found if section.lines]


def foot(digest: Digest, language: Language) -> str:
    """Which run it is of, and what is in it."""
    run = Label(f"Lần chạy {digest.run_id}. ", f"Run {digest.run_id}. ") if digest.run_id else Label("", "")
    said = Label(
        "Bản tin tự động của par-metrics: hồ sơ chỉ ghi mã, không có dữ liệu cá nhân.",
        "Sent by par-metrics: of dossiers their codes alone, no personal data.",
    )
    return Label(run.vi + said.vi, run.en + said.en).in_language(language)


def _move(move: Move, language: Language) -> str:
    now = measured(move.after, move.measure, language)
    before = measured(move.before, move.measure, language)
    if move.before is None:
        before = words(move.status_before, language)
    aim = measured(move.target, move.measure, language)
    target = Label(f" (chỉ tiêu {aim})", f" (target {aim})") if move.target is not None else Label("", "")
    unit = f" [{move.unit_code}]" if move.unit_code else ""
    return f"{move.label.in_language(language)}{unit}: {before} → {now}{target.in_language(language)}"


def _refused_rows(file: File, language: Language) -> str:
    counts, by_column = number(file.rejected, language), dict[str | None, int]()
    for (column, _), rows in (file.reasons or {}).items():
        by_column[column] = by_column.get(column, 0) + rows
    whole = Label("cả dòng", "the row itself").in_language(language)
    named = [
        f'"{column}" {number(rows, language)}' if column else f"{whole} {number(rows, language)}"
        for column, rows in sorted(by_column.items(), key=lambda item: -item[1])
    ]
    more = ", …" if len(named) > _MOST_COLUMNS else ""
    said = Label(f"{counts} dòng", f"{counts} rows").in_language(language)
    columns = f" ({', '.join(named[:_MOST_COLUMNS])}{more})" if named else ""
    return f"{file.name}: {said}{columns}"


def _due(due: Due, language: Language) -> Iterator[str | Line]:
    """Nothing of what is not."""
    weekday = _WEEKDAYS[due.next_day.weekday()].in_language(language)
    until = f"{weekday} {when(due.next_day, language)}"
    heads = (
        (Label("Hôm nay", "Today"), due.today),
        (Label(f"Đến hết {until}", f"By the end of {until}"), due.tomorrow),
    )
    for head, codes in heads:
        if codes:
            count = number(len(codes), language)
            more = ["…"] if len(codes) > _MOST_CODES else []
            said = Label(f"{head.vi}: {count} hồ sơ", f"{head.en}: {count} dossiers").in_language(language)
            yield Line(f"{said}: ", [*codes[:_MOST_CODES], *more])
    if due.overdue:
        count = number(due.overdue, language)
        yield Label(f"Đã quá hạn: {count} hồ sơ", f"Overdue already: {count} dossiers").in_language(language)
    for row in due.plan_rows:
        day, title = when(row.day, language), row.title.in_language(language)
        yield Label(
            f"Mục kế hoạch {row.plan_row}: {title} ({day})", f"Plan row {row.plan_row}: {title} ({day})"
        ).in_language(language)


def _files(digest: Digest, language: Language) -> str:
    loaded = [file for file in digest.files if file.problem is None]
    accepted = number(sum(file.accepted for file in loaded), language)
    rejected = number(sum(file.rejected for file in loaded), language)
    of_all = f"{len(loaded)}/{len(digest.files)}"
    return Label(
        f"{of_all} tệp: nhận {accepted} dòng, từ chối {rejected}",
        f"{of_all} files: {accepted} rows accepted, {rejected} refused",
    ).in_language(language)


def _few(lines: Sequence[Line], language: Language) -> Sequence[Line]:
    if len(lines) <= MOST_LINES:
        return lines
    more = len(lines) - MOST_LINES + 1
    return [*lines[: MOST_LINES - 1], Line(Label(f"… và {more} mục nữa", f"… and {more} more").in_language(language))]


def _cut(line: str) -> str:
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
