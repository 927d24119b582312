"""`scorecard.html`: the scorecard of a unit, or of a province with every unit to choose, as one file without network.

What it shows, and in which order, is said in docs/reference/page.md. Everything of the unit shown is in its HTML; the
script adds filters, other units and where a unit stands among them.
"""

from pathlib import Path

from par_metrics.publish.outcome import Outcome
from par_metrics.publish.outputs.page.render import page_of

FILE = "scorecard.html"


def write(outcome: Outcome, folder: Path) -> None:
    """The page of a run."""
    (folder / FILE).write_text(page_of(outcome), encoding="utf-8", newline="\n")
