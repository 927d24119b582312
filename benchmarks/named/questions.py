"""What each question of a large workspace costs, beside the year's figures of every unit.

A question may take longer with more records, but not more times as long as they do.
"""

from collections.abc import Iterator
from functools import partial

from benchmarks.processes import alternating
from benchmarks.results import SMALL, Result
from benchmarks.stage import AS_OF, ASKED, UNITS, Stage, shown

YEAR = "compute, the year"
QUESTIONS: dict[str, tuple[str, ...]] = {
    YEAR: ("compute", *ASKED, "--by", "unit_code", "--format", "csv"),
    "compute, months": ("compute", *ASKED, "--grain", "month", "--by", "unit_code", "--format", "csv"),
    "scorecard": ("scorecard", *ASKED),
    "score": ("score", *ASKED),
    "stakes": ("stakes", *ASKED),
    "pace": ("pace", *ASKED, "--by", "unit_code"),
    "at-risk": ("at-risk", "--as-of", AS_OF),
    "disagreement": ("disagreement", *ASKED),
    "explain": ("explain", "on_time_rate_qd766", *ASKED),
}


def measure(stage: Stage) -> Iterator[Result]:
    rows, runs = stage.rows(3 * SMALL, 2000), stage.runs_of()
    root = stage.loaded(f"questions-{rows}", "dossiers", rows, UNITS)
    stage.say(f"asking {len(QUESTIONS)} questions")
    costs = alternating({name: partial(stage.par_metrics, root, *words) for name, words in QUESTIONS.items()}, runs)
    for name, cost in costs.items():
        command = shown(*QUESTIONS[name])
        yield Result("questions", name, rows, cost.clock, "s", runs, command, YEAR, costs[YEAR].clock)
