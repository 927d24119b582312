"""`par-metrics explain --why CODE`: how one dossier counts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from par_metrics.cli.output import Format, is_in_words, write
from par_metrics.cli.state import State
from par_metrics.errors import UsageError
from par_metrics.questions.why import Why
from schemas import Label


def write_why(state: State, found: Why, form: Format | None, output: Path | None, limit: int) -> None:
    """The rows where and as they were asked for; where the records came from goes to the messages."""
    found = replace(found, language=state.speaks)
    state.say(found.origin())
    write(state, found.in_words() if is_in_words(form, output) else found.rows, form, output, limit=limit)


def indicator_missing() -> UsageError:
    """The error of `explain` without an indicator and without a dossier."""
    return UsageError(
        Label(
            "cho biết mã chỉ số (par-metrics explain ID), hoặc mã hồ sơ (par-metrics explain --why CODE)",
            "name an indicator (par-metrics explain ID), or a dossier (par-metrics explain --why CODE)",
        ),
        "indicator_missing",
    )


def late_of_dossier() -> UsageError:
    """The error of `--late` beside one dossier."""
    return UsageError(
        Label(
            "--late liệt kê các hồ sơ chưa đạt của một chỉ số, --why xét một hồ sơ; bỏ một trong hai",
            "--late lists the dossiers an indicator misses, --why looks at one; leave out one of them",
        ),
        "late_of_dossier",
    )


def check_no_unit(unit: str | None) -> None:
    """Raises UsageError where a unit is given beside a dossier."""
    if unit is not None:
        raise UsageError(
            Label(
                "--why xét một hồ sơ, đơn vị của nó đã rõ; bỏ --unit",
                "--why looks at one dossier, whose unit is known; leave out --unit",
            ),
            "unit_beside_dossier",
        )
