"""How far the loading of files is, on the terminal of someone who waits."""

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from par_metrics.cli.state import State
from par_metrics.cli.waiting import WAIT
from par_metrics.loading.progress import Progress as OfFile
from par_metrics.loading.progress import Told
from par_metrics.support.names import shown_name
from schemas import Label

_ROWS = Label("dòng", "rows")
_FILES = Label("{done}/{count} tệp", "{done}/{count} files")


class FilesProgress:
    """One bar over the bytes of all files, on standard error; nothing where that is no terminal.

    Args:
        state: says the language.
        files: to be loaded; several may be read at a time.
        wait: seconds before anything is shown.
    """

    def __init__(self, state: State, files: Sequence[Path], wait: float = WAIT) -> None:
        self._rows, self._wait = _ROWS.in_language(state.speaks), wait
        self._sizes = {path: path.stat().st_size if path.is_file() else 0 for path in files}
        self._read = dict.fromkeys(files, 0)
        self._done, self._files = 0, _FILES.in_language(state.speaks)
        self._begun = time.monotonic()
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TextColumn("{task.fields[rows]}"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
            # What is printed goes where it was meant to, be it a file.
            redirect_stdout=False,
            redirect_stderr=False,
            disable=not sys.stderr.isatty(),
        )
        self._task = self._bar.add_task("", total=sum(self._sizes.values()), rows="")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bar.stop()

    def of(self, path: Path) -> Told:
        """What is told of a file, on the bar."""
        name = shown_name(path)

        def told(progress: OfFile) -> None:
            self._read[path] = progress.bytes_read
            rows = f"{progress.rows:,} {self._rows}" if progress.rows else ""
            if (count := len(self._sizes)) > 1:
                rows = f"{rows}  {self._files.format(done=self._done, count=count)}"
            self._bar.update(self._task, completed=sum(self._read.values()), description=name, rows=rows)
            self._show()

        return told

    def done(self, path: Path) -> None:
        """A file is loaded, or refused; the bar makes room for what is to be said of it."""
        self._read[path] = self._sizes[path]
        self._done += 1
        self._bar.update(self._task, completed=sum(self._read.values()), rows="")
        self._bar.stop()

    def _show(self) -> None:
        if time.monotonic() - self._begun >= self._wait:
            self._bar.start()
