"""LibreOffice and the PDF tools: what a workbook or a document is on paper, and what its formulas come to."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Office:
    """LibreOffice with a profile of its own, so that several may run side by side.

    Args:
        folder: where it keeps its profile and what it writes.
    """

    folder: Path

    def all_as(self, form: str, paths: Sequence[Path]) -> list[Path]:
        """Several files of different names, in one start of the program; to start it takes longest."""
        return self._converted(form, *paths)

    def as_pdf(self, path: Path) -> Path:
        """The paper."""
        return self._converted("pdf", path)[0]

    def recalculated(self, path: Path) -> Path:
        """The workbook as LibreOffice saves it, its formulas reckoned by LibreOffice."""
        return self._converted("xlsx", path)[0]

    def saved(self, path: Path) -> Path:
        """The document as LibreOffice saves it."""
        return self._converted("docx", path)[0]

    def _converted(self, form: str, *paths: Path) -> list[Path]:
        out = self.folder / f"{form}-of-{paths[0].stem}-{abs(hash(paths))}"
        out.mkdir(exist_ok=True)
        profile = (self.folder / "profile").as_uri()
        command = [
            "soffice",
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            form,
            "--outdir",
            str(out),
        ]
        subprocess.run([*command, *map(str, paths)], check=True, capture_output=True)
        return [out / f"{path.stem}.{form}" for path in paths]


def text_of(pdf: Path) -> str:
    """The text of a PDF as it lies on its pages, which are divided by form feeds."""
    command = ["pdftotext", "-layout", str(pdf), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout


def pages_of(pdf: Path) -> list[str]:
    """The text of each page."""
    return text_of(pdf).removesuffix("\f").split("\f")


def size_of(pdf: Path) -> tuple[float, float]:
    """Width and height of the first page, in points."""
    told = subprocess.run(["pdfinfo", str(pdf)], check=True, capture_output=True, text=True).stdout
    line = next(line for line in told.splitlines() if line.startswith("Page size:"))
    width, _, height = line.removeprefix("Page size:").split()[:3]
    return float(width), float(height)
