"""The exports and workspaces that benchmarks share, each made once, in a folder that is thrown away afterwards."""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.machine import PAR_METRICS
from benchmarks.processes import Cost, run
from benchmarks.results import LARGE

UNITS = 124
AS_OF = "2026-10-01"
ASKED = ("--period", "2026", "--as-of", AS_OF)
MONTHS_BY_UNIT = (*ASKED, "--grain", "month", "--by", "unit_code", "--format", "csv")


@dataclass(frozen=True)
class Stage:
    """What is measured with.

    Args:
        folder: everything is made in it.
        sizes: rows of the large files, ascending.
        runs: of each case; of files over a million rows one, if not told otherwise.
        is_quick: small data for everything, to try the benchmarks themselves.
        say: is told what is under way.
    """

    folder: Path
    sizes: tuple[int, ...]
    runs: int | None = None
    is_quick: bool = False
    say: Callable[[str], None] = print
    ingests: dict[int, list[Cost]] = field(default_factory=dict)
    computes: dict[int, list[Cost]] = field(default_factory=dict)

    def runs_of(self, rows: int = 0) -> int:
        return self.runs or (1 if rows > LARGE or self.is_quick else 3)

    def rows(self, usual: int, quick: int) -> int:
        return quick if self.is_quick else usual

    def write(self, *words: object) -> None:
        """Exports, by `benchmarks.exports`."""
        self.say(f"writing {words[0]} of {words[1]} rows")
        run(sys.executable, "-m", "benchmarks.exports", *map(str, words))

    def made(self, name: str, make: Callable[[Path], None]) -> Path:
        """A folder of that name, made the first time."""
        folder = self.folder / name
        if not folder.exists():
            make(folder)
        return folder

    def export(self, rows: int) -> Path:
        """One CSV of so many dossiers of `UNITS` units."""
        folder = self.made(f"dossiers-{rows}", lambda out: self.write("dossiers", rows, UNITS, out))
        return next((folder / "exports").glob("danh-sach-ho-so*.csv"))

    def par_metrics(self, root: Path, *words: str | Path, output: Path | None = None) -> Cost:
        """Runs the command line on a workspace; a refused file or a failed gate is an error: less was done."""
        return run(PAR_METRICS, "--workspace", root, *words, output=output)

    def empty(self, root: Path) -> Path:
        """A new workspace there, instead of what is there."""
        shutil.rmtree(root, ignore_errors=True)
        self.par_metrics(root, "init")
        return root

    def ingest(self, rows: int) -> Cost:
        """The dossiers into a new workspace, which stays for other benchmarks."""
        export, root = self.export(rows), self.empty(self.folder / f"workspace-{rows}")
        self.say(f"loading {rows:,} dossiers")
        cost = self.par_metrics(root, "ingest", export)
        self.ingests.setdefault(rows, []).append(cost)
        return cost

    def compute(self, rows: int) -> Cost:
        """Every indicator by unit and month, of the workspace with so many dossiers."""
        cost = self.par_metrics(self.workspace(rows), "compute", *MONTHS_BY_UNIT, output=self.figures(rows))
        self.computes.setdefault(rows, []).append(cost)
        return cost

    def figures(self, rows: int) -> Path:
        """Where `compute` writes."""
        return self.folder / f"figures-{rows}.csv"

    def workspace(self, rows: int) -> Path:
        """With so many dossiers, without registers."""
        if rows not in self.ingests:
            self.ingest(rows)
        return self.folder / f"workspace-{rows}"

    def loaded(self, name: str, *words: object) -> Path:
        """A workspace with everything that `benchmarks.exports` writes for these words, registers first."""

        def make(root: Path) -> None:
            exports = root.with_name(f"{name}-exports")
            self.write(*words, exports)
            self.par_metrics(root, "init", "--unit", "H60.101")
            self.say(f"loading {name}")
            files = sorted((exports / "exports").iterdir(), key=_registers_first)
            self.par_metrics(root, "ingest", *files)

        return self.made(name, make)


def shown(*words: str) -> str:
    """A command of ours, as anybody would type it."""
    return " ".join(("par-metrics", *words))


def _registers_first(path: Path) -> tuple[bool, str]:
    return not path.name.startswith(("don-vi", "thu-tuc")), path.name
