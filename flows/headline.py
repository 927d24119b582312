"""What stands beside a night's state: the problems first, in few lines, and where to read on."""

from collections.abc import Iterator, Sequence

from par_metrics.display.numbers import number
from par_metrics.operations.summary import FileOutcome, RunSummary
from schemas import Label, Language

MOST_LINES = 10
"""What is on the screen of a run without scrolling."""
_MOST_WARNED = 2


def headline(
    summary: RunSummary, language: Language, links: Sequence[tuple[Label, str]] = (), notes: Sequence[Label] = ()
) -> str:
    """The message of a night.

    Args:
        links: what to read on in, with its address.
        notes: what else is to be said, such as nights that were missed.
    """
    problems = [*_problems(summary)]
    warned = [Label(f"Lưu ý, {of.vi}", f"Note, {of.en}") for of in summary.notices]
    if summary.telling is not None and summary.telling.failed:
        warned.insert(0, Label(f"Lưu ý, {summary.telling.said.vi}", f"Note, {summary.telling.said.en}"))
    warned += [Label(f"Dữ liệu mở: {of.vi}", f"Open data: {of.en}") for of in summary.open_data]
    rest = [*notes, *warned[:_MOST_WARNED], _files(summary.outcomes), *([_gates(summary)] if summary.gates else [])]
    rest += [Label(f"{name.vi}: {address}", f"{name.en}: {address}") for name, address in links]
    room = MOST_LINES - 1 - len(rest)
    lines = [_state(summary, len(problems)), *problems[:room]]
    if len(problems) > room:
        more = len(problems) - room + 1
        lines[-1] = Label(f"! và {more} vấn đề khác, xem bảng các tệp", f"! and {more} more, see the table of files")
    return "\n".join(line.in_language(language) for line in [*lines, *rest])


def of_failure(reason: Label, outcomes: Sequence[FileOutcome], language: Language) -> str:
    """The message of a night that an error ended: what it is, and what was loaded before."""
    lines = [Label(f"! {reason.vi}", f"! {reason.en}")]
    if outcomes:
        lines.append(_files(outcomes))
    lines.append(_HELD)
    return "\n".join(line.in_language(language) for line in lines)


_HELD = Label(
    "Chưa công bố: số liệu công bố lần trước vẫn giữ nguyên", "Not published: the figures published last stay"
)


def _state(summary: RunSummary, problems: int) -> Label:
    seen = f"{summary.as_of:%H:%M %d/%m/%Y}"
    if summary.published is None:
        return Label(f"{_HELD.vi} (tính đến {seen})", f"{_HELD.en} (as of {seen})")
    if not summary.is_new:
        kept = summary.run_id
        return Label(
            f"Không có gì mới: giữ nguyên số liệu đã công bố {kept} (hỏi lúc {seen})",
            f"Nothing is new: the figures published as {kept} stay (asked as of {seen})",
        )
    if problems:
        return Label(
            f"Đã công bố, có {problems} vấn đề (tính đến {seen})", f"Published, {problems} problems (as of {seen})"
        )
    return Label(f"Đã công bố (tính đến {seen})", f"Published (as of {seen})")


def _problems(summary: RunSummary) -> Iterator[Label]:
    for trouble in summary.troubles:
        yield Label(f"! {trouble.vi}", f"! {trouble.en}")
    for outcome in summary.outcomes:
        if outcome.problem is not None:
            yield Label(f"! {outcome.file}: {outcome.problem.vi}", f"! {outcome.file}: {outcome.problem.en}")


def _files(outcomes: Sequence[FileOutcome]) -> Label:
    loaded = [o.report for o in outcomes if o.problem is None and o.report is not None]
    accepted, rejected = sum(r.accepted for r in loaded), sum(r.rejected for r in loaded)

    def said(language: Language, loading: str, taken: str, refused: str) -> str:
        counts = f"{taken.format(number(accepted, language))}, {refused.format(number(rejected, language))}"
        return f"{loading.format(len(loaded), len(outcomes))}: {counts}"

    if not outcomes:
        return Label("Không có tệp nào trong inbox", "No file in the inbox")
    return Label(
        said("vi", "Nạp {}/{} tệp", "nhận {} dòng", "từ chối {}"),
        said("en", "Loaded {}/{} files", "{} rows accepted", "{} refused"),
    )


def _gates(summary: RunSummary) -> Label:
    good = sum(not gate.holds_back for gate in summary.gates)
    return Label(f"Kiểm tra: {good}/{len(summary.gates)} đạt", f"Gates: {good} of {len(summary.gates)} passed")
