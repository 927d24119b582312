"""Empty workbooks for officers to fill in, made from the definitions alone, and the report to start an own one from.

A further template (not of a kind of records) is a line in `WRITERS`: its name, and a function
that writes it to a path, for a plan. One that is no workbook has its ending in `_ENDINGS`.
"""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from par_metrics.domain.plan import Plan, builtin_plan
from par_metrics.errors import UsageError, nearest, saving
from par_metrics.support.folding import fold
from schemas import KINDS, Label


def _write_kind(kind: str, path: Path, plan: Plan) -> None:
    from par_metrics.documents.templates.workbook import write_kind

    write_kind(KINDS[kind], path, plan)


def _write_criteria(path: Path, _: Plan) -> None:
    from par_metrics.documents.templates.criteria import write_criteria

    write_criteria(path)


def _write_report(path: Path, _: Plan) -> None:
    from par_metrics.documents.report.template import write_built_in

    write_built_in(path)


WRITERS: Mapping[str, Callable[[Path, Plan], None]] = {
    **{name: partial(_write_kind, name) for name in KINDS},
    "criteria": _write_criteria,
    "report": _write_report,
}
_ENDINGS = {"report": ".docx"}

_IN_VIETNAMESE: Mapping[str, str] = {
    **{name: fold(kind.label.vi).replace(",", "").replace(" ", "-") for name, kind in KINDS.items()},
    "criteria": "bang-tieu-chi",
    "report": "bao-cao",
}
"""Name -> what it is called in Vietnamese, as one types it."""


def template_named(name: str) -> str:
    """The template of a name, or of its Vietnamese name without accents: `don-vi`, `can-bo`, `Đơn vị`.

    The first words of that are enough where they are those of one template alone.

    Raises:
        UsageError: no such template, naming the nearest.
    """
    if name in WRITERS:
        return name
    typed = fold(name).replace(",", "").replace("_", "-").replace(" ", "-")
    found = [known for known, words in _IN_VIETNAMESE.items() if typed == words]
    found = found or [known for known, words in _IN_VIETNAMESE.items() if typed and words.startswith(f"{typed}-")]
    if len(found) == 1:
        return found[0]
    raise _unknown(name)


def write_template(name: str, path: str | Path | None = None, plan: Plan | None = None) -> Path:
    """Write the XLSX template of a kind of records: headings, drop-down lists, checks, instructions.

    `report` (or `bao-cao`) is the DOCX of the periodic report, to change in Word: see docs/how-to/report.md.

    Filled in and saved, it is loaded like any export (`Workspace.ingest`).

    Args:
        name: a kind of records, such as `staff`, or another template of `WRITERS`; or its Vietnamese name, as
            `template_named` reads it.
        path: the file to write; None for `mau-<name>.xlsx` (`.docx`) in the current folder, as the name was
            given.
        plan: whose rows a report on tasks may name; None for the built-in one.
    Returns:
        The file written.
    Raises:
        UsageError: no such template, a file name without that ending, the folder is not there or may not be written
            to, or the file exists already; nothing is ever overwritten.
    """
    known = template_named(name)
    ending = _ENDINGS.get(known, ".xlsx")
    target = Path(path) if path is not None else Path(f"mau-{fold(name).replace(' ', '-')}{ending}")
    if target.suffix.lower() != ending:
        raise _wrong_ending(target, ending)
    if target.exists():
        raise UsageError(
            Label(
                f"tệp {target} đã có, không ghi đè. Chọn tên khác bằng --output",
                f"{target} exists and is not overwritten. Choose another name with --output",
            ),
            "file_exists",
        )
    with saving(target):
        WRITERS[known](target, plan or builtin_plan())
    return target


def _wrong_ending(target: Path, ending: str) -> UsageError:
    program = "Excel" if ending == ".xlsx" else "Word"
    return UsageError(
        Label(
            f"mẫu là tệp {program}: đặt tên {target}{ending}",
            f"a template is a file of {program}: name it {target}{ending}",
        ),
        f"not_{ending[1:]}",
    )


def _unknown(name: str) -> UsageError:
    typed = fold(name).replace(" ", "-")
    near = Label(nearest(typed, _IN_VIETNAMESE.values()).vi, nearest(name, WRITERS).en)
    in_english = nearest(name, WRITERS).vi
    listed = ", ".join(f"{words} ({known})" for known, words in _IN_VIETNAMESE.items())
    return UsageError(
        Label(
            f'không có mẫu "{name}".{near.vi or in_english} Các mẫu: {listed}',
            f'no template "{name}".{near.en} There are: {", ".join(WRITERS)}',
        ),
        "unknown_template",
    )
