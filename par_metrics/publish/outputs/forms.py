"""The official forms of the year, as offices hand them in."""

from dataclasses import replace
from pathlib import Path

from par_metrics.documents.forms.kept import KEPT, paper_kept
from par_metrics.documents.forms.paper import Paper
from par_metrics.documents.forms.sheet import write_form
from par_metrics.publish.outcome import HELD, Outcome


def write(outcome: Outcome, folder: Path) -> None:
    """`forms/<form>.xlsx`, for each form that the run has a table of."""
    place = folder / "forms"
    place.mkdir()
    for name in outcome.tables:
        if name.startswith(KEPT):
            write_form(paper_in(outcome, name), place / f"{name.removeprefix(KEPT)}.xlsx")


def paper_in(outcome: Outcome, name: str) -> Paper:
    """The form of a table of the run; of one that is held back with that as its first note."""
    paper = paper_kept(outcome.tables[name])
    if not outcome.is_held:
        return paper
    return replace(paper, filled=replace(paper.filled, notes=(HELD, *paper.filled.notes)))
