"""`par-metrics report`: the periodic report as a DOCX, and its figures kept once it was handed in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from par_metrics.cli.app import app
from par_metrics.cli.options import AsOfOption, KnownAtOption, OutputOption, PeriodOption, UnitOption
from par_metrics.cli.state import State
from par_metrics.errors import UsageError
from schemas import Label

if TYPE_CHECKING:
    from datetime import datetime

    from par_metrics.documents.report.package import Stamp


@app.command()
def report(
    context: typer.Context,
    document: Annotated[Path | None, typer.Argument(metavar="DOCX")] = None,
    period: PeriodOption = None,
    unit: UnitOption = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    template_file: Annotated[Path | None, typer.Option("--template")] = None,
    sign: Annotated[bool, typer.Option("--sign")] = False,
    output: OutputOption = None,
) -> None:
    state: State = context.obj
    if sign:
        _refuse(output or template_file, "--sign", "--output, --template")
        asked = _of_document(state, document, period, unit, as_of, known_at)
        _sign(state, *asked)
        if document is not None:
            _tell_left(state, document)
        return
    _refuse(document, "report", str(document))
    made = state.open().report(_needed(period), unit, as_of, known_at, template_file)
    path = output or Path(f"bao-cao-{made.stamp.period.replace('/', '_')}.docx")
    with state.saving(path):
        made.write(path)
    if left_out := made.template.left_out:
        named = ", ".join(left_out)
        state.say(Label(f"Mẫu không có các trường: {named}.", f"The template has no fields: {named}."))
    state.say(Label(f"Đã ghi {path}. {made.about.vi}", f"Wrote {path}. {made.about.en}"))


def _sign(state: State, period: str, unit: str | None, as_of: str | None, known_at: str | None) -> None:
    signed, before = state.open().sign_report(period, unit, as_of, known_at)
    again = Label("", "")
    if before:
        again = Label(
            f" Kỳ này đã ghi {before} lần trước; các lần đó vẫn được giữ.",
            f" It was signed {before} times before; those are kept.",
        )
    about = f"{signed.period}, {signed.unit_code or '*'}"
    state.say(
        Label(
            f"Đã ghi báo cáo đã gửi: {about}, {signed.figures.height} số liệu tính đến {signed.as_of:%d/%m/%Y %H:%M}, "
            f"đã nạp đến {signed.known_at:%d/%m/%Y %H:%M:%S}.{again.vi}",
            f"Signed: {about}, {signed.figures.height} figures as of {signed.as_of:%Y-%m-%d %H:%M}, "
            f"loaded by {signed.known_at:%Y-%m-%d %H:%M:%S}.{again.en}",
        )
    )


def _tell_left(state: State, document: Path) -> None:
    """What the document still leaves to be filled in: its figures are kept, and its text is not."""
    from par_metrics.documents.report.left import left_to_fill

    names = state.open().names()
    left = left_to_fill(document, [name for of_kind in names.values() for name in of_kind.values()])
    if not left:
        return
    named = ", ".join(f"{place} ({count})" if count > 1 else place for place, count in left.most_common(_MOST_NAMED))
    more = len(left) - _MOST_NAMED
    rest = Label(f" và {more} loại khác", f" and {more} others") if more > 0 else Label("", "")
    state.say(
        Label(
            f"Lưu ý: {document} còn {left.total()} chỗ trong ngoặc vuông chưa điền: {named}{rest.vi}. Lệnh này chỉ giữ "
            "số liệu, không giữ phần chữ: điền nốt (nhận định, địa danh) trước khi gửi; số liệu đã giữ không đổi.",
            f"Note: {document} has {left.total()} places in square brackets to fill in: {named}{rest.en}. This command "
            "keeps figures, and not the text: fill them in before it goes out; the figures kept stay as they are.",
        )
    )


_MOST_NAMED = 5


def _of_document(
    state: State, document: Path | None, period: str | None, unit: str | None, as_of: str | None, known_at: str | None
) -> tuple[str, str | None, str | None, str | None]:
    """What a document handed in is of; without one, what was asked for."""
    if document is None:
        return _needed(period), unit, as_of, known_at
    from par_metrics.documents.report.package import stamp_of

    _refuse(period or unit or as_of or known_at, "--sign DOCX", "--period, --unit, --as-of, --known-at")
    stamp: Stamp = stamp_of(document)
    loads = state.open().loads()
    if stamp.known_at not in {*loads["loaded_at"], *loads["withdrawn_at"]}:
        raise _of_elsewhere(document, stamp.known_at)
    return stamp.period, stamp.unit_code, stamp.as_of.isoformat(), stamp.known_at.isoformat()


def _of_elsewhere(document: Path, known_at: datetime) -> UsageError:
    """A report is signed where it was made: its figures are those of the loads that it knew."""
    return UsageError(
        Label(
            f"{document} biết những gì đã nạp đến {known_at:%d/%m/%Y %H:%M:%S}, lúc mà kho này không nạp gì: "
            "báo cáo lập từ kho làm việc khác. Chỉ đúng kho bằng --workspace",
            f"{document} knows what was loaded by {known_at:%Y-%m-%d %H:%M:%S}, when this workspace loaded nothing: "
            "it was made from another one. Name that one with --workspace",
        ),
        "report_of_elsewhere",
    )


def _needed(period: str | None) -> str:
    if period is None:
        raise UsageError(
            Label("thiếu kỳ báo cáo: --period 2026-Q3", "the period is missing: --period 2026-Q3"), "period_missing"
        )
    return period


def _refuse(given: object, beside: str, named: str) -> None:
    """Raises UsageError where something is given that means nothing here."""
    if given:
        raise UsageError(
            Label(f"{named} không dùng cùng {beside}; bỏ đi", f"{named} means nothing beside {beside}; leave it out"),
            "means_nothing",
        )
