"""What is found of a workspace, printed a line each."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import typer

from par_metrics.cli.app import REFUSED
from par_metrics.cli.state import State, fitted

if TYPE_CHECKING:
    from par_metrics.operations.findings import Finding


def tell_findings(state: State, findings: Iterable[Finding]) -> None:
    """Print them on standard output.

    Raises:
        typer.Exit: with status 1, where anything is wrong.
    """
    is_wrong = False
    for finding in findings:
        print(fitted(finding.line(state.speaks), sys.stdout))
        is_wrong |= finding.is_wrong
    if is_wrong:
        raise typer.Exit(REFUSED)
