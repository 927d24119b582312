"""The official forms of the year, as offices hand them in."""

from pathlib import Path

from par_metrics.documents.forms.kept import KEPT, paper_kept
from par_metrics.documents.forms.sheet import write_form
from par_metrics.publish.outcome import Outcome


def write(outcome: Outcome, folder: Path) -> None:
    """`forms/<form>.xlsx`, for each form that the run has a table of."""
    place = folder / "forms"
    place.mkdir()
    for name, table in outcome.tables.items():
        if name.startswith(KEPT):
            write_form(paper_kept(table), place / f"{name.removeprefix(KEPT)}.xlsx")
