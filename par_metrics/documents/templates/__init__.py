"""Empty workbooks for officers to fill in, made from the definitions alone, and the report to start an own one from.

A further template (not of a kind of records) is a line in `WRITERS`: its name, and a function
that writes it to a path. One that is no workbook has its ending in `_ENDINGS`.
"""

import difflib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from par_metrics.errors import UsageError
from schemas import KINDS, Label


def _write_kind(kind: str, path: Path) -> None:
    from par_metrics.documents.templates.workbook import write_kind

    write_kind(KINDS[kind], path)


def _write_criteria(path: Path) -> None:
    from par_metrics.documents.templates.criteria import write_criteria

    write_criteria(path)


def _write_report(path: Path) -> None:
    from par_metrics.documents.report.template import write_built_in

    write_built_in(path)


WRITERS: Mapping[str, Callable[[Path], None]] = {
    **{name: partial(_write_kind, name) for name in KINDS},
    "criteria": _write_criteria,
    "report": _write_report,
}
_NAMES = {"bao-cao": "report"}
"""What templates are called in Vietnamese."""
_ENDINGS = {"report": ".docx"}


def write_template(name: str, path: str | Path | None = None) -> Path:
    """Write the XLSX template of a kind of records: headings, drop-down lists, checks, instructions.

    `report` (or `bao-cao`) is the DOCX of the periodic report, to change in Word: see docs/how-to/report.md.

    Filled in and saved, it is loaded like any export (`Workspace.ingest`).

    Args:
        name: a kind of records, such as `staff`, or another template of `WRITERS`.
        path: the file to write; None for `mau-<name>.xlsx` (`.docx`) in the current folder.
    Returns:
        The file written.
    Raises:
        UsageError: no such template, a file name without that ending, or the file exists already;
            nothing is ever overwritten.
        OSError: the folder is not there or may not be written to.
    """
    known = _NAMES.get(name, name)
    writer = WRITERS.get(known)
    if writer is None:
        raise _unknown(name)
    ending = _ENDINGS.get(known, ".xlsx")
    target = Path(path) if path is not None else Path(f"mau-{name}{ending}")
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
    writer(target)
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
    near = difflib.get_close_matches(name, list(WRITERS), n=1, cutoff=0.4)
    hint = Label(f"; gần nhất: {near[0]}", f"; the nearest is {near[0]}") if near else Label("", "")
    listed = ", ".join(WRITERS)
    return UsageError(
        Label(
            f'không có mẫu "{name}"{hint.vi}. Các mẫu: {listed}', f'no template "{name}"{hint.en}. There are: {listed}'
        ),
        "unknown_template",
    )
