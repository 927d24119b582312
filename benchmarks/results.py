"""What was measured, and what it should be."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

SMALL, LARGE, LARGER, LARGEST = 100_000, 1_000_000, 5_000_000, 20_000_000


@dataclass(frozen=True)
class Target:
    """What a figure, or its ratio to a peer's, is to be at most.

    Args:
        what: the promise in words, without its limit.
        sizes: rows for which it is given; none: whatever was measured.
        why: it is missed, if it is: what takes the time, and what would be needed.
    """

    what: str
    limit: float
    of: Literal["ratio", "ours"]
    unit: str
    sizes: tuple[int, ...] = ()
    why: str = ""

    @property
    def words(self) -> str:
        return f"at most {self.limit:g} {self.unit}"


MISSED = "**missed**"
_JUDGED = (
    "Every cell is cleaned, told from words for nothing, read by the sense of its column and judged by rules that name "
    "the row and column of what is wrong; bytes are hashed and archived, versions merged. A bare read and dbt do none "
    "of this. What is left is text handled a column at a time, each column some thirty times; it would take a reader "
    "that judges while it parses, in compiled code of our own, to halve it."
)
_ASKED = (
    "A file of fifty rows is asked some 250 questions of polars and 30 of pandera, each of which takes longer to ask "
    "than to answer; files of one layout would have to be judged together."
)
_PLANNED = (
    "A second is Python's start and imports; the rest is planned anew for each group of indicators that are counted "
    "alike: DuckDB takes 20 to 40 ms to plan a question about the states between many loads."
)
TARGETS = {
    "figures": Target(
        "from a CSV to all indicators by unit and month, against the dbt build of the file",
        1.5,
        "ratio",
        "x",
        (LARGE,),
        _JUDGED,
    ),
    "load": Target(
        "ingest and one compute, against a bare read_csv into a table",
        3,
        "ratio",
        "x",
        (LARGE, LARGER, LARGEST),
        _JUDGED,
    ),
    "memory": Target("peak memory of ingest", 800, "ours", "MB", (LARGE, LARGER, LARGEST)),
    "flat": Target("peak memory of the largest file against 1 M rows", 1.2, "ratio", "x", (LARGER, LARGEST)),
    "query": Target(
        "18 indicators by unit, months, quarters and year, against one hand-written query", 1.5, "ratio", "x", (LARGE,)
    ),
    "night": Target(
        "a night's 50,000 changed dossiers into 20 M, against into 2 M", 1.5, "ratio", "x", (LARGEST,)
    ),
    "workbook": Target("XLSX of 100,000 rows to accepted rows, against a bare read", 3, "ratio", "x", (SMALL,)),
    "small_files": Target("2,000 small files in a night", 3, "ours", "min of CPU", (2000,), _ASKED),
    "explain": Target("explain of 170,000 records as CSV", 2, "ours", "s"),
    "explain_table": Target("rows that explain shows of them on the screen", 50, "ours", "rows"),
    "diff": Target("diff of all indicators on the demo", 1.5, "ours", "s", (), _PLANNED),
    "publish": Target("publish for 124 units, a year", 20, "ours", "s"),
    "published": Target("what is published for 124 units, a year", 15, "ours", "MB"),
    "import": Target("import par_metrics, against import polars, duckdb", 1.3, "ratio", "x"),
    "help": Target("par-metrics --help", 0.5, "ours", "s"),
}  # fmt: skip


@dataclass(frozen=True)
class Result:
    """One figure: the median of so many runs.

    Args:
        benchmark: the benchmark that measured it.
        what: its name, the same in every run of the benchmarks; with `unit` and `peer` it names one figure.
        rows: how large what was handled is; None: it has no size.
        unit: of both figures.
        peer: what ours is compared with; the runs of both alternated.
        target: a key of `TARGETS`.
        command: what was run, so that anybody can run it, too.
    """

    benchmark: str
    what: str
    rows: int | None
    ours: float
    unit: str
    runs: int
    command: str
    peer: str | None = None
    theirs: float | None = None
    target: str | None = None

    @property
    def ratio(self) -> float | None:
        return self.ours / self.theirs if self.theirs else None

    @property
    def aim(self) -> Target | None:
        """Its target, if there is one for so many rows."""
        target = TARGETS[self.target] if self.target else None
        return target if target and (not target.sizes or self.rows in target.sizes) else None

    @property
    def is_met(self) -> bool | None:
        """None: nothing is asked of it."""
        judged = self.ratio if self.aim and self.aim.of == "ratio" else self.ours
        return None if self.aim is None or judged is None else judged <= self.aim.limit

    @property
    def key(self) -> tuple[str, str, str, str | None, int | None]:
        """What it is, whenever it is measured."""
        return self.benchmark, self.what, self.unit, self.peer, self.rows


def number(value: float | None) -> str:
    """With three figures that say something; a whole number as it is."""
    if value is None:
        return ""
    places = 0 if abs(value) >= 100 or value == int(value) else 1 if abs(value) >= 10 else 2
    return f"{value:,.{places}f}"


def judged(results: Iterable[Result]) -> list[tuple[Target, list[Result]]]:
    """Every target with the results that it is asked of; none: not measured."""
    asked = list(results)
    return [(t, [r for r in asked if r.target == key and r.aim is not None]) for key, t in TARGETS.items()]


def verdict(results: Iterable[Result]) -> str:
    """`met`, `missed` or `not measured`, of the results of one target."""
    met = [result.is_met for result in results]
    return "not measured" if not met else "met" if all(met) else MISSED
